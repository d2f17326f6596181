import Accounts
import Application
import Auth
import Foundation
import HTTP
import HTTPTypes
import Ledger
import MemoryStore
import Primitives
import JSON
import Logging
import Web
import WebPages
import Synchronization
import XCTest

@testable import WebAPI

/// The whole handler layer on a database of its own, with a clock that the test sets and
/// randomness that repeats. No server, no sockets.
final class House {
    /// 2023-07-01T10:00:00Z.
    static let start = Timestamp(seconds: 1_688_205_600)

    /// The product's own templates.
    private static let templates = Result {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../templates").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let texts = try files.filter { $0.pathExtension == "mustache" }.map {
            ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
        return try Templates(Dictionary(uniqueKeysWithValues: texts), assetVersion: "1")
    }

    let service: Dispatcher
    let store: any Store
    let api: API
    let pages: Pages
    let tokens: AccessTokens
    let log = LineCollector()
    private let parts: Parts
    private let time: MovableClock

    /// What a service is made of besides its store.
    private struct Parts {
        let registrationIsOpen: Bool
        let publicOrigin: String?
        let keys: Keys
        let passwords: PasswordHasher
        let clock: Clock
        let random: RandomSource
        let log: LineCollector
    }

    /// On a store in memory, unless it is given another.
    init(
        registrationIsOpen: Bool = true, publicOrigin: String? = nil, random: RandomSource = .repeating(seed: 1),
        store: (any Store)? = nil
    ) throws {
        let time = MovableClock(Self.start)
        self.time = time
        let clock = Clock(now: { time.now }, ticks: { time.ticks })
        self.store = store ?? MemoryStore(renderer: AnswerRenderer(InvoiceJSON.bytes(of:)))
        parts = Parts(
            registrationIsOpen: registrationIsOpen, publicOrigin: publicOrigin,
            keys: Keys(secret: try Secret(bytes: Array("a secret of the tests, long enough".utf8))),
            passwords: try PasswordHasher(cost: 4, random: random), clock: clock, random: random, log: log)
        (service, api, pages, tokens) = try Self.service(of: parts, on: self.store)
    }

    /// The same service over another store, or with another hasher of passwords.
    func service(on store: any Store, hasher: PasswordHasher? = nil) throws -> Dispatcher {
        try Self.service(of: parts, on: store, hasher: hasher).service
    }

    private static func service(
        of parts: Parts, on store: any Store, hasher: PasswordHasher? = nil
    ) throws -> (service: Dispatcher, api: API, pages: Pages, tokens: AccessTokens) {
        let logger = Logger(label: "tests") { [log = parts.log] _ in log }
        let (keys, clock, random) = (parts.keys, parts.clock, parts.random)
        let passwords = hasher ?? parts.passwords
        let throttle = SignInThrottle(
            store: store, identifying: SignInIdentifiers(keys: keys), clock: clock, log: PasswordLogger(logger: logger))
        let tokens = AccessTokens(keys: keys, lifetime: 1800, random: random)
        let cursors = CursorSeal(keys: keys)
        let counters = RequestCounters()
        let api = API(
            facts: APIFacts(
                version: "1.2.3", started: "2023-07-01T10:00:00.123Z", registrationIsOpen: parts.registrationIsOpen,
                publicOrigin: parts.publicOrigin),
            store: store, passwords: passwords, throttle: throttle, tokens: tokens, cursors: cursors, clock: clock,
            random: random, counters: counters, gauges: { [] })
        let pages = Pages(
            store: store, passwords: passwords, throttle: throttle, keys: keys, cursors: cursors,
            templates: try templates.get(), clock: clock, random: random,
            registrationIsOpen: parts.registrationIsOpen, publicOrigin: parts.publicOrigin)
        let service = Dispatcher(
            routes: api.routes + pages.routes, isSecure: parts.publicOrigin.map { $0.hasPrefix("https://") },
            problems: api.problems, errorPages: pages.errorPages, clock: clock, counters: counters,
            record: RequestRecord.output(to: logger))
        return (service, api, pages, tokens)
    }

    /// Every route of the service.
    var routes: [Route] { api.routes + pages.routes }

    var now: Timestamp {
        get { time.now }
        set { time.now = newValue }
    }

