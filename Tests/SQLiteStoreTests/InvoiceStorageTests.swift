import Accounts
import Application
import DatabaseFiles
import Foundation
import Ledger
import LedgerCodec
import Primitives
import XCTest

@testable import SQLiteStore

/// Invoices as rows, items, records and answers. What a store has to do at all is in the contract suite.
final class InvoiceStorageTests: StoreTestCase {
    private func invoice(_ id: Int64) throws -> Invoice {
        try XCTUnwrap(store.invoice(id, in: alice.ledger, fields: .all))
    }

    private func count(_ table: String) throws -> Int64? {
        try store.read { try $0.first("SELECT count(*) FROM \(table)") { $0.integer(0) } }
    }

    func testGivesBackWhatWasStored() throws {
        let draft = try draft(
            "Müller GmbH", email: "Info@Müller.example", address: "1 Main Street\n\"Berlin\"", due: "2024-02-29",
            notes: "'; DROP TABLE invoices; --",
            items: [("Consulting", "2", "50.00"), ("½ day 😀", "0.3333", "0.0001"), ("Free", "1000000", "0")])
        let created = try store.create(draft, by: alice.actor, at: 1_688_205_600)
        let stored = try invoice(created.id)
        XCTAssertEqual(stored, created)
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
        XCTAssertEqual(stored.revision, 1)
        XCTAssertEqual(try store.invoice(numbered: stored.number.text, in: alice.ledger, fields: .all), stored)
        XCTAssertEqual(
            try store.answer(of: created.id, in: alice.ledger),
            InvoiceAnswer(revision: 1, bytes: testAnswer(stored)))
    }

    func testKeepsTheLargestOfEverything() throws {
        let largest = try draft(
            String(repeating: "Ω", count: 200), due: "9999-12-31", notes: String(repeating: "😀", count: 5000),
            items: [("x", "1000000", "9999999.9999")] + (0..<499).map { ("Line \($0)", "0.0001", "0.0001") })
        let stored = try invoice(store.create(largest, by: alice.actor, at: 253_402_300_799).id)
        XCTAssertEqual(stored.items, largest.items)
        XCTAssertEqual(stored.total.text, "9999999999900.00")
        XCTAssertEqual(stored.notes?.unicodeScalars.count, 5000)
        XCTAssertEqual(try store.check(), [])
    }

    func testEveryFieldCanBeReadAlone() throws {
        let created = try store.create(
            try draft(email: "a@b.example", address: "Street", due: "2024-02-29", notes: "Note"), by: alice.actor)
        for field in InvoiceField.allCases {
            let read = try XCTUnwrap(
                store.invoice(created.id, in: alice.ledger, fields: InvoiceFields(field)), field.name)
            XCTAssertTrue(field.isSame(in: read, created), field.name)
            XCTAssertEqual(read.revision, 1)
        }
    }

