import Accounts
import Application
import DatabaseFiles
import Foundation
import Ledger
import Primitives
import Synchronization
import XCTest

@testable import SQLiteStore

/// What a unit of work does with the tables besides those of invoices.
final class UnitOfWorkTests: StoreTestCase {
    private static let start = Timestamp(seconds: 1_688_205_600)
    private func reopen() throws {
        store = nil
        store = try openStore(in: folder)
    }

    private func digest(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    // MARK: Units

    func testWhatIsThrownUndoesEverything() throws {
        assertThrows(DomainError.preconditionFailed) {
            try store.perform("refused") { unit -> Void in
                try unit.setBusiness(Business(name: "A"), of: self.alice.ledger)
                _ = try unit.setActive(false, user: self.alice.id)
                throw DomainError.preconditionFailed
            }
        }
        XCTAssertEqual(try store.business(of: alice.ledger), Business())
        XCTAssertEqual(try store.user(alice.id)?.isActive, true)
    }

    func testAUnitThatIsRunAgainDoesEverythingOnce() throws {
        let runs = Mutex(0)
        let (store, user) = (store!, alice.id)
        // Ten that succeed beside five that fail after they have written, over and over, so that some share a commit.
        concurrently(15) { index in
            for _ in 0..<20 {
                try? store.perform("raise") { unit in
                    runs.withLock { $0 += 1 }
                    _ = try unit.raiseGeneration(of: user)
                    if index % 3 == 0 { throw DomainError.preconditionFailed }
                }
            }
        }
        XCTAssertEqual(try store.user(user)?.generation, 200)
        XCTAssertGreaterThanOrEqual(runs.withLock { $0 }, 300)
    }

    func testWithoutWaitingIsForQuietMoments() throws {
        try store.performWithoutWaiting("quiet") { try $0.setBusiness(Business(name: "A"), of: 1) }
        XCTAssertEqual(try store.business(of: 1).name, "A")
        let store = store!
        try store.perform("busy") { _ in
            assertThrows(DomainError.unavailable("The database is busy.", retryAfter: 1)) {
                try store.performWithoutWaiting("quiet") { _ in XCTFail("another unit is running") }
            }
        }
    }

    // MARK: Kept answers

    private func keep(_ key: String, at moment: Timestamp = start, answer: [UInt8] = [1]) throws {
        try store.perform("keep") {
            try $0.keep(KeptAnswer(digest: [9], moment: moment, answer: answer), of: self.alice.id, key: key)
        }
    }

    private func keys() throws -> [String] {
        try store.read { try $0.all("SELECT key FROM idempotency_keys ORDER BY key") { $0.text(0) } }
    }

    func testAKeptAnswerOutlivesARestartAndIsReplaced() throws {
        let long = [UInt8](repeating: 7, count: 100_000)
        for answer in [[], [0], long] {
            try keep("key", at: Self.start, answer: answer)
            try reopen()
            let user = alice.id
            XCTAssertEqual(
                try store.perform("read") { try $0.keptAnswer(of: user, key: "key") },
                KeptAnswer(digest: [9], moment: Self.start, answer: answer))
            XCTAssertNil(try store.perform("read") { try $0.keptAnswer(of: user, key: "KEY") })
            XCTAssertNil(try store.perform("read") { try $0.keptAnswer(of: user + 1, key: "key") })
        }
        XCTAssertEqual(try keys(), ["key"])
    }

    func testTheOldestKeptAnswersAreRemovedFirst() throws {
        for (key, seconds) in [("c", 3), ("a", 1), ("d", 4), ("b", 2)] as [(String, Int64)] {
            try keep(key, at: Self.start.adding(seconds: seconds))
        }
        func remove(_ seconds: Int64, atMost limit: Int) throws -> Int {
            try store.perform("remove") {
                try $0.removeKeptAnswers(before: Self.start.adding(seconds: seconds), atMost: limit)
            }
        }
        XCTAssertEqual(try remove(0, atMost: 10), 0)
        XCTAssertEqual(try remove(3, atMost: 2), 2)
        XCTAssertEqual(try keys(), ["c", "d"])
        XCTAssertEqual(try remove(3, atMost: 2), 1)
        XCTAssertEqual(try keys(), ["d"])
    }

    // MARK: Sessions

    private func open(_ number: UInt8, of user: User, at moment: Timestamp = start) throws {
        try store.openSession(digest(number), of: user, at: moment)
    }

    private func sessions() throws -> [UInt8] {
        try store.read { try $0.all("SELECT digest FROM sessions ORDER BY digest") { $0.bytes(0)?.first ?? 0 } }
    }

    func testASessionOutlivesARestartAndItsUseIsNoted() throws {
        try open(7, of: alice)
        try open(8, of: alice)
        let later = Self.start.adding(seconds: 90)
        try store.perform("use") { try $0.noteUse(ofSession: self.digest(7), at: later) }
        try reopen()
        XCTAssertEqual(
            try store.session(digest(7)), Session(user: alice, created: Self.start, lastUsed: later))
        XCTAssertEqual(try store.session(digest(8))?.lastUsed, Self.start)
        XCTAssertNil(try store.session(digest(9)))
        XCTAssertNil(try store.session([]))
        try store.perform("end") { try $0.removeSession(self.digest(7)) }
        XCTAssertNil(try store.session(digest(7)))
        try store.perform("use") { try $0.noteUse(ofSession: self.digest(7), at: later) }
        XCTAssertNil(try store.session(digest(7)), "use does not bring it back")
        XCTAssertNotNil(try store.session(digest(8)))
    }

    func testAnotherGenerationEndsEverySessionOfThatUserOnly() throws {
        let bob = try store.register("bob")
        try open(7, of: alice)
        try open(9, of: bob)
        try store.signOutEverywhere(alice.id)
        XCTAssertNil(try store.session(digest(7)))
        XCTAssertNotNil(try store.session(digest(9)))
        // One that was being opened meanwhile, too.
        try open(8, of: alice)
        XCTAssertNil(try store.session(digest(8)))
    }

    func testSessionsThatAreOverAreRemovedOfOneUserOrOfAll() throws {
        func remove(of user: Int64?, begun: Int64 = -10, unused: Int64 = -10, atMost limit: Int = 10) throws -> Int {
            try store.perform("remove") {
                try $0.removeSessions(
                    of: user, begunBefore: Self.start.adding(seconds: begun),
                    unusedSince: Self.start.adding(seconds: unused), atMost: limit)
            }
        }
        let bob = try store.register("bob")
        for number: UInt8 in 1...3 { try open(number, of: alice, at: Self.start.adding(seconds: Int64(number))) }
        for number: UInt8 in 4...6 { try open(number, of: bob, at: Self.start.adding(seconds: Int64(number))) }
        XCTAssertEqual(try remove(of: nil), 0)
        XCTAssertEqual(try remove(of: alice.id, begun: 1), 1)
        XCTAssertEqual(try sessions(), [2, 3, 4, 5, 6])
        XCTAssertEqual(try remove(of: nil, unused: 4), 3)
        XCTAssertEqual(try sessions(), [5, 6])
        try store.signOutEverywhere(bob.id)
        XCTAssertEqual(try remove(of: alice.id), 0)
        XCTAssertEqual(try remove(of: nil, atMost: 1), 1)
        XCTAssertEqual(try remove(of: nil, atMost: 1), 1)
        XCTAssertEqual(try remove(of: nil, atMost: 1), 0)
    }

    // MARK: Failed sign-ins

    func testFailuresAreKeptByIdentifierAndOutliveARestart() throws {
        func set(_ number: UInt8, _ count: Int64, at seconds: Int64) throws {
            try store.perform("fail") {
                try $0.setSignInFailures(
                    SignInFailures(count: count, last: Self.start.adding(seconds: seconds)),
                    under: self.digest(number))
            }
        }
        try set(1, 1, at: 0)
        try set(1, 3, at: 2)
        for number: UInt8 in 2...4 { try set(number, 1, at: Int64(number)) }
        try reopen()
        let expected = SignInFailures(count: 3, last: Self.start.adding(seconds: 2))
        XCTAssertEqual(try store.signInFailures(under: digest(1)), expected)
        XCTAssertEqual(
            try store.perform("read") { try $0.signInFailures(under: self.digest(1)) }, expected)
        XCTAssertNil(try store.signInFailures(under: digest(9)))
        try store.perform("forget") { try $0.removeSignInFailures(under: self.digest(2)) }
        XCTAssertNil(try store.signInFailures(under: digest(2)))
        func remove(atMost limit: Int) throws -> Int {
            try store.perform("sweep") {
                try $0.removeSignInFailures(before: Self.start.adding(seconds: 3), atMost: limit)
            }
        }
        XCTAssertEqual(try remove(atMost: 1), 1)
        XCTAssertNil(try store.signInFailures(under: digest(1)))
        XCTAssertEqual(try remove(atMost: 9), 1)
        XCTAssertNotNil(try store.signInFailures(under: digest(4)))
    }

    // MARK: Accounts

    private func register(_ email: String, _ username: String, fullName: String? = nil) throws -> User {
        let registration = try Registration(
            email: .text(email), username: .text(username), fullName: fullName.map { .text($0) } ?? .absent,
            password: .text("a good password"))
        return try store.perform("register") {
            try $0.insertUser(registration, passwordHash: "hash-1", at: Timestamp(seconds: 7))
        }
    }

    func testKeepsAnAccount() throws {
        let anna = try register("Anna@Example.com", "Anna", fullName: "Anna Ångström")
        XCTAssertEqual(
            anna,
            User(
                id: 2, ledger: 2, email: "Anna@Example.com", username: "Anna", fullName: "Anna Ångström",
                isActive: true, dateCreated: Timestamp(seconds: 7), generation: 0))
        let bob = try register("bob@example.com", "bob")
        XCTAssertEqual(try store.user(2), anna)
        XCTAssertNil(try store.user(99))
        XCTAssertEqual(try store.users(), [alice, anna, bob])
    }

    func testNamesAreComparedWithoutRegardToCase() throws {
        _ = try register("Ärger@Example.com", "Anna")
        for (email, username, isTaken) in [
            ("äRGER@example.COM", "ANNA", true), ("A\u{308}rger@example.com", "anna", true),
            ("a@b.example", "bob", false),
        ] {
            let found = try store.perform("look") {
                (try $0.hasUser(email: FoldedText(email)), try $0.hasUser(username: FoldedText(username)))
            }
            XCTAssertEqual([found.0, found.1], [isTaken, isTaken], username)
        }
    }

    func testFindsCredentialsByNameOrAddressWithoutRegardToCase() throws {
        let anna = try register("Anna@Example.com", "Anna")
        for login in ["anna", "ANNA", "anna@example.com", "ANNA@EXAMPLE.COM"] {
            let found = try store.credentials(for: login)
            XCTAssertEqual(found?.user, anna, login)
            XCTAssertEqual(found?.passwordHash, "hash-1", login)
        }
        for login in ["", "bob", "anna@", "%", "' OR 1 = 1 --", "a_na"] {
            XCTAssertNil(try store.credentials(for: login), login)
        }
    }

    func testChangesOfUsersSayWhetherThereWasOne() throws {
        let id = alice.id
        let results = try store.perform("change") { unit in
            try unit.setPasswordHash("hash-2", of: id)
            return [
                try unit.raiseGeneration(of: id), try unit.raiseGeneration(of: 99),
                try unit.setActive(false, user: id), try unit.setActive(false, user: 99),
            ]
        }
        XCTAssertEqual(results, [true, false, true, false])
        XCTAssertEqual(try store.user(id)?.generation, 1)
        XCTAssertEqual(try store.user(id)?.isActive, false)
        XCTAssertEqual(try store.credentials(for: "alice")?.passwordHash, "hash-2")
        XCTAssertEqual(try store.perform("read") { try $0.passwordHash(of: id) }, "hash-2")
        XCTAssertNil(try store.perform("read") { try $0.passwordHash(of: 99) })
    }
}
