import Invoicing

/// A name and the network that it was typed in: what failed sign-ins are counted by.
///
/// What stands for it says nothing of either to who has no key. (A name may be a password in the wrong field.)
package enum SignInPair {
    /// 32 bytes. Names that are the same without regard to case make the same pair; whether anybody has
    /// the name makes no difference.
    package static func digest(name: String, network: [UInt8], keys: Keys) -> [UInt8] {
        // The length keeps the end of the network from passing for the name's beginning.
        keys.signInPairs.tag(
            of: ([UInt8(truncatingIfNeeded: network.count)] + network + FoldedText(name).text.utf8)[...])
    }
}
