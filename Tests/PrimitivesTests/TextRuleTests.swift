import Primitives
import XCTest

final class TextRuleTests: XCTestCase {
    private let rule = TextRule(1...5)

    func testTrimsWhiteSpaceAtBothEnds() {
        XCTAssertEqual(try rule.value(of: " \t\n\r\n a b \u{A0}\u{2003}\u{3000}\u{2028}"), "a b")
        XCTAssertEqual(try rule.value(of: "ab"), "ab")
        XCTAssertEqual(try rule.value(of: " \u{301}a").map { Array($0.unicodeScalars) }, ["\u{301}", "a"])
    }

    func testNothingIsLeftOfBlanks() {
        for text in ["", " ", "\r\n", "\t \u{A0}\u{2003}"] { XCTAssertNil(try rule.value(of: text)) }
    }

    func testLineEndsBecomeNewlines() {
        XCTAssertEqual(Array(TextRule.trimmed("a\r\nb\rc\nd\r\r\ne\n\rf").utf8), Array("a\nb\nc\nd\n\ne\n\nf".utf8))
        XCTAssertEqual(try rule.value(of: "a\r\nb\r\nc")?.utf8.count, 5)
    }

    func testRefusesControlCharacters() {
        for value in Array(UInt32(0)...0x1F) + Array(0x7F...0x9F) {
            guard let scalar = Unicode.Scalar(value) else { return XCTFail("\(value) is no scalar") }
            let text = "a\(Character(scalar))b"
            switch value {
            case 0x09, 0x0A: XCTAssertEqual(try rule.value(of: text), text)
            case 0x0D: XCTAssertEqual(try rule.value(of: text), "a\nb")
            default: XCTAssertThrowsError(try rule.value(of: text), "\(value)")
            }
        }
        XCTAssertNoThrow(try rule.value(of: "a\u{A0}b"))
        XCTAssertThrowsError(try rule.value(of: "\0"))
    }

    func testCountsScalars() {
        XCTAssertNoThrow(try rule.value(of: "12345"))
        XCTAssertNoThrow(try rule.value(of: "éé€😀😀"))
        XCTAssertNoThrow(try rule.value(of: "  12345  "))
        XCTAssertThrowsError(try rule.value(of: "123456")) {
            XCTAssertEqual($0 as? ValueFault, ValueFault("must have at most 5 characters"))
        }
        // One character for a reader, six scalars.
        XCTAssertThrowsError(try rule.value(of: "e\u{301}\u{301}\u{301}\u{301}\u{301}"))
    }

    func testHoldsALowerBound() {
        let rule = TextRule(3...4)
        XCTAssertThrowsError(try rule.value(of: " ab ")) {
            XCTAssertEqual($0 as? ValueFault, ValueFault("must have at least 3 characters"))
        }
        XCTAssertEqual(try rule.value(of: "éab"), "éab")
        XCTAssertThrowsError(try rule.value(of: "abcde"))
    }

    func testAMegabyteOfBlanksIsReadOnce() {
        let blanks = String(repeating: " ", count: 500_000)
        let wide = String(repeating: "\u{3000}", count: 100_000)
        XCTAssertEqual(TextRule.trimmed(blanks + "a" + blanks), "a")
        XCTAssertEqual(TextRule.trimmed(wide + "é" + wide), "é")
        XCTAssertEqual(TextRule.trimmed("a" + String(repeating: "\r", count: 500_000) + "b").utf8.count, 500_002)
    }

    // MARK: E-mail addresses

    func testTakesAddressesWithOneAtAndADomainWithADot() {
        for text in [
            "a@b.c", "billing@acme.example", "first.last+tag@sub.example.co", "ü@müller.example", "a..b@c.d",
            "\"x\"@y.z",
            String(repeating: "a", count: 242) + "@example.com",
        ] {
            XCTAssertEqual(try EmailRule.value(of: text), text)
        }
        XCTAssertEqual(try EmailRule.value(of: " a@b.c\n"), "a@b.c")
        XCTAssertNil(try EmailRule.value(of: "  "))
    }

    func testRefusesOtherAddresses() {
        for text in [
            "a", "@", "a@", "@b.c", "a@b", "a@b.", "a@.c", "a@b..c", "a@@b.c", "a@b@c.d", "a b@c.d", "a@b.c d",
            "a@b\t.c",
            "a@\n.c", "a@b.c\u{0}", "a\u{A0}@b.c", String(repeating: "a", count: 243) + "@example.com",
        ] {
            XCTAssertThrowsError(try EmailRule.value(of: text), text)
        }
    }

    func testACombiningMarkDoesNotHideAnAtOrADot() {
        XCTAssertThrowsError(try EmailRule.value(of: "a@b@\u{301}c.d"))
        XCTAssertThrowsError(try EmailRule.value(of: "a@b.\u{301}c.."))
        XCTAssertEqual(try EmailRule.value(of: "a@\u{301}b.c"), "a@\u{301}b.c")
    }
}
