import Ledger
import Primitives
import XCTest

final class InvoiceTests: XCTestCase {
    func testIsEqualOnlyWhereEveryMemberIs() throws {
        let edits: [(inout Invoice) throws -> Void] = [
            { $0.number = InvoiceNumber(stored: "INV-202307-A1B2C4") },
            { $0.dateCreated = $0.dateCreated.adding(seconds: 1) },
            { $0.dueDate = nil },
            { $0.total = Money(cents: 10_001) },
            { $0.status = .paid },
            { $0.customerName = "Acme Corp." },
            { $0.customerEmail = nil },
            { $0.customerEmail = "Billing@acme.example" },
            { $0.customerAddress = nil },
            { $0.customerAddress = "2 Main Street" },
            { $0.notes = nil },
            { $0.notes = "" },
            { $0.items += $0.items },
            { invoice in
                let old = invoice.items[0]
                invoice.items = [LineItem(description: "Other", quantity: old.quantity, unitPrice: old.unitPrice)]
            },
            { invoice in
                let old = invoice.items[0]
                invoice.items = [
                    LineItem(
                        description: old.description, quantity: try Quantity(exactly: "3"), unitPrice: old.unitPrice)
                ]
            },
            { invoice in
                let old = invoice.items[0]
                invoice.items = [
                    LineItem(
                        description: old.description, quantity: old.quantity, unitPrice: try UnitPrice(exactly: "51"))
                ]
            },
            { invoice in
                let old = invoice.items[0]
                invoice.items = [
                    LineItem(
                        description: old.description, quantity: old.quantity, unitPrice: old.unitPrice, amount: .zero)
                ]
            },
            { $0.revision += 1 },
        ]
        for (index, edit) in edits.enumerated() {
            var invoice = try Invoice.sample
            try edit(&invoice)
            XCTAssertNotEqual(invoice, try .sample, "\(index)")
        }
        XCTAssertNotEqual(Invoice(id: 1), Invoice(id: 2))
        XCTAssertEqual(try Invoice.sample, try .sample)
    }

    func testTextsOfOtherScalarsAreOtherTexts() throws {
        var composed = try Invoice.sample
        composed.customerName = "\u{E9}"
        var decomposed = composed
        decomposed.customerName = "e\u{301}"
        XCTAssertNotEqual(composed, decomposed)
        let line = composed.items[0]
        XCTAssertNotEqual(
            LineItem(description: "\u{E9}", quantity: line.quantity, unitPrice: line.unitPrice),
            LineItem(description: "e\u{301}", quantity: line.quantity, unitPrice: line.unitPrice))
    }

    func testAnAmountIsQuantityTimesPrice() throws {
        let line = LineItem(
            description: "x", quantity: try Quantity(exactly: "1.5"), unitPrice: try UnitPrice(exactly: "0.03"))
        XCTAssertEqual(line.amount.text, "0.05")
    }

    func testAnInvoiceCanBeMadeOfAnothersFields() throws {
        let copy = Invoice(id: 8, fieldsOf: try .sample)
        XCTAssertEqual(copy.id, 8)
        XCTAssertEqual(copy.revision, 0)
        for field in InvoiceField.allCases {
            XCTAssertEqual(field.isSame(in: copy, try .sample), field != .id, field.name)
        }
    }

    func testASetOfFieldsHoldsWhatWasPutIn() {
        XCTAssertTrue(InvoiceField.allCases.allSatisfy { InvoiceFields.all.has($0) })
        XCTAssertEqual(InvoiceField.allCases.filter { !InvoiceFields.summary.has($0) }, [.items])
        for field in InvoiceField.allCases {
            XCTAssertEqual(InvoiceField.allCases.filter { InvoiceFields(field).has($0) }, [field])
        }
    }
}
