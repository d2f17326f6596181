import Primitives
import XCTest

final class DecimalNumberTests: XCTestCase {
    private func scaled(_ text: String, by decimals: Int) throws -> Int64 {
        try XCTUnwrap(DecimalNumber(text)).scaled(by: decimals)
    }

    func testAValueIsGivenExactlyAtAnyScaleThatHoldsIt() throws {
        for (text, decimals, value) in [
            ("0", 0, 0), ("-0.000", 0, 0), ("12", 0, 12), ("12", 4, 120_000), ("-1.25", 2, -125),
            ("1.2500", 2, 125), ("0.0001", 4, 1), ("1e3", 0, 1000), ("12E-1", 1, 12), ("007", 0, 7),
        ] {
            XCTAssertEqual(try scaled(text, by: decimals), Int64(value), text)
        }
        XCTAssertEqual(try scaled("9223372036854775807", by: 0), .max)
        XCTAssertEqual(try scaled("-922337203685477580.7", by: 1), -.max)
    }

    func testNothingIsRounded() {
        for (text, decimals) in [("0.1", 0), ("1.255", 2), ("1e-5", 4), ("-0.00001", 4)] {
            XCTAssertThrowsError(try scaled(text, by: decimals), text) {
                XCTAssertEqual($0 as? DecimalFault, .tooPrecise(decimals: decimals))
            }
        }
    }

    func testWhatDoesNotFitIsOutOfRange() {
        for (text, decimals) in [("9223372036854775808", 0), ("922337203685477580.8", 1), ("1e19", 0), ("1e18", 4)] {
            XCTAssertThrowsError(try scaled(text, by: decimals), text) {
                XCTAssertEqual($0 as? DecimalFault, .outOfRange)
            }
        }
    }

    func testAnythingElseIsNoNumber() {
        for text in ["", "-", "+1", ".5", "5.", "1e", "1e+", " 1", "1 ", "0x1", "NaN", "1_0", "１"] {
            XCTAssertNil(DecimalNumber(text), text)
        }
    }

    func testATextHasAsManyDecimalsAsItNeeds() {
        for (value, scale, least, text): (Int64, Int, Int, String) in [
            (0, 2, 2, "0.00"), (0, 4, 0, "0"), (12_345, 4, 2, "1.2345"), (12_300, 4, 2, "1.23"), (10_000, 4, 2, "1.00"),
            (10_000, 4, 0, "1"), (-5, 4, 0, "-0.0005"), (.min, 2, 2, "-92233720368547758.08"),
        ] {
            XCTAssertEqual(decimalText(value, scale: scale, least: least), text)
        }
    }
}
