/// An exact decimal number as written: `digits × 10^exponent`.
///
/// Never rounds: a value that does not fit the requested scale is refused.
package struct DecimalNumber: Sendable {
    private var isNegative = false
    /// The significant digits 0–9, without leading or trailing zeros; empty for zero.
    private var digits: ArraySlice<UInt8> = []
    private var exponent = 0

    /// Reads `-?digits[.digits][(e|E)[+-]digits]`; nil for anything else.
    ///
    /// That is JSON's number (RFC 8259, 6) with leading zeros allowed. Linear in the length.
    package init?(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest.removeFirst()
        }
        let whole = rest.prefix(while: isDigit)
        guard !whole.isEmpty else { return nil }
        rest = rest[whole.endIndex...]
        var all = Array(whole)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
            all += fraction
            exponent = -fraction.count
        }
        if let mark = rest.first {
            guard mark | 0x20 == UInt8(ascii: "e"), let given = Self.exponent(rest.dropFirst()) else { return nil }
            exponent += given
        }
        let end = all.lastIndex { $0 != UInt8(ascii: "0") }.map { $0 + 1 } ?? 0
        exponent += all.count - end
        digits = all[..<end].drop { $0 == UInt8(ascii: "0") }
    }

    /// The exponent's value, clamped to ±10^9; beyond that no non-zero number is in range.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
        var text = text
        var sign = 1
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            text.removeFirst()
        }
        guard !text.isEmpty, text.allSatisfy(isDigit) else { return nil }
        let value = text.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1_000_000_000) }
        return sign * value
    }

    /// The value as a whole number of `10^-decimals`; throws when that would round or overflow.
    package func scaled(by decimals: Int) throws(DecimalFault) -> Int64 {
        guard !digits.isEmpty else { return 0 }
        let shift = exponent + decimals
        guard shift >= 0 else { throw .tooPrecise(decimals: decimals) }
        guard digits.count + shift <= 19 else { throw .outOfRange }
        var value: Int64 = 0
        for digit in digits + Array(repeating: UInt8(ascii: "0"), count: shift) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !overflow, !carry else { throw .outOfRange }
            value = sum
        }
        return isNegative ? -value : value
    }
}

/// Why a decimal does not fit the requested scale.
package enum DecimalFault: Error, Equatable {
    case tooPrecise(decimals: Int)
    case outOfRange
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

/// Writes `value / 10^scale` with at least `least` and at most `scale` decimals.
package func decimalText(_ value: Int64, scale: Int, least: Int) -> String {
    // 19 digits, or a zero before the point and the decimals; a point and a minus sign.
    String(unsafeUninitializedCapacity: max(20, scale + 1) + 2) { buffer in
        var rest = value.magnitude
        var (decimals, start) = (scale, buffer.count)
        // From the last digit to the first; zeros at the end are left out until a digit has been written.
        while decimals > 0 || rest > 0 || start == buffer.count || buffer[start] == UInt8(ascii: ".") {
            let digit = UInt8(rest % 10)
            rest /= 10
            if decimals > 0 {
                if digit != 0 || decimals <= least || start < buffer.count {
                    start -= 1
                    buffer[start] = UInt8(ascii: "0") + digit
                }
                decimals -= 1
                if decimals == 0, start < buffer.count {
                    start -= 1
                    buffer[start] = UInt8(ascii: ".")
                }
            } else {
                start -= 1
                buffer[start] = UInt8(ascii: "0") + digit
            }
        }
        if value < 0 {
            start -= 1
            buffer[start] = UInt8(ascii: "-")
        }
        let count = buffer.count - start
        for index in 0..<count { buffer[index] = buffer[start + index] }
        return count
    }
}
