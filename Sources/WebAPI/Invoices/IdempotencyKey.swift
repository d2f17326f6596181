import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives

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
