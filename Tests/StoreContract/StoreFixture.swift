import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// A store with two users, and the use cases in a short form.
struct StoreFixture: Sendable {
    let store: any Store
    let alice: User
    let bob: User

    init(_ store: any Store) throws {
        self.store = store
        alice = try Self.register("alice", in: store)
        bob = try Self.register("bob", in: store)
    }

    private static func register(_ name: String, in store: any Store) throws -> User {
        try store.perform("register") { unit in
            try unit.insertUser(
                registration(name), passwordHash: "$2b$04$hash-of-\(name)", at: Timestamp(seconds: 0))
        }
    }

    func register(_ name: String) throws -> User {
        try Self.register(name, in: store)
    }

    // MARK: Writing

    /// A new invoice, under a claim or without.
    func createOnce(
        _ draft: InvoiceDraft, by user: User, at seconds: Int64 = 0, claim: IdempotencyClaim? = nil
    ) throws -> Once<Invoice> {
        // One of its own: what runs at the same time elsewhere, it does not know.
        let create = CreateInvoice(store: store, clock: .stopped(at: seconds), random: .unpredictable)
        return try create.perform(.success(draft), by: user.actor, claim: claim, answer: describe)
    }

    @discardableResult
    func create(_ draft: InvoiceDraft, by user: User, at seconds: Int64 = 0) throws -> Invoice {
        guard case .done(let invoice) = try createOnce(draft, by: user, at: seconds) else { throw DomainError.failed }
        return invoice
    }

    @discardableResult
    func change(
        _ id: Int64, by user: User, at seconds: Int64 = 0, _ adjust: (inout Invoice) -> Void
    ) throws -> Invoice {
        try ChangeInvoice(store: store, clock: .stopped(at: seconds)).perform(id, by: user.actor) { current in
            var invoice = current
            adjust(&invoice)
            return invoice
        }
    }

    func delete(_ id: Int64, by user: User, at seconds: Int64 = 0) throws {
        try DeleteInvoice(store: store, clock: .stopped(at: seconds)).perform(id, by: user.actor)
    }

    /// Stores new invoices in one unit of work, each with its record; gives back what they became.
    func fill(_ invoices: [(owner: User, invoice: Invoice)]) throws -> [Invoice] {
        try store.perform("fill") { unit in
            try invoices.map { owner, content in
                let invoice = content.numbered(try unit.nextInvoiceID())
                try unit.insertRecorded(invoice, by: owner)
                return invoice
            }
        }
    }

    // MARK: Reading

    func invoice(_ id: Int64, of user: User) throws -> Invoice? {
        try store.invoice(id, in: user.ledger, fields: .all)
    }

    func history(of id: Int64, of user: User) throws -> [InvoiceChange] {
        try store.history(of: id, in: user.ledger, latest: .max)
    }

    /// The invoices of one page.
    func page(_ query: InvoiceQuery, of ledger: Int64) throws -> [Invoice] {
        let listing = try store.list(query, in: ledger)
        var invoices: [Invoice] = []
        let isOver = try listing.read {
            invoices.append($0)
            return true
        }
        XCTAssertTrue(isOver)
        return invoices
    }

    /// All ids, page by page along the cursor.
    func walk(_ query: InvoiceQuery, of ledger: Int64, between pages: (Int) throws -> Void = { _ in }) throws -> [Int64]
    {
        var query = query
        var ids: [Int64] = []
        for page in 0... {
            let listing = try store.list(query, in: ledger)
            _ = try listing.read {
                ids.append($0.id)
                return true
            }
            guard let next = try listing.end().next else { break }
            query.start = .after(next)
            try pages(page)
        }
        return ids
    }

    /// The ids of everything in a ledger, in no particular order.
    func ids(of user: User) throws -> Set<Int64> {
        var query = InvoiceQuery()
        query.limit = 1000
        return Set(try walk(query, of: user.ledger))
    }
}

extension User {
    var actor: Application.Actor { Application.Actor(self, means: .session) }
}

extension UnitOfWork {
    /// Stores a new invoice in its first state, and its record.
    func insertRecorded(_ invoice: Invoice, by user: User) throws {
        try insert(invoice, in: user.ledger)
        try append(
            InvoiceChange(
                invoice: invoice.id, revision: invoice.revision, moment: invoice.dateCreated, user: user.id,
                event: .created(invoice)), in: user.ledger)
    }
}

extension Invoice {
    /// The same in its first state, under another id.
    func numbered(_ id: Int64) -> Invoice {
        var invoice = Invoice(id: id, fieldsOf: self)
        invoice.revision = 1
        return invoice
    }

    /// As lists and tables of it are compared: with these fields alone, and without the revision.
    func reduced(to fields: InvoiceFields = .all) -> Invoice {
        var reduced = Invoice(id: id)
        for field in InvoiceField.allCases where fields.has(field) {
            field.set(field.value(in: self), in: &reduced)
        }
        if fields.has(.items) { reduced.items = items }
        return reduced
    }
}

extension Clock {
    static func stopped(at seconds: Int64) -> Clock {
        Clock(now: { Timestamp(seconds: seconds) }, ticks: { 0 })
    }
}

extension RandomSource {
    static let unpredictable = RandomSource { count in (0..<count).map { _ in .random(in: 0...255) } }
}
