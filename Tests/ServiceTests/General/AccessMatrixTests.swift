import Accounts
import Foundation
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Web
import XCTest

@testable import WebAPI

/// Every endpoint against every kind of credentials that is not the right one.
final class AccessMatrixTests: XCTestCase {
    func testEveryEndpointIsInTheMatrix() throws {
        XCTAssertEqual(AccessRow.all.map(\.route).sorted(), try House().routes.map(\.name).sorted())
    }

    func testCredentialsThatAreNotValidOpenNothing() throws {
        let scene = try AccessScene()
        let invalid = try scene.invalidCredentials()
        let before = try scene.everythingOfTheOwner()
        for (route, row) in AccessRow.byRoute(try House().routes) {
            for (name, headers) in invalid {
                let place = "\(route.name), \(name)"
                let answer = scene.send(route, row, headers)
                XCTAssertEqual(answer.status, row.anyone ?? route.refusal, place)
                XCTAssertFalse(answer.text.contains(AccessScene.marker), place)
                if row.anyone == nil, !route.isAPI, route.method == .get {
                    XCTAssertEqual(answer.location?.hasPrefix("/login"), true, place)
                }
                if row.anyone == nil, route.isAPI {
                    XCTAssertEqual(answer.headers[.wwwAuthenticate], "Bearer", place)
                }
            }
        }
        XCTAssertEqual(try scene.everythingOfTheOwner(), before)
    }

    func testTheOwnerIsLetIn() throws {
        for (route, row) in AccessRow.byRoute(try House().routes) {
            let scene = try AccessScene()
            XCTAssertEqual(scene.send(route, row, scene.owner, csrf: scene.ownersProof).status, row.owner, route.name)
        }
    }

    func testAnotherUserNeitherSeesNorChangesAnything() throws {
        for (route, row) in AccessRow.byRoute(try House().routes) {
            let scene = try AccessScene()
            let before = try scene.everythingOfTheOwner()
            let answer = scene.send(route, row, scene.other, csrf: scene.othersProof)
            XCTAssertEqual(answer.status, row.other, route.name)
            XCTAssertFalse(answer.text.contains(AccessScene.marker), route.name)
            XCTAssertEqual(try scene.everythingOfTheOwner(), before, route.name)
        }
    }

