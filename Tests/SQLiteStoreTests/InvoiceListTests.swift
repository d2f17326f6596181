import Accounts
import Foundation
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// Lists against an independent computation in memory over random invoices of two ledgers.
final class InvoiceListTests: XCTestCase {
    private struct World: Sendable {
        let folder: TemporaryFolder
        let store: SQLiteStore
        let ledger: Int64
        let other: Int64
        let invoices: [Invoice]
    }

    // Built once: no test changes it.
    private static let world = Result { try makeWorld() }
    private var world: World!

    override func setUpWithError() throws {
        world = try Self.world.get()
    }

    private static let names = [
        "Acme Corp", "ACME Labs", "Müller GmbH", "mu\u{308}ller & Sons", "ΟΔΟΣ", "Smith_100%", "Smith 100",
        "Éclair Café",
        "Zoë", "a", "O'Brien", "日本", "Straße", "STRASSE", "İstanbul",
    ]

    private static func makeWorld() throws -> World {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let (alice, bob) = (try store.register("alice"), try store.register("bob"))
        var random = SeededRandom(1)
        var invoices: [Invoice] = []
        for index in 0..<400 {
            let owner = index % 8 == 7 ? bob : alice
            // Few values of each kind, so that there are ties everywhere.
            let moment = 1_700_000_000 + Int64.random(in: 0..<40, using: &random) * 43_200
            let name = names.randomElement(using: &random) ?? ""
            let due = CalendarDate(daysSince1970: 19_700 + .random(in: 0..<10, using: &random))
            let created = try store.create(
                try draft(
                    name, email: Bool.random(using: &random) ? "\(name.utf8.count)@Exämple.com" : nil,
                    due: Int.random(in: 0..<4, using: &random) == 0 ? nil : due.text,
                    items: (0..<Int.random(in: 1...3, using: &random)).map {
                        ("Line \($0)", "\(Int.random(in: 1...4, using: &random))", "12.5")
                    }),
                by: owner.actor, at: moment)
            let status = InvoiceStatus.allCases.randomElement(using: &random) ?? .pending
            let invoice = try store.change(created.id, by: owner.actor, at: moment) { $0.status = status }
            if owner.id == alice.id { invoices.append(invoice) }
        }
        return World(folder: folder, store: store, ledger: alice.ledger, other: bob.ledger, invoices: invoices)
    }

    // MARK: The model

    /// All matches in order, by the contract's words.
    private func expected(_ query: InvoiceQuery) -> [Invoice] {
        func fold(_ text: String) -> [UInt8] { Array(FoldedText(text).text.utf8) }
        func has(_ text: String, _ needle: FoldedText) -> Bool {
            // By scalars: `contains` of String goes by whole characters, and `i` is none of `İ`.
            let (text, needle) = (fold(text), Array(needle.text.utf8))
            return text.indices.contains { text[$0...].starts(with: needle) }
        }
        let matches = world.invoices.filter { invoice in
            let day = Int((Double(invoice.dateCreated.seconds) / 86_400).rounded(.down))
            return (query.statuses.isEmpty || query.statuses.contains(invoice.status))
                && query.createdAfter.map { day >= $0.daysSince1970 } ?? true
                && query.createdBefore.map { day <= $0.daysSince1970 } ?? true
                && query.dueAfter.map { after in invoice.dueDate.map { $0 >= after } ?? false } ?? true
                && query.dueBefore.map { before in invoice.dueDate.map { $0 <= before } ?? false } ?? true
                && query.minAmount.map { invoice.total >= $0 } ?? true
                && query.maxAmount.map { invoice.total <= $0 } ?? true
                && query.customerName.map { has(invoice.customerName, $0) } ?? true
                && query.customerEmail.map { needle in invoice.customerEmail.map { has($0, needle) } ?? false } ?? true
        }
        let isAscending = query.sortOrder == .ascending
        func precedes<Value: Equatable>(_ left: Value, _ right: Value, _ less: (Value, Value) -> Bool) -> Bool? {
            left == right ? nil : less(left, right) == isAscending
        }
        return matches.sorted { left, right in
            let decided: Bool? =
                switch query.sortKey {
                case .dateCreated: precedes(left.dateCreated, right.dateCreated, <)
                case .total: precedes(left.total, right.total, <)
                case .customerName:
                    precedes(fold(left.customerName), fold(right.customerName)) { $0.lexicographicallyPrecedes($1) }
                case .dueDate:
                    switch (left.dueDate, right.dueDate) {
                    case (nil, nil): nil
                    case (nil, _): false
                    case (_, nil): true
                    case (let left?, let right?): precedes(left, right, <)
                    }
                }
            return decided ?? ((left.id < right.id) == isAscending)
        }
    }

