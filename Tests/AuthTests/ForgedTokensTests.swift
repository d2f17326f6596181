import Primitives
import JSON
import XCTest

@testable import Auth

/// Tokens that somebody with the key could have made: what is refused although the signature is right.
final class ForgedTokensTests: XCTestCase {
    private static let header = #"{"alg":"HS256","typ":"JWT"}"#
    private static let payload = #"{"sub":"42","iat":1700000000,"exp":1700001800,"jti":"a","gen":3}"#

    /// Signs two parts as they are.
    private func token(header: String, payload: String) throws -> String {
        let signed = "\(header).\(payload)"
        return "\(signed).\(Base64URL.encode(try Fixtures.keys().accessTokens.tag(of: Array(signed.utf8)[...])))"
    }

    private func claims(header: String = header, payload: String = payload) throws -> TokenClaims? {
        let token = try self.token(
            header: Base64URL.encode(Array(header.utf8)), payload: Base64URL.encode(Array(payload.utf8))
        )
        return try claims(of: token)
    }

    private func claims(of token: String) throws -> TokenClaims? {
        AccessTokens(keys: try Fixtures.keys(), lifetime: 1800, random: .secure).claims(of: token, at: Fixtures.now)
    }

    /// The payload with some members put for others.
    private func claims(changing old: String, to new: String) throws -> TokenClaims? {
        XCTAssertTrue(Self.payload.contains(old), old)
        return try claims(payload: Self.payload.replacing(old, with: new))
    }

    // MARK: The header

    func testAcceptsHeadersThatSayHS256InOtherWords() throws {
        let accepted = [
            Self.header, #"{"alg":"HS256"}"#, "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", #"{"alg":"HS\u003256"}"#,
            #"{"alg":"HS256","kid":"1"}"#,
        ]
        for header in accepted { XCTAssertNotNil(try claims(header: header), header) }
    }

