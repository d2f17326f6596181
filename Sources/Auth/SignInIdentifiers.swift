import Accounts
import Primitives

/// Keyed identifiers by which failed sign-ins are counted. (A name may be a password typed into the wrong field.)
package struct SignInIdentifiers: SignInIdentifying {
    private let keys: KeyRing

    package init(keys: Keys) {
        self.keys = keys.signInPairs
    }

    /// Independent of whether a user with this name exists.
    package func identifier(name: String, network: [UInt8]) -> [UInt8] {
        // The length separates the network from the name unambiguously.
        keys.tag(of: ([UInt8(truncatingIfNeeded: network.count)] + network + FoldedText(name).text.utf8)[...])
    }
}
