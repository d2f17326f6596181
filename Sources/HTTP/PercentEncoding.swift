/// Percent-encodes text for URLs (RFC 3986, 2.1).
package enum PercentEncoding {
    /// Encodes a path, keeping "/" as the separator of segments.
    package static func path(_ path: String) -> String {
        var bytes: [UInt8] = []
        append(path, to: &bytes) { $0 == UInt8(ascii: "/") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Encodes `name=value&…`, as ``QueryString`` reads it.
    package static func query(_ pairs: [(name: String, value: String)]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for (index, pair) in pairs.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            append(pair.name, to: &bytes) { _ in false }
            bytes.append(UInt8(ascii: "="))
            append(pair.value, to: &bytes) { _ in false }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Encodes everything as `%XX` except RFC 3986's unreserved characters and those that `isKept` selects.
    private static func append(_ text: String, to bytes: inout [UInt8], keeping isKept: (UInt8) -> Bool) {
        for byte in text.utf8 {
            if isUnreserved(byte) || isKept(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
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
