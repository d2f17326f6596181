import HTTP
import XCTest

final class FormFieldsTests: XCTestCase {
    func testReadsURLEncodedFields() throws {
        let fields = try form("username=a%40b.example&password=p+w%26&x=1&x=2")
        XCTAssertEqual(fields.values("username"), ["a@b.example"])
        XCTAssertEqual(fields.values("password"), ["p w&"])
        XCTAssertEqual(fields.values("x"), ["1", "2"])
        XCTAssertEqual(fields.values("y"), [])
        XCTAssertEqual(try form("").pairs, [])
    }

    func testIgnoresTheCaseOfTheTypeAndAUTF8Charset() throws {
        XCTAssertEqual(
            try form("a=1", "Application/X-WWW-Form-URLEncoded; charset=UTF-8").pairs,
            [Parameter(name: "a", value: "1")])
    }

    func testRefusesMalformedEscapes() {
        for text in ["a=%", "a=%f", "a=%ff", "a=%xy", "%c3=1", "a=" + String(repeating: "%CC%81", count: 31)] {
            XCTAssertThrowsError(try form(text), text) { error in
                guard case .malformed? = error as? FormFault else { return XCTFail("\(error)") }
            }
        }
    }

    func testRefusesRawBytesThatAreNotUTF8() throws {
        let type = try XCTUnwrap(MediaType(parsing: "application/x-www-form-urlencoded"))
        XCTAssertThrowsError(try FormFields(parsing: [0x61, 0x3D, 0xFF], type: type)) { error in
            guard case .malformed? = error as? FormFault else { return XCTFail("\(error)") }
        }
    }

    func testRefusesOtherTypesAndCharsets() {
        for type in [
            "application/json", "text/plain", "multipart/mixed; boundary=x",
            "application/x-www-form-urlencoded; charset=iso-8859-1",
        ] {
            XCTAssertThrowsError(try form("a=1", type), type) { XCTAssertEqual($0 as? FormFault, .unsupportedType) }
        }
    }

    func testReadsAtMostFiveThousandFields() throws {
        let most = Array(repeating: "a=1", count: FormFields.mostPairs).joined(separator: "&")
        XCTAssertEqual(try form(most).pairs.count, FormFields.mostPairs)
        XCTAssertThrowsError(try form(most + "&a=1")) { XCTAssertEqual($0 as? FormFault, .tooManyFields) }
    }

    private func form(_ body: String, _ type: String = "application/x-www-form-urlencoded") throws -> FormFields {
        try FormFields(parsing: Array(body.utf8), type: try XCTUnwrap(MediaType(parsing: type)))
    }
}
