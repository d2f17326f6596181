import Application
import Ledger
import Primitives

/// `sort_by` and `sort_order`: one of the names of an enumeration.
package enum SortParameter {
    package static func parse<Choice>(_ typed: String) throws(ValueFault) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let choice = Choice(rawValue: typed) else {
            throw ValueFault("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}
