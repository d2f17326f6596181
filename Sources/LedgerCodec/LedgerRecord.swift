import JSON
import Ledger
import Primitives

/// One record of the history of an invoice, as it is stored for ever.
///
/// Version 1 is a JSON object in the form of RFC 8785 with these members:
///
/// | member | value |
/// |---|---|
/// | `action` | `created`, `changed` or `deleted` |
/// | `at` | when it happened: RFC 3339 in UTC, whole seconds |
/// | `by` | the id of the user who did it. Names are in no record |
/// | `changes` | of `changed` alone: by the name of each field that differs, an object of `before` and `after`, of which one that was no value is left out. Of `items`, an array of such objects, each with its `position` from 1 |
/// | `invoice` | of `created` alone: every field that has a value, under its name |
/// | `invoice_id` | the invoice |
/// | `ledger_id` | the books that it belongs to |
/// | `revision` | the state of the invoice that this led to |
/// | `version` | 1 |
///
/// Money, prices and quantities are strings as `Money.text` and its like write them; moments and dates are strings; ids
/// and positions are integers below 2^53. An item is an object of `amount`, `description`, `quantity` and `unit_price`.
///
/// A version that was released is never written otherwise, and every one of them stays readable.
package struct LedgerRecord: Equatable, Sendable {
    package let ledger: Int64
    package let change: InvoiceChange

    package init(_ change: InvoiceChange, in ledger: Int64) {
        self.ledger = ledger
        self.change = change
    }

    enum Member {
        static let action = "action"
        static let at = "at"
        static let by = "by"
        static let changes = "changes"
        static let invoice = "invoice"
        static let invoiceID = "invoice_id"
        static let ledgerID = "ledger_id"
        static let revision = "revision"
        static let version = "version"

        static let after = "after"
        static let before = "before"
        static let position = "position"

        static let amount = "amount"
        static let description = "description"
        static let quantity = "quantity"
        static let unitPrice = "unit_price"
    }

    enum Action: String {
        case created, changed, deleted
    }

    static let currentVersion: Int64 = 1
}

extension InvoiceField {
    /// All fields in the order in which a record has their names.
    static let recordOrder = allCases.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }

    var isItems: Bool {
        if case .items = kind { true } else { false }
    }
}
