import HTTPTypes
import JSON
import Web
import XCTest

@testable import WebAPI

final class OpenAPITests: XCTestCase {
    private func document() throws -> DocumentReader {
        try DocumentReader(try House().send(.get, "/openapi.json"))
    }

    func testIsServedWithATagAndMayBeKept() throws {
        let house = try House()
        let answer = house.send(.get, "/openapi.json")
        XCTAssertEqual(answer.status, 200)
        XCTAssertEqual(answer.headers[.contentType], "application/json")
        XCTAssertEqual(answer.headers[.cacheControl], "public, max-age=300")
        let tag = try XCTUnwrap(answer.headers[.eTag])
        let again = house.send(.get, "/openapi.json", headers: [.ifNoneMatch: tag])
        XCTAssertEqual(again.status, 304)
        XCTAssertEqual(again.headers[.eTag], tag)
        XCTAssertEqual(again.bytes, [])
        XCTAssertEqual(house.send(.get, "/openapi.json", headers: [.ifNoneMatch: "\"other\""]).status, 200)
    }

    func testNamesThePublicAddressWhereThereIsOne() throws {
        XCTAssertNil(try document().root["servers"])
        let house = try House(publicOrigin: "https://invoices.test")
        let servers = try DocumentReader(house.send(.get, "/openapi.json")).root["servers"]?.elements
        XCTAssertEqual(servers?.map { $0["url"]?.text }, ["https://invoices.test"])
    }

    func testDescribesEveryRouteOfTheAPIAndNoOther() throws {
        let documented = try document().operations.map(\.name)
        // The operator's are not part of it.
        let routes = try House().api.described.filter { Dispatcher.answersInJSON($0.path) && $0.access != .loopback }
            .map { "\($0.method) \($0.path)" }
        XCTAssertEqual(documented.sorted(), routes.sorted())
    }

    func testNamesCredentialsAndMediaTypesAsTheRoutesDo() throws {
        let document = try document()
        for route in try House().api.described {
            guard let operation = document.operations.first(where: { $0.name == "\(route.method) \(route.path)" })
            else { continue }
            XCTAssertEqual(operation.json["security"]?.elements.isEmpty, route.access != .bearer, operation.name)
            let types = operation.json["requestBody"]?["content"]?.members.map(\.name) ?? []
            XCTAssertEqual(types, route.body.mediaTypes, operation.name)
        }
    }

    func testEveryOperationIsNamedOnceAndExplained() throws {
        let document = try document()
        let tags = document.root["tags"]?.elements.compactMap { $0["name"]?.text } ?? []
        XCTAssertEqual(Set(document.operations.map(\.id)).count, document.operations.count)
        for operation in document.operations {
            XCTAssertFalse(operation.id.isEmpty, operation.name)
            XCTAssertFalse(operation.json["summary"]?.text?.isEmpty ?? true, operation.name)
            XCTAssertGreaterThan(operation.json["description"]?.text?.count ?? 0, 40, operation.name)
            XCTAssertTrue(tags.contains(operation.json["tags"]?.elements.first?.text ?? ""), operation.name)
        }
    }

    func testEveryReferenceAndEveryLinkLeadsSomewhere() throws {
        let document = try document()
        func visit(_ value: JSONValue) throws {
            _ = try document.resolved(value)
            try value.elements.forEach(visit)
            try value.members.forEach { try visit($0.value) }
        }
        try visit(document.root)
        let links = document.operations.flatMap(\.responses).flatMap { $0.value["links"]?.members ?? [] }
        XCTAssertFalse(links.isEmpty)
        for link in links {
            let target = try document.operation(try XCTUnwrap(link.value["operationId"]?.text))
            let names = target.parameters.compactMap { $0["name"]?.text }
            XCTAssertEqual(link.value["parameters"]?.members.filter { !names.contains($0.name) }.count, 0, link.name)
        }
    }

    func testTellsTheNumbersOfThisService() throws {
        let document = try document()
        XCTAssertEqual(document.root["openapi"], "3.1.0")
        XCTAssertEqual(document.root["info"]?["version"], "1.2.3")
        let login = try document.operation("login").json["description"]?.text
        XCTAssertTrue(login?.contains("1800 seconds") ?? false)
        let closed = try DocumentReader(try House(registrationIsOpen: false).send(.get, "/openapi.json"))
        XCTAssertTrue(try closed.operation("register").json["description"]?.text?.contains("closed") ?? false)
    }

    func testPagesLoadNothingFromElsewhereAndHoldNoScript() throws {
        let house = try House()
        for path in ["/docs", "/redoc"] {
            let page = house.send(.get, path)
            XCTAssertEqual(page.status, 200)
            XCTAssertEqual(page.headers[.contentType], "text/html; charset=utf-8")
            let scripts = page.text.components(separatedBy: "<script").dropFirst()
            XCTAssertFalse(scripts.isEmpty)
            for script in scripts { XCTAssertTrue(script.contains("\"></script>"), script) }
            let addresses =
                page.text.components(separatedBy: "src=\"").dropFirst()
                + page.text.components(separatedBy: "href=\"").dropFirst()
            for address in addresses {
                XCTAssertTrue(address.hasPrefix("/static/") || address.hasPrefix("/openapi.json\""), address)
            }
            XCTAssertFalse(page.text.contains(" style=") || page.text.contains("<style"))
        }
    }
}
