import Primitives
import XCTest

@testable import Auth

final class ConfidentialTests: XCTestCase {
    /// Printed, reflected and dumped, alone and within something else.
    private func texts(of value: Any) -> [String] {
        var dumped = ""
        dump((value, [value]), to: &dumped)
        return [
            String(describing: value), String(reflecting: value), "\([value])", "\(Optional(value) as Any)", dumped,
        ]
    }

    func testSecretsAreNeverPrinted() throws {
        let secret = try Secret(bytes: Array(repeating: 0xD7, count: 32))
        let session = SessionToken(random: .init { Array(repeating: 0xD7, count: $0) })
        let keys = try Fixtures.keys()
        let values: [Any] = [
            secret, session, CSRFToken(session: session, keys: keys), HMACKey(secret.bytes), keys,
            CursorSeal(keys: keys), AccessTokens(keys: keys, lifetime: 60, random: .secure),
        ]
        for value in values {
            for text in texts(of: value) {
                XCTAssertFalse(text.contains("215"), text)
                XCTAssertFalse(text.contains(session.text), text)
                XCTAssertFalse(text.contains("0x0"), text)
            }
        }
        XCTAssertEqual(texts(of: secret)[0...1], ["<Secret>", "<Secret>"])
        XCTAssertEqual("\(session)", "<SessionToken>")
    }
}
