/// Writes JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives to a value: no white space, the
/// members of an object in the order of their names by UTF-16 code units, strings escaped as in its 3.2.2.2.
///
/// The caller names the members of each object in that order, which is checked in debug builds. There are no
/// fractions: numbers are integers that a double holds exactly, and decimals are strings.
struct CanonicalWriter {
    /// The greatest integer below which a double holds every other one: 2^53.
    static let limit: Int64 = 1 << 53

    private(set) var bytes: [UInt8] = []
    /// Whether a comma is due before the next member or element.
    private var isBehindValue = false
    #if DEBUG
        /// Of each object that is open: the name of its last member.
        private var lastNames: [String?] = []
    #endif

    init(reserving: Int) {
        bytes.reserveCapacity(reserving)
    }

    mutating func object(_ members: (inout CanonicalWriter) -> Void) {
        begin(UInt8(ascii: "{"))
        #if DEBUG
            lastNames.append(nil)
        #endif
        members(&self)
        #if DEBUG
            lastNames.removeLast()
        #endif
        end(UInt8(ascii: "}"))
    }

    mutating func array(_ elements: (inout CanonicalWriter) -> Void) {
        begin(UInt8(ascii: "["))
        elements(&self)
        end(UInt8(ascii: "]"))
    }

    /// The name of the member whose value follows.
    mutating func name(_ name: String) {
        #if DEBUG
            if let last = lastNames[lastNames.count - 1] {
                precondition(last.utf16.lexicographicallyPrecedes(name.utf16), "\(name) stands behind \(last)")
            }
            lastNames[lastNames.count - 1] = name
        #endif
        string(name)
        bytes.append(UInt8(ascii: ":"))
        isBehindValue = false
    }

    /// Of a magnitude below ``limit``.
    mutating func integer(_ value: Int64) {
        precondition(value.magnitude < Self.limit.magnitude, "RFC 8785 has no such number")
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// `value / 10^scale` in a string, with at least `least` and at most `scale` decimals, as `decimalText` writes it;
    /// `scale` is at least 1.
    mutating func decimal(_ value: Int64, scale: Int, least: Int) {
        separate()
        // A quote, a sign, 19 digits and a point, or a zero before that, and a quote.
        let most = 24
        bytes.append(addingCapacity: most) { output in
            output.withUnsafeMutableBufferPointer { buffer, count in
                // From the last to the first, and then to the beginning.
                var first = most - 1
                buffer[first] = UInt8(ascii: "\"")
                var rest = value.magnitude
                var digits = 0
                var decimals = 0
                while rest > 0 || digits <= scale {
                    if digits == scale, decimals > 0 {
                        first -= 1
                        buffer[first] = UInt8(ascii: ".")
                    }
                    let digit = UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                    digits += 1
                    // Zeros at the end are left out where there are decimals enough.
                    if digits <= scale, digit == 0, decimals == 0, scale - digits >= least { continue }
                    if digits <= scale { decimals += 1 }
                    first -= 1
                    buffer[first] = UInt8(ascii: "0") + digit
                }
                if value < 0 {
                    first -= 1
                    buffer[first] = UInt8(ascii: "-")
                }
                first -= 1
                buffer[first] = UInt8(ascii: "\"")
                count = most - first
                if let start = buffer.baseAddress { start.update(from: start + first, count: count) }
            }
        }
    }

    mutating func string(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { quote($0) }
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        isBehindValue = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        isBehindValue = true
    }

    private mutating func separate() {
        if isBehindValue { bytes.append(UInt8(ascii: ",")) }
        isBehindValue = true
    }

    /// Escapes what must be: everything else, U+007F and U+2028 too, stands for itself.
    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var written = 0
        for (index, byte) in utf8.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[written..<index]))
            escape(byte)
            written = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[written...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(Self.hexadecimalDigits[Int(byte & 15)])
        }
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
