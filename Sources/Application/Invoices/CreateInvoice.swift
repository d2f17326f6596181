import Ledger
import Primitives

/// Creates an invoice with status PENDING and a new number.
package struct CreateInvoice: Sendable {
    private let store: any Store
    private let clock: Clock
    private let random: RandomSource
    private let running = RunningRequests()

    package init(store: any Store, clock: Clock, random: RandomSource) {
        self.store = store
        self.clock = clock
        self.random = random
    }

    /// Returns the new invoice in its first revision.
    ///
    /// With a claim the invoice is created once: for an earlier request of the user with the same claim, the stored
    /// answer is returned, even if this draft is invalid. `answer` renders what is stored. Throws the draft's error,
    /// `invalid` at the header `Idempotency-Key` when the key was used for another request, and, unless it
    /// `waitsForFirst`, `conflict` while the first request is still running.
    package func perform(
        _ draft: Result<InvoiceDraft, DomainError>, by actor: Actor, claim: IdempotencyClaim?,
        waitsForFirst: Bool = false, answer: (Invoice) -> [UInt8]
    ) throws(DomainError) -> Once<Invoice> {
        let moment = clock.now()
        guard let claim else {
            let draft = try draft.get()
            return .done(try store.perform("create invoice") { try create(draft, by: actor, at: moment, in: $0) })
        }
        func once() throws(DomainError) -> Once<Invoice> {
            try store.perform("create invoice once") { unit in
                if let earlier = try unit.earlierAnswer(claim, of: actor.user, at: moment) { return .replayed(earlier) }
                let invoice = try create(try draft.get(), by: actor, at: moment, in: unit)
                try unit.keep(answer(invoice), under: claim, of: actor.user, at: moment)
                return .done(invoice)
            }
        }
        return waitsForFirst ? try once() : try running.run(claim.key, of: actor.user, once)
    }

    private func create(
        _ draft: InvoiceDraft, by actor: Actor, at moment: Timestamp, in unit: any UnitOfWork
    ) throws -> Invoice {
        let number = try freeNumber(at: moment, in: unit)
        let invoice = draft.invoice(id: try unit.nextInvoiceID(), number: number, at: moment)
        try unit.insert(invoice, in: actor.ledger)
        try unit.append(
            InvoiceChange(
                invoice: invoice.id, revision: invoice.revision, moment: moment, user: actor.user,
                event: .created(invoice)), in: actor.ledger)
        return invoice
    }

    /// The maximum number of attempts to draw a number: other writers wait meanwhile, and a broken random source must
    /// not block them for ever.
    private static let maximumAttempts = 1000

    /// A number that no invoice uses.
    private func freeNumber(at moment: Timestamp, in unit: any UnitOfWork) throws -> InvoiceNumber {
        for _ in 0..<Self.maximumAttempts {
            let number = InvoiceNumber(at: moment, random: random.bytes)
            if try !unit.isTaken(number) { return number }
        }
        throw DomainError.failed
    }
}
