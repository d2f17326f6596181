import HTTP
import HTTPTypes
import Logging

/// The line that the log gets for each request. It holds no personal data: no query, no
/// address, no name, no token.
enum RequestRecord {
    static func metadata(
        of request: Request, status: Int, nanoseconds: UInt64, user: Int64?, bytes: Int
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
        return metadata
    }

    /// With three decimals.
    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        let micro = nanoseconds / 1000
        let fraction = String(micro % 1000)
        return "\(micro / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