    /// As the list gives them: without what lists do not read.
    private func listed(_ invoices: some Sequence<Invoice>) -> [Invoice] {
        invoices.map {
            var invoice = $0
            invoice.revision = 0
            return invoice
        }
    }

    private func randomQuery(_ random: inout SeededRandom) -> InvoiceQuery {
        var query = InvoiceQuery()
        func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
        func day(_ first: Int, _ days: Int) -> CalendarDate {
            CalendarDate(daysSince1970: first + .random(in: 0..<days, using: &random))
        }
        query.sortKey = InvoiceQuery.SortKey.allCases.randomElement(using: &random) ?? .total
        query.sortOrder = Bool.random(using: &random) ? .ascending : .descending
        if one(in: 3) {
            query.statuses = Set(
                InvoiceStatus.allCases.shuffled(using: &random).prefix(.random(in: 1...3, using: &random)))
        }
        if one(in: 4) { query.createdAfter = day(19_670, 25) }
        if one(in: 4) { query.createdBefore = day(19_675, 25) }
        if one(in: 4) { query.dueAfter = day(19_698, 12) }
        if one(in: 4) { query.dueBefore = day(19_698, 12) }
        if one(in: 4) { query.minAmount = Money(cents: .random(in: 0..<12_000, using: &random)) }
        if one(in: 4) { query.maxAmount = Money(cents: .random(in: 0..<12_000, using: &random)) }
        if one(in: 4) {
            query.customerName = FoldedText(
                [
                    "acme", "ACME C", "MÜLLER", "οδος", "ΟΔΟσ", "%", "_", "smith 100", "é", "a", "'", "本", "stra", "i",
                    "nobody",
                ]
                .randomElement(using: &random) ?? "")
        }
        if one(in: 5) {
            query.customerEmail = FoldedText(["@EXÄMPLE", "9@", "1", ".org"].randomElement(using: &random) ?? "")
        }
        return query
    }

    // MARK: Tests

    func testEveryCombinationGivesWhatTheModelGives() throws {
        var random = SeededRandom(2)
        var nonEmpty = 0
        for _ in 0..<500 {
            var query = randomQuery(&random)
            query.limit = .random(in: 1...60, using: &random)
            let skipped = Bool.random(using: &random) ? 0 : Int.random(in: 0..<40, using: &random)
            query.start = .skip(skipped)
            query.wantsTotal = true
            let expected = expected(query)
            let page = expected.dropFirst(skipped).prefix(query.limit)
            nonEmpty += page.isEmpty ? 0 : 1
            let listing = try world.store.list(query, in: world.ledger)
            let early = try listing.end()
            var invoices: [Invoice] = []
            XCTAssertTrue(
                try listing.read {
                    invoices.append($0)
                    return true
                })
            XCTAssertEqual(invoices, listed(page), "\(query)")
            let end = try listing.end()
            XCTAssertEqual(end, early, "\(query)")
            XCTAssertEqual(end.total, expected.count, "\(query)")
            XCTAssertEqual(
                end.next?.id, expected.count > skipped + page.count && !page.isEmpty ? page.last?.id : nil, "\(query)")
        }
        XCTAssertGreaterThan(nonEmpty, 250)
    }

    func testEveryCombinationIsWalkedWholeByItsCursors() throws {
        var random = SeededRandom(3)
        for _ in 0..<120 {
            var query = randomQuery(&random)
            query.limit = .random(in: 1...50, using: &random)
            XCTAssertEqual(try world.store.walk(query, in: world.ledger), expected(query).map(\.id), "\(query)")
        }
    }

