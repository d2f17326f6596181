import Ledger
import LedgerCodec
import Primitives
import XCTest

/// "Version 0": what the first edition's API answered.
final class FirstEditionTests: XCTestCase {
    private static let least =
        #"{"id":5,"invoice_number":"INV-202307-ABC123","date_created":"2023-07-01T10:00:00Z","due_date":null,"#
        + #""total_amount":100.00,"status":"PENDING","customer_name":"Acme \"é\" 😀"# + "\u{2028}"
        + #"","customer_email":null,"customer_address":null,"notes":null,"items":["#
        + #"{"id":1,"description":"Work","quantity":2,"unit_price":50.00,"amount":100.00},"#
        + #"{"id":2,"description":"Half","quantity":0.3333,"unit_price":0.0001,"amount":0.00}]}"#

    func testAnInvoiceOfTheAPIIsRead() throws {
        XCTAssertEqual(try FirstEdition.invoice(bytes(Self.least), revision: 1), leastInvoice())
    }

    func testOptionalMembersAreRead() throws {
        let full = Self.least.replacing("\"due_date\":null", with: "\"due_date\":\"2023-07-31\"")
            .replacing("\"customer_email\":null", with: "\"customer_email\":\"a@b.example\"")
            .replacing("\"customer_address\":null", with: "\"customer_address\":\"1 Main\\nStreet\"")
            .replacing("\"notes\":null", with: "\"notes\":\"\\u001f\"").replacing("PENDING", with: "CANCELLED")
        var expected = leastInvoice()
        expected.dueDate = CalendarDate("2023-07-31")
        expected.customerEmail = "a@b.example"
        expected.customerAddress = "1 Main\nStreet"
        expected.notes = "\u{1F}"
        expected.status = .cancelled
        expected.revision = 9
        XCTAssertEqual(try FirstEdition.invoice(bytes(full), revision: 9), expected)
    }

    func testTheLargestAmountsAreExact() throws {
        let text = Self.least.replacing("\"total_amount\":100.00", with: "\"total_amount\":9999999999999.99")
            .replacing("\"amount\":100.00", with: "\"amount\":9999999999999.99")
            .replacing("\"quantity\":2", with: "\"quantity\":1000000")
        let invoice = try FirstEdition.invoice(bytes(text), revision: 1)
        XCTAssertEqual(invoice.total, Money.largestTotal)
        XCTAssertEqual(invoice.items[0].amount, Money.largestTotal)
        XCTAssertEqual(invoice.items[0].quantity.text, "1000000")
    }

    func testWhatIsMalformedIsRefused() {
        for (part, other, name) in [
            ("{\"id\":5", "{\"id\":\"5\"", "id"), ("100.00,\"status\"", "\"100.00\",\"status\"", "total_amount"),
            ("\"status\":\"PENDING\"", "\"status\":\"OPEN\"", "status"),
            ("\"status\":\"PENDING\"", "\"status\":null", "status"),
            ("\"notes\":null", "\"x\":null", "an unknown member"),
            ("\"due_date\":null", "\"due_date\":\"soon\"", "due_date"),
            ("\"quantity\":2", "\"quantity\":\"2\"", "quantity"), ("\"amount\":0.00", "\"amount\":0.001", "amount"),
            ("\"description\":\"Half\"", "\"description\":null", "description"),
            ("\"items\":[", "\"items\":7,\"y\":[", "items"),
        ] {
            XCTAssertThrowsError(
                try FirstEdition.invoice(bytes(Self.least.replacing(part, with: other)), revision: 1), other
            ) {
                XCTAssertEqual($0 as? RecordFault, .malformed(name), other)
            }
        }
        for name in ["id", "invoice_number", "date_created", "total_amount", "status", "customer_name", "items"] {
            let renamed = Self.least.replacing("\"\(name)\":", with: "\"notes2\":")
            XCTAssertThrowsError(try FirstEdition.invoice(bytes(renamed), revision: 1), name)
        }
        for text in ["", "{}", "[]", "null", String(Self.least.dropLast())] {
            XCTAssertThrowsError(try FirstEdition.invoice(bytes(text), revision: 1), text)
        }
    }
}
