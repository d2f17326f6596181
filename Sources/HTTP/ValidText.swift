extension String {
    /// The bytes as text; nil when they are not UTF-8.
    ///
    /// `String(validating:as:)` looks up its generic types at run time, which takes several times as long as a
    /// short text, and most are ASCII.
    package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.allSatisfy({ $0 < 0x80 }) {
            self.init(decoding: bytes, as: UTF8.self)
        } else {
            self.init(validating: bytes, as: UTF8.self)
        }
    }
}

extension String {
    /// Whether the text is only visible ASCII and spaces, as most text is.
    package var isPlain: Bool {
        var text = self
        return text.withUTF8(\.isPlain)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the text is only visible ASCII and spaces, as most text is.
    package var isPlain: Bool {
        // Without an early exit, so that the loop can be vectorised.
        reduce(0) { $0 | ((0x20..<0x7F).contains($1) ? 0 : 1 as UInt8) } == 0
    }
}
