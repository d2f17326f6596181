import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// The figures of the home page.
extension StoreContract {
    private static let lastDay = CalendarDate(daysSince1970: 2_932_896)

    /// Asserts that the figures are the sums of what the ledger holds.
    private func assertFigures(
        _ fixture: StoreFixture, of user: User, dueBefore day: CalendarDate, recent: Int = 5,
        _ message: String = "", line: UInt = #line
    ) throws {
        let invoices = try fixture.ids(of: user).compactMap { try fixture.invoice($0, of: user) }
        let figures = try fixture.store.figures(of: user.ledger, dueBefore: day, recent: recent)
        let overdue = invoices.filter { $0.status == .pending && $0.dueDate.map { $0 < day } ?? false }
        XCTAssertEqual(figures.overdue, figure(of: overdue), message, line: line)
        XCTAssertEqual(
            sums(figures.months), Dictionary(grouping: invoices, by: slot).mapValues(figure), message, line: line)
        let newest = invoices.sorted { ($0.dateCreated, $0.id) > ($1.dateCreated, $1.id) }.prefix(recent)
        XCTAssertEqual(
            figures.recent.map { $0.reduced(to: .summary) }, newest.map { $0.reduced(to: .summary) }, message,
            line: line)
        XCTAssertEqual(figures.business, try fixture.store.business(of: user.ledger), message, line: line)
    }

    /// Year, month and status.
    private func slot(_ invoice: Invoice) -> String {
        let (year, month, _) = invoice.dateCreated.day.parts
        return "\(year)-\(month) \(invoice.status)"
    }

    private func figure(of invoices: [Invoice]) -> LedgerSummary.Figure {
        .init(
            count: invoices.count, total: MoneySum(cents: invoices.reduce(0) { $0 + Int128($1.total.cents) }))
    }

    /// What comes to nothing may be left out.
    private func sums(_ months: [LedgerFigures.MonthFigure]) -> [String: LedgerSummary.Figure] {
        let slots = months.map { ("\($0.year)-\($0.month) \($0.status)", $0.figure) }
        XCTAssertEqual(Set(slots.map(\.0)).count, slots.count, "a month comes twice")
        return Dictionary(slots, uniquingKeysWith: +).filter { $0.value != .none }
    }

    package func anEmptyLedgerComesToNothing() throws {
        let fixture = try open()
        try fixture.create(try draft(due: "2000-01-01"), by: fixture.bob)
        let figures = try fixture.store.figures(of: fixture.alice.ledger, dueBefore: Self.lastDay, recent: 5)
        XCTAssertEqual(sums(figures.months), [:])
        XCTAssertEqual(figures.overdue, .none)
        XCTAssertEqual(figures.recent, [])
        XCTAssertEqual(figures.business, Business())
    }

