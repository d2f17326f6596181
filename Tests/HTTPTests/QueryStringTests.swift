import HTTP
import XCTest

final class QueryStringTests: XCTestCase {
    func testReadsParametersInOrder() throws {
        let query = try QueryString(parsing: "limit=10&status=PAID&status=PENDING")
        XCTAssertEqual(query.pairs.map(\.name), ["limit", "status", "status"])
        XCTAssertEqual(query.values("status"), ["PAID", "PENDING"])
        XCTAssertEqual(query.values("limit"), ["10"])
        XCTAssertEqual(query.values("skip"), [])
    }

    func testReadsEmptyAndMissingValues() throws {
        XCTAssertEqual(try pairs("a=&b&=c&d=e=f"), [["a", ""], ["b", ""], ["", "c"], ["d", "e=f"]])
    }

    func testSkipsEmptyTextBetweenAmpersands() throws {
        XCTAssertEqual(try pairs(""), [])
        XCTAssertEqual(try pairs("&"), [])
        XCTAssertEqual(try pairs("&&a=1&&b=2&"), [["a", "1"], ["b", "2"]])
    }

    func testDecodesEscapesAndSpacesInNamesAndValues() throws {
        XCTAssertEqual(try pairs("customer%5Fname=M%C3%BCller+%26+S%c3%b6hne"), [["customer_name", "Müller & Söhne"]])
        XCTAssertEqual(try pairs("a=%2B%25%3d&b=1;2"), [["a", "+%="], ["b", "1;2"]])
        XCTAssertEqual(try pairs("a=%00"), [["a", "\0"]])
        XCTAssertEqual(try pairs("a=é"), [["a", "é"]])
    }

    func testRefusesPercentSignsWithoutTwoDigits() {
        for text in ["a=%", "a=%4", "a=%zz", "a=%4g", "a=100%&b=1", "%=1", "a=%%41", "a=%+1"] {
            XCTAssertThrowsError(try QueryString(parsing: text), text) { XCTAssertEqual($0 as? QueryFault, .badEscape) }
        }
    }

    func testRefusesEscapesThatAreNotUTF8() {
        for text in ["a=%ff", "a=%C3", "a=%c0%80", "a=%ED%A0%80", "%80=1", "a=%F4%90%80%80"] {
            XCTAssertThrowsError(try QueryString(parsing: text), text) { XCTAssertEqual($0 as? QueryFault, .notUTF8) }
        }
    }

    func testAcceptsAtMostThirtyCombiningMarksInARow() throws {
        let thirty = String(repeating: "%CC%81", count: 30)
        XCTAssertEqual(try QueryString(parsing: "a=e\(thirty)&\(thirty)=1").pairs.count, 2)
        for text in ["a=e\(thirty)%CC%A3", "%CC%A3\(thirty)=1"] {
            XCTAssertThrowsError(try QueryString(parsing: text)) { XCTAssertEqual($0 as? QueryFault, .notStreamSafe) }
        }
    }

    func testReadsAtMostAThousandParameters() throws {
        let most = Array(repeating: "a=1", count: QueryString.mostPairs).joined(separator: "&")
        XCTAssertEqual(try QueryString(parsing: most).pairs.count, QueryString.mostPairs)
        XCTAssertThrowsError(try QueryString(parsing: most + "&a=1")) {
            XCTAssertEqual($0 as? QueryFault, .tooManyPairs)
        }
    }

    private func pairs(_ text: String) throws -> [[String]] {
        try QueryString(parsing: text).pairs.map { [$0.name, $0.value] }
    }
}
