import Ledger
import Primitives

/// Changes an invoice atomically.
package struct ChangeInvoice: Sendable {
    private let store: any Store
    private let clock: Clock

    package init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// Returns the invoice after the change.
    ///
    /// `change` receives the current invoice and returns the new state; it may be called again. Members that the
    /// server sets (id, number, date of creation, amounts, total, revision) are ignored in its result. When nothing
    /// differs, nothing is written and the revision stays. Throws `notFound` when the ledger has no such invoice, and
    /// whatever `change` throws.
    package func perform(
        _ id: Int64, by actor: Actor, _ change: (Invoice) throws(DomainError) -> Invoice
    ) throws(DomainError) -> Invoice {
        let moment = clock.now()
        return try store.perform("change invoice") { unit in
            let current = try unit.existing(id, in: actor.ledger)
            var changed = try Self.checked(try change(current), of: current)
            let differences = InvoiceChange.differences(from: current, to: changed)
            guard !differences.isEmpty else { return current }
            changed.revision = try unit.revision(after: current.revision)
            try unit.update(current, to: changed, in: actor.ledger)
            try unit.append(
                InvoiceChange(
                    invoice: id, revision: changed.revision, moment: moment, user: actor.user,
                    event: .changed(differences)), in: actor.ledger)
            return changed
        }
    }

    /// The requested state with the members that the server sets. Throws `failed` for a total above the maximum, which
    /// input validation prevents.
    private static func checked(_ wanted: Invoice, of current: Invoice) throws(DomainError) -> Invoice {
        var invoice = Invoice(id: current.id, fieldsOf: wanted)
        invoice.number = current.number
        invoice.dateCreated = current.dateCreated
        invoice.items = wanted.items.map {
            LineItem(description: $0.description, quantity: $0.quantity, unitPrice: $0.unitPrice)
        }
        guard let total = Money(totalOf: invoice.items) else { throw .failed }
        invoice.total = total
        return invoice
    }
}

extension UnitOfWork {
    /// The whole invoice; throws `notFound` when the ledger has no such invoice.
    func existing(_ id: Int64, in ledger: Int64) throws -> Invoice {
        guard let invoice = try invoice(id, in: ledger) else { throw DomainError.noInvoice }
        return invoice
    }
}

extension DomainError {
    /// The invoice does not exist, or belongs to another ledger; the two are not distinguished.
    package static let noInvoice = DomainError.notFound("There is no such invoice.")
}
