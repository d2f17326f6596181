import Application
import Ledger
import Primitives

/// The bars of twelve months, each 0 to 1000 high.
struct ChartView: TemplateObject {
    /// A month's bars and figures.
    struct MonthView: TemplateObject {
        let month: LedgerSummary.Month
        /// Counted from 0.
        let place: Int
        /// What a bar of the full height stands for, in cents.
        let top: Int128
        /// These stand in more than one place each.
        private let name: String
        private let invoiced: String
        private let paid: String

        init(_ month: LedgerSummary.Month, place: Int, top: Int128) {
            self.month = month
            self.place = place
            self.top = top
            name = "\(DateView.months[month.month - 1]) \(month.year)"
            invoiced = ReadableNumber.amount(month.invoiced.total)
            paid = ReadableNumber.amount(month.paid.total)
        }

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "x": String(place * 100)
            case "label": DateView.months[month.month - 1]
            case "name": self.name
            case "title": "\(self.name): \(invoiced) invoiced, \(paid) paid"
            case "invoiced": invoiced
            case "paid": paid
            case "invoiced_height": height(month.invoiced)
            case "paid_height": height(month.paid)
            case "href": href
            default: nil
            }
        }

        private func height(_ figure: LedgerSummary.Figure) -> String {
            String(figure.total.cents * 1000 / top)
        }

        private var href: String {
            let first = CalendarDate(year: month.year, month: month.month, day: 1)
            let next = CalendarDate(
                year: month.month == 12 ? month.year + 1 : month.year, month: month.month % 12 + 1, day: 1)
            let last = CalendarDate(daysSince1970: next.daysSince1970 - 1)
            return "/invoices?created_after=\(first.text)&created_before=\(last.text)"
        }
    }

    private let months: [MonthView]
    private let currency: String
    private let top: Int128

    init(_ months: [LedgerSummary.Month], currency: String = "") {
        self.currency = currency
        let top = Self.roundTop(months.map(\.invoiced.total.cents).max() ?? 0)
        self.top = top
        self.months = months.enumerated().map { MonthView($1, place: $0, top: top) }
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "top": scale(top)
        case "middle": scale(top / 2)
        case "months": months
        case "currency": currency
        default: nil
        }
    }

    /// The next 1, 2 or 5 with zeros behind it, in whole units; at least one hundred.
    private static func roundTop(_ cents: Int128) -> Int128 {
        var power: Int128 = 10_000
        while true {
            for factor: Int128 in [1, 2, 5] where power * factor >= cents { return power * factor }
            power *= 10
        }
    }

    /// `1.5k`, `20k`, `3M`
    private func scale(_ cents: Int128) -> String {
        let units = cents / 100
        for (size, sign): (Int128, String) in [
            (1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1000, "k"),
        ] where units >= size {
            let tenths = units * 10 / size
            return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + sign
        }
        return String(units)
    }
}
