import Accounts
import Auth
import Invoicing
import Service
import XCTest

final class AdministrationTests: XCTestCase {
    private let users = FakeUserStore()
    private let hasher = Result { try PasswordHasher(cost: 4, random: .secure) }

    func testAddsAUserWhoCanSignIn() throws {
        let added = try XCTUnwrap(
            try user(.add(email: "ada@example.com", username: "ada", fullName: "Ada", password: "a good one")))
        XCTAssertEqual(added.username, "ada")
        XCTAssertEqual(added.fullName, "Ada")
        XCTAssertEqual(added.dateCreated, Timestamp(seconds: 1_688_205_600))
        let stored = try XCTUnwrap(try users.credentials(for: "ada"))
        XCTAssertTrue(try hasher.get().verify("a good one", against: stored.passwordHash))
    }

    func testSaysEverythingThatIsWrongWithANewUser() throws {
        XCTAssertThrowsError(
            try perform(.add(email: "nobody", username: "x", fullName: "a\u{7}", password: "short"))
        ) { error in
            XCTAssertEqual(
                (error as? ServiceError)?.sentences,
                [
                    "The email must be an e-mail address such as name@example.com.",
                    "The username must be 3 to 50 of the characters A-Z a-z 0-9 _ . -.",
                    "The full name must not hold control characters.", "The password must have at least 8 characters.",
                ])
        }
        XCTAssertEqual(try perform(.list), .users([]))
    }

    func testSaysWhichNameIsTaken() throws {
        try add("ada")
        XCTAssertThrowsError(try add("ada")) { error in
            XCTAssertEqual((error as? ServiceError)?.sentences, ["The username is taken."])
        }
    }

    func testLocksOutAndLetsInByNameOrAddress() throws {
        try add("ada")
        XCTAssertEqual(try user(.setActive(user: " ada ", false))?.isActive, false)
        XCTAssertEqual(try users.user(1)?.isActive, false)
        XCTAssertEqual(try user(.setActive(user: "ada@example.com", true))?.isActive, true)
    }

    func testSetsAPasswordWhichEndsEverySession() throws {
        try add("ada")
        let changed = try user(.setPassword(user: "ada", "another password"))
        XCTAssertEqual(changed?.generation, 1)
        let hash = try users.credentials(for: "ada")?.passwordHash
        XCTAssertTrue(try hasher.get().verify("another password", against: hash))
    }

    func testRefusesAPasswordThatBreaksTheRules() throws {
        try add("ada")
        for password in ["short", String(repeating: "é", count: 37), "with a \0 in it", "password", "ada lovelace"] {
            XCTAssertThrowsError(try perform(.setPassword(user: "ada", password))) { error in
                guard case .invalid = error as? ServiceError else { return XCTFail("\(error)") }
            }
        }
        XCTAssertEqual(try users.user(1)?.generation, 0)
    }

    func testSaysThatThereIsNoSuchUser() {
        for request in [
            AdministrationRequest.setActive(user: "nobody", true), .setPassword(user: "nobody", "a good one"),
            .setActive(user: "", false),
        ] {
            XCTAssertThrowsError(try perform(request)) { error in
                XCTAssertEqual(
                    (error as? ServiceError)?.sentences, ["There is no user of that name or e-mail address."])
            }
        }
    }

    func testListsTheUsersById() throws {
        try add("ada")
        try add("bob")
        guard case .users(let list) = try perform(.list) else { return XCTFail("no list") }
        XCTAssertEqual(list.map(\.username), ["ada", "bob"])
    }

    func testSweepsUntilNothingIsLeft() throws {
        for expired in [
            ExpiredRecords(), ExpiredRecords(sessions: 1), ExpiredRecords(sessions: 500, idempotencyKeys: 1),
            ExpiredRecords(sessions: 3, idempotencyKeys: 1_701),
        ] {
            let records = FakeRecordStore(expired)
            XCTAssertEqual(try perform(.sweep, records: records), .swept(expired))
            XCTAssertEqual(try perform(.sweep, records: records), .swept(ExpiredRecords()))
        }
    }

    @discardableResult
    private func add(_ name: String) throws -> User? {
        try user(.add(email: "\(name)@example.com", username: name, fullName: nil, password: "a good one"))
    }

    private func user(_ request: AdministrationRequest) throws -> User? {
        guard case .user(let user) = try perform(request) else { return nil }
        return user
    }

    private func perform(
        _ request: AdministrationRequest, records: FakeRecordStore = FakeRecordStore()
    ) throws -> AdministrationAnswer {
        let clock = Clock(now: { Timestamp(seconds: 1_688_205_600) }, ticks: { 0 })
        return try Administration(users: users, records: records, hasher: hasher.get(), clock: clock)
            .perform(request)
    }
}
