import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Lists against an independent computation over random invoices.
extension StoreContract {
    package func everyListIsWhatTheContractSays() throws {
        let model = try ListModel(try open())
        var random = SeededRandom(2)
        var nonEmpty = 0
        for _ in 0..<500 {
            var query = model.randomQuery(&random)
            query.limit = .random(in: 1...60, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: query.start = .skip(.random(in: 0..<40, using: &random))
            case 1: query.start = .after(model.randomPosition(query, &random))
            default: break
            }
            query.wantsTotal = random.one(in: 2)
            query.fields = [.all, .summary, InvoiceFields(.id), InvoiceFields()].randomElement(using: &random) ?? .all
            let rest = model.rest(query)
            let page = rest.prefix(query.limit)
            nonEmpty += page.isEmpty ? 0 : 1
            let listing = try model.store.list(query, in: model.ledger)
            let early = try listing.end()
            var invoices: [Invoice] = []
            let isOver = try listing.read {
                invoices.append($0.reduced())
                return true
            }
            XCTAssertTrue(isOver)
            XCTAssertEqual(invoices, page.map { $0.reduced(to: query.fields) }, "\(query)")
            let end = try listing.end()
            XCTAssertEqual(end, early, "\(query)")
            XCTAssertEqual(end.total, query.wantsTotal ? model.matches(query).count : nil, "\(query)")
            XCTAssertEqual(end.next?.id, rest.count > page.count ? page.last?.id : nil, "\(query)")
        }
        XCTAssertGreaterThan(nonEmpty, 200)
    }

    package func everyListOfAnswersIsTheSameRendered() throws {
        let model = try ListModel(try open())
        var random = SeededRandom(8)
        for _ in 0..<200 {
            var query = model.randomQuery(&random)
            query.limit = .random(in: 1...60, using: &random)
            query.start = .skip(random.one(in: 2) ? 0 : .random(in: 0..<40, using: &random))
            // They are whole, whatever is asked for.
            query.fields = random.one(in: 2) ? .all : .summary
            query.wantsTotal = random.one(in: 2)
            let listing = try model.store.listAnswers(query, in: model.ledger)
            let early = try listing.end()
            var answers: [[UInt8]] = []
            let isOver = try listing.read {
                answers.append(Array($0))
                return true
            }
            XCTAssertTrue(isOver)
            XCTAssertEqual(answers, model.rest(query).prefix(query.limit).map(describe), "\(query)")
            XCTAssertEqual(early, try model.store.list(query, in: model.ledger).end(), "\(query)")
            XCTAssertEqual(try listing.end(), early, "\(query)")
        }
    }

    package func everyListIsWalkedWholeByItsCursors() throws {
        let model = try ListModel(try open())
        var random = SeededRandom(3)
        for _ in 0..<80 {
            var query = model.randomQuery(&random)
            query.limit = .random(in: random.one(in: 8) ? 1...6 : 7...80, using: &random)
            XCTAssertEqual(
                try model.fixture.walk(query, of: model.ledger), model.matches(query).map(\.id), "\(query)")
        }
    }

    package func aCursorNamesTheLastInvoiceOfItsPage() throws {
        let model = try ListModel(try open(), count: 40)
        for key in InvoiceQuery.SortKey.allCases {
            var query = InvoiceQuery()
            (query.sortKey, query.limit) = (key, 10)
            let last = try XCTUnwrap(model.matches(query).prefix(10).last)
            let value: ListPosition.Value =
                switch key {
                case .dateCreated: .dateCreated(last.dateCreated)
                case .dueDate: .dueDate(last.dueDate)
                case .total: .total(last.total)
                case .customerName: .customerName(FoldedText(last.customerName))
                }
            XCTAssertEqual(
                try model.store.list(query, in: model.ledger).end().next, ListPosition(value: value, id: last.id))
        }
    }

    package func aSkipBeyondEverythingIsEmpty() throws {
        let model = try ListModel(try open(), count: 20)
        for count in [18, 1000, Int.max] {
            var query = InvoiceQuery()
            query.start = .skip(count)
            XCTAssertEqual(try model.fixture.page(query, of: model.ledger), [])
            XCTAssertEqual(try model.store.list(query, in: model.ledger).end(), ListEnd(next: nil, total: nil))
        }
    }

    package func anotherLedgersListHasNothingOfThisOne() throws {
        let model = try ListModel(try open())
        let mine = Set(model.invoices.map(\.id))
        var random = SeededRandom(4)
        var seen = 0
        for _ in 0..<100 {
            var query = model.randomQuery(&random)
            query.limit = 1000
            query.wantsTotal = true
            let others = try model.fixture.page(query, of: model.fixture.bob.ledger)
            seen += others.count
            XCTAssertTrue(others.allSatisfy { !mine.contains($0.id) })
            XCTAssertEqual(
                try model.store.list(query, in: model.fixture.bob.ledger).end().total, others.count)
            XCTAssertEqual(try model.fixture.page(query, of: 999), [])
            XCTAssertEqual(try model.fixture.answers(query, of: 999), [])
        }
        XCTAssertGreaterThan(seen, 0)
    }

