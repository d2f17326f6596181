import Accounts
import Auth
import Dispatch
import Ledger
import Primitives
import Synchronization

/// The accounts of the sample data: `user1`, `user2` and so on, all with one password.
enum SampleAccounts {
    typealias Sample = (registration: Registration, passwordHash: String, dateCreated: Timestamp)

    static let password = "password123"

    /// Hashes the password on all processors. The users' salts differ, but depend on the seed only: there is no need to
    /// protect a published password.
    static func generate(count: Int, seed: UInt64, created: Timestamp, bcryptCost: Int) throws -> [Sample] {
        let samples = Mutex<[Int: Result<Sample, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let sample = Result { try account(index + 1, seed: seed, created: created, bcryptCost: bcryptCost) }
            samples.withLock { $0[index] = sample }
        }
        return try samples.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }

    private static func account(_ number: Int, seed: UInt64, created: Timestamp, bcryptCost: Int) throws -> Sample {
        let registration = try Registration(
            email: .text("user\(number)@example.com"), username: .text("user\(number)"),
            fullName: .text("User \(number)"), password: .text(password), isSample: true)
        var mixer = SplitMix64(seed: seed)
        let base = mixer.next()
        let salts = RandomSource { count in
            var random = SplitMix64(seed: base ^ ~UInt64(number))
            return (0..<count).map { _ in UInt8(random.below(256)) }
        }
        let hasher = try PasswordHasher(cost: bcryptCost, random: salts)
        guard let hash = hasher.hash(registration.password) else { throw DomainError.failed }
        return (registration, hash, created)
    }
}
