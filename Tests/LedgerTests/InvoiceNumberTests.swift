import Ledger
import Primitives
import XCTest

final class InvoiceNumberTests: XCTestCase {
    private let july = Timestamp(seconds: 1_688_205_600)

    func testCarriesTheMonthOfCreationInUTC() throws {
        for (moment, month) in [
            ("2023-07-01T00:00:00Z", "202307"), ("2023-06-30T23:59:59Z", "202306"), ("1999-12-31T23:59:59Z", "199912"),
            ("2024-02-29T12:00:00Z", "202402"),
        ] {
            let moment = try XCTUnwrap(Timestamp(moment))
            XCTAssertEqual(
                InvoiceNumber(at: moment) { Array(repeating: 0, count: $0) }.text, "INV-\(month)-AAAAAA")
        }
    }

    func testDrawsFromLettersAndDigits() {
        var next: UInt8 = 0
        let number = InvoiceNumber(at: july) { count in
            (0..<count).map { _ in
                defer { next += 5 }
                return next
            }
        }
        XCTAssertEqual(number.text, "INV-202307-AFKPUZ")
        XCTAssertEqual(InvoiceNumber(at: july) { Array(repeating: 35, count: $0) }.text, "INV-202307-999999")
        XCTAssertEqual(InvoiceNumber(at: july) { Array(repeating: 36, count: $0) }.text, "INV-202307-AAAAAA")
    }

    func testDrawsAgainWhereAByteWouldFavourSomeLetters() {
        var draws = 0
        let number = InvoiceNumber(at: july) { count in
            draws += 1
            return Array(repeating: draws <= 3 ? UInt8(251 + draws) : 251, count: count)
        }
        XCTAssertEqual(number.text, "INV-202307-999999")
        XCTAssertEqual(draws, 4)
    }

    func testEveryLetterComesFromAsManyBytes() {
        var counts: [Character: Int] = [:]
        for byte in UInt8.min...UInt8.max {
            var isFirst = true
            let number = InvoiceNumber(at: july) { count in
                // Behind the one byte only such as give "A".
                defer { isFirst = false }
                return (isFirst ? [byte] : []) + Array(repeating: 0, count: count - (isFirst ? 1 : 0))
            }
            counts[number.text[number.text.index(number.text.startIndex, offsetBy: 11)], default: 0] += 1
        }
        // Four bytes are passed over, and the "A" of the next byte stands in their place.
        counts["A", default: 0] -= 4
        XCTAssertEqual(counts.count, 36)
        XCTAssertEqual(Set(counts.values), [7])
    }
}
