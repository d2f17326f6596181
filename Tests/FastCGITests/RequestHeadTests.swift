import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

final class RequestHeadTests: XCTestCase {
    func testBuildsARequestFromTheParameters() throws {
        let request = try decode([
            "FCGI_ROLE=RESPONDER", "REQUEST_METHOD=PATCH", "DOCUMENT_URI=/invoices/ü", "QUERY_STRING=a=b%20c&d",
            "REQUEST_ID=0123abc", "REMOTE_ADDR=192.0.2.7", "HTTPS=on", "HTTP_IF_MATCH=\"1\"", "CONTENT_TYPE=text/plain",
        ])
        XCTAssertEqual(request.method, .patch)
        XCTAssertEqual(request.path, "/invoices/ü")
        XCTAssertEqual(request.query, "a=b%20c&d")
        XCTAssertEqual(request.id, "0123abc")
        XCTAssertEqual(request.remoteAddress, "192.0.2.7")
        XCTAssertTrue(request.isSecure)
        XCTAssertEqual(request.headers, [.ifMatch: "\"1\"", .contentType: "text/plain"])
    }

    func testReadsEveryKnownFieldAndNoOther() throws {
        let known = ParameterTable.standard.entries.filter { if case .field = $0.parameter { true } else { false } }
        let parameters = known.map { "\($0.name)=value" } + ["CONTENT_TYPE=value", "CONTENT_LENGTH=5"]
        let request = try decode(minimum + parameters + ["HTTP_X_OTHER=1", "HTTP_CONTENT_TYPE=2", "HTTP_IF_MATCHES=3"])
        XCTAssertEqual(Set(request.headers.map(\.name)), Set(Request.knownFields))
        XCTAssertEqual(request.headers.count, Request.knownFields.count)
    }

    func testSpellsFieldNamesAsCGIDoes() {
        let names = ParameterTable.standard.entries.map(\.name)
        XCTAssertTrue(names.contains("HTTP_IF_NONE_MATCH"))
        XCTAssertTrue(names.contains("HTTP_IDEMPOTENCY_KEY"))
    }

    func testKeepsRepeatedFieldsSeparate() throws {
        let request = try decode(minimum + ["HTTP_COOKIE=a=1", "HTTP_COOKIE=b=2"])
        XCTAssertEqual(request.headers[fields: .cookie].map(\.value), ["a=1", "b=2"])
    }

    func testTrimsWhiteSpaceAroundFieldValues() throws {
        XCTAssertEqual(try decode(minimum + ["HTTP_PREFER= \t count=exact\t "]).headers[.prefer], "count=exact")
        XCTAssertEqual(try decode(minimum + ["HTTP_PREFER= \t "]).headers[.prefer], "")
    }

    func testAcceptsFieldValuesThatAreNotUTF8() throws {
        let request = try decode(minimum.map { Array($0.utf8) } + [Array("HTTP_PREFER=".utf8) + [0xE9]])
        XCTAssertEqual(request.headers[fields: .prefer].first?.withUnsafeBytesOfValue { Array($0) }, [0xE9])
    }

    func testEmptyTypeAndLengthCountAsAbsent() throws {
        XCTAssertEqual(try decode(minimum + ["CONTENT_TYPE=", "CONTENT_LENGTH="]).headers, [:])
    }

    func testReadsThePathFromDocumentURIOrElseScriptNameAndPathInfo() throws {
        let parts = ["SCRIPT_NAME=/one", "PATH_INFO=/two"]
        XCTAssertEqual(try decode(["REQUEST_METHOD=GET", "DOCUMENT_URI=/three"] + parts).path, "/three")
        XCTAssertEqual(try decode(["REQUEST_METHOD=GET", "DOCUMENT_URI="] + parts).path, "/one/two")
        XCTAssertEqual(try decode(["REQUEST_METHOD=GET"] + parts).path, "/one/two")
    }

    func testUnderCGIThePathIsPathInfo() throws {
        let parts = ["REQUEST_METHOD=GET", "SCRIPT_NAME=/cgi-bin/invoices"]
        XCTAssertEqual(try decode(parts + ["PATH_INFO=/health"], from: .cgi).path, "/health")
        XCTAssertEqual(try decode(parts, from: .cgi).path, "/")
    }

    func testRefusesInvalidPaths() {
        let paths: [[UInt8]] = [
            [], Array("x".utf8), Array("*".utf8), Array("http://a/".utf8), [0x2F, 0xFF], [0x2F, 0xC3], [0x2F, 0x0A],
            [0x2F, 0x7F], [0x2F, 0xC2, 0x85], [0x2F, 0xED, 0xA0, 0x80], [0x2F, 0xC0, 0x80],
        ]
        for path in paths {
            XCTAssertThrowsError(try decode([Array("REQUEST_METHOD=GET".utf8), Array("DOCUMENT_URI=".utf8) + path]))
        }
    }

    func testAcceptsScalarsWhoseBytesLookLikeControlCharacters() throws {
        // U+00A0 and U+4E80 have bytes in 80…9F without being C1.
        XCTAssertEqual(try decode(["REQUEST_METHOD=GET", "DOCUMENT_URI=/\u{A0}亀Â"]).path, "/\u{A0}亀Â")
    }

    func testAcceptsACombiningMarkAfterTheSlash() throws {
        XCTAssertEqual(try decode(["REQUEST_METHOD=GET", "DOCUMENT_URI=/\u{FE05}"]).path, "/\u{FE05}")
    }

