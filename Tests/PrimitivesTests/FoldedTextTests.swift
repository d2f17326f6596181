import Primitives
import XCTest

final class FoldedTextTests: XCTestCase {
    func testFoldsCaseInEveryAlphabet() {
        for (one, other) in [
            ("ACME Corp", "acme CORP"), ("ÉCLAIR", "éclair"), ("ΟΔΟΣ", "οδος"), ("ΟΔΟΣ", "οδοσ"), ("Straße", "STRASSE"),
            ("ПРИВЕТ", "привет"), ("Ǆ", "ǅ"), ("ﬁne", "FINE"), ("ա", "Ա"), ("\u{10400}", "\u{10428}"),
        ] {
            XCTAssertEqual(FoldedText(one), FoldedText(other), "\(one) \(other)")
            XCTAssertEqual(FoldedText(one).hashValue, FoldedText(other).hashValue)
        }
    }

    func testComposedAndDecomposedAreOne() {
        XCTAssertEqual(FoldedText("É").text.unicodeScalars.map(\.value), [0xE9])
        XCTAssertEqual(FoldedText("e\u{301}").text.unicodeScalars.map(\.value), [0xE9])
        XCTAssertEqual(FoldedText("E\u{301}"), FoldedText("é"))
        XCTAssertEqual(FoldedText("\u{212B}"), FoldedText("å"))
        XCTAssertEqual(FoldedText("q\u{323}\u{307}"), FoldedText("Q\u{307}\u{323}"))
    }

    func testFoldsAsNFCThenUpperThenLowerCase() {
        XCTAssertEqual(FoldedText("ß").text, "ss")
        XCTAssertEqual(FoldedText("ẞ").text, "ß")
        XCTAssertEqual(FoldedText("İ").text.unicodeScalars.map(\.value), [0x69, 0x307])
        XCTAssertEqual(FoldedText("I\u{307}"), FoldedText("İ"))
        XCTAssertEqual(FoldedText("ı").text, "i")
        XCTAssertEqual(FoldedText("ς").text.unicodeScalars.map(\.value), [0x3C3])
        XCTAssertEqual(FoldedText("Σ").text.unicodeScalars.map(\.value), [0x3C3])
        XCTAssertEqual(FoldedText("ΑΣ ΒΣ").text.unicodeScalars.map(\.value), [0x3B1, 0x3C3, 0x20, 0x3B2, 0x3C3])
    }

    func testOtherLettersStayApart() {
        for (one, other) in [("e", "é"), ("o", "ö"), ("a", "b"), ("", " "), ("ss", "s"), ("%", "_")] {
            XCTAssertNotEqual(FoldedText(one), FoldedText(other))
        }
    }

    func testFoldingTwiceIsFoldingOnce() {
        for text in ["Straße", "ΟΔΟΣ", "Éclair E\u{301}", "Acme", "", "😀 ﬁ"] {
            XCTAssertEqual(FoldedText(FoldedText(text).text), FoldedText(text), text)
        }
    }

    func testIsOrderedByScalars() {
        let texts = ["", "a", "aa", "b", "z", "é", "я", "\u{FFFD}", "😀"].map { FoldedText($0) }
        XCTAssertEqual(texts.shuffled().sorted(), texts)
        XCTAssertFalse(FoldedText("a") < FoldedText("A"))
    }
}
