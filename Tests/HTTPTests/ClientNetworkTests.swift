import HTTP
import XCTest

final class ClientNetworkTests: XCTestCase {
    func testAnIPv4AddressIsOneNetwork() {
        XCTAssertEqual(ClientNetwork.bytes(of: "192.0.2.1"), [192, 0, 2, 1])
        XCTAssertEqual(ClientNetwork.bytes(of: "::ffff:192.0.2.1"), [192, 0, 2, 1])
        XCTAssertEqual(ClientNetwork.bytes(of: "::ffff:c000:201"), [192, 0, 2, 1])
    }

    func testIPv6AddressesOfOneSubscriberShareANetwork() {
        let network = ClientNetwork.bytes(of: "2001:db8:1:2::1")
        XCTAssertEqual(network, [0x20, 0x01, 0x0D, 0xB8, 0, 1, 0, 2])
        XCTAssertEqual(ClientNetwork.bytes(of: "2001:DB8:1:2:ffff:ffff:ffff:ffff"), network)
        XCTAssertNotEqual(ClientNetwork.bytes(of: "2001:db8:1:3::1"), network)
        XCTAssertEqual(ClientNetwork.bytes(of: "::1"), [UInt8](repeating: 0, count: 8))
    }

    func testTextThatIsNotAnAddressIsUsedAsItIs() {
        for text in ["", "unix:", "192.0.2", "192.0.2.1.5", "::g"] {
            XCTAssertEqual(ClientNetwork.bytes(of: text), Array(text.utf8), text)
        }
    }
}