    func testASkipBeyondEverythingIsEmpty() throws {
        var query = InvoiceQuery()
        query.start = .skip(.max)
        XCTAssertEqual(try world.store.all(query, in: world.ledger), [])
        XCTAssertEqual(try world.store.list(query, in: world.ledger).end(), ListEnd(next: nil, total: nil))
    }

    func testAnotherLedgerSeesNothingOfIt() throws {
        let mine = Set(world.invoices.map(\.id))
        var random = SeededRandom(4)
        for _ in 0..<200 {
            var query = randomQuery(&random)
            query.limit = 1000
            XCTAssertTrue(try world.store.all(query, in: world.other).allSatisfy { !mine.contains($0.id) })
            XCTAssertEqual(try world.store.all(query, in: 999), [])
        }
    }

    func testReadingCanPauseAfterAnyInvoice() throws {
        let query = InvoiceQuery()
        let expected = listed(expected(query).prefix(query.limit))
        let listing = try world.store.list(query, in: world.ledger)
        var invoices: [Invoice] = []
        var calls = 0
        repeat {
            calls += 1
        } while try !listing.read {
            invoices.append($0)
            return invoices.count % 7 != 0
        }
        XCTAssertEqual(invoices, expected)
        XCTAssertEqual(calls, 15)
        XCTAssertTrue(
            try listing.read { _ in
                XCTFail("The page is over."); return true
            })
    }

    func testFieldsNotAskedForAreLeftEmpty() throws {
        for field in InvoiceField.allCases {
            var query = InvoiceQuery()
            query.limit = 3
            query.fields = InvoiceFields(field)
            let expected = expected(query).prefix(3).map { full -> Invoice in
                var invoice = Invoice(id: full.id)
                field.set(field.value(in: full), in: &invoice)
                if field == .items { invoice.items = full.items }
                return invoice
            }
            XCTAssertEqual(try world.store.all(query, in: world.ledger), expected, "\(field)")
        }
    }

    func testAPositionOfAnotherListIsRefused() throws {
        for (key, value) in [
            (InvoiceQuery.SortKey.total, ListPosition.Value.customerName(FoldedText("x"))), (.total, .dueDate(nil)),
            (.dateCreated, .dueDate(nil)), (.dateCreated, .total(Money(cents: 1))),
            (.customerName, .total(Money(cents: 1))), (.customerName, .dueDate(nil)),
            (.dueDate, .customerName(FoldedText("x"))), (.dueDate, .dateCreated(Timestamp(seconds: 1))),
        ] {
            var query = InvoiceQuery()
            query.sortKey = key
            query.start = .after(ListPosition(value: value, id: 1))
            assertThrows(DomainError.invalid([Fault(.parameter("cursor"), "belongs to another list")])) {
                try world.store.list(query, in: world.ledger)
            }
        }
        XCTAssertFalse(try world.store.all(InvoiceQuery(), in: world.ledger).isEmpty)
    }

    func testPositionsAtTheEndsOfTheNumbersAreTaken() throws {
        let kinds: [(InvoiceQuery.SortKey, (Int64) -> ListPosition.Value)] = [
            (.total, { .total(Money(cents: $0)) }), (.dateCreated, { .dateCreated(Timestamp(seconds: $0)) }),
            (.dueDate, { .dueDate(CalendarDate(daysSince1970: Int($0))) }),
        ]
        for (key, position) in kinds {
            for (order, value, isWhole) in [
                (InvoiceQuery.SortOrder.ascending, Int64.max, false), (.ascending, .min, true),
                (.descending, .min, false),
                (.descending, .max, true),
            ] {
                var query = InvoiceQuery()
                (query.sortKey, query.sortOrder) = (key, order)
                query.start = .after(ListPosition(value: position(value), id: 1))
                XCTAssertEqual(try world.store.all(query, in: world.ledger).isEmpty, !isWhole)
            }
        }
    }

    func testSearchTextIsNeverSQL() throws {
        for text in ["' OR 1 = 1 --", "\"; DROP TABLE invoices; --", "?1", "%", "\\", "acme%", "_cme", "\0"] {
            var query = InvoiceQuery()
            query.customerName = FoldedText(text)
            query.limit = 1000
            XCTAssertEqual(try world.store.all(query, in: world.ledger).map(\.id), expected(query).map(\.id), text)
        }
    }
}
