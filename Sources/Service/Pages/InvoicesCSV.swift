import HTTP
import HTTPTypes
import Invoicing

/// `GET /invoices.csv`: the list's whole selection as CSV (RFC 4180), in pieces.
enum InvoicesCSV {
    private static let piece = 64 * 1024
    /// More than a ledger holds.
    private static let most = 1_000_000_000
    private static let fields: [InvoiceField] = InvoiceField.allCases.filter { $0 != .items }

    static func download(_ call: Call) throws(ServiceError) -> Response {
        let ledger = try call.actor.ledger
        let names = InvoiceFilter.names.subtracting(["fields", "limit", "skip", "cursor"])
        let sent = QueryString(call.query.pairs.filter { names.contains($0.name) && !$0.value.isEmpty })
        var query = try InvoiceFilter.query(from: sent, in: ledger, cursors: call.service.cursors)
        query.fields = .summary
        query.limit = most
        let listing = try call.service.invoices.list(query, in: ledger)
        let name = "invoices-\(call.now.day.text).csv"
        return Response(
            .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: .stream { write in
                var bytes = Array(fields.map(\.rawValue).joined(separator: ",").utf8) + [0x0D, 0x0A]
                var isWhole = false
                while !isWhole {
                    isWhole = try listing.read { invoice in
                        append(invoice, to: &bytes)
                        return bytes.count < piece
                    }
                    try write(bytes)
                    bytes.removeAll(keepingCapacity: true)
                }
            })
    }

    private static func append(_ invoice: Invoice, to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(cell: text(field, of: invoice), to: &bytes)
        }
        bytes += [0x0D, 0x0A]
    }

    private static func text(_ field: InvoiceField, of invoice: Invoice) -> String {
        switch field {
        case .id: String(invoice.id)
        case .number: invoice.number.text
        case .dateCreated: invoice.dateCreated.text
        case .dueDate: invoice.dueDate?.text ?? ""
        case .total: invoice.total.text
        case .status: invoice.status.rawValue
        case .customerName: neutral(invoice.customerName)
        case .customerEmail: neutral(invoice.customerEmail ?? "")
        case .customerAddress: neutral(invoice.customerAddress ?? "")
        case .notes: neutral(invoice.notes ?? "")
        case .items: ""
        }
    }

    /// With an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV Injection): at the beginning,
    /// and where one that takes other separators would begin a cell.
    static func neutral(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: formulaSigns.contains) else { return text }
        var neutral = String.UnicodeScalarView()
        var beginsCell = true
        for scalar in text.unicodeScalars {
            if beginsCell, formulaSigns.contains(scalar) { neutral.append("'") }
            neutral.append(scalar)
            // Behind a quotation mark is the beginning still.
            if scalar != "\"" { beginsCell = scalar == ";" || scalar == "\t" || scalar == "\n" }
        }
        return String(neutral)
    }

    private static let formulaSigns = "=+-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars

    /// Quoted where RFC 4180 asks for it, and where another separator is in it. By bytes: a quote that a combining
    /// mark follows is one all the same.
    private static func append(cell text: String, to bytes: inout [UInt8]) {
        guard text.utf8.contains(where: special.contains) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(quote)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let special = Array("\",;\t\n\r".utf8)
}
