import Accounts
import Ledger
import Primitives

/// Reads invoices. Every call is limited to one ledger: an invoice of another ledger is treated as absent.
///
/// Every call reads one consistent snapshot, and may throw `unavailable` or `failed`.
package protocol InvoiceReader: Sendable {
    /// The invoice with at least these fields and its revision; nil when there is none.
    func invoice(_ id: Int64, in ledger: Int64, fields: InvoiceFields) throws(DomainError) -> Invoice?

    /// The same by number; the comparison is exact.
    func invoice(numbered number: String, in ledger: Int64, fields: InvoiceFields) throws(DomainError) -> Invoice?

    /// The whole invoice as ``AnswerRenderer`` writes it; nil when there is none.
    func answer(of id: Int64, in ledger: Int64) throws(DomainError) -> InvoiceAnswer?

    /// Opens a list with the query's fields. It holds one snapshot open until it is released, so read it promptly.
    func list(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any InvoiceListing

    /// The same with whole invoices, as ``AnswerRenderer`` writes them; the query's fields are ignored.
    func listAnswers(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any AnswerListing

    /// The latest records of an invoice's history, at most `limit`, oldest first; empty when it has none.
    func history(of id: Int64, in ledger: Int64, latest limit: Int) throws(DomainError) -> [InvoiceChange]

    /// At most `limit` invoice numbers with this prefix, in ascending order.
    func numbers(beginningWith prefix: String, in ledger: Int64, limit: Int) throws(DomainError) -> [InvoiceNumber]
}

/// A whole invoice as rendered for an answer, and its revision.
package struct InvoiceAnswer: Equatable, Sendable {
    package let revision: Int64
    package let bytes: [UInt8]

    package init(revision: Int64, bytes: [UInt8]) {
        self.revision = revision
        self.bytes = bytes
    }
}

/// Renders whole invoices for answers. A store may cache the result, but must not treat it as history.
package struct AnswerRenderer: Sendable {
    /// Deterministic: the same invoice yields the same bytes.
    package let render: @Sendable (Invoice) -> [UInt8]

    package init(_ render: @escaping @Sendable (Invoice) -> [UInt8]) {
        self.render = render
    }
}

/// An open list of invoices, from one snapshot of the store. Used by one thread at a time.
package protocol InvoiceListing: AnyObject {
    /// Passes the page's invoices to `take`, in order, until it returns false; call again to continue.
    ///
    /// Returns true at the end of the page. The invoice for which `take` returned false counts as read.
    func read(_ take: (Invoice) -> Bool) throws(DomainError) -> Bool

    /// The same for a query without ``InvoiceField/items``: passes each stored row, from which only the requested
    /// fields are decoded.
    func readRows(_ take: (any InvoiceRow) -> Bool) throws(DomainError) -> Bool

    /// What follows the page. May be called at any time, even before the end of the page.
    func end() throws(DomainError) -> ListEnd
}

/// An open list of whole invoices as rendered for answers. Used by one thread at a time.
package protocol AnswerListing: AnyObject {
    /// Passes the page's invoices to `take`, in order, until it returns false; call again to continue.
    ///
    /// Returns true at the end of the page. The invoice for which `take` returned false counts as read.
    func read(_ take: (UnsafeBufferPointer<UInt8>) -> Bool) throws(DomainError) -> Bool

    /// What follows the page. May be called at any time, even before the end of the page.
    func end() throws(DomainError) -> ListEnd
}

/// An invoice of a list, valid only during the call of `take`. Only the query's fields may be accessed.
package protocol InvoiceRow: AnyObject {
    /// The value of a field that is not a text; nil when the invoice has none.
    func value(_ field: InvoiceField) -> FieldValue?

    /// Passes a text field to `body` as UTF-8, valid only during the call; nil when the invoice has none.
    func withText(_ field: InvoiceField, _ body: (UnsafeBufferPointer<UInt8>?) -> Void)
}

/// Reads a ledger's data other than single invoices.
///
/// Every call reads one consistent snapshot, and may throw `unavailable` or `failed`.
package protocol LedgerReader: Sendable {
    /// The data of the home page. The cost is independent of the number of invoices.
    ///
    /// - Parameter recent: The maximum number of newest invoices, which are read without their items.
    func figures(of ledger: Int64, dueBefore day: CalendarDate, recent: Int) throws(DomainError) -> LedgerFigures

    /// At most `limit` customer names as last typed, the most used first.
    func customerNames(in ledger: Int64, limit: Int) throws(DomainError) -> [String]

    /// The business that sends the ledger's invoices.
    func business(of ledger: Int64) throws(DomainError) -> Business
}

/// The sums of a ledger, as a store keeps them.
package struct LedgerFigures: Equatable, Sendable {
    /// The invoices of one month of creation (UTC) and one status.
    package struct MonthFigure: Equatable, Sendable {
        package let year: Int
        /// 1–12.
        package let month: Int
        package let status: InvoiceStatus
        package let figure: LedgerSummary.Figure

        package init(year: Int, month: Int, status: InvoiceStatus, figure: LedgerSummary.Figure) {
            self.year = year
            self.month = month
            self.status = status
            self.figure = figure
        }
    }

    package let business: Business
    /// Unordered; entries without invoices may be omitted.
    package let months: [MonthFigure]
    /// PENDING and due before the day.
    package let overdue: LedgerSummary.Figure
    /// The newest, by their date of creation.
    package let recent: [Invoice]

    package init(business: Business, months: [MonthFigure], overdue: LedgerSummary.Figure, recent: [Invoice]) {
        self.business = business
        self.months = months
        self.overdue = overdue
        self.recent = recent
    }
}

/// Reads accounts. Names and addresses are compared case-insensitively (``FoldedText``).
///
/// Every call reads one consistent snapshot, and may throw `unavailable` or `failed`.
package protocol AccountReader: Sendable {
    /// The user with this id, active or not; nil when there is none. Must be fast: called for every request.
    func user(_ id: Int64) throws(DomainError) -> User?

    /// The user with this name or, if it contains an `@`, this e-mail address, and the password hash.
    func credentials(for login: String) throws(DomainError) -> (user: User, passwordHash: String)?

    /// All users, by id.
    func users() throws(DomainError) -> [User]

    /// The session with this digest, even if expired by idleness; nil when it was ended, or when the
    /// user's generation has changed since it began.
    func session(_ digest: [UInt8]) throws(DomainError) -> Session?

    /// The failures stored under an identifier, regardless of age; nil when there are none.
    func signInFailures(under identifier: [UInt8]) throws(DomainError) -> SignInFailures?
}
