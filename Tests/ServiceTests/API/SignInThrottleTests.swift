import Accounts
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Logging
import Synchronization
import XCTest
import Web

@testable import Auth
@testable import WebAPI

/// Guessing passwords becomes slow, for one name from one network.
final class SignInThrottleTests: XCTestCase {
    private let attacker = "203.0.113.9"

    func testAfterAFewFailuresEvenTheRightPasswordHasToWait() throws {
        let house = try House()
        _ = house.register()
        for _ in 0..<5 { XCTAssertEqual(signIn(house, password: "wrong").status, 401) }
        let refused = signIn(house)
        XCTAssertEqual(refused.status, 429)
        XCTAssertEqual(refused.headers[.retryAfter], "1")
        XCTAssertEqual(refused["detail"], .string("Too many attempts. Try again in 1 second."))
        house.now = House.start.adding(seconds: 1)
        XCTAssertEqual(signIn(house).status, 200)
    }

    func testTheWaitGrowsWithEachFailureAndNotWithWhatItRefuses() throws {
        let house = try House()
        _ = house.register()
        for _ in 0..<5 { _ = signIn(house, password: "wrong") }
        for seconds in ["1", "2", "4", "8"] {
            for _ in 0..<3 { XCTAssertEqual(signIn(house).headers[.retryAfter], seconds) }
            house.now = house.now.adding(seconds: try XCTUnwrap(Int64(seconds)))
            XCTAssertEqual(signIn(house, password: "wrong").status, 401)
        }
    }

    func testANameThatNobodyHasWaitsAlike() throws {
        let house = try House()
        _ = house.register()
        var statuses: [[Int]] = []
        var last: [Answer] = []
        for name in ["anna", "nobody"] {
            let answers = (0..<7).map { _ in signIn(house, name, password: "wrong") }
            statuses.append(answers.map(\.status))
            last.append(answers[6])
        }
        XCTAssertEqual(statuses[0], [401, 401, 401, 401, 401, 429, 429])
        XCTAssertEqual(statuses[0], statuses[1])
        XCTAssertEqual(last[0].bytes, last[1].bytes)
        XCTAssertEqual(last[0].headers, last[1].headers)
    }

    func testTheOwnerFromElsewhereStillGetsIn() throws {
        let house = try House()
        _ = house.register()
        for _ in 0..<6 { _ = signIn(house, password: "wrong") }
        XCTAssertEqual(signIn(house).status, 429)
        XCTAssertEqual(signIn(house, from: "198.51.100.7").status, 200)
        XCTAssertEqual(signIn(house).status, 429)
    }

    func testAnotherAddressOfTheSameSubscriberIsNotElsewhere() throws {
        let house = try House()
        _ = house.register()
        for host in 1...5 { _ = signIn(house, password: "wrong", from: "2001:db8::\(host)") }
        XCTAssertEqual(signIn(house, from: "2001:db8::6").status, 429)
        XCTAssertEqual(signIn(house, from: "2001:db8:0:1::6").status, 200)
    }

    func testAnotherNameFromTheSameNetworkIsNotDelayed() throws {
        let house = try House()
        _ = house.register()
        _ = house.register("benjamin")
        for _ in 0..<6 { _ = signIn(house, password: "wrong") }
        XCTAssertEqual(signIn(house, "benjamin").status, 200)
    }

    func testASuccessClearsThePair() throws {
        let house = try House()
        _ = house.register()
        for _ in 0..<3 {
            for _ in 0..<4 { XCTAssertEqual(signIn(house, password: "wrong").status, 401) }
            XCTAssertEqual(signIn(house).status, 200)
        }
    }

    func testTheCaseOfTheNameOpensNoSecondTry() throws {
        let house = try House()
        _ = house.register()
        for name in ["anna", "Anna", "ANNA", " anna ", "aNNA"] { _ = signIn(house, name, password: "wrong") }
        XCTAssertEqual(signIn(house).status, 429)
    }

    func testALockedOutUserIsAFailureToo() throws {
        let house = try House()
        _ = house.register()
        try house.setActive(false, user: 1)
        for _ in 0..<5 { XCTAssertEqual(signIn(house).status, 401) }
        XCTAssertEqual(signIn(house).status, 429)
    }

    func testARefusalHashesNothing() throws {
        let house = try House()
        let hashes = Mutex(0)
        let counting = try PasswordHasher(cost: 4, random: .repeating(seed: 1)) { phrase, setting in
            hashes.withLock { $0 += 1 }
            return Bcrypt.hash(phrase, setting: setting)
        }
        let service = try house.service(on: house.store, hasher: counting)
        for _ in 0..<8 { _ = service.respond(to: request("anna", "wrong", from: attacker)) }
        XCTAssertEqual(hashes.withLock { $0 }, 5)
    }

