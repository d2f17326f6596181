extension String {
    /// Whether nowhere more than 30 combining marks follow each other: Unicode's Stream-Safe Text
    /// Format (UAX #15, 13), of which the longest run in real languages keeps far.
    ///
    /// Swift compares, hashes and normalises a text in time quadratic in such a run; a megabyte of
    /// marks takes it minutes. So what comes from outside is let in only when this holds.
    package var isStreamSafe: Bool {
        // What comes before U+0300, the first combining mark, has no byte above.
        guard greatestByte >= 0xCC else { return true }
        var run = 0
        for scalar in unicodeScalars {
            if scalar.value < 0x300 || scalar.properties.canonicalCombiningClass == .notReordered {
                run = 0
            } else {
                run += 1
                if run > 30 { return false }
            }
        }
        return true
    }

    /// Of its UTF-8; 0 of an empty text. There is no early end: so the processor looks at many bytes at once.
    private var greatestByte: UInt8 {
        var text = self
        return text.withUTF8 { $0.reduce(0, max) }
    }
}
