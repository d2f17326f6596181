import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// A database of the first step is brought to the second with everything in it.
final class PagesMigrationTests: XCTestCase {
    func testTheTotalsOfOldInvoicesAreFilledIn() throws {
        let folder = try TemporaryFolder()
        let old = try FirstEditionDatabase(at: folder.database, upTo: "1 ledger")
        for name in ["alice", "bob"] {
            let user = try old.addUser(name)
            for index: Int64 in 0..<40 {
                let draft = try draft(
                    due: index % 3 == 0 ? nil : "2023-0\(index % 9 + 1)-15",
                    items: [("a", "\(index + 1)", "999999999.99")])
                let moment = 1_640_995_200 + index * 1_900_000
                let id = try old.create(draft, by: user, at: moment)
                if index % 2 == 0 { try old.change(id, at: moment) { $0.status = index % 4 == 0 ? .paid : .cancelled } }
            }
        }
        let store = try openStore(in: folder)
        let today = try XCTUnwrap(CalendarDate("2023-07-01"))
        for ledger: Int64 in 1...2 {
            var query = InvoiceQuery()
            query.limit = 1000
            let invoices = try store.all(query, in: ledger)
            func figure(_ isWanted: (Invoice) -> Bool) -> LedgerSummary.Figure {
                let wanted = invoices.filter(isWanted)
                return .init(
                    count: wanted.count,
                    total: MoneySum(cents: wanted.reduce(Int128(0)) { $0 + Int128($1.total.cents) }))
            }
            let summary = try store.summary(of: ledger, on: today)
            XCTAssertGreaterThan(summary.overdue.count, 0)
            XCTAssertEqual(summary.overdue, figure { $0.status == .pending && $0.dueDate.map { $0 < today } ?? false })
            for status in InvoiceStatus.allCases {
                XCTAssertEqual(summary.byStatus[status], figure { $0.status == status })
            }
            XCTAssertEqual(
                summary.months.map(\.invoiced).reduce(into: LedgerSummary.Figure.none) { $0 += $1 },
                figure { invoice in
                    invoice.status != .cancelled
                        && invoice.dateCreated.day >= CalendarDate(year: 2022, month: 8, day: 1)
                        && invoice.dateCreated.day <= CalendarDate(year: 2023, month: 7, day: 31)
                })
        }
        XCTAssertEqual(try store.check(), [])
        let before = try store.summary(of: 1, on: today)
        try store.create(try draft(due: "2023-01-01"), by: Actor(user: 1, ledger: 1), at: today.start.seconds)
        XCTAssertEqual(try store.summary(of: 1, on: today).overdue.count, before.overdue.count + 1)
        XCTAssertEqual(try store.check(), [])
    }
}
