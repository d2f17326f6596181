import Ledger
import Primitives
import XCTest

/// What differs between two states of an invoice, and how records lead from one to the next.
final class InvoiceChangeTests: XCTestCase {
    private typealias Difference = InvoiceChange.Difference

    private func record(_ event: InvoiceChange.Event, revision: Int64 = 4, invoice: Int64 = 7) -> InvoiceChange {
        InvoiceChange(
            invoice: invoice, revision: revision, moment: Timestamp(seconds: 99), user: 3, event: event)
    }

    private func lines(_ names: [String]) -> [LineItem] {
        names.map {
            LineItem(
                description: $0, quantity: Quantity(tenThousandths: 10_000),
                unitPrice: UnitPrice(tenThousandths: 10_000))
        }
    }

    private func sample(items names: [String]) throws -> Invoice {
        var invoice = try Invoice.sample
        invoice.items = lines(names)
        return invoice
    }

    /// Asserts that the differences lead from one state to the other, in this direction and back.
    private func assertLeads(from before: Invoice, to after: Invoice, line: UInt = #line) throws {
        for (before, after) in [(before, after), (after, before)] {
            var expected = after
            expected.revision = 4
            let change = record(.changed(InvoiceChange.differences(from: before, to: after)))
            XCTAssertEqual(try change.applied(to: before), expected, line: line)
        }
    }

    // MARK: Differences

    func testNothingDiffersBetweenEqualStates() throws {
        var other = try Invoice.sample
        other.revision = 99
        XCTAssertEqual(InvoiceChange.differences(from: try .sample, to: other), [])
    }

    func testAFieldThatDiffersIsKeptBeforeAndAfter() throws {
        for field in InvoiceField.allCases where field != .items && field != .id {
            var after = try Invoice.sample
            field.set(field.otherValue, in: &after)
            let before = field.value(in: try .sample)
            XCTAssertEqual(
                InvoiceChange.differences(from: try .sample, to: after),
                [.field(field, before: before, after: field.otherValue)])
            try assertLeads(from: .sample, to: after)
        }
    }

    func testAValueThatComesOrGoesIsNoneBeforeOrAfter() throws {
        for field in InvoiceField.allCases where field.isOptional {
            var (with, without) = (try Invoice.sample, try Invoice.sample)
            field.set(field.otherValue, in: &with)
            field.set(nil, in: &without)
            XCTAssertEqual(
                InvoiceChange.differences(from: without, to: with),
                [.field(field, before: nil, after: field.otherValue)])
            XCTAssertEqual(
                InvoiceChange.differences(from: with, to: without),
                [.field(field, before: field.otherValue, after: nil)])
            try assertLeads(from: with, to: without)
        }
    }

    func testFieldsComeInTheirOrderAndBeforeTheItems() throws {
        var after = try Invoice.sample
        after.items = lines(["New"])
        after.notes = nil
        after.status = .paid
        after.total = Money(cents: 1)
        let places = InvoiceChange.differences(from: try .sample, to: after).map { difference -> String in
            switch difference {
            case .field(let field, _, _): field.name
            case .item(let number, _, _): "item \(number)"
            }
        }
        XCTAssertEqual(places, ["total_amount", "status", "notes", "item 1"])
        try assertLeads(from: .sample, to: after)
    }

    func testAnotherCompositionOfALetterIsADifference() throws {
        var (composed, decomposed) = (try sample(items: ["Caf\u{E9}"]), try sample(items: ["Cafe\u{301}"]))
        XCTAssertEqual(InvoiceChange.differences(from: composed, to: decomposed).count, 1)
        (composed.customerName, decomposed.customerName) = ("\u{E9}", "e\u{301}")
        XCTAssertEqual(InvoiceChange.differences(from: composed, to: decomposed).count, 2)
        try assertLeads(from: composed, to: decomposed)
    }

    // MARK: Items

    func testItemsAreComparedPlaceByPlace() throws {
        let (before, after) = (try sample(items: ["a", "b", "c"]), try sample(items: ["a", "x", "c"]))
        XCTAssertEqual(
            InvoiceChange.differences(from: before, to: after),
            [.item(2, before: lines(["b"])[0], after: lines(["x"])[0])])
        try assertLeads(from: before, to: after)
    }

