import Ledger
import Primitives
import XCTest

final class MoneyTests: XCTestCase {
    func testReadsExactDecimals() throws {
        for (text, cents) in [
            ("0", 0), ("-0", 0), ("100", 10_000), ("100.5", 10_050), ("100.50", 10_050), ("0.01", 1), ("-0.01", -1),
            ("1.0100000000", 101), ("007.10", 710), ("92233720368547758.07", Int64.max),
            ("-92233720368547758.07", -Int64.max),
        ] {
            XCTAssertEqual(try Money(exactly: text).cents, cents, text)
        }
    }

    func testReadsExponentsThatLandInRange() throws {
        for (text, cents) in [
            ("1e2", 10_000), ("1E+2", 10_000), ("12345e-2", 12_345), ("1.5e1", 1500), ("0.1e1", 100), ("100e-4", 1),
            ("0e999999999999", 0), ("0.00e-999999999999", 0), ("1e-0002", 1), ("1000000000000000000000e-21", 100),
        ] {
            XCTAssertEqual(try Money(exactly: text).cents, Int64(cents), text)
        }
    }

    func testRefusesWhatWouldBeRounded() {
        for text in ["0.001", "100.005", "1e-3", "1.2345e1", "1e-999999999999", "99999999999999999999.001"] {
            XCTAssertEqual(fault(text), "must have at most 2 decimals", text)
        }
    }

    func testRefusesWhatOverflows() {
        for text in [
            "92233720368547758.08", "-92233720368547758.08", "1e17", "1e400", "-1e400", "1e999999999999",
            "1e99999999999999999999999999", "1" + String(repeating: "0", count: 400),
        ] {
            XCTAssertEqual(fault(text), "is too large a number", text)
        }
    }

    func testRefusesWhatIsNoDecimal() {
        for text in [
            "", " ", "-", "+1", ".5", "5.", "-.5", "1.e2", "1e", "1e+", "1e-", "1e1.5", "1e 2", "1 0", "1,5",
            "1,000.00", "0x10",
            "NaN", "nan", "inf", "Infinity", "-Infinity", "١٢", "１", "1\u{301}", "1.0\u{0}", "--1", "1-", "1e--2", "€5",
            "1_0",
        ] {
            XCTAssertEqual(fault(text), "must be a decimal number such as 19.99", text)
        }
    }

    func testAMegabyteOfDigitsIsReadOnce() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        let nines = String(repeating: "9", count: 1_000_000)
        XCTAssertEqual(fault(nines), "is too large a number")
        XCTAssertEqual(fault("0." + nines), "must have at most 2 decimals")
        XCTAssertEqual(fault("1e" + nines), "is too large a number")
        XCTAssertEqual(try Money(exactly: zeros + "1." + zeros).cents, 100)
        XCTAssertEqual(try Money(exactly: "0.\(zeros)1e1000001").cents, 100)
        XCTAssertEqual(try Money(exactly: "1\(zeros)e-1000000").cents, 100)
    }

    func testWritesTwoDecimals() {
        for (cents, text): (Int64, String) in [
            (0, "0.00"), (1, "0.01"), (-1, "-0.01"), (10, "0.10"), (100, "1.00"), (12_345, "123.45"),
            (-12_345, "-123.45"),
            (999_999_999_999_999, "9999999999999.99"), (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"),
        ] {
            XCTAssertEqual(Money(cents: cents).text, text)
        }
    }

    func testReadsBackWhatItWrote() throws {
        var cents: Int64 = 1
        while cents < .max / 7 {
            XCTAssertEqual(try Money(exactly: Money(cents: cents).text).cents, cents)
            XCTAssertEqual(try Money(exactly: Money(cents: -cents).text).cents, -cents)
            cents = cents * 7 + 3
        }
    }

    func testIsOrderedByAmount() {
        XCTAssertLessThan(Money(cents: -1), .zero)
        XCTAssertLessThan(Money(cents: 99), Money(cents: 100))
    }

    func testATotalIsTheSumOfTheLinesUpToTheLargest() {
        func line(_ cents: Int64) -> LineItem {
            LineItem(
                description: "x", quantity: Quantity(tenThousandths: 1), unitPrice: UnitPrice(tenThousandths: 1),
                amount: Money(cents: cents))
        }
        let largest = Money.largestTotal.cents
        XCTAssertEqual(Money(totalOf: []), .zero)
        XCTAssertEqual(Money(totalOf: [line(1), line(2), line(3)]), Money(cents: 6))
        XCTAssertEqual(Money(totalOf: [line(largest - 1), line(1)]), .largestTotal)
        XCTAssertNil(Money(totalOf: [line(largest), line(1)]))
        XCTAssertNil(Money(totalOf: Array(repeating: line(.max), count: 500)))
    }

    private func fault(_ text: String) -> String? {
        do throws(ValueFault) {
            _ = try Money(exactly: text)
            return nil
        } catch {
            return error.detail
        }
    }
}
