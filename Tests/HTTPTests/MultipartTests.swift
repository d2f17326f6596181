import HTTP
import XCTest

final class MultipartTests: XCTestCase {
    private let disposition = "Content-Disposition: form-data; name="

    func testReadsFieldsAsABrowserSendsThem() throws {
        let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
        let body = """
            --\(boundary)\r
            Content-Disposition: form-data; name="username"\r
            \r
            Müller & Söhne\r
            --\(boundary)\r
            Content-Disposition: form-data; name="password"\r
            \r
              p=w%20+\r
            \r
            two\r
            --\(boundary)\r
            Content-Disposition: form-data; name="scope"\r
            \r
            \r
            --\(boundary)--\r

            """
        let fields = try read(body, boundary: boundary)
        XCTAssertEqual(fields.pairs.map(\.name), ["username", "password", "scope"])
        XCTAssertEqual(fields.pairs.map(\.value), ["Müller & Söhne", "  p=w%20+\r\n\r\ntwo", ""])
    }

    func testReadsABodyWithoutFields() throws {
        XCTAssertEqual(try read("--x--\r\n").pairs, [])
        XCTAssertEqual(try read("--x--").pairs, [])
    }

    func testIgnoresPreambleAndEpilogue() throws {
        let field = "--x \t\r\n\(disposition)a\r\n\r\n1\r\n--x-- \t\r\n"
        XCTAssertEqual(try read("preamble --x\r\n\(field)epilogue\r\n--x\r\n").values("a"), ["1"])
        XCTAssertEqual(try read("\r\n\(field)").values("a"), ["1"])
    }

    func testTheBoundaryCountsOnlyAtTheBeginningOfALine() throws {
        let content = " --x\n--x\n\n--x--\r--x\r\r\n-x--x\r\n --x\r\n\r"
        XCTAssertEqual(try read(part("\(disposition)a", content)).values("a"), [content])
    }

    func testRefusesALineThatContinuesAfterTheBoundary() {
        assertMalformed(part("\(disposition)a", "1\r\n--xy\r\n"))
        assertMalformed(part("\(disposition)a", "1\r\n--x-\r\n"))
        assertMalformed("--xy\r\n\(disposition)a\r\n\r\n1\r\n--x--")
        assertMalformed("--x\r\n\(disposition)a\r\n\r\n1\r\n--x--y")
    }

    func testReadsHeadFieldsInAnyCaseAndOrder() throws {
        for head in [
            "content-disposition:form-data;name=a",
            "CONTENT-DISPOSITION: Form-Data; NAME=\"a\"",
            "X-Other: é \"\r\n\(disposition)\"a\"",
            "Content-Type: text/plain\r\n\(disposition)\"a\"",
            "\(disposition)\"a\"\r\nContent-Type: Text/Plain; charset=\"UTF-8\"",
            "\(disposition)\"a\"\r\nContent-Transfer-Encoding: 8BIT",
        ] {
            XCTAssertEqual(try read(part(head, "1")).values("a"), ["1"], head)
        }
    }

    func testReadsNamesInAnyAlphabetAndWithEscapes() throws {
        XCTAssertEqual(try read(part("\(disposition)\"é \\\"b\\\\\"", "1")).pairs.map(\.name), ["é \"b\\"])
        XCTAssertEqual(try read(part("\(disposition)\"\"", "1")).pairs.map(\.name), [""])
    }

    func testRefusesFilesAndOtherThanPlainText() {
        for head in [
            "\(disposition)\"a\"; filename=\"b.txt\"",
            "\(disposition)\"a\"; filename=\"\"\r\nContent-Type: application/octet-stream",
            "\(disposition)\"a\"; filename*=UTF-8''b.txt",
            "Content-Type: image/png\r\n\(disposition)\"a\"; filename=b",
            "\(disposition)\"a\"\r\nContent-Type: application/json",
            "\(disposition)\"a\"\r\nContent-Type: text/plain; charset=utf-16",
            "\(disposition)\"a\"\r\nContent-Type: nonsense",
            "\(disposition)\"a\"\r\nContent-Transfer-Encoding: base64",
        ] {
            XCTAssertThrowsError(try read(part(head, "1")), head) {
                XCTAssertEqual($0 as? FormFault, .file(name: "a"))
            }
        }
    }

    func testRefusesMalformedHeads() {
        for head in [
            "", "X: 1", "\(disposition)", "Content-Disposition: form-data", "Content-Disposition: attachment; name=a",
            "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name=a; name=b",
            "\(disposition)a\r\n\(disposition)b", "\(disposition)a\r\nno colon", "\(disposition)a\r\n: 1",
            "\(disposition)a\nX: 1", "\(disposition)a\rX: 1", "\(disposition)a\r\n folded", "\(disposition)a b",
            "\(disposition)a\r\nX: " + String(repeating: "x", count: 10_000),
        ] {
            assertMalformed(part(head, "1"))
        }
    }

