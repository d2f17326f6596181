import Accounts
import Application
import Ledger
import Primitives
import Synchronization
import XCTest

/// Users.
extension StoreContract {
    private func insert(
        _ email: String, _ username: String, fullName: String? = nil, hash: String = "hash-1", in fixture: StoreFixture
    ) throws -> User {
        try fixture.store.perform("insert user") { unit in
            try unit.insertUser(
                try registration(username, email: email, fullName: fullName), passwordHash: hash,
                at: Timestamp(seconds: 7))
        }
    }

    package func keepsAnAccount() throws {
        let fixture = try open()
        let user = try insert("Alicia@Example.com", "Alicia.A", fullName: "Alice Ångström", in: fixture)
        XCTAssertEqual(
            user,
            User(
                id: user.id, ledger: user.ledger, email: "Alicia@Example.com", username: "Alicia.A",
                fullName: "Alice Ångström", isActive: true, dateCreated: Timestamp(seconds: 7),
                generation: user.generation))
        XCTAssertEqual(try fixture.store.user(user.id), user)
        for id in [Int64.min, 0, 99, .max] { XCTAssertNil(try fixture.store.user(id)) }
    }

    package func eachUserHasAnIDAndALedgerOfTheirOwn() throws {
        let fixture = try open()
        let carol = try fixture.register("carol")
        let users = [fixture.alice, fixture.bob, carol]
        XCTAssertEqual(Set(users.map(\.id)).count, 3)
        XCTAssertEqual(Set(users.map(\.ledger)).count, 3)
        XCTAssertEqual(try fixture.store.users(), users.sorted { $0.id < $1.id })
    }

    package func namesAreTakenWithoutRegardToCase() throws {
        let fixture = try open()
        _ = try insert("Ärger@Example.com", "Anna", in: fixture)
        func has(email: String, username: String) throws -> [Bool] {
            try fixture.store.perform("ask") { unit in
                [
                    try unit.hasUser(email: FoldedText(email)), try unit.hasUser(username: FoldedText(username)),
                ]
            }
        }
        XCTAssertEqual(try has(email: "äRGER@example.COM", username: "benjamin"), [true, false])
        XCTAssertEqual(try has(email: "a@b.example", username: "ANNA"), [false, true])
        XCTAssertEqual(try has(email: "A\u{308}rger@example.com", username: "anna"), [true, true])
        XCTAssertEqual(try has(email: "%", username: "_nna"), [false, false])
        // A name is no address, nor the other way about.
        XCTAssertEqual(try has(email: "anna", username: "ärger@example.com"), [false, false])
    }

    package func credentialsAreFoundByNameOrAddressWithoutRegardToCase() throws {
        let fixture = try open()
        let anna = try insert("Anna@Example.com", "AnnaB", in: fixture)
        for login in ["annab", "ANNAB", "anna@example.com", "ANNA@EXAMPLE.COM"] {
            let found = try fixture.store.credentials(for: login)
            XCTAssertEqual(found?.user, anna, login)
            XCTAssertEqual(found?.passwordHash, "hash-1", login)
        }
        for login in ["", "benjamin", "anna", "annab@", "%", "' OR 1 = 1 --", "a_nab", "@", " annab"] {
            XCTAssertNil(try fixture.store.credentials(for: login), login)
        }
    }

    package func aPasswordsHashCanBeReplaced() throws {
        let fixture = try open()
        try fixture.store.perform("set hash") { try $0.setPasswordHash("hash-2", of: fixture.alice.id) }
        XCTAssertEqual(try fixture.store.credentials(for: "alice")?.passwordHash, "hash-2")
        XCTAssertEqual(try fixture.store.credentials(for: "bob")?.passwordHash, "$2b$04$hash-of-bob")
        let hashes = try fixture.store.perform("read") { unit in
            [
                try unit.passwordHash(of: fixture.alice.id), try unit.passwordHash(of: fixture.bob.id),
                try unit.passwordHash(of: 999),
            ]
        }
        XCTAssertEqual(hashes, ["hash-2", "$2b$04$hash-of-bob", nil])
        XCTAssertEqual(try fixture.store.user(fixture.alice.id), fixture.alice)
    }

    package func aGenerationGrowsForThatUserOnly() throws {
        let fixture = try open()
        var last = fixture.alice.generation
        for _ in 0..<3 {
            XCTAssertTrue(try fixture.store.perform("raise") { try $0.raiseGeneration(of: fixture.alice.id) })
            let generation = try XCTUnwrap(fixture.store.user(fixture.alice.id)?.generation)
            XCTAssertGreaterThan(generation, last)
            XCTAssertEqual(try fixture.store.credentials(for: "alice")?.user.generation, generation)
            last = generation
        }
        XCTAssertEqual(try fixture.store.user(fixture.bob.id), fixture.bob)
        XCTAssertFalse(try fixture.store.perform("raise") { try $0.raiseGeneration(of: 999) })
    }

    package func aUserCanBeShutOutAndLetIn() throws {
        let fixture = try open()
        for isActive in [false, false, true, true] {
            XCTAssertTrue(
                try fixture.store.perform("set active") { try $0.setActive(isActive, user: fixture.alice.id) })
            XCTAssertEqual(try fixture.store.user(fixture.alice.id)?.isActive, isActive)
            XCTAssertEqual(try fixture.store.credentials(for: "alice")?.user.isActive, isActive)
            XCTAssertEqual(try fixture.store.users().map(\.isActive), [isActive, true])
        }
        XCTAssertEqual(try fixture.store.user(fixture.alice.id), fixture.alice)
        XCTAssertFalse(try fixture.store.perform("set active") { try $0.setActive(true, user: 999) })
    }

    package func anUndoneChangeOfAUserIsNotSeen() throws {
        let fixture = try open()
        XCTAssertEqual(try fixture.store.user(fixture.alice.id), fixture.alice)
        assertThrows(.preconditionFailed) {
            try fixture.store.perform("shut out") { unit in
                _ = try unit.setActive(false, user: fixture.alice.id)
                _ = try unit.raiseGeneration(of: fixture.alice.id)
                throw DomainError.preconditionFailed
            }
        }
        XCTAssertEqual(try fixture.store.user(fixture.alice.id), fixture.alice)
        XCTAssertEqual(try fixture.store.users(), [fixture.alice, fixture.bob])
    }

    package func ofManyRegistrationsOfOneNameAtOnceOneIsMade() throws {
        let fixture = try open()
        let results = Mutex<[Result<User, DomainError>]>([])
        concurrently(12) { number in
            let register = Register(
                store: fixture.store, passwords: PlainPasswords(), clock: .stopped(at: Int64(number)))
            let registration = try registration(number % 2 == 0 ? "Carol" : "cAROL")
            let result = Result { () throws(DomainError) in try register.perform(registration) }
            results.withLock { $0.append(result) }
        }
        let all = results.withLock { $0 }
        XCTAssertEqual(all.count, 12)
        XCTAssertEqual(all.filter { (try? $0.get()) != nil }.count, 1)
        for case .failure(let error) in all {
            guard case .conflict = error else { return XCTFail("\(error)") }
        }
        XCTAssertEqual(try fixture.store.users().count, 3)
    }
}

/// Hashes that are the passwords.
private struct PlainPasswords: PasswordHashing {
    func hash(_ password: Password) -> String? { password.text }
    func verify(_ typed: String, against hash: String?) -> Bool { typed == hash }
}
