import Invoicing
import XCTest

extension InvoiceInput {
    /// An input without a fault: one line, 2 × 50.00.
    static var sample: InvoiceInput {
        var input = InvoiceInput()
        input.customerName = .text("Acme Corp")
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
func faults(_ work: () throws(ServiceError) -> some Any) -> [String] {
    do throws(ServiceError) {
        _ = try work()
        return []
    } catch {
        guard case .invalid(let faults) = error else { return ["\(error)"] }
        return faults.map { fault in
            guard case .pointer(let pointer) = fault.place else { return "\(fault)" }
            return "\(pointer): \(fault.detail)"
        }
    }
}

/// The pointers of the faults that `work` throws.
func pointers(_ work: () throws(ServiceError) -> some Any) -> [String] {
    faults(work).map { String($0.prefix { $0 != ":" }) }
}
