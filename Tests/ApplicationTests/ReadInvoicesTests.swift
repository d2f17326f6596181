import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class ReadInvoicesTests: XCTestCase {
    func testAnInvoiceIsReadByItsIDAndByItsNumber() throws {
        let fixture = try Fixture()
        let invoice = try fixture.create(try draft())
        let actor = fixture.alice.actor
        XCTAssertEqual(try fixture.reading.invoice(invoice.id, for: actor), invoice)
        XCTAssertEqual(
            try fixture.reading.invoice(numbered: invoice.number.text, for: actor, fields: .all), invoice)
        XCTAssertEqual(
            try fixture.reading.answer(invoice.id, for: actor),
            InvoiceAnswer(revision: 1, bytes: Array("\(invoice)".utf8)))
        XCTAssertEqual(try fixture.reading.history(of: invoice.id, for: actor, latest: 5).count, 1)
    }

    func testWhatIsAbsentOrAnothersIsNotFound() throws {
        let fixture = try Fixture()
        let invoice = try fixture.create(try draft())
        for (id, number) in [(invoice.id, invoice.number.text), (0, ""), (.max, "INV-202307-ZZZZZZ")] {
            let actor = fixture.bob.actor
            assertThrows(.noInvoice) { try fixture.reading.invoice(id, for: actor) }
            assertThrows(.noInvoice) { try fixture.reading.answer(id, for: actor) }
            assertThrows(.noInvoice) {
                try fixture.reading.invoice(numbered: number, for: actor, fields: .all)
            }
            XCTAssertEqual(try fixture.reading.history(of: id, for: actor, latest: 5), [])
        }
    }

    func testInvoicesAreFoundByTheBeginningOfTheirNumber() throws {
        let fixture = try Fixture()
        let invoices = try (0..<4).map { _ in try fixture.create(try draft()) }
        _ = try fixture.create(try draft(), by: fixture.bob)
        let found = try fixture.reading.invoices(numberedFrom: "INV-202307-", for: fixture.alice.actor, limit: 3)
        XCTAssertEqual(
            found.map(\.number.text), Array(invoices.map(\.number.text).sorted().prefix(3)))
        XCTAssertTrue(found.allSatisfy { $0.items.isEmpty && $0.customerName == "Acme Corp" })
        XCTAssertEqual(
            try fixture.reading.invoices(numberedFrom: "INV-1999", for: fixture.alice.actor, limit: 3), [])
    }

    func testNeighboursAreThoseCreatedJustBeforeAndAfter() throws {
        let fixture = try Fixture()
        var invoices: [Invoice] = []
        // Two of them in the same second.
        for seconds: Int64 in [0, 10, 0, 10] {
            fixture.pass(seconds)
            invoices.append(try fixture.create(try draft()))
            _ = try fixture.create(try draft(), by: fixture.bob)
        }
        for (index, invoice) in invoices.enumerated() {
            let (previous, next) = try fixture.reading.neighbours(of: invoice, for: fixture.alice.actor)
            XCTAssertEqual(previous?.id, index == 0 ? nil : invoices[index - 1].id)
            XCTAssertEqual(next?.id, index == 3 ? nil : invoices[index + 1].id)
            XCTAssertEqual(next?.number, index == 3 ? nil : invoices[index + 1].number)
        }
    }

    func testListsAreOfTheActorsLedger() throws {
        let fixture = try Fixture()
        let invoice = try fixture.create(try draft())
        let lists = ListInvoices(reader: fixture.store)
        for (actor, expected) in [(fixture.alice.actor, [invoice]), (fixture.bob.actor, [])] {
            var found: [Int64] = []
            XCTAssertTrue(
                try lists.invoices(InvoiceQuery(), for: actor).read {
                    found.append($0.id)
                    return true
                })
            XCTAssertEqual(found, expected.map(\.id))
            var answers: [[UInt8]] = []
            XCTAssertTrue(
                try lists.answers(InvoiceQuery(), for: actor).read {
                    answers.append(Array($0))
                    return true
                })
            XCTAssertEqual(answers, expected.map { Array("\($0)".utf8) })
        }
    }

    func testAQueryIsFilteredAsSoonAsItMayLeaveAnythingOut() {
        XCTAssertFalse(InvoiceQuery().isFiltered)
        let filters: [(inout InvoiceQuery) -> Void] = [
            { $0.statuses = [.paid] }, { $0.createdAfter = CalendarDate(daysSince1970: 0) },
            { $0.createdBefore = CalendarDate(daysSince1970: 0) }, { $0.dueAfter = CalendarDate(daysSince1970: 0) },
            { $0.dueBefore = CalendarDate(daysSince1970: 0) }, { $0.customerName = FoldedText("a") },
            { $0.customerEmail = FoldedText("a") }, { $0.minAmount = .zero }, { $0.maxAmount = .zero },
        ]
        for filter in filters {
            var query = InvoiceQuery()
            filter(&query)
            XCTAssertTrue(query.isFiltered)
        }
    }
}
