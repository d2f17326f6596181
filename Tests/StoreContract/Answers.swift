import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Ready answers, and the answers that are kept for idempotency keys.
extension StoreContract {
    package func anAnswerIsWhatTheRendererMakesOfTheInvoiceAsItStands() throws {
        let fixture = try open()
        let alice = fixture.alice
        let created = try fixture.create(try awkwardDraft(), by: alice)
        func assertAnswers(_ expected: Invoice, line: UInt = #line) throws {
            let stored = try XCTUnwrap(fixture.invoice(created.id, of: alice))
            XCTAssertEqual(stored, expected, line: line)
            XCTAssertEqual(
                try fixture.store.answer(of: created.id, in: alice.ledger),
                InvoiceAnswer(revision: stored.revision, bytes: describe(stored)), line: line)
            XCTAssertEqual(try fixture.answers(InvoiceQuery(), of: alice.ledger), [describe(stored)], line: line)
        }
        try assertAnswers(created)
        for field in InvoiceField.allCases where field != .total {
            guard let value = field.otherValue else { continue }
            try assertAnswers(try fixture.change(created.id, by: alice) { field.set(value, in: &$0) })
        }
        let items = try draft(items: [("Only", "1", "0.77")]).items
        try assertAnswers(
            try fixture.change(created.id, by: alice) { invoice in
                invoice.items = items
                invoice.total = Money(cents: 77)
            })
        try fixture.delete(created.id, by: alice)
        XCTAssertNil(try fixture.store.answer(of: created.id, in: alice.ledger))
        XCTAssertEqual(try fixture.answers(InvoiceQuery(), of: alice.ledger), [])
    }

    // MARK: Kept answers

    private func keep(
        _ answer: [UInt8], of user: User, key: String, at seconds: Int64 = 0, in fixture: StoreFixture
    ) throws {
        try fixture.store.perform("keep") { unit in
            try unit.keep(
                KeptAnswer(digest: [1, 2, 3], moment: Timestamp(seconds: seconds), answer: answer), of: user.id,
                key: key)
        }
    }

    private func kept(of user: User, key: String, in fixture: StoreFixture) throws -> KeptAnswer? {
        try fixture.store.perform("read") { try $0.keptAnswer(of: user.id, key: key) }
    }

    package func aKeptAnswerIsFoundUnderItsUserAndKey() throws {
        let fixture = try open()
        let (alice, bob) = (fixture.alice, fixture.bob)
        let longest = String(repeating: "~", count: 255)
        let answers: [(String, [UInt8])] = [
            ("key-1", [1]), ("KEY-1", [2]), ("%", []), ("'; --", [0, 255, 10, 0]),
            (longest, Array(repeating: 0xE9, count: 300_000)),
        ]
        for (index, answer) in answers.enumerated() {
            try keep(answer.1, of: alice, key: answer.0, at: Int64(index), in: fixture)
        }
        try keep([9], of: bob, key: "key-1", in: fixture)
        for (index, answer) in answers.enumerated() {
            XCTAssertEqual(
                try kept(of: alice, key: answer.0, in: fixture),
                KeptAnswer(digest: [1, 2, 3], moment: Timestamp(seconds: Int64(index)), answer: answer.1))
        }
        XCTAssertEqual(try kept(of: bob, key: "key-1", in: fixture)?.answer, [9])
        for key in ["", "key", "key-1 ", "key-2", "_ey-1", String(longest.dropLast())] {
            XCTAssertNil(try kept(of: alice, key: key, in: fixture), key)
        }
        XCTAssertNil(try kept(of: bob, key: "KEY-1", in: fixture))
    }

    package func aKeptAnswerTakesTheOldOnesPlace() throws {
        let fixture = try open()
        try keep([1], of: fixture.alice, key: "a", at: 5, in: fixture)
        try fixture.store.perform("keep") { unit in
            try unit.keep(
                KeptAnswer(digest: [7], moment: Timestamp(seconds: 9), answer: [2]), of: fixture.alice.id, key: "a")
        }
        XCTAssertEqual(
            try kept(of: fixture.alice, key: "a", in: fixture),
            KeptAnswer(digest: [7], moment: Timestamp(seconds: 9), answer: [2]))
        // Its moment is the new one.
        XCTAssertEqual(try removeAnswers(before: 5, atMost: 10, in: fixture), 0)
        XCTAssertEqual(try removeAnswers(before: 9, atMost: 10, in: fixture), 1)
    }

    private func removeAnswers(before seconds: Int64, atMost limit: Int, in fixture: StoreFixture) throws -> Int {
        try fixture.store.perform("remove answers") { unit in
            try unit.removeKeptAnswers(before: Timestamp(seconds: seconds), atMost: limit)
        }
    }

    package func keptAnswersAreRemovedOldestFirst() throws {
        let fixture = try open()
        let (alice, bob) = (fixture.alice, fixture.bob)
        let moments: [Int64] = [30, 10, 50, 20, 40]
        for moment in moments {
            try keep([], of: moment % 20 == 0 ? alice : bob, key: "\(moment)", at: moment, in: fixture)
        }
        func left() throws -> [Int64] {
            try moments.sorted().filter { moment in
                try kept(of: moment % 20 == 0 ? alice : bob, key: "\(moment)", in: fixture) != nil
            }
        }
        XCTAssertEqual(try removeAnswers(before: 9, atMost: 10, in: fixture), 0)
        XCTAssertEqual(try left(), [10, 20, 30, 40, 50])
        XCTAssertEqual(try removeAnswers(before: 40, atMost: 0, in: fixture), 0)
        XCTAssertEqual(try removeAnswers(before: 40, atMost: 2, in: fixture), 2)
        XCTAssertEqual(try left(), [30, 40, 50])
        XCTAssertEqual(try removeAnswers(before: 40, atMost: 10, in: fixture), 2)
        XCTAssertEqual(try left(), [50])
        XCTAssertEqual(try removeAnswers(before: 40, atMost: 10, in: fixture), 0)
    }

    package func anAnswerIsReplayedWhateverBecameOfTheInvoice() throws {
        let fixture = try open()
        let claim = IdempotencyClaim(key: "key-1", digest: [1, 2, 3])
        guard case .done(let first) = try fixture.createOnce(try awkwardDraft(), by: fixture.alice, claim: claim)
        else { return XCTFail("replayed") }
        func assertReplayed(line: UInt = #line) throws {
            guard case .replayed(let answer) = try fixture.createOnce(try draft(), by: fixture.alice, claim: claim)
            else { return XCTFail("created", line: line) }
            XCTAssertEqual(answer, describe(first), line: line)
        }
        try assertReplayed()
        try fixture.change(first.id, by: fixture.alice) { $0.status = .paid }
        try assertReplayed()
        try fixture.delete(first.id, by: fixture.alice)
        try assertReplayed()
        XCTAssertEqual(try fixture.ids(of: fixture.alice), [])
    }
}

extension StoreFixture {
    /// The answers of one page.
    func answers(_ query: InvoiceQuery, of ledger: Int64) throws -> [[UInt8]] {
        let listing = try store.listAnswers(query, in: ledger)
        var answers: [[UInt8]] = []
        let isOver = try listing.read {
            answers.append(Array($0))
            return true
        }
        XCTAssertTrue(isOver)
        return answers
    }
}
