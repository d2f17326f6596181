import Ledger
import Primitives

/// A ledger's figures. Months and years are those of `date_created` in UTC.
package struct LedgerSummary: Equatable, Sendable {
    /// A number of invoices and their total.
    package struct Figure: Hashable, Sendable {
        package let count: Int
        package let total: MoneySum

        package init(count: Int, total: MoneySum) {
            self.count = count
            self.total = total
        }
    }

    package struct Month: Hashable, Sendable {
        package let year: Int
        /// 1–12.
        package let month: Int
        /// All invoices that were not cancelled.
        package let invoiced: Figure
        package let paid: Figure

        package init(year: Int, month: Int, invoiced: Figure, paid: Figure) {
            self.year = year
            self.month = month
            self.invoiced = invoiced
            self.paid = paid
        }
    }

    /// The figures of every status: PENDING, PAID and CANCELLED.
    package let byStatus: [InvoiceStatus: Figure]
    /// PENDING and due before the day.
    package let overdue: Figure
    package let paidThisMonth: Figure
    package let paidThisYear: Figure
    /// The last twelve months, oldest first; the last one contains the day.
    package let months: [Month]

    package init(
        byStatus: [InvoiceStatus: Figure], overdue: Figure, paidThisMonth: Figure, paidThisYear: Figure, months: [Month]
    ) {
        self.byStatus = byStatus
        self.overdue = overdue
        self.paidThisMonth = paidThisMonth
        self.paidThisYear = paidThisYear
        self.months = months
    }
}

extension LedgerSummary {
    /// The figures as of a day.
    init(_ figures: LedgerFigures, on day: CalendarDate) {
        let (year, month, _) = day.parts
        // Months are counted from year 0, so that the last twelve are a range.
        let current = year * 12 + month - 1
        var byStatus = Dictionary(uniqueKeysWithValues: InvoiceStatus.allCases.map { ($0, Figure.none) })
        var (paidThisMonth, paidThisYear) = (Figure.none, Figure.none)
        var invoiced = [Figure](repeating: .none, count: 12)
        var paid = invoiced
        for entry in figures.months {
            byStatus[entry.status, default: .none] += entry.figure
            let age = current - (entry.year * 12 + entry.month - 1)
            if (0..<12).contains(age), entry.status != .cancelled { invoiced[11 - age] += entry.figure }
            guard entry.status == .paid else { continue }
            if (0..<12).contains(age) { paid[11 - age] += entry.figure }
            if age == 0 { paidThisMonth += entry.figure }
            if entry.year == year { paidThisYear += entry.figure }
        }
        self.init(
            byStatus: byStatus, overdue: figures.overdue, paidThisMonth: paidThisMonth, paidThisYear: paidThisYear,
            months: (0..<12).map { index in
                let number = current - 11 + index
                return Month(
                    year: number / 12, month: number % 12 + 1, invoiced: invoiced[index], paid: paid[index])
            })
    }
}

extension LedgerSummary.Figure {
    package static let none = Self(count: 0, total: MoneySum(cents: 0))

    package static func + (left: Self, right: Self) -> Self {
        Self(count: left.count + right.count, total: MoneySum(cents: left.total.cents + right.total.cents))
    }

    package static func += (sum: inout Self, other: Self) {
        sum = sum + other
    }
}
