import Accounts
import Foundation
import GRDB
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

final class ListPlanTests: StoreTestCase {
    private func steps(_ statement: ListStatement) throws -> [String] {
        try store.readers.read { try $0.all("EXPLAIN QUERY PLAN \(statement.sql)") { $0.text(3) } }
    }

    private static let filters: [(String, @Sendable (inout InvoiceQuery) -> Void)] = [
        ("nothing", { _ in }),
        ("status", { $0.statuses = [.paid] }),
        ("two statuses", { $0.statuses = [.paid, .pending] }),
        (
            "created",
            {
                $0.createdAfter = CalendarDate(daysSince1970: 1); $0.createdBefore = CalendarDate(daysSince1970: 9)
            }
        ),
        ("due after", { $0.dueAfter = CalendarDate(daysSince1970: 1) }),
        ("due before", { $0.dueBefore = CalendarDate(daysSince1970: 1) }),
        (
            "amount",
            {
                $0.minAmount = Money(cents: 1); $0.maxAmount = Money(cents: 9)
            }
        ),
        ("name", { $0.customerName = FoldedText("acme") }),
        ("email", { $0.customerEmail = FoldedText("acme") }),
        (
            "everything",
            {
                $0.statuses = [.paid]
                $0.createdAfter = CalendarDate(daysSince1970: 1)
                $0.dueBefore = CalendarDate(daysSince1970: 1)
                $0.minAmount = Money(cents: 1)
                $0.customerName = FoldedText("acme")
                $0.customerEmail = FoldedText("acme")
            }
        ),
    ]

    /// Every shape of a query with every plan that it may get.
    private func forEachShape(_ body: (InvoiceQuery, ListPlan, String) throws -> Void) throws {
        for (name, filter) in Self.filters {
            for key in InvoiceQuery.SortKey.allCases {
                for order in InvoiceQuery.SortOrder.allCases {
                    for isContinued in [false, true] {
                        var query = InvoiceQuery()
                        (query.sortKey, query.sortOrder) = (key, order)
                        filter(&query)
                        if isContinued {
                            let value: ListPosition.Value =
                                switch key {
                                case .customerName: .customerName(FoldedText("acme"))
                                case .dateCreated: .dateCreated(Timestamp(seconds: 5))
                                case .dueDate: .dueDate(CalendarDate(daysSince1970: 5))
                                case .total: .total(Money(cents: 5))
                                }
                            query.start = .after(ListPosition(value: value, id: 7))
                        }
                        var plans = [ListPlan.sorted]
                        plans += ListFilter(query).ranges.keys.filter { $0 != key.filterColumn }.map {
                            .gathered($0, [])
                        }
                        if !query.statuses.isEmpty { plans.append(.gathered(.status, [])) }
                        if query.customerName != nil {
                            plans.append(.gathered(.customerName, [.text("a"), .text("b")]))
                        }
                        if query.customerEmail != nil { plans.append(.gathered(.customerEmail, [.text("a")])) }
                        if key == .dateCreated {
                            if !query.statuses.isEmpty { plans.append(.each(.status, ListFilter(query).statuses)) }
                            if query.customerName != nil {
                                plans.append(.each(.customerName, [.text("a"), .text("b")]))
                            }
                            if query.customerEmail != nil { plans.append(.each(.customerEmail, [.text("a")])) }
                            if query.dueAfter != nil || query.dueBefore != nil { plans.append(.usualTerms(14...60)) }
                        }
                        for plan in plans {
                            try body(query, plan, "\(name), \(key) \(order), continued \(isContinued), \(plan)")
                        }
                    }
                }
            }
        }
    }

    func testNoListScansATableOrSortsMoreThanFew() throws {
        var shapes = 0
        try forEachShape { query, plan, name in
            for statement in [
                try ListStatement.page(query, in: 1, by: plan), try ListStatement.last(query, in: 1, by: plan),
            ] {
                let steps = try steps(statement)
                shapes += 1
                XCTAssertTrue(steps.contains { $0.hasPrefix("SEARCH invoices") }, "\(name): \(steps)")
                for step in steps where step.hasPrefix("SCAN") { XCTFail("\(name): \(step)") }
                for step in steps where step.hasPrefix("SEARCH") {
                    XCTAssertTrue(step.contains("(ledger_id=?"), "\(name): \(step)")
                }
                if case .gathered = plan { continue }
                // Its exceptions are few, and sorted by themselves.
                if case .usualTerms = plan {
                    let exceptions = steps.filter { $0.contains(PaymentTerm.index) }.count
                    XCTAssertEqual(exceptions, 2, "\(name): \(steps)")
                    XCTAssertEqual(steps.filter { $0.hasPrefix("USE TEMP") }.count, exceptions, "\(name): \(steps)")
                    continue
                }
                for step in steps where step.hasPrefix("USE TEMP") { XCTFail("\(name): \(steps)") }
            }
        }
        XCTAssertGreaterThan(shapes, 300)
    }

