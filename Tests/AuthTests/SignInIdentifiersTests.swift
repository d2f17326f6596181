import Primitives
import XCTest

@testable import Auth

final class SignInIdentifiersTests: XCTestCase {
    private let network: [UInt8] = [192, 0, 2, 1]

    func testANameHasOneIdentifierInAnyCase() throws {
        let identifiers = SignInIdentifiers(keys: try Fixtures.keys())
        let identifier = identifiers.identifier(name: "Ännä@Example.com", network: network)
        XCTAssertEqual(identifier.count, 32)
        XCTAssertEqual(identifiers.identifier(name: "ÄNNÄ@example.COM", network: network), identifier)
    }

    func testAnotherNameNetworkOrKeyHasAnotherIdentifier() throws {
        let identifiers = SignInIdentifiers(keys: try Fixtures.keys())
        let identifier = identifiers.identifier(name: "anna", network: network)
        XCTAssertNotEqual(identifiers.identifier(name: "ann", network: network), identifier)
        XCTAssertNotEqual(identifiers.identifier(name: "anna", network: [192, 0, 2, 2]), identifier)
        let others = SignInIdentifiers(keys: try Fixtures.keys(Fixtures.otherSecret))
        XCTAssertNotEqual(others.identifier(name: "anna", network: network), identifier)
        // Nor do the two run into each other.
        XCTAssertNotEqual(identifiers.identifier(name: "nna", network: network + Array("a".utf8)), identifier)
    }
}
