extension String {
    /// Whether the text has no run of more than 30 combining marks: Unicode's Stream-Safe Text
    /// Format (UAX #15, 13). Real languages stay far below that.
    ///
    /// Swift compares, hashes and normalises a text in time quadratic in the length of such a run; a megabyte of
    /// marks takes minutes. So input is accepted only when this holds.
    package var isStreamSafe: Bool {
        // Text without combining marks, which begin at U+0300, usually has no byte above this.
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

    /// The greatest byte of the UTF-8; 0 for an empty text. Without an early exit, so that the loop can be vectorised.
    private var greatestByte: UInt8 {
        var text = self
        return text.withUTF8 { $0.reduce(0, max) }
    }
}
