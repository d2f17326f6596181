import Accounts
import Application
import Foundation
import Ledger
import Primitives
import Synchronization
import XCTest

/// Lists while others write, and many who write at once.
extension StoreContract {
    private func createOne(_ random: inout SeededRandom, in fixture: StoreFixture) throws -> Int64 {
        try fixture.create(
            try draft(
                "Customer \(Int.random(in: 0..<5, using: &random))",
                due: random.one(in: 2) ? "2024-01-0\(Int.random(in: 1...5, using: &random))" : nil,
                items: [("Work", "1", "\(Int.random(in: 1...5, using: &random))")]),
            by: fixture.alice, at: .random(in: 0..<10, using: &random)
        ).id
    }

    package func aWalkNeitherSkipsNorRepeatsWhatExistsThroughout() throws {
        let fixture = try open()
        for key in InvoiceQuery.SortKey.allCases {
            for order in InvoiceQuery.SortOrder.allCases {
                var random = SeededRandom(5)
                var steady: [Int64] = []
                var doomed: [Int64] = []
                for index in 0..<60 {
                    let id = try createOne(&random, in: fixture)
                    if index % 3 == 0 { doomed.append(id) } else { steady.append(id) }
                }
                var query = InvoiceQuery()
                (query.sortKey, query.sortOrder, query.limit) = (key, order, 7)
                let seen = try fixture.walk(query, of: fixture.alice.ledger) { _ in
                    _ = try createOne(&random, in: fixture)
                    if let id = doomed.popLast() { try fixture.delete(id, by: fixture.alice) }
                    // Neither the sort value nor a filter's.
                    try fixture.change(steady[0], by: fixture.alice) { $0.notes = "\($0.notes ?? "")+" }
                }
                XCTAssertEqual(Set(seen).count, seen.count, "\(key) \(order)")
                XCTAssertTrue(Set(seen).isSuperset(of: steady), "\(key) \(order)")
                for id in try fixture.ids(of: fixture.alice) { try fixture.delete(id, by: fixture.alice) }
            }
        }
    }

    package func anOpenListIsOneState() throws {
        let fixture = try open()
        var random = SeededRandom(6)
        let ids = try (0..<10).map { _ in try createOne(&random, in: fixture) }
        let before = try ids.compactMap { try fixture.invoice($0, of: fixture.alice) }
        var query = InvoiceQuery()
        query.wantsTotal = true
        let listing = try fixture.store.list(query, in: fixture.alice.ledger)
        let answers = try fixture.store.listAnswers(query, in: fixture.alice.ledger)
        try fixture.change(ids[0], by: fixture.alice) { $0.notes = "Changed" }
        for id in ids.dropFirst() { try fixture.delete(id, by: fixture.alice) }
        XCTAssertEqual(try listing.end().total, 10)
        XCTAssertEqual(try answers.end().total, 10)
        var invoices: [Invoice] = []
        _ = try listing.read {
            invoices.append($0.reduced())
            return true
        }
        var bytes: [[UInt8]] = []
        _ = try answers.read {
            bytes.append(Array($0))
            return true
        }
        XCTAssertEqual(invoices.sorted { $0.id < $1.id }, before.map { $0.reduced() }.sorted { $0.id < $1.id })
        XCTAssertEqual(Set(bytes), Set(before.map(describe)))
        XCTAssertEqual(try fixture.page(query, of: fixture.alice.ledger).map(\.id), [ids[0]])
    }

    package func aListDroppedMidwayIsInNobodysWay() throws {
        let fixture = try open()
        var random = SeededRandom(7)
        for _ in 0..<10 { _ = try createOne(&random, in: fixture) }
        for _ in 0..<40 {
            let listing = try fixture.store.list(InvoiceQuery(), in: fixture.alice.ledger)
            XCTAssertFalse(try listing.read { _ in false })
            let answers = try fixture.store.listAnswers(InvoiceQuery(), in: fixture.alice.ledger)
            XCTAssertFalse(try answers.read { _ in false })
            _ = try fixture.store.list(InvoiceQuery(), in: fixture.alice.ledger)
        }
        // What is written afterwards is seen.
        let id = try createOne(&random, in: fixture)
        XCTAssertNotNil(try fixture.invoice(id, of: fixture.alice))
        XCTAssertEqual(try fixture.page(InvoiceQuery(), of: fixture.alice.ledger).count, 11)
    }

    // MARK: Many at once

    package func changesAtOnceComeOneAfterTheOther() throws {
        let fixture = try open()
        let (alice, id) = (fixture.alice, try fixture.create(try draft(notes: "0"), by: fixture.alice).id)
        concurrently(8) { _ in
            for _ in 0..<10 {
                try fixture.change(id, by: alice) { $0.notes = String((Int($0.notes ?? "") ?? 0) + 1) }
            }
        }
        XCTAssertEqual(try fixture.invoice(id, of: alice)?.notes, "80")
        let history = try fixture.history(of: id, of: alice)
        XCTAssertEqual(history.count, 81)
        var replayed: Invoice?
        for record in history { replayed = try record.applied(to: replayed) }
        XCTAssertEqual(replayed, try fixture.invoice(id, of: alice))
    }

