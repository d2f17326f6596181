import Application
import Ledger
import Primitives

/// `created_after`, `created_before`, `due_after`, `due_before`: days, inclusive.
package enum DateParameter {
    package static func parse(_ typed: String) throws(ValueFault) -> CalendarDate {
        guard let date = CalendarDate(TextRule.trimmed(typed)) else {
            throw ValueFault("must be a date such as 2023-07-31")
        }
        return date
    }
}
