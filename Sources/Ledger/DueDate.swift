import Primitives

/// Reads `YYYY-MM-DD`, or the date of `YYYY-MM-DDThh:mm:ss` with or without a fraction and an offset.
///
/// A time's date is kept as written, without conversion to UTC; nil when nothing is left after trimming.
func dueDate(_ typed: String) throws(ValueFault) -> CalendarDate? {
    let text = Array(TextRule.trimmed(typed).utf8)
    if text.isEmpty { return nil }
    guard let date = CalendarDate(text.prefix(10)), isTime(text.dropFirst(10)) else {
        throw ValueFault("must be a date such as 2023-07-31")
    }
    return date
}

/// Empty, or `Thh:mm:ss`, an optional fraction `.digits`, and an optional `Z` or `±hh:mm` (RFC 3339, 5.6).
private func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    guard let separator = text.first else { return true }
    guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t") else { return false }
    var rest = text.dropFirst()
    guard clock(rest.prefix(8), limits: [24, 60, 61]) else { return false }
    rest = rest.dropFirst(8)
    if rest.first == UInt8(ascii: ".") {
        let digits = rest.dropFirst().prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard !digits.isEmpty else { return false }
        rest = rest[digits.endIndex...]
    }
    switch rest.first {
    case nil: return true
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): return rest.count == 1
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return rest.count == 6 && clock(rest.dropFirst(), limits: [24, 60])
    default: return false
    }
}

/// Two-digit numbers separated by colons, each below its limit.
private func clock(_ text: ArraySlice<UInt8>, limits: [Int]) -> Bool {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == limits.count else { return false }
    return zip(parts, limits).allSatisfy { part, limit in
        part.count == 2 && part.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            && part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } < limit
    }
}
