/// A source of randomness, injected so that tests can control it.
package struct RandomSource: Sendable {
    /// Returns the given number of bytes from a cryptographic source.
    package let bytes: @Sendable (Int) -> [UInt8]

    package init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }
}