    package func ofTwoChangesUnderOneConditionOneIsMade() throws {
        let fixture = try open()
        let invoice = try fixture.create(try draft(), by: fixture.alice)
        let refused = Mutex(0)
        concurrently(8) { _ in
            let change = ChangeInvoice(store: fixture.store, clock: .stopped(at: 0))
            do throws(DomainError) {
                _ = try change.perform(invoice.id, by: fixture.alice.actor) { current throws(DomainError) in
                    guard current.revision == invoice.revision else { throw .preconditionFailed }
                    var changed = current
                    changed.status = .paid
                    return changed
                }
            } catch {
                XCTAssertEqual(error, .preconditionFailed)
                refused.withLock { $0 += 1 }
            }
        }
        XCTAssertEqual(refused.withLock { $0 }, 7)
        XCTAssertEqual(try fixture.history(of: invoice.id, of: fixture.alice).count, 2)
    }

    package func creationsAtOnceGetIDsAndNumbersOfTheirOwn() throws {
        let fixture = try open()
        concurrently(20) { index in
            for _ in 0..<5 {
                try fixture.create(draft(), by: index % 2 == 0 ? fixture.alice : fixture.bob)
            }
        }
        var query = InvoiceQuery()
        query.limit = 1000
        let invoices = try [fixture.alice, fixture.bob].flatMap { try fixture.page(query, of: $0.ledger) }
        XCTAssertEqual(invoices.count, 100)
        XCTAssertEqual(Set(invoices.map(\.id)).count, 100)
        XCTAssertEqual(Set(invoices.map(\.number)).count, 100)
    }

    package func creationsAtOnceUnderOneKeyMakeOneInvoice() throws {
        let fixture = try open()
        let claim = IdempotencyClaim(key: "key-1", digest: [1, 2, 3])
        let results = Mutex<(made: [Invoice], replayed: [[UInt8]])>(([], []))
        concurrently(20) { _ in
            switch try fixture.createOnce(draft(), by: fixture.alice, claim: claim) {
            case .done(let invoice): results.withLock { $0.made.append(invoice) }
            case .replayed(let answer): results.withLock { $0.replayed.append(answer) }
            }
        }
        let (made, replayed) = results.withLock { $0 }
        XCTAssertEqual(made.count, 1)
        XCTAssertEqual(replayed, Array(repeating: made.first.map(describe) ?? [], count: 19))
        XCTAssertEqual(try fixture.ids(of: fixture.alice), Set(made.map(\.id)))
    }

    /// Units that are undone must not take the others' work with them, nor make them leave it twice.
    package func unitsBesideFailingOnesLeaveOneResultEach() throws {
        let fixture = try open()
        let counters = try (0..<8).map { _ in try fixture.create(try draft(notes: "0"), by: fixture.alice).id }
        concurrently(8) { index in
            for round in 0..<12 {
                let isDoomed = (index + round) % 3 == 0
                let change = ChangeInvoice(store: fixture.store, clock: .stopped(at: Int64(round)))
                do throws(DomainError) {
                    if isDoomed {
                        try fixture.store.perform("write and throw") { unit in
                            try unit.setBusiness(Business(name: "Lost"), of: fixture.alice.ledger)
                            throw DomainError.preconditionFailed
                        }
                    }
                    _ = try change.perform(counters[index], by: fixture.alice.actor) { current in
                        var changed = current
                        changed.notes = String((Int(current.notes ?? "") ?? 0) + 1)
                        return changed
                    }
                    XCTAssertFalse(isDoomed)
                } catch {
                    XCTAssertTrue(isDoomed)
                    XCTAssertEqual(error, .preconditionFailed)
                }
            }
        }
        XCTAssertEqual(try fixture.store.business(of: fixture.alice.ledger), Business())
        for (index, id) in counters.enumerated() {
            let made = (0..<12).filter { (index + $0) % 3 != 0 }.count
            XCTAssertEqual(try fixture.invoice(id, of: fixture.alice)?.notes, "\(made)")
            XCTAssertEqual(try fixture.history(of: id, of: fixture.alice).count, made + 1)
        }
    }

    package func aReaderBesideWritersSeesOnlyWholeStates() throws {
        let fixture = try open()
        let (alice, id) = (fixture.alice, try fixture.create(try draft(), by: fixture.alice).id)
        concurrently(4) { index in
            for round in 0..<15 {
                if index == 0 {
                    // In every state the number of items is in the notes.
                    let count = round % 5 + 1
                    try fixture.change(id, by: alice) { invoice in
                        invoice.items = Array(repeating: invoice.items[0], count: count)
                        invoice.total = Money(cents: Int64(count) * invoice.items[0].amount.cents)
                        invoice.notes = "\(count)"
                    }
                    continue
                }
                let listed = try fixture.page(InvoiceQuery(), of: alice.ledger)
                for invoice in [try XCTUnwrap(fixture.invoice(id, of: alice))] + listed where invoice.notes != nil {
                    XCTAssertEqual(invoice.notes, "\(invoice.items.count)")
                }
            }
        }
    }
}
