import Accounts
import GRDB
import Invoicing
import XCTest

@testable import Store

/// A database of the first step comes to the second with everything in it.
final class PagesMigrationTests: XCTestCase {
    func testTheTotalsOfOldInvoicesAreFilledIn() throws {
        let folder = try TemporaryFolder()
        // What step 1 left behind: the same rows without what step 2 added.
        do {
            let store = try SQLiteStore(in: folder)
            for name in ["alice", "bob"] {
                let user = try store.register(name)
                for index: Int64 in 0..<40 {
                    let draft = try draft(
                        due: index % 3 == 0 ? nil : "2023-0\(index % 9 + 1)-15",
                        items: [("a", "\(index + 1)", "999999999.99")])
                    let moment = Timestamp(seconds: 1_640_995_200 + index * 1_900_000)
                    let created = try store.create(draft, by: user.actor, at: moment.seconds)
                    guard index % 2 == 0 else { continue }
                    _ = try store.change(created.id, by: user.actor, at: moment) { current in
                        var changed = current
                        changed.status = index % 4 == 0 ? .paid : .cancelled
                        return changed
                    }
                }
            }
        }
        let today = try XCTUnwrap(CalendarDate("2023-07-01"))
        let before = try SQLiteStore(in: folder).summary(of: 1, on: today)
        try DatabaseQueue(path: folder.database).write { database in
            for trigger in ["totals_grow", "totals_shrink", "totals_change"] {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            for table in ["sessions", "businesses", "month_totals", "due_totals"] {
                try database.execute(sql: "DROP TABLE \(table)")
            }
            try database.execute(sql: "DROP INDEX invoices_of_number")
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2 pages'")
        }
        let store = try SQLiteStore(in: folder)
        XCTAssertGreaterThan(before.overdue.count, 0)
        XCTAssertEqual(try store.summary(of: 1, on: today), before)
        XCTAssertEqual(try store.check(), [])
        try store.create(try draft(due: "2023-01-01"), by: Actor(user: 1, ledger: 1), at: today.start.seconds)
        XCTAssertEqual(try store.summary(of: 1, on: today).overdue.count, before.overdue.count + 1)
        XCTAssertEqual(try store.check(), [])
    }
}
