import Accounts
import Application
import Foundation
import Ledger
import Primitives
import Synchronization

/// A store in memory, for tests: plain and obviously right rather than fast.
///
/// Everything is in one ``MemoryState``. A unit of work changes a copy of it, which takes its place when the unit
/// succeeds; so a reader has one state for as long as it likes.
package final class MemoryStore: Store {
    private let committed = Mutex(MemoryState())
    /// Held while a unit of work runs: one at a time.
    private let units = NSLock()
    private let failing = Mutex<DomainError?>(nil)
    private let succeeded = Mutex<[String]>([])
    private let renderer: AnswerRenderer
    private let runsUnitsTwice: Bool

    /// `runsUnitsTwice` makes every unit of work run a first time for nothing, as a store may have to that is asked
    /// for another try. What is not repeatable shows by that.
    package init(renderer: AnswerRenderer, runsUnitsTwice: Bool = true) {
        self.renderer = renderer
        self.runsUnitsTwice = runsUnitsTwice
    }

    /// What every unit of work throws from now on instead of storing anything; nil for nothing.
    package var writeFailure: DomainError? {
        get { failing.withLock { $0 } }
        set { failing.withLock { $0 = newValue } }
    }

    /// The names of the units of work that were stored, in their order.
    package var operations: [String] { succeeded.withLock { $0 } }

    /// Everything as it stands.
    package var state: MemoryState { committed.withLock { $0 } }

    package func perform<Value>(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Value
    ) throws(DomainError) -> Value {
        units.lock()
        defer { units.unlock() }
        return try run(operation, work)
    }

    package func performWithoutWaiting(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Void
    ) throws(DomainError) {
        guard units.try() else { throw .unavailable("Another unit of work is running.", retryAfter: 1) }
        defer { units.unlock() }
        try run(operation, work)
    }

    package func probe() throws(DomainError) {
        if let writeFailure { throw writeFailure }
    }

    private func run<Value>(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Value
    ) throws(DomainError) -> Value {
        if runsUnitsTwice { _ = try? work(MemoryUnit(state)) }
        let unit = MemoryUnit(state)
        let value: Value
        do {
            value = try work(unit)
        } catch let error as DomainError {
            throw error
        } catch {
            throw .failed
        }
        if let writeFailure { throw writeFailure }
        committed.withLock { $0 = unit.state }
        succeeded.withLock { $0.append("\(operation)") }
        return value
    }
}

// MARK: Invoices

extension MemoryStore {
    package func invoice(_ id: Int64, in ledger: Int64, fields: InvoiceFields) throws(DomainError) -> Invoice? {
        state.invoice(id, in: ledger).map { $0.reduced(to: fields, revision: $0.revision) }
    }

    package func invoice(
        numbered number: String, in ledger: Int64, fields: InvoiceFields
    ) throws(DomainError) -> Invoice? {
        state.invoices(of: ledger).first { haveSameScalars($0.number.text, number) }
            .map { $0.reduced(to: fields, revision: $0.revision) }
    }

    package func answer(of id: Int64, in ledger: Int64) throws(DomainError) -> InvoiceAnswer? {
        state.invoice(id, in: ledger).map { InvoiceAnswer(revision: $0.revision, bytes: renderer.render($0)) }
    }

    package func list(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any InvoiceListing {
        let page = try MemoryPage(query, of: state.invoices(of: ledger))
        return MemoryListing(page, fields: query.fields)
    }

    package func listAnswers(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any AnswerListing {
        MemoryAnswerListing(try MemoryPage(query, of: state.invoices(of: ledger)), renderer)
    }

    package func history(of id: Int64, in ledger: Int64, latest limit: Int) throws(DomainError) -> [InvoiceChange] {
        state.history.filter { $0.ledger == ledger && $0.change.invoice == id }.suffix(limit).map(\.change)
    }

    package func numbers(
        beginningWith prefix: String, in ledger: Int64, limit: Int
    ) throws(DomainError) -> [InvoiceNumber] {
        state.invoices(of: ledger).map(\.number).filter { $0.text.utf8.starts(with: prefix.utf8) }
            .sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
            .prefix(limit).map { $0 }
    }
}

// MARK: Ledgers

extension MemoryStore {
    package func figures(
        of ledger: Int64, dueBefore day: CalendarDate, recent: Int
    ) throws(DomainError) -> LedgerFigures {
        let invoices = state.invoices(of: ledger)
        let months = Dictionary(grouping: invoices) { MonthAndStatus($0) }.map { key, invoices in
            LedgerFigures.MonthFigure(
                year: key.year, month: key.month, status: key.status, figure: .init(summing: invoices))
        }
        let overdue = invoices.filter { invoice in
            invoice.status == .pending && invoice.dueDate.map { $0 < day } ?? false
        }
        let newest = invoices.sorted { ($0.dateCreated, $0.id) > ($1.dateCreated, $1.id) }.prefix(recent)
        return LedgerFigures(
            business: state.business(of: ledger), months: months, overdue: .init(summing: overdue),
            recent: newest.map { $0.reduced(to: .summary) })
    }

    package func customerNames(in ledger: Int64, limit: Int) throws(DomainError) -> [String] {
        Dictionary(grouping: state.invoices(of: ledger)) { FoldedText($0.customerName) }
            .sorted { left, right in
                left.value.count == right.value.count
                    ? left.key < right.key : left.value.count > right.value.count
            }
            .prefix(limit)
            .compactMap { $0.value.max { ($0.dateCreated, $0.id) < ($1.dateCreated, $1.id) }?.customerName }
    }

    package func business(of ledger: Int64) throws(DomainError) -> Business {
        state.business(of: ledger)
    }
}

private struct MonthAndStatus: Hashable {
    let year: Int
    let month: Int
    let status: InvoiceStatus

    init(_ invoice: Invoice) {
        (year, month, _) = invoice.dateCreated.day.parts
        status = invoice.status
    }
}

extension LedgerSummary.Figure {
    fileprivate init(summing invoices: [Invoice]) {
        self.init(
            count: invoices.count,
            total: MoneySum(cents: invoices.reduce(0) { $0 + Int128($1.total.cents) }))
    }
}

// MARK: Accounts

extension MemoryStore {
    package func user(_ id: Int64) throws(DomainError) -> User? {
        state.accounts[id]?.user
    }

    package func credentials(for login: String) throws(DomainError) -> (user: User, passwordHash: String)? {
        let name = FoldedText(login)
        let account = state.accounts.values.first { account in
            FoldedText(login.contains("@") ? account.user.email : account.user.username) == name
        }
        return account.map { ($0.user, $0.passwordHash) }
    }

    package func users() throws(DomainError) -> [User] {
        state.accounts.values.map(\.user).sorted { $0.id < $1.id }
    }

    package func session(_ digest: [UInt8]) throws(DomainError) -> Session? {
        let state = state
        guard let stored = state.sessions[digest], let user = state.accounts[stored.user]?.user,
            user.generation == stored.generation
        else { return nil }
        return Session(user: user, created: stored.created, lastUsed: stored.lastUsed)
    }

    package func signInFailures(under identifier: [UInt8]) throws(DomainError) -> SignInFailures? {
        state.signInFailures[identifier]
    }
}
