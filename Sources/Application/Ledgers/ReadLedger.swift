import Ledger
import Primitives

/// Reads a ledger's data other than single invoices.
package struct ReadLedger: Sendable {
    private let reader: any LedgerReader
    private let clock: Clock

    package init(reader: any LedgerReader, clock: Clock) {
        self.reader = reader
        self.clock = clock
    }

    /// The overview as of today (UTC), with at most `recent` of the newest invoices.
    package func overview(for actor: Actor, recent: Int) throws(DomainError) -> LedgerOverview {
        let today = clock.now().day
        return LedgerOverview(try reader.figures(of: actor.ledger, dueBefore: today, recent: recent), on: today)
    }

    /// At most `limit` customer names as last typed, the most used first.
    package func customerNames(for actor: Actor, limit: Int) throws(DomainError) -> [String] {
        try reader.customerNames(in: actor.ledger, limit: limit)
    }

    /// The business that sends the ledger's invoices.
    package func business(for actor: Actor) throws(DomainError) -> Business {
        try reader.business(of: actor.ledger)
    }
}

/// The figures of a ledger's home page.
package struct LedgerOverview: Equatable, Sendable {
    package let business: Business
    package let summary: LedgerSummary
    /// The newest invoices, without their items.
    package let recent: [Invoice]

    init(_ figures: LedgerFigures, on day: CalendarDate) {
        business = figures.business
        summary = LedgerSummary(figures, on: day)
        recent = figures.recent
    }
}
