import Primitives

/// An exact amount of the ledger's currency, in hundredths (cents).
package struct Money: Hashable, Comparable, Sendable {
    package let cents: Int64

    package static let zero = Money(cents: 0)
    /// The largest total of an invoice: 9,999,999,999,999.99.
    package static let largestTotal = Money(cents: 999_999_999_999_999)

    package init(cents: Int64) {
        self.cents = cents
    }

    /// Reads an exact decimal with at most two decimals (`100`, `100.50`, `1e2`).
    ///
    /// Throws a sentence for the user when the text is not a number, would be rounded, or is
    /// beyond ±92,233,720,368,547,758.07.
    package init(exactly text: String) throws(ValueFault) {
        cents = try fixedPoint(text, decimals: 2)
    }

    /// The total of the lines; nil when it is above ``largestTotal``.
    package init?(totalOf items: [LineItem]) {
        let cents = items.reduce(Int128(0)) { $0 + Int128($1.amount.cents) }
        guard cents <= Int128(Self.largestTotal.cents) else { return nil }
        self.init(cents: Int64(cents))
    }

    package static func < (left: Money, right: Money) -> Bool {
        left.cents < right.cents
    }

    /// With two decimals: `100.00`.
    package var text: String { decimalText(cents, scale: 2, least: 2) }
}

/// The price of one unit, in ten-thousandths of the ledger's currency: 0 to 1,000,000,000.
package struct UnitPrice: Hashable, Sendable {
    package let tenThousandths: Int64

    package static let decimals = 4
    package static let range: ClosedRange<Int64> = 0...1_000_000_000
    static let stored = 0...1_000_000_000 * Int64(10_000)

    /// A stored price. Precondition: it is within the range.
    package init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// Reads an exact decimal with at most four decimals, 0 to 1,000,000,000.
    package init(exactly text: String) throws(ValueFault) {
        tenThousandths = try fixedPoint(text, decimals: Self.decimals)
        guard Self.stored.contains(tenThousandths) else { throw ValueFault("must be from 0 to 1000000000") }
    }

    /// With at least two and at most four decimals: `50.00`, `0.1234`.
    package var text: String { decimalText(tenThousandths, scale: Self.decimals, least: 2) }
}

/// A quantity, in ten-thousandths: above 0, up to 1,000,000.
package struct Quantity: Hashable, Sendable {
    package let tenThousandths: Int64

    package static let decimals = 4
    package static let largest: Int64 = 1_000_000
    static let stored = 1...1_000_000 * Int64(10_000)

    /// A stored quantity. Precondition: it is within the range.
    package init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// Reads an exact decimal with at most four decimals, above 0, at most 1,000,000.
    package init(exactly text: String) throws(ValueFault) {
        tenThousandths = try fixedPoint(text, decimals: Self.decimals)
        guard Self.stored.contains(tenThousandths) else {
            throw ValueFault("must be more than 0 and at most 1000000")
        }
    }

    /// Without trailing zeros: `2`, `0.25`.
    package var text: String { decimalText(tenThousandths, scale: Self.decimals, least: 0) }

    /// Quantity × price, rounded half away from zero to the cent.
    package static func * (quantity: Quantity, price: UnitPrice) -> Money {
        // Ten-thousandths squared are 10^-8; a cent is 10^6 of them. At most 10^23: more than 64 bits.
        let product = Int128(quantity.tenThousandths) * Int128(price.tenThousandths)
        return Money(cents: Int64((product + 500_000) / 1_000_000))
    }
}

private func fixedPoint(_ text: String, decimals: Int) throws(ValueFault) -> Int64 {
    guard let decimal = DecimalNumber(text) else { throw ValueFault("must be a decimal number such as 19.99") }
    do {
        return try decimal.scaled(by: decimals)
    } catch .tooPrecise {
        throw ValueFault("must have at most \(decimals) decimals")
    } catch {
        throw ValueFault("is too large a number")
    }
}
