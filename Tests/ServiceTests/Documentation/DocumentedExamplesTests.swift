import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import XCTest

@testable import WebAPI

/// What the document shows is true: it keeps to its own schemas, and what is to be sent is taken.
final class DocumentedExamplesTests: XCTestCase {
    func testEveryExampleKeepsToItsSchema() throws {
        let document = try DocumentReader(try House().send(.get, "/openapi.json"))
        var checked = 0
        func check(_ value: JSONValue, by schema: JSONValue, at place: String) throws {
            let checker = SchemaChecker(document: document)
            XCTAssertEqual(try checker.faults(of: value, by: schema), [], place)
            checked += 1
        }
        func visit(_ value: JSONValue, at place: String) throws {
            let isOptionalParameter = value["allowEmptyValue"] == true
            if let schema = value["schema"] {
                for example in value["examples"]?.members ?? [] {
                    let shown = try XCTUnwrap(example.value["value"])
                    if isOptionalParameter, shown == "" { continue }
                    try check(shown, by: schema, at: place + "/" + example.name)
                }
            }
            for example in value["examples"]?.elements ?? [] { try check(example, by: value, at: place) }
            for member in value.members { try visit(member.value, at: place + "/" + member.name) }
            for element in value.elements { try visit(element, at: place) }
        }
        try visit(document.root, at: "")
        XCTAssertGreaterThan(checked, 60)
    }

    func testEveryExampleOfABodyIsTaken() throws {
        for operation in try DocumentReader(try House().send(.get, "/openapi.json")).operations {
            for content in operation.json["requestBody"]?["content"]?.members ?? []
            where content.name != "multipart/form-data" {
                for example in content.value["examples"]?.members ?? [] {
                    let value = try XCTUnwrap(example.value["value"])
                    let house = try House()
                    let token = try house.asDocumented(for: operation)
                    let answer = house.send(
                        operation, body: value.sent(as: content.name), token: token,
                        headers: [.contentType: content.name])
                    XCTAssertLessThan(answer.status, 300, "\(operation.name) \(example.name): \(answer.text)")
                }
            }
        }
    }

    func testEveryExampleOfAParameterIsTaken() throws {
        let house = try House()
        let document = try DocumentReader(house.send(.get, "/openapi.json"))
        let token = house.register()
        house.invoice(token)
        for operation in document.operations where operation.method == "get" {
            for parameter in operation.parameters where parameter["in"] == "query" {
                let name = try XCTUnwrap(parameter["name"]?.text)
                for example in parameter["examples"]?.members ?? [] {
                    let value = try XCTUnwrap(example.value["value"])
                    let text = value.text ?? value.elements.compactMap(\.text).joined(separator: ",")
                    let required = operation.id == "findInvoice" ? "&invoice_number=INV-000000-AAAAAA" : ""
                    let answer = house.send(operation, "\(name)=\(text)\(required)", token: token)
                    XCTAssertNotEqual(answer.status, 422, "\(operation.name) \(name) \(example.name): \(answer.text)")
                }
            }
        }
    }

    func testTheListsOfTheDescriptionFindWhatTheySay() throws {
        let house = try House()
        let token = house.register()
        // The house's day is 2023-07-01.
        house.invoice(token, #""customer_name": "John Smith", "due_date": "2023-06-01""#)
        house.invoice(token, #""items": [{"description": "Ship", "quantity": 1, "unit_price": 700}]"#)
        let examples = InvoiceList.examples(ListParameters(today: House.start.day))
        let found = examples.map { house.send(.get, "/api/v1/invoices?\($0.query)", token: token).rows.count }
        // January, overdue, smith, 100–500, pending over 500, all of them with few members.
        XCTAssertEqual(found, [0, 1, 1, 1, 1, 2])
        house.now = Timestamp(seconds: 1_674_000_000)  // a day in January
        house.invoice(house.login("anna"))
        let january = house.send(.get, "/api/v1/invoices?\(examples[0].query)", token: house.login("anna"))
        XCTAssertEqual(january.rows.count, 1)
    }

    func testAWholeInvoiceAndAUserKeepToTheirSchemas() throws {
        let house = try House()
        let document = try DocumentReader(house.send(.get, "/openapi.json"))
        let token = house.register()
        let members = #""due_date": "2023-07-31", "notes": "x", "customer_email": "a@b.cd", "purchase_order": "PO 7""#
        let invoice = house.invoice(token, members)
        for (name, answer) in [("Invoice", invoice), ("User", house.send(.get, "/api/v1/auth/me", token: token))] {
            let schema = try XCTUnwrap(document.root["components"]?["schemas"]?[name])
            let value = try XCTUnwrap(answer.json)
            XCTAssertEqual(try SchemaChecker(document: document).faults(of: value, by: schema), [])
            XCTAssertEqual(value.members.map(\.name), schema["properties"]?.members.map(\.name))
        }
    }
}

extension House {
    /// Makes what an operation's examples speak of: the user, unless it is the one to be made, and an invoice.
    fileprivate func asDocumented(for operation: DocumentReader.Operation) throws -> String? {
        guard operation.id != "register" else { return nil }
        XCTAssertEqual(send(.post, "/api/v1/auth/register", AccountExamples.registration.written).status, 201)
        let name = try XCTUnwrap(AccountExamples.login["username"]?.text)
        let token = login(name, password: try XCTUnwrap(AccountExamples.login["password"]?.text))
        invoice(token)
        return token
    }
}