    /// Sends a request; a body without a type is sent as JSON.
    func send(
        _ method: HTTPRequest.Method, _ target: String, _ body: String? = nil, token: String? = nil,
        headers: HTTPFields = [:]
    ) -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let request = Request(
            method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "", headers: headers,
            body: .complete(Array((body ?? "").utf8)), id: "request-1")
        return send(request)
    }

    func send(_ request: Request) -> Answer { Answer(service.respond(to: request)) }

    /// A new user's access token.
    func register(_ username: String = "anna", password: String = "a good password") -> String {
        let body = """
            {"email": "\(username)@example.com", "username": "\(username)", "password": "\(password)"}
            """
        XCTAssertEqual(send(.post, "/api/v1/auth/register", body).status, 201)
        return login(username, password: password)
    }

    func login(_ username: String, password: String = "a good password") -> String {
        let answer = form("/api/v1/auth/login", ["username": username, "password": password])
        guard case .string(let token)? = answer["access_token"] else {
            XCTFail("no token: \(answer.text)")
            return ""
        }
        return token
    }

    /// Lets a user in, or keeps them out, as the administrator does.
    func setActive(_ isActive: Bool, user: Int64) throws {
        try store.perform("set active") { _ = try $0.setActive(isActive, user: user) }
    }

    /// Posts a form.
    func form(_ target: String, _ fields: KeyValuePairs<String, String>) -> Answer {
        let body = PercentEncoding.query(fields.map { ($0.key, $0.value) })
        return send(.post, target, body, headers: [.contentType: "application/x-www-form-urlencoded"])
    }

    /// Makes an invoice from the members given over an ordinary one.
    @discardableResult
    func invoice(_ token: String, _ members: String = "") -> Answer {
        let name = members.contains("customer_name") ? "" : "\"customer_name\": \"Acme Corp\","
        let items =
            members.contains("\"items\"")
            ? "" : "\"items\": [{\"description\": \"Consulting\", \"quantity\": 2, \"unit_price\": 50.00}]"
        let all = [String(name.dropLast()), items, members].filter { !$0.isEmpty }.joined(separator: ",")
        let answer = send(.post, "/api/v1/invoices", "{\(all)}", token: token)
        XCTAssertEqual(answer.status, 201, answer.text)
        return answer
    }
}

/// An answer with its body read to the end.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    init(_ response: Response) {
        status = response.status.code
        headers = response.headers
        var collected: [UInt8] = []
        switch response.body {
        case .none: break
        case .bytes(let bytes): collected = bytes
        case .stream(let run): XCTAssertNoThrow(try run { collected += $0 })
        }
        bytes = collected
        response.onSent?(bytes.count)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONValue? { try? JSONValue(parsing: bytes) }

    subscript(member: String) -> JSONValue? {
        guard case .object(let object)? = json else { return nil }
        return object[member]
    }

    /// The members of each element of an array.
    var rows: [JSONObject] {
        guard case .array(let elements)? = json else { return [] }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }

    /// The places that a problem document's errors name.
    var faults: [String] {
        guard case .array(let errors)? = self["errors"] else { return [] }
        return errors.compactMap {
            guard case .object(let error) = $0, case .string(let place)? = error.members.first?.value else {
                return nil
            }
            return place
        }
    }

    /// The target of `Link: <…>; rel="next"`.
    var next: String? {
        headers[.link].map { String($0.dropFirst().prefix { $0 != ">" }) }
    }

    var id: String {
        guard case .number(let id)? = self["id"] else { return "" }
        return id
    }
}

private final class MovableClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp) { moment = Mutex(start) }

    var now: Timestamp {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }

    var ticks: UInt64 { UInt64(now.seconds) * 1_000_000_000 }
}

extension RandomSource {
    /// SplitMix64 (Steele, Lea, Flood 2014): the same bytes for the same seed.
    static func repeating(seed: UInt64) -> RandomSource {
        let state = Counter(seed)
        return RandomSource { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: state.next() >> 32) } }
    }

    private final class Counter: Sendable {
        private let state: Mutex<UInt64>

        init(_ seed: UInt64) { state = Mutex(seed) }

        func next() -> UInt64 {
            state.withLock { state in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return mixed ^ (mixed >> 31)
            }
        }
    }
}

/// Keeps what was logged.
final class LineCollector: LogHandler, Sendable {
    private let kept = Mutex<[(message: String, metadata: Logger.Metadata)]>([])

    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }
    var logLevel: Logger.Level {
        get { .info }
        set { _ = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    var lines: [(message: String, metadata: Logger.Metadata)] { kept.withLock { $0 } }

    func log(event: LogEvent) {
        kept.withLock { $0.append((event.message.description, event.metadata ?? [:])) }
    }
}
