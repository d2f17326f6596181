import Application
import HTTP
import Ledger
import Primitives

/// `GET /`: the overview, or how to begin.
struct HomePage: Sendable {
    private static let recentCount = 10

    let ledger: ReadLedger
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let overview = try ledger.overview(for: call.actor, recent: Self.recentCount)
        return renderer.page(.home, HomeView(overview: OverviewView(overview, on: call.now.day)), for: call)
    }
}

struct HomeView: TemplateObject {
    /// Nil as long as there is no invoice.
    let overview: OverviewView?

    func child(named name: String) -> (any TemplateValue)? {
        name == "overview" ? overview : nil
    }
}
