import Application
import Ledger

/// The `{id}` of a path.
package enum PathID {
    /// An invoice's id: a positive 64-bit integer in plain decimal digits. Throws `notFound` for anything else.
    package static func invoice(_ id: Substring) throws(DomainError) -> Int64 {
        guard id.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = Int64(id), number > 0 else {
            throw .noInvoice
        }
        return number
    }
}