    func testTheCommonestListsReadAnIndexAlone() throws {
        // What ready answers are found by.
        var whole = InvoiceQuery()
        whole.fields = []
        var narrow = InvoiceQuery()
        narrow.fields = [InvoiceFields(.id), InvoiceFields(.number), InvoiceFields(.total), InvoiceFields(.status)]
        var byAmount = whole
        (byAmount.sortKey, byAmount.statuses) = (.total, [.pending])
        byAmount.minAmount = Money(cents: 50_000)
        byAmount.createdAfter = CalendarDate(daysSince1970: 19_358)
        var large = whole
        large.minAmount = Money(cents: 50_000)
        for query in [whole, narrow, byAmount, large] {
            let steps = try steps(try ListStatement.page(query, in: 1, by: .sorted))
            XCTAssertTrue(steps.allSatisfy { $0.contains("USING COVERING INDEX") }, "\(query): \(steps)")
        }
    }

    func testACursorIsSoughtToTheVeryInvoice() throws {
        try forEachShape { query, plan, name in
            guard case .after = query.start, query.createdAfter == nil, query.dueAfter == nil, query.dueBefore == nil,
                query.minAmount == nil
            else { return }
            if case .gathered = plan { return }
            let searches = try steps(try .page(query, in: 1, by: plan)).filter { $0.hasPrefix("SEARCH invoices") }
            let sort = ListSort(query)
            for search in searches {
                XCTAssertTrue(
                    // Of the index itself, or its end by nature.
                    search.contains("\(sort.column)=? AND id\(sort.comparison)?")
                        || search.contains("\(sort.column)=? AND rowid\(sort.comparison)?")
                        || search.contains("\(sort.column)\(sort.comparison)?"), "\(name): \(search)")
            }
            XCTAssertEqual(searches.count % 2, 0)
        }
    }

    func testCountsAndProbesAndSingleInvoicesSearch() throws {
        try forEachShape { query, _, name in
            for step in try steps(.count(query, in: 1)) where step.contains("invoices") {
                XCTAssertTrue(step.hasPrefix("SEARCH invoices") && step.contains("(ledger_id=?"), "\(name): \(step)")
            }
            let filter = ListFilter(query)
            for column in filter.ranges.keys {
                let step = try steps(.probe(filter, column, in: 1)).first { $0.contains("invoices") } ?? ""
                XCTAssertTrue(step.hasPrefix("SEARCH invoices USING "), "\(name): \(step)")
                XCTAssertTrue(
                    step.contains("INDEX \(column.index) (ledger_id=? AND \(column.rawValue)"), "\(name): \(step)")
            }
        }
        for (sql, expected) in [
            ("SELECT id, notes FROM invoices WHERE ledger_id = ?1 AND id = ?2", "USING INTEGER PRIMARY KEY (rowid=?)"),
            ("SELECT id, notes FROM invoices WHERE ledger_id = ?1 AND number = ?2", "(number=?)"),
            (LineItem.select, "USING PRIMARY KEY (invoice_id=?)"),
        ] {
            let steps = try steps(ListStatement(sql: sql, values: []))
            XCTAssertEqual(steps.count, 1)
            XCTAssertTrue(steps[0].hasPrefix("SEARCH") && steps[0].contains(expected), "\(steps)")
        }
    }

    func testOnlyTheColumnsAskedForAreRead() throws {
        func columns(_ fields: InvoiceFields) throws -> String {
            var query = InvoiceQuery()
            query.fields = fields
            let statement = try ListStatement.page(query, in: 1, by: .sorted)
            return try store.readers.read { connection in
                try connection.access { try "\($0.makeStatement(sql: statement.sql).databaseRegion)" }
            }
        }
        // The order is by the moment of creation, and the ledger is in every condition.
        XCTAssertEqual(try columns(InvoiceFields(.id)), "invoices(date_created,id,ledger_id)")
        XCTAssertEqual(
            try columns([InvoiceFields(.notes), InvoiceFields(.total)]),
            "invoices(date_created,id,ledger_id,notes,total_cents)")
        XCTAssertEqual(try columns(InvoiceFields(.items)), "invoices(date_created,id,ledger_id)")
    }

