/// What a transaction changes of what is kept in memory besides; noted while it runs.
struct WriteEffects {
    /// The ledgers of which invoices were written.
    var ledgers: Set<Int64> = []
    /// Whether users that are there were changed.
    var changesUsers = false
}

/// What a store keeps in memory of its database: right for as long as nobody else writes it.
final class StoreCaches: Sendable {
    let versions = LedgerVersions()
    let plans: PlanCache
    let figures = FiguresCache()
    let users = UserCache()

    init() {
        plans = PlanCache(versions: versions)
    }

    /// To be called before a commit of these effects.
    func commitBegins(_ effects: WriteEffects) {
        versions.raise(effects.ledgers)
    }

    /// To be called after the commit, whether it succeeded or not, and before anybody is answered.
    func commitEnded(_ effects: WriteEffects) {
        versions.raise(effects.ledgers)
        if effects.changesUsers { users.forget() }
    }
}
