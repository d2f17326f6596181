import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Sessions, and failed sign-ins.
extension StoreContract {
    private static let start = Timestamp(seconds: 1_688_205_600)
    private static let never = Timestamp(seconds: 0)

    private func begin(_ number: UInt8, of user: User, at moment: Timestamp = start, in fixture: StoreFixture) throws {
        try fixture.store.perform("begin session") { unit in
            try unit.insertSession(
                Session(user: user, created: moment, lastUsed: moment), digest: Self.digest(number))
        }
    }

    private func noteUse(_ number: UInt8, at moment: Timestamp, in fixture: StoreFixture) throws {
        try fixture.store.performWithoutWaiting("note use") { unit in
            try unit.noteUse(ofSession: Self.digest(number), at: moment)
        }
    }

    private func remove(
        of user: User? = nil, begunBefore begun: Timestamp = never, unusedSince unused: Timestamp = never,
        atMost limit: Int = .max, in fixture: StoreFixture
    ) throws -> Int {
        try fixture.store.perform("remove sessions") { unit in
            try unit.removeSessions(of: user?.id, begunBefore: begun, unusedSince: unused, atMost: limit)
        }
    }

    private func left(_ numbers: ClosedRange<UInt8>, in fixture: StoreFixture) throws -> [UInt8] {
        try numbers.filter { try fixture.store.session(Self.digest($0)) != nil }
    }

    package func aSessionIsFoundUnderItsDigest() throws {
        let fixture = try open()
        try begin(7, of: fixture.alice, in: fixture)
        XCTAssertEqual(
            try fixture.store.session(Self.digest(7)),
            Session(user: fixture.alice, created: Self.start, lastUsed: Self.start))
        for digest in [Self.digest(8), [], [7], Array(Self.digest(7).dropLast()), Self.digest(7) + [7]] {
            XCTAssertNil(try fixture.store.session(digest))
        }
    }

    package func useIsNotedOfThatSessionOnly() throws {
        let fixture = try open()
        for number: UInt8 in [7, 8] { try begin(number, of: fixture.alice, in: fixture) }
        let later = Self.start.adding(seconds: 90)
        try noteUse(7, at: later, in: fixture)
        XCTAssertEqual(
            try fixture.store.session(Self.digest(7)),
            Session(user: fixture.alice, created: Self.start, lastUsed: later))
        XCTAssertEqual(try fixture.store.session(Self.digest(8))?.lastUsed, Self.start)
    }

    package func anEndedSessionIsGoneForGood() throws {
        let fixture = try open()
        for number: UInt8 in [7, 8] { try begin(number, of: fixture.alice, in: fixture) }
        for _ in 0..<2 {
            try fixture.store.perform("end") { try $0.removeSession(Self.digest(7)) }
            XCTAssertEqual(try left(7...8, in: fixture), [8])
        }
        try noteUse(7, at: Self.start, in: fixture)
        XCTAssertEqual(try left(7...8, in: fixture), [8], "use does not bring it back")
    }

    package func anotherGenerationEndsEverySessionOfThatUserOnly() throws {
        let fixture = try open()
        try begin(7, of: fixture.alice, in: fixture)
        try begin(8, of: fixture.alice, in: fixture)
        try begin(9, of: fixture.bob, in: fixture)
        _ = try fixture.store.perform("raise") { try $0.raiseGeneration(of: fixture.alice.id) }
        XCTAssertEqual(try left(7...9, in: fixture), [9])
        // One that was being begun meanwhile, too.
        try begin(10, of: fixture.alice, in: fixture)
        XCTAssertEqual(try left(7...10, in: fixture), [9])
        let alice = try XCTUnwrap(fixture.store.user(fixture.alice.id))
        try begin(11, of: alice, in: fixture)
        XCTAssertEqual(try fixture.store.session(Self.digest(11))?.user, alice)
    }

    package func aSessionHasItsUserAsTheyAreNow() throws {
        let fixture = try open()
        try begin(7, of: fixture.alice, in: fixture)
        for isActive in [false, true] {
            _ = try fixture.store.perform("set active") { try $0.setActive(isActive, user: fixture.alice.id) }
            let session = try XCTUnwrap(fixture.store.session(Self.digest(7)))
            XCTAssertEqual(session.user.isActive, isActive)
            XCTAssertEqual(session.isAlive(at: Self.start), isActive)
        }
    }

    package func aSessionThatIsOverStaysUntilItIsRemoved() throws {
        let fixture = try open()
        try begin(7, of: fixture.alice, at: Self.never, in: fixture)
        XCTAssertEqual(try fixture.store.session(Self.digest(7))?.created, Self.never)
    }

