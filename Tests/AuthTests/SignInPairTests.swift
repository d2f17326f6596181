import Invoicing
import XCTest

@testable import Auth

final class SignInPairTests: XCTestCase {
    private let network: [UInt8] = [192, 0, 2, 1]

    func testANameMakesOnePairInAnyCase() throws {
        let keys = try Fixtures.keys()
        let pair = SignInPair.digest(name: "Ännä@Example.com", network: network, keys: keys)
        XCTAssertEqual(pair.count, 32)
        XCTAssertEqual(SignInPair.digest(name: "ÄNNÄ@example.COM", network: network, keys: keys), pair)
    }

    func testAnotherNameNetworkOrKeyMakesAnotherPair() throws {
        let keys = try Fixtures.keys()
        let pair = SignInPair.digest(name: "anna", network: network, keys: keys)
        XCTAssertNotEqual(SignInPair.digest(name: "ann", network: network, keys: keys), pair)
        XCTAssertNotEqual(SignInPair.digest(name: "anna", network: [192, 0, 2, 2], keys: keys), pair)
        XCTAssertNotEqual(
            SignInPair.digest(name: "anna", network: network, keys: try Fixtures.keys(Fixtures.otherSecret)), pair)
        // Nor do the two run into each other.
        XCTAssertNotEqual(SignInPair.digest(name: "nna", network: network + Array("a".utf8), keys: keys), pair)
    }
}
