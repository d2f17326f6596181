import HTTP
import HTTPTypes
import Invoicing

/// `GET /metrics`: figures for the operator's monitoring, to be asked from this machine alone.
enum Metrics {
    static let path = "/metrics"

    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let service = call.service
        var text = MetricsText()
        text.write(service.tallies)
        var isWell = true
        do throws(ServiceError) { try service.health.check() } catch { isWell = false }
        text.write(
            Gauge("invoices_database_up", "Whether the database can be read and written.", isWell ? 1 : 0))
        for gauge in service.gauges() { text.write(gauge) }
        return Response(.ok, headers: [.contentType: MetricsText.mediaType], body: .bytes(Array(text.text.utf8)))
    }
}
