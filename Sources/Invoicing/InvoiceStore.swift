/// Who does something, and on which books.
package struct Actor: Equatable, Sendable {
    package let user: Int64
    /// The ledger that the user's invoices belong to.
    package let ledger: Int64

    package init(user: Int64, ledger: Int64) {
        self.user = user
        self.ledger = ledger
    }
}

/// A request's `Idempotency-Key` and the SHA-256 of its body.
package struct IdempotencyClaim: Equatable, Sendable {
    /// 1–255 visible ASCII characters; each user has keys of their own.
    package let key: String
    package let bodyDigest: [UInt8]

    /// How long a key is remembered, in seconds.
    package static let lifetime: Int64 = 24 * 3600

    package init(key: String, bodyDigest: [UInt8]) {
        self.key = key
        self.bodyDigest = bodyDigest
    }
}

/// What a creation led to.
package struct InvoiceCreated: Equatable, Sendable {
    package let id: Int64
    package let revision: Int64
    /// The invoice as the store's snapshot function wrote it at its creation.
    package let snapshot: [UInt8]
    /// Whether this is the answer of an earlier request with the same key.
    package let isReplay: Bool

    package init(id: Int64, revision: Int64, snapshot: [UInt8], isReplay: Bool) {
        self.id = id
        self.revision = revision
        self.snapshot = snapshot
        self.isReplay = isReplay
    }
}

/// Where invoices are kept. Ownership is part of every call: what is another ledger's is absent.
///
/// Every call may throw `unavailable`, `insufficientStorage` or `failed`. When a writing
/// call returns, the change, its line in the history and its idempotency record are on the
/// disk; when it throws, none of them is.
package protocol InvoiceStore: Sendable {
    /// Stores a new invoice, PENDING, under a number of its own.
    ///
    /// `number` is called again as long as it gives one that is taken. With a claim: an earlier
    /// one of the same user, key and digest within ``IdempotencyClaim/lifetime`` is answered as it
    /// was, and one with another digest throws `invalid` at the header `Idempotency-Key`.
    func create(
        _ draft: InvoiceDraft, by actor: Actor, at moment: Timestamp, claim: IdempotencyClaim?,
        number: () -> InvoiceNumber
    ) throws(ServiceError) -> InvoiceCreated

    /// The invoice with at least those fields and its revision, or nil.
    func invoice(_ id: Int64, in ledger: Int64, fields: InvoiceFields) throws(ServiceError) -> Invoice?

    /// The whole invoice as the store's snapshot function writes it, and its revision; nil when there is none.
    func snapshot(of id: Int64, in ledger: Int64) throws(ServiceError) -> (revision: Int64, bytes: [UInt8])?

    /// The same as ``invoice(_:in:fields:)`` by number, compared to the letter.
    func invoice(numbered number: String, in ledger: Int64, fields: InvoiceFields) throws(ServiceError) -> Invoice?

    /// Opens a list. It is one snapshot, until it is dropped; read it soon and drop it.
    func list(_ query: InvoiceQuery, in ledger: Int64) throws(ServiceError) -> any InvoiceListing

    /// Changes an invoice in one step that nothing comes between.
    ///
    /// `change` is given the invoice as it stands and returns what it shall be; only the input
    /// members and the status of that are taken. Where it returns an equal invoice nothing is
    /// written and the revision stays. Throws `notFound` when there is no such invoice, and
    /// whatever `change` throws.
    func change(
        _ id: Int64, by actor: Actor, at moment: Timestamp, _ change: (Invoice) throws(ServiceError) -> Invoice
    ) throws(ServiceError) -> Invoice

    /// Deletes an invoice, unless `check` throws; `notFound` when there is none.
    func delete(
        _ id: Int64, by actor: Actor, at moment: Timestamp, _ check: (Invoice) throws(ServiceError) -> Void
    ) throws(ServiceError)

    /// The latest changes of an invoice, so many at most, oldest first; empty when there is no such invoice.
    ///
    /// Each holds the invoice twice, before and after: up to some megabytes.
    func history(of id: Int64, in ledger: Int64, latest limit: Int) throws(ServiceError) -> [InvoiceChange]

    /// Throws unless the database can be read and written just now.
    func probe() throws(ServiceError)
}

/// An open list of invoices: one snapshot of the store. Used by one thread at a time.
package protocol InvoiceListing: AnyObject {
    /// Hands over the page's invoices in order until `take` returns false; can be called again to go on.
    ///
    /// True when the page is over. The invoice for which `take` returned false counts as taken.
    func read(_ take: (Invoice) -> Bool) throws(ServiceError) -> Bool

    /// The same for a query whose fields are without ``InvoiceField/items``: each invoice as it lies in the store, of
    /// which only the fields that are asked for are made into something.
    func readRows(_ take: (any InvoiceRow) -> Bool) throws(ServiceError) -> Bool

    /// The same for a query with ``InvoiceQuery/asSnapshots``: each invoice whole, as the store's snapshot
    /// function writes it.
    func readSnapshots(_ take: ([UInt8]) -> Bool) throws(ServiceError) -> Bool

    /// What comes after the page; may be asked at any time, before the page is over too.
    func end() throws(ServiceError) -> ListEnd
}

/// An invoice of a list, while it is handed over. Only the query's fields may be asked for.
package protocol InvoiceRow: AnyObject {
    var id: Int64 { get }
    var dateCreated: Timestamp { get }
    var dueDate: CalendarDate? { get }
    var total: Money { get }
    var status: InvoiceStatus { get }

    /// Gives a field that is a text as UTF-8, for as long as the call; nil when the invoice has none.
    func withText(_ field: InvoiceField, _ body: (UnsafeBufferPointer<UInt8>?) -> Void)
}

/// A line of an invoice's history.
package struct InvoiceChange: Equatable, Sendable {
    package enum Action: String, Sendable {
        case created, changed, deleted
    }

    package let moment: Timestamp
    package let user: Int64
    package let action: Action
    /// The invoice as the store's snapshot function wrote it, before and after.
    package let before: [UInt8]?
    package let after: [UInt8]?

    package init(moment: Timestamp, user: Int64, action: Action, before: [UInt8]?, after: [UInt8]?) {
        self.moment = moment
        self.user = user
        self.action = action
        self.before = before
        self.after = after
    }
}
