import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class RegisterTests: XCTestCase {
    private func register(_ registration: Registration, _ fixture: Fixture) throws -> User {
        try Register(store: fixture.store, passwords: fixture.passwords, clock: fixture.clock).perform(registration)
    }

    func testAnAccountIsMadeWithALedgerOfItsOwn() throws {
        let fixture = try Fixture()
        let carol = try register(try registration("carol"), fixture)
        XCTAssertEqual(carol.username, "carol")
        XCTAssertEqual(carol.email, "carol@example.com")
        XCTAssertTrue(carol.isActive)
        XCTAssertEqual(carol.dateCreated, Fixture.start)
        XCTAssertFalse([fixture.alice.ledger, fixture.bob.ledger].contains(carol.ledger))
        let stored = try XCTUnwrap(fixture.store.credentials(for: "carol"))
        XCTAssertEqual(stored.user, carol)
        XCTAssertEqual(stored.passwordHash, FakePasswords.hash(of: "5 good words"))
    }

    func testEveryTakenNameIsTold() throws {
        let fixture = try Fixture()
        for (email, username, pointers) in [
            ("ALICE@example.COM", "carol", ["/email"]), ("a@b.example", "ALICE", ["/username"]),
            ("alice@example.com", "bob", ["/email", "/username"]),
        ] {
            let places = faultPlaces { try register(try registration(username, email: email), fixture) }
            XCTAssertEqual(places, pointers.map { .pointer($0) })
        }
        XCTAssertEqual(try fixture.store.users().count, 2)
    }

    func testANameThatIsTakenWhileThePasswordIsHashedIsRefused() throws {
        let fixture = try Fixture()
        fixture.passwords.meanwhile {
            let register = Register(store: fixture.store, passwords: fixture.passwords, clock: fixture.clock)
            XCTAssertNotNil(try? register.perform(try registration("carol", email: "first@example.com")))
        }
        XCTAssertEqual(faultPlaces { try register(try registration("carol"), fixture) }, [.pointer("/username")])
        XCTAssertEqual(try fixture.store.credentials(for: "carol")?.user.email, "first@example.com")
    }

    func testWithoutAHashThereIsNoAccount() throws {
        let fixture = try Fixture()
        fixture.passwords.fail()
        assertThrows(.failed) { try register(try registration("carol"), fixture) }
        XCTAssertNil(try fixture.store.credentials(for: "carol"))
    }
}

final class ManageAccountsTests: XCTestCase {
    private func accounts(_ fixture: Fixture) -> ManageAccounts {
        ManageAccounts(store: fixture.store, passwords: fixture.passwords, clock: fixture.clock)
    }

    func testAnAccountIsAddedByTheSameRulesAsAnyOther() throws {
        let fixture = try Fixture()
        let carol = try accounts(fixture).add(
            email: " carol@example.com", username: "carol", fullName: "Carol", password: "a good password")
        XCTAssertEqual(carol.email, "carol@example.com")
        XCTAssertEqual(carol.fullName, "Carol")
        XCTAssertEqual(try accounts(fixture).all(), [fixture.alice, fixture.bob, carol])
        let faulty = faultPlaces {
            try accounts(fixture).add(email: "x", username: "y", fullName: "\u{7F}z", password: "short")
        }
        XCTAssertEqual(
            faulty, [.pointer("/email"), .pointer("/username"), .pointer("/full_name"), .pointer("/password")])
        let taken = faultPlaces {
            try accounts(fixture).add(
                email: "d@example.com", username: "Carol", fullName: nil, password: "a good password")
        }
        XCTAssertEqual(taken, [.pointer("/username")])
    }

    func testAUserIsShutOutAndLetInByEitherName() throws {
        let fixture = try Fixture()
        for (name, isActive) in [("ALICE", false), (" alice@example.com ", true)] {
            let user = try accounts(fixture).setActive(isActive, user: name)
            XCTAssertEqual(user.id, fixture.alice.id)
            XCTAssertEqual(user.isActive, isActive)
            XCTAssertEqual(try fixture.store.user(fixture.alice.id), user)
        }
        XCTAssertEqual(try fixture.store.user(fixture.bob.id), fixture.bob)
    }

    func testAnotherPasswordEndsWhatWasIssuedBefore() throws {
        let fixture = try Fixture()
        let user = try accounts(fixture).setPassword("another good one", user: "alice")
        XCTAssertGreaterThan(user.generation, fixture.alice.generation)
        XCTAssertEqual(
            try fixture.store.credentials(for: "alice")?.passwordHash, FakePasswords.hash(of: "another good one"))
    }

    func testAPasswordThatIsRefusedChangesNothing() throws {
        let fixture = try Fixture()
        for password in ["short", "password", "alice is my name"] {
            XCTAssertEqual(
                faultPlaces { try accounts(fixture).setPassword(password, user: "alice") }, [.pointer("/password")])
        }
        fixture.passwords.fail()
        assertThrows(.failed) { try accounts(fixture).setPassword("another good one", user: "alice") }
        XCTAssertEqual(try fixture.store.user(fixture.alice.id), fixture.alice)
        XCTAssertEqual(
            try fixture.store.credentials(for: "alice")?.passwordHash, FakePasswords.hash(of: "alice’s secret"))
    }

    func testANameThatNobodyHasIsNotFound() throws {
        let fixture = try Fixture()
        let absent = DomainError.notFound("There is no user of that name or e-mail address.")
        for name in ["", "carol", "carol@example.com", "%"] {
            assertThrows(absent) { try accounts(fixture).setActive(false, user: name) }
            assertThrows(absent) { try accounts(fixture).setPassword("another good one", user: name) }
        }
    }
}