    // MARK: The choice

    private func plan(_ adjust: (inout InvoiceQuery) -> Void) throws -> ListPlan {
        var query = InvoiceQuery()
        adjust(&query)
        return try store.readers.read { try $0.choosePlan(for: query, in: alice.ledger) }
    }

    private func fill(_ count: Int, from first: Int = 0, name: (Int) -> String) throws {
        let rows = (first..<first + count).map { index in
            let number = String(format: "INV-000000-%06d", index)
            return """
                (1, '\(number)', \(index), \(index % 1000), \(index % 2000), \(index % 100 == 0 ? 1 : 0), 'x',
                '\(name(index))', 1)
                """
        }
        _ = try store.create(try draft("first"), by: alice.actor)
        try store.write {
            try $0.run(
                """
                INSERT INTO invoices (
                    ledger_id, number, date_created, due_date, total_cents, status, customer_name, customer_name_folded,
                    revision
                ) VALUES \(rows.joined(separator: ", "))
                """)
        }
    }

    func testARareCustomerIsSoughtAndACommonOneMetOnTheWay() throws {
        try fill(3000) { "\($0 % 3 == 0 ? "rare \($0 % 60)" : "common \($0 % 10)")" }
        XCTAssertEqual(
            try plan { $0.customerName = FoldedText("RARE 6") },
            .each(.customerName, [.text("rare 6")]))
        XCTAssertEqual(try plan { $0.customerName = FoldedText("nobody") }, .each(.customerName, [.text("nobody")]))
        XCTAssertEqual(
            try plan {
                $0.customerName = FoldedText("rare 6")
                $0.sortKey = .total
            }, .gathered(.customerName, [.text("rare 6")]))
        XCTAssertEqual(try plan { $0.customerName = FoldedText("o") }, .sorted)
        try fill(600, from: 3000) { _ in "one" }
        XCTAssertEqual(try plan { $0.customerName = FoldedText("one") }, .each(.customerName, [.text("one")]))
        XCTAssertEqual(
            try plan {
                $0.customerName = FoldedText("one")
                $0.sortKey = .customerName
            }, .sorted)
    }

    func testFewAreGatheredAndManyMetOnTheWay() throws {
        try fill(3000) { _ in "x" }
        XCTAssertEqual(try plan { $0.maxAmount = Money(cents: 10) }, .gathered(.total, []))
        XCTAssertEqual(try plan { $0.minAmount = Money(cents: 10) }, .sorted)
        XCTAssertEqual(
            try plan {
                $0.maxAmount = Money(cents: 10)
                $0.sortKey = .total
            }, .sorted)
        XCTAssertEqual(try plan { $0.dueBefore = CalendarDate(daysSince1970: 3) }, .gathered(.dueDate, []))
        XCTAssertEqual(try plan { $0.dueAfter = CalendarDate(daysSince1970: 3) }, .sorted)
        XCTAssertEqual(try plan { $0.statuses = [.paid, .cancelled] }, .each(.status, [.integer(1), .integer(2)]))
        XCTAssertEqual(try plan { $0.statuses = Set(InvoiceStatus.allCases) }, .sorted)
        XCTAssertEqual(
            try plan {
                $0.statuses = [.paid]
                $0.sortKey = .total
            }, .gathered(.status, []))
        XCTAssertEqual(
            try plan {
                $0.statuses = [.pending]
                $0.sortKey = .total
            }, .sorted)
    }

