import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// The records of what happened to invoices.
extension StoreContract {
    package func aHistoryHasEveryRecordInOrderAndOutlivesTheInvoice() throws {
        let fixture = try open()
        let (alice, id) = (fixture.alice, try fixture.create(try draft(), by: fixture.alice, at: 1).id)
        let first = try XCTUnwrap(fixture.invoice(id, of: alice))
        let second = try fixture.change(id, by: alice, at: 2) { $0.status = .cancelled }
        try fixture.delete(id, by: alice, at: 3)
        XCTAssertNil(try fixture.invoice(id, of: alice))
        func record(_ revision: Int64, _ seconds: Int64, _ event: InvoiceChange.Event) -> InvoiceChange {
            InvoiceChange(
                invoice: id, revision: revision, moment: Timestamp(seconds: seconds), user: alice.id, event: event)
        }
        let history = try fixture.history(of: id, of: alice)
        XCTAssertEqual(history.count, 3)
        XCTAssertEqual(history[0], record(1, 1, .created(first)))
        XCTAssertEqual(
            history[1],
            record(
                second.revision, 2,
                .changed([.field(.status, before: .status(.pending), after: .status(.cancelled))])))
        XCTAssertEqual(history[2], record(history[2].revision, 3, .deleted))
        XCTAssertGreaterThan(history[2].revision, second.revision)
    }

    package func aHistoryKeepsTheWholeInvoiceThatWasCreated() throws {
        let fixture = try open()
        let created = try fixture.create(try awkwardDraft(), by: fixture.alice)
        let history = try fixture.history(of: created.id, of: fixture.alice)
        XCTAssertEqual(history.map(\.event), [.created(created)])
    }

    package func aHistoryKeepsEveryKindOfDifferenceExactly() throws {
        let fixture = try open()
        var state = try fixture.create(try awkwardDraft(), by: fixture.alice)
        var events: [InvoiceChange.Event] = [.created(state)]
        func change(_ adjust: (inout Invoice) -> Void) throws {
            let changed = try fixture.change(state.id, by: fixture.alice, adjust)
            events.append(.changed(InvoiceChange.differences(from: state, to: changed)))
            state = changed
        }
        for field in InvoiceField.allCases where field != .total {
            guard let value = field.otherValue else { continue }
            if field.isOptional, field.value(in: state) != nil { try change { field.set(nil, in: &$0) } }
            try change { field.set(value, in: &$0) }
        }
        for count in [1, 4, 2] {
            let items = try draft(items: (0..<count).map { ("½ \"\($0)\" of \(count)\n", "0.0001", "0.03") }).items
            try change { $0.items = items }
        }
        try change { $0.customerName = "Cafe\u{301}" }
        try change { $0.customerName = "Caf\u{E9}" }
        XCTAssertEqual(try fixture.history(of: state.id, of: fixture.alice).map(\.event), events)
    }

    package func aHistorysLatestRecordsComeOldestFirst() throws {
        let fixture = try open()
        let id = try fixture.create(try draft(), by: fixture.alice).id
        for number in 1...5 { try fixture.change(id, by: fixture.alice) { $0.notes = "\(number)" } }
        let all = try fixture.history(of: id, of: fixture.alice)
        XCTAssertEqual(all.count, 6)
        for limit in [0, 1, 2, 5, 6, 7, Int.max] {
            XCTAssertEqual(
                try fixture.store.history(of: id, in: fixture.alice.ledger, latest: limit), Array(all.suffix(limit)))
        }
    }

    package func aHistoryLeadsToTheInvoiceAsItStands() throws {
        let fixture = try open()
        var random = SeededRandom(11)
        var ids: [Int64] = []
        for _ in 0..<6 { ids.append(try fixture.create(try awkwardDraft(), by: fixture.alice).id) }
        for step in 0..<120 {
            let id = try XCTUnwrap(ids.randomElement(using: &random))
            let count = Int.random(in: 1...6, using: &random)
            let what = Int.random(in: 0..<5, using: &random)
            let items = try draft(items: (0..<count).map { ("Line \($0)", "\(step + 1)", "1.25") }).items
            let due = random.one(in: 2) ? nil : random.day(from: 0, days: 20_000)
            try fixture.change(id, by: fixture.alice, at: Int64(step)) { invoice in
                switch what {
                case 0: invoice.items = items
                case 1: invoice.dueDate = due
                case 2: invoice.notes = invoice.notes == nil ? "Step \(step)" : nil
                case 3: invoice.customerName = "Customer \(step % 3)"
                default: invoice.status = invoice.status == .paid ? .pending : .paid
                }
                invoice.total = Money(cents: invoice.items.reduce(0) { $0 + $1.amount.cents })
            }
        }
        for id in ids {
            var replayed: Invoice?
            for record in try fixture.history(of: id, of: fixture.alice) {
                replayed = try record.applied(to: replayed)
            }
            XCTAssertEqual(replayed, try fixture.invoice(id, of: fixture.alice))
            try fixture.delete(id, by: fixture.alice)
            let last = try XCTUnwrap(fixture.history(of: id, of: fixture.alice).last)
            XCTAssertNil(try last.applied(to: replayed))
        }
    }

    package func recordsOfOneUnitKeepTheirOrder() throws {
        let fixture = try open()
        let alice = fixture.alice
        let created = try fixture.create(try draft(), by: alice)
        let last = try fixture.store.perform("change often") { unit in
            var state = created
            for number in 1...5 {
                var changed = state
                changed.notes = "\(number)"
                changed.revision = try unit.revision(after: state.revision)
                try unit.updateRecorded(state, to: changed, by: alice)
                state = changed
            }
            return state
        }
        var replayed: Invoice?
        for record in try fixture.history(of: created.id, of: alice) { replayed = try record.applied(to: replayed) }
        XCTAssertEqual(replayed, last)
        XCTAssertEqual(try fixture.invoice(created.id, of: alice), last)
    }

    package func aRecordKeepsWhoDidIt() throws {
        let fixture = try open()
        let id = try fixture.create(try draft(), by: fixture.alice).id
        // Somebody else who may act on the same books.
        let guest = Application.Actor(user: fixture.bob.id, ledger: fixture.alice.ledger, means: .accessToken)
        let change = ChangeInvoice(store: fixture.store, clock: .stopped(at: 5))
        _ = try change.perform(id, by: guest) { current in
            var changed = current
            changed.notes = "Seen"
            return changed
        }
        XCTAssertEqual(
            try fixture.history(of: id, of: fixture.alice).map(\.user), [fixture.alice.id, fixture.bob.id])
    }
}
