import Application
import Ledger

/// An invoice as a row of CSV (RFC 4180): every field that each answer has, but the items, in their order.
///
/// Fields that an answer omits when they are empty have no column: programs that read this file count its columns.
enum CSVRow {
    private static let columns = InvoiceField.allCases.compactMap(Column.init)
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    private struct Column {
        /// How a row gives the field.
        enum Form {
            case value
            case text(isTyped: Bool)
        }

        let field: InvoiceField
        let form: Form

        init?(_ field: InvoiceField) {
            if field.isLeftOutWhenEmpty { return nil }
            self.field = field
            switch field.kind {
            case .items: return nil
            case .id, .dateCreated, .total, .status, .date: form = .value
            case .number: form = .text(isTyped: false)
            case .text, .optionalText, .email: form = .text(isTyped: true)
            }
        }
    }

    /// The names of the columns, as the first row.
    static var head: [UInt8] {
        Array(columns.map(\.field.name).joined(separator: ",").utf8) + lineEnd
    }

    static func append(_ row: any InvoiceRow, to bytes: inout [UInt8]) {
        for (index, column) in columns.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch column.form {
            case .value: row.value(column.field).map { append(cell: $0.plainText, to: &bytes) }
            case .text(let isTyped):
                row.withText(column.field) { text in
                    guard let text else { return }
                    let cell = String(decoding: text, as: UTF8.self)
                    append(cell: isTyped ? neutral(cell) : cell, to: &bytes)
                }
            }
        }
        bytes += lineEnd
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
            // After a quotation mark it is the beginning still.
            if scalar != "\"" { beginsCell = scalar == ";" || scalar == "\t" || scalar == "\n" }
        }
        return String(neutral)
    }

    private static let formulaSigns = "=+-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars

    /// Quoted where RFC 4180 asks for it, and where another separator is in it. By bytes: a quote is one
    /// whatever combining mark follows.
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
