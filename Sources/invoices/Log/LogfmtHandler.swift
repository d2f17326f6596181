import Application
import Glibc
import Logging
import Web

/// A handler of swift-log that formats records as ``LogLine``s. Each line is output at once, so that lines of several
/// threads never mix.
struct LogfmtHandler: LogHandler {
    /// Writes a complete line. Called from many threads concurrently.
    typealias Output = @Sendable ([UInt8]) -> Void

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let time: @Sendable () -> WallTime
    private let output: Output
    private let urgentOutput: Output

    /// - Parameter urgent: Writes the lines of level `notice` and above; `output` if nil.
    init(
        level: Logger.Level, time: @escaping @Sendable () -> WallTime = { WallTime.now },
        output: @escaping Output = LogfmtHandler.standardError, urgent: Output? = nil
    ) {
        logLevel = level
        self.time = time
        self.output = output
        urgentOutput = urgent ?? output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = LogLine(at: time(), level: event.level, message: event.message.description)
        var fields = event.metadata ?? [:]
        if let provided = metadataProvider?.get() { fields.merge(provided) { own, _ in own } }
        if !metadata.isEmpty { fields.merge(metadata) { own, _ in own } }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if case .string(let text) = value { line.append(name, text) } else { line.append(name, value.description) }
        }
        if let error = event.error { line.append("error", String(describing: error)) }
        event.level < .notice ? output(line.terminated()) : urgentOutput(line.terminated())
    }

    /// Writes to standard error. If that fails, the line is lost and the service continues.
    static let standardError: Output = { line in
        while write(STDERR_FILENO, line, line.count) < 0, errno == EINTR {}
    }
}

extension LogfmtHandler {
    /// A handler that adds the request's id to all records that are logged while a request is answered.
    static func withRequestID(
        level: Logger.Level, time: @escaping @Sendable () -> WallTime = { WallTime.now },
        output: @escaping Output = LogfmtHandler.standardError, urgent: Output? = nil
    ) -> LogfmtHandler {
        var handler = LogfmtHandler(level: level, time: time, output: output, urgent: urgent)
        handler.metadataProvider = Logger.MetadataProvider {
            RequestTrace.current.map { ["id": .string($0.id)] } ?? [:]
        }
        return handler
    }
}

extension LogSink {
    /// Adds the line of a request. It is the same as that of a logger, but without the detour over metadata, which
    /// takes a tenth of the time of a short request.
    func add(_ record: RequestRecord) {
        var line = LogLine(at: .now, level: .info, message: RequestRecord.message)
        record.forEachField { line.append($0, $1) }
        add(line.terminated())
    }
}

extension Logger {
    /// The program's log, on standard error: unbuffered, or by way of a sink.
    static func program(level: Logger.Level, sink: LogSink? = nil) -> Logger {
        Logger(label: "invoices") { _ in
            guard let sink else { return LogfmtHandler.withRequestID(level: level) }
            return LogfmtHandler.withRequestID(level: level, output: sink.add, urgent: sink.addImmediately)
        }
    }
}
