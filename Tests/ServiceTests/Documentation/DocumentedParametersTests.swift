import HTTP
import HTTPTypes
import JSON
import XCTest
import Web

@testable import WebAPI

/// The parameters of the document are those that the service takes, and no others.
final class DocumentedParametersTests: XCTestCase {
    func testTheServiceRefusesExactlyTheParametersThatAreNotDocumented() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        let document = try DocumentReader(house.send(.get, "/openapi.json"))
        let all = Set(document.operations.flatMap { $0.parameters(in: "query") } + ["page"])
        for operation in document.operations {
            let query = all.sorted().map { "\($0)=" }.joined(separator: "&")
            let answer = house.send(operation, query, token: token)
            let strangers = (answer["errors"]?.elements ?? []).filter {
                $0["detail"] == "is not a parameter of this call"
            }
            XCTAssertEqual(
                Set(strangers.compactMap { $0["parameter"]?.text }), all.subtracting(operation.parameters(in: "query")),
                operation.name + answer.text)
        }
    }

    func testThePathsParametersAreDocumented() throws {
        let document = try DocumentReader(try House().send(.get, "/openapi.json"))
        for operation in document.operations {
            XCTAssertEqual(operation.parameters(in: "path"), operation.path.contains("{id}") ? ["id"] : [])
        }
    }

    func testListsTheParametersInTheOrderOfTheFilter() throws {
        let document = try DocumentReader(try House().send(.get, "/openapi.json"))
        XCTAssertEqual(
            try document.operation("listInvoices").parameters(in: "query"),
            InvoiceFilter.Parameter.allCases.map(\.rawValue))
    }

    func testEveryHeaderFieldThatIsDocumentedIsOneThatTheServiceReads() throws {
        let document = try DocumentReader(try House().send(.get, "/openapi.json"))
        let read = Set(Request.knownFields.map { $0.rawName.lowercased() })
        for operation in document.operations {
            for name in operation.parameters(in: "header") { XCTAssertTrue(read.contains(name.lowercased()), name) }
        }
    }
}
