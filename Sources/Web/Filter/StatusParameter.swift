import Application
import Ledger
import Primitives

/// `status`: one or several, comma-separated or repeated.
package enum StatusParameter {
    package static let name = "status"

    package static func read(from parameters: inout Parameters) -> Set<InvoiceStatus> {
        var statuses: Set<InvoiceStatus> = []
        for part in parameters.values(name).flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            if let status = InvoiceStatus(rawValue: TextRule.trimmed(String(part))) {
                statuses.insert(status)
            } else {
                let known = InvoiceStatus.allCases.map(\.rawValue).joined(separator: ", ")
                parameters.note(name, "must be one or several of \(known)")
                return []
            }
        }
        return statuses
    }
}
