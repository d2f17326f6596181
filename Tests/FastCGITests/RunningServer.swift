import Foundation
import HTTP
import HTTPTypes

@testable import FastCGI

/// A running server on its own Unix socket.
final class RunningServer {
    let path: String
    let server: FastCGIServer
    private let thread: WorkerThread
    private var isEnded = false

    init(
        _ responder: some Responder, configure: (inout FastCGIServer.Options) -> Void = { _ in },
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        path = temporarySocketPath()
        var options = FastCGIServer.Options { [UInt8](repeating: 0xAB, count: $0) }
        options.address = .unix(path: path, mode: 0o600)
        options.bodyLimit = 1000
        options.workers = 4
        configure(&options)
        server = try FastCGIServer(options: options, responder: responder, log: log)
        thread = WorkerThread("server") { [server] in server.run() }
    }

    deinit {
        end()
    }

    func connect() throws -> FastCGIClient {
        try FastCGIClient(path)
    }

    /// Stops the server and waits until it has ended.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        server.stop()
        thread.join()
    }
}

func temporarySocketPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("fastcgi-\(UUID().uuidString.prefix(13)).sock").path
}

/// Answers with a closure; `/slow…` belongs to the hashing lane, `/commit` to the lane that waits for the disk.
struct TestResponder: Responder {
    var answer: @Sendable (Request) -> Response = TestResponder.echo

    func lane(of request: Request) -> Lane {
        request.path.hasPrefix("/slow") ? .hashing : request.path == "/commit" ? .committing : .workers
    }

    func respond(to request: Request) -> Response {
        answer(request)
    }

    func refuse(_ request: Request) -> Response {
        Response(.serviceUnavailable, headers: [.retryAfter: "1"], body: .bytes(Array("refused".utf8)))
    }

    func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response {
        Response(status, body: .bytes(Array("rejected \(path) \(requestID)".utf8)))
    }

    /// Describes the request.
    static func echo(_ request: Request) -> Response {
        let body: String =
            switch request.body {
            case .complete(let bytes): String(decoding: bytes, as: UTF8.self)
            case .tooLarge: "too large"
            case .broken: "broken"
            }
        return Response(.ok, body: .bytes(Array("\(request.method) \(request.path) [\(body)]".utf8)))
    }
}

/// Blocks threads until it is opened, and reports when one has arrived.
final class Gate: Sendable {
    private let arrivals = DispatchSemaphore(value: 0)
    private let isOpen = Monitor(false)

    func pass() {
        arrivals.signal()
        _ = isOpen.wait { $0 ? true : nil }
    }

    func waitForArrival() {
        arrivals.wait()
    }

    func open() {
        isOpen.update { $0 = true }
    }
}

/// Records values from any thread, in order.
final class Recorder<Value: Sendable>: Sendable {
    private let recorded = Monitor<[Value]>([])

    var values: [Value] {
        recorded.update { $0 }
    }

    func append(_ value: Value) {
        recorded.update { $0.append(value) }
    }
}
