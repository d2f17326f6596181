import HTTP
import Application
import Ledger
import Primitives
import JSON
import Web

/// `GET /health`: whether the database can be read and written.
struct Health: APIEndpoint {
    let monitor: HealthMonitor
    /// The program's version.
    let version: String
    /// When the program was started: RFC 3339 in UTC, with milliseconds.
    let started: String

    func answer(_ call: APICall) throws(DomainError) -> Response {
        try Parameters(call.query).check()
        try monitor.check()
        var writer = JSONWriter(reserving: 128)
        writer.object { health in
            health.string("status", "ok")
            health.string("database", "ok")
            health.string("version", version)
            health.string("started", started)
        }
        return JSONAnswer.ok(writer.bytes)
    }
}