    func testSeveralItemsAreAddedAtTheEndAndRemovedFromThere() throws {
        let (few, many) = (try sample(items: ["a", "b"]), try sample(items: ["a", "b", "c", "d", "e"]))
        XCTAssertEqual(
            InvoiceChange.differences(from: few, to: many),
            zip(3..., lines(["c", "d", "e"])).map { Difference.item($0, before: nil, after: $1) })
        XCTAssertEqual(
            InvoiceChange.differences(from: many, to: few),
            zip(3..., lines(["c", "d", "e"])).map { Difference.item($0, before: $1, after: nil) })
        try assertLeads(from: few, to: many)
    }

    func testEveryListOfItemsLeadsToEveryOther() throws {
        let lists = [[], ["a"], ["b"], ["a", "a"], ["a", "b", "c"], ["c", "b", "a", "d"], ["x", "b"]]
        for before in lists {
            for after in lists { try assertLeads(from: sample(items: before), to: sample(items: after)) }
        }
    }

    // MARK: Records

    func testCreationGivesTheInvoiceAndDeletionNone() throws {
        var first = try Invoice.sample
        first.revision = 1
        XCTAssertEqual(try record(.created(first), revision: 1).applied(to: nil), first)
        XCTAssertNil(try record(.deleted).applied(to: try .sample))
    }

    func testTheRecordsOfAnInvoiceLeadToItsLastState() throws {
        var state = try Invoice.sample
        state.revision = 1
        var records = [record(.created(state), revision: 1)]
        for (revision, items) in zip(Int64(2)..., [["a", "b", "c"], ["b"], ["b", "x"], ["q"]]) {
            var next = try sample(items: items)
            next.notes = revision % 2 == 0 ? nil : "Note \(revision)"
            next.revision = revision
            records.append(
                record(.changed(InvoiceChange.differences(from: state, to: next)), revision: revision))
            state = next
        }
        var replayed: Invoice?
        for record in records { replayed = try record.applied(to: replayed) }
        XCTAssertEqual(replayed, state)
    }

    func testARecordThatDoesNotFitIsRefused() throws {
        let invoice = try Invoice.sample
        var first = invoice
        first.revision = 1
        let two = try sample(items: ["a", "b"])
        let line = lines(["a"])[0]
        let unfit: [(InvoiceChange, Invoice?)] = [
            (record(.created(first), revision: 1), invoice), (record(.created(first), revision: 2), nil),
            (record(.created(first), revision: 1, invoice: 8), nil), (record(.deleted), nil),
            (record(.changed([.field(.notes, before: nil, after: .text("x"))])), nil),
            // What was before is another value, or of another kind, and so is what comes after.
            (record(.changed([.field(.notes, before: nil, after: .text("x"))])), invoice),
            (record(.changed([.field(.notes, before: .text("Thankz"), after: nil)])), invoice),
            (record(.changed([.field(.notes, before: .text("Thanks"), after: .money(.zero))])), invoice),
            (record(.changed([.field(.customerName, before: .text("Acme Corp"), after: nil)])), invoice),
            (record(.changed([.field(.items, before: nil, after: .text("x"))])), invoice),
            // Items that are not there, or are others, or would leave a gap.
            (record(.changed([.item(3, before: line, after: nil)])), two),
            (record(.changed([.item(2, before: line, after: nil)])), two),
            (record(.changed([.item(1, before: line, after: nil)])), two),
            (record(.changed([.item(2, before: nil, after: line)])), two),
            (record(.changed([.item(4, before: nil, after: line)])), two),
            (record(.changed([.item(0, before: nil, after: line)])), two),
            (record(.changed([.item(-1, before: line, after: line)])), two),
            (record(.changed([.item(3, before: nil, after: nil)])), two),
            // A state that was told already.
            (record(.changed([.field(.notes, before: .text("Thanks"), after: nil)]), revision: 3), invoice),
            (record(.changed([.field(.notes, before: .text("Thanks"), after: nil)]), revision: 2), invoice),
        ]
        for (index, (record, before)) in unfit.enumerated() {
            XCTAssertThrowsError(try record.applied(to: before), "\(index)") {
                XCTAssertEqual(($0 as? HistoryFault)?.change, record, "\(index)")
            }
        }
    }

    func testRevisionsMayHaveGaps() throws {
        let change = record(.changed([.field(.notes, before: .text("Thanks"), after: nil)]), revision: 40)
        XCTAssertEqual(try change.applied(to: try .sample)?.revision, 40)
    }
}
