import HTTP
import XCTest

final class MediaTypeTests: XCTestCase {
    func testComparesTypeAndSubtypeCaseInsensitively() {
        XCTAssertEqual(MediaType(parsing: "Application/JSON")?.essence, "application/json")
        XCTAssertEqual(MediaType(parsing: "application/merge-patch+json")?.subtype, "merge-patch+json")
        XCTAssertEqual(MediaType(parsing: " text/plain ")?.type, "text")
    }

    func testReadsParameters() throws {
        let type = try XCTUnwrap(MediaType(parsing: "multipart/form-data ; Boundary=\"a b\\\"c\" ;charset=UTF-8"))
        XCTAssertEqual(type.boundary, "a b\"c")
        XCTAssertEqual(type.charset, "utf-8")
        XCTAssertEqual(type.parameters.map(\.name), ["boundary", "charset"])
        XCTAssertEqual(MediaType(parsing: "a/b;")?.parameters, [])
        XCTAssertEqual(MediaType(parsing: "a/b; ;c=d")?.parameters, [Parameter(name: "c", value: "d")])
        XCTAssertEqual(MediaType(parsing: "a/b;c=\"\"")?.parameters, [Parameter(name: "c", value: "")])
    }

    func testRecognisesUTF8ByItsCharset() {
        XCTAssertEqual(MediaType(parsing: "application/json")?.isUTF8, true)
        XCTAssertEqual(MediaType(parsing: "application/json; charset=\"Utf-8\"")?.isUTF8, true)
        XCTAssertEqual(MediaType(parsing: "text/plain; charset=us-ascii")?.isUTF8, true)
        XCTAssertEqual(MediaType(parsing: "application/json; charset=iso-8859-1")?.isUTF8, false)
        XCTAssertEqual(MediaType(parsing: "application/json; charset=utf-16")?.isUTF8, false)
    }

    func testRefusesMalformedTypes() {
        for text in [
            "", " ", "json", "/json", "application/", "application /json", "application/json x", "a/b/c", "a/b;c",
            "a/b;c=", "a/b;=d", "a/b;c d=e", "a/b;c=d e", "a/b;c=\"d", "a/b;c=\"d\\", "a/b;c=\"\u{7F}\"", "a/b;c=d,x/y",
            "a/b, a/b", "a/b;boundary=x;Boundary=y", "ä/b", "a/b;c=ä", "a/b\u{0}", "a/b;c= d", "a/b;c =d",
        ] {
            XCTAssertNil(MediaType(parsing: text), text)
        }
    }
}
