import Application
import Ledger
import Primitives

/// What is owed, what was paid, the last twelve months, the newest invoices.
struct OverviewView: TemplateObject {
    private let summary: LedgerSummary
    private let recent: [InvoiceRowView]
    private let currency: String
    private let today: CalendarDate

    /// Nil as long as there is no invoice.
    init?(_ overview: LedgerOverview, on today: CalendarDate) {
        guard !overview.recent.isEmpty else { return nil }
        let currency = overview.business.currency
        summary = overview.summary
        recent = overview.recent.map { InvoiceRowView(invoice: $0, currency: currency, today: today) }
        self.currency = currency
        self.today = today
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "currency": currency
        case "outstanding":
            FigureView(summary.byStatus[.pending], currency, href: "/invoices?status=PENDING")
        case "overdue":
            FigureView(
                summary.overdue, currency, isAlarming: true,
                href: "/invoices?status=PENDING&due_before=\(CalendarDate(daysSince1970: today.daysSince1970 - 1).text)"
            )
        case "paid_this_month":
            FigureView(
                summary.paidThisMonth, currency, href: "/invoices?status=PAID&created_after=\(start(month: true))")
        case "paid_this_year":
            FigureView(
                summary.paidThisYear, currency, href: "/invoices?status=PAID&created_after=\(start(month: false))")
        case "by_status": InvoiceStatus.allCases.map(statusFigure)
        case "chart": ChartView(summary.months, currency: currency)
        case "recent": recent
        default: nil
        }
    }

    private func statusFigure(_ status: InvoiceStatus) -> FigureView {
        FigureView(summary.byStatus[status], currency, of: status, href: "/invoices?status=\(status.rawValue)")
    }

    private func start(month: Bool) -> String {
        let (year, thisMonth, _) = today.parts
        return CalendarDate(year: year, month: month ? thisMonth : 1, day: 1).text
    }
}

/// One of the totals, with the list that it counts.
struct FigureView: TemplateObject {
    private let figure: LedgerSummary.Figure
    private let currency: String
    private let status: InvoiceStatus?
    private let isAlarming: Bool
    private let href: String

    init(
        _ figure: LedgerSummary.Figure?, _ currency: String, of status: InvoiceStatus? = nil, isAlarming: Bool = false,
        href: String
    ) {
        self.figure = figure ?? .none
        self.currency = currency
        self.status = status
        self.isAlarming = isAlarming && self.figure.count > 0
        self.href = href
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "href": href
        case "amount": ReadableNumber.amount(figure.total)
        case "currency": currency
        case "count": ReadableNumber.count(figure.count, "invoice", "invoices")
        case "is_alarming": isAlarming
        case "status_kind": status.map(StatusView.kind)
        case "status_word": status.map(StatusView.word)
        default: nil
        }
    }
}
