import Primitives
import XCTest

final class FaultTests: XCTestCase {
    func testPlacesOfOtherKindsDifferEvenUnderOneName() {
        let places: [Fault.Place] = [.pointer("limit"), .parameter("limit"), .header("limit"), .pointer("")]
        for (index, place) in places.enumerated() {
            for (other, otherPlace) in places.enumerated() {
                XCTAssertEqual(place == otherPlace, index == other)
            }
        }
    }

    func testAFaultIsItsPlaceAndItsDetail() {
        let fault = Fault(.pointer("/notes"), "is required")
        XCTAssertEqual(fault, Fault(.pointer("/notes"), "is required"))
        XCTAssertNotEqual(fault, Fault(.pointer("/items"), "is required"))
        XCTAssertNotEqual(fault, Fault(.pointer("/notes"), "must not be null"))
    }

    func testAnInvalidInputKeepsItsFaultsInTheirOrder() {
        let faults = [Fault(.pointer("/b"), "is required"), Fault(.pointer("/a"), "is required")]
        XCTAssertEqual(InvalidInput(faults).faults, faults)
        XCTAssertNotEqual(InvalidInput(faults), InvalidInput(faults.reversed()))
    }

    func testTextsAreTheSameOnlyToTheLetter() {
        XCTAssertTrue(haveSameScalars(nil, nil))
        XCTAssertTrue(haveSameScalars("\u{E9}", "\u{E9}"))
        XCTAssertFalse(haveSameScalars("\u{E9}", "e\u{301}"))
        XCTAssertFalse(haveSameScalars("", nil))
        XCTAssertFalse(haveSameScalars(nil, ""))
    }
}
