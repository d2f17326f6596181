import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class CreateInvoiceTests: XCTestCase {
    private func create(
        _ draft: Result<InvoiceDraft, DomainError>, _ fixture: Fixture, random: RandomSource = .repeating(seed: 1)
    ) throws -> Invoice {
        let result = try fixture.creation(random: random).perform(
            draft, by: fixture.alice.actor, claim: nil, answer: { _ in [] })
        guard case .done(let invoice) = result else { throw DomainError.failed }
        return invoice
    }

    private func number(_ letter: Character) -> InvoiceNumber {
        InvoiceNumber(stored: "INV-202307-" + String(repeating: letter, count: 6))
    }

    func testTheInvoiceIsStoredPendingInItsFirstState() throws {
        let fixture = try Fixture()
        let invoice = try create(.success(try draft("Zoë", due: "2023-07-31")), fixture)
        XCTAssertEqual(try fixture.invoice(invoice.id), invoice)
        XCTAssertEqual(invoice.customerName, "Zoë")
        XCTAssertEqual(invoice.dueDate?.text, "2023-07-31")
        XCTAssertEqual(invoice.total.text, "10.00")
        XCTAssertEqual(invoice.status, .pending)
        XCTAssertEqual(invoice.dateCreated, Fixture.start)
        XCTAssertEqual(invoice.revision, 1)
        XCTAssertTrue(invoice.number.text.hasPrefix("INV-202307-"))
        XCTAssertNil(try fixture.invoice(invoice.id, of: fixture.bob))
    }

    func testTheHistoryBeginsWithIt() throws {
        let fixture = try Fixture()
        let invoice = try create(.success(try draft()), fixture)
        XCTAssertEqual(
            try fixture.history(of: invoice.id),
            [
                InvoiceChange(
                    invoice: invoice.id, revision: 1, moment: Fixture.start, user: fixture.alice.id,
                    event: .created(invoice))
            ])
    }

    func testAFaultyDraftIsRefusedAndStoresNothing() throws {
        let fixture = try Fixture()
        let fault = DomainError.invalid([Fault(.pointer("/items"), "is required")])
        assertThrows(fault) { try create(.failure(fault), fixture) }
        XCTAssertEqual(try fixture.count(), 0)
    }

    func testAnotherNumberIsDrawnWhenOneIsTakenInAnyLedger() throws {
        let fixture = try Fixture()
        let taken = try fixture.creation(random: .stuck(at: 0)).perform(
            .success(try draft()), by: fixture.bob.actor, claim: nil, answer: { _ in [] })
        guard case .done(let others) = taken else { return XCTFail("replayed") }
        XCTAssertEqual(others.number, number("A"))
        // Twice the taken one, then another; and so again when the unit of work is run again.
        let draws = Counter()
        let random = RandomSource { Array(repeating: draws.increment() % 3 < 2 ? 0 : 1, count: $0) }
        XCTAssertEqual(try create(.success(try draft()), fixture, random: random).number, number("B"))
        XCTAssertEqual(draws.value, 6)
    }

    func testARandomSourceThatIsStuckIsGivenUp() throws {
        let fixture = try Fixture()
        _ = try create(.success(try draft()), fixture, random: .stuck(at: 0))
        let draws = Counter()
        let random = RandomSource { count in
            draws.increment()
            return Array(repeating: 0, count: count)
        }
        assertThrows(.failed) { try create(.success(try draft()), fixture, random: random) }
        XCTAssertEqual(draws.value, 2000, "1000 in each run of the unit of work")
        XCTAssertEqual(try fixture.count(), 1)
    }

    func testTheMonthOfTheNumberIsThatOfItsCreation() throws {
        let fixture = try Fixture()
        fixture.now = try XCTUnwrap(Timestamp("2024-02-29T23:59:59Z"))
        let invoice = try create(.success(try draft()), fixture)
        XCTAssertTrue(invoice.number.text.hasPrefix("INV-202402-"))
        XCTAssertEqual(invoice.dateCreated, fixture.now)
    }

    func testWhatCannotBeStoredFails() throws {
        let fixture = try Fixture()
        fixture.fillDisk()
        assertThrows(.insufficientStorage) { try create(.success(try draft()), fixture) }
        XCTAssertEqual(try fixture.count(), 0)
    }
}
