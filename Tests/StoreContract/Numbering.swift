import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Ids, numbers and revisions.
extension StoreContract {
    package func idsAreNeverGivenAgain() throws {
        let fixture = try open()
        var ids: Set<Int64> = []
        for round in 0..<5 {
            let users = [fixture.alice, fixture.bob]
            let created = try users.map { try fixture.create(try draft("Round \(round)"), by: $0).id }
            for (id, user) in zip(created, users) {
                XCTAssertTrue(ids.insert(id).inserted, "\(id)")
                try fixture.delete(id, by: user)
            }
        }
    }

    package func anIDThatWasPromisedIsNotPromisedAgain() throws {
        let fixture = try open()
        let (first, second) = try fixture.store.perform("promise") { unit in
            (try unit.nextInvoiceID(), try unit.nextInvoiceID())
        }
        XCTAssertNotEqual(first, second)
        let third = try fixture.create(try draft(), by: fixture.alice).id
        XCTAssertFalse([first, second].contains(third))
        XCTAssertGreaterThan(min(first, second, third), 0)
    }

    package func aNumberIsTakenInEveryLedger() throws {
        let fixture = try open()
        let number = try fixture.create(try draft(), by: fixture.alice).number
        let other = InvoiceNumber(stored: "INV-197001-ZZZZZ9")
        let (isTaken, isOtherTaken) = try fixture.store.perform("ask") { unit in
            (try unit.isTaken(number), try unit.isTaken(other))
        }
        XCTAssertTrue(isTaken)
        XCTAssertFalse(isOtherTaken)
    }

    /// The use case asks before; this is the last line of defence.
    package func anInvoiceOfATakenNumberIsRefused() throws {
        let fixture = try open()
        let taken = try fixture.create(try draft(), by: fixture.alice)
        XCTAssertThrowsError(
            try fixture.store.perform("insert twice") { unit in
                try unit.insertRecorded(taken.numbered(try unit.nextInvoiceID()), by: fixture.bob)
            })
        XCTAssertEqual(try fixture.ids(of: fixture.bob), [])
        XCTAssertEqual(try fixture.ids(of: fixture.alice), [taken.id])
    }

    package func aStatesRevisionIsGreaterThanThoseBefore() throws {
        let fixture = try open()
        let first = try fixture.create(try draft(), by: fixture.alice)
        try fixture.create(try draft(), by: fixture.alice)
        var revisions = [first.revision]
        for note in ["a", "b", "c"] {
            let changed = try fixture.change(first.id, by: fixture.alice) { $0.notes = note }
            revisions.append(changed.revision)
            XCTAssertEqual(try fixture.invoice(first.id, of: fixture.alice)?.revision, changed.revision)
            XCTAssertEqual(
                try fixture.store.answer(of: first.id, in: fixture.alice.ledger)?.revision, changed.revision)
        }
        XCTAssertEqual(revisions, revisions.sorted())
        XCTAssertEqual(Set(revisions).count, 4)
        XCTAssertEqual(revisions.first, 1)
        let after = try fixture.store.perform("ask") { try $0.revision(after: 1) }
        XCTAssertGreaterThan(after, 1)
    }

    package func anInvoicesRevisionTellsNothingOfOtherLedgers() throws {
        let fixture = try open()
        func revisions() throws -> [Int64] {
            let invoice = try fixture.create(try draft(), by: fixture.alice)
            return try ["a", "b"].map { note in
                try fixture.change(invoice.id, by: fixture.alice) { $0.notes = note }.revision
            }
        }
        let before = try revisions()
        for _ in 0..<3 { try fixture.create(try draft(), by: fixture.bob) }
        XCTAssertEqual(try revisions(), before)
    }
}
