/// Writes text into addresses (RFC 3986, 2.1).
package enum PercentEncoding {
    /// A path of which "/" separates the segments.
    package static func path(_ path: String) -> String {
        encoded(path) { $0 == UInt8(ascii: "/") }
    }

    /// `name=value&…`, as ``QueryString`` reads it.
    package static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { encoded($0.name) { _ in false } + "=" + encoded($0.value) { _ in false } }.joined(separator: "&")
    }

    /// All but RFC 3986's unreserved characters and what is kept becomes `%XX`.
    private static func encoded(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
