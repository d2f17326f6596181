import Ledger
import Primitives

/// A day, for machines and for people.
struct DateView: TemplateObject {
    let iso: String
    let text: String

    init(_ date: CalendarDate) {
        iso = date.text
        text = Self.readable(date)
    }

    /// A moment, to the minute, in UTC.
    init(_ moment: Timestamp) {
        iso = moment.text
        text = "\(Self.readable(moment.day)), \(moment.text.dropFirst(11).prefix(5)) UTC"
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "iso": iso
        case "text": text
        default: nil
        }
    }

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `31 Jul 2023`
    static func readable(_ date: CalendarDate) -> String {
        let (year, month, day) = date.parts
        return "\(day) \(months[month - 1]) \(year)"
    }
}

/// A status by word and kind; PENDING past its due date is overdue.
struct StatusView: TemplateObject {
    let kind: String
    let word: String

    init(_ invoice: Invoice, on today: CalendarDate) {
        let isOverdue = invoice.status == .pending && invoice.dueDate.map { $0 < today } ?? false
        kind = isOverdue ? "overdue" : Self.kind(invoice.status)
        word = isOverdue ? "Overdue" : Self.word(invoice.status)
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "kind": kind
        case "word": word
        default: nil
        }
    }

    static func kind(_ status: InvoiceStatus) -> String {
        switch status {
        case .pending: "pending"
        case .paid: "paid"
        case .cancelled: "cancelled"
        }
    }

    static func word(_ status: InvoiceStatus) -> String {
        switch status {
        case .pending: "Pending"
        case .paid: "Paid"
        case .cancelled: "Cancelled"
        }
    }
}

/// Numbers for reading: thousands are separated by commas.
enum ReadableNumber {
    /// `1234.50` as `1,234.50`; the text is a plain decimal.
    static func grouped(_ decimal: String) -> String {
        let utf8 = decimal.utf8
        let first = utf8.first == UInt8(ascii: "-") ? utf8.index(after: utf8.startIndex) : utf8.startIndex
        let point = utf8.firstIndex(of: UInt8(ascii: ".")) ?? utf8.endIndex
        var left = utf8.distance(from: first, to: point)
        var bytes = Array(utf8[..<first])
        for digit in utf8[first..<point] {
            bytes.append(digit)
            left -= 1
            if left > 0, left % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
        }
        return String(decoding: bytes + utf8[point...], as: UTF8.self)
    }

    static func amount(_ money: Money) -> String { amount(MoneySum(cents: Int128(money.cents))) }

    static func amount(_ sum: MoneySum) -> String {
        // Most figures of a page are amounts. They are written from their end, where a comma's place is known.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: mostDigits * 2) { buffer in
            var start = buffer.endIndex
            func put(_ byte: UInt8) {
                start -= 1
                buffer[start] = byte
            }
            var rest = sum.cents.magnitude
            var digits = 0
            repeat {
                let digit: UInt8
                if let short = UInt64(exactly: rest) {
                    (digit, rest) = (UInt8(short % 10), UInt128(short / 10))
                } else {
                    (digit, rest) = (UInt8(rest % 10), rest / 10)
                }
                if digits == 2 { put(UInt8(ascii: ".")) }
                if digits > 2, (digits - 2) % 3 == 0 { put(UInt8(ascii: ",")) }
                put(UInt8(ascii: "0") + digit)
                digits += 1
            } while rest > 0 || digits < 3
            if sum.cents < 0 { put(UInt8(ascii: "-")) }
            return String(decoding: UnsafeBufferPointer(rebasing: buffer[start...]), as: UTF8.self)
        }
    }

    /// Of the largest sum.
    private static let mostDigits = 39

    static func count(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1 ? "1 \(one)" : "\(grouped(String(count))) \(many)"
    }
}

/// A row of a table of invoices.
///
/// Its parts are texts of its own: there are many rows, and to step into an object costs the template engine
/// several times as much as a text.
struct InvoiceRowView: TemplateObject {
    let invoice: Invoice
    let currency: String
    let today: CalendarDate

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "href": "/invoice/\(invoice.id)"
        case "number": invoice.number.text
        case "customer_name": invoice.customerName
        case "created": DateView(invoice.dateCreated.day)
        case "created_iso": invoice.dateCreated.day.text
        case "created_text": DateView.readable(invoice.dateCreated.day)
        case "due": invoice.dueDate.map { DateView($0) }
        case "status": StatusView(invoice, on: today)
        case "status_kind": StatusView(invoice, on: today).kind
        case "status_word": StatusView(invoice, on: today).word
        case "total": ReadableNumber.amount(invoice.total)
        case "currency": currency
        default: nil
        }
    }
}
