/// A number of bytes, formatted for people: `512 B`, `1.5 MiB`.
package struct ByteCount: CustomStringConvertible {
    private static let units = ["KiB", "MiB", "GiB", "TiB"]

    private let bytes: Int64

    package init(_ bytes: Int64) {
        self.bytes = bytes
    }

    /// From 1024 bytes on with one decimal, truncated rather than rounded.
    package var description: String {
        var size = Double(bytes)
        var unit = "B"
        for larger in Self.units where size >= 1024 {
            size /= 1024
            unit = larger
        }
        let tenths = Int64(size * 10)
        return bytes < 1024 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
