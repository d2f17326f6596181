extension String {
    /// Whether nowhere more than 30 combining marks follow each other: Unicode's Stream-Safe Text
    /// Format (UAX #15, 13), of which the longest run in real languages keeps far.
    ///
    /// Swift compares, hashes and normalises a text in time quadratic in such a run; a megabyte of
    /// marks takes it minutes. So what comes from outside is let in only when this holds.
    package var isStreamSafe: Bool {
        var run = 0
        for scalar in unicodeScalars {
            // The first combining mark is U+0300.
            if scalar.value < 0x300 || scalar.properties.canonicalCombiningClass == .notReordered {
                run = 0
            } else {
                run += 1
                if run > 30 { return false }
            }
        }
        return true
    }
}
