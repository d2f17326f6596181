import Accounts
import Application
import Ledger
import Primitives

/// All that a ``MemoryStore`` holds at one moment.
package struct MemoryState: Sendable {
    struct StoredInvoice {
        let ledger: Int64
        var invoice: Invoice
    }

    struct StoredChange {
        let ledger: Int64
        let change: InvoiceChange
    }

    struct Account {
        var user: User
        var passwordHash: String
    }

    struct StoredSession {
        let user: Int64
        /// The user's when it began.
        let generation: Int64
        let created: Timestamp
        var lastUsed: Timestamp
    }

    package struct Key: Hashable, Sendable {
        package let user: Int64
        package let key: String
    }

    var invoices: [Int64: StoredInvoice] = [:]
    /// Those of all invoices.
    var numbers: Set<InvoiceNumber> = []
    /// The last id that was promised.
    var lastInvoiceID: Int64 = 0
    /// Of all ledgers, in the order in which it happened.
    var history: [StoredChange] = []
    package internal(set) var keptAnswers: [Key: KeptAnswer] = [:]
    var businesses: [Int64: Business] = [:]
    var accounts: [Int64: Account] = [:]
    var lastUserID: Int64 = 0
    var lastLedgerID: Int64 = 0
    var sessions: [[UInt8]: StoredSession] = [:]
    package internal(set) var signInFailures: [[UInt8]: SignInFailures] = [:]

    /// The digests of all sessions, alive or over.
    package var sessionDigests: Set<[UInt8]> { Set(sessions.keys) }

    func invoice(_ id: Int64, in ledger: Int64) -> Invoice? {
        invoices[id].flatMap { $0.ledger == ledger ? $0.invoice : nil }
    }

    func invoices(of ledger: Int64) -> [Invoice] {
        invoices.values.filter { $0.ledger == ledger }.map(\.invoice)
    }

    func business(of ledger: Int64) -> Business {
        businesses[ledger] ?? Business()
    }
}

extension Invoice {
    /// The invoice with these fields alone.
    func reduced(to fields: InvoiceFields, revision: Int64 = 0) -> Invoice {
        var reduced = Invoice(id: id)
        for field in InvoiceField.allCases where fields.has(field) {
            field.set(field.value(in: self), in: &reduced)
        }
        if fields.has(.items) { reduced.items = items }
        reduced.revision = revision
        return reduced
    }
}

extension User {
    func with(isActive: Bool? = nil, generation: Int64? = nil) -> User {
        User(
            id: id, ledger: ledger, email: email, username: username, fullName: fullName,
            isActive: isActive ?? self.isActive, dateCreated: dateCreated, generation: generation ?? self.generation)
    }
}
