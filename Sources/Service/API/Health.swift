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
        writer.raw("{\"status\":\"ok\",\"database\":\"ok\",\"version\":")
        writer.string(settings.version)
        writer.raw(",\"started\":")
        writer.string(settings.started)
        writer.raw("}")
        return JSONAnswer.ok(writer.bytes)
    }
}
