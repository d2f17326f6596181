import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Single invoices.
extension StoreContract {
    package func givesBackWhatWasStored() throws {
        let fixture = try open()
        let created = try fixture.create(try awkwardDraft(), by: fixture.alice, at: 1_688_205_600)
        let stored = try XCTUnwrap(fixture.invoice(created.id, of: fixture.alice))
        XCTAssertEqual(stored, created)
        XCTAssertEqual(stored.customerName, "Müller GmbH")
        XCTAssertEqual(stored.customerEmail, "Info@Müller.example")
        XCTAssertEqual(stored.customerAddress, "1 Main Street\n\"Berlin\"")
        XCTAssertEqual(stored.dueDate?.text, "2024-02-29")
        XCTAssertEqual(stored.items, try awkwardDraft().items)
        XCTAssertEqual(stored.total.text, "100.00")
        XCTAssertEqual(stored.status, .pending)
        XCTAssertEqual(stored.dateCreated.text, "2023-07-01T10:00:00Z")
        XCTAssertTrue(stored.number.text.hasPrefix("INV-202307-"))
        XCTAssertGreaterThan(stored.id, 0)
        XCTAssertEqual(stored.revision, 1)
    }

    package func keepsTheLargestOfEverything() throws {
        let fixture = try open()
        let largest = try draft(
            String(repeating: "Ω", count: 200), due: "9999-12-31", notes: String(repeating: "😀", count: 5000),
            items: [("x", "1000000", "9999999.9999")] + (0..<499).map { ("Line \($0)", "0.0001", "0.0001") })
        let id = try fixture.create(largest, by: fixture.alice, at: 253_402_300_799).id
        let stored = try XCTUnwrap(fixture.invoice(id, of: fixture.alice))
        XCTAssertEqual(stored.items, largest.items)
        XCTAssertEqual(stored.total.text, "9999999999900.00")
        XCTAssertEqual(stored.notes?.unicodeScalars.count, 5000)
        XCTAssertEqual(stored.dueDate?.text, "9999-12-31")
        let first = try fixture.create(try draft(due: "0001-01-01"), by: fixture.alice, at: -62_135_596_800)
        XCTAssertEqual(try fixture.invoice(first.id, of: fixture.alice), first)
    }

    package func keepsEveryFieldWithAndWithoutAValue() throws {
        let fixture = try open()
        for field in InvoiceField.allCases {
            guard let value = field.otherValue else { continue }
            let created = try fixture.create(try awkwardDraft(), by: fixture.alice)
            for value in field.isOptional ? [value, nil, value] : [value] {
                let changed = try fixture.store.perform("set a field") { unit in
                    let current = try XCTUnwrap(unit.invoice(created.id, in: fixture.alice.ledger))
                    var changed = current
                    field.set(value, in: &changed)
                    changed.revision = try unit.revision(after: current.revision)
                    try unit.updateRecorded(current, to: changed, by: fixture.alice)
                    return changed
                }
                let stored = try XCTUnwrap(fixture.invoice(created.id, of: fixture.alice))
                XCTAssertEqual(field.value(in: stored), value, field.name)
                XCTAssertEqual(stored, changed, field.name)
            }
        }
    }

    package func readsAnInvoiceByItsNumberToTheLetter() throws {
        let fixture = try open()
        let created = try fixture.create(try draft(), by: fixture.alice)
        let number = created.number.text
        func found(_ number: String) throws -> Invoice? {
            try fixture.store.invoice(numbered: number, in: fixture.alice.ledger, fields: .all)
        }
        XCTAssertEqual(try found(number), created)
        for other in ["", number.lowercased(), " " + number, number + " ", number + "\u{301}", "%", "INV-%"] {
            XCTAssertNil(try found(other), other)
        }
    }

    package func readsTheFieldsAskedForAndTheRevision() throws {
        let fixture = try open()
        let id = try fixture.create(try awkwardDraft(), by: fixture.alice).id
        let full = try fixture.change(id, by: fixture.alice) { $0.status = .paid }
        for fields in [InvoiceFields(), .summary, .all] + InvoiceField.allCases.map({ InvoiceFields($0) }) {
            let byID = try XCTUnwrap(fixture.store.invoice(id, in: fixture.alice.ledger, fields: fields))
            let byNumber = try XCTUnwrap(
                fixture.store.invoice(numbered: full.number.text, in: fixture.alice.ledger, fields: fields))
            for invoice in [byID, byNumber] {
                XCTAssertEqual(invoice.id, id)
                XCTAssertEqual(invoice.revision, full.revision)
                for field in InvoiceField.allCases where fields.has(field) {
                    XCTAssertTrue(field.isSame(in: invoice, full), field.name)
                }
            }
        }
    }

    package func findsNothingThatIsNotThere() throws {
        let fixture = try open()
        for id in [Int64.min, -1, 0, 1, .max] {
            XCTAssertNil(try fixture.invoice(id, of: fixture.alice))
            XCTAssertNil(try fixture.store.answer(of: id, in: fixture.alice.ledger))
            XCTAssertEqual(try fixture.history(of: id, of: fixture.alice), [])
            XCTAssertNil(try fixture.store.perform("read") { try $0.invoice(id, in: fixture.alice.ledger) })
        }
    }

    package func keepsTextsByTheirScalars() throws {
        let fixture = try open()
        let id = try fixture.create(try draft("Caf\u{E9}", items: [("Caf\u{E9}", "1", "1")]), by: fixture.alice).id
        let changed = try fixture.change(id, by: fixture.alice) { invoice in
            invoice.customerName = "Cafe\u{301}"
            invoice.items = invoice.items.map {
                LineItem(description: "Cafe\u{301}", quantity: $0.quantity, unitPrice: $0.unitPrice)
            }
        }
        XCTAssertGreaterThan(changed.revision, 1)
        let stored = try XCTUnwrap(fixture.invoice(id, of: fixture.alice))
        XCTAssertEqual(stored.customerName.unicodeScalars.count, 5)
        XCTAssertEqual(stored.items.map(\.description.unicodeScalars.count), [5])
    }

