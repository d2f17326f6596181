import Ledger
import Primitives
import Synchronization

/// A request's idempotency key and the SHA-256 of its body.
package struct IdempotencyClaim: Equatable, Sendable {
    /// 1–255 visible ASCII characters; unique per user.
    package let key: String
    package let digest: [UInt8]

    /// How long a key is stored, in seconds: a day.
    package static let lifetime: Int64 = 24 * 3600

    package init(key: String, digest: [UInt8]) {
        self.key = key
        self.digest = digest
    }

    /// Answers stored at this moment or earlier have expired.
    static func horizon(at moment: Timestamp) -> Timestamp {
        moment.adding(seconds: -lifetime)
    }
}

/// The answer to the first request with a key.
package struct KeptAnswer: Equatable, Sendable {
    /// The claim's digest.
    package let digest: [UInt8]
    package let moment: Timestamp
    /// Opaque here; only the caller that stored it can interpret it.
    package let answer: [UInt8]

    package init(digest: [UInt8], moment: Timestamp, answer: [UInt8]) {
        self.digest = digest
        self.moment = moment
        self.answer = answer
    }
}

/// The result of an operation that is performed once per key.
package enum Once<Value: Sendable>: Sendable {
    /// Performed now.
    case done(Value)
    /// Performed earlier; this was the answer.
    case replayed([UInt8])
}

extension UnitOfWork {
    /// The number of expired answers removed with each new one: more than one, so that they do not accumulate.
    private static var sweepCount: Int { 16 }

    /// The answer to an earlier request with the claim's key; nil when the key is new or has expired.
    ///
    /// Throws `invalid` at the header `Idempotency-Key` when the key was used for another request.
    func earlierAnswer(_ claim: IdempotencyClaim, of user: Int64, at moment: Timestamp) throws -> [UInt8]? {
        guard let kept = try keptAnswer(of: user, key: claim.key),
            kept.moment > IdempotencyClaim.horizon(at: moment)
        else { return nil }
        guard kept.digest == claim.digest else {
            throw DomainError.invalid([
                Fault(.header("Idempotency-Key"), "was used for another request; a new request needs a new key")
            ])
        }
        return kept.answer
    }

    /// Stores the answer to the first request with a claim's key.
    func keep(_ answer: [UInt8], under claim: IdempotencyClaim, of user: Int64, at moment: Timestamp) throws {
        _ = try removeKeptAnswers(before: IdempotencyClaim.horizon(at: moment), atMost: Self.sweepCount)
        try keep(KeptAnswer(digest: claim.digest, moment: moment, answer: answer), of: user, key: claim.key)
    }
}

/// The keys whose first request is still being answered.
package final class RunningRequests: Sendable {
    private struct Entry: Hashable {
        let user: Int64
        let key: String
    }

    private let running = Mutex<Set<Entry>>([])

    package init() {}

    /// Runs a request with a key; throws `conflict` while another request of this user with the same key is running.
    func run<Value>(
        _ key: String, of user: Int64, _ request: () throws(DomainError) -> Value
    ) throws(DomainError) -> Value {
        let entry = Entry(user: user, key: key)
        guard running.withLock({ $0.insert(entry).inserted }) else {
            throw .conflict("A request with this Idempotency-Key is still running. Wait for its answer.")
        }
        defer { running.withLock { _ = $0.remove(entry) } }
        return try request()
    }
}
