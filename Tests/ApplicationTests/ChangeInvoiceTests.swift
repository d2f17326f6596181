import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class ChangeInvoiceTests: XCTestCase {
    private func change(
        _ id: Int64, _ fixture: Fixture, by user: User? = nil, _ adjust: (inout Invoice) -> Void
    ) throws -> Invoice {
        try fixture.change.perform(id, by: (user ?? fixture.alice).actor) { current in
            var invoice = current
            adjust(&invoice)
            return invoice
        }
    }

    func testTheChangeIsStoredWithItsRecord() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft())
        fixture.pass(60)
        let after = try change(before.id, fixture) { $0.status = .paid }
        XCTAssertEqual(try fixture.invoice(before.id), after)
        XCTAssertEqual(after.status, .paid)
        XCTAssertGreaterThan(after.revision, before.revision)
        XCTAssertEqual(
            try fixture.history(of: before.id).last,
            InvoiceChange(
                invoice: before.id, revision: after.revision, moment: Fixture.start.adding(seconds: 60),
                user: fixture.alice.id,
                event: .changed([.field(.status, before: .status(.pending), after: .status(.paid))])))
    }

    func testWhatIsTheServersIsNotTaken() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft(due: "2024-01-01"))
        let after = try fixture.change.perform(before.id, by: fixture.alice.actor) { current in
            var invoice = Invoice(id: 99)
            invoice.number = InvoiceNumber(stored: "INV-000000-000000")
            invoice.dateCreated = Timestamp(seconds: 5)
            invoice.revision = 77
            invoice.total = Money(cents: 2)
            invoice.customerName = "Other"
            invoice.customerAddress = "Street"
            invoice.notes = "Note"
            invoice.status = .paid
            invoice.items = [
                LineItem(
                    description: "New", quantity: Quantity(tenThousandths: 20_000),
                    unitPrice: UnitPrice(tenThousandths: 30_000), amount: Money(cents: 1))
            ]
            return invoice
        }
        XCTAssertEqual(after, try fixture.invoice(before.id))
        XCTAssertEqual(after.id, before.id)
        XCTAssertEqual(after.number, before.number)
        XCTAssertEqual(after.dateCreated, before.dateCreated)
        XCTAssertEqual(after.revision, 2)
        XCTAssertEqual(after.customerName, "Other")
        XCTAssertEqual(after.customerAddress, "Street")
        XCTAssertNil(after.dueDate)
        XCTAssertEqual(after.status, .paid)
        XCTAssertEqual(after.items.map(\.amount.text), ["6.00"])
        XCTAssertEqual(after.total.text, "6.00")
        XCTAssertNil(try fixture.invoice(99))
    }

    func testNothingIsWrittenWhereNothingDiffers() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft())
        let after = try change(before.id, fixture) { invoice in
            invoice.total = Money(cents: 1)
            invoice.revision = 77
            invoice.number = InvoiceNumber(stored: "INV-000000-000000")
        }
        XCTAssertEqual(after, before)
        XCTAssertEqual(try fixture.invoice(before.id), before)
        XCTAssertEqual(try fixture.history(of: before.id).count, 1)
    }

    func testAnotherCompositionOfTheSameLetterIsAChange() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft("Caf\u{E9}"))
        let after = try change(before.id, fixture) { $0.customerName = "Cafe\u{301}" }
        XCTAssertNotEqual(after.revision, before.revision)
        XCTAssertEqual(try fixture.invoice(before.id)?.customerName.unicodeScalars.count, 5)
    }

    func testATotalBeyondEverythingIsRefused() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft())
        assertThrows(.failed) {
            try change(before.id, fixture) { invoice in
                invoice.items = (0..<500).map {
                    LineItem(
                        description: "Line \($0)", quantity: Quantity(tenThousandths: 10_000_000_000),
                        unitPrice: UnitPrice(tenThousandths: 10_000_000_000_000))
                }
            }
        }
        XCTAssertEqual(try fixture.invoice(before.id), before)
    }

    func testAnAbsentInvoiceIsNotFound() throws {
        let fixture = try Fixture()
        let others = try fixture.create(try draft(), by: fixture.bob)
        for id in [others.id, 0, -1, .max] {
            assertThrows(.noInvoice) {
                try change(id, fixture) { _ in XCTFail("shown to another ledger") }
            }
        }
        XCTAssertEqual(try fixture.invoice(others.id, of: fixture.bob), others)
    }

    func testWhatTheChangeThrowsLeavesEverythingAsItWas() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft())
        for error in [DomainError.preconditionFailed, .invalid([Fault(.pointer("/notes"), "is wrong")])] {
            assertThrows(error) {
                try fixture.change.perform(before.id, by: fixture.alice.actor) { _ throws(DomainError) in
                    throw error
                }
            }
        }
        XCTAssertEqual(try fixture.invoice(before.id), before)
        XCTAssertEqual(try fixture.history(of: before.id).count, 1)
    }

    func testAChangeSeesTheInvoiceAsItStands() throws {
        let fixture = try Fixture()
        let id = try fixture.create(try draft()).id
        let paid = try change(id, fixture) { $0.status = .paid }
        _ = try fixture.change.perform(id, by: fixture.alice.actor) { current in
            XCTAssertEqual(current, paid)
            return current
        }
    }

    func testOfTwoChangesUnderOneConditionOneIsMade() throws {
        let fixture = try Fixture()
        let before = try fixture.create(try draft())
        func pay() throws -> Invoice {
            try fixture.change.perform(before.id, by: fixture.alice.actor) { current throws(DomainError) in
                guard current.revision == before.revision else { throw .preconditionFailed }
                var invoice = current
                invoice.status = .paid
                return invoice
            }
        }
        XCTAssertEqual(try pay().status, .paid)
        assertThrows(.preconditionFailed) { try pay() }
    }
}

