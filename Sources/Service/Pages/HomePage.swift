import HTTP
import Invoicing
import Mustache

/// `GET /`: what is owed, what was paid, the last twelve months, the newest invoices.
enum HomePage {
    private static let recentCount = 10

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let ledger = try call.actor.ledger
        let today = call.now.day
        var query = InvoiceQuery()
        query.fields = .summary
        query.limit = recentCount
        let currency = try call.service.ledgers.business(of: ledger).currency
        var recent: [InvoiceRowView] = []
        _ = try call.service.invoices.list(query, in: ledger).read { invoice in
            recent.append(InvoiceRowView(invoice: invoice, currency: currency, today: today))
            return true
        }
        guard !recent.isEmpty else { return try call.page(.home, HomeView(overview: nil)) }
        let summary = try call.service.ledgers.summary(of: ledger, on: today)
        let chart = call.service.templates.chart(of: summary.months, in: currency)
        return try call.page(
            .home,
            HomeView(
                overview: OverviewView(
                    summary: summary, chart: chart, recent: recent, currency: currency, today: today)))
    }
}

struct HomeView: MustacheParent {
    let overview: OverviewView?

    func child(named name: String) -> Any? {
        name == "overview" ? overview : nil
    }
}

struct OverviewView: MustacheParent {
    let summary: LedgerSummary
    let chart: MustacheTemplate?
    let recent: [InvoiceRowView]
    let currency: String
    let today: CalendarDate

    func child(named name: String) -> Any? {
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
        case "chart": chart
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
struct FigureView: MustacheParent {
    private let figure: LedgerSummary.Figure
    private let currency: String
    private let status: InvoiceStatus?
    private let isAlarming: Bool
    private let href: String

    init(
        _ figure: LedgerSummary.Figure?, _ currency: String, of status: InvoiceStatus? = nil, isAlarming: Bool = false,
        href: String
    ) {
        self.figure = figure ?? LedgerSummary.Figure(count: 0, total: MoneySum(cents: 0))
        self.currency = currency
        self.status = status
        self.isAlarming = isAlarming && self.figure.count > 0
        self.href = href
    }

    func child(named name: String) -> Any? {
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
