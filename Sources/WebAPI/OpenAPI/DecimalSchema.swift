import JSON

extension Schema {
    enum LowerBound {
        case fromZero
        case aboveZero
    }

    /// A decimal in requests: a number, or a string that holds one. Nothing is ever rounded.
    ///
    /// Precondition: `largest` is a power of ten.
    static func decimal(_ bound: LowerBound, upTo largest: Int64, decimals: Int) -> Schema {
        let number = type("number").adding(bound == .fromZero ? "minimum" : "exclusiveMinimum", 0)
            .adding("maximum", .integer(largest)).decimals(decimals)
        return either(number, type("string").pattern(pattern(bound, upTo: largest, decimals: decimals)))
            .described("At most \(decimals) decimals. As a JSON number, or exactly as a string; nothing is rounded.")
    }

    /// At most `count` decimals.
    func decimals(_ count: Int) -> Schema {
        adding("multipleOf", .number("0." + String(repeating: "0", count: count - 1) + "1"))
    }

    private static func pattern(_ bound: LowerBound, upTo largest: Int64, decimals: Int) -> String {
        let wholeDigits = String(largest).count - 1
        let fraction = "(\\.[0-9]{1,\(decimals)}0*)?"
        let below =
            switch bound {
            case .fromZero: "[0-9]{1,\(wholeDigits)}\(fraction)"
            case .aboveZero:
                "[1-9][0-9]{0,\(wholeDigits - 1)}\(fraction)|0\\.(\(positiveFraction(decimals: decimals)))0*"
            }
        return "^0*(\(below)|\(largest)(\\.0+)?)$"
    }

    /// The digits of a fraction that are not all zero.
    private static func positiveFraction(decimals: Int) -> String {
        (0..<decimals).map { zeros in
            String(repeating: "0", count: zeros) + "[1-9][0-9]{0,\(decimals - 1 - zeros)}"
        }.joined(separator: "|")
    }
}