    func testASuccessWithNothingToClearWritesNothing() throws {
        let house = try House()
        _ = house.register()
        // A disk that takes nothing would refuse a success that had something to write, if it had to.
        let service = try house.service(on: FullDisk(house.store))
        let answer = Answer(service.respond(to: request("anna", "a good password", from: attacker)))
        XCTAssertEqual(answer.status, 200)
    }

    func testASuccessClearsTheFailuresBeforeIt() throws {
        let house = try House()
        _ = house.register()
        for _ in 0..<2 {
            for _ in 0..<4 { XCTAssertEqual(signIn(house, password: "wrong").status, 401) }
            XCTAssertEqual(signIn(house).status, 200)
        }
    }

    func testOnAFullDiskPeopleCanStillSignInAfterAMistake() throws {
        let house = try House()
        _ = house.register()
        XCTAssertEqual(signIn(house, password: "wrong").status, 401)
        let service = try house.service(on: FullDisk(house.store))
        XCTAssertEqual(Answer(service.respond(to: request("anna", "a good password", from: attacker))).status, 200)
    }

    func testAFailureThatCannotBeNotedIsNotAnswered() throws {
        let house = try House()
        _ = house.register()
        let service = try house.service(on: FullDisk(house.store))
        XCTAssertEqual(Answer(service.respond(to: request("anna", "wrong", from: attacker))).status, 507)
    }

    func testTheCurrentPasswordCannotBeGuessedEither() throws {
        let house = try House()
        let token = house.register()
        let body = { (current: String) in #"{"current_password": "\#(current)", "new_password": "a better password"}"# }
        for _ in 0..<5 {
            XCTAssertEqual(house.send(.post, "/api/v1/auth/password", body("wrong"), token: token).status, 422)
        }
        let refused = house.send(.post, "/api/v1/auth/password", body("a good password"), token: token)
        XCTAssertEqual(refused.status, 429)
        XCTAssertEqual(refused.headers[.retryAfter], "1")
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 200)
        house.now = House.start.adding(seconds: 1)
        XCTAssertEqual(
            house.send(.post, "/api/v1/auth/password", body("a good password"), token: token).status, 204)
    }

    func testEveryPasswordIsLoggedWithWhatCameOfItAndWithoutANameOrAnAddress() throws {
        let house = try House()
        _ = house.register("anna", password: "a good password")
        for password in ["wrong", "a good password", "1", "2", "3", "4", "5", "a good password"] {
            _ = signIn(house, password: password)
        }
        _ = signIn(house, password: "a good password", from: "198.51.100.7")
        let lines = house.log.lines.filter { $0.message == "password" }.map(\.metadata).dropFirst()
        XCTAssertEqual(
            lines.map { $0["result"] },
            ["wrong", "right", "wrong", "wrong", "wrong", "wrong", "wrong", "has to wait", "right"])
        XCTAssertEqual(lines.map { $0["user"] != nil }, lines.map { $0["result"] == "right" })
        XCTAssertEqual(Set(lines.map { "\(String(describing: $0["pair"]))" }).count, 2)
        XCTAssertTrue(lines.allSatisfy { $0["id"] == "request-1" })
        let all = lines.map { "\($0)" }.joined()
        for hidden in ["anna", "a good", attacker] { XCTAssertFalse(all.contains(hidden), hidden) }
    }

    func testThePagesSayItAtTheForm() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        for _ in 0..<5 { XCTAssertEqual(try Browser(house).signIn(password: "wrong").status, 401) }
        let refused = try Browser(house).signIn()
        XCTAssertEqual(refused.status, 429)
        XCTAssertEqual(refused.headers[.retryAfter], "1")
        XCTAssertTrue(refused.words.contains("Too many attempts. Try again in 1 second."))
        XCTAssertEqual(try refused.form("/login")["username"], "anna")
        XCTAssertEqual(try refused.form("/login")["password"], "")
        let change = try browser.get("/account").form("/account").with([
            "current_password": "a good password", "new_password": "a better password", "action": "change-password",
        ])
        let account = browser.post(change)
        XCTAssertEqual(account.status, 429)
        XCTAssertEqual(account.headers[.retryAfter], "1")
        XCTAssertTrue(account.words.contains("Too many attempts. Try again in 1 second."))
    }

    private func signIn(
        _ house: House, _ name: String = "anna", password: String = "a good password", from address: String? = nil
    ) -> Answer {
        house.send(request(name, password, from: address ?? attacker))
    }

    private func request(_ name: String, _ password: String, from address: String) -> Request {
        Request(
            method: .post, path: "/api/v1/auth/login",
            headers: [.contentType: "application/x-www-form-urlencoded"],
            body: .complete(Array(PercentEncoding.query([("username", name), ("password", password)]).utf8)),
            id: "request-1", remoteAddress: address)
    }
}
