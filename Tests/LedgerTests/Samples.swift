import Ledger
import Primitives
import XCTest

extension InvoiceInput {
    /// An input without a fault: one line, 2 × 50.00.
    static var sample: InvoiceInput {
        var input = InvoiceInput()
        input[.customerName] = .text("Acme Corp")
        input.items = .list([.line(.sample)])
        return input
    }
}

extension LineInput {
    static var sample: LineInput {
        var line = LineInput()
        line.description = .text("Consulting")
        line.quantity = .number("2")
        line.unitPrice = .number("50.00")
        return line
    }
}

extension Invoice {
    /// As it was made of ``InvoiceInput/sample``, with all optional members.
    static var sample: Invoice {
        get throws {
            var invoice = Invoice(id: 7)
            invoice.number = InvoiceNumber(stored: "INV-202307-A1B2C3")
            invoice.dateCreated = Timestamp(seconds: 1_688_205_600)
            invoice.dueDate = try XCTUnwrap(CalendarDate("2023-07-31"))
            invoice.customerName = "Acme Corp"
            invoice.customerEmail = "billing@acme.example"
            invoice.customerAddress = "1 Main Street"
            invoice.notes = "Thanks"
            invoice.items = [
                LineItem(
                    description: "Consulting", quantity: try Quantity(exactly: "2"),
                    unitPrice: try UnitPrice(exactly: "50"))
            ]
            invoice.total = Money(cents: 10_000)
            invoice.revision = 3
            return invoice
        }
    }
}

/// The faults that `work` throws, as "pointer: detail"; empty when it throws none.
func faults(_ work: () throws(InvalidInput) -> some Any) -> [String] {
    do throws(InvalidInput) {
        _ = try work()
        return []
    } catch {
        return error.faults.map { fault in
            guard case .pointer(let pointer) = fault.place else { return "\(fault)" }
            return "\(pointer): \(fault.detail)"
        }
    }
}

/// The pointers of the faults that `work` throws.
func pointers(_ work: () throws(InvalidInput) -> some Any) -> [String] {
    faults(work).map { String($0.prefix { $0 != ":" }) }
}

extension InvoiceField {
    /// Whether the field may be without a value.
    var isOptional: Bool {
        switch kind {
        case .date, .optionalText, .email: true
        case .id, .number, .dateCreated, .total, .status, .text, .items: false
        }
    }

    /// A value that ``Invoice/sample`` does not have; nil for the items.
    var otherValue: FieldValue? {
        switch kind {
        case .id: .integer(99)
        case .number: .text("INV-202307-ZZZZZZ")
        case .dateCreated: .moment(Timestamp(seconds: 99))
        case .total: .money(Money(cents: 99))
        case .status: .status(.cancelled)
        case .date: .date(CalendarDate(daysSince1970: 99))
        case .text, .optionalText: .text("Another text")
        case .email: .text("another@example.com")
        case .items: nil
        }
    }
}
