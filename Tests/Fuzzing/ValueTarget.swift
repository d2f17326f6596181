import Primitives

@testable import Ledger

/// Dates, times and exact decimals: each text that is taken is written as a text that means the same.
enum ValueTarget {
    static func run(_ input: [UInt8]) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        decimals(text)
        dates(text)
    }

    private static func decimals(_ text: String) {
        let money = try? Money(exactly: text)
        let price = try? UnitPrice(exactly: text)
        let quantity = try? Quantity(exactly: text)
        if let money {
            demand((try? Money(exactly: money.text)) == money, "money: \(money)")
            demand(isAbout(money.cents, text, 100), "money: \(money)")
        }
        if let price {
            demand(UnitPrice.stored.contains(price.tenThousandths), "price: \(price)")
            demand((try? UnitPrice(exactly: price.text)) == price, "price: \(price)")
            demand(isAbout(price.tenThousandths, text, 10_000), "price: \(price)")
        }
        if let quantity {
            demand(Quantity.stored.contains(quantity.tenThousandths), "quantity: \(quantity)")
            demand((try? Quantity(exactly: quantity.text)) == quantity, "quantity: \(quantity)")
        }
        // They are one number, in different units.
        if let price, let quantity { demand(price.tenThousandths == quantity.tenThousandths, "\(price), \(quantity)") }
        if let price, let money { demand(price.tenThousandths == money.cents * 100, "\(price), \(money)") }
        if let price {
            let double = Quantity(tenThousandths: 20_000) * price
            demand(abs(double.cents * 50 - price.tenThousandths) <= 25, "rounded: \(price) to \(double)")
        }
    }

    /// Whether the value is what the standard library takes the text for, as exactly as that can say.
    private static func isAbout(_ value: Int64, _ text: String, _ scale: Double) -> Bool {
        guard let expected = Double(text) else { return false }
        return abs(Double(value) - expected * scale) <= abs(expected * scale) * 1e-12
    }

    private static func dates(_ text: String) {
        let date = CalendarDate(text)
        if let date {
            demand(areSame(date.text, text), "date: \(date)")
            demand(date.start.day == date && date.end.day == date, "its seconds: \(date)")
            demand(date.end.adding(seconds: 1).day.daysSince1970 == date.daysSince1970 + 1, "the next day: \(date)")
        }
        if let time = Timestamp(text) { demand(areSame(time.text, text), "time: \(time)") }
        if let due = try? dueDate(text) {
            demand(TextRule.trimmed(text).hasPrefix(due.text), "due date: \(due)")
            demand(date == nil || date == due, "a date and a due date: \(due)")
        }
    }
}
