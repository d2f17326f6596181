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
