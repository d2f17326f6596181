import Primitives
import XCTest

@testable import Auth

final class SessionTokenTests: XCTestCase {
    private let fixed = RandomSource { Array((0..<UInt8($0)).map { $0 }) }

    func testIs43CharactersOf32RandomBytes() {
        let token = SessionToken(random: fixed)
        XCTAssertEqual(token.text, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        XCTAssertEqual(Set((0..<100).map { _ in SessionToken(random: .secure).text }).count, 100)
    }

    func testReadsWhatItWrites() {
        let token = SessionToken(random: .secure)
        XCTAssertEqual(SessionToken(token.text)?.text, token.text)
        XCTAssertEqual(SessionToken(token.text)?.digest, token.digest)
    }

    func testTheDigestIsSHA256OfTheBytes() {
        XCTAssertEqual(
            SessionToken(random: fixed).digest, hex("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd")
        )
    }

    func testRefusesWhatItWouldNotWrite() {
        let text = SessionToken(random: fixed).text
        for other in [
            "", "a", String(text.dropLast()), text + "A", text + "=", text.dropLast() + "9", " " + text, text + "\n",
            String(repeating: "A", count: 42), String(repeating: "A", count: 44), String(repeating: "é", count: 43),
            String(repeating: "A", count: 100_000),
        ] {
            XCTAssertNil(SessionToken(other), other)
        }
    }
}
