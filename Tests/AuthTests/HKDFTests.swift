import XCTest

@testable import Auth

final class HKDFTests: XCTestCase {
    /// RFC 5869, A.1.
    func testDerivesWithSaltAndInfo() {
        XCTAssertEqual(
            HKDF.key(
                from: Array(repeating: 0x0B, count: 22), salt: Array(0x00...0x0C), info: Array(0xF0...0xF9), length: 42
            ),
            hex("3cb25f25faacd57a90434f64d0362f2a 2d2d0a90cf1a5a4c5db02d56ecc4c5bf 34007208d5b887185865")
        )
    }

    /// RFC 5869, A.2.
    func testDerivesFromLongInputs() {
        XCTAssertEqual(
            HKDF.key(from: Array(0x00...0x4F), salt: Array(0x60...0xAF), info: Array(0xB0...0xFF), length: 82),
            hex(
                """
                b11e398dc80327a1c8e7f78c596a4934 4f012eda2d4efad8a050cc4c19afa97c 59045a99cac7827271cb41c65e590e09
                da3275600c2f09b8367793a9aca3db71 cc30c58179ec3e87c14c01d5c1f3434f 1d87
                """
            )
        )
    }

    /// RFC 5869, A.3.
    func testDerivesWithoutSaltAndInfo() {
        XCTAssertEqual(
            HKDF.key(from: Array(repeating: 0x0B, count: 22), info: [], length: 42),
            hex("8da4e775a563c18f715f802a063c5a31 b8a11f5c5ee1879ec3454e5f3c738d2d 9d201395faa4b61a96c8")
        )
    }
}
