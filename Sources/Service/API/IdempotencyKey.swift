import HTTP
import HTTPTypes
import Invoicing
import Synchronization

/// The field `Idempotency-Key`: 1–255 visible ASCII characters.
struct IdempotencyKey {
    static let length = 1...255
    let text: String?
    private(set) var faults: [Fault] = []

    init(_ request: Request) {
        let sent = request.headers[values: .idempotencyKey]
        text = sent.first
        guard let key = sent.first else { return }
        if sent.count > 1 || !Self.length.contains(key.utf8.count)
            || !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            let field = HTTPField.Name.idempotencyKey.rawName
            faults = [Fault(.header(field), "must be 1 to 255 visible ASCII characters, given once")]
        }
    }
}

/// The keys whose first request is still being answered.
final class RunningKeys: Sendable {
    private struct Entry: Hashable {
        let user: Int64
        let key: String
    }

    private let running = Mutex<Set<Entry>>([])

    /// Runs a request with a key; throws `conflict` while another of the user's with it is running.
    func run<Value>(
        _ key: String, of user: Int64, _ request: () throws(ServiceError) -> Value
    ) throws(ServiceError) -> Value {
        let entry = Entry(user: user, key: key)
        guard running.withLock({ $0.insert(entry).inserted }) else {
            throw .conflict("A request with this Idempotency-Key is still running. Wait for its answer.")
        }
        defer { running.withLock { _ = $0.remove(entry) } }
        return try request()
    }
}
