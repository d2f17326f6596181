import Accounts
import Invoicing

/// Hashes passwords with bcrypt and checks typed ones. Each call takes the time of one hash: 0.2 s at cost 12.
package struct PasswordHasher: Sendable {
    /// The logarithm to base 2 of the number of rounds.
    package static let costs = 4...31

    private let cost: Int
    private let random: RandomSource
    private let bcrypt: @Sendable (_ phrase: String, _ setting: String) -> String?
    /// What is hashed under when there is nothing to compare with; nobody's hash.
    private let dummy: String

    /// Throws for a cost outside ``costs``, or when the system's libcrypt has no bcrypt.
    package init(cost: Int, random: RandomSource) throws(PasswordHasherFault) {
        try self.init(cost: cost, random: random, bcrypt: Bcrypt.hash)
    }

    /// `bcrypt` is for tests that count the work.
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

    /// The `$2b$` hash of a password under a new salt: 60 characters of ASCII.
    package func hash(_ password: Password) throws(ServiceError) -> String {
        guard let setting = Bcrypt.setting(cost: cost, salt: random.bytes(Bcrypt.saltLength)),
            let hash = bcrypt(password.text, setting)
        else { throw .failed }
        return hash
    }

    /// Whether the typed password is the hash's.
    ///
    /// The same work is done where that is out of the question, so that the time tells nothing: without a hash
    /// (an unknown user), with one that is not bcrypt's, and for what cannot have been set as a password,
    /// because it has more bytes than bcrypt sees or holds a NUL.
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
    /// The cost is none of ``PasswordHasher/costs``.
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
