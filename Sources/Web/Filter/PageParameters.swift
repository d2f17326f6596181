import Application
import Ledger
import Primitives

/// `skip` and `limit`.
package enum PageParameters {
    /// A whole number in plain decimal digits.
    package static func number(_ typed: String, in range: ClosedRange<Int>) throws(ValueFault) -> Int {
        guard typed.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = Int(typed), range.contains(number)
        else {
            throw ValueFault(
                range.upperBound == .max
                    ? "must be a whole number of at least \(range.lowerBound)"
                    : "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
