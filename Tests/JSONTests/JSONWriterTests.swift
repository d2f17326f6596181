import JSON
import XCTest

final class JSONWriterTests: XCTestCase {
    func testWritesEveryKindOfValue() {
        XCTAssertEqual(written { $0.null() }, "null")
        XCTAssertEqual(written { $0.bool(true) }, "true")
        XCTAssertEqual(written { $0.bool(false) }, "false")
        XCTAssertEqual(written { $0.integer(0) }, "0")
        XCTAssertEqual(written { $0.integer(.min) }, "-9223372036854775808")
        XCTAssertEqual(written { $0.integer(.max) }, "9223372036854775807")
        XCTAssertEqual(written { $0.number("100.00") }, "100.00")
        XCTAssertEqual(written { $0.string("a") }, "\"a\"")
        XCTAssertEqual(written { $0.array { _ in } }, "[]")
        XCTAssertEqual(written { $0.object { _ in } }, "{}")
    }

    func testWritesDecimalsWithAScale() {
        XCTAssertEqual(written { $0.decimal(0, scale: 2) }, "0.00")
        XCTAssertEqual(written { $0.decimal(5, scale: 2) }, "0.05")
        XCTAssertEqual(written { $0.decimal(-5, scale: 2) }, "-0.05")
        XCTAssertEqual(written { $0.decimal(100, scale: 2) }, "1.00")
        XCTAssertEqual(written { $0.decimal(-12_345, scale: 2) }, "-123.45")
        XCTAssertEqual(written { $0.decimal(12_345, scale: 1) }, "1234.5")
        XCTAssertEqual(written { $0.decimal(.max, scale: 2) }, "92233720368547758.07")
        XCTAssertEqual(written { $0.decimal(.min, scale: 2) }, "-92233720368547758.08")
        XCTAssertEqual(written { $0.decimal(0, scale: 0) }, "0")
        XCTAssertEqual(written { $0.decimal(-1, scale: 18) }, "-0.000000000000000001")
    }

    func testWritesTheLongestNumbersInSequence() {
        let text = written { writer in
            writer.array { numbers in for _ in 0..<3 { numbers.decimal(.min, scale: 18) } }
        }
        XCTAssertEqual(text, "[-9.223372036854775808,-9.223372036854775808,-9.223372036854775808]")
    }

    func testAPreEncodedNameIsWrittenAsAName() {
        let name = JSONName("a\"b")
        let text = written { writer in
            writer.object { object in
                object.name(name)
                object.integer(1)
                object.name(name)
                object.null()
            }
        }
        XCTAssertEqual(text, #"{"a\"b":1,"a\"b":null}"#)
    }

    func testInsertsCommasBetweenElementsAndMembers() {
        let text = written { writer in
            writer.array { list in
                list.integer(1)
                list.array { $0.null() }
                list.array { _ in }
                list.object { object in
                    object.string("a", "b")
                    object.integer("c", 2)
                    object.bool("d", true)
                    object.name("e")
                    object.array { inner in
                        inner.string("f")
                        inner.json(Array("{\"g\":1}".utf8))
                        inner.bool(false)
                    }
                    object.name("h")
                    object.null()
                }
                list.number("1.50")
            }
        }
        XCTAssertEqual(
            text, #"[1,[null],[],{"a":"b","c":2,"d":true,"e":["f",{"g":1},false],"h":null},1.50]"#)
    }

    func testArraysAndObjectsCanBeginAndEndSeparately() {
        let text = written { writer in
            writer.beginArray()
            for id in Int64(1)...2 {
                writer.beginObject()
                writer.integer("id", id)
                writer.endObject()
            }
            writer.endArray()
        }
        XCTAssertEqual(text, #"[{"id":1},{"id":2}]"#)
    }

    func testInsertsCommasAfterTheBytesWereTaken() {
        var writer = JSONWriter()
        var sent: [UInt8] = []
        writer.beginArray()
        for id in Int64(1)...3 {
            writer.integer(id)
            sent += writer.bytes
            writer.bytes.removeAll(keepingCapacity: true)
        }
        writer.endArray()
        sent += writer.bytes
        XCTAssertEqual(String(decoding: sent, as: UTF8.self), "[1,2,3]")
    }

    func testRawBytesAreWrittenWithoutCommas() {
        let text = written { writer in
            writer.raw("{\"a\":")
            writer.raw([0x31, 0x7D])
        }
        XCTAssertEqual(text, #"{"a":1}"#)
    }

    func testRethrowsErrorsOfTheClosure() {
        struct Stop: Error {}
        var writer = JSONWriter()
        XCTAssertThrowsError(try writer.array { _ throws(Stop) in throw Stop() })
        XCTAssertThrowsError(try writer.object { _ throws(Stop) in throw Stop() })
    }

    func testEscapesQuotesBackslashesAndControlCharacters() {
        XCTAssertEqual(written { $0.string("a\"b\\c/d") }, #""a\"b\\c/d""#)
        XCTAssertEqual(written { $0.string("\n\r\t") }, #""\n\r\t""#)
        XCTAssertEqual(written { $0.string("\u{0}\u{8}\u{1B}\u{1F}") }, #""\u0000\u0008\u001b\u001f""#)
        XCTAssertEqual(written { $0.string("\"") }, #""\"""#)
        XCTAssertEqual(written { $0.string("") }, "\"\"")
        XCTAssertEqual(written { $0.object { $0.bool("a\"\n", true) } }, #"{"a\"\n":true}"#)
    }

    func testLeavesAllOtherCharactersUnescaped() {
        let text = "\u{7F}é€😀\u{2028}\u{2029}e\u{301}<>&'"
        XCTAssertEqual(Array(written { $0.string(text) }.utf8), Array("\"\(text)\"".utf8))
    }

    func testEscapesAQuoteThatACombiningMarkFollows() {
        for mark in ["\u{301}", "\u{200D}", "\u{FE0F}"] {
            XCTAssertEqual(Array(written { $0.string("\"\(mark)") }.utf8), Array("\"\\\"\(mark)\"".utf8))
        }
    }

    func testReaderReadsBackEveryScalarThatWasWritten() throws {
        var text = ""
        for value in UInt32(0)...0x2FFF {
            // Separated by a letter, because the reader limits runs of combining marks.
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(contentsOf: ["x", scalar]) }
        }
        var writer = JSONWriter()
        writer.string(text)
        guard case .string(let back) = try JSONValue(parsing: writer.bytes) else { return XCTFail("not a string") }
        XCTAssertEqual(Array(back.utf8), Array(text.utf8))
    }

    func testWritesAValueThatReadsBackEqual() throws {
        let text = #"{"a":[1,-2.50e3,"x\ny",null,true,{"b":{}}],"c":"é"}"#
        let value = try JSONValue(parsing: Array(text.utf8))
        XCTAssertEqual(written { $0.value(value) }, text)
    }

    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
