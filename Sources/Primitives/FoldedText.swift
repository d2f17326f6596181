import Foundation

/// A text normalised for searching and sorting: NFC, upper-cased,
/// lower-cased, final sigma as sigma. So `É` equals `é`, composed or not, and `οδος` finds `ΟΔΟΣ`.
///
/// Folding takes time quadratic in a run of combining marks; request parsers limit such runs.
package struct FoldedText: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ original: String) {
        if original.utf8.allSatisfy({ $0 < 0x80 }) {
            text = original.lowercased()
        } else {
            let mapped = original.precomposedStringWithCanonicalMapping.uppercased().lowercased()
            var folded = String.UnicodeScalarView()
            for scalar in mapped.unicodeScalars { folded.append(scalar == "\u{3C2}" ? "\u{3C3}" : scalar) }
            text = String(folded)
        }
    }

    /// A text that is already folded, as stored.
    package init(folded text: String) {
        self.text = text
    }

    /// By Unicode scalars, which is SQLite's order of UTF-8 bytes.
    package static func < (left: FoldedText, right: FoldedText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    // String's own equality is canonical equivalence; here the scalars count.
    package static func == (left: FoldedText, right: FoldedText) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