    func testAnotherUsersInvoiceIsAnsweredLikeOneThatThereIsNot() throws {
        let scene = try AccessScene()
        for (route, row) in AccessRow.byRoute(try House().routes) where route.path.contains("{id}") {
            let theirs = scene.send(route, row, scene.other, csrf: scene.othersProof)
            let nobodys = scene.send(route, row, scene.other, csrf: scene.othersProof, id: "999")
            XCTAssertEqual(theirs.status, nobodys.status, route.name)
            XCTAssertEqual(theirs.headers[.contentType], nobodys.headers[.contentType], route.name)
            XCTAssertEqual(
                theirs.text.replacing(/csrf_token" value="[^"]*"/, with: ""),
                nobodys.text.replacing(/csrf_token" value="[^"]*"/, with: ""), route.name)
        }
    }
}

extension Route {
    fileprivate var isAPI: Bool { path.hasPrefix("/api/") }

    /// The answer to a request without valid credentials, where they are needed.
    fileprivate var refusal: Int {
        if isAPI { return 401 }
        // A form that comes without a session is answered by the sign-in form.
        return method == .post ? 401 : 303
    }
}

/// The owner of invoice 1 and another user.
private struct AccessScene {
    /// In the owner's invoice, and in no answer to anybody else.
    static let marker = "Only the owner reads this"

    let house: House
    let owner: HTTPFields
    let other: HTTPFields
    let ownersProof: String
    let othersProof: String
    private let ownersToken: String
    private let stale: HTTPFields
    private let number: String

    init() throws {
        house = try House()
        stale = try Self.somebody("stale", in: house).headers
        house.now = House.start.adding(seconds: Session.lifetime)
        (owner, ownersToken, ownersProof) = try Self.somebody("owner", in: house)
        (other, _, othersProof) = try Self.somebody("other", in: house)
        number = house.invoice(ownersToken, #""customer_name": "\#(Self.marker)""#)["invoice_number"]?.text ?? ""
    }

    /// A new user's credentials, as fields; and the proof for forms.
    private static func somebody(
        _ name: String, in house: House
    ) throws -> (headers: HTTPFields, token: String, proof: String) {
        let browser = try Browser.registered(in: house, as: name)
        let token = house.login(name)
        let proof = try XCTUnwrap(browser.get("/settings").form("/settings")["csrf_token"])
        let session = try XCTUnwrap(browser.cookies["session"])
        return ([.authorization: "Bearer \(token)", .cookie: "session=\(session)"], token, proof)
    }

    /// Everybody's credentials that are valid no longer, or for something else.
    func invalidCredentials() throws -> [(name: String, headers: HTTPFields)] {
        let (changed, changedToken, _) = try Self.somebody("changed", in: house)
        let change = #"{"current_password": "a good password", "new_password": "a better password"}"#
        XCTAssertEqual(house.send(.post, "/api/v1/auth/password", change, token: changedToken).status, 204)
        let (everywhere, everywhereToken, _) = try Self.somebody("everywhere", in: house)
        XCTAssertEqual(house.send(.post, "/api/v1/auth/logout-all", token: everywhereToken).status, 204)
        let (disabled, _, _) = try Self.somebody("disabled", in: house)
        let user = try XCTUnwrap(house.store.credentials(for: "disabled")).user
        try house.setActive(false, user: user.id)

        let session = try XCTUnwrap(owner[.cookie]).dropFirst("session=".count)
        func each(_ name: String, _ headers: HTTPFields) -> [(String, HTTPFields)] {
            [
                ("\(name) token", [.authorization: headers[.authorization] ?? ""]),
                ("\(name) session", [.cookie: headers[.cookie] ?? ""]),
            ]
        }
        let unknown = String(repeating: "A", count: 43)
        return [("none", [:])] + each("expired", stale) + each("disabled user's", disabled)
            + each("changed password's", changed) + each("signed-out", everywhere) + [
                ("session as bearer", [.authorization: "Bearer \(session)"]),
                ("bearer as session", [.cookie: "session=\(ownersToken)"]),
                ("malformed token", [.authorization: "Bearer a.b.c"]),
                ("malformed scheme", [.authorization: ownersToken]),
                ("tampered token", [.authorization: "Bearer \(ownersToken.dropLast(5))AAAAA"]),
                ("password of Basic", [.authorization: "Basic b3duZXI6YSBnb29kIHBhc3N3b3Jk"]),
                ("malformed session", [.cookie: "session=\"; session"]),
                ("unknown session", [.cookie: "session=\(unknown)"]),
                ("another cookie", [.cookie: "visitor=\(session)"]),
                ("a session of HTTPS", [.cookie: "__Host-session=\(session)"]),
            ]
    }

    func send(
        _ route: Route, _ row: AccessRow, _ credentials: HTTPFields, csrf: String? = nil, id: String = "1"
    ) -> Answer {
        var headers = credentials
        // On each side only its own kind is sent, unless it is that which is tried.
        if credentials.count == 2 { headers[route.path.hasPrefix("/api/") ? .cookie : .authorization] = nil }
        var body = ""
        switch row.body {
        case .none: break
        case .json(let text):
            headers[.contentType] = "application/json"
            body = text
        case .form(let fields):
            headers[.contentType] = "application/x-www-form-urlencoded"
            var pairs = fields.map { ($0.key, filled($0.value)) }
            if let csrf { pairs.append(("csrf_token", csrf)) }
            body = PercentEncoding.query(pairs)
        }
        return house.send(
            Request(
                method: route.method, path: route.path.replacingOccurrences(of: "{id}", with: id),
                query: filled(row.query), headers: headers, body: .complete(Array(body.utf8)), id: "request-1"))
    }

    private func filled(_ text: String) -> String { text.replacingOccurrences(of: "{number}", with: number) }

    /// What the owner has, and that they still get in.
    func everythingOfTheOwner() throws -> [String] {
        try ["/api/v1/auth/me", "/api/v1/invoices"].map { path in
            let answer = house.send(.get, path, token: ownersToken)
            guard answer.status == 200 else { throw DomainError.failed }
            return answer.text
        } + [
            house.send(Request(method: .get, path: "/settings", headers: [.cookie: owner[.cookie] ?? ""])).status
                .description
        ]
    }
}