    package func replacesItemsByFewerAndByMore() throws {
        let fixture = try open()
        func items(_ count: Int) throws -> [LineItem] {
            try draft(items: (0..<count).map { ("Line \($0) of \(count)", "1", "2") }).items
        }
        let id = try fixture.create(try draft(), by: fixture.alice).id
        for count in [3, 1, 2, 500, 1] {
            let wanted = try items(count)
            let total = Money(cents: Int64(count) * 200)
            try fixture.change(id, by: fixture.alice) { invoice in
                invoice.items = wanted
                invoice.total = total
            }
            let stored = try fixture.invoice(id, of: fixture.alice)
            XCTAssertEqual(stored?.items, wanted)
            XCTAssertEqual(stored?.total, total)
        }
    }

    package func aDeletedInvoiceIsGone() throws {
        let fixture = try open()
        let kept = try fixture.create(try draft(), by: fixture.alice)
        let invoice = try fixture.create(try awkwardDraft(), by: fixture.alice)
        try fixture.delete(invoice.id, by: fixture.alice)
        XCTAssertNil(try fixture.invoice(invoice.id, of: fixture.alice))
        XCTAssertNil(
            try fixture.store.invoice(numbered: invoice.number.text, in: fixture.alice.ledger, fields: .all))
        XCTAssertNil(try fixture.store.answer(of: invoice.id, in: fixture.alice.ledger))
        XCTAssertEqual(try fixture.ids(of: fixture.alice), [kept.id])
        XCTAssertFalse(try fixture.store.perform("ask") { try $0.isTaken(invoice.number) })
        assertThrows(.noInvoice) { try fixture.change(invoice.id, by: fixture.alice) { $0.status = .paid } }
        assertThrows(.noInvoice) { try fixture.delete(invoice.id, by: fixture.alice) }
        XCTAssertEqual(try fixture.invoice(kept.id, of: fixture.alice), kept)
    }

    // MARK: Ownership

    package func anotherLedgersInvoiceIsAbsent() throws {
        let fixture = try open()
        let (alice, bob) = (fixture.alice, fixture.bob)
        let invoice = try fixture.create(try awkwardDraft(), by: alice)
        for ledger in [bob.ledger, 999] {
            XCTAssertNil(try fixture.store.invoice(invoice.id, in: ledger, fields: .all))
            XCTAssertNil(try fixture.store.invoice(numbered: invoice.number.text, in: ledger, fields: .all))
            XCTAssertNil(try fixture.store.answer(of: invoice.id, in: ledger))
            XCTAssertEqual(try fixture.store.history(of: invoice.id, in: ledger, latest: .max), [])
            XCTAssertEqual(try fixture.store.numbers(beginningWith: "", in: ledger, limit: 10), [])
            XCTAssertEqual(try fixture.store.customerNames(in: ledger, limit: 10), [])
            XCTAssertEqual(try fixture.page(InvoiceQuery(), of: ledger), [])
            XCTAssertNil(try fixture.store.perform("read") { try $0.invoice(invoice.id, in: ledger) })
            let figures = try fixture.store.figures(
                of: ledger, dueBefore: CalendarDate(daysSince1970: 2_932_896), recent: 10)
            XCTAssertEqual(figures.recent, [])
            XCTAssertEqual(figures.overdue, .none)
            XCTAssertTrue(figures.months.allSatisfy { $0.figure == .none })
        }
        assertThrows(.noInvoice) {
            try ChangeInvoice(store: fixture.store, clock: .stopped(at: 0)).perform(invoice.id, by: bob.actor) {
                XCTFail("shown to another ledger")
                return $0
            }
        }
        assertThrows(.noInvoice) { try fixture.delete(invoice.id, by: bob) }
        XCTAssertEqual(try fixture.invoice(invoice.id, of: alice), invoice)
    }

    /// Whether it throws or does nothing is the store's affair.
    package func anotherLedgersInvoiceCanNeitherBeChangedNorDeleted() throws {
        let fixture = try open()
        let (alice, bob) = (fixture.alice, fixture.bob)
        let invoice = try fixture.create(try awkwardDraft(), by: alice)
        var changed = invoice
        changed.notes = "Bob was here"
        changed.revision = 2
        let wanted = changed
        try? fixture.store.perform("change another's") { try $0.update(invoice, to: wanted, in: bob.ledger) }
        try? fixture.store.perform("delete another's") { try $0.delete(invoice, in: bob.ledger) }
        XCTAssertEqual(try fixture.invoice(invoice.id, of: alice), invoice)
        XCTAssertNil(try fixture.invoice(invoice.id, of: bob))
        XCTAssertEqual(try fixture.ids(of: bob), [])
        XCTAssertEqual(try fixture.history(of: invoice.id, of: alice).count, 1)
        XCTAssertEqual(
            try fixture.store.answer(of: invoice.id, in: alice.ledger),
            InvoiceAnswer(revision: 1, bytes: describe(invoice)))
    }
}

extension UnitOfWork {
    /// Stores another state of an invoice, and its record.
    func updateRecorded(
        _ current: Invoice, to changed: Invoice, by user: User, at moment: Timestamp = Timestamp(seconds: 0)
    ) throws {
        try update(current, to: changed, in: user.ledger)
        try append(
            InvoiceChange(
                invoice: current.id, revision: changed.revision, moment: moment, user: user.id,
                event: .changed(InvoiceChange.differences(from: current, to: changed))), in: user.ledger)
    }
}