    func testRefusesMethodsThatAreNotTokens() {
        for method in ["", "GE T", "GET/", "GËT", "G\u{1}T"] {
            XCTAssertThrowsError(try decode(["REQUEST_METHOD=\(method)", "DOCUMENT_URI=/"]))
        }
        XCTAssertThrowsError(try decode(["DOCUMENT_URI=/"]))
    }

    func testRefusesQueriesWithControlsOrBrokenUTF8() {
        for query: [UInt8] in [[0x61, 0x01], [0x7F], [0xFF]] {
            XCTAssertThrowsError(try decode(minimum.map { Array($0.utf8) } + [Array("QUERY_STRING=".utf8) + query]))
        }
    }

    func testRefusesFieldValuesThatHTTPForbids() {
        for value in ["a\nb", "a\rb", "a\u{1}b", "\u{7F}"] {
            XCTAssertThrowsError(try decode(minimum + ["HTTP_COOKIE=\(value)"]))
        }
        XCTAssertThrowsError(try decode(minimum + ["CONTENT_LENGTH=1\n"]))
    }

    func testRefusesTooManyFields() throws {
        let many = [String](repeating: "HTTP_COOKIE=a", count: RequestHead.maximumFields)
        XCTAssertEqual(try decode(minimum + many).headers.count, RequestHead.maximumFields)
        XCTAssertThrowsError(try decode(minimum + many + ["HTTP_COOKIE=a"]))
    }

    func testReportsThePrintablePartOfAMalformedHead() {
        XCTAssertThrowsError(try decode(["REQUEST_METHOD=GET", "DOCUMENT_URI=/api/v1\n\u{85}x", "REQUEST_ID=7"])) {
            XCTAssertEqual($0 as? RequestHead.Malformed, .init(path: "/api/v1\u{FFFD}\u{FFFD}x", requestID: "7"))
        }
    }

    func testGeneratesARequestIDWhenNoneIsUsable() throws {
        let drawn = String(repeating: "0f", count: 16)
        XCTAssertEqual(try decode(minimum).id, drawn)
        for id in ["", "a b", "é", String(repeating: "a", count: 65)] {
            XCTAssertEqual(try decode(minimum + ["REQUEST_ID=\(id)"]).id, drawn)
        }
        let longest = String(repeating: "a", count: 64)
        XCTAssertEqual(try decode(minimum + ["REQUEST_ID=\(longest)"]).id, longest)
    }

    func testOnlyOnMeansSecure() throws {
        for value in ["", "off", "On", "1"] {
            XCTAssertFalse(try decode(minimum + ["HTTPS=\(value)"]).isSecure)
        }
    }

    func testReadsTheAnnouncedLength() {
        let huge = "1" + String(repeating: "0", count: 30)
        let lengths: [(String, Int?)] = [
            ("", 0), ("0", 0), ("17", 17), ("0017", 17), ("9223372036854775807", .max), ("9223372036854775808", .max),
            (huge, .max), ("-1", nil), ("+1", nil), (" 1", nil), ("1 ", nil), ("abc", nil), ("1e3", nil),
            ("0x1", nil),
        ]
        for (text, length) in lengths {
            var head = RequestHead(from: .fastCGI)
            add(Array("CONTENT_LENGTH=\(text)".utf8), to: &head)
            XCTAssertEqual(head.announcedLength, length, text)
        }
    }

    func testALaterParameterReplacesAnEarlierOne() throws {
        XCTAssertEqual(try decode(minimum + ["DOCUMENT_URI=/later"]).path, "/later")
    }

    func testAcceptsArbitraryBytes() {
        var generator = SplitMix64(state: 1)
        let names = ParameterTable.standard.entries.map { Array($0.name.utf8) } + [[], [0xFF], Array("HTTP_".utf8)]
        for _ in 0..<5000 {
            var head = RequestHead(from: Bool.random(using: &generator) ? .fastCGI : .cgi)
            for _ in 0..<Int.random(in: 0..<8, using: &generator) {
                var bytes = names.randomElement(using: &generator) ?? []
                if Int.random(in: 0..<10, using: &generator) > 0 { bytes.append(UInt8(ascii: "=")) }
                for _ in 0..<Int.random(in: 0..<6, using: &generator) {
                    bytes.append(UInt8.random(in: 1...255, using: &generator))
                }
                add(bytes, to: &head)
            }
            guard let request = try? head.request(with: .complete([]), random: { Array(repeating: 0, count: $0) })
            else { continue }
            XCTAssertTrue(request.path.hasPrefix("/"))
            XCTAssertTrue(request.path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            XCTAssertTrue((1...64).contains(request.id.utf8.count))
        }
    }

    private let minimum = ["REQUEST_METHOD=GET", "DOCUMENT_URI=/"]

    private func decode(_ parameters: [String], from gateway: RequestHead.Gateway = .fastCGI) throws -> Request {
        try decode(parameters.map { Array($0.utf8) }, from: gateway)
    }

    private func decode(_ parameters: [[UInt8]], from gateway: RequestHead.Gateway = .fastCGI) throws -> Request {
        var head = RequestHead(from: gateway)
        for parameter in parameters { add(parameter, to: &head) }
        return try head.request(with: .complete([])) { [UInt8](repeating: 0x0F, count: $0) }
    }

    private func add(_ parameter: [UInt8], to head: inout RequestHead) {
        parameter.withUnsafeBufferPointer { head.add($0) }
    }
}

/// A deterministic generator, so that failures can be reproduced.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