    package func sessionsAreRemovedByBeginAndByLastUse() throws {
        let fixture = try open()
        for number: UInt8 in 1...4 {
            let moment = Self.start.adding(seconds: Int64(number) * 10)
            try begin(number, of: number % 2 == 0 ? fixture.alice : fixture.bob, at: moment, in: fixture)
        }
        XCTAssertEqual(try remove(begunBefore: Self.start.adding(seconds: 9), in: fixture), 0)
        XCTAssertEqual(try remove(begunBefore: Self.start.adding(seconds: 10), in: fixture), 1)
        XCTAssertEqual(try left(1...4, in: fixture), [2, 3, 4])
        try noteUse(2, at: Self.start.adding(seconds: 100), in: fixture)
        XCTAssertEqual(try remove(unusedSince: Self.start.adding(seconds: 30), in: fixture), 1)
        XCTAssertEqual(try left(1...4, in: fixture), [2, 4])
        XCTAssertEqual(try remove(begunBefore: Self.start.adding(seconds: 20), in: fixture), 1, "though in use")
        XCTAssertEqual(try left(1...4, in: fixture), [4])
    }

    package func sessionsOfOneUserAreRemovedAlone() throws {
        let fixture = try open()
        for number: UInt8 in 1...4 {
            try begin(number, of: number % 2 == 0 ? fixture.alice : fixture.bob, in: fixture)
        }
        XCTAssertEqual(try remove(of: fixture.alice, begunBefore: Self.start, in: fixture), 2)
        XCTAssertEqual(try left(1...4, in: fixture), [1, 3])
    }

    package func sessionsOfAGenerationThatHasPassedAreRemoved() throws {
        let fixture = try open()
        try begin(1, of: fixture.alice, in: fixture)
        try begin(2, of: fixture.bob, in: fixture)
        _ = try fixture.store.perform("raise") { try $0.raiseGeneration(of: fixture.alice.id) }
        XCTAssertEqual(try remove(of: fixture.bob, in: fixture), 0)
        XCTAssertEqual(try remove(in: fixture), 1)
        XCTAssertEqual(try remove(in: fixture), 0)
        XCTAssertEqual(try left(1...2, in: fixture), [2])
    }

    package func noMoreSessionsAreRemovedThanMayBe() throws {
        let fixture = try open()
        for number: UInt8 in 1...5 { try begin(number, of: fixture.alice, in: fixture) }
        for (removed, rest) in [(3, 2), (2, 0), (0, 0)] {
            XCTAssertEqual(try remove(begunBefore: Self.start, atMost: 3, in: fixture), removed)
            XCTAssertEqual(try left(1...5, in: fixture).count, rest)
        }
    }

    // MARK: Failed sign-ins

    private func set(
        _ count: Int64, at seconds: Int64, under number: UInt8, in fixture: StoreFixture
    ) throws {
        try fixture.store.perform("set failures") { unit in
            try unit.setSignInFailures(
                SignInFailures(count: count, last: Timestamp(seconds: seconds)), under: Self.digest(number))
        }
    }

    private func failures(_ number: UInt8, in fixture: StoreFixture) throws -> SignInFailures? {
        try fixture.store.signInFailures(under: Self.digest(number))
    }

    package func failedSignInsAreKeptByIdentifier() throws {
        let fixture = try open()
        XCTAssertNil(try failures(1, in: fixture))
        try set(1, at: 10, under: 1, in: fixture)
        try set(9, at: 20, under: 2, in: fixture)
        try set(.max, at: 30, under: 1, in: fixture)
        XCTAssertEqual(try failures(1, in: fixture), SignInFailures(count: .max, last: Timestamp(seconds: 30)))
        XCTAssertEqual(try failures(2, in: fixture), SignInFailures(count: 9, last: Timestamp(seconds: 20)))
        let inUnit = try fixture.store.perform("read") { try $0.signInFailures(under: Self.digest(2)) }
        XCTAssertEqual(inUnit, SignInFailures(count: 9, last: Timestamp(seconds: 20)))
        XCTAssertNil(try fixture.store.perform("read") { try $0.signInFailures(under: Self.digest(3)) })
    }

    package func forgettingOneIdentifierLeavesTheOthers() throws {
        let fixture = try open()
        for number: UInt8 in [1, 2] { try set(1, at: 0, under: number, in: fixture) }
        for _ in 0..<2 {
            try fixture.store.perform("forget") { try $0.removeSignInFailures(under: Self.digest(1)) }
            XCTAssertNil(try failures(1, in: fixture))
            XCTAssertNotNil(try failures(2, in: fixture))
        }
    }

    package func oldFailedSignInsAreRemovedSomeAtATime() throws {
        let fixture = try open()
        for number: UInt8 in 1...5 { try set(1, at: Int64(number) * 10, under: number, in: fixture) }
        func remove(before seconds: Int64, atMost limit: Int) throws -> Int {
            try fixture.store.perform("remove") { unit in
                try unit.removeSignInFailures(before: Timestamp(seconds: seconds), atMost: limit)
            }
        }
        XCTAssertEqual(try remove(before: 9, atMost: 10), 0)
        XCTAssertEqual(try remove(before: 40, atMost: 3), 3)
        XCTAssertEqual(try remove(before: 40, atMost: 3), 1)
        XCTAssertEqual(try remove(before: 40, atMost: 3), 0)
        XCTAssertEqual(try failures(5, in: fixture)?.count, 1)
    }
}