    func testARangeOfDueDatesIsOneOfCreationButForExceptions() throws {
        // 300 are due two weeks after their creation, 300 after a month, one each year too early and too late.
        var random = SeededRandom(8)
        for day in 0..<600 {
            try store.create(
                try draft(due: day % 40 == 7 ? nil : CalendarDate(daysSince1970: day + (day % 2 == 0 ? 14 : 30)).text),
                by: alice.actor, at: Int64(day * 86_400 + .random(in: 0..<86_400, using: &random)))
        }
        for (created, due) in [(500, "1970-03-01"), (10, "1971-08-01"), (300, "1969-12-01"), (301, "1970-10-28")] {
            try store.create(try draft(due: due), by: alice.actor, at: Int64(created * 86_400))
        }
        var all = InvoiceQuery()
        all.limit = 1000
        let everything = try store.all(all, in: alice.ledger)
        for terms in [Int64(14)...30, 20...25, 0...0, -400...400] {
            for (low, high) in [(nil, 100), (200, nil), (150, 420), (420, 150), (-50, 20)] as [(Int?, Int?)] {
                for order in InvoiceQuery.SortOrder.allCases {
                    var query = InvoiceQuery()
                    (query.sortOrder, query.limit) = (order, 1000)
                    query.dueAfter = low.map { CalendarDate(daysSince1970: $0) }
                    query.dueBefore = high.map { CalendarDate(daysSince1970: $0) }
                    let wanted = everything.filter { invoice in
                        guard let due = invoice.dueDate?.daysSince1970 else { return false }
                        return due >= low ?? .min && due <= high ?? .max
                    }.map(\.id)
                    let found = try ids(query, by: .usualTerms(terms))
                    XCTAssertEqual(found, order == .descending ? wanted : wanted.reversed(), "\(terms) \(query)")
                    guard found.count > 3 else { continue }
                    let (third, rest) = (found[2], Array(found[3...]))
                    let moment = try XCTUnwrap(everything.first { $0.id == third }).dateCreated
                    query.start = .after(ListPosition(value: .dateCreated(moment), id: third))
                    XCTAssertEqual(try ids(query, by: .usualTerms(terms)), rest, "behind a position: \(terms) \(query)")
                }
            }
        }
    }

    func testTheUsualTermsLeaveOutTheFewestAndTheLongest() throws {
        try fill(1000) { _ in "x" }
        // Two hundred below the range, and two hundred above.
        XCTAssertEqual(try plan { $0.dueBefore = CalendarDate(daysSince1970: 900) }, .usualTerms(200...799))
        XCTAssertEqual(
            try plan {
                $0.dueAfter = CalendarDate(daysSince1970: 100)
                $0.sortOrder = .ascending
            }, .usualTerms(200...799))
        XCTAssertEqual(try plan { $0.dueAfter = CalendarDate(daysSince1970: 100) }, .sorted)
    }

    func testCountsFromWhatIsCountedAlready() throws {
        try fill(900) { "name \($0 % 7)" }
        for (filter, table) in [
            ({ _ in }, "month_totals"), ({ $0.statuses = [.paid] }, "month_totals"),
            ({ $0.statuses = [.paid, .pending] }, "month_totals"),
            ({ $0.customerName = FoldedText("E 3") }, "customer_names"),
            ({ $0.customerEmail = FoldedText("x") }, "customer_emails"),
            (
                {
                    $0.customerName = FoldedText("e 3"); $0.statuses = [.paid]
                }, "invoices"
            ),
            ({ $0.minAmount = Money(cents: 500) }, "invoices"),
        ] as [((inout InvoiceQuery) -> Void, String)] {
            var query = InvoiceQuery()
            filter(&query)
            (query.wantsTotal, query.limit) = (true, 1000)
            let statement = ListStatement.count(query, in: alice.ledger)
            let steps = try steps(statement)
            XCTAssertTrue(steps.contains { $0.hasPrefix("SEARCH \(table) ") }, "\(steps)")
            let listing = try store.list(query, in: alice.ledger)
            XCTAssertEqual(try listing.end().total, try ids(query, by: .sorted).count, statement.sql)
        }
    }

    private func ids(_ query: InvoiceQuery, by plan: ListPlan) throws -> [Int64] {
        let statement = try ListStatement.page(query, in: alice.ledger, by: plan)
        return try store.readers.read { connection in
            let rows = try connection.statement(statement.sql)
            defer { rows.reset() }
            rows.start(statement.values)
            var ids: [Int64] = []
            while ids.count < query.limit, try rows.step() { ids.append(rows.integer(0)) }
            return ids
        }
    }

    func testPlansAgreeOnWhatThereIs() throws {
        try fill(2000) { "\($0 % 2 == 0 ? "even" : "odd") \($0 % 20)" }
        var query = InvoiceQuery()
        query.customerName = FoldedText("even")
        query.statuses = [.pending, .paid]
        query.limit = 1000
        let names = stride(from: 0, to: 20, by: 2).map { SQLValue.text("even \($0)") }
        let ids = try [
            ListPlan.sorted, .each(.status, [.integer(0), .integer(1)]), .each(.customerName, names),
            .gathered(.customerName, names), .gathered(.status, []),
        ].map { try self.ids(query, by: $0) }
        XCTAssertEqual(ids[0].count, 1000)
        for other in ids { XCTAssertEqual(other, ids[0]) }
    }
}
