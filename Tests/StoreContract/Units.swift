import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Units of work.
extension StoreContract {
    package func aUnitGivesBackWhatItsWorkReturns() throws {
        let fixture = try open()
        XCTAssertEqual(try fixture.store.perform("return") { _ in 42 }, 42)
        XCTAssertEqual(try fixture.store.perform("return") { _ in String?.none }, nil)
        try fixture.store.probe()
    }

    /// Does something of every kind within a unit.
    private func everything(in unit: any UnitOfWork, _ fixture: StoreFixture, changing invoice: Invoice) throws {
        let (alice, moment) = (fixture.alice, Timestamp(seconds: 50))
        let number = InvoiceNumber(stored: "INV-197001-UNIT00")
        let new = try draft().invoice(id: try unit.nextInvoiceID(), number: number, at: moment)
        try unit.insertRecorded(new, by: alice)
        var changed = invoice
        changed.notes = "Changed"
        changed.revision = try unit.revision(after: invoice.revision)
        try unit.updateRecorded(invoice, to: changed, by: alice)
        try unit.keep(KeptAnswer(digest: [1], moment: moment, answer: [2]), of: alice.id, key: "unit")
        try unit.setBusiness(Business(name: "Unit"), of: alice.ledger)
        _ = try unit.insertUser(try registration("carol"), passwordHash: "hash", at: moment)
        try unit.setPasswordHash("hash-2", of: alice.id)
        try unit.insertSession(Session(user: alice, created: moment, lastUsed: moment), digest: Self.digest(1))
        try unit.setSignInFailures(SignInFailures(count: 3, last: moment), under: Self.digest(2))
        XCTAssertTrue(try unit.raiseGeneration(of: fixture.bob.id))
        XCTAssertTrue(try unit.setActive(false, user: fixture.bob.id))
    }

    /// Everything that ``everything(in:_:changing:)`` touches, in words.
    private func everythingStored(_ fixture: StoreFixture, _ invoice: Invoice) throws -> [String] {
        let (store, alice) = (fixture.store, fixture.alice)
        let kept = try store.perform("read") { unit in
            (try unit.keptAnswer(of: alice.id, key: "unit"), try unit.passwordHash(of: alice.id))
        }
        return [
            "\(try fixture.page(InvoiceQuery(), of: alice.ledger).count) invoices",
            "\(String(reflecting: try fixture.invoice(invoice.id, of: alice)?.notes))",
            "\(try fixture.history(of: invoice.id, of: alice).count) records",
            "\(try store.numbers(beginningWith: "", in: alice.ledger, limit: 10).count) numbers",
            "\(String(reflecting: kept.0)) \(String(reflecting: kept.1))",
            "\(try store.business(of: alice.ledger))", "\(try store.users())",
            "\(try store.session(Self.digest(1)) != nil)",
            "\(String(reflecting: try store.signInFailures(under: Self.digest(2))))",
        ]
    }

    package func aUnitThatSucceedsStoresAllThatItDid() throws {
        let fixture = try open()
        let invoice = try fixture.create(try draft(), by: fixture.alice)
        let before = try everythingStored(fixture, invoice)
        try fixture.store.perform("everything") { try everything(in: $0, fixture, changing: invoice) }
        for (before, after) in zip(before, try everythingStored(fixture, invoice)) {
            XCTAssertNotEqual(before, after)
        }
    }

    package func aUnitThatThrowsStoresNothingThatItDid() throws {
        let fixture = try open()
        let invoice = try fixture.create(try draft(), by: fixture.alice)
        let before = try everythingStored(fixture, invoice)
        assertThrows(.preconditionFailed) {
            try fixture.store.perform("everything") { unit in
                try everything(in: unit, fixture, changing: invoice)
                throw DomainError.preconditionFailed
            }
        }
        XCTAssertEqual(try everythingStored(fixture, invoice), before)
        // Nor is anything left over that would be in the way.
        try fixture.store.perform("everything") { try everything(in: $0, fixture, changing: invoice) }
        XCTAssertNotEqual(try everythingStored(fixture, invoice), before)
    }

    package func whatAUnitThrowsComesOutUnchanged() throws {
        let fixture = try open()
        let errors: [DomainError] = [
            .unauthorized("a"), .forbidden("b"), .notFound("c"), .conflict("d", [Fault(.pointer("/e"), "f")]),
            .preconditionFailed, .invalid([Fault(.header("g"), "h")]), .tooManyRequests(retryAfter: 3),
            .unavailable("i", retryAfter: 4), .insufficientStorage, .failed,
        ]
        for error in errors {
            assertThrows(error) { try fixture.store.perform("throw") { _ in throw error } }
            assertThrows(error) {
                try fixture.store.perform("write and throw") { unit in
                    try unit.setBusiness(Business(name: "Lost"), of: fixture.alice.ledger)
                    throw error
                }
            }
            assertThrows(error) { try fixture.store.performWithoutWaiting("throw") { _ in throw error } }
        }
        XCTAssertEqual(try fixture.store.business(of: fixture.alice.ledger), Business())
    }

