import XCTest

@testable import Auth

final class Base64URLTests: XCTestCase {
    func testWritesAndReadsRFC4648Vectors() {
        let vectors = [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ]
        for (plain, text) in vectors {
            XCTAssertEqual(Base64URL.encode(Array(plain.utf8)), text)
            XCTAssertEqual(Base64URL.decode(text.utf8), Array(plain.utf8))
        }
    }

    /// RFC 7515, C.
    func testUsesTheAlphabetOfURLs() {
        XCTAssertEqual(Base64URL.encode([3, 236, 255, 224, 193]), "A-z_4ME")
        XCTAssertEqual(Base64URL.decode("A-z_4ME".utf8), [3, 236, 255, 224, 193])
    }

    func testReadsWhatItWrites() {
        for length in 0...100 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            XCTAssertEqual(Base64URL.decode(Base64URL.encode(bytes).utf8), bytes)
        }
    }

    func testRefusesWhatItWouldNotWrite() {
        let refused = [
            "Zg==", "Zm8=", "=", "Z", "Zm9vY", "A", "Zm9vA", "A+z/4ME", "Zm 9v", "Zm9v\n", "Zm9\0", "Zm9é",
            "Zh", "Zm9", "Zm9vYh", "-_-",
        ]
        for text in refused { XCTAssertNil(Base64URL.decode(text.utf8), text) }
    }
}
