import Primitives
import XCTest

@testable import LedgerCodec

/// The form of RFC 8785, by vectors that were written by hand.
final class CanonicalWriterTests: XCTestCase {
    private func string(_ text: String) -> String {
        var writer = CanonicalWriter(reserving: 0)
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    func testControlCharactersHaveTheirShortEscapesOrSmallHexadecimal() {
        for (text, expected) in [
            ("\u{0}", #""\u0000""#), ("\u{1}", #""\u0001""#), ("\u{7}", #""\u0007""#), ("\u{8}", #""\b""#),
            ("\t", #""\t""#), ("\n", #""\n""#), ("\u{B}", #""\u000b""#), ("\u{C}", #""\f""#), ("\r", #""\r""#),
            ("\u{E}", #""\u000e""#), ("\u{F}", #""\u000f""#), ("\u{10}", #""\u0010""#), ("\u{1A}", #""\u001a""#),
            ("\u{1F}", #""\u001f""#),
        ] {
            XCTAssertEqual(string(text), expected)
        }
    }

    func testQuotesAndBackslashesAreEscapedAndNothingElse() {
        XCTAssertEqual(string(#"a"b\c/d"#), #""a\"b\\c/d""#)
        for text in [
            "", " ", "/", "'", "<>&", "\u{7F}", "\u{80}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "é", "e\u{301}",
            "日本", "😀", "\u{10FFFF}",
        ] {
            XCTAssertEqual(Array(string(text).utf8), Array("\"\(text)\"".utf8), text)
        }
        XCTAssertEqual(string("é\"\n😀"), #""é\"\n😀""#)
    }

    func testIntegersAreInTheirShortestForm() {
        for (number, expected) in [
            (Int64(0), "0"), (-1, "-1"), (10, "10"), (CanonicalWriter.limit - 1, "9007199254740991"),
            (-CanonicalWriter.limit + 1, "-9007199254740991"),
        ] {
            var writer = CanonicalWriter(reserving: 0)
            writer.integer(number)
            XCTAssertEqual(String(decoding: writer.bytes, as: UTF8.self), expected)
        }
    }

    func testDecimalsAreAsTheDomainWritesThem() {
        var values: [Int64] = [
            0, 1, 9, 10, 99, 100, 101, 110, 1000, 9999, 10_000, 10_100, 12_345, 1_000_000, 123_456_789,
        ]
        values += values.map { -$0 } + [.max, .min, .max - 7, 999_999_999_999_999, 10_000_000_000]
        for value in values {
            for (scale, least) in [(2, 2), (4, 2), (4, 0), (4, 4), (1, 0)] {
                var writer = CanonicalWriter(reserving: 0)
                writer.decimal(value, scale: scale, least: least)
                XCTAssertEqual(
                    String(decoding: writer.bytes, as: UTF8.self),
                    "\"\(decimalText(value, scale: scale, least: least))\"")
            }
        }
    }

    func testThereIsNoWhiteSpaceAndACommaBetweenTwo() {
        var writer = CanonicalWriter(reserving: 0)
        writer.object { writer in
            writer.name("a")
            writer.array { writer in
                writer.integer(1)
                writer.string("x")
                writer.array { _ in }
                writer.object { _ in }
            }
            writer.name("b")
            writer.object { writer in
                writer.name("")
                writer.string("")
            }
            writer.name("c")
            writer.integer(2)
        }
        XCTAssertEqual(String(decoding: writer.bytes, as: UTF8.self), #"{"a":[1,"x",[],{}],"b":{"":""},"c":2}"#)
    }

    func testNamesAreSortedByCodeUnitsOfUTF16() {
        // The order of RFC 8785, 3.2.3: by UTF-8 the emoji would be behind U+FB33.
        var writer = CanonicalWriter(reserving: 0)
        writer.object { writer in
            for name in ["\r", "1", "\u{80}", "ö", "€", "😀", "\u{FB33}"] {
                writer.name(name)
                writer.string("")
            }
        }
        XCTAssertEqual(
            String(decoding: writer.bytes, as: UTF8.self),
            "{\"\\r\":\"\",\"1\":\"\",\"\u{80}\":\"\",\"ö\":\"\",\"€\":\"\",\"😀\":\"\",\"\u{FB33}\":\"\"}")
    }
}
