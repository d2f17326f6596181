import Primitives

/// `INV-YYYYMM-XXXXXX`: year and month of creation in UTC, then six of `A–Z 0–9`.
package struct InvoiceNumber: Hashable, Sendable {
    package let text: String

    /// The placeholder when an invoice was read without its number.
    static let none = InvoiceNumber(stored: "")

    /// A number as stored.
    package init(stored text: String) {
        self.text = text
    }

    /// Generates a number for an invoice created at `moment`.
    ///
    /// `random` returns the given number of bytes from a cryptographic source.
    package init(at moment: Timestamp, random: (Int) -> [UInt8]) {
        let month = moment.day.text.utf8.filter { $0 != UInt8(ascii: "-") }.prefix(6)
        var bytes = Array("INV-".utf8) + month + [UInt8(ascii: "-")]
        while bytes.count < 17 {
            // 252 is the largest multiple of 36 in a byte; larger values would favour the first letters.
            for byte in random(8) where byte < 252 && bytes.count < 17 {
                bytes.append(Self.alphabet[Int(byte % 36)])
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}
