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
        func sum(_ isWanted: (LedgerFigures.MonthFigure) -> Bool) -> Figure {
            figures.months.filter(isWanted).map(\.figure).reduce(.none, +)
        }
        self.init(
            byStatus: Dictionary(
                uniqueKeysWithValues: InvoiceStatus.allCases.map { status in (status, sum { $0.status == status }) }),
            overdue: figures.overdue,
            paidThisMonth: sum { $0.status == .paid && $0.year == year && $0.month == month },
            paidThisYear: sum { $0.status == .paid && $0.year == year },
            months: Self.lastMonths(endingWith: (year, month)).map { year, month in
                let own = figures.months.filter { $0.year == year && $0.month == month }
                func sum(_ isWanted: (InvoiceStatus) -> Bool) -> Figure {
                    own.filter { isWanted($0.status) }.map(\.figure).reduce(.none, +)
                }
                return Month(
                    year: year, month: month, invoiced: sum { $0 != .cancelled }, paid: sum { $0 == .paid })
            })
    }

    /// The twelve months that end with the given one.
    private static func lastMonths(endingWith last: (year: Int, month: Int)) -> [(year: Int, month: Int)] {
        (0..<12).reversed().map { ago in
            let number = last.year * 12 + last.month - 1 - ago
            return (number / 12, number % 12 + 1)
        }
    }
}

extension LedgerSummary.Figure {
    package static let none = Self(count: 0, total: MoneySum(cents: 0))

    package static func + (left: Self, right: Self) -> Self {
        Self(count: left.count + right.count, total: MoneySum(cents: left.total.cents + right.total.cents))
    }
}
