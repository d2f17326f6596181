import Invoicing
import XCTest

final class InvoiceFieldTests: XCTestCase {
    func testPlacesCountTheFieldsInTheirOrder() {
        XCTAssertEqual(InvoiceField.allCases.map(\.place), Array(InvoiceField.allCases.indices))
    }

    func testASetHasItsMembers() {
        let some: InvoiceFields = [InvoiceFields(.total), InvoiceFields(.id), InvoiceFields(.items)]
        XCTAssertEqual(InvoiceField.allCases.filter(some.has), [.id, .total, .items])
        XCTAssertTrue(InvoiceField.allCases.allSatisfy(InvoiceFields.all.has))
        XCTAssertEqual(InvoiceField.allCases.filter(InvoiceFields.summary.has), InvoiceField.allCases.dropLast())
        XCTAssertFalse(InvoiceField.allCases.contains(where: InvoiceFields().has))
    }
}
