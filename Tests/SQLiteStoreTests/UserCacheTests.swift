import Accounts
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

final class UserCacheTests: XCTestCase {
    private func user(_ generation: Int64) -> User {
        User(
            id: 1, ledger: 1, email: "a@b.example", username: "alice", fullName: nil, isActive: true,
            dateCreated: Timestamp(seconds: 0), generation: generation)
    }

    func testReadsAUserOnce() throws {
        let cache = UserCache()
        XCTAssertEqual(try cache.user(1) { () throws(DomainError) in user(0) }?.generation, 0)
        XCTAssertEqual(try cache.user(1) { () throws(DomainError) in user(1) }?.generation, 0)
    }

    func testReadsAnewWhatWasForgotten() throws {
        let cache = UserCache()
        _ = try cache.user(1) { () throws(DomainError) in user(0) }
        cache.forget()
        XCTAssertEqual(try cache.user(1) { () throws(DomainError) in user(1) }?.generation, 1)
    }

    func testDoesNotKeepWhatWasReadWhileUsersWereWritten() throws {
        let cache = UserCache()
        let old = try cache.user(1) { () throws(DomainError) in
            cache.forget()
            return user(0)
        }
        XCTAssertEqual(old?.generation, 0)
        XCTAssertEqual(try cache.user(1) { () throws(DomainError) in user(1) }?.generation, 1)
    }

    func testWhoIsNotThereMayComeLater() throws {
        let cache = UserCache()
        XCTAssertNil(try cache.user(1) { () throws(DomainError) in nil })
        XCTAssertEqual(try cache.user(1) { () throws(DomainError) in user(0) }?.generation, 0)
    }

    func testEveryChangeOfAUserIsSeenAtOnce() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let alice = try store.register("alice")
        XCTAssertEqual(try store.user(alice.id), alice)
        let accounts = ManageAccounts(store: store, passwords: PlainPasswords(), clock: clock(at: 0))
        _ = try accounts.setActive(false, user: "alice")
        XCTAssertEqual(try store.user(alice.id)?.isActive, false)
        _ = try accounts.setActive(true, user: "alice")
        XCTAssertEqual(try store.user(alice.id)?.isActive, true)
        try store.signOutEverywhere(alice.id)
        XCTAssertEqual(try store.user(alice.id)?.generation, 1)
        _ = try accounts.setPassword("another good one", user: "alice")
        XCTAssertEqual(try store.user(alice.id)?.generation, 2)
    }

    func testAChangeThatWasUndoneIsNotSeen() throws {
        let store = try openStore(in: try TemporaryFolder())
        let alice = try store.register("alice")
        XCTAssertEqual(try store.user(alice.id), alice)
        assertThrows(DomainError.preconditionFailed) {
            try store.perform("undone") { unit -> Void in
                _ = try unit.raiseGeneration(of: alice.id)
                XCTAssertEqual(try store.user(alice.id), alice)
                throw DomainError.preconditionFailed
            }
        }
        XCTAssertEqual(try store.user(alice.id), alice)
    }

    func testAReaderBesideAnotherProcessKeepsNoUsers() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let alice = try store.register("alice")
        let reader = try openForReading(in: folder)
        XCTAssertEqual(try reader.user(alice.id)?.generation, 0)
        try store.signOutEverywhere(alice.id)
        XCTAssertEqual(try reader.user(alice.id)?.generation, 1)
    }

    func testManyUsersAreToldApart() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let users = try (1...20).map { try store.register("user\($0)") }
        for _ in 1...2 {
            for user in users { XCTAssertEqual(try store.user(user.id), user) }
        }
    }
}
