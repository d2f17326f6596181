import Accounts
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

final class PlanCacheTests: StoreTestCase {
    private func query(_ needle: String) -> InvoiceQuery {
        var query = InvoiceQuery()
        query.customerName = FoldedText(needle)
        return query
    }

    private func names(_ needle: String) throws -> [String] {
        try store.all(query(needle), in: alice.ledger).map(\.customerName)
    }

    private func create(_ name: String) throws {
        try store.create(try draft(name), by: alice.actor)
    }

    private func plan(_ needle: String) -> ListPlan? {
        store.caches?.plans.answer(to: PlanQuestion(query(needle), in: alice.ledger)).plan
    }

    // MARK: In the store

    func testACustomerThatIsNewSinceThePlanIsFound() throws {
        try create("Acme One")
        XCTAssertEqual(try names("acme"), ["Acme One"])
        XCTAssertEqual(try names("acme"), ["Acme One"])
        try create("Acme Two")
        XCTAssertEqual(try names("acme"), ["Acme Two", "Acme One"])
        try store.change(1, by: alice.actor) { $0.customerName = "Bolt" }
        XCTAssertEqual(try names("acme"), ["Acme Two"])
        try store.delete(2, by: alice.actor)
        XCTAssertEqual(try names("acme"), [])
    }

    func testEveryQuestionHasAPlanOfItsOwn() throws {
        for name in ["Acme", "Bolt"] { try create(name) }
        for _ in 1...2 {
            XCTAssertEqual(try names("acme"), ["Acme"])
            XCTAssertEqual(try names("bolt"), ["Bolt"])
            XCTAssertEqual(try names("nobody"), [])
        }
    }

    func testMoreQuestionsThanAreKeptAreAnswered() throws {
        for number in 1...1200 {
            XCTAssertEqual(try names("nobody \(number)"), [])
        }
        try create("Nobody 7")
        XCTAssertEqual(try names("nobody 7"), ["Nobody 7"])
    }

    func testWhatIsWrittenElsewhereLeavesPlansAsTheyAre() throws {
        let bob = try store.register("bob")
        try create("Acme")
        _ = try names("acme")
        let kept = try XCTUnwrap(plan("acme"))
        try store.probe()
        try store.openSession([UInt8](repeating: 1, count: 32), of: alice, at: Timestamp(seconds: 0))
        try store.create(try draft(), by: bob.actor)
        _ = try store.remakeAnswers(atMost: 10)
        XCTAssertEqual(plan("acme"), kept)
        try create("Bolt")
        XCTAssertNil(plan("acme"))
    }

    func testAReaderBesideAnotherProcessKeepsNoPlans() throws {
        let reader = try openForReading(in: folder)
        for name in ["Acme One", "Acme Two"] {
            try create(name)
            XCTAssertEqual(try reader.all(query("acme"), in: alice.ledger).first?.customerName, name)
        }
    }

    func testAPlanIsNotUsedForAStateThatCameAfterIt() throws {
        try create("Acme")
        // Read and written at once: every name that was answered before a search is found by it.
        let (store, alice) = (store!, alice!)
        concurrently(4) { thread in
            for round in 0..<25 {
                let name = "thread \(thread) round \(round)"
                guard (try? store.create(draft(name), by: alice.actor)) != nil else {
                    XCTFail("not created")
                    continue
                }
                var query = InvoiceQuery()
                query.customerName = FoldedText("thread \(thread)")
                query.limit = 1000
                XCTAssertEqual((try? store.all(query, in: alice.ledger))?.count, round + 1)
            }
        }
    }

    // MARK: Versions

    private let versions = LedgerVersions()
    private lazy var plans = PlanCache(versions: versions)
    private let question = PlanQuestion(InvoiceQuery(), in: 1)

    func testAPlanHoldsUntilTheLedgerIsWritten() {
        let version = plans.answer(to: question).version
        plans.keep(.sorted, for: question, at: version)
        XCTAssertEqual(plans.answer(to: question).plan, .sorted)
        XCTAssertTrue(plans.isStill(version, of: 1))
        versions.raise([2])
        versions.raise([2])
        XCTAssertEqual(plans.answer(to: question).plan, .sorted)
        versions.raise([1])
        XCTAssertNil(plans.answer(to: question).plan)
        XCTAssertFalse(plans.isStill(version, of: 1))
        versions.raise([1])
        XCTAssertNil(plans.answer(to: question).plan)
        XCTAssertFalse(plans.isStill(version, of: 1))
    }

    func testWhatIsChosenDuringACommitIsNotKept() {
        versions.raise([1])
        let during = plans.answer(to: question).version
        plans.keep(.sorted, for: question, at: during)
        XCTAssertFalse(plans.isStill(during, of: 1), "the commit may be seen or not")
        versions.raise([1])
        plans.keep(.sorted, for: question, at: during)
        XCTAssertNil(plans.answer(to: question).plan)
    }
}
