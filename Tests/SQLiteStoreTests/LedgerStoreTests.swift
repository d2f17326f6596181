import Accounts
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// Totals, customers, numbers and the business of a ledger.
final class LedgerStoreTests: StoreTestCase {
    private func day(_ text: String) throws -> CalendarDate { try XCTUnwrap(CalendarDate(text)) }

    /// The figures by their definition, from the invoices themselves.
    private func computed(of ledger: Int64, on day: CalendarDate) throws -> LedgerSummary {
        var query = InvoiceQuery()
        query.limit = 1_000_000
        let invoices = try store.all(query, in: ledger)
        func figure(_ isWanted: (Invoice) -> Bool) -> LedgerSummary.Figure {
            let wanted = invoices.filter(isWanted)
            return .init(
                count: wanted.count,
                total: MoneySum(cents: wanted.reduce(Int128(0)) { $0 + Int128($1.total.cents) }))
        }
        let (year, month, _) = day.parts
        let months = (0..<12).map { back -> LedgerSummary.Month in
            let ordinal = year * 12 + month - 1 - (11 - back)
            let isIn: (Invoice) -> Bool = {
                let parts = $0.dateCreated.day.parts
                return parts.year * 12 + parts.month - 1 == ordinal
            }
            return .init(
                year: ordinal / 12, month: ordinal % 12 + 1, invoiced: figure { isIn($0) && $0.status != .cancelled },
                paid: figure { isIn($0) && $0.status == .paid })
        }
        return LedgerSummary(
            byStatus: Dictionary(
                uniqueKeysWithValues: InvoiceStatus.allCases.map { status in (status, figure { $0.status == status }) }),
            overdue: figure { $0.status == .pending && $0.dueDate.map { $0 < day } ?? false },
            paidThisMonth: figure {
                let parts = $0.dateCreated.day.parts
                return $0.status == .paid && parts.year == year && parts.month == month
            },
            paidThisYear: figure { $0.status == .paid && $0.dateCreated.day.parts.year == year }, months: months)
    }

    func testAnEmptyLedgerHasZeros() throws {
        let today = try day("2023-07-01")
        XCTAssertEqual(try store.summary(of: alice.ledger, on: today), try computed(of: alice.ledger, on: today))
        XCTAssertEqual(try store.summary(of: alice.ledger, on: today).months.count, 12)
    }

