import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import Web

/// `GET /metrics`: metrics for the operator's monitoring, accessible only from this machine.
struct Metrics: APIEndpoint {
    static let path = "/metrics"

    let counters: RequestCounters
    let monitor: HealthMonitor
    /// The metrics other than the request counters.
    let gauges: @Sendable () -> [Gauge]

    func answer(_ call: APICall) throws(DomainError) -> Response {
        var text = MetricsText()
        text.write(counters.tallies)
        var isHealthy = true
        do throws(DomainError) { try monitor.check() } catch { isHealthy = false }
        text.write(
            Gauge("invoices_database_up", "Whether the database can be read and written.", isHealthy ? 1 : 0))
        for gauge in gauges() { text.write(gauge) }
        return Response(.ok, headers: [.contentType: MetricsText.mediaType], body: .bytes(Array(text.text.utf8)))
    }
}
