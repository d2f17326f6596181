import Accounts
import Primitives
import JSON
import XCTest

@testable import Auth

final class AccessTokensTests: XCTestCase {
    private let now = Fixtures.now

    private func tokens(_ secret: [UInt8] = Fixtures.secret, previous: [UInt8]? = nil) throws -> AccessTokens {
        AccessTokens(keys: try Fixtures.keys(secret, previous: previous), lifetime: 1800, random: .secure)
    }

    func testATokenSaysWhoseItIs() throws {
        let tokens = try tokens()
        let token = tokens.issue(for: Fixtures.user(42, generation: 3), at: now)
        XCTAssertEqual(
            tokens.claims(of: token, at: now),
            TokenClaims(user: 42, generation: 3, expires: now.adding(seconds: 1800))
        )
    }

    func testATokenThatWasVerifiedBeforeExpiresAllTheSame() throws {
        let tokens = try tokens()
        let token = tokens.issue(for: Fixtures.user(), at: now)
        XCTAssertNotNil(tokens.claims(of: token, at: now))
        XCTAssertNotNil(tokens.claims(of: token, at: now.adding(seconds: 1799)))
        XCTAssertNil(tokens.claims(of: token, at: now.adding(seconds: 1800)))
    }

    func testATokenThatWasVerifiedBeforeVouchesForNoOther() throws {
        let tokens = try tokens()
        let token = tokens.issue(for: Fixtures.user(), at: now)
        XCTAssertNotNil(tokens.claims(of: token, at: now))
        for index in token.indices {
            var other = token
            other.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            XCTAssertNil(tokens.claims(of: other, at: now), other)
        }
        // The Kelvin sign, which is equal to a K to Swift.
        let kelvin = token.replacing("K", with: "\u{212A}")
        XCTAssertTrue(kelvin.utf8.elementsEqual(token.utf8) || tokens.claims(of: kelvin, at: now) == nil)
    }

    func testManyTokensAreVerifiedAlike() throws {
        let tokens = try tokens()
        let issued = (1...1100).map { tokens.issue(for: Fixtures.user($0), at: now) }
        for _ in 1...2 {
            for (index, token) in issued.enumerated() {
                XCTAssertEqual(tokens.claims(of: token, at: now)?.user, Int64(index + 1))
            }
        }
    }

    func testATokenHoldsTheClaimsOfTheContract() throws {
        let tokens = AccessTokens(
            keys: try Fixtures.keys(), lifetime: 1800, random: .init { Array(repeating: 255, count: $0) }
        )
        let token = try XCTUnwrap(CompactToken(tokens.issue(for: Fixtures.user(), at: now)))
        XCTAssertEqual(
            Base64URL.decode(token.header).map { String(decoding: $0, as: UTF8.self) }, #"{"alg":"HS256","typ":"JWT"}"#
        )
        XCTAssertEqual(
            Base64URL.decode(token.payload).map { String(decoding: $0, as: UTF8.self) },
            #"{"sub":"42","iat":1700000000,"exp":1700001800,"jti":"_____________________w","gen":3}"#
        )
    }

    func testEveryTokenHasAnIdentifierOfItsOwn() throws {
        let tokens = try tokens()
        XCTAssertEqual(Set((0..<100).map { _ in tokens.issue(for: Fixtures.user(), at: now) }).count, 100)
    }

    func testHoldsTheLargestNumbers() throws {
        let tokens = try tokens()
        let claims = tokens.claims(of: tokens.issue(for: Fixtures.user(.max, generation: .max), at: now), at: now)
        XCTAssertEqual(claims?.user, .max)
        XCTAssertEqual(claims?.generation, .max)
    }

    /// Made with PyJWT 2 and a key that Python's `hmac` derived.
    func testAcceptsATokenOfPyJWT() throws {
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            + ".eyJzdWIiOiI0MiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAxODAwLCJqdGkiOiJhMSIsImdlbiI6M30"
            + "._zm4TESyMGXJy2Bf8PbjP5Hwxx3amtJ02H-EidcoTJU"
        XCTAssertEqual(
            try tokens().claims(of: token, at: now),
            TokenClaims(user: 42, generation: 3, expires: now.adding(seconds: 1800))
        )
    }

    func testIsValidUntilTheSecondOfItsExpiry() throws {
        let tokens = try tokens()
        let token = tokens.issue(for: Fixtures.user(), at: now)
        XCTAssertNotNil(tokens.claims(of: token, at: now.adding(seconds: 1799)))
        XCTAssertNil(tokens.claims(of: token, at: now.adding(seconds: 1800)))
        XCTAssertNil(tokens.claims(of: token, at: now.adding(seconds: 100_000_000)))
    }

    func testRefusesAnotherInstallationsToken() throws {
        let token = try tokens(Fixtures.otherSecret).issue(for: Fixtures.user(), at: now)
        XCTAssertNil(try tokens().claims(of: token, at: now))
    }

    func testAcceptsATokenOfThePreviousSecret() throws {
        let token = try tokens(Fixtures.otherSecret).issue(for: Fixtures.user(), at: now)
        let changed = try tokens(previous: Fixtures.otherSecret)
        XCTAssertEqual(changed.claims(of: token, at: now)?.user, 42)
        XCTAssertNotNil(try tokens().claims(of: changed.issue(for: Fixtures.user(), at: now), at: now))
    }

    func testRefusesATokenSignedForAnotherPurpose() throws {
        let keys = try Fixtures.keys()
        let signed = try tokens().issue(for: Fixtures.user(), at: now).split(separator: ".")[0...1].joined(
            separator: ".")
        for ring in [keys.cursors, keys.csrfTokens] {
            let token = "\(signed).\(Base64URL.encode(ring.tag(of: Array(signed.utf8)[...])))"
            XCTAssertNil(try tokens().claims(of: token, at: now))
        }
    }

    func testRefusesATokenWithAnyCharacterChanged() throws {
        let tokens = try tokens()
        let token = Array(tokens.issue(for: Fixtures.user(), at: now).utf8)
        for index in token.indices {
            for other in Array("AB.=".utf8) where other != token[index] {
                var changed = token
                changed[index] = other
                XCTAssertNil(tokens.claims(of: String(decoding: changed, as: UTF8.self), at: now), "\(index) \(other)")
            }
        }
    }

    func testRefusesATokenWithAnyCharacterMissing() throws {
        let tokens = try tokens()
        let token = Array(tokens.issue(for: Fixtures.user(), at: now).utf8)
        for index in token.indices {
            var changed = token
            changed.remove(at: index)
            XCTAssertNil(tokens.claims(of: String(decoding: changed, as: UTF8.self), at: now), "\(index)")
        }
    }
}
