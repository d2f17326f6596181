import Glibc
import Invoicing
import Logging
import Service

/// A log of ``LogLine``s, each given on whole so that lines of several threads never mix.
struct LineLog: LogHandler {
    /// Where whole lines go. Called from many threads at once.
    typealias Output = @Sendable ([UInt8]) -> Void

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let time: @Sendable () -> WallTime
    private let output: Output
    private let urgentOutput: Output

    /// `urgent` is where lines of the level `notice` and above go: they are few, and said when something begins, ends or
    /// is wrong.
    init(
        level: Logger.Level, time: @escaping @Sendable () -> WallTime = { WallTime.now },
        output: @escaping Output = LineLog.standardError, urgent: Output? = nil
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
        if let provided = metadataProvider?.get() { fields.merge(provided) { said, _ in said } }
        if !metadata.isEmpty { fields.merge(metadata) { said, _ in said } }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if case .string(let text) = value { line.append(name, text) } else { line.append(name, value.description) }
        }
        if let error = event.error { line.append("error", String(describing: error)) }
        event.level < .notice ? output(line.ended()) : urgentOutput(line.ended())
    }

    /// Writes to standard error. Where that is full or gone the line is lost: the service goes on.
    static let standardError: Output = { line in
        while write(STDERR_FILENO, line, line.count) < 0, errno == EINTR {}
    }
}

extension LineLog {
    /// A log in which everything that is said while a request is answered carries the request's id.
    static func ofRequests(
        level: Logger.Level, time: @escaping @Sendable () -> WallTime = { WallTime.now },
        output: @escaping Output = LineLog.standardError, urgent: Output? = nil
    ) -> LineLog {
        var log = LineLog(level: level, time: time, output: output, urgent: urgent)
        log.metadataProvider = Logger.MetadataProvider { RequestTrace.current.map { ["id": .string($0.id)] } ?? [:] }
        return log
    }
}

extension LogSink {
    /// Takes a request's line: the same that a log would make of it, without the way through its metadata, which
    /// costs a short request a tenth of its time.
    func add(_ record: RequestRecord) {
        var line = LogLine(at: .now, level: .info, message: RequestRecord.message)
        record.forEachField { line.append($0, $1) }
        add(line.ended())
    }
}

extension Logger {
    /// The program's log, on standard error: each line at once, or by way of a sink.
    static func program(level: Logger.Level, sink: LogSink? = nil) -> Logger {
        Logger(label: "invoices") { _ in
            guard let sink else { return LineLog.ofRequests(level: level) }
            return LineLog.ofRequests(level: level, output: sink.add, urgent: sink.addAtOnce)
        }
    }
}
