import Ledger
import Primitives

/// Deletes an invoice; its history is kept.
package struct DeleteInvoice: Sendable {
    private let store: any Store
    private let clock: Clock

    package init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// Deletes the invoice unless `check` throws, which receives the current invoice and may be called again.
    ///
    /// Throws `notFound` when the ledger has no such invoice.
    package func perform(
        _ id: Int64, by actor: Actor, unless check: (Invoice) throws(DomainError) -> Void = { _ in }
    ) throws(DomainError) {
        let moment = clock.now()
        try store.perform("delete invoice") { unit in
            let current = try unit.existing(id, in: actor.ledger)
            try check(current)
            try unit.append(
                InvoiceChange(
                    invoice: id, revision: try unit.revision(after: current.revision), moment: moment,
                    user: actor.user, event: .deleted), in: actor.ledger)
            try unit.delete(current, in: actor.ledger)
        }
    }
}
