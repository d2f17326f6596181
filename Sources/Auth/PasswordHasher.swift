import Accounts
import Primitives

/// Hashes and verifies passwords with bcrypt. Each call takes the time of one hash: 0.2 s at cost 12.
package struct PasswordHasher: PasswordHashing {
    /// The logarithm to base 2 of the number of rounds.
    package static let costs = 4...31

    private let cost: Int
    private let random: RandomSource
    private let bcrypt: @Sendable (_ phrase: String, _ setting: String) -> String?
    /// The setting used when there is no hash to compare with.
    private let dummy: String

    /// Throws for a cost outside ``costs``, or when the system's libcrypt has no bcrypt.
    package init(cost: Int, random: RandomSource) throws(PasswordHasherFault) {
        try self.init(cost: cost, random: random, bcrypt: Bcrypt.hash)
    }

    /// - Parameter bcrypt: Replaced by tests that count the hashing.
    init(
        cost: Int, random: RandomSource, bcrypt: @escaping @Sendable (_ phrase: String, _ setting: String) -> String?
    ) throws(PasswordHasherFault) {
        guard Self.costs.contains(cost) else { throw .costOutOfRange(cost) }
        guard let dummy = Bcrypt.setting(cost: cost, salt: random.bytes(Bcrypt.saltLength)) else { throw .unavailable }
        self.cost = cost
        self.random = random
        self.bcrypt = bcrypt
        self.dummy = dummy
    }

    /// The `$2b$` hash of a password with a new salt: 60 ASCII characters; nil when libcrypt fails.
    package func hash(_ password: Password) -> String? {
        Bcrypt.setting(cost: cost, salt: random.bytes(Bcrypt.saltLength)).flatMap { bcrypt(password.text, $0) }
    }

    /// Whether the typed password matches the hash.
    ///
    /// The same work is done when it cannot match, so that the time reveals nothing: without a hash
    /// (an unknown user), with one that is not bcrypt's, and for input that cannot have been set as a password
    /// because it has more bytes than bcrypt uses or contains a NUL.
    package func verify(_ typed: String, against hash: String?) -> Bool {
        let isPossible = typed.utf8.count <= Bcrypt.longestPhrase && !typed.utf8.contains(0)
        let stored = hash.flatMap(BcryptHash.init)
        let computed = bcrypt(isPossible ? typed : "", stored?.text ?? dummy)
        guard let stored, let computed, isPossible else { return false }
        return areEqualInConstantTime(Array(computed.utf8), Array(stored.text.utf8))
    }
}

/// Why passwords cannot be hashed.
package enum PasswordHasherFault: Error, Equatable, CustomStringConvertible {
    /// The cost is outside ``PasswordHasher/costs``.
    case costOutOfRange(Int)
    /// The system's libcrypt has no bcrypt.
    case unavailable

    package var description: String {
        switch self {
        case .costOutOfRange(let cost):
            "The bcrypt cost is \(cost); it must be from \(PasswordHasher.costs.lowerBound) to \(PasswordHasher.costs.upperBound)."
        case .unavailable: "This system's libcrypt has no bcrypt."
        }
    }
}
