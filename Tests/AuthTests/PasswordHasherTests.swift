import Accounts
import Primitives
import Synchronization
import XCTest

@testable import Auth

final class PasswordHasherTests: XCTestCase {
    private func hasher() throws -> PasswordHasher { try PasswordHasher(cost: 4, random: .secure) }

    /// Openwall's crypt_blowfish (the first three) and Python's bcrypt 5.
    private let known = [
        ("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ("", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
        ("Kk4DQuMMfZL9o", "$2b$04$cVWp4XaNU8a4v1uMRum2SO026BWLIoQMD/TXg5uZV.0P.uO8m3YEm"),
        ("pässwörd-жук-🔐", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.KV89xmNHUQNg4rH67gi7qGhXSQOEQ3S"),
        (String(repeating: "0", count: 72), "$2b$04$CCCCCCCCCCCCCCCCCCCCC.iwMFu6e4iNy./G2A0B6v.8xHwAH8HFu"),
    ]

    func testVerifiesKnownHashes() throws {
        let hasher = try hasher()
        for (password, hash) in known {
            XCTAssertTrue(hasher.verify(password, against: hash), password)
            XCTAssertFalse(hasher.verify(password + "x", against: hash), password)
        }
    }

    func testVerifiesTheOlderNamesOfTheSameHash() throws {
        let hasher = try hasher()
        for prefix in ["$2a$", "$2y$"] {
            XCTAssertTrue(
                hasher.verify("U*U", against: prefix + "05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"))
        }
    }

    func testHashesAsBcryptOfTheCostUnderANewSaltEachTime() throws {
        let hasher = try PasswordHasher(cost: 5, random: .secure)
        let password = try Password("correct horse")
        let hashes = try (0..<3).map { _ in try XCTUnwrap(hasher.hash(password)) }
        XCTAssertEqual(Set(hashes.map { $0.prefix(29) }).count, 3)
        for hash in hashes {
            XCTAssertTrue(hash.hasPrefix("$2b$05$"))
            XCTAssertEqual(hash.utf8.count, 60)
            XCTAssertTrue(hasher.verify("correct horse", against: hash))
            XCTAssertFalse(hasher.verify("correct horsf", against: hash))
            XCTAssertFalse(hasher.verify("Correct horse", against: hash))
            XCTAssertFalse(hasher.verify("correct horse ", against: hash))
        }
    }

    func testTheSaltIsThatOfTheRandomSource() throws {
        let hasher = try PasswordHasher(cost: 4, random: .init { Array("0123456789abcdef".utf8.prefix($0)) })
        XCTAssertEqual(try hasher.hash(Password("correct horse"))?.hasPrefix("$2b$04$KBCwKxOzLha2MUDgW0PjXe"), true)
    }

    func testAHasherOfAnotherCostVerifies() throws {
        let hash = try XCTUnwrap(PasswordHasher(cost: 4, random: .secure).hash(Password("correct horse")))
        XCTAssertTrue(try PasswordHasher(cost: 6, random: .secure).verify("correct horse", against: hash))
    }

    func testTakesPasswordsOf72BytesAndNoMore() throws {
        let hasher = try hasher()
        let longest = String(repeating: "é", count: 36)
        let hash = try XCTUnwrap(hasher.hash(Password(longest)))
        XCTAssertTrue(hasher.verify(longest, against: hash))
        XCTAssertFalse(hasher.verify(longest + "x", against: hash))
        XCTAssertFalse(hasher.verify(String(longest.dropLast()) + "e", against: hash))
        XCTAssertFalse(hasher.verify(String(repeating: longest, count: 1000), against: hash))
    }

    func testRefusesNUL() throws {
        let hasher = try hasher()
        let hash = try XCTUnwrap(hasher.hash(Password("correct horse")))
        XCTAssertFalse(hasher.verify("correct horse\0", against: hash))
        XCTAssertFalse(hasher.verify("correct horse\0battery", against: hash))
        XCTAssertFalse(hasher.verify("\0", against: known[3].1))
    }

    func testTakesPasswordsByTheirBytes() throws {
        let hasher = try hasher()
        let hash = try XCTUnwrap(hasher.hash(Password("caf\u{E9} caf\u{E9}")))
        XCTAssertTrue(hasher.verify("caf\u{E9} caf\u{E9}", against: hash))
        XCTAssertFalse(hasher.verify("cafe\u{301} cafe\u{301}", against: hash))
    }

    func testNothingVerifiesWithoutAHash() throws {
        let hasher = try hasher()
        XCTAssertFalse(hasher.verify("correct horse", against: nil))
        XCTAssertFalse(hasher.verify("", against: nil))
    }

    private let unusable = [
        "", "*", "*0", "*1", "x", "correct horse", "abJnggxhB/yWI",
        "$1$abcdefgh$jUYc1Xi7pkozuzWQ0Dft71",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "$2$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNyx",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWN",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNyy",
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "$2b$32$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "$2b$+5$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "$2b$05.CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "$2b$05$CCCCCCCCCC*CCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWN\0",
    ]

    func testNothingVerifiesAgainstWhatIsNoBcryptHash() throws {
        let hasher = try hasher()
        for hash in unusable {
            for typed in ["", "a", "x", "correct horse", hash] {
                XCTAssertFalse(hasher.verify(typed, against: hash), hash)
            }
        }
    }

    func testEverySignInDoesTheWorkOfOneHash() throws {
        let costs = Mutex<[String]>([])
        let hasher = try PasswordHasher(cost: 6, random: .secure) { phrase, setting in
            let hash = Bcrypt.hash(phrase, setting: setting)
            // libxcrypt refuses some phrases and settings without any work.
            if hash != nil { costs.withLock { $0.append(String(setting.prefix(7))) } }
            return hash
        }
        let hash = try XCTUnwrap(hasher.hash(Password("correct horse")))
        for stored in [hash, nil] + unusable {
            for typed in [
                "correct horse", "wrong", "", "nul\0", String(repeating: "x", count: 73),
                String(repeating: "x", count: 1000),
            ] {
                costs.withLock { $0 = [] }
                XCTAssertEqual(hasher.verify(typed, against: stored), stored == hash && typed == "correct horse")
                XCTAssertEqual(costs.withLock { $0 }, ["$2b$06$"], stored ?? "unknown user")
            }
        }
    }

    func testAFailureOfTheSystemLetsNobodyIn() throws {
        let failing = try PasswordHasher(cost: 4, random: .secure) { _, _ in nil }
        XCTAssertFalse(failing.verify("U*U", against: known[0].1))
        XCTAssertNil(failing.hash(try Password("correct horse")))
    }

    func testRefusesCostsThatBcryptDoesNotHave() {
        for cost in [Int.min, -1, 0, 3, 32, 100, Int.max] {
            XCTAssertThrowsError(try PasswordHasher(cost: cost, random: .secure)) { error in
                XCTAssertEqual(error as? PasswordHasherFault, .costOutOfRange(cost))
            }
        }
        for cost in [4, 12, 31] { XCTAssertNoThrow(try PasswordHasher(cost: cost, random: .secure)) }
        XCTAssertEqual("\(PasswordHasherFault.costOutOfRange(3))", "The bcrypt cost is 3; it must be from 4 to 31.")
    }
}
