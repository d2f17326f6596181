import Invoicing
import XCTest

final class InvoiceFieldTests: XCTestCase {
    func testPlacesCountTheFieldsInTheirOrder() {
        XCTAssertEqual(InvoiceField.allCases.map(\.place), Array(InvoiceField.allCases.indices))
    }

    func testASetHasItsMembersInTheOrderOfAnswers() {
        let some: InvoiceFields = [InvoiceFields(.total), InvoiceFields(.id), InvoiceFields(.items)]
        XCTAssertEqual(some.members, [.id, .total, .items])
        XCTAssertEqual(InvoiceFields.all.members, InvoiceField.allCases)
        XCTAssertEqual(InvoiceFields.summary.members, InvoiceField.allCases.dropLast())
        XCTAssertEqual(InvoiceFields().members, [])
    }
}
