import XCTest

@testable import Auth

final class KeysTests: XCTestCase {
    private let message = Array("message".utf8)[...]

    /// The keys were derived with Python's `hmac`: another derivation would end every token.
    func testDerivesAKeyAPurpose() throws {
        let keys = try Fixtures.keys()
        let expected: [(ring: KeyRing, key: String)] = [
            (keys.accessTokens, "a99a4d7d088898f102a237ac9c11b3fee9316255209dd2e9de0e29bbca1d5682"),
            (keys.cursors, "d7f0690095487d82898e4cceae7cf3f4c13c657554fa272d4524dbb7a0fc2282"),
            (keys.csrfTokens, "084ce728df5973d57325b9a574a482b8611874f158eee7d9bc641032f828058e"),
            (keys.signInPairs, "ce4120ac42152e644e710974161ff192fc9921fb579103b4fd29452b7a1dd41e"),
        ]
        for (ring, key) in expected { XCTAssertEqual(ring.tag(of: message), HMACKey(hex(key)).tag(of: message)) }
    }

    func testSignsUnderTheCurrentSecretAndBelievesThePrevious() throws {
        let old = try Fixtures.keys(Fixtures.otherSecret).cursors
        let new = try Fixtures.keys().cursors
        let both = try Fixtures.keys(previous: Fixtures.otherSecret).cursors
        XCTAssertEqual(both.tag(of: message), new.tag(of: message))
        XCTAssertTrue(both.verifies(old.tag(of: message), of: message))
        XCTAssertTrue(both.verifies(new.tag(of: message), of: message))
        XCTAssertFalse(new.verifies(old.tag(of: message), of: message))
    }

    func testRefusesTagsOfAnotherLength() throws {
        let ring = try Fixtures.keys().cursors
        let tag = ring.tag(of: message)
        XCTAssertFalse(ring.verifies([], of: message))
        XCTAssertFalse(ring.verifies(Array(tag.dropLast()), of: message))
        XCTAssertFalse(ring.verifies(tag + [0], of: message))
    }

    func testRefusesShortSecrets() throws {
        XCTAssertThrowsError(try Secret(bytes: Array(repeating: 1, count: 31))) { error in
            XCTAssertEqual(error as? SecretFault, .tooShort(count: 31))
            XCTAssertEqual("\(error)", "The secret has 31 bytes; it must have at least 32.")
        }
        XCTAssertThrowsError(try Secret(bytes: []))
        XCTAssertNoThrow(try Secret(bytes: Array(repeating: 1, count: 32)))
    }
}
