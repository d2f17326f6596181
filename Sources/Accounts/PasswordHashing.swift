/// Hashes and verifies passwords. Each call takes the time of one hash: some tenths of a second.
package protocol PasswordHashing: Sendable {
    /// The hash of a password with a new salt, as it is stored; nil when the system cannot compute one.
    func hash(_ password: Password) -> String?

    /// Whether the typed password matches the hash. Takes the same time when there is no hash to compare with.
    func verify(_ typed: String, against hash: String?) -> Bool
}

/// Computes the keys by which failed sign-ins are counted: 32 bytes that identify a name and the client's network.
package protocol SignInIdentifying: Sendable {
    /// Equal for names that differ only in case. Reveals neither name nor network without the key.
    func identifier(name: String, network: [UInt8]) -> [UInt8]
}
