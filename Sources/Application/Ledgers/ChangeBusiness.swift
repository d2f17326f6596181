import Ledger

/// Sets the business that sends a ledger's invoices.
package struct ChangeBusiness: Sendable {
    private let store: any Store

    package init(store: any Store) {
        self.store = store
    }

    package func perform(_ business: Business, by actor: Actor) throws(DomainError) {
        try store.perform("change business") { try $0.setBusiness(business, of: actor.ledger) }
    }
}
