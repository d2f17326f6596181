import Application
import Ledger
import Primitives

/// Collects the conditions of a list and the values bound in them.
struct ListConditions {
    private(set) var values: [SQLValue]

    /// `?1` is the ledger: ownership is part of every condition.
    init(_ ledger: Int64) {
        values = [.integer(ledger)]
    }

    mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "?\(values.count)"
    }

    /// A part of a list: what it is read along, and what its rows fulfil.
    struct Alternative {
        let index: String
        let conditions: String
    }

    /// The alternatives, excluding each other, that together are the list from its start on.
    ///
    /// Along its index each one has its rows in the order of the sort, except for those that are gathered.
    mutating func alternatives(
        _ query: InvoiceQuery, _ sort: ListSort, by plan: ListPlan
    ) throws(DomainError) -> [Alternative] {
        let filter = ListFilter(query)
        switch plan {
        case .sorted:
            let common = conditions(filter, except: [sort.key.filterColumn])
            return try stretches(query.start, sort, filter).map {
                Alternative(index: sort.index, conditions: conjunction(common + $0))
            }
        case .each(let column, let values):
            let common = conditions(filter, except: [column, sort.key.filterColumn])
            let stretches = try stretches(query.start, sort, filter)
            return values.flatMap { value in
                let own = "\(column.rawValue) = \(bind(value))"
                return stretches.map {
                    Alternative(index: column.index, conditions: conjunction(common + [own] + $0))
                }
            }
        case .usualTerms(let terms):
            return try alternatives(query, sort, filter, usualTerms: terms)
        case .gathered(let column, let values):
            var all = conditions(filter, except: values.isEmpty ? [] : [column], seeking: column)
            if !values.isEmpty { all.append(oneOf(values, column)) }
            all += try behind(query.start, sort)
            return [Alternative(index: column.index, conditions: conjunction(all))]
        }
    }

    private mutating func alternatives(
        _ query: InvoiceQuery, _ sort: ListSort, _ filter: ListFilter, usualTerms terms: ClosedRange<Int64>
    ) throws(DomainError) -> [Alternative] {
        let (low, high) = (bind(.integer(terms.lowerBound)), bind(.integer(terms.upperBound)))
        let usual = filter.created(withTerms: terms)
        let common =
            conditions(usual, except: [.dateCreated]) + ["\(PaymentTerm.expression) BETWEEN \(low) AND \(high)"]
        let inTerms = try stretches(query.start, sort, usual).map {
            Alternative(index: sort.index, conditions: conjunction(common + $0))
        }
        let others = conditions(filter, except: []) + (try behind(query.start, sort))
        let exceptions = ["\(PaymentTerm.expression) < \(low)", "\(PaymentTerm.expression) > \(high)"].map {
            Alternative(index: PaymentTerm.index, conditions: conjunction(others + [$0]))
        }
        return inTerms + exceptions
    }

    /// The condition of what is behind the list's start, for when no index helps.
    private mutating func behind(_ start: InvoiceQuery.Start, _ sort: ListSort) throws(DomainError) -> [String] {
        guard case .after(let position) = start else { return [] }
        let pair = "(\(bind(try sort.value(of: position))), \(bind(.integer(position.id))))"
        return ["(\(sort.column), id) \(sort.comparison) \(pair)"]
    }

    /// All conditions of the filter but those on some columns; `seeking`, the column whose index is to be sought in.
    mutating func conditions(
        _ filter: ListFilter, except excluded: [FilterColumn?], seeking: FilterColumn? = nil
    ) -> [String] {
        var columns = filter.ranges.keys.sorted { $0.rawValue < $1.rawValue } + filter.needles.map(\.column)
        if !filter.statuses.isEmpty { columns.append(.status) }
        return ["ledger_id = ?1"]
            + columns.filter { !excluded.contains($0) }.map {
                condition(filter, on: $0, named: $0 == seeking ? $0.rawValue : $0.stored)
            }
    }

    /// The filter's condition on a column that it is about; `name`, the column as its index has it, or as its row.
    mutating func condition(_ filter: ListFilter, on column: FilterColumn, named name: String) -> String {
        if column == .status { return oneOf(filter.statuses, column) }
        if let range = filter.ranges[column] { return conjunction(limits(range, name)) }
        guard let needle = filter.needles.first(where: { $0.column == column }) else {
            preconditionFailure("The filter is not about \(column).")
        }
        return "instr(\(name), \(bind(.text(needle.text.text)))) > 0"
    }

    /// The list's range of the sort index from its start on, cut in two behind a position.
    ///
    /// SQLite cannot seek to a pair of a column and the rowid that ends every index entry. It can seek to the rest of
    /// the entries of an equal value, and to what is beyond them.
    private mutating func stretches(
        _ start: InvoiceQuery.Start, _ sort: ListSort, _ filter: ListFilter
    ) throws(DomainError) -> [[String]] {
        var range = sort.key.filterColumn.flatMap { filter.ranges[$0] } ?? NumberRange()
        guard case .after(let position) = start else { return [limits(range, sort.column)] }
        let value = try sort.value(of: position)
        let equal = ["\(sort.column) = \(bind(value))", "id \(sort.comparison) \(bind(.integer(position.id)))"]
        guard case .integer(let number) = value else {
            return [equal, ["\(sort.column) \(sort.comparison) \(bind(value))"]]
        }
        let isInRange = range.contains(number)
        // One bound on that side: given two, SQLite would seek to either.
        if sort.isAscending {
            range.low = max(range.low ?? .min, number == .max ? .max : number + 1)
        } else {
            range.high = min(range.high ?? .max, number == .min ? .min : number - 1)
        }
        return isInRange ? [equal, limits(range, sort.column)] : [limits(range, sort.column)]
    }

    private mutating func limits(_ range: NumberRange, _ column: String) -> [String] {
        var limits: [String] = []
        if let low = range.low { limits.append("\(column) >= \(bind(.integer(low)))") }
        if let high = range.high { limits.append("\(column) <= \(bind(.integer(high)))") }
        return limits
    }

    private mutating func oneOf(_ values: [SQLValue], _ column: FilterColumn) -> String {
        // Filled up to a power of two with its last, so that there are few statements to prepare.
        var count = 1
        while count < values.count { count *= 2 }
        let filled = values + Array(repeating: values[values.count - 1], count: count - values.count)
        return "\(column.rawValue) IN (\(filled.map { bind($0) }.joined(separator: ", ")))"
    }

    private func conjunction(_ conditions: [String]) -> String {
        conditions.joined(separator: " AND ")
    }
}
