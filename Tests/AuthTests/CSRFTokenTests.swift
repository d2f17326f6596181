import Primitives
import XCTest

@testable import Auth

final class CSRFTokenTests: XCTestCase {
    private let session = SessionToken(random: .secure)

    func testVerifiesItsOwnMasksWhichAllDiffer() throws {
        let token = CSRFToken(session: session, keys: try Fixtures.keys())
        let masked = (0..<100).map { _ in token.masked(random: .secure) }
        for text in masked {
            XCTAssertTrue(token.verify(text))
            XCTAssertEqual(text.utf8.count, 86)
        }
        // Neither the pad nor what it hides comes twice.
        XCTAssertEqual(Set(masked.map { $0.prefix(42) }).count, 100)
        XCTAssertEqual(Set(masked.map { $0.suffix(42) }).count, 100)
    }

    func testVerifiesInAnotherProcess() throws {
        let masked = CSRFToken(session: session, keys: try Fixtures.keys()).masked(random: .secure)
        let again = try XCTUnwrap(SessionToken(session.text))
        XCTAssertTrue(CSRFToken(session: again, keys: try Fixtures.keys()).verify(masked))
    }

    func testRefusesAnotherSessions() throws {
        let keys = try Fixtures.keys()
        let other = CSRFToken(session: SessionToken(random: .secure), keys: keys).masked(random: .secure)
        XCTAssertFalse(CSRFToken(session: session, keys: keys).verify(other))
    }

    func testAVisitorsIsNotASessionsOfTheSameBytes() throws {
        let keys = try Fixtures.keys()
        let visitor = CSRFToken(visitor: session, keys: keys)
        let signedIn = CSRFToken(session: session, keys: keys)
        XCTAssertTrue(visitor.verify(visitor.masked(random: .secure)))
        XCTAssertFalse(signedIn.verify(visitor.masked(random: .secure)))
        XCTAssertFalse(visitor.verify(signedIn.masked(random: .secure)))
        XCTAssertFalse(
            CSRFToken(visitor: SessionToken(random: .secure), keys: keys).verify(visitor.masked(random: .secure)))
    }

    func testRefusesAnotherSecretsButNotThePrevious() throws {
        let old = CSRFToken(session: session, keys: try Fixtures.keys(Fixtures.otherSecret)).masked(random: .secure)
        XCTAssertFalse(CSRFToken(session: session, keys: try Fixtures.keys()).verify(old))
        let both = try Fixtures.keys(previous: Fixtures.otherSecret)
        XCTAssertTrue(CSRFToken(session: session, keys: both).verify(old))
    }

    func testRefusesAnyBitChanged() throws {
        let token = CSRFToken(session: session, keys: try Fixtures.keys())
        let bytes = try XCTUnwrap(Base64URL.decode(token.masked(random: .secure).utf8))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x80
            XCTAssertFalse(token.verify(Base64URL.encode(changed)), "\(index)")
        }
    }

    func testRefusesWhatIsNoToken() throws {
        let token = CSRFToken(session: session, keys: try Fixtures.keys())
        let masked = token.masked(random: .secure)
        for other in [
            "", "A", masked + "=", masked + "A", String(masked.dropLast()), String(masked.dropLast(43)), " " + masked,
            String(repeating: "A", count: 86), session.text, String(repeating: "A", count: 100_000),
        ] {
            XCTAssertFalse(token.verify(other), other)
        }
    }
}