    package func aUnitSeesItsOwnWork() throws {
        let fixture = try open()
        let (alice, moment) = (fixture.alice, Timestamp(seconds: 50))
        let invoice = try fixture.create(try draft(), by: alice)
        try fixture.store.perform("everything") { unit in
            try everything(in: unit, fixture, changing: invoice)
            XCTAssertEqual(try unit.invoice(invoice.id, in: alice.ledger)?.notes, "Changed")
            XCTAssertTrue(try unit.isTaken(InvoiceNumber(stored: "INV-197001-UNIT00")))
            XCTAssertEqual(
                try unit.keptAnswer(of: alice.id, key: "unit"),
                KeptAnswer(digest: [1], moment: moment, answer: [2]))
            XCTAssertTrue(try unit.hasUser(email: FoldedText("carol@example.com")))
            XCTAssertTrue(try unit.hasUser(username: FoldedText("carol")))
            XCTAssertEqual(try unit.passwordHash(of: alice.id), "hash-2")
            XCTAssertEqual(
                try unit.signInFailures(under: Self.digest(2)), SignInFailures(count: 3, last: moment))
            let current = try XCTUnwrap(unit.invoice(invoice.id, in: alice.ledger))
            try unit.append(
                InvoiceChange(
                    invoice: invoice.id, revision: try unit.revision(after: current.revision), moment: moment,
                    user: alice.id, event: .deleted), in: alice.ledger)
            try unit.delete(current, in: alice.ledger)
            XCTAssertNil(try unit.invoice(invoice.id, in: alice.ledger))
        }
        XCTAssertNil(try fixture.invoice(invoice.id, of: alice))
    }

    package func readersSeeNothingOfAUnitThatIsNotOver() throws {
        let fixture = try open()
        let invoice = try fixture.create(try draft(), by: fixture.alice)
        let before = try everythingStored(reading: fixture, invoice)
        try fixture.store.perform("everything") { unit in
            try everything(in: unit, fixture, changing: invoice)
            concurrently(1) { _ in
                XCTAssertEqual(try self.everythingStored(reading: fixture, invoice), before)
            }
        }
        XCTAssertNotEqual(try everythingStored(reading: fixture, invoice), before)
    }

    /// The same as ``everythingStored(_:_:)`` without a unit of work.
    private func everythingStored(reading fixture: StoreFixture, _ invoice: Invoice) throws -> [String] {
        let (store, alice) = (fixture.store, fixture.alice)
        return [
            "\(try fixture.page(InvoiceQuery(), of: alice.ledger).count) invoices",
            "\(String(reflecting: try fixture.invoice(invoice.id, of: alice)?.notes))",
            "\(try fixture.history(of: invoice.id, of: alice).count) records",
            "\(try store.business(of: alice.ledger))", "\(try store.users())",
            "\(try store.session(Self.digest(1)) != nil)",
            "\(String(reflecting: try store.signInFailures(under: Self.digest(2))))",
        ]
    }

    // MARK: Without waiting

    package func aUnitThatDoesNotWaitIsStoredAsWellWhenNobodyElseWrites() throws {
        let fixture = try open()
        try fixture.store.performWithoutWaiting("set business") { unit in
            try unit.setBusiness(Business(name: "At once"), of: fixture.alice.ledger)
        }
        XCTAssertEqual(try fixture.store.business(of: fixture.alice.ledger).name, "At once")
    }

    package func aUnitThatDoesNotWaitIsRefusedWhileAnotherWritesTheSame() throws {
        let fixture = try open()
        let (store, alice) = (fixture.store, fixture.alice)
        let start = Timestamp(seconds: 0)
        try store.perform("open session") { unit in
            try unit.insertSession(Session(user: alice, created: start, lastUsed: start), digest: Self.digest(1))
        }
        try store.perform("note use") { unit in
            try unit.noteUse(ofSession: Self.digest(1), at: start.adding(seconds: 1))
            concurrently(1) { _ in
                do throws(DomainError) {
                    try store.performWithoutWaiting("note use too") { other in
                        try other.noteUse(ofSession: Self.digest(1), at: start.adding(seconds: 2))
                    }
                    XCTFail("did not wait and was not refused")
                } catch {
                    guard case .unavailable = error else { return XCTFail("\(error)") }
                }
            }
        }
        XCTAssertEqual(try store.session(Self.digest(1))?.lastUsed, start.adding(seconds: 1))
    }

    static func digest(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
}