    func testTotalsFollowEveryChange() throws {
        var random = SeededRandom(20_230_701)
        let bob = try store.register("bob")
        let first = try day("2021-12-01").daysSince1970
        var ids: [(User, Int64)] = []
        func due() -> String? {
            Bool.random(using: &random)
                ? CalendarDate(daysSince1970: first + Int.random(in: 0..<800, using: &random)).text : nil
        }
        for step in 0..<600 {
            let moment = Timestamp(seconds: Int64(first + Int.random(in: 0..<800, using: &random)) * 86_400 + 86_399)
            let price = "\(Int.random(in: 0...1_000_000_000, using: &random))"
            let quantity = "\(Int.random(in: 1...9000, using: &random))"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let owner: User = Bool.random(using: &random) ? alice : bob
                let draft = try draft(due: due(), items: [("a", quantity, price)])
                ids.append((owner, try store.create(draft, by: owner.actor, at: moment.seconds).id))
            case 5..<9 where !ids.isEmpty:
                let (owner, id) = try XCTUnwrap(ids.randomElement(using: &random))
                let status = InvoiceStatus.allCases.randomElement(using: &random)
                let date = due().flatMap { CalendarDate($0) }
                let items = try draft(items: [("b", quantity, price)]).items
                let what = Int.random(in: 0..<4, using: &random)
                try store.change(id, by: owner.actor, at: moment.seconds) { changed in
                    if what == 0 || what == 3 { changed.status = status ?? .pending }
                    if what == 1 || what == 3 { changed.dueDate = date }
                    if what == 2 || what == 3 {
                        changed.items = items
                        changed.total = items[0].amount
                    }
                }
            case 9 where !ids.isEmpty:
                let index = Int.random(in: 0..<ids.count, using: &random)
                let (owner, id) = ids.remove(at: index)
                try store.delete(id, by: owner.actor, at: moment.seconds)
            default: break
            }
            guard step % 100 == 99 else { continue }
            for user in [alice, bob].compactMap({ $0 }) {
                for text in ["2022-01-01", "2022-07-31", "2022-12-31", "2023-01-01", "2024-02-09"] {
                    let today = try day(text)
                    XCTAssertEqual(
                        try store.summary(of: user.ledger, on: today), try computed(of: user.ledger, on: today),
                        "\(text) after \(step)")
                }
            }
        }
        XCTAssertEqual(try store.check(), [])
    }

    func testDeletingEverythingLeavesZeros() throws {
        for _ in 1...3 { try store.create(try draft(due: "2023-01-01"), by: alice.actor) }
        for id: Int64 in 1...3 { try store.delete(id, by: alice.actor, at: 0) }
        let today = try day("2023-07-01")
        XCTAssertEqual(try store.summary(of: alice.ledger, on: today), try computed(of: alice.ledger, on: today))
        XCTAssertEqual(try store.check(), [])
    }

    func testTheFirstAndTheLastYearHaveMonthsToo() throws {
        for text in ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"] {
            let moment = try XCTUnwrap(Timestamp(text))
            try store.create(try draft(), by: alice.actor, at: moment.seconds)
            let summary = try store.summary(of: alice.ledger, on: moment.day)
            XCTAssertEqual(summary.months.last?.invoiced.count, 1, text)
        }
        XCTAssertEqual(try store.check(), [])
    }

    func testSumsAreExactBeyondSixtyFourBits() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let count = 10_000
        var sample = Invoice(id: 0)
        sample.customerName = "Acme"
        sample.dueDate = CalendarDate(daysSince1970: 0)
        sample.items = try draft(items: [
            ("a", "9999", "1000000000"), ("b", "1", "999999999.99"),
        ]).items
        let owner = (registration: try registration("alice"), passwordHash: "x", dateCreated: Timestamp(seconds: 0))
        let invoices = (0..<count).lazy.map { index -> (owner: Int, invoice: Invoice) in
            var invoice = sample
            let digits = String(index)
            invoice.number = InvoiceNumber(
                stored: "INV-197001-" + String(repeating: "A", count: 6 - digits.count) + digits)
            return (0, invoice)
        }
        try store.fill([owner], invoices: invoices, progress: { _ in })
        let summary = try store.summary(of: 1, on: CalendarDate(daysSince1970: 1))
        let sum = LedgerSummary.Figure(
            count: count, total: MoneySum(cents: Int128(Money.largestTotal.cents) * Int128(count)))
        XCTAssertGreaterThan(sum.total.cents, Int128(Int64.max))
        XCTAssertEqual(summary.byStatus[.pending], sum)
        XCTAssertEqual(summary.overdue, sum)
        XCTAssertEqual(summary.months.last?.invoiced, sum)
    }

    func testTheNewestInvoicesComeWithTheFigures() throws {
        for (index, second) in [5, 9, 5, 1].enumerated() {
            try store.create(try draft("Customer \(index)"), by: alice.actor, at: Int64(second))
        }
        let figures = try store.figures(of: alice.ledger, dueBefore: day("2023-07-01"), recent: 3)
        XCTAssertEqual(figures.recent.map(\.id), [2, 3, 1])
        var first = try XCTUnwrap(store.invoice(2, in: alice.ledger, fields: .summary))
        first.revision = 0
        XCTAssertEqual(figures.recent[0], first)
        XCTAssertEqual(figures.business, Business())
        XCTAssertEqual(try store.figures(of: alice.ledger, dueBefore: day("2023-07-01"), recent: 0).recent, [])
    }

    func testFiguresAreOfOneState() throws {
        let (store, alice) = (store!, alice!)
        let today = try day("2023-07-01")
        try store.create(try draft(due: "2023-01-01"), by: alice.actor)
        concurrently(4) { thread in
            for _ in 0..<40 {
                if thread == 0 {
                    _ = try? store.change(1, by: alice.actor) {
                        $0.status = $0.status == .pending ? .paid : .pending
                    }
                } else if let figures = try? store.figures(of: alice.ledger, dueBefore: today, recent: 1) {
                    let pending = figures.months.filter { $0.status == .pending }.map(\.figure.count).reduce(0, +)
                    XCTAssertEqual(figures.overdue.count, pending)
                    XCTAssertEqual(figures.recent.first?.status, pending == 1 ? .pending : .paid)
                } else {
                    XCTFail("no figures")
                }
            }
        }
    }

    func testTheNewestInvoicesAreReadAlongAnIndex() throws {
        let plan = try store.read { connection in
            try connection.all(
                """
                EXPLAIN QUERY PLAN SELECT id, date_created, notes FROM invoices WHERE ledger_id = 1
                ORDER BY date_created DESC, id DESC LIMIT 10
                """
            ) { $0.text(3) }
        }
        XCTAssertEqual(plan, ["SEARCH invoices USING INDEX invoices_by_date_created (ledger_id=?)"])
    }

    func testTheSummaryReadsNoInvoice() throws {
        for table in ["month_totals", "due_totals"] {
            let plan = try store.read { connection in
                try connection.all("EXPLAIN QUERY PLAN SELECT * FROM \(table) WHERE ledger_id = 1") { $0.text(3) }
            }
            XCTAssertEqual(plan, ["SEARCH \(table) USING PRIMARY KEY (ledger_id=?)"])
        }
    }

    func testCustomersComeByUseUnderTheirLatestName() throws {
        let bob = try store.register("bob")
        for (index, name) in ["Beta", "ACME", "Acme", "acme", "Zeta", "beta "].enumerated() {
            try store.create(try draft(name), by: alice.actor, at: Int64(index))
        }
        try store.create(try draft("Bob’s"), by: bob.actor)
        XCTAssertEqual(try store.customerNames(in: alice.ledger, limit: 10), ["acme", "beta", "Zeta"])
        XCTAssertEqual(try store.customerNames(in: alice.ledger, limit: 2), ["acme", "beta"])
        XCTAssertEqual(try store.customerNames(in: 99, limit: 2), [])
    }

    func testNumbersAreFoundByTheirBeginning() throws {
        let bob = try store.register("bob")
        func create(_ number: String, by user: User) throws {
            try store.create(try draft(), by: user.actor, numbered: number)
        }
        for number in ["INV-202307-B00000", "INV-202307-A00000", "INV-202308-A00000"] {
            try create(number, by: alice)
        }
        try create("INV-202307-C00000", by: bob)
        func found(_ prefix: String, limit: Int = 10) throws -> [String] {
            try store.numbers(beginningWith: prefix, in: alice.ledger, limit: limit).map(\.text)
        }
        XCTAssertEqual(try found("INV-202307-"), ["INV-202307-A00000", "INV-202307-B00000"])
        XCTAssertEqual(try found(""), ["INV-202307-A00000", "INV-202307-B00000", "INV-202308-A00000"])
        XCTAssertEqual(try found("INV", limit: 1), ["INV-202307-A00000"])
        XCTAssertEqual(try found("INV-202307-A00000"), ["INV-202307-A00000"])
        for prefix in ["INV-2024", "inv", "%", "INV_", "INV-202307-A000000", "\u{10FFFF}"] {
            XCTAssertEqual(try found(prefix), [], prefix)
        }
    }

    func testABusinessIsKeptPerLedger() throws {
        let bob = try store.register("bob")
        XCTAssertEqual(try store.business(of: alice.ledger), Business())
        let full = Business(name: "A", address: "B\nC", taxID: "D", paymentDetails: "E", currency: "USD")
        func set(_ business: Business) throws {
            try store.perform("change business") { try $0.setBusiness(business, of: self.alice.ledger) }
        }
        try set(full)
        XCTAssertEqual(try store.business(of: alice.ledger), full)
        XCTAssertEqual(try store.business(of: bob.ledger), Business())
        try set(Business(currency: "CHF"))
        XCTAssertEqual(try store.business(of: alice.ledger), Business(currency: "CHF"))
    }
}