    func testRefusesEveryOtherAlgorithm() throws {
        for name in [
            "none", "None", "NONE", "", "HS512", "HS384", "RS256", "ES256", "hs256", "Hs256", "HS256 ", "HS２56",
        ] {
            XCTAssertNil(try claims(header: #"{"alg":"\#(name)","typ":"JWT"}"#), name)
        }
        for header in [
            "{}", #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":["HS256"]}"#, #"{"alg":256}"#, #"{"ALG":"HS256"}"#,
            #"{"alg":"HS256","alg":"none"}"#, #"{"alg":"none","alg":"HS256"}"#,
        ] {
            XCTAssertNil(try claims(header: header), header)
        }
    }

    func testRefusesAnUnsignedToken() throws {
        let none = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
        XCTAssertNil(try claims(of: "\(none).\(Base64URL.encode(Array(Self.payload.utf8)))."))
        XCTAssertNil(
            try claims(
                of: "\(Base64URL.encode(Array(Self.header.utf8))).\(Base64URL.encode(Array(Self.payload.utf8)))."))
    }

    func testRefusesCriticalExtensions() throws {
        for critical in [#"["exp"]"#, #"["b64"],"b64":false"#, "[]", "null"] {
            XCTAssertNil(try claims(header: #"{"alg":"HS256","crit":\#(critical)}"#), critical)
        }
    }

    func testRefusesHeadersThatAreNoObject() throws {
        for header in ["", " ", "null", #""HS256""#, #"[{"alg":"HS256"}]"#, #"{"alg":"HS256""#, #"{"alg":"HS256"}}"#] {
            XCTAssertNil(try claims(header: header), header)
        }
    }

    // MARK: The shape

    func testRefusesOtherThanThreeParts() throws {
        let token = try self.token(
            header: Base64URL.encode(Array(Self.header.utf8)), payload: Base64URL.encode(Array(Self.payload.utf8))
        )
        XCTAssertNotNil(try claims(of: token))
        let parts = token.split(separator: ".").map(String.init)
        for other in [
            "", ".", "..", "...", parts[0], parts[0...1].joined(separator: "."), token + ".", "." + token,
            token + "." + parts[2], " " + token, token + " ", token + "\n", token + "\0", "Bearer " + token,
        ] {
            XCTAssertNil(try claims(of: other), other)
        }
    }

    func testRefusesPaddingAndBitsLeftOver() throws {
        // 26 bytes of header and 65 of payload leave bits over in both.
        let header = Base64URL.encode(Array(#"{"typ":"J","alg":"HS256"}"#.utf8))
        let payload = Base64URL.encode(Array(Self.payload.utf8) + [0x20])
        XCTAssertNotNil(try claims(of: token(header: header, payload: payload)))
        XCTAssertEqual([header.utf8.count % 4, payload.utf8.count % 4], [2, 3])
        XCTAssertNil(try claims(of: token(header: header + "==", payload: payload)))
        XCTAssertNil(try claims(of: token(header: header, payload: payload + "=")))
        XCTAssertNil(try claims(of: token(header: header, payload: payload) + "="))
        XCTAssertEqual([header.last, payload.last], ["Q", "A"])
        XCTAssertNil(try claims(of: token(header: header.dropLast() + "R", payload: payload)))
        XCTAssertNil(try claims(of: token(header: header, payload: payload.dropLast() + "B")))
    }

    func testRefusesTheAlphabetOfPlainBase64() throws {
        let header = Base64URL.encode(Array(Self.header.utf8))
        let payload = Base64URL.encode(Array(#"{"sub":"42","iat":1,"exp":1700001800,"gen":3,"?":"~~~???"}"#.utf8))
        XCTAssertTrue(payload.contains("_"))
        XCTAssertNotNil(try claims(of: token(header: header, payload: payload)))
        XCTAssertNil(try claims(of: token(header: header, payload: payload.replacing("_", with: "/"))))
    }

    func testRefusesATokenOfMoreThan4096Bytes() throws {
        // In base64url 3011 bytes of payload are 4015; header, signature and dots are 81 more.
        for (length, isAccepted) in [(3011, true), (3012, false)] {
            let filling = String(repeating: "a", count: length - Self.payload.utf8.count + 1)
            XCTAssertEqual(try claims(changing: #""jti":"a""#, to: #""jti":"\#(filling)""#) != nil, isAccepted)
        }
        XCTAssertNil(try claims(of: String(repeating: ".", count: 1_000_000)))
        XCTAssertNil(try claims(of: String(repeating: "a", count: 1_000_000)))
    }

    // MARK: The claims

    func testRefusesPayloadsThatAreNoObject() throws {
        for payload in [
            "", "null", "[]", "42", #""sub""#, Self.payload + "x", String(Self.payload.dropLast()), "\u{FEFF}{}",
        ] {
            XCTAssertNil(try claims(payload: payload), payload)
        }
    }

    func testRefusesDuplicateClaims() throws {
        XCTAssertNil(try claims(changing: #""sub":"42""#, to: #""sub":"1","sub":"42""#))
        XCTAssertNil(try claims(changing: #""gen":3"#, to: #""gen":3,"\u0067en":3"#))
        XCTAssertNil(try claims(changing: #""jti":"a""#, to: #""jti":"a","x":1,"x":1"#))
    }

    func testRequiresItsClaims() throws {
        for claim in [#""sub":"42","#, #""iat":1700000000,"#, #""exp":1700001800,"#, #","gen":3"#] {
            XCTAssertNil(try claims(changing: claim, to: ""), claim)
        }
    }

    func testAcceptsATokenWithoutIdentifierAndWithUnknownClaims() throws {
        XCTAssertNotNil(try claims(changing: #""jti":"a","#, to: ""))
        XCTAssertNotNil(try claims(changing: #""jti":"a""#, to: #""iss":"x","aud":["y"],"z":{}"#))
        XCTAssertNil(try claims(changing: #""jti":"a""#, to: #""jti":1"#))
    }

    func testRefusesSubjectsThatAreNoPositiveDecimalInteger() throws {
        for subject in [
            "42", #""""#, #""0""#, #""-1""#, #""+42""#, #""042""#, #"" 42""#, #""42 ""#, #""4２""#, #""0x2a""#,
            #""4e1""#,
            #""42.0""#, #""9223372036854775808""#, #""99999999999999999999999999""#, "null", "true", #"["42"]"#,
        ] {
            XCTAssertNil(try claims(changing: #""42""#, to: subject), subject)
        }
        XCTAssertEqual(try claims(changing: #""42""#, to: #""9223372036854775807""#)?.user, .max)
    }

    func testRefusesGenerationsThatAreNoInteger() throws {
        for generation in [#""3""#, "3.0", "3e0", "9223372036854775808", "null", "[3]"] {
            XCTAssertNil(try claims(changing: #""gen":3"#, to: #""gen":\#(generation)"#), generation)
        }
        XCTAssertEqual(try claims(changing: #""gen":3"#, to: #""gen":0"#)?.generation, 0)
    }

    func testAnExpiryMayHaveAFractionOrAnExponent() throws {
        for (expiry, seconds) in [
            ("1700000000.5", 1_700_000_001), ("1700001800.0", 1_700_001_800), ("1.7000018e9", 1_700_001_800),
            ("17000018000E-1", 1_700_001_800), ("253402300799", 253_402_300_799),
        ] as [(String, Int64)] {
            XCTAssertEqual(
                try claims(changing: "1700001800", to: expiry)?.expires, Timestamp(seconds: seconds), expiry
            )
        }
    }

    func testRefusesWhatHasExpired() throws {
        for expiry in ["1700000000", "1699999999", "1699999999.5", "1699999999.999", "1", "0", "-0", "1e-9"] {
            XCTAssertNil(try claims(changing: "1700001800", to: expiry), expiry)
        }
    }

    func testRefusesExpiriesThatAreNoDate() throws {
        for expiry in [
            "253402300800", "9223372036854775807", "9223372036854775808", "1e18", "1e19", "1e400", "-1700001800",
            "-1e400",
            String(repeating: "9", count: 2000), #""1700001800""#, "null", "true", "[1700001800]", "{}",
        ] {
            XCTAssertNil(try claims(changing: "1700001800", to: expiry), expiry)
        }
    }

    func testRefusesATimeOfIssueThatIsNoDate() throws {
        for issued in [#""1700000000""#, "null", "1e400", "-1"] {
            XCTAssertNil(try claims(changing: #""iat":1700000000"#, to: #""iat":\#(issued)"#), issued)
        }
    }

    func testHonoursNotBefore() throws {
        for date in ["0", "1699999999", "1700000000", "1699999999.5", "1.7e9"] {
            XCTAssertNotNil(try claims(changing: #""jti":"a""#, to: #""nbf":\#(date)"#), date)
        }
        for date in ["1700000001", "1700000000.5", "1700001799", "1e18", "1e400", "-1", #""1""#, "null"] {
            XCTAssertNil(try claims(changing: #""jti":"a""#, to: #""nbf":\#(date)"#), date)
        }
    }

    // MARK: The standard's example

    /// RFC 7515, A.1.
    func testVerifiesTheSignatureOfRFC7515() throws {
        let token = try XCTUnwrap(
            CompactToken(
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
                    + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                    + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            )
        )
        let key = try XCTUnwrap(
            Base64URL.decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow".utf8)
        )
        let signature = try XCTUnwrap(Base64URL.decode(token.signature))
        XCTAssertTrue(KeyRing(current: HMACKey(key)).verifies(signature, of: token.signed))
        XCTAssertFalse(KeyRing(current: HMACKey(key)).verifies(signature, of: token.signed.dropLast()))
    }
}
