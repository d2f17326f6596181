import HTTP
import HTTPTypes
import JSON
import Logging

/// The log line of a request. It contains no personal data: no query, no
/// address, no name, no token.
package struct RequestRecord: Sendable {
    /// Receives records. Called from many threads concurrently.
    package typealias Output = @Sendable (RequestRecord) -> Void

    /// The value of a field.
    package enum Value: Equatable, Sendable {
        case text(String)
        case number(Int64)
        /// Nanoseconds, to be shown in milliseconds with three decimals.
        case milliseconds(UInt64)
    }

    package static let message = "request"

    let id: String
    let method: String
    let path: String
    let status: Int
    /// The size of the body.
    let bytes: Int
    let nanoseconds: UInt64
    let user: Int64?
    /// The number of SQL statements and the time spent in the store; 0 when it was not used.
    let statements: Int
    let storeNanoseconds: UInt64

    /// Passes each present field, in the order of the names.
    package func forEachField(_ take: (_ name: StaticString, Value) -> Void) {
        take("bytes", .number(Int64(bytes)))
        take("id", .text(id))
        take("method", .text(method))
        take("ms", .milliseconds(nanoseconds))
        take("path", .text(path))
        if statements > 0 { take("statements", .number(Int64(statements))) }
        take("status", .number(Int64(status)))
        if statements > 0 { take("store_ms", .milliseconds(storeNanoseconds)) }
        if let user { take("user", .number(user)) }
    }

    /// Writes records to a log, each as a line with metadata.
    package static func output(to logger: Logger) -> Output {
        { record in
            var metadata: Logger.Metadata = [:]
            record.forEachField { metadata["\($0)"] = .string($1.description) }
            logger.info("\(message)", metadata: metadata)
        }
    }
}

extension RequestRecord.Value: CustomStringConvertible {
    package var description: String {
        if case .text(let text) = self { return text }
        var bytes: [UInt8] = []
        appendNumeral(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a number as ASCII digits; does nothing for a text.
    package func appendNumeral(to bytes: inout [UInt8]) {
        var writer = JSONWriter(continuing: bytes)
        bytes = []
        switch self {
        case .text: break
        case .number(let number): writer.integer(number)
        case .milliseconds(let nanoseconds): writer.decimal(Int64(clamping: nanoseconds / 1000), scale: 3)
        }
        bytes = writer.bytes
    }
}
