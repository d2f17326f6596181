import HTTP
import Ledger
import Primitives

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

    /// What was typed for each field of ``InvoiceField/typed``; absent is nothing.
    private var texts: [InvoiceField: String] = [:]
    var rows: [Row] = [Row()]
    /// What is wrong, by the id of the field.
    private(set) var errors: [String: String] = [:]
    private(set) var problems: [ProblemsView.Item] = []

    init() {}

    init(_ form: FormFields) {
        for field in InvoiceField.typed { texts[field] = form.values(field.name).first }
        let columns = ["item_description", "item_quantity", "item_unit_price"].map { form.values($0) }
        rows = (0..<(columns.map(\.count).max() ?? 0)).map { row in
            let cells = columns.map { row < $0.count ? $0[row] : "" }
            return Row(description: cells[0], quantity: cells[1], unitPrice: cells[2])
        }
        if rows.isEmpty { rows = [Row()] }
    }

    /// An invoice as it stands.
    init(_ invoice: Invoice) {
        for field in InvoiceField.typed { texts[field] = field.value(in: invoice)?.plainText }
        rows = invoice.items.map {
            Row(description: $0.description, quantity: $0.quantity.text, unitPrice: $0.unitPrice.text)
        }
    }

    /// What was typed for a field.
    subscript(field: InvoiceField) -> String { texts[field] ?? "" }

    /// Gives texts their line breaks back where nothing else is changed in them: a text of one line has some only
    /// from the API, and browsers leave them out of its box.
    mutating func restoreLineBreaks(of stored: Invoice) {
        for field in InvoiceField.typed where field.words.isOneLine {
            guard let text = field.value(in: stored)?.plainText else { continue }
            if haveSameScalars(self[field], text.replacing("\n", with: "")) { texts[field] = text }
        }
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
        for field in InvoiceField.typed { input[field] = .text(self[field]) }
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
        if parts.count == 1, let field = InvoiceField(name: String(parts[0])), InvoiceField.typed.contains(field) {
            return (field.name, field.words.subject)
        }
        let hasItems = InvoiceRules.itemCount.contains(filled.count)
        return (Self.itemsID, hasItems ? InvoiceField.items.words.subject : "The invoice")
    }

    static let itemsID = "items-title"

    /// The id of a field in a row, counted from 1.
    static func id(_ row: Int, _ name: String) -> String { "item_\(name)-\(row)" }
}
