import Accounts
import Ledger
import Primitives

/// Persistent storage. Its only rule is ownership: data of another ledger is treated as absent.
package protocol Store: InvoiceReader, LedgerReader, AccountReader {
    /// Runs `work` as one transaction: all of its changes are stored, or none.
    ///
    /// When this returns, the changes are durable. `work` may be called again, from the beginning, after a
    /// rollback; so it must have no side effects outside the unit, and must rethrow every error that the unit
    /// throws. An error that `work` throws rolls everything back.
    /// Throws that error, or `unavailable`, `insufficientStorage` or `failed`. `operation` names the work in the log.
    func perform<Value>(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Value
    ) throws(DomainError) -> Value

    /// The same for optional work: throws `unavailable` at once instead of waiting for other writers.
    func performWithoutWaiting(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Void
    ) throws(DomainError)

    /// Throws unless the store can currently be read and written.
    func probe() throws(DomainError)
}

/// The operations of one transaction, on its own snapshot. Used by one thread at a time.
///
/// Every call may throw an internal error of the store, which must be rethrown unchanged.
package protocol UnitOfWork: AnyObject {
    // MARK: Invoices

    /// The whole invoice; nil when the ledger has none with this id.
    func invoice(_ id: Int64, in ledger: Int64) throws -> Invoice?

    /// Whether an invoice in any ledger has this number.
    func isTaken(_ number: InvoiceNumber) throws -> Bool

    /// A new id, never used or reserved before.
    func nextInvoiceID() throws -> Int64

    /// Stores a new invoice.
    func insert(_ invoice: Invoice, in ledger: Int64) throws

    /// Stores a new state of an existing invoice.
    func update(_ current: Invoice, to changed: Invoice, in ledger: Int64) throws

    func delete(_ invoice: Invoice, in ledger: Int64) throws

    /// Adds a record to the history of an invoice.
    func append(_ change: InvoiceChange, in ledger: Int64) throws

    /// The next revision: greater than any that was ever issued for the invoice.
    func revision(after current: Int64) throws -> Int64

    // MARK: Idempotency

    /// The answer stored under a user's key, regardless of age; nil when there is none.
    func keptAnswer(of user: Int64, key: String) throws -> KeptAnswer?

    /// Stores an answer under a user's key, replacing any previous one.
    func keep(_ answer: KeptAnswer, of user: Int64, key: String) throws

    /// Removes the oldest answers stored at this moment or earlier, at most `limit`; returns their number.
    func removeKeptAnswers(before moment: Timestamp, atMost limit: Int) throws -> Int

    // MARK: Ledgers

    /// Sets the business that sends a ledger's invoices.
    func setBusiness(_ business: Business, of ledger: Int64) throws

    // MARK: Accounts

    /// Whether an account has the e-mail address, ignoring case.
    func hasUser(email: FoldedText) throws -> Bool

    /// Whether an account has the user name, ignoring case.
    func hasUser(username: FoldedText) throws -> Bool

    /// Creates an active account and its ledger. Precondition: its names are not taken.
    func insertUser(_ registration: Registration, passwordHash: String, at moment: Timestamp) throws -> User

    /// The user's password hash; nil when there is no such user.
    func passwordHash(of user: Int64) throws -> String?

    func setPasswordHash(_ hash: String, of user: Int64) throws

    /// Increments the generation, which voids every token and session of the user; false when there is no such user.
    func raiseGeneration(of user: Int64) throws -> Bool

    /// Enables or disables a user; false when there is no such user.
    func setActive(_ isActive: Bool, user: Int64) throws -> Bool

    // MARK: Sessions

    /// Stores a session under the digest of its token.
    func insertSession(_ session: Session, digest: [UInt8]) throws

    func noteUse(ofSession digest: [UInt8], at moment: Timestamp) throws

    func removeSession(_ digest: [UInt8]) throws

    /// Removes expired sessions of one user or of all, at most `limit`; returns their number.
    ///
    /// Expired are sessions that began or were last used at these moments or earlier, or have an old generation.
    func removeSessions(
        of user: Int64?, begunBefore begun: Timestamp, unusedSince unused: Timestamp, atMost limit: Int
    ) throws -> Int

    // MARK: Failed sign-ins

    /// The failures stored under an identifier, regardless of age; nil when there are none.
    func signInFailures(under identifier: [UInt8]) throws -> SignInFailures?

    /// Stores the failures, replacing any previous ones.
    func setSignInFailures(_ failures: SignInFailures, under identifier: [UInt8]) throws

    func removeSignInFailures(under identifier: [UInt8]) throws

    /// Removes at most `limit` entries whose last failure was at this moment or earlier; returns their number.
    func removeSignInFailures(before moment: Timestamp, atMost limit: Int) throws -> Int
}
