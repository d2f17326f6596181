import XCTest

@testable import Auth

final class CursorSealTests: XCTestCase {
    private let context = Array("user 42, by date".utf8)
    private let payload = Array("after 17".utf8)

    func testOpensWhatItSealed() throws {
        let seal = CursorSeal(keys: try Fixtures.keys())
        for payload in [[], payload, Array(repeating: 255, count: 3000)] {
            for context in [[], context] {
                XCTAssertEqual(seal.open(seal.seal(payload, for: context), for: context), payload)
            }
        }
    }

    func testTheTextNeedsNoEscapingInAnAddress() throws {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let text = CursorSeal(keys: try Fixtures.keys()).seal(Array(0...255), for: context)
        XCTAssertTrue(unreserved.isSuperset(of: text.utf8), text)
    }

    func testDoesNotOpenForAnotherContext() throws {
        let seal = CursorSeal(keys: try Fixtures.keys())
        let text = seal.seal(payload, for: context)
        for other in [[], Array("user 43, by date".utf8), context + [0], Array(context.dropLast())] {
            XCTAssertNil(seal.open(text, for: other))
        }
    }

    func testTheContextCannotPassForThePayload() throws {
        let seal = CursorSeal(keys: try Fixtures.keys())
        let sealed = try XCTUnwrap(Base64URL.decode(seal.seal(Array("bc".utf8), for: Array("a".utf8)).utf8))
        let shifted = Base64URL.encode(Array(sealed.prefix(HMACKey.tagLength)) + Array("c".utf8))
        XCTAssertNil(seal.open(shifted, for: Array("ab".utf8)))
    }

    func testDoesNotOpenWithAnyBitChanged() throws {
        let seal = CursorSeal(keys: try Fixtures.keys())
        let sealed = try XCTUnwrap(Base64URL.decode(seal.seal(payload, for: context).utf8))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            XCTAssertNil(seal.open(Base64URL.encode(changed), for: context), "\(index)")
        }
    }

    func testDoesNotOpenWhatIsNoSeal() throws {
        let seal = CursorSeal(keys: try Fixtures.keys())
        let text = seal.seal(payload, for: context)
        for other in [
            "", "a", "Zg", "%%%", "é", text + "=", text + "A", " " + text, text + "\n", String(text.dropLast(2)),
            String(repeating: "A", count: 42), String(repeating: "A", count: 43),
            String(repeating: "A", count: 100_000),
        ] {
            XCTAssertNil(seal.open(other, for: context), other)
        }
    }

    func testAnotherSecretDoesNotOpenItButThePreviousDoes() throws {
        let text = CursorSeal(keys: try Fixtures.keys(Fixtures.otherSecret)).seal(payload, for: context)
        XCTAssertNil(CursorSeal(keys: try Fixtures.keys()).open(text, for: context))
        XCTAssertEqual(
            CursorSeal(keys: try Fixtures.keys(previous: Fixtures.otherSecret)).open(text, for: context), payload
        )
    }
}
