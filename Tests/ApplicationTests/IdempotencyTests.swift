import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class IdempotencyTests: XCTestCase {
    private let claim = IdempotencyClaim(key: "key-1", digest: [1, 2, 3])

    private func answer(_ invoice: Invoice) -> [UInt8] {
        Array("created \(invoice.id) for \(invoice.customerName)".utf8)
    }

    private func create(
        _ draft: Result<InvoiceDraft, DomainError>, _ fixture: Fixture, by user: User? = nil,
        claim: IdempotencyClaim? = nil, random: RandomSource = .repeating(seed: 1)
    ) throws -> Once<Invoice> {
        try fixture.creation(random: random).perform(
            draft, by: (user ?? fixture.alice).actor, claim: claim ?? self.claim, answer: answer)
    }

    private func made(_ result: Once<Invoice>, line: UInt = #line) throws -> Invoice {
        guard case .done(let invoice) = result else {
            XCTFail("replayed", line: line)
            throw DomainError.failed
        }
        return invoice
    }

    private func assertReplays(_ invoice: Invoice, _ result: Once<Invoice>, line: UInt = #line) {
        guard case .replayed(let answer) = result else { return XCTFail("created", line: line) }
        XCTAssertEqual(answer, self.answer(invoice), line: line)
    }

    func testTheSameKeyAndDigestIsAnsweredAsBefore() throws {
        let fixture = try Fixture()
        let first = try made(create(.success(try draft()), fixture))
        fixture.pass(86_399)
        assertReplays(first, try create(.success(try draft("Ignored")), fixture))
        XCTAssertEqual(try fixture.count(), 1)
    }

    func testItIsAnsweredAsBeforeAfterAChangeAndADeletion() throws {
        let fixture = try Fixture()
        let first = try made(create(.success(try draft()), fixture))
        _ = try fixture.change.perform(first.id, by: fixture.alice.actor) { current in
            var changed = current
            changed.customerName = "Another"
            return changed
        }
        assertReplays(first, try create(.success(try draft()), fixture))
        try fixture.deletion.perform(first.id, by: fixture.alice.actor)
        assertReplays(first, try create(.success(try draft()), fixture))
        XCTAssertEqual(try fixture.count(), 0)
    }

    func testWhatIsFaultyByTodaysRulesIsStillAnsweredAsBefore() throws {
        let fixture = try Fixture()
        let first = try made(create(.success(try draft()), fixture))
        fixture.pass(3600)
        let fault = DomainError.invalid([Fault(.pointer("/items"), "is required")])
        assertReplays(first, try create(.failure(fault), fixture))
        let other = IdempotencyClaim(key: "key-2", digest: [1, 2, 3])
        assertThrows(fault) { try create(.failure(fault), fixture, claim: other) }
    }

    func testAnotherRequestUnderTheKeyIsRefusedAtTheHeader() throws {
        let fixture = try Fixture()
        let first = try made(create(.success(try draft()), fixture))
        let other = IdempotencyClaim(key: claim.key, digest: [9])
        let refusal = DomainError.invalid([
            Fault(.header("Idempotency-Key"), "was used for another request; a new request needs a new key")
        ])
        assertThrows(refusal) { try create(.success(try draft()), fixture, claim: other) }
        assertThrows(refusal) { try create(.failure(.failed), fixture, claim: other) }
        assertReplays(first, try create(.success(try draft()), fixture))
        XCTAssertEqual(try fixture.count(), 1)
    }

    func testAKeyIsForgottenAfterADay() throws {
        let fixture = try Fixture()
        let first = try made(create(.success(try draft()), fixture))
        fixture.pass(86_400)
        let second = try made(create(.success(try draft()), fixture, random: .repeating(seed: 2)))
        XCTAssertNotEqual(second.id, first.id)
        fixture.pass(86_400)
        let other = IdempotencyClaim(key: claim.key, digest: [9])
        _ = try made(create(.success(try draft()), fixture, claim: other, random: .repeating(seed: 3)))
    }

    func testForgottenKeysAreRemovedAsNewOnesCome() throws {
        let fixture = try Fixture()
        for index in 0..<40 {
            _ = try create(
                .success(try draft()), fixture, claim: IdempotencyClaim(key: "old-\(index)", digest: []),
                random: .repeating(seed: UInt8(index)))
        }
        fixture.pass(86_400)
        for index in 0..<3 {
            _ = try create(
                .success(try draft()), fixture, claim: IdempotencyClaim(key: "new-\(index)", digest: []),
                random: .repeating(seed: UInt8(100 + index)))
        }
        XCTAssertEqual(fixture.store.state.keptAnswers.keys.map(\.key).sorted(), ["new-0", "new-1", "new-2"])
    }

    func testEachUserHasKeysOfTheirOwn() throws {
        let fixture = try Fixture()
        _ = try made(create(.success(try draft()), fixture))
        _ = try made(create(.success(try draft()), fixture, by: fixture.bob, random: .repeating(seed: 2)))
        XCTAssertEqual(try fixture.count(of: fixture.bob), 1)
    }

    func testWithoutAKeyNothingIsKept() throws {
        let fixture = try Fixture()
        _ = try fixture.create(try draft())
        XCTAssertTrue(fixture.store.state.keptAnswers.isEmpty)
    }

    func testARefusedRequestIsNotRemembered() throws {
        let fixture = try Fixture()
        let fault = DomainError.invalid([Fault(.pointer("/items"), "is required")])
        assertThrows(fault) { try create(.failure(fault), fixture) }
        XCTAssertTrue(fixture.store.state.keptAnswers.isEmpty)
        _ = try made(create(.success(try draft()), fixture))
    }

    func testAFailedCreationIsNotRemembered() throws {
        let fixture = try Fixture()
        let taken = IdempotencyClaim(key: "taken", digest: [])
        _ = try create(.success(try draft()), fixture, claim: taken, random: .stuck(at: 0))
        assertThrows(.failed) { try create(.success(try draft()), fixture, random: .stuck(at: 0)) }
        fixture.fillDisk()
        assertThrows(.insufficientStorage) { try create(.success(try draft()), fixture) }
        fixture.store.writeFailure = nil
        XCTAssertEqual(fixture.store.state.keptAnswers.keys.map(\.key), ["taken"])
        _ = try made(create(.success(try draft()), fixture))
    }

    func testARequestIsRefusedWhileTheFirstIsRunning() throws {
        let fixture = try Fixture()
        let creation = fixture.creation()
        let refused = Counter()
        let result = try creation.perform(
            .success(try draft()), by: fixture.alice.actor, claim: claim,
            answer: { invoice in
                do throws(DomainError) {
                    _ = try creation.perform(
                        .failure(.failed), by: fixture.alice.actor, claim: claim, answer: { _ in [] })
                    XCTFail("ran beside the first")
                } catch {
                    guard case .conflict(_, let faults) = error else {
                        XCTFail("\(error)")
                        return []
                    }
                    XCTAssertEqual(faults, [])
                    refused.increment()
                }
                return self.answer(invoice)
            })
        let first = try made(result)
        XCTAssertGreaterThan(refused.value, 0)
        // Afterwards it is answered.
        assertReplays(
            first,
            try creation.perform(.failure(.failed), by: fixture.alice.actor, claim: claim, answer: { _ in [] }))
    }

    func testAKeyIsFreeAgainAfterAFailure() throws {
        let fixture = try Fixture()
        let creation = fixture.creation()
        let fault = DomainError.invalid([Fault(.pointer("/items"), "is required")])
        for _ in 0..<2 {
            assertThrows(fault) {
                try creation.perform(.failure(fault), by: fixture.alice.actor, claim: claim, answer: { _ in [] })
            }
        }
    }
}
