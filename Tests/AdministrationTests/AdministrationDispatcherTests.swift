import Accounts
import Administration
import Application
import Auth
import Ledger
import MemoryStore
import Primitives
import XCTest

final class AdministrationDispatcherTests: XCTestCase {
    private let store = MemoryStore(renderer: AnswerRenderer { _ in [] })
    private let hasher = Result { try PasswordHasher(cost: 4, random: .secure) }
    private let now = Timestamp(seconds: 1_688_205_600)

    func testAddsAUserWhoCanSignIn() throws {
        let added = try XCTUnwrap(
            try user(.addUser(email: "ada@example.com", username: "ada", fullName: "Ada", password: "a good one")))
        XCTAssertEqual(added.username, "ada")
        XCTAssertEqual(added.fullName, "Ada")
        XCTAssertEqual(added.dateCreated, now)
        let stored = try XCTUnwrap(try store.credentials(for: "ada"))
        XCTAssertTrue(try hasher.get().verify("a good one", against: stored.passwordHash))
    }

    func testReportsEverythingThatIsWrongWithANewUser() throws {
        XCTAssertThrowsError(
            try perform(.addUser(email: "nobody", username: "x", fullName: "a\u{7}", password: "short"))
        ) { error in
            XCTAssertEqual(
                (error as? DomainError)?.operatorMessages,
                [
                    "The email must be an e-mail address such as name@example.com.",
                    "The username must be 3 to 50 of the characters A-Z a-z 0-9 _ . -.",
                    "The full name must not hold control characters.", "The password must have at least 8 characters.",
                ])
        }
        XCTAssertEqual(try perform(.listUsers), .users([]))
    }

    func testReportsWhichNameIsTaken() throws {
        try add("ada")
        XCTAssertThrowsError(
            try perform(.addUser(email: "other@example.com", username: "ada", fullName: nil, password: "a good one"))
        ) { error in
            XCTAssertEqual((error as? DomainError)?.operatorMessages, ["The username is taken."])
        }
    }

    func testDisablesAndEnablesByNameOrAddress() throws {
        try add("ada")
        XCTAssertEqual(try user(.setActive(user: " ada ", false))?.isActive, false)
        XCTAssertEqual(try store.user(1)?.isActive, false)
        XCTAssertEqual(try user(.setActive(user: "ada@example.com", true))?.isActive, true)
    }

    func testSetsAPasswordWhichEndsEverySession() throws {
        try add("ada")
        let changed = try user(.setPassword(user: "ada", "another password"))
        XCTAssertEqual(changed?.generation, 1)
        let hash = try store.credentials(for: "ada")?.passwordHash
        XCTAssertTrue(try hasher.get().verify("another password", against: hash))
    }

    func testRefusesAPasswordThatBreaksTheRules() throws {
        try add("ada")
        for password in ["short", String(repeating: "é", count: 37), "with a \0 in it", "password", "ada lovelace"] {
            XCTAssertThrowsError(try perform(.setPassword(user: "ada", password))) { error in
                guard case .invalid = error as? DomainError else { return XCTFail("\(error)") }
            }
        }
        XCTAssertEqual(try store.user(1)?.generation, 0)
    }

    func testReportsAnUnknownUser() {
        for request in [
            AdministrationRequest.setActive(user: "nobody", true), .setPassword(user: "nobody", "a good one"),
            .setActive(user: "", false),
        ] {
            XCTAssertThrowsError(try perform(request)) { error in
                XCTAssertEqual(
                    (error as? DomainError)?.operatorMessages, ["There is no user of that name or e-mail address."])
            }
        }
    }

    func testListsTheUsersById() throws {
        try add("ada")
        try add("bob")
        guard case .users(let list) = try perform(.listUsers) else { return XCTFail("no list") }
        XCTAssertEqual(list.map(\.username), ["ada", "bob"])
    }

    func testRemovesAllExpiredRecords() throws {
        let ada = try XCTUnwrap(try add("ada"))
        for expired in [
            RemoveExpiredRecords.Removed(), .init(sessions: 1), .init(sessions: 500, idempotencyKeys: 1),
            .init(sessions: 3, idempotencyKeys: 1_701),
        ] {
            try addExpired(expired, of: ada)
            XCTAssertEqual(try perform(.removeExpiredRecords), .removed(expired))
            XCTAssertEqual(try perform(.removeExpiredRecords), .removed(.init()))
        }
    }

    func testProbesTheStore() throws {
        XCTAssertEqual(try perform(.probe), .healthy)
        store.writeFailure = .insufficientStorage
        XCTAssertThrowsError(try perform(.probe)) { error in
            XCTAssertEqual(
                (error as? DomainError)?.operatorMessages, ["The disk is full; nothing was stored."])
        }
    }

    @discardableResult
    private func add(_ name: String) throws -> User? {
        try user(.addUser(email: "\(name)@example.com", username: name, fullName: nil, password: "a good one"))
    }

    private func addExpired(_ counts: RemoveExpiredRecords.Removed, of user: User) throws {
        let old = now.adding(seconds: -Session.lifetime - IdempotencyClaim.lifetime)
        try store.perform("add expired records") { unit in
            for number in 0..<counts.sessions {
                try unit.insertSession(
                    Session(user: user, created: old, lastUsed: old), digest: Array("\(number)".utf8))
            }
            for number in 0..<counts.idempotencyKeys {
                try unit.keep(KeptAnswer(digest: [], moment: old, answer: []), of: user.id, key: "\(number)")
            }
        }
    }

    private func user(_ request: AdministrationRequest) throws -> User? {
        guard case .user(let user) = try perform(request) else { return nil }
        return user
    }

    private func perform(_ request: AdministrationRequest) throws -> AdministrationAnswer {
        let clock = Clock(now: { [now] in now }, ticks: { 0 })
        return try AdministrationDispatcher(store: store, passwords: hasher.get(), clock: clock).perform(request)
    }
}
