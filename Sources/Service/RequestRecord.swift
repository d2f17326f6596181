import HTTP
import HTTPTypes
import JSON
import Logging

/// The line that the log gets for each request. It holds no personal data: no query, no
/// address, no name, no token.
package struct RequestRecord: Sendable {
    /// Where records go. Called from many threads at once.
    package typealias Output = @Sendable (RequestRecord) -> Void

    /// What a field says.
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
    /// Of the body.
    let bytes: Int
    let nanoseconds: UInt64
    let user: Int64?
    /// How many the store ran, where it had anything to do, and how long it took.
    let statements: Int
    let storeNanoseconds: UInt64

    /// Gives each field that there is, in the order of their names.
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

    /// Gives records to a log, each as a line with metadata.
    static func output(to logger: Logger) -> Output {
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

    /// Appends a number's digits, in ASCII; of a text nothing.
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
