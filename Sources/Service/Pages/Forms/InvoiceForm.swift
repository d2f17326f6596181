import HTTP
import Invoicing

/// The form of an invoice as it was typed: its fields, its rows, and what the pressed button asks for.
struct InvoiceForm {
    /// A row of the form; all three may be empty.
    struct Row: Equatable {
        var description = ""
        var quantity = ""
        var unitPrice = ""

        var isEmpty: Bool {
            [description, quantity, unitPrice].allSatisfy { TextRule.trimmed($0).isEmpty }
        }
    }

    /// What a button does to the form; all but ``save`` only show it again.
    enum Action: Equatable {
        case save
        case addRow
        /// Rows count from 1.
        case remove(Int), up(Int), down(Int)

        init(_ typed: String) {
            let parts = typed.split(separator: "-", maxSplits: 1)
            let row = parts.count == 2 ? Int(parts[1]).flatMap { $0 > 0 ? $0 : nil } : nil
            switch (parts.first, row) {
            case ("remove", let row?): self = .remove(row)
            case ("up", let row?): self = .up(row)
            case ("down", let row?): self = .down(row)
            default: self = typed == "add-row" ? .addRow : .save
            }
        }
    }

    var customerName = ""
    var customerEmail = ""
    var customerAddress = ""
    var dueDate = ""
    var notes = ""
    var rows: [Row] = [Row()]
    /// What is wrong, by the id of the field.
    private(set) var errors: [String: String] = [:]
    private(set) var problems: [ProblemsView.Item] = []

    init() {}

    init(_ form: FormFields) {
        func text(_ name: String) -> String { form.values(name).first ?? "" }
        customerName = text("customer_name")
        customerEmail = text("customer_email")
        customerAddress = text("customer_address")
        dueDate = text("due_date")
        notes = text("notes")
        let columns = ["item_description", "item_quantity", "item_unit_price"].map { form.values($0) }
        rows = (0..<(columns.map(\.count).max() ?? 0)).map { row in
            let cells = columns.map { row < $0.count ? $0[row] : "" }
            return Row(description: cells[0], quantity: cells[1], unitPrice: cells[2])
        }
        if rows.isEmpty { rows = [Row()] }
    }

    /// An invoice as it stands.
    init(_ invoice: Invoice) {
        customerName = invoice.customerName
        customerEmail = invoice.customerEmail ?? ""
        customerAddress = invoice.customerAddress ?? ""
        dueDate = invoice.dueDate?.text ?? ""
        notes = invoice.notes ?? ""
        rows = invoice.items.map {
            Row(description: $0.description, quantity: $0.quantity.text, unitPrice: $0.unitPrice.text)
        }
    }

    /// Gives the customer's name its line breaks back where nothing else is changed in it: a name has some only
    /// from the API, and browsers leave them out of a field of one line.
    mutating func restoreLineBreaks(of stored: Invoice) {
        if customerName == stored.customerName.replacing("\n", with: "") { customerName = stored.customerName }
    }

    mutating func perform(_ action: Action) {
        switch action {
        case .save: break
        case .addRow: rows.append(Row())
        case .remove(let row):
            guard rows.indices.contains(row - 1) else { return }
            rows.remove(at: row - 1)
            if rows.isEmpty { rows = [Row()] }
        case .up(let row):
            guard rows.indices.contains(row - 1), row > 1 else { return }
            rows.swapAt(row - 1, row - 2)
        case .down(let row):
            guard rows.indices.contains(row - 1), rows.indices.contains(row) else { return }
            rows.swapAt(row - 1, row)
        }
    }

    /// What was typed, for the same rules as the API's; a wholly empty row is ignored.
    var input: InvoiceInput {
        var input = InvoiceInput()
        input.customerName = .text(customerName)
        input.customerEmail = .text(customerEmail)
        input.customerAddress = .text(customerAddress)
        input.dueDate = .text(dueDate)
        input.notes = .text(notes)
        input.items = .list(
            filledRows.map { row in
                var line = LineInput()
                line.description = .text(rows[row].description)
                line.quantity = .text(rows[row].quantity)
                line.unitPrice = .text(rows[row].unitPrice)
                return .line(line)
            })
        return input
    }

    /// The indices of the rows that hold something.
    private var filledRows: [Int] { rows.indices.filter { !rows[$0].isEmpty } }

    /// Notes the faults that the rules found in ``input``, each at its field.
    mutating func note(_ faults: [Fault]) {
        let filled = filledRows
        for fault in faults {
            guard case .pointer(let pointer) = fault.place else { continue }
            let (id, words) = field(at: pointer, among: filled)
            let sentence = "\(words) \(fault.detail)."
            if errors[id] == nil { errors[id] = sentence }
            problems.append(.init(target: id, text: sentence))
        }
    }

    /// The id of a field and the words for it; `filled` are the rows that ``input`` has.
    private func field(at pointer: String, among filled: [Int]) -> (id: String, words: String) {
        let parts = pointer.split(separator: "/")
        if parts.first == "items", parts.count == 3, let index = Int(parts[1]), filled.indices.contains(index) {
            let number = filled[index] + 1
            let name = String(parts[2])
            let words = ["description": "The description", "quantity": "The quantity"][name] ?? "The unit price"
            return (Self.id(number, name), "\(words) of item \(number)")
        }
        switch parts.first {
        case "customer_name": return ("customer_name", "The customer’s name")
        case "customer_email": return ("customer_email", "The e-mail address")
        case "customer_address": return ("customer_address", "The address")
        case "due_date": return ("due_date", "The due date")
        case "notes": return ("notes", "The notes")
        default:
            return (Self.itemsID, InvoiceRules.itemCount.contains(filled.count) ? "The items" : "The invoice")
        }
    }

    static let itemsID = "items-title"

    /// The id of a field in a row, counted from 1.
    static func id(_ row: Int, _ name: String) -> String { "item_\(name)-\(row)" }
}
