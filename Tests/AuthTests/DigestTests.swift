import Primitives
import XCTest

@testable import Auth

final class DigestTests: XCTestCase {
    /// FIPS 180-4's examples.
    func testGivesSHA256() {
        XCTAssertEqual(
            Digest.sha256([]), hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        )
        XCTAssertEqual(
            Digest.sha256(Array("abc".utf8)), hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        )
        XCTAssertEqual(
            Digest.sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)),
            hex("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        )
    }

    func testTheSecureSourceGivesAsManyBytesAsAskedForAndOthersEachTime() {
        XCTAssertEqual(RandomSource.secure.bytes(0), [])
        XCTAssertEqual(RandomSource.secure.bytes(33).count, 33)
        XCTAssertEqual(Set((0..<100).map { _ in RandomSource.secure.bytes(16) }).count, 100)
    }
}
