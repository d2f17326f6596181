import Accounts
import Application
import Ledger
import Primitives
import Synchronization

/// A store that reads what another one holds.
protocol StoreOverAnother: Store {
    var base: any Store { get }
}

/// Reads what a store holds, and can write nothing.
struct FullDisk: StoreOverAnother {
    let base: any Store

    init(_ base: any Store) {
        self.base = base
    }

    func perform<Value>(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Value
    ) throws(DomainError) -> Value { throw .insufficientStorage }

    func performWithoutWaiting(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Void
    ) throws(DomainError) { throw .insufficientStorage }

    func probe() throws(DomainError) { throw .insufficientStorage }
}

/// Does something while the next unit of work is to begin.
final class InterruptedStore: StoreOverAnother {
    let base: any Store
    private let interruption = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ base: any Store) {
        self.base = base
    }

    func interrupt(_ interruption: @escaping @Sendable () -> Void) {
        self.interruption.withLock { $0 = interruption }
    }

    func perform<Value>(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Value
    ) throws(DomainError) -> Value {
        let next = interruption.withLock { interruption in
            defer { interruption = nil }
            return interruption
        }
        next?()
        return try base.perform(operation, work)
    }

    func performWithoutWaiting(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Void
    ) throws(DomainError) { try base.performWithoutWaiting(operation, work) }

    func probe() throws(DomainError) { try base.probe() }
}

extension StoreOverAnother {
    func invoice(_ id: Int64, in ledger: Int64, fields: InvoiceFields) throws(DomainError) -> Invoice? {
        try base.invoice(id, in: ledger, fields: fields)
    }

    func invoice(numbered number: String, in ledger: Int64, fields: InvoiceFields) throws(DomainError) -> Invoice? {
        try base.invoice(numbered: number, in: ledger, fields: fields)
    }

    func answer(of id: Int64, in ledger: Int64) throws(DomainError) -> InvoiceAnswer? {
        try base.answer(of: id, in: ledger)
    }

    func list(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any InvoiceListing {
        try base.list(query, in: ledger)
    }

    func listAnswers(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any AnswerListing {
        try base.listAnswers(query, in: ledger)
    }

    func history(of id: Int64, in ledger: Int64, latest limit: Int) throws(DomainError) -> [InvoiceChange] {
        try base.history(of: id, in: ledger, latest: limit)
    }

    func numbers(beginningWith prefix: String, in ledger: Int64, limit: Int) throws(DomainError) -> [InvoiceNumber] {
        try base.numbers(beginningWith: prefix, in: ledger, limit: limit)
    }

    func figures(of ledger: Int64, dueBefore day: CalendarDate, recent: Int) throws(DomainError) -> LedgerFigures {
        try base.figures(of: ledger, dueBefore: day, recent: recent)
    }

    func customerNames(in ledger: Int64, limit: Int) throws(DomainError) -> [String] {
        try base.customerNames(in: ledger, limit: limit)
    }

    func business(of ledger: Int64) throws(DomainError) -> Business { try base.business(of: ledger) }

    func user(_ id: Int64) throws(DomainError) -> User? { try base.user(id) }

    func credentials(for login: String) throws(DomainError) -> (user: User, passwordHash: String)? {
        try base.credentials(for: login)
    }

    func users() throws(DomainError) -> [User] { try base.users() }

    func session(_ digest: [UInt8]) throws(DomainError) -> Session? { try base.session(digest) }

    func signInFailures(under identifier: [UInt8]) throws(DomainError) -> SignInFailures? {
        try base.signInFailures(under: identifier)
    }
}
