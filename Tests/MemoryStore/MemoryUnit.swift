import Accounts
import Application
import Ledger
import Primitives

/// A unit of work on a copy of everything.
final class MemoryUnit: UnitOfWork {
    private(set) var state: MemoryState

    init(_ state: MemoryState) {
        self.state = state
    }

    // MARK: Invoices

    func invoice(_ id: Int64, in ledger: Int64) throws -> Invoice? {
        state.invoice(id, in: ledger)
    }

    func isTaken(_ number: InvoiceNumber) throws -> Bool {
        state.numbers.contains(number)
    }

    func nextInvoiceID() throws -> Int64 {
        state.lastInvoiceID += 1
        return state.lastInvoiceID
    }

    func insert(_ invoice: Invoice, in ledger: Int64) throws {
        guard state.invoices[invoice.id] == nil, state.numbers.insert(invoice.number).inserted else {
            throw DomainError.failed
        }
        state.invoices[invoice.id] = .init(ledger: ledger, invoice: invoice)
    }

    func update(_ current: Invoice, to changed: Invoice, in ledger: Int64) throws {
        guard state.invoice(current.id, in: ledger) != nil else { throw DomainError.failed }
        state.invoices[current.id]?.invoice = changed
    }

    func delete(_ invoice: Invoice, in ledger: Int64) throws {
        guard let stored = state.invoice(invoice.id, in: ledger) else { throw DomainError.failed }
        state.invoices[invoice.id] = nil
        state.numbers.remove(stored.number)
    }

    func append(_ change: InvoiceChange, in ledger: Int64) throws {
        state.history.append(.init(ledger: ledger, change: change))
    }

    func revision(after current: Int64) throws -> Int64 {
        current + 1
    }

    // MARK: Idempotency

    func keptAnswer(of user: Int64, key: String) throws -> KeptAnswer? {
        state.keptAnswers[.init(user: user, key: key)]
    }

    func keep(_ answer: KeptAnswer, of user: Int64, key: String) throws {
        state.keptAnswers[.init(user: user, key: key)] = answer
    }

    func removeKeptAnswers(before moment: Timestamp, atMost limit: Int) throws -> Int {
        let old = state.keptAnswers.filter { $0.value.moment <= moment }
            .sorted { $0.value.moment < $1.value.moment }.prefix(limit)
        for answer in old { state.keptAnswers[answer.key] = nil }
        return old.count
    }

    // MARK: Ledgers

    func setBusiness(_ business: Business, of ledger: Int64) throws {
        state.businesses[ledger] = business
    }

    // MARK: Accounts

    func hasUser(email: FoldedText) throws -> Bool {
        state.accounts.values.contains { FoldedText($0.user.email) == email }
    }

    func hasUser(username: FoldedText) throws -> Bool {
        state.accounts.values.contains { FoldedText($0.user.username) == username }
    }

    func insertUser(_ registration: Registration, passwordHash: String, at moment: Timestamp) throws -> User {
        state.lastUserID += 1
        state.lastLedgerID += 1
        let user = User(
            id: state.lastUserID, ledger: state.lastLedgerID, email: registration.email,
            username: registration.username, fullName: registration.fullName, isActive: true, dateCreated: moment,
            generation: 0)
        state.accounts[user.id] = .init(user: user, passwordHash: passwordHash)
        return user
    }

    func passwordHash(of user: Int64) throws -> String? {
        state.accounts[user]?.passwordHash
    }

    func setPasswordHash(_ hash: String, of user: Int64) throws {
        state.accounts[user]?.passwordHash = hash
    }

    func raiseGeneration(of user: Int64) throws -> Bool {
        changeUser(user) { $0.with(generation: $0.generation + 1) }
    }

    func setActive(_ isActive: Bool, user: Int64) throws -> Bool {
        changeUser(user) { $0.with(isActive: isActive) }
    }

    /// False when there is no such user.
    private func changeUser(_ id: Int64, _ change: (User) -> User) -> Bool {
        guard let user = state.accounts[id]?.user else { return false }
        state.accounts[id]?.user = change(user)
        return true
    }

    // MARK: Sessions

    func insertSession(_ session: Session, digest: [UInt8]) throws {
        state.sessions[digest] = .init(
            user: session.user.id, generation: session.user.generation, created: session.created,
            lastUsed: session.lastUsed)
    }

    func noteUse(ofSession digest: [UInt8], at moment: Timestamp) throws {
        state.sessions[digest]?.lastUsed = moment
    }

    func removeSession(_ digest: [UInt8]) throws {
        state.sessions[digest] = nil
    }

    func removeSessions(
        of user: Int64?, begunBefore begun: Timestamp, unusedSince unused: Timestamp, atMost limit: Int
    ) throws -> Int {
        let over = state.sessions.filter { _, session in
            (user == nil || session.user == user)
                && (session.created <= begun || session.lastUsed <= unused
                    || session.generation != state.accounts[session.user]?.user.generation)
        }
        let removed = over.keys.prefix(limit)
        for digest in removed { state.sessions[digest] = nil }
        return removed.count
    }

    // MARK: Failed sign-ins

    func signInFailures(under identifier: [UInt8]) throws -> SignInFailures? {
        state.signInFailures[identifier]
    }

    func setSignInFailures(_ failures: SignInFailures, under identifier: [UInt8]) throws {
        state.signInFailures[identifier] = failures
    }

    func removeSignInFailures(under identifier: [UInt8]) throws {
        state.signInFailures[identifier] = nil
    }

    func removeSignInFailures(before moment: Timestamp, atMost limit: Int) throws -> Int {
        let removed = state.signInFailures.filter { $0.value.last <= moment }.keys.prefix(limit)
        for identifier in removed { state.signInFailures[identifier] = nil }
        return removed.count
    }
}
