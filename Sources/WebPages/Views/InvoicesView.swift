import HTTP
import Application
import Primitives
import Web

/// The list: its filters as they were sent, and what they select.
struct InvoicesView: TemplateObject {
    typealias Name = InvoiceFilter.Parameter

    private let sent: QueryString
    private let currency: String
    private var errors: [String: String] = [:]
    private var problems: [ProblemsView.Item] = []
    private var result: ResultView?
    /// Whether there is no invoice at all.
    private var hasNone = false

    init(sent: QueryString, currency: String) {
        self.sent = sent
        self.currency = currency
    }

    mutating func note(_ faults: [Fault]) {
        for fault in faults {
            guard case .parameter(let name) = fault.place else { continue }
            let words = FilterWords.label(name)
            let sentence = "\(words) \(fault.detail)."
            errors[name] = errors[name] ?? sentence
            problems.append(.init(target: FiltersView.fields.contains(name) ? name : nil, text: sentence))
        }
    }

    mutating func show(_ rows: [InvoiceRowView], of query: InvoiceQuery, matches: Int, next: String?) {
        let chips = FilterChips.list(sent)
        hasNone = matches == 0 && chips.isEmpty
        result = ResultView(
            sent: sent, query: query, rows: rows, matches: matches, next: next, chips: chips, currency: currency)
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": ProblemsView(problems)
        case "has_none": hasNone
        case "filters": FiltersView(sent: sent, errors: errors)
        case "result": result
        case "currency": currency
        default: nil
        }
    }
}

/// The rows that were found, and the links to other pages and orders.
struct ResultView: TemplateObject {
    let sent: QueryString
    let query: InvoiceQuery
    let rows: [InvoiceRowView]
    let matches: Int
    let next: String?
    let chips: [FilterChips.Chip]
    let currency: String

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "matches":
            ReadableNumber.count(matches, "invoice", "invoices")
                + (chips.isEmpty ? "" : matches == 1 ? " matches" : " match")
        case "chips": chips.isEmpty ? nil : FilterChips(list: chips, clear: ListLink.to(sent, keeping: ListLink.sort))
        case "csv_href": ListLink.to(sent, from: "/invoices.csv")
        case "is_empty": rows.isEmpty
        case "rows": rows
        case "currency": currency
        case "first_href": query.start == .skip(0) ? nil : ListLink.to(sent)
        case "next_href": next.map { PageLink.next(InvoicesPage.path, sent, cursor: $0) }
        case "sort_customer_name": SortHeadView(.customerName, in: self)
        case "sort_date_created": SortHeadView(.dateCreated, in: self)
        case "sort_due_date": SortHeadView(.dueDate, in: self)
        case "sort_total_amount": SortHeadView(.total, in: self)
        default: nil
        }
    }
}

/// The head of a column that sorts; choosing it again reverses the order.
struct SortHeadView: TemplateObject {
    private let isCurrent: Bool
    private let order: InvoiceQuery.SortOrder
    private let href: String

    init(_ key: InvoiceQuery.SortKey, in result: ResultView) {
        isCurrent = result.query.sortKey == key
        order = result.query.sortOrder
        let natural: InvoiceQuery.SortOrder = key == .customerName || key == .dueDate ? .ascending : .descending
        let turned: InvoiceQuery.SortOrder = order == .ascending ? .descending : .ascending
        href = ListLink.to(result.sent, sortedBy: key, isCurrent ? turned : natural)
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "href": href
        case "is_ascending": isCurrent && order == .ascending
        case "is_descending": isCurrent && order == .descending
        default: nil
        }
    }
}

/// Addresses of lists that differ in one thing from another.
enum ListLink {
    static let sort: Set<String> = [
        InvoiceFilter.Parameter.sortBy.rawValue, InvoiceFilter.Parameter.sortOrder.rawValue,
    ]

    /// The same selection from its beginning on.
    static func to(_ sent: QueryString, from path: String = InvoicesPage.path) -> String {
        address(path, sent.pairs.filter { !PageLink.place.contains($0.name) })
    }

    static func to(_ sent: QueryString, keeping names: Set<String>) -> String {
        address(InvoicesPage.path, sent.pairs.filter { names.contains($0.name) })
    }

    static func to(_ sent: QueryString, without pair: Parameter) -> String {
        address(InvoicesPage.path, sent.pairs.filter { $0 != pair && !PageLink.place.contains($0.name) })
    }

    static func to(_ sent: QueryString, sortedBy key: InvoiceQuery.SortKey, _ order: InvoiceQuery.SortOrder) -> String {
        let rest = sent.pairs.filter { !sort.contains($0.name) && !PageLink.place.contains($0.name) }
        return address(
            InvoicesPage.path,
            rest + [
                Parameter(name: InvoiceFilter.Parameter.sortBy.rawValue, value: key.rawValue),
                Parameter(name: InvoiceFilter.Parameter.sortOrder.rawValue, value: order.rawValue),
            ])
    }

    private static func address(_ path: String, _ pairs: [Parameter]) -> String {
        pairs.isEmpty ? path : path + "?" + PercentEncoding.query(pairs.map { ($0.name, $0.value) })
    }
}
