import JSON
import XCTest

final class JSONReaderTests: XCTestCase {
    func testReadsEveryKindOfValue() throws {
        XCTAssertEqual(try read("null"), .null)
        XCTAssertEqual(try read("true"), .bool(true))
        XCTAssertEqual(try read("false"), .bool(false))
        XCTAssertEqual(try read("12.50"), .number("12.50"))
        XCTAssertEqual(try read("\"a\""), .string("a"))
        XCTAssertEqual(try read("[]"), .array([]))
        XCTAssertEqual(try read("{}"), .object(JSONObject([])))
        XCTAssertEqual(
            try read("{\"a\": [1, {\"b\": null}], \"\": \"\"}"),
            .object(
                JSONObject([
                    ("a", .array([.number("1"), .object(JSONObject([("b", .null)]))])), ("", .string("")),
                ])))
    }

    func testAllowsWhiteSpaceAroundEveryToken() throws {
        XCTAssertEqual(
            try read(" \t\r\n{ \"a\" \n:\t[ 1\r, 2 ] } \n"),
            .object(JSONObject([("a", .array([.number("1"), .number("2")]))])))
    }

    func testRefusesInvalidJSON() {
        for text in [
            "", " ", "nul", "nulll", "True", "tru", "+1", "'a'", "a", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]",
            "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{\"a\" 1}",
            "{1:2}", "{\"a\":1 \"b\":2}", "{null:1}", "1 2", "{} {}", "[]]", "NaN", "Infinity", "-Infinity", "// c\n1",
            "1 /* c */", "\u{A0}1", "1\u{0}", "\u{C}1",
        ] {
            XCTAssertThrowsError(try read(text), text)
        }
    }

    func testReportsTheOffsetOfAFault() {
        XCTAssertEqual(fault("{\"a\": tru}")?.offset, 6)
        XCTAssertEqual(fault("[1, 2")?.offset, 5)
        XCTAssertEqual(fault("{} x")?.offset, 3)
        XCTAssertEqual(fault("{\"a\": 1, \"a\": 2}")?.offset, 9)
        XCTAssertEqual(fault("\"ab\\x\"")?.offset, 3)
    }

    // MARK: Numbers

    func testKeepsNumbersAsWritten() {
        for text in [
            "0", "-0", "7", "-12", "0.50", "100.00", "1e5", "1E+05", "-1.25e-07", "123456789012345678901234567890",
            "1e999999999999",
        ] {
            XCTAssertEqual(try read(text), .number(text))
        }
    }

    func testRefusesNumbersOfAnotherForm() {
        for text in [
            "-", "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1e-", "1e1.5", "0x10", "1_0", "--1",
        ] {
            XCTAssertThrowsError(try read(text), text)
        }
    }

    func testKeepsAMegabyteOfDigits() {
        let digits = String(repeating: "7", count: 1_000_000)
        XCTAssertEqual(try read("[\(digits)]"), .array([.number(digits)]))
    }

    // MARK: Strings

    func testResolvesEscapes() {
        XCTAssertEqual(try read(#""\"\\\/\b\f\n\r\t""#), .string("\"\\/\u{8}\u{C}\n\r\t"))
        XCTAssertEqual(try read(#""x\u0041\u00e9\u00E9\u20ac\u0000y""#), .string("xAéé€\u{0}y"))
        XCTAssertEqual(try read(#""\ud83d\ude00 \uDBFF\uDFFF""#), .string("😀 \u{10FFFF}"))
    }

    func testRefusesUnknownEscapes() {
        for text in [
            #""\x""#, #""\'""#, #""\U0041""#, #""\u""#, #""\u12""#, #""\u12g4""#, #""\u+123""#, #""\"#, #""\u00"#,
            "\"\\\n\"",
        ] {
            XCTAssertThrowsError(try read(text), text)
        }
    }

    func testRefusesHalvesOfSurrogatePairs() {
        for text in [
            #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#, #""\ud800\ud800""#,
            #""\udc00\ud800""#, #""\ud800\u""#, #""\ud800"#, #"{"\udfff": 1}"#,
        ] {
            XCTAssertThrowsError(try read(text), text)
        }
    }

    func testRefusesControlCharactersInStrings() {
        for value in UInt8(0)..<0x20 {
            XCTAssertThrowsError(try JSONValue(parsing: [0x22, value, 0x22]), "\(value)")
        }
        XCTAssertEqual(try JSONValue(parsing: [0x22, 0x7F, 0x22]), .string("\u{7F}"))
    }

    func testRefusesUnterminatedStrings() {
        for text in ["\"", "\"abc", "\"abc\\\"", "\"\\n", "{\"a", "[\"a]"] {
            XCTAssertThrowsError(try read(text), text)
        }
    }

    // MARK: UTF-8

    func testReadsEveryLengthOfUTF8() {
        XCTAssertEqual(try read("\"é€😀\u{10FFFF}\u{2028}\""), .string("é€😀\u{10FFFF}\u{2028}"))
    }

    func testRefusesInvalidUTF8() {
        let malformed: [[UInt8]] = [
            [0x80], [0xBF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xE2, 0x28, 0xAC], [0xF0, 0x9F, 0x98], [0xFF], [0xFE],
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ]
        for bytes in malformed {
            XCTAssertThrowsError(try JSONValue(parsing: [0x22] + bytes + [0x22]), "\(bytes)") { error in
                XCTAssertEqual(error as? JSONSyntaxError, JSONSyntaxError(offset: 1, detail: "The text is not UTF-8"))
            }
        }
    }

    func testRefusesAByteOrderMarkAndOtherEncodings() {
        XCTAssertThrowsError(try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("{}".utf8)))
        XCTAssertThrowsError(try JSONValue(parsing: [0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x7D]))
        XCTAssertThrowsError(try JSONValue(parsing: [0x7B, 0x00, 0x7D, 0x00]))
    }

    func testAcceptsAtMostThirtyCombiningMarksInARow() throws {
        let thirty = String(repeating: "\u{301}\u{323}", count: 15)
        XCTAssertEqual(try read("\"e\(thirty)e\(thirty)\""), .string("e\(thirty)e\(thirty)"))
        XCTAssertEqual(fault("[\"e\(thirty)\u{301}\"]")?.offset, 1)
        XCTAssertEqual(fault("{\"\(thirty)\u{5B0}\": 1}")?.offset, 1)
        XCTAssertNotNil(fault("\"" + String(repeating: #"\u0301"#, count: 31) + "\""))
        XCTAssertNotNil(fault("\"" + String(repeating: "\u{301}\u{323}", count: 200_000) + "\""))
    }

    // MARK: Objects

    func testRefusesDuplicateNames() {
        XCTAssertThrowsError(try read(#"{"a": 1, "a": 1}"#))
        XCTAssertThrowsError(try read(#"{"a": 1, "b": 2, "\u0061": 3}"#))
        XCTAssertThrowsError(try read(#"{"": 1, "": 2}"#))
        XCTAssertThrowsError(try read(#"[{"x": {"a": 1, "a": 2}}]"#))
    }

    func testNamesAreComparedByTheirBytes() throws {
        guard case .object(let object) = try read("{\"\u{E9}\": 1, \"e\u{301}\": 2, \"E\": 3, \"e\": 4}") else {
            return XCTFail("not an object")
        }
        XCTAssertEqual(object.members.count, 4)
        XCTAssertEqual(object["\u{E9}"], .number("1"))
        XCTAssertEqual(object["e\u{301}"], .number("2"))
        XCTAssertEqual(object["e"], .number("4"))
        XCTAssertNil(object["f"])
    }

    func testTheSameNameMayOccurInSeveralObjects() {
        XCTAssertNoThrow(try read(#"[{"a": {"a": 1}}, {"a": 2}]"#))
    }

    func testFindsADuplicateAtAnyPosition() {
        for count in [2, 15, 16, 17, 18, 40] {
            let names = (0..<count).map { "\"k\($0)\": 0" }
            XCTAssertNoThrow(try read("{\(names.joined(separator: ","))}"))
            for name in names {
                XCTAssertThrowsError(try read("{\((names + [name]).joined(separator: ","))}"), "\(name) of \(count)")
            }
        }
    }

    func testFindsADuplicateAmongAHundredThousandNames() throws {
        let names = (0..<100_000).map { "\"k\($0)\": \($0)" }.joined(separator: ",")
        guard case .object(let object) = try read("{\(names)}") else { return XCTFail("not an object") }
        XCTAssertEqual(object.members.count, 100_000)
        XCTAssertEqual(object["k99999"], .number("99999"))
        XCTAssertThrowsError(try read("{\(names),\"k0\": 0}"))
    }

    // MARK: Depth

    func testNestsUpToTheMaximumDepth() {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        XCTAssertNoThrow(try read(nested(32)))
        XCTAssertThrowsError(try read(nested(33)))
        XCTAssertNoThrow(try JSONValue(parsing: Array(nested(2).utf8), maximumDepth: 2))
        XCTAssertThrowsError(try JSONValue(parsing: Array(nested(3).utf8), maximumDepth: 2))
    }

    func testObjectsAndArraysCountAsOneLevelEach() {
        let pairs = 16
        let text = String(repeating: "{\"a\":[", count: pairs) + "1" + String(repeating: "]}", count: pairs)
        XCTAssertNoThrow(try read(text))
        XCTAssertThrowsError(try read("[\(text)]"))
    }

    func testSiblingsDoNotAddToTheDepth() {
        XCTAssertNoThrow(try read("[" + Array(repeating: "[[]],{\"a\":{}}", count: 50).joined(separator: ",") + "]"))
    }

    func testRefusesDeepNestingAtTheThirtyThirdLevel() {
        XCTAssertEqual(fault(String(repeating: "[", count: 10_000))?.offset, 32)
        XCTAssertEqual(fault(String(repeating: "{\"a\":", count: 10_000))?.offset, 32 * 5)
    }

    // MARK: -

    private func read(_ text: String) throws(JSONSyntaxError) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    private func fault(_ text: String) -> JSONSyntaxError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }
}
