import HTTP
import HTTPTypes
import Invoicing
import JSON
import Logging

/// The line that the log gets for each request. It holds no personal data: no query, no
/// address, no name, no token.
enum RequestRecord {
    static func metadata(
        of request: Request, status: Int, nanoseconds: UInt64, user: Int64?, bytes: Int, trace: RequestTrace?
    ) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "id": .string(request.id),
            "method": .string(request.method.rawValue),
            "path": .string(request.path),
            "status": .string(String(status)),
            "ms": .string(milliseconds(nanoseconds)),
            "bytes": .string(String(bytes)),
        ]
        if let user { metadata["user"] = .string(String(user)) }
        if let trace, trace.statements > 0 {
            metadata["statements"] = .string(String(trace.statements))
            metadata["store_ms"] = .string(milliseconds(trace.storeNanoseconds))
        }
        return metadata
    }

    /// With three decimals.
    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        var writer = JSONWriter()
        writer.decimal(Int64(clamping: nanoseconds / 1000), scale: 3)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
