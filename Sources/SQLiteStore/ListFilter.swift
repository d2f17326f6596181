import Application
import Ledger
import Primitives

/// A range of whole numbers, either end of which may be open.
struct NumberRange: Hashable {
    var low: Int64?
    var high: Int64?

    func contains(_ number: Int64) -> Bool {
        number >= low ?? .min && number <= high ?? .max
    }
}

/// The filters of a query as the columns of the store have them.
struct ListFilter: Hashable {
    /// Where there is a range at all.
    private(set) var ranges: [FilterColumn: NumberRange] = [:]
    /// Some but not all; empty where any will do.
    let statuses: [SQLValue]
    let needles: [Needle]

    /// A part that a text column must hold.
    struct Needle: Hashable {
        let column: FilterColumn
        let text: FoldedText
    }

    /// The same filter, with the days of creation at which invoices with those payment terms have its due dates.
    func created(withTerms terms: ClosedRange<Int64>) -> ListFilter {
        guard let due = ranges[.dueDate] else { return self }
        var narrower = self
        var range = ranges[.dateCreated] ?? NumberRange()
        if let low = due.low { range.low = max(range.low ?? .min, (low - terms.upperBound - 1) * 86_400) }
        if let high = due.high { range.high = min(range.high ?? .max, (high - terms.lowerBound + 1) * 86_400) }
        narrower.ranges[.dateCreated] = range
        return narrower
    }

    init(_ query: InvoiceQuery) {
        let wanted = InvoiceStatus.allCases.filter(query.statuses.contains)
        statuses = wanted.count == InvoiceStatus.allCases.count ? [] : wanted.map { .integer($0.code) }
        needles = [(FilterColumn.customerName, query.customerName), (.customerEmail, query.customerEmail)]
            .compactMap { column, needle in needle.map { Needle(column: column, text: $0) } }
        if query.createdAfter != nil || query.createdBefore != nil {
            ranges[.dateCreated] = NumberRange(
                low: query.createdAfter?.start.seconds, high: query.createdBefore?.end.seconds)
        }
        if query.dueAfter != nil || query.dueBefore != nil {
            // Both ends, so that a missing date, which sorts beyond them, is outside.
            ranges[.dueDate] = NumberRange(
                low: query.dueAfter.map { Int64($0.daysSince1970) } ?? DueDate.first,
                high: query.dueBefore.map { Int64($0.daysSince1970) } ?? DueDate.last)
        }
        if query.minAmount != nil || query.maxAmount != nil {
            ranges[.total] = NumberRange(low: query.minAmount?.cents, high: query.maxAmount?.cents)
        }
    }
}

/// Due dates as the schema has them, in days since 1970-01-01.
enum DueDate {
    /// 0001-01-01.
    static let first: Int64 = -719_162
    /// 9999-12-31.
    static let last: Int64 = 2_932_896
    /// What `due_ascending` has for a missing date.
    static let missingAscending: Int64 = 3_000_000
    /// What `due_descending` has for a missing date.
    static let missingDescending: Int64 = -1_000_000
}
