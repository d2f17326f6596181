import Ledger
import Primitives

/// What the pages call a field of an invoice, and how its form shows it.
struct FieldWords {
    /// Where it changed, in the history.
    let name: String
    /// At its place in the form.
    let label: String
    /// At the beginning of a sentence that says what is wrong with it.
    let subject: String
    /// Whether the form has a box of one line for it.
    let isOneLine: Bool

    fileprivate init(_ name: String, label: String? = nil, subject: String? = nil, isOneLine: Bool = false) {
        self.name = name
        self.label = label ?? name
        self.subject = subject ?? "The \(name.lowercased())"
        self.isOneLine = isOneLine
    }
}

extension InvoiceField {
    var words: FieldWords {
        switch self {
        case .id: FieldWords("Id")
        case .number: FieldWords("Number")
        case .dateCreated: FieldWords("Created", subject: "The date of creation")
        case .dueDate: FieldWords("Due date", isOneLine: true)
        case .total: FieldWords("Total")
        case .status: FieldWords("Status")
        case .customerName:
            FieldWords("Customer", label: "Name", subject: "The customer’s name", isOneLine: true)
        case .customerEmail:
            FieldWords("E-mail", label: "E-mail address", subject: "The e-mail address", isOneLine: true)
        case .customerAddress: FieldWords("Address")
        case .notes: FieldWords("Notes")
        case .items: FieldWords("Items")
        case .purchaseOrder: FieldWords("Purchase order", isOneLine: true)
        }
    }

    /// The fields that a person fills in, each in one place of the form, in its order. The items have rows.
    static let typed = inputOrder.filter { field in
        switch field.kind {
        case .date, .text, .optionalText, .email: true
        case .id, .number, .dateCreated, .total, .status, .items: false
        }
    }

    /// The order in which the history tells what changed; the items follow.
    static let historyOrder = [.status] + inputOrder.filter { $0 != .status && $0 != .items }
}

extension FieldValue {
    /// As it is typed and exported.
    var plainText: String {
        switch self {
        case .integer(let number): String(number)
        case .text(let text): text
        case .moment(let moment): moment.text
        case .date(let date): date.text
        case .money(let money): money.text
        case .status(let status): status.rawValue
        }
    }

    /// As it is read.
    var readableText: String {
        switch self {
        case .integer(let number): ReadableNumber.grouped(String(number))
        case .text(let text): text
        case .moment(let moment): DateView(moment).text
        case .date(let date): DateView.readable(date)
        case .money(let money): ReadableNumber.amount(money)
        case .status(let status): StatusView.word(status)
        }
    }
}
