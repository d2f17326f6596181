import Accounts
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// Answers that are kept ready, and what is answered where there is none.
final class ReadyAnswersTests: XCTestCase {
    private static let newer = AnswerRenderer { Array("new form: ".utf8) + testAnswer($0) }

    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var anna: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder)
        anna = try store.register("anna")
        for second in 0..<3 {
            try store.create(draft("Customer \(second)"), by: anna.actor, at: Int64(second))
        }
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func expected(_ renderer: AnswerRenderer = testRenderer) throws -> [[UInt8]] {
        try store.all(InvoiceQuery(), in: anna.ledger).map { renderer.render($0) }
    }

    private func kept() throws -> [[UInt8]] {
        try store.read { try $0.all("SELECT body FROM invoice_answers ORDER BY invoice_id DESC") { $0.bytes(0) ?? [] } }
    }

    private func reopen(_ renderer: AnswerRenderer) throws {
        store = nil
        store = try openStore(at: folder.database, renderer: renderer)
    }

    func testEveryWriteKeepsTheAnswer() throws {
        XCTAssertEqual(try kept(), try expected())
        try store.change(2, by: anna.actor) { $0.status = .paid }
        XCTAssertEqual(try kept(), try expected())
        XCTAssertEqual(try store.allAnswers(in: anna.ledger), try expected())
        for id: Int64 in 1...3 {
            let answer = try XCTUnwrap(store.answer(of: id, in: anna.ledger))
            XCTAssertEqual(answer.bytes, try expected()[3 - Int(id)])
            XCTAssertEqual(answer.revision, try store.invoice(id, in: anna.ledger, fields: .all)?.revision)
        }
    }

    func testAnotherLedgersAnswersAreAbsent() throws {
        let bert = try store.register("bert")
        XCTAssertNil(try store.answer(of: 1, in: bert.ledger))
        XCTAssertNil(try store.answer(of: 99, in: anna.ledger))
        XCTAssertEqual(try store.allAnswers(in: bert.ledger), [])
    }

    func testReadyAnswersAreReadAndNotRendered() throws {
        try store.write { try $0.run("UPDATE invoice_answers SET body = CAST('ready ' || invoice_id AS BLOB)") }
        XCTAssertEqual(try store.answer(of: 1, in: anna.ledger)?.bytes, Array("ready 1".utf8))
        XCTAssertEqual(
            try store.allAnswers(in: anna.ledger), [3, 2, 1].map { Array("ready \($0)".utf8) })
    }

    func testWhatWasThrownAwayIsRenderedAndMadeAgain() throws {
        XCTAssertTrue(try store.remakeAnswers(atMost: 10))
        try store.write { try $0.run("DELETE FROM invoice_answers") }
        XCTAssertEqual(try store.allAnswers(in: anna.ledger), try expected())
        XCTAssertEqual(try store.answer(of: 1, in: anna.ledger)?.bytes, try expected()[2])
        XCTAssertEqual(try kept(), [])
        try store.write { try $0.run("DELETE FROM answer_progress") }
        XCTAssertFalse(try store.remakeAnswers(atMost: 2))
        XCTAssertEqual(try kept().count, 2)
        XCTAssertTrue(try store.remakeAnswers(atMost: 2))
        XCTAssertEqual(try kept(), try expected())
    }

    func testAnotherFormIsAnsweredAtOnceAndRemadeInBatches() throws {
        XCTAssertTrue(try store.remakeAnswers(atMost: 10))
        try reopen(Self.newer)
        try store.create(draft("New"), by: anna.actor, at: 1000)
        XCTAssertEqual(try store.allAnswers(in: anna.ledger), try expected(Self.newer))
        XCTAssertEqual(try store.answer(of: 1, in: anna.ledger)?.bytes, try expected(Self.newer).last)
        XCTAssertEqual(try store.check(), [])
        var rounds = 0
        while try !store.remakeAnswers(atMost: 1) { rounds += 1 }
        XCTAssertEqual(rounds, 3)
        XCTAssertEqual(try kept(), try expected(Self.newer))
        // It is known for the next start that nothing is left.
        try reopen(Self.newer)
        try store.write { try $0.run("DELETE FROM invoice_answers WHERE invoice_id = 1") }
        XCTAssertTrue(try store.remakeAnswers(atMost: 1))
        XCTAssertEqual(try kept().count, 3)
        // Of an earlier form again, all but what that wrote is remade.
        try reopen(testRenderer)
        XCTAssertTrue(try store.remakeAnswers(atMost: 10))
        XCTAssertEqual(try kept(), try expected())
        XCTAssertEqual(try store.check(), [])
    }

    func testRemakingGoesOnAfterARestart() throws {
        try reopen(Self.newer)
        XCTAssertFalse(try store.remakeAnswers(atMost: 2))
        try reopen(Self.newer)
        try store.delete(3, by: anna.actor)
        XCTAssertTrue(try store.remakeAnswers(atMost: 2))
        XCTAssertEqual(try kept(), try expected(Self.newer))
    }

    func testAReaderBesideAnotherProcessDoesNotRemake() throws {
        let reader = try openForReading(in: folder)
        assertThrows(DomainError.unavailable("The database is open for reading only.", retryAfter: 60)) {
            try reader.remakeAnswers(atMost: 1)
        }
    }

    func testTheFormTellsEveryField() throws {
        var forms: Set<Int64> = [ReadyAnswers(testRenderer).form]
        for field in InvoiceField.allCases {
            switch field.kind {
            // These differ by nothing but their form, which a renderer that leaves them out changes, too.
            case .id, .number, .dateCreated, .total, .status, .date, .text, .optionalText, .email:
                let without = AnswerRenderer { invoice in
                    let others = InvoiceField.allCases.filter { $0 != field }.map { other in
                        other.value(in: invoice).map { "\($0)" } ?? "-"
                    }
                    return Array("\(others) \(invoice.items)".utf8)
                }
                XCTAssertTrue(forms.insert(ReadyAnswers(without).form).inserted, field.name)
            case .items:
                let without = AnswerRenderer { invoice in
                    Array("\(InvoiceField.allCases.map { $0.value(in: invoice) })".utf8)
                }
                XCTAssertTrue(forms.insert(ReadyAnswers(without).form).inserted, field.name)
            }
            // One that shows the absence of a value otherwise.
            let other = AnswerRenderer { invoice in
                let parts = InvoiceField.allCases.map { one in
                    one.value(in: invoice).map { "\($0)" } ?? (one == field ? "none" : "-")
                }
                return Array("\(parts) \(invoice.items)".utf8)
            }
            switch field.kind {
            case .date, .optionalText, .email:
                XCTAssertTrue(forms.insert(ReadyAnswers(other).form).inserted, field.name)
            case .id, .number, .dateCreated, .total, .status, .text, .items: break
            }
        }
        XCTAssertEqual(ReadyAnswers(testRenderer).form, ReadyAnswers(AnswerRenderer { testAnswer($0) }).form)
    }

    func testAnOpenListOfAnswersIsOneState() throws {
        let before = try expected()
        let listing = try store.listAnswers(InvoiceQuery(), in: anna.ledger)
        for id: Int64 in 1...3 { try store.change(id, by: anna.actor) { $0.status = .paid } }
        try store.write { try $0.run("DELETE FROM invoice_answers WHERE invoice_id = 2") }
        var answers: [[UInt8]] = []
        // With a pause after each.
        while try !listing.read({
            answers.append(Array($0))
            return false
        }) {}
        XCTAssertEqual(answers, before)
    }
}