    func testRefusesIncompleteBodies() {
        for body in [
            "", "x", "--", "--x", "--x\r\n", "--x\r", "--x\n", "--x-", "\r\n--x",
            "--x\r\n\(disposition)a", "--x\r\n\(disposition)a\r\n", "--x\r\n\(disposition)a\r\n\r\n",
            "--x\r\n\(disposition)a\r\n\r\n1", "--x\r\n\(disposition)a\r\n\r\n1\r\n--",
            "--x\r\n\(disposition)a\r\n\r\n1\r\n--y--",
            "--x\r\n\(disposition)a\r\n\r\n1\r\n--x", "--x\r\n\(disposition)a\r\n\r\n1\r\n--x-",
            "--x\r\n\(disposition)a\r\n\r\n--x--", "--x\r\n--x\r\n--x--", "--x\r\n\r\n--x--",
            "--x\n\(disposition)a\n\n1\n--x--",
        ] {
            assertMalformed(body)
        }
    }

    func testRefusesATruncatedBody() throws {
        let whole = Array("--x\r\n\(disposition)a\r\n\r\n1\r\n--x\r\n\(disposition)b\r\n\r\n2\r\n--x--".utf8)
        XCTAssertEqual(try read(whole).pairs.count, 2)
        for length in 0..<whole.count {
            XCTAssertThrowsError(try read(Array(whole[..<length])), "\(length)")
        }
    }

    func testRefusesContentThatIsNotUTF8() {
        let bytes = Array("--x\r\n\(disposition)a\r\n\r\n".utf8) + [0xC3, 0x28] + Array("\r\n--x--".utf8)
        XCTAssertThrowsError(try read(bytes)) {
            XCTAssertEqual($0 as? FormFault, .malformed("A part of it is not UTF-8"))
        }
    }

    func testAcceptsAtMostThirtyCombiningMarksInARow() throws {
        let thirty = String(repeating: "\u{301}", count: 30)
        XCTAssertEqual(try read(part("\(disposition)\"\(thirty)\"", thirty)).pairs.map(\.value), [thirty])
        assertMalformed(part("\(disposition)a", "e\(thirty)\u{323}"))
        assertMalformed(part("\(disposition)\"\(thirty)\u{323}\"", "1"))
    }

    func testRefusesInvalidBoundaries() {
        let longest = String(repeating: "b", count: 70)
        XCTAssertNoThrow(try read("--\(longest)--", boundary: longest))
        XCTAssertNoThrow(try read("--a b'()+_,-./:=?--", boundary: "a b'()+_,-./:=?"))
        for boundary in ["", longest + "b", "a ", "ä", "a\tb", "a;b", "a\\\"b"] {
            assertMalformed("--\(boundary)--", boundary: boundary)
        }
        XCTAssertThrowsError(
            try FormFields(
                parsing: Array("--x--".utf8), type: try XCTUnwrap(MediaType(parsing: "multipart/form-data")))
        ) { error in
            guard case .malformed? = error as? FormFault else { return XCTFail("\(error)") }
        }
    }

    func testReadsAtMostFiveThousandFields() throws {
        let field = "--x\r\n\(disposition)a\r\n\r\n1\r\n"
        let most = String(repeating: field, count: FormFields.mostPairs)
        XCTAssertEqual(try read(most + "--x--").pairs.count, FormFields.mostPairs)
        XCTAssertThrowsError(try read(most + field + "--x--")) { XCTAssertEqual($0 as? FormFault, .tooManyFields) }
    }

    func testReadsAMegabyteThatAlmostMatchesTheBoundary() throws {
        let content = String(repeating: "\r\n--xxxxxxxx", count: 85_000)
        let boundary = String(repeating: "x", count: 9)
        XCTAssertEqual(
            try read(part("\(disposition)a", content, boundary: boundary), boundary: boundary).values("a"), [content])
    }

    // MARK: -

    private func part(_ head: String, _ content: String, boundary: String = "x") -> String {
        "--\(boundary)\r\n\(head)\r\n\r\n\(content)\r\n--\(boundary)--\r\n"
    }

    private func read(_ body: String, boundary: String = "x") throws -> FormFields {
        try read(Array(body.utf8), boundary: boundary)
    }

    private func read(_ body: [UInt8], boundary: String = "x") throws -> FormFields {
        let type = try XCTUnwrap(MediaType(parsing: "multipart/form-data; boundary=\"\(boundary)\""))
        return try FormFields(parsing: body, type: type)
    }

    private func assertMalformed(_ body: String, boundary: String = "x", line: UInt = #line) {
        XCTAssertThrowsError(try read(body, boundary: boundary), body, line: line) { error in
            guard case .malformed? = error as? FormFault else { return XCTFail("\(error)", line: line) }
        }
    }
}
