import Ledger
import Primitives
import XCTest

final class QuantityAndPriceTests: XCTestCase {
    func testQuantityIsAboveZeroAndAtMostAMillion() {
        XCTAssertEqual(try Quantity(exactly: "0.0001").tenThousandths, 1)
        XCTAssertEqual(try Quantity(exactly: "1000000").tenThousandths, 10_000_000_000)
        XCTAssertEqual(try Quantity(exactly: "1e6").tenThousandths, 10_000_000_000)
        for text in ["0", "-0", "0.0000", "-1", "-0.0001", "1000000.0001", "1000001", "1e7"] {
            XCTAssertThrowsError(try Quantity(exactly: text), text) {
                XCTAssertEqual($0 as? ValueFault, ValueFault("must be more than 0 and at most 1000000"))
            }
        }
    }

    func testPriceIsFromZeroToABillion() {
        XCTAssertEqual(try UnitPrice(exactly: "0").tenThousandths, 0)
        XCTAssertEqual(try UnitPrice(exactly: "-0.00").tenThousandths, 0)
        XCTAssertEqual(try UnitPrice(exactly: "1000000000").tenThousandths, 10_000_000_000_000)
        for text in ["-0.0001", "-1", "1000000000.0001", "1000000001", "1e10"] {
            XCTAssertThrowsError(try UnitPrice(exactly: text), text) {
                XCTAssertEqual($0 as? ValueFault, ValueFault("must be from 0 to 1000000000"))
            }
        }
    }

    func testBothTakeFourDecimalsAndNoMore() {
        XCTAssertEqual(try Quantity(exactly: "1.23450").tenThousandths, 12_345)
        XCTAssertEqual(try UnitPrice(exactly: "1.23450").tenThousandths, 12_345)
        for text in ["1.00001", "1e-5", "0.00009"] {
            XCTAssertThrowsError(try Quantity(exactly: text), text)
            XCTAssertThrowsError(try UnitPrice(exactly: text), text)
        }
    }

    func testBothRefuseWhatIsNoDecimalOrFarTooLarge() {
        for text in ["", "two", "1e400", "1e999999999999", "NaN", "1,5"] {
            XCTAssertThrowsError(try Quantity(exactly: text), text)
            XCTAssertThrowsError(try UnitPrice(exactly: text), text)
        }
    }

    func testQuantityIsWrittenWithoutTrailingZeros() {
        for (value, text) in [
            (1, "0.0001"), (10, "0.001"), (2500, "0.25"), (20_000, "2"), (100_000, "10"), (10_000_000_000, "1000000"),
            (12_340, "1.234"),
        ] {
            XCTAssertEqual(Quantity(tenThousandths: Int64(value)).text, text)
        }
    }

    func testPriceIsWrittenWithAtLeastTwoDecimals() {
        for (value, text) in [
            (0, "0.00"), (1, "0.0001"), (500_000, "50.00"), (505_000, "50.50"), (505_050, "50.505"),
            (505_051, "50.5051"),
            (10_000_000_000_000, "1000000000.00"),
        ] {
            XCTAssertEqual(UnitPrice(tenThousandths: Int64(value)).text, text)
        }
    }

    func testAmountIsRoundedHalfAwayFromZero() throws {
        for (quantity, price, amount) in [
            ("2", "50", "100.00"), ("1", "0.005", "0.01"), ("1", "0.0049", "0.00"), ("3", "0.3333", "1.00"),
            ("0.5", "0.01", "0.01"), ("0.4999", "0.01", "0.00"), ("0.0001", "50", "0.01"),
            ("0.0001", "49.9999", "0.00"),
            ("1.5", "0.03", "0.05"), ("2.5", "0.01", "0.03"), ("3.5", "0.01", "0.04"), ("1", "1.005", "1.01"),
            ("1", "0", "0.00"), ("1.1", "1.1", "1.21"), ("0.1", "0.2", "0.02"),
            ("1000000", "1000000000", "1000000000000000.00"), ("999999.9999", "999999999.9999", "999999999899900.00"),
        ] {
            XCTAssertEqual(
                (try Quantity(exactly: quantity) * UnitPrice(exactly: price)).text, amount, "\(quantity) × \(price)")
        }
    }
}
