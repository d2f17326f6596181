import Accounts
import Invoicing
import XCTest

@testable import Store

final class UserCacheTests: XCTestCase {
    private func user(_ generation: Int64) -> User {
        User(
            id: 1, ledger: 1, email: "a@b.example", username: "alice", fullName: nil, isActive: true,
            dateCreated: Timestamp(seconds: 0), generation: generation)
    }

    func testReadsAUserOnce() throws {
        let cache = UserCache()
        XCTAssertEqual(try cache.user(1) { () throws(ServiceError) in user(0) }?.generation, 0)
        XCTAssertEqual(try cache.user(1) { () throws(ServiceError) in user(1) }?.generation, 0)
    }

    func testReadsAnewWhatWasForgotten() throws {
        let cache = UserCache()
        _ = try cache.user(1) { () throws(ServiceError) in user(0) }
        cache.forget()
        XCTAssertEqual(try cache.user(1) { () throws(ServiceError) in user(1) }?.generation, 1)
    }

    func testDoesNotKeepWhatWasReadWhileUsersWereWritten() throws {
        let cache = UserCache()
        let old = try cache.user(1) { () throws(ServiceError) in
            cache.forget()
            return user(0)
        }
        XCTAssertEqual(old?.generation, 0)
        XCTAssertEqual(try cache.user(1) { () throws(ServiceError) in user(1) }?.generation, 1)
    }

    func testWhoIsNotThereMayComeLater() throws {
        let cache = UserCache()
        XCTAssertNil(try cache.user(1) { () throws(ServiceError) in nil })
        XCTAssertEqual(try cache.user(1) { () throws(ServiceError) in user(0) }?.generation, 0)
    }

    func testEveryChangeOfAUserIsSeenAtOnce() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(in: folder)
        let alice = try store.register("alice")
        XCTAssertEqual(try store.user(alice.id), alice)
        try store.setActive(alice.id, false)
        XCTAssertEqual(try store.user(alice.id)?.isActive, false)
        try store.setActive(alice.id, true)
        try store.signOutEverywhere(alice.id)
        XCTAssertEqual(try store.user(alice.id)?.generation, 1)
        XCTAssertTrue(try store.setPassword(of: alice.id, hash: "$2b$04$other", replacing: nil))
        XCTAssertEqual(try store.user(alice.id)?.generation, 2)
    }

    func testManyUsersAreToldApart() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(in: folder)
        let users = try (1...20).map { try store.register("user\($0)") }
        for _ in 1...2 {
            for user in users { XCTAssertEqual(try store.user(user.id), user) }
        }
    }
}
