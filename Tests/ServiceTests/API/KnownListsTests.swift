import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import XCTest

@testable import WebAPI

/// Lists that are asked for again with the same query.
final class KnownListsTests: XCTestCase {
    private let path = "/api/v1/invoices"

    private func next(_ answer: Answer) throws -> String {
        let link = try XCTUnwrap(answer.headers[.link], answer.text)
        return try XCTUnwrap(link.firstMatch(of: /<(.*)>; rel="next"/)).output.1.description
    }

    func testTheSameQueryOfAnotherUserIsAboutTheirInvoices() throws {
        let house = try House()
        let (anna, bert) = (house.register("anna"), house.register("bert"))
        for name in ["Alpha", "Beta"] { house.invoice(anna, "\"customer_name\": \"\(name)\"") }
        for name in ["Gamma", "Delta"] { house.invoice(bert, "\"customer_name\": \"\(name)\"") }
        let query = path + "?fields=customer_name&limit=1"
        for _ in 1...2 {
            XCTAssertEqual(house.send(.get, query, token: anna).text, #"[{"customer_name":"Beta"}]"#)
            XCTAssertEqual(house.send(.get, query, token: bert).text, #"[{"customer_name":"Delta"}]"#)
        }
        let page = try next(house.send(.get, query, token: anna))
        XCTAssertEqual(house.send(.get, page, token: anna).text, #"[{"customer_name":"Alpha"}]"#)
        XCTAssertEqual(house.send(.get, page, token: bert).status, 422)
    }

    func testWhatIsWrongIsWrongEachTime() throws {
        let house = try House()
        let token = house.register()
        for _ in 1...3 {
            let answer = house.send(.get, path + "?limit=0&fields=nonsense", token: token)
            XCTAssertEqual(answer.status, 422)
            XCTAssertTrue(answer.text.contains("limit") && answer.text.contains("nonsense"), answer.text)
        }
    }

    func testAPreferenceBelongsToTheRequestAndNotToTheQuery() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        let query = path + "?limit=1"
        XCTAssertNil(house.send(.get, query, token: token).headers[.totalCount])
        XCTAssertEqual(
            house.send(.get, query, token: token, headers: [.prefer: "count=exact"]).headers[.totalCount], "1")
        XCTAssertNil(house.send(.get, query, token: token).headers[.totalCount])
    }

    func testWhatIsNewIsThereAtOnce() throws {
        let house = try House()
        let token = house.register()
        let query = path + "?fields=id&limit=5"
        for count in 0..<4 {
            XCTAssertEqual(house.send(.get, query, token: token).rows.count, count)
            house.invoice(token)
        }
    }

    func testTextsThatAreEqualToSwiftAndNotTheSameAreKeptApart() throws {
        let house = try House()
        let token = house.register()
        for _ in 1...2 { house.invoice(token, #""customer_name": "é""#) }
        // Composed and decomposed: the next page's link repeats what was sent.
        for (sent, repeated) in [("\u{E9}", "%C3%A9"), ("e\u{301}", "e%CC%81")] {
            for _ in 1...2 {
                let answer = house.send(.get, path + "?limit=1&customer_name=\(sent)", token: token)
                XCTAssertTrue(try next(answer).contains("customer_name=\(repeated)&"), answer.text)
            }
        }
    }

    func testMoreQueriesThanAreKeptAreAnswered() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        for limit in 1...300 {
            XCTAssertEqual(house.send(.get, path + "?fields=id&limit=\(limit)", token: token).rows.count, 1)
        }
    }
}