final class DeleteInvoiceTests: XCTestCase {
    func testADeletedInvoiceIsGoneAndItsHistoryStays() throws {
        let fixture = try Fixture()
        let invoice = try fixture.create(try draft())
        fixture.pass(5)
        try fixture.deletion.perform(invoice.id, by: fixture.alice.actor) { XCTAssertEqual($0, invoice) }
        XCTAssertNil(try fixture.invoice(invoice.id))
        let history = try fixture.history(of: invoice.id)
        XCTAssertEqual(history.map(\.event), [.created(invoice), .deleted])
        XCTAssertEqual(history.last?.moment, Fixture.start.adding(seconds: 5))
        XCTAssertEqual(history.last?.user, fixture.alice.id)
        XCTAssertGreaterThan(history.last?.revision ?? 0, invoice.revision)
        assertThrows(.noInvoice) { try fixture.deletion.perform(invoice.id, by: fixture.alice.actor) }
    }

    func testWhatTheCheckThrowsLeavesTheInvoice() throws {
        let fixture = try Fixture()
        let invoice = try fixture.create(try draft())
        assertThrows(.preconditionFailed) {
            try fixture.deletion.perform(invoice.id, by: fixture.alice.actor) { _ throws(DomainError) in
                throw .preconditionFailed
            }
        }
        XCTAssertEqual(try fixture.invoice(invoice.id), invoice)
        XCTAssertEqual(try fixture.history(of: invoice.id).count, 1)
    }

    func testAnotherLedgersInvoiceIsNotFound() throws {
        let fixture = try Fixture()
        let invoice = try fixture.create(try draft())
        assertThrows(.noInvoice) {
            try fixture.deletion.perform(invoice.id, by: fixture.bob.actor) { _ in
                XCTFail("shown to another ledger")
            }
        }
        XCTAssertEqual(try fixture.invoice(invoice.id), invoice)
    }
}