    package func figuresFollowEveryChange() throws {
        let fixture = try open()
        var random = SeededRandom(20_230_701)
        let first = 18_962
        var ids: [(User, Int64)] = []
        for step in 0..<600 {
            let moment = Int64(random.day(from: first, days: 800).daysSince1970) * 86_400 + 86_399
            let price = "\(Int.random(in: 0...1_000_000_000, using: &random))"
            let quantity = "\(Int.random(in: 1...9000, using: &random))"
            let due = random.one(in: 2) ? random.day(from: first, days: 800) : nil
            let draft = try draft(due: due?.text, items: [("a", quantity, price)])
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let owner = random.one(in: 2) ? fixture.alice : fixture.bob
                ids.append((owner, try fixture.create(draft, by: owner, at: moment).id))
            case 5..<9 where !ids.isEmpty:
                let (owner, id) = try XCTUnwrap(ids.randomElement(using: &random))
                let status = InvoiceStatus.allCases.randomElement(using: &random) ?? .pending
                let what = Int.random(in: 0..<4, using: &random)
                try fixture.change(id, by: owner, at: moment) { invoice in
                    if what == 0 || what == 3 { invoice.status = status }
                    if what == 1 || what == 3 { invoice.dueDate = due }
                    if what == 2 || what == 3 { (invoice.items, invoice.total) = (draft.items, draft.total) }
                }
            case 9 where !ids.isEmpty:
                let (owner, id) = ids.remove(at: .random(in: 0..<ids.count, using: &random))
                try fixture.delete(id, by: owner, at: moment)
            default: break
            }
            guard step % 100 == 99 else { continue }
            for user in [fixture.alice, fixture.bob] {
                for text in ["2022-01-01", "2022-07-31", "2023-01-01", "2024-02-09"] {
                    let day = try XCTUnwrap(CalendarDate(text))
                    try assertFigures(fixture, of: user, dueBefore: day, "\(text) after \(step)")
                }
            }
        }
    }

    package func deletingEverythingLeavesNothing() throws {
        let fixture = try open()
        let ids = try (0..<3).map { _ in try fixture.create(try draft(due: "2023-01-01"), by: fixture.alice).id }
        try assertFigures(fixture, of: fixture.alice, dueBefore: Self.lastDay)
        for id in ids { try fixture.delete(id, by: fixture.alice) }
        try assertFigures(fixture, of: fixture.alice, dueBefore: Self.lastDay)
    }

    package func aUnitThatIsUndoneLeavesTheFigures() throws {
        let fixture = try open()
        let invoice = try fixture.create(try draft(due: "2023-01-01"), by: fixture.alice)
        for _ in 0..<3 {
            assertThrows(.preconditionFailed) {
                try fixture.store.perform("undone") { unit in
                    var changed = invoice
                    changed.status = .paid
                    changed.revision = try unit.revision(after: invoice.revision)
                    try unit.updateRecorded(invoice, to: changed, by: fixture.alice)
                    throw DomainError.preconditionFailed
                }
            }
        }
        try assertFigures(fixture, of: fixture.alice, dueBefore: Self.lastDay)
    }

    package func overdueIsWhatWasDueBeforeTheDay() throws {
        let fixture = try open()
        for due in ["2023-06-30", "2023-07-01", "2023-07-02", nil] {
            try fixture.create(try draft(due: due), by: fixture.alice)
        }
        for (day, count) in [("2023-06-30", 0), ("2023-07-01", 1), ("2023-07-02", 2), ("9999-12-31", 3)] {
            let figures = try fixture.store.figures(
                of: fixture.alice.ledger, dueBefore: try XCTUnwrap(CalendarDate(day)), recent: 0)
            XCTAssertEqual(figures.overdue.count, count, day)
        }
    }

    package func theFirstAndTheLastYearHaveMonthsToo() throws {
        let fixture = try open()
        for text in ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"] {
            let moment = try XCTUnwrap(Timestamp(text))
            try fixture.create(try draft(), by: fixture.alice, at: moment.seconds)
            try assertFigures(fixture, of: fixture.alice, dueBefore: moment.day, text)
        }
        let months = try fixture.store.figures(of: fixture.alice.ledger, dueBefore: Self.lastDay, recent: 0).months
        XCTAssertEqual(Set(months.map(\.year)), [1, 1969, 9999])
        XCTAssertEqual(Set(months.map(\.month)), [1, 12])
    }

    package func recentInvoicesAreTheNewestWithoutTheirItems() throws {
        let fixture = try open()
        for seconds: Int64 in [30, 10, 20, 30, 10] {
            try fixture.create(try awkwardDraft(), by: fixture.alice, at: seconds)
            try fixture.create(try awkwardDraft(), by: fixture.bob, at: seconds + 1)
        }
        for recent in [0, 1, 3, 5, 10] {
            try assertFigures(fixture, of: fixture.alice, dueBefore: Self.lastDay, recent: recent)
        }
        let figures = try fixture.store.figures(of: fixture.alice.ledger, dueBefore: Self.lastDay, recent: 10)
        XCTAssertTrue(figures.recent.allSatisfy(\.items.isEmpty))
    }

    package func sumsAreExactBeyondSixtyFourBits() throws {
        let fixture = try open()
        let count = 9300
        let largest = try draft(due: "1970-01-01", items: [("a", "9999", "1000000000"), ("b", "1", "999999999.99")])
        XCTAssertEqual(largest.total, .largestTotal)
        let invoices = (0..<count).map { index in
            let digits = String(index)
            let number = InvoiceNumber(
                stored: "INV-197001-" + String(repeating: "A", count: 6 - digits.count) + digits)
            return (owner: fixture.alice, invoice: largest.invoice(id: 0, number: number, at: Timestamp(seconds: 0)))
        }
        _ = try fixture.fill(invoices)
        let figures = try fixture.store.figures(of: fixture.alice.ledger, dueBefore: Self.lastDay, recent: 0)
        let sum = LedgerSummary.Figure(
            count: count, total: MoneySum(cents: Int128(Money.largestTotal.cents) * Int128(count)))
        XCTAssertGreaterThan(sum.total.cents, Int128(Int64.max))
        XCTAssertEqual(figures.overdue, sum)
        XCTAssertEqual(sums(figures.months), ["1970-1 pending": sum])
    }
}
