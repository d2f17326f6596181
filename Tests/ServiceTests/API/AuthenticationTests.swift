import Accounts
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import WebAPI
import XCTest
import Web

final class AuthenticationTests: XCTestCase {
    private let registration =
        #"{"email": "Anna@Example.com", "username": "Anna.K", "password": "a good password", "full_name": " Anna K "}"#

    func testRegistrationAnswersTheUserWithoutAnySecret() throws {
        let answer = try House().send(.post, "/api/v1/auth/register", registration)
        XCTAssertEqual(answer.status, 201)
        XCTAssertEqual(answer.headers[.location], "/api/v1/auth/me")
        XCTAssertEqual(
            answer.text,
            #"{"id":1,"email":"Anna@Example.com","username":"Anna.K","full_name":"Anna K","is_active":true,"date_created":"2023-07-01T10:00:00Z"}"#
        )
    }

    func testTakenNamesAreConflictsWithoutRegardToCase() throws {
        let house = try House()
        XCTAssertEqual(house.send(.post, "/api/v1/auth/register", registration).status, 201)
        let both = house.send(
            .post, "/api/v1/auth/register",
            #"{"email": "anna@EXAMPLE.com", "username": "ANNA.k", "password": "another password"}"#)
        XCTAssertEqual(both.status, 409)
        XCTAssertEqual(Set(both.faults), ["/email", "/username"])
        let one = house.send(
            .post, "/api/v1/auth/register",
            #"{"email": "other@example.com", "username": "anna.K", "password": "another password"}"#)
        XCTAssertEqual(one.faults, ["/username"])
    }

    func testRegistrationListsEveryFault() throws {
        let answer = try House().send(
            .post, "/api/v1/auth/register?x=1",
            #"{"email": "nobody", "username": "a b", "password": "short", "age": 5}"#)
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(Set(answer.faults), ["/email", "/username", "/password", "/age", "x"])
    }

    func testClosedRegistrationIsForbiddenForEverybody() throws {
        let house = try House(registrationIsOpen: false)
        XCTAssertEqual(house.send(.post, "/api/v1/auth/register", registration).status, 403)
        XCTAssertEqual(house.send(.post, "/api/v1/auth/register", "{").status, 403)
    }

    func testLoginTakesNameOrAddressInAnyCase() throws {
        let house = try House()
        XCTAssertEqual(house.send(.post, "/api/v1/auth/register", registration).status, 201)
        for name in ["Anna.K", "anna.k", "ANNA.K", "anna@example.com", "ANNA@EXAMPLE.COM", " anna.k "] {
            let answer = house.form("/api/v1/auth/login", ["username": name, "password": "a good password"])
            XCTAssertEqual(answer.status, 200, name)
            XCTAssertEqual(answer["token_type"], .string("bearer"))
            XCTAssertEqual(answer["expires_in"], .number("1800"))
            XCTAssertEqual(answer.headers[.cacheControl], "no-store")
        }
    }

    func testLoginIgnoresWhatOAuthAdds() throws {
        let house = try House()
        _ = house.register()
        let body =
            "grant_type=password&username=anna&password=a+good+password&scope=&client_id=x&client_secret=y&z=1&z=2"
        let answer = house.send(
            .post, "/api/v1/auth/login", body,
            headers: [.contentType: "application/x-www-form-urlencoded", .authorization: "Basic eDp5"])
        XCTAssertEqual(answer.status, 200)
    }

    func testLoginTakesMultipartForms() throws {
        let house = try House()
        _ = house.register()
        let body =
            ["username": "anna", "password": "a good password"].map {
                "--XX\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n"
            }.joined() + "--XX--\r\n"
        let answer = house.send(
            .post, "/api/v1/auth/login", body, headers: [.contentType: "multipart/form-data; boundary=XX"])
        XCTAssertEqual(answer.status, 200, answer.text)
    }

    func testWrongPasswordAndUnknownUserLookTheSame() throws {
        let house = try House()
        _ = house.register()
        let wrong = house.form("/api/v1/auth/login", ["username": "anna", "password": "a bad password"])
        let unknown = house.form("/api/v1/auth/login", ["username": "nobody", "password": "a bad password"])
        XCTAssertEqual(wrong.status, 401)
        XCTAssertEqual(wrong.bytes, unknown.bytes)
        XCTAssertEqual(wrong.headers, unknown.headers)
        XCTAssertEqual(wrong["error"], .string("invalid_grant"))
        XCTAssertEqual(wrong["error_description"], wrong["detail"])
        XCTAssertEqual(wrong.headers[.wwwAuthenticate], "Bearer")
    }

    func testLoginFaultsCarryOAuthCodes() throws {
        let house = try House()
        let empty = house.form("/api/v1/auth/login", [:])
        XCTAssertEqual(empty.status, 422)
        XCTAssertEqual(empty.faults, ["username", "password"])
        XCTAssertEqual(empty["error"], .string("invalid_request"))
        let twice = house.form("/api/v1/auth/login", ["username": "a", "username": "b", "password": "c"])
        XCTAssertEqual(twice.faults, ["username"])
        let grant = house.form(
            "/api/v1/auth/login", ["grant_type": "client_credentials", "username": "a", "password": "b"])
        XCTAssertEqual(grant.status, 422)
        XCTAssertEqual(grant["error"], .string("unsupported_grant_type"))
        XCTAssertEqual(house.send(.post, "/api/v1/auth/login", "{}")["error"], .string("invalid_request"))
    }

    func testMeIsTheUserOfTheToken() throws {
        let house = try House()
        let token = house.register()
        let answer = house.send(.get, "/api/v1/auth/me", token: token)
        XCTAssertEqual(answer["username"], .string("anna"))
        for scheme in ["bearer", "BEARER", "Bearer  "] {
            XCTAssertEqual(
                house.send(.get, "/api/v1/auth/me", headers: [.authorization: "\(scheme) \(token)"]).status, 200, scheme
            )
        }
    }

    func testBadCredentialsAreUnauthorized() throws {
        let house = try House()
        let token = house.register()
        var twice: HTTPFields = [:]
        twice[values: .authorization] = ["Bearer \(token)", "Bearer \(token)"]
        for headers: HTTPFields in [
            [:], [.authorization: "Basic eDp5"], [.authorization: "Bearer"], [.authorization: "Bearer x.y.z"],
            [.authorization: token], [.authorization: "Bearer \(token)x"], twice,
        ] {
            let answer = house.send(.get, "/api/v1/auth/me", headers: headers)
            XCTAssertEqual(answer.status, 401)
            XCTAssertEqual(answer.headers[.wwwAuthenticate], "Bearer")
        }
    }

    func testATokenEndsWithItsLifetime() throws {
        let house = try House()
        let token = house.register()
        house.now = House.start.adding(seconds: 1799)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 200)
        house.now = House.start.adding(seconds: 1800)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 401)
    }

    func testADisabledUserIsKeptOutAtOnce() throws {
        let house = try House()
        let token = house.register()
        try house.setActive(false, user: 1)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 401)
        let login = house.form("/api/v1/auth/login", ["username": "anna", "password": "a good password"])
        XCTAssertEqual(login.status, 401)
        try house.setActive(true, user: 1)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 200)
    }

    func testAPasswordChangeEndsEveryToken() throws {
        let house = try House()
        let token = house.register()
        let answer = house.send(
            .post, "/api/v1/auth/password",
            #"{"current_password": "a good password", "new_password": "a better password"}"#, token: token)
        XCTAssertEqual(answer.status, 204)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 401)
        let old = house.form("/api/v1/auth/login", ["username": "anna", "password": "a good password"])
        XCTAssertEqual(old.status, 401)
        let fresh = house.login("anna", password: "a better password")
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: fresh).status, 200)
    }

    func testAPasswordChangeListsItsFaults() throws {
        let house = try House()
        let token = house.register()
        let wrong = house.send(
            .post, "/api/v1/auth/password", #"{"current_password": "wrong", "new_password": "short", "x": 1}"#,
            token: token)
        XCTAssertEqual(wrong.status, 422)
        XCTAssertEqual(Set(wrong.faults), ["/current_password", "/new_password", "/x"])
        let missing = house.send(.post, "/api/v1/auth/password", "{}", token: token)
        XCTAssertEqual(Set(missing.faults), ["/current_password", "/new_password"])
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 200)
    }

    func testAPasswordThatIsGuessedFirstIsRefusedAtRegistrationAndChange() throws {
        let house = try House()
        let token = house.register("booker")
        for (password, sentence) in [
            ("Password123", "is one of the commonest passwords, which are guessed first; choose another one"),
            ("the Booker's", "must not hold the user name or the e-mail address, which are guessed first"),
        ] {
            let registration = house.send(
                .post, "/api/v1/auth/register",
                #"{"email": "b@example.com", "username": "booker", "password": "\#(password)"}"#)
            let change = house.send(
                .post, "/api/v1/auth/password",
                #"{"current_password": "a good password", "new_password": "\#(password)"}"#, token: token)
            for (answer, place) in [(registration, "/password"), (change, "/new_password")] {
                XCTAssertEqual(answer.status, 422)
                XCTAssertEqual(answer.faults, [place])
                XCTAssertTrue(answer.text.contains(sentence), answer.text)
            }
        }
    }

    func testARefusedPasswordChangeChangesNothing() throws {
        let house = try House()
        let token = house.register()
        let members = #""current_password": "a good password", "new_password": "a better password""#
        for (target, body) in [
            ("/api/v1/auth/password", "{\(members), \"x\": 1}"), ("/api/v1/auth/password?x=1", "{\(members)}"),
        ] {
            XCTAssertEqual(house.send(.post, target, body, token: token).faults.map { $0.suffix(1) }, ["x"])
            XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 200)
        }
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: house.login("anna")).status, 200)
    }

    func testPasswordsAreTakenExactlyAsSent() throws {
        let house = try House()
        _ = house.register("blanks", password: "  with spaces  ")
        let trimmed = house.form("/api/v1/auth/login", ["username": "blanks", "password": "with spaces"])
        XCTAssertEqual(trimmed.status, 401)
    }

    func testSigningOutEverywhereEndsEveryTokenOfThisUserOnly() throws {
        let house = try House()
        let anna = house.register("anna")
        let ben = house.register("benjamin")
        XCTAssertEqual(house.send(.post, "/api/v1/auth/logout-all", token: anna).status, 204)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: anna).status, 401)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: ben).status, 200)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: house.login("anna")).status, 200)
    }

    func testCallsThatHashAreAnsweredInTheirLane() throws {
        let house = try House()
        for path in ["/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/password"] {
            XCTAssertEqual(house.service.lane(of: Request(method: .post, path: path)), .hashing, path)
        }
        for path in ["/api/v1/invoices", "/health", "/nothing"] {
            XCTAssertEqual(house.service.lane(of: Request(method: .get, path: path)), .workers, path)
        }
    }

    func testAFullLaneIsUnavailableForAMoment() throws {
        let house = try House()
        let answer = Answer(house.service.refuse(Request(method: .post, path: "/api/v1/auth/login", id: "r")))
        XCTAssertEqual(answer.status, 503)
        XCTAssertEqual(answer.headers[.retryAfter], "1")
    }
}
