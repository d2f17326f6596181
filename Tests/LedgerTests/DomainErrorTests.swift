import Ledger
import Primitives
import XCTest

final class DomainErrorTests: XCTestCase {
    func testAnInvalidInputKeepsItsFaultsAsADomainError() {
        let faults = [Fault(.pointer("/items"), "is required"), Fault(.pointer("/notes"), "must be a string or null")]
        XCTAssertEqual(DomainError(InvalidInput(faults)), .invalid(faults))
    }
}
