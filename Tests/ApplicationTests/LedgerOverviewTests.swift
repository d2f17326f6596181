import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class LedgerOverviewTests: XCTestCase {
    private func overview(_ fixture: Fixture, recent: Int = 5) throws -> LedgerOverview {
        try ReadLedger(reader: fixture.store, clock: fixture.clock).overview(for: fixture.alice.actor, recent: recent)
    }

    /// The figures by their definition, from the invoices themselves.
    private func computed(_ invoices: [Invoice], on day: CalendarDate) -> LedgerSummary {
        func figure(_ isWanted: (Invoice) -> Bool) -> LedgerSummary.Figure {
            let wanted = invoices.filter(isWanted)
            return .init(
                count: wanted.count, total: MoneySum(cents: wanted.reduce(0) { $0 + Int128($1.total.cents) }))
        }
        let (year, month, _) = day.parts
        let months = (0..<12).map { place -> LedgerSummary.Month in
            let ordinal = year * 12 + month - 1 - (11 - place)
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
        let fixture = try Fixture()
        _ = try fixture.create(try draft(), by: fixture.bob)
        let overview = try overview(fixture)
        XCTAssertEqual(overview.summary, computed([], on: fixture.now.day))
        XCTAssertEqual(overview.summary.byStatus.count, 3)
        XCTAssertEqual(overview.summary.months.count, 12)
        XCTAssertEqual(overview.summary.months.last?.month, 7)
        XCTAssertEqual(overview.recent, [])
        XCTAssertEqual(overview.business, Business())
    }

    func testFiguresAreThoseOfTheInvoicesOnAnyDay() throws {
        let fixture = try Fixture()
        var invoices: [Invoice] = []
        for step in 0..<150 {
            // Over two years, in steps that meet the ends of months.
            fixture.now = Fixture.start.adding(seconds: Int64(step * step % 730) * 86_400 - 36_001)
            let due = step % 4 == 0 ? nil : fixture.now.adding(seconds: Int64(step % 60) * 86_400).day.text
            let created = try fixture.create(try draft(due: due, price: "\(step * 7).0\(step % 9)"))
            let status = InvoiceStatus.allCases[step % 3]
            invoices.append(
                try fixture.change.perform(created.id, by: fixture.alice.actor) { current in
                    var invoice = current
                    invoice.status = status
                    return invoice
                })
        }
        for text in [
            "2023-01-01T00:00:00Z", "2023-07-31T23:59:59Z", "2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z",
            "2024-02-29T12:00:00Z", "2025-06-30T00:00:00Z", "2030-01-01T00:00:00Z",
        ] {
            fixture.now = try XCTUnwrap(Timestamp(text))
            XCTAssertEqual(try overview(fixture).summary, computed(invoices, on: fixture.now.day), text)
        }
    }

    func testTheMonthsOfTheFirstAndTheLastYearAreThere() throws {
        let fixture = try Fixture()
        for text in ["0001-12-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"] {
            fixture.now = try XCTUnwrap(Timestamp(text))
            _ = try fixture.create(try draft())
            XCTAssertEqual(try overview(fixture).summary.months.last?.invoiced.count, 1, text)
        }
    }

    func testRecentInvoicesAreTheNewest() throws {
        let fixture = try Fixture()
        let invoices = try (0..<5).map { _ in
            fixture.pass(1)
            return try fixture.create(try draft())
        }
        XCTAssertEqual(try overview(fixture, recent: 3).recent.map(\.id), invoices.reversed().prefix(3).map(\.id))
        XCTAssertEqual(try overview(fixture, recent: 0).recent, [])
    }

    func testTheBusinessIsTheOneThatWasSet() throws {
        let fixture = try Fixture()
        let business = Business(name: "Alice", address: "B\nC", currency: "USD")
        try ChangeBusiness(store: fixture.store).perform(business, by: fixture.alice.actor)
        let reading = ReadLedger(reader: fixture.store, clock: fixture.clock)
        XCTAssertEqual(try overview(fixture).business, business)
        XCTAssertEqual(try reading.business(for: fixture.alice.actor), business)
        XCTAssertEqual(try reading.business(for: fixture.bob.actor), Business())
    }

    func testCustomersAreThoseOfTheActorsLedger() throws {
        let fixture = try Fixture()
        for name in ["Acme", "Beta", "BETA"] { _ = try fixture.create(try draft(name)) }
        let reading = ReadLedger(reader: fixture.store, clock: fixture.clock)
        XCTAssertEqual(try reading.customerNames(for: fixture.alice.actor, limit: 5), ["BETA", "Acme"])
        XCTAssertEqual(try reading.customerNames(for: fixture.bob.actor, limit: 5), [])
    }
}
