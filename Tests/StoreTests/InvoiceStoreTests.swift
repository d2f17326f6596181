import Accounts
import Foundation
import Invoicing
import XCTest

@testable import Store

final class InvoiceStoreTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!
    private var bob: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
        alice = try store.register("alice")
        bob = try store.register("bob")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func invoice(_ id: Int64) throws -> Invoice {
        try XCTUnwrap(store.invoice(id, in: alice.ledger, fields: .all))
    }

    private func change(_ id: Int64, at seconds: Int64 = 0, _ adjust: (inout Invoice) -> Void) throws -> Invoice {
        try store.change(id, by: alice.actor, at: Timestamp(seconds: seconds)) { current in
            var invoice = current
            adjust(&invoice)
            return invoice
        }
    }

    // MARK: Creating and reading

    func testGivesBackWhatWasStored() throws {
        let draft = try draft(
            "Müller GmbH", email: "Info@Müller.example", address: "1 Main Street\n\"Berlin\"", due: "2024-02-29",
            notes: "'; DROP TABLE invoices; --",
            items: [("Consulting", "2", "50.00"), ("½ day 😀", "0.3333", "0.0001"), ("Free", "1000000", "0")])
        let created = try store.create(draft, by: alice.actor, at: 1_688_205_600)
        let stored = try invoice(created.id)
        XCTAssertEqual(stored.customerName, "Müller GmbH")
        XCTAssertEqual(stored.customerEmail, "Info@Müller.example")
        XCTAssertEqual(stored.customerAddress, "1 Main Street\n\"Berlin\"")
        XCTAssertEqual(stored.dueDate?.text, "2024-02-29")
        XCTAssertEqual(stored.notes, "'; DROP TABLE invoices; --")
        XCTAssertEqual(stored.items, draft.items)
        XCTAssertEqual(stored.total.text, "100.00")
        XCTAssertEqual(stored.status, .pending)
        XCTAssertEqual(stored.dateCreated.text, "2023-07-01T10:00:00Z")
        XCTAssertTrue(stored.number.text.hasPrefix("INV-202307-"))
        XCTAssertEqual(stored.revision, created.revision)
        XCTAssertEqual(created.snapshot, testSnapshot(stored))
        XCTAssertFalse(created.isReplay)
        XCTAssertEqual(try store.invoice(numbered: stored.number.text, in: alice.ledger, fields: .all), stored)
    }

    func testKeepsTheLargestOfEverything() throws {
        let largest = try draft(
            String(repeating: "Ω", count: 200), due: "9999-12-31", notes: String(repeating: "😀", count: 5000),
            items: [("x", "1000000", "9999999.9999")] + (0..<499).map { ("Line \($0)", "0.0001", "0.0001") })
        let stored = try invoice(store.create(largest, by: alice.actor, at: 253_402_300_799).id)
        XCTAssertEqual(stored.items, largest.items)
        XCTAssertEqual(stored.total.text, "9999999999900.00")
        XCTAssertEqual(stored.notes?.unicodeScalars.count, 5000)
    }

    func testReadsOnlyTheFieldsAskedFor() throws {
        let id = try store.create(try draft(email: "a@b.example"), by: alice.actor).id
        let full = try invoice(id)
        let fields: InvoiceFields = [InvoiceFields(.customerName), InvoiceFields(.total)]
        var expected = Invoice(id: id)
        expected.customerName = full.customerName
        expected.total = full.total
        expected.revision = full.revision
        XCTAssertEqual(try store.invoice(id, in: alice.ledger, fields: fields), expected)
    }

    func testDrawsAnotherNumberWhenOneIsTaken() throws {
        let moment = Timestamp(seconds: 0)
        let taken = InvoiceNumber(stored: "INV-197001-AAAAAA")
        _ = try store.create(try draft(), by: bob.actor, at: moment, claim: nil) { taken }
        var draws = [taken, taken, InvoiceNumber(stored: "INV-197001-BBBBBB")]
        let created = try store.create(try draft(), by: alice.actor, at: moment, claim: nil) { draws.removeFirst() }
        XCTAssertEqual(try invoice(created.id).number.text, "INV-197001-BBBBBB")
    }

    func testASourceOfOneNumberDoesNotHoldTheStoreForEver() throws {
        let taken = InvoiceNumber(stored: "INV-197001-AAAAAA")
        let moment = Timestamp(seconds: 0)
        _ = try store.create(try draft(), by: alice.actor, at: moment, claim: nil) { taken }
        assertThrows(ServiceError.failed) {
            try store.create(try draft(), by: alice.actor, at: moment, claim: nil) { taken }
        }
    }

    func testIdsAndRevisionsAreNeverGivenAgain() throws {
        var ids: Set<Int64> = []
        var revisions: Set<Int64> = []
        for round in 0..<5 {
            let created = try store.create(try draft(), by: alice.actor)
            let changed = try change(created.id) { $0.notes = "Round \(round)" }
            XCTAssertTrue(ids.insert(created.id).inserted)
            XCTAssertTrue(revisions.insert(created.revision).inserted)
            XCTAssertTrue(revisions.insert(changed.revision).inserted)
            try store.delete(created.id, by: alice.actor, at: Timestamp(seconds: 0)) { _ in }
            if round == 2 { try reopen() }
        }
    }

    private func reopen() throws {
        store = nil
        store = try SQLiteStore(in: folder)
    }

    // MARK: Ownership

    func testAnotherLedgersInvoiceIsAbsent() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        let number = try invoice(id).number.text
        XCTAssertNil(try store.invoice(id, in: bob.ledger, fields: .all))
        XCTAssertNil(try store.invoice(numbered: number, in: bob.ledger, fields: .all))
        XCTAssertEqual(try store.history(of: id, in: bob.ledger), [])
        let absent = ServiceError.notFound("There is no such invoice.")
        assertThrows(absent) {
            try store.change(id, by: bob.actor, at: Timestamp(seconds: 0)) { current in
                XCTFail("shown to another ledger")
                return current
            }
        }
        assertThrows(absent) {
            try store.delete(id, by: bob.actor, at: Timestamp(seconds: 0)) { _ in XCTFail("shown to another ledger") }
        }
        XCTAssertNotNil(try store.invoice(id, in: alice.ledger, fields: .all))
    }

    // MARK: Changing

    func testChangesTheInputMembersAndTheStatusOnly() throws {
        let id = try store.create(try draft(email: "a@b.example", due: "2024-01-01"), by: alice.actor).id
        let before = try invoice(id)
        let changed = try change(id, at: 99) { invoice in
            invoice.customerName = "Other"
            invoice.customerEmail = nil
            invoice.customerAddress = "Street"
            invoice.dueDate = nil
            invoice.notes = "Note"
            invoice.status = .paid
            invoice.items = [
                LineItem(
                    description: "New", quantity: Quantity(tenThousandths: 20_000),
                    unitPrice: UnitPrice(tenThousandths: 30_000), amount: Money(cents: 1))
            ]
            invoice.total = Money(cents: 2)
            invoice.number = InvoiceNumber(stored: "INV-000000-000000")
            invoice.dateCreated = Timestamp(seconds: 5)
        }
        XCTAssertEqual(changed, try invoice(id))
        XCTAssertEqual(changed.customerName, "Other")
        XCTAssertNil(changed.customerEmail)
        XCTAssertNil(changed.dueDate)
        XCTAssertEqual(changed.status, .paid)
        XCTAssertEqual(changed.total.text, "6.00")
        XCTAssertEqual(changed.items.map(\.amount.text), ["6.00"])
        XCTAssertEqual(changed.number, before.number)
        XCTAssertEqual(changed.dateCreated, before.dateCreated)
        XCTAssertNotEqual(changed.revision, before.revision)
        XCTAssertEqual(try store.check(), [])
    }

    func testAnEqualInvoiceWritesNothing() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        let before = try invoice(id)
        XCTAssertEqual(try change(id) { $0.total = Money(cents: 1) }, before)
        XCTAssertEqual(try store.history(of: id, in: alice.ledger).count, 1)
    }

    func testAnotherCompositionOfTheSameLetterIsAChange() throws {
        let id = try store.create(try draft("Caf\u{E9}"), by: alice.actor).id
        let revision = try invoice(id).revision
        let changed = try change(id) { $0.customerName = "Cafe\u{301}" }
        XCTAssertNotEqual(changed.revision, revision)
        XCTAssertEqual(Array(try invoice(id).customerName.unicodeScalars).count, 5)
    }

    func testAnotherCompositionInAnItemIsAChange() throws {
        let id = try store.create(try draft(items: [("Caf\u{E9}", "1", "1")]), by: alice.actor).id
        _ = try change(id) { invoice in
            invoice.items = invoice.items.map {
                LineItem(description: "Cafe\u{301}", quantity: $0.quantity, unitPrice: $0.unitPrice)
            }
        }
        XCTAssertEqual(try invoice(id).items.map(\.description.unicodeScalars.count), [5])
    }

    func testATotalBeyondEverythingIsRefused() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        let before = try invoice(id)
        assertThrows(ServiceError.failed) {
            try change(id) { invoice in
                invoice.items = (0..<500).map {
                    LineItem(
                        description: "Line \($0)", quantity: Quantity(tenThousandths: 10_000_000_000),
                        unitPrice: UnitPrice(tenThousandths: 10_000_000_000_000))
                }
            }
        }
        XCTAssertEqual(try invoice(id), before)
    }

    func testWhatTheChangeThrowsLeavesEverythingAsItWas() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        let before = try invoice(id)
        assertThrows(ServiceError.preconditionFailed) {
            try store.change(id, by: alice.actor, at: Timestamp(seconds: 0)) { _ throws(ServiceError) in
                throw .preconditionFailed
            }
        }
        assertThrows(ServiceError.preconditionFailed) {
            try store.delete(id, by: alice.actor, at: Timestamp(seconds: 0)) { _ throws(ServiceError) in
                throw .preconditionFailed
            }
        }
        XCTAssertEqual(try invoice(id), before)
    }

    func testConcurrentChangesComeOneAfterTheOther() throws {
        let id = try store.create(try draft(notes: "0"), by: alice.actor).id
        let (store, actor) = (store!, alice.actor)
        concurrently(8) { _ in
            for _ in 0..<10 {
                _ = try? store.change(id, by: actor, at: Timestamp(seconds: 0)) { current in
                    var invoice = current
                    invoice.notes = String((Int(current.notes ?? "") ?? 0) + 1)
                    return invoice
                }
            }
        }
        XCTAssertEqual(try invoice(id).notes, "80")
        XCTAssertEqual(try store.history(of: id, in: actor.ledger).count, 81)
    }

    func testOfTwoChangesUnderOneConditionOneIsMade() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        let revision = try invoice(id).revision
        func change() throws -> Invoice {
            try store.change(id, by: alice.actor, at: Timestamp(seconds: 0)) { current throws(ServiceError) in
                guard current.revision == revision else { throw .preconditionFailed }
                var invoice = current
                invoice.status = .paid
                return invoice
            }
        }
        XCTAssertEqual(try change().status, .paid)
        assertThrows(ServiceError.preconditionFailed) { try change() }
    }

    // MARK: Deleting and history

    func testADeletedInvoiceIsGoneAndItsHistoryStays() throws {
        let id = try store.create(try draft(), by: alice.actor, at: 1).id
        let first = try invoice(id)
        let second = try change(id, at: 2) { $0.status = .cancelled }
        try store.delete(id, by: alice.actor, at: Timestamp(seconds: 3)) { XCTAssertEqual($0, second) }
        XCTAssertNil(try store.invoice(id, in: alice.ledger, fields: .all))
        XCTAssertEqual(
            try store.history(of: id, in: alice.ledger),
            [
                InvoiceChange(
                    moment: Timestamp(seconds: 1), user: alice.id, action: .created, before: nil,
                    after: testSnapshot(first)),
                InvoiceChange(
                    moment: Timestamp(seconds: 2), user: alice.id, action: .changed, before: testSnapshot(first),
                    after: testSnapshot(second)),
                InvoiceChange(
                    moment: Timestamp(seconds: 3), user: alice.id, action: .deleted, before: testSnapshot(second),
                    after: nil),
            ])
        assertThrows(ServiceError.notFound("There is no such invoice.")) { try change(id) { $0.status = .paid } }
        assertThrows(ServiceError.notFound("There is no such invoice.")) {
            try store.delete(id, by: alice.actor, at: Timestamp(seconds: 4)) { _ in }
        }
        let items = try store.read { try $0.first("SELECT count(*) FROM invoice_items") { $0.integer(0) } }
        XCTAssertEqual(items, 0)
        XCTAssertEqual(try store.check(), [])
    }

    func testManyCreationsAtOnceGetIdsAndNumbersOfTheirOwn() throws {
        let (store, actor) = (store!, alice.actor)
        concurrently(20) { _ in
            for _ in 0..<5 { _ = try? store.create(draft(), by: actor) }
        }
        let invoices = try store.all(InvoiceQuery(), in: actor.ledger)
        XCTAssertEqual(Set(invoices.map(\.id)).count, 100)
        XCTAssertEqual(Set(invoices.map(\.number)).count, 100)
        XCTAssertEqual(try store.check(), [])
    }
}
