import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Synchronization
import Web
import XCTest

@testable import WebAPI

/// Every status of the document is one that the service gives, and every status that the service
/// gives is in the document, with all its header fields.
final class DocumentedStatusesTests: XCTestCase {
    /// Any operation may give these, whatever is asked of it.
    private static let anybodys: Set<Int> = [500, 503]

    /// How to get each status from an operation, besides those that come with its kind of route.
    private static let provocations: [String: [(status: Int, provoke: @Sendable (Scene) throws -> Answer)]] = [
        "checkHealth": [(200, { $0.send() }), (422, { $0.send("page=1") })],
        "getOpenAPI": [
            (200, { $0.send() }), (304, { try $0.again() }), (422, { $0.send("page=1") }),
        ],
        "register": [
            (201, { $0.send(body: #"{"email": "c@d.ef", "username": "carl", "password": "long enough"}"#) }),
            (403, { try $0.behindClosedDoors() }), (422, { $0.send(body: "{}") }),
            (409, { $0.send(body: #"{"email": "c@d.ef", "username": "anna", "password": "long enough"}"#) }),
        ],
        "login": [
            (200, { $0.send(body: "username=anna&password=correct+horse+battery") }),
            (401, { $0.send(body: "username=anna&password=wrong") }), (422, { $0.send(body: "username=anna") }),
            (507, { try $0.onAFullDisk(body: "username=anna&password=wrong") }),
            (429, { $0.afterManyMore(body: "username=anna&password=wrong") }),
        ],
        "getCurrentUser": [(200, { $0.send() }), (422, { $0.send("page=1") })],
        "changePassword": [
            (422, { $0.send(body: "{}") }),
            (
                429,
                {
                    try Scene($0.operation).afterManyMore(
                        body: #"{"current_password": "wrong", "new_password": "a better one"}"#)
                }
            ),
            (204, { $0.send(body: #"{"current_password": "correct horse battery", "new_password": "a better one"}"#) }),
        ],
        "signOutEverywhere": [(422, { $0.send("page=1") }), (204, { $0.send() })],
        "listInvoices": [(200, { $0.send() }), (422, { $0.send("limit=0") })],
        "createInvoice": [
            (201, { $0.send() }), (422, { $0.send(body: "{}") }), (409, { try $0.whileTheFirstRuns() }),
        ],
        "findInvoice": [
            (200, { $0.send("invoice_number=\($0.number)") }), (304, { try $0.again("invoice_number=\($0.number)") }),
            (412, { $0.send("invoice_number=\($0.number)", headers: [.ifMatch: "\"other\""]) }),
            (404, { $0.send("invoice_number=INV-000000-AAAAAA") }), (422, { $0.send() }),
        ],
        "getInvoice": [
            (200, { $0.send() }), (304, { try $0.again() }), (422, { $0.send("fields=total") }),
            (412, { $0.send(headers: [.ifMatch: "\"other\""]) }),
        ],
        "updateInvoice": [
            (200, { $0.send() }), (412, { $0.send(headers: [.ifMatch: "\"other\""]) }),
            (422, { $0.send(body: #"{"status": "LOST"}"#) }),
        ],
        "setInvoiceStatus": [
            (200, { $0.send() }), (412, { $0.send(headers: [.ifMatch: "\"other\""]) }), (422, { $0.send(body: "{}") }),
        ],
        "deleteInvoice": [
            (412, { $0.send(headers: [.ifMatch: "\"other\""]) }), (422, { $0.send("page=1") }), (204, { $0.send() }),
        ],
    ]

    func testEachOperationGivesExactlyItsDocumentedStatuses() throws {
        let document = try DocumentReader(try House().send(.get, "/openapi.json"))
        for operation in document.operations {
            let scene = try Scene(operation)
            var given: Set<Int> = []
            func expect(_ status: Int, _ answer: Answer) throws {
                XCTAssertEqual(answer.status, status, "\(operation.name): \(answer.text)")
                given.insert(answer.status)
                try checkHeaders(of: answer, operation, document)
            }
            for (status, provocation) in scene.kindsProvocations { try expect(status, provocation(scene)) }
            for (status, provocation) in try XCTUnwrap(Self.provocations[operation.id], operation.id) {
                try expect(status, provocation(scene))
            }
            if try scene.onAFullDisk().status == 507 { given.insert(507) }
            // Registrations are counted by the gateway alone.
            if operation.id == "register" { given.insert(429) }
            let documented = Set(operation.responses.compactMap { Int($0.name) })
            XCTAssertEqual(documented.subtracting(Self.anybodys), given, operation.name)
            XCTAssertTrue(documented.isSuperset(of: Self.anybodys), operation.name)
        }
    }

    /// Every field that is sent is documented, and every one that is always sent is there.
    private func checkHeaders(
        of answer: Answer, _ operation: DocumentReader.Operation, _ document: DocumentReader
    ) throws {
        let place = "\(operation.name) \(answer.status)"
        let response = try XCTUnwrap(operation.json["responses"]?[String(answer.status)], place)
        let headers = try document.resolved(response)["headers"]?.members ?? []
        // Every answer says how long it may be kept; Content-Type is the business of `content`.
        let known = Set(headers.map { $0.name.lowercased() } + ["content-type", "cache-control"])
        for field in answer.headers {
            XCTAssertTrue(known.contains(field.name.canonicalName), "\(place): \(field.name)")
        }
        for header in headers where try document.resolved(header.value)["required"] == true {
            let name = try XCTUnwrap(HTTPField.Name(header.name))
            XCTAssertNotNil(answer.headers[name], "\(place): \(header.name)")
        }
        let type = answer.headers[.contentType]
        XCTAssertEqual(try document.resolved(response)["content"]?.members.map(\.name), type.map { [$0] }, place)
    }
}

/// An operation, the user `anna` and her one invoice.
struct Scene {
    let operation: DocumentReader.Operation
    let house: House
    let token: String
    let number: String

    init(_ operation: DocumentReader.Operation) throws {
        self.operation = operation
        house = try House()
        token = house.register(password: "correct horse battery")
        number = try XCTUnwrap(house.invoice(token)["invoice_number"]?.text)
    }

    func send(_ query: String = "", body: String? = nil, headers: HTTPFields = [:]) -> Answer {
        house.send(operation, query, body: body, token: token, headers: headers)
    }

    /// What comes with the operation's kind of route.
    var kindsProvocations: [(status: Int, provoke: (Scene) throws -> Answer)] {
        var all: [(status: Int, provoke: (Scene) throws -> Answer)] = [(400, { $0.send("a=%zz") })]
        if operation.json["security"]?.elements.isEmpty == false {
            all.append((401, { $0.house.send($0.operation) }))
        }
        if operation.path.contains("{id}") {
            all.append((404, { $0.house.send($0.operation, id: "999", token: $0.token) }))
        }
        if operation.json["requestBody"] != nil {
            all.append((415, { $0.send(headers: [.contentType: "text/plain"]) }))
            all.append((413, { $0.house.send($0.tooLarge) }))
        }
        return all
    }

    private var tooLarge: Request {
        Request(
            method: HTTPRequest.Method(rawValue: operation.method.uppercased()) ?? .get,
            path: operation.path.replacingOccurrences(of: "{id}", with: "1"),
            headers: [.authorization: "Bearer \(token)"], body: .tooLarge, id: "request-1")
    }

    /// The same again, with the tag that came before.
    func again(_ query: String = "") throws -> Answer {
        send(query, headers: [.ifNoneMatch: try XCTUnwrap(send(query).headers[.eTag])])
    }

    func behindClosedDoors() throws -> Answer {
        try House(registrationIsOpen: false).send(operation)
    }

    /// The second of two requests with one key: it comes while the first is in its unit of work.
    func whileTheFirstRuns() throws -> Answer {
        let second = Mutex<Answer?>(nil)
        let headers: HTTPFields = [.idempotencyKey: "key"]
        let store = InterruptedStore(house.store)
        let service = try house.service(on: store)
        let request = house.request(operation, token: token, headers: headers)
        store.interrupt { second.withLock { $0 = Answer(service.respond(to: request)) } }
        XCTAssertEqual(Answer(service.respond(to: request)).status, 201)
        return try XCTUnwrap(second.withLock { $0 })
    }

    /// The last of many.
    func afterManyMore(body: String) -> Answer {
        for _ in 0..<5 { _ = send(body: body) }
        return send(body: body)
    }

    /// The answer, to the first example unless there is a body, when nothing more can be written.
    func onAFullDisk(body: String? = nil) throws -> Answer {
        let fresh = try Scene(operation)
        let service = try fresh.house.service(on: FullDisk(fresh.house.store))
        let request = fresh.house.request(operation, body: body, token: fresh.token)
        return Answer(service.respond(to: request))
    }
}
