import HTTP
import Invoicing
import JSON

/// `GET /health`: whether the database can be read and written.
enum Health {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        try Parameters(call.query).check()
        try call.service.health.check()
        let settings = call.service.settings
        var writer = JSONWriter(reserving: 128)
        writer.object { health in
            health.string("status", "ok")
            health.string("database", "ok")
            health.string("version", settings.version)
            health.string("started", settings.started)
        }
        return JSONAnswer.ok(writer.bytes)
    }
}
