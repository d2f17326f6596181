import Accounts
import Invoicing
import XCTest

@testable import Store

final class UserStoreTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func register(_ email: String, _ username: String, fullName: String? = nil) throws -> User {
        let registration = try Registration(
            email: .text(email), username: .text(username), fullName: fullName.map { .text($0) } ?? .absent,
            password: .text("a good password"))
        return try store.create(registration, passwordHash: "hash-1", at: Timestamp(seconds: 7))
    }

    func testKeepsAnAccount() throws {
        let alice = try register("Alice@Example.com", "Alice", fullName: "Alice Ångström")
        XCTAssertEqual(
            alice,
            User(
                id: 1, ledger: 1, email: "Alice@Example.com", username: "Alice", fullName: "Alice Ångström",
                isActive: true, dateCreated: Timestamp(seconds: 7), generation: 0))
        let bob = try register("bob@example.com", "bob")
        XCTAssertNotEqual(bob.ledger, alice.ledger)
        XCTAssertEqual(try store.user(1), alice)
        XCTAssertNil(try store.user(99))
        XCTAssertEqual(try store.users(), [alice, bob])
    }

    func testRefusesTakenNamesWithoutRegardToCase() throws {
        _ = try register("Ärger@Example.com", "Alice")
        for (email, username, pointers) in [
            ("äRGER@example.COM", "bob", ["/email"]), ("a@b.example", "ALICE", ["/username"]),
            ("A\u{308}rger@example.com", "alice", ["/email", "/username"]),
        ] {
            XCTAssertThrowsError(try register(email, username)) {
                guard case .conflict(_, let faults) = $0 as? ServiceError else { return XCTFail("\($0)") }
                XCTAssertEqual(faults.map(\.place), pointers.map { .pointer($0) })
            }
        }
        XCTAssertEqual(try store.users().count, 1)
    }

    func testFindsCredentialsByNameOrAddressWithoutRegardToCase() throws {
        let alice = try register("Alice@Example.com", "Alice")
        for login in ["alice", "ALICE", "alice@example.com", "ALICE@EXAMPLE.COM"] {
            let found = try store.credentials(for: login)
            XCTAssertEqual(found?.user, alice, login)
            XCTAssertEqual(found?.passwordHash, "hash-1", login)
        }
        for login in ["", "bob", "alice@", "%", "' OR 1 = 1 --", "a_ice"] {
            XCTAssertNil(try store.credentials(for: login), login)
        }
    }

    func testAnotherPasswordEndsWhatWasIssuedBefore() throws {
        let alice = try register("alice@example.com", "alice")
        XCTAssertTrue(try store.setPassword(of: alice.id, hash: "hash-2", replacing: "hash-1"))
        XCTAssertFalse(try store.setPassword(of: alice.id, hash: "hash-3", replacing: "hash-1"))
        XCTAssertEqual(try store.credentials(for: "alice")?.passwordHash, "hash-2")
        XCTAssertEqual(try store.user(alice.id)?.generation, 1)
        XCTAssertTrue(try store.setPassword(of: alice.id, hash: "hash-4", replacing: nil))
        XCTAssertEqual(try store.user(alice.id)?.generation, 2)
        XCTAssertFalse(try store.setPassword(of: 99, hash: "hash", replacing: nil))
    }

    func testSigningOutEverywhereAndShuttingOut() throws {
        let alice = try register("alice@example.com", "alice")
        try store.signOutEverywhere(alice.id)
        XCTAssertEqual(try store.user(alice.id)?.generation, 1)
        try store.setActive(alice.id, false)
        XCTAssertEqual(try store.user(alice.id)?.isActive, false)
        try store.setActive(alice.id, true)
        XCTAssertEqual(try store.user(alice.id)?.isActive, true)
        let absent = ServiceError.notFound("There is no such user.")
        assertThrows(absent) { try store.signOutEverywhere(99) }
        assertThrows(absent) { try store.setActive(99, true) }
    }
}
