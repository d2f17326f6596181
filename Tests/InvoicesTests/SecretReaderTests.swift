import XCTest

@testable import invoices

final class SecretReaderTests: XCTestCase {
    private let secret = "correct horse battery staple, twice over"

    func testReadsTheSecretFromTheDataDirectory() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.file("secret", secret + "\n")
        XCTAssertEqual(try faults([:], in: directory), [])
    }

    func testReadsSecretsFromVariablesAndNamedFiles() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("other", secret, mode: 0o400)
        XCTAssertEqual(try faults(["INVOICES_SECRET": secret], in: directory), [])
        XCTAssertEqual(
            try faults(["INVOICES_SECRET_FILE": path, "INVOICES_SECRET_PREVIOUS_FILE": path], in: directory), [])

        var reader = try ConfigurationReader(environment: ["INVOICES_SECRET": secret])
        XCTAssertNil(SecretReader.secrets(&reader, dataDirectory: directory.path)?.previous)
        reader = try ConfigurationReader(environment: [
            "INVOICES_SECRET": secret, "INVOICES_SECRET_PREVIOUS": secret,
        ])
        XCTAssertNotNil(SecretReader.secrets(&reader, dataDirectory: directory.path)?.previous)
    }

    func testHasNoDefaultSecret() throws {
        let directory = try TemporaryDirectory()
        XCTAssertEqual(
            try faults([:], in: directory),
            [
                "INVOICES_SECRET_FILE is not set, and its default \(directory.path)/secret cannot be read "
                    + "(No such file or directory)."
            ])
    }

    func testRefusesAFileThatOthersCanRead() throws {
        let directory = try TemporaryDirectory()
        for mode in [0o640, 0o604, 0o620, 0o644] {
            let path = try directory.file("secret\(mode)", secret, mode: mode)
            XCTAssertEqual(
                try faults(["INVOICES_SECRET_FILE": path], in: directory),
                [
                    "INVOICES_SECRET_FILE names \(path), which is accessible to its group or others; "
                        + "set its mode to 0600."
                ])
        }
    }

    func testRefusesShortSecretsWithoutShowingThem() throws {
        let directory = try TemporaryDirectory()
        let short = String(repeating: "z", count: 31)
        let path = try directory.file("short", short + "\n")
        let found = try faults(["INVOICES_SECRET": short, "INVOICES_SECRET_PREVIOUS_FILE": path], in: directory)
        XCTAssertEqual(
            found,
            [
                "INVOICES_SECRET has 31 bytes, but a secret must have at least 32.",
                "INVOICES_SECRET_PREVIOUS_FILE names \(path), which has 31 bytes, but a secret must have at least 32.",
            ])
        XCTAssertFalse(found.joined().contains("zzz"))
    }

    func testRefusesTwoSourcesOfTheSameSecret() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("secret", secret)
        XCTAssertEqual(
            try faults(["INVOICES_SECRET": secret, "INVOICES_SECRET_FILE": path], in: directory),
            ["INVOICES_SECRET and INVOICES_SECRET_FILE are both set, but only one of them may be."])
    }

    func testNeverShowsASecretInADescription() throws {
        var reader = try ConfigurationReader(environment: [
            "INVOICES_SECRET": secret, "INVOICES_SECRET_PREVIOUS": secret,
        ])
        let secrets = try XCTUnwrap(SecretReader.secrets(&reader, dataDirectory: "/nowhere"))
        var shown = ""
        dump(reader, to: &shown)
        for text in ["\(secrets)", String(reflecting: secrets), "\(reader)", String(reflecting: reader)] {
            XCTAssertFalse(text.contains(secret))
        }
    }

    private func faults(_ environment: [String: String], in directory: TemporaryDirectory) throws -> [String] {
        var reader = try ConfigurationReader(environment: environment)
        let secrets = SecretReader.secrets(&reader, dataDirectory: directory.path)
        XCTAssertEqual(secrets == nil, !reader.faults.isEmpty && reader.faults.contains { !$0.contains("PREVIOUS") })
        return reader.faults
    }
}