    func testEveryFieldCanBeChangedAndCleared() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        var expected = try invoice(id)
        for field in InvoiceField.allCases {
            let values: [FieldValue?]
            switch field.kind {
            case .id, .number, .dateCreated, .total, .items: continue
            case .status: values = [.status(.paid), .status(.cancelled)]
            case .date: values = [.date(CalendarDate(daysSince1970: 7)), nil]
            case .text: values = [.text("Other \(field.name)")]
            case .optionalText, .email: values = [.text("x@\(field.name).example"), nil]
            }
            for value in values {
                let changed = try store.change(id, by: alice.actor) { field.set(value, in: &$0) }
                field.set(value, in: &expected)
                expected.revision += 1
                XCTAssertEqual(changed, expected, field.name)
                XCTAssertEqual(try invoice(id), expected, field.name)
            }
        }
        XCTAssertEqual(try store.check(), [])
    }

    func testAnotherCompositionOfALetterIsStored() throws {
        let id = try store.create(try draft("Caf\u{E9}", items: [("Caf\u{E9}", "1", "1")]), by: alice.actor).id
        try store.change(id, by: alice.actor) { invoice in
            invoice.customerName = "Cafe\u{301}"
            invoice.items = invoice.items.map {
                LineItem(description: "Cafe\u{301}", quantity: $0.quantity, unitPrice: $0.unitPrice)
            }
        }
        XCTAssertEqual(try invoice(id).customerName.unicodeScalars.count, 5)
        XCTAssertEqual(try invoice(id).items.map(\.description.unicodeScalars.count), [5])
    }

    func testATotalBeyondEverythingIsRefused() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        let before = try invoice(id)
        var changed = before
        changed.total = Money(cents: Money.largestTotal.cents + 1)
        assertThrows(DomainError.failed) {
            try store.perform("update") { try $0.update(before, to: changed, in: self.alice.ledger) }
        }
        XCTAssertEqual(try invoice(id), before)
        XCTAssertEqual(try store.history(of: id, in: alice.ledger, latest: 9).count, 1)
    }

    func testARecordIsCanonicalAndNamesPeopleById() throws {
        let invoice = try store.create(try draft(), by: alice.actor, at: 1_688_205_600)
        try store.change(invoice.id, by: alice.actor, at: 1_688_205_601) { $0.status = .paid }
        try store.delete(invoice.id, by: alice.actor, at: 1_688_205_602)
        let records = try store.read {
            try $0.all("SELECT ledger_id, invoice_id, revision, record, typeof(record) FROM history ORDER BY id") {
                [$0.text(0), $0.text(1), $0.text(2), $0.text(3), $0.text(4)]
            }
        }
        let created =
            #"{"action":"created","at":"2023-07-01T10:00:00Z","by":1,"invoice":{"customer_name":"Acme Corp","#
            + #""date_created":"2023-07-01T10:00:00Z","id":1,"invoice_number":"\#(invoice.number.text)","#
            + #""items":[{"amount":"10.00","description":"Work","quantity":"1","unit_price":"10.00"}],"#
            + #""status":"PENDING","total_amount":"10.00"},"invoice_id":1,"ledger_id":1,"revision":1,"version":1}"#
        XCTAssertEqual(
            records,
            [
                ["1", "1", "1", created, "text"],
                [
                    "1", "1", "2",
                    #"{"action":"changed","at":"2023-07-01T10:00:01Z","by":1,"changes":{"status":{"after":"PAID","#
                        + #""before":"PENDING"}},"invoice_id":1,"ledger_id":1,"revision":2,"version":1}"#, "text",
                ],
                [
                    "1", "1", "3",
                    #"{"action":"deleted","at":"2023-07-01T10:00:02Z","by":1,"invoice_id":1,"ledger_id":1,"#
                        + #""revision":3,"version":1}"#, "text",
                ],
            ])
    }

    func testTheLatestRecordsAreGivenOldestFirst() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        for round in 1...4 { try store.change(id, by: alice.actor) { $0.notes = "Round \(round)" } }
        XCTAssertEqual(try store.history(of: id, in: alice.ledger, latest: 2).map(\.revision), [4, 5])
        XCTAssertEqual(try store.history(of: id, in: alice.ledger, latest: .max).map(\.revision), [1, 2, 3, 4, 5])
        XCTAssertEqual(try store.history(of: id, in: alice.ledger + 1, latest: 9), [])
    }

    func testADeletedInvoiceLeavesItsHistoryAlone() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        try store.delete(id, by: alice.actor)
        for table in ["invoices", "invoice_items", "invoice_answers"] { XCTAssertEqual(try count(table), 0, table) }
        XCTAssertEqual(try count("history"), 2)
        XCTAssertEqual(try store.check(), [])
    }

    func testIdsAreNeverGivenAgain() throws {
        var ids: Set<Int64> = []
        for round in 0..<5 {
            let created = try store.create(try draft(), by: alice.actor)
            XCTAssertTrue(ids.insert(created.id).inserted)
            try store.delete(created.id, by: alice.actor)
            if round == 2 {
                store = nil
                store = try openStore(in: folder)
            }
        }
    }

    func testAPromisedIdIsNotPromisedAgain() throws {
        let promised = try store.perform("promise") { unit in [try unit.nextInvoiceID(), try unit.nextInvoiceID()] }
        XCTAssertEqual(promised, [1, 2])
        XCTAssertEqual(try store.create(try draft(), by: alice.actor).id, 3)
        // What was undone was not promised.
        struct Refusal: Error {}
        assertThrows(DomainError.failed) {
            try store.perform("promise") { unit -> Void in
                _ = try unit.nextInvoiceID()
                throw Refusal()
            }
        }
        XCTAssertEqual(try store.create(try draft(), by: alice.actor).id, 4)
    }

    func testWhatIsNotThereIsNeitherUpdatedNorDeleted() throws {
        let invoice = try store.create(try draft(), by: alice.actor)
        for ledger in [alice.ledger + 1, 99] {
            assertThrows(DomainError.failed) {
                try store.perform("update") { try $0.update(invoice, to: invoice, in: ledger) }
            }
            assertThrows(DomainError.failed) { try store.perform("delete") { try $0.delete(invoice, in: ledger) } }
        }
        XCTAssertEqual(try self.invoice(invoice.id), invoice)
    }

    func testConcurrentChangesFollowOneAnother() throws {
        let id = try store.create(try draft(notes: "0"), by: alice.actor).id
        let (store, actor) = (store!, alice.actor)
        concurrently(8) { _ in
            for _ in 0..<10 {
                _ = try? store.change(id, by: actor) { $0.notes = String((Int($0.notes ?? "") ?? 0) + 1) }
            }
        }
        XCTAssertEqual(try invoice(id).notes, "80")
        XCTAssertEqual(try invoice(id).revision, 81)
        XCTAssertEqual(
            try store.history(of: id, in: actor.ledger, latest: .max).map(\.revision), (1...81).map { Int64($0) })
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

    func testEqualRevisionsOfAnInvoiceAreRefused() throws {
        let invoice = try store.create(try draft(), by: alice.actor)
        let change = InvoiceChange(
            invoice: invoice.id, revision: 1, moment: Timestamp(seconds: 0), user: alice.id, event: .deleted)
        assertThrows(DomainError.failed) { try store.perform("append") { try $0.append(change, in: 1) } }
    }

    func testNoRevisionIsAtOrBelowTheFloor() throws {
        let id = try store.create(try draft(), by: alice.actor).id
        try store.write { try $0.run("UPDATE revision_floor SET revision = 41") }
        store = nil
        store = try openStore(in: folder)
        XCTAssertEqual(try store.change(id, by: alice.actor) { $0.status = .paid }.revision, 42)
        XCTAssertEqual(try store.change(id, by: alice.actor) { $0.status = .pending }.revision, 43)
        XCTAssertEqual(try store.check(), [])
    }

    func testARecordThatCannotBeReadIsAFaultWithoutItsContents() throws {
        let id = try store.create(try draft("Secret customer"), by: alice.actor).id
        try store.write { connection in
            try connection.run("DROP TRIGGER history_update_refused")
            try connection.run("UPDATE history SET record = replace(record, '\"version\":1', '\"version\":2')")
        }
        assertThrows(DomainError.failed) { try store.history(of: id, in: alice.ledger, latest: 1) }
        XCTAssertEqual(try store.check(), ["Invoice \(id): its history cannot be read."])
    }
}
