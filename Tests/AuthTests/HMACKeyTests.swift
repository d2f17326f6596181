import Dispatch
import XCTest

@testable import Auth

final class HMACKeyTests: XCTestCase {
    /// RFC 4231, 4.2–4.5, 4.7 and 4.8.
    func testGivesTheTagsOfRFC4231() {
        let vectors: [(key: [UInt8], message: [UInt8], tag: String)] = [
            (
                Array(repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                Array(repeating: 0xAA, count: 20), Array(repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                Array(1...25), Array(repeating: 0xCD, count: 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
            ),
            (
                Array(repeating: 0xAA, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            (
                Array(repeating: 0xAA, count: 131),
                Array(
                    ("This is a test using a larger than block-size key and a larger than block-size data. "
                        + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
                ),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            ),
        ]
        for vector in vectors {
            XCTAssertEqual(HMACKey(vector.key).tag(of: vector.message[...]), hex(vector.tag))
        }
    }

    func testTagsASliceAsTheArrayOfItsBytes() {
        let key = HMACKey(Array("Jefe".utf8))
        let message = Array("say: what do ya want for nothing?".utf8)
        XCTAssertEqual(key.tag(of: message[5...]), key.tag(of: Array("what do ya want for nothing?".utf8)[...]))
    }

    func testTagsTheEmptyMessage() {
        XCTAssertEqual(
            HMACKey(Array("key".utf8)).tag(of: []),
            hex("5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0")
        )
    }

    func testOneKeyServesManyThreads() {
        let key = HMACKey(Fixtures.secret)
        let messages = (0..<8).map { [UInt8](repeating: UInt8($0), count: 100) }
        let expected = messages.map { key.tag(of: $0[...]) }
        DispatchQueue.concurrentPerform(iterations: messages.count) { index in
            for _ in 0..<200 { XCTAssertEqual(key.tag(of: messages[index][...]), expected[index]) }
        }
    }
}
