import Application
import Auth
import Logging

/// Logs the results of password checks with the request's id, without name or address.
package struct PasswordLogger: PasswordLog {
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func examined(_ result: PasswordResult, identifier: [UInt8], user: Int64?) {
        var metadata: Logger.Metadata = [
            "id": .string(RequestTrace.current?.id ?? ""), "result": .string(result.rawValue),
            "pair": .string(Base64URL.encode(Array(identifier.prefix(9)))),
        ]
        if let user { metadata["user"] = .stringConvertible(user) }
        logger.notice("password", metadata: metadata)
    }
}