    package func readingCanPauseAfterAnyInvoice() throws {
        let model = try ListModel(try open())
        let query = InvoiceQuery()
        let expected = model.matches(query).prefix(query.limit)
        let listing = try model.store.list(query, in: model.ledger)
        let answers = try model.store.listAnswers(query, in: model.ledger)
        var (invoices, bytes): ([Invoice], [[UInt8]]) = ([], [])
        var calls = 0
        repeat {
            calls += 1
            let isOver = try answers.read {
                bytes.append(Array($0))
                return bytes.count % 7 != 0
            }
            XCTAssertEqual(isOver, calls == 15)
        } while try !listing.read {
            invoices.append($0.reduced())
            return invoices.count % 7 != 0
        }
        XCTAssertEqual(invoices, expected.map { $0.reduced() })
        XCTAssertEqual(bytes, expected.map(describe))
        XCTAssertEqual(calls, 15)
        XCTAssertTrue(
            try listing.read { _ in
                XCTFail("The page is over.")
                return true
            })
    }

    package func fieldsNotAskedForAreLeftEmpty() throws {
        let model = try ListModel(try open(), count: 40)
        for fields in InvoiceField.allCases.map({ InvoiceFields($0) }) + [InvoiceFields(), .summary] {
            var query = InvoiceQuery()
            query.limit = 3
            query.fields = fields
            XCTAssertEqual(
                try model.fixture.page(query, of: model.ledger).map { $0.reduced() },
                model.matches(query).prefix(3).map { $0.reduced(to: fields) })
        }
    }

    package func rowsGiveEveryFieldAskedFor() throws {
        let model = try ListModel(try open())
        var random = SeededRandom(9)
        let single = InvoiceField.allCases.filter { $0 != .items }.map { InvoiceFields($0) }
        for fields in [.summary] + single {
            var query = model.randomQuery(&random)
            query.statuses = []
            query.fields = fields
            var expected = model.matches(query).prefix(query.limit)[...]
            let listing = try model.store.list(query, in: model.ledger)
            let isOver = try listing.readRows { row in
                guard let invoice = expected.popFirst() else {
                    XCTFail("There are more rows than invoices.")
                    return false
                }
                for field in InvoiceField.allCases where fields.has(field) {
                    assertGives(row, field, field.value(in: invoice))
                }
                return true
            }
            XCTAssertTrue(isOver)
            XCTAssertTrue(expected.isEmpty)
        }
    }

    private func assertGives(_ row: any InvoiceRow, _ field: InvoiceField, _ expected: FieldValue?) {
        switch field.kind {
        case .number, .text, .optionalText, .email:
            row.withText(field) { bytes in
                XCTAssertEqual(bytes.map { .text(String(decoding: $0, as: UTF8.self)) }, expected, field.name)
            }
        case .id, .dateCreated, .total, .status, .date:
            XCTAssertEqual(row.value(field), expected, field.name)
        case .items: XCTFail("Rows have no items.")
        }
    }

    package func aPositionOfAnotherSortIsRefused() throws {
        let model = try ListModel(try open(), count: 20)
        let values: [ListPosition.Value] = [
            .dateCreated(Timestamp(seconds: 0)), .dueDate(nil), .dueDate(CalendarDate(daysSince1970: 0)),
            .total(.zero), .customerName(FoldedText("x")),
        ]
        for (key, own) in zip(InvoiceQuery.SortKey.allCases, [[0], [1, 2], [3], [4]]) {
            for (index, value) in values.enumerated() {
                var query = InvoiceQuery()
                query.sortKey = key
                query.start = .after(ListPosition(value: value, id: 1))
                if own.contains(index) {
                    XCTAssertNoThrow(try model.fixture.page(query, of: model.ledger))
                } else {
                    let refusal = DomainError.invalid([Fault(.parameter("cursor"), "belongs to another list")])
                    assertThrows(refusal) { try model.store.list(query, in: model.ledger) }
                    assertThrows(refusal) { try model.store.listAnswers(query, in: model.ledger) }
                }
            }
        }
        XCTAssertFalse(try model.fixture.page(InvoiceQuery(), of: model.ledger).isEmpty)
    }

    package func positionsAtTheEndsOfTheNumbersAreTaken() throws {
        let model = try ListModel(try open(), count: 40)
        let ends: [(InvoiceQuery.SortKey, [ListPosition.Value])] = [
            (.total, [.total(Money(cents: .min)), .total(Money(cents: .max))]),
            (.dateCreated, [.dateCreated(Timestamp(seconds: .min)), .dateCreated(Timestamp(seconds: .max))]),
            (
                .dueDate,
                [
                    .dueDate(CalendarDate(year: 1, month: 1, day: 1)),
                    .dueDate(CalendarDate(year: 9999, month: 12, day: 31)), .dueDate(nil),
                ]
            ),
            (.customerName, [.customerName(FoldedText("")), .customerName(FoldedText("\u{10FFFF}\u{10FFFF}"))]),
        ]
        for (key, values) in ends {
            for (value, id) in values.flatMap({ value in [Int64.min, 1, .max].map { (value, $0) } }) {
                for order in InvoiceQuery.SortOrder.allCases {
                    var query = InvoiceQuery()
                    (query.sortKey, query.sortOrder) = (key, order)
                    query.start = .after(ListPosition(value: value, id: id))
                    XCTAssertEqual(
                        try model.fixture.page(query, of: model.ledger).map(\.id), model.rest(query).map(\.id),
                        "\(query)")
                }
            }
        }
    }

    package func whatIsSearchedForMeansItself() throws {
        let model = try ListModel(try open())
        for text in [
            "' OR 1 = 1 --", "\"; DROP TABLE invoices; --", "?1", "%", "\\", "acme%", "_cme", "\0", "*", "[a-z]", "",
        ] {
            var query = InvoiceQuery()
            query.customerName = FoldedText(text)
            query.limit = 1000
            XCTAssertEqual(
                try model.fixture.page(query, of: model.ledger).map(\.id), model.matches(query).map(\.id), text)
        }
    }
}
