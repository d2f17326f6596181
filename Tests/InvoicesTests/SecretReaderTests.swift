import XCTest

@testable import invoices

final class SecretReaderTests: XCTestCase {
    private let secret = "correct horse battery staple, twice over"

    func testReadsTheSecretFromTheDataDirectory() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("secret", secret + "\n")
        XCTAssertEqual(try faults([:], in: folder), [])
    }

    func testReadsSecretsFromVariablesAndNamedFiles() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("other", secret, mode: 0o400)
        XCTAssertEqual(try faults(["INVOICES_SECRET": secret], in: folder), [])
        XCTAssertEqual(
            try faults(["INVOICES_SECRET_FILE": path, "INVOICES_SECRET_PREVIOUS_FILE": path], in: folder), [])

        var reader = try ConfigurationReader(environment: ["INVOICES_SECRET": secret])
        XCTAssertNil(SecretReader.secrets(&reader, dataDirectory: folder.path)?.previous)
        reader = try ConfigurationReader(environment: [
            "INVOICES_SECRET": secret, "INVOICES_SECRET_PREVIOUS": secret,
        ])
        XCTAssertNotNil(SecretReader.secrets(&reader, dataDirectory: folder.path)?.previous)
    }

    func testHasNoDefaultSecret() throws {
        let folder = try TemporaryFolder()
        XCTAssertEqual(
            try faults([:], in: folder),
            [
                "INVOICES_SECRET_FILE is not set, and its default \(folder.path)/secret cannot be read "
                    + "(No such file or directory)."
            ])
    }

    func testRefusesAFileThatOthersMayRead() throws {
        let folder = try TemporaryFolder()
        for mode in [0o640, 0o604, 0o620, 0o644] {
            let path = try folder.file("secret\(mode)", secret, mode: mode)
            XCTAssertEqual(
                try faults(["INVOICES_SECRET_FILE": path], in: folder),
                [
                    "INVOICES_SECRET_FILE names \(path), which may be read by its group or others; "
                        + "set its mode to 0600."
                ])
        }
    }

    func testRefusesShortSecretsWithoutShowingThem() throws {
        let folder = try TemporaryFolder()
        let short = String(repeating: "z", count: 31)
        let path = try folder.file("short", short + "\n")
        let found = try faults(["INVOICES_SECRET": short, "INVOICES_SECRET_PREVIOUS_FILE": path], in: folder)
        XCTAssertEqual(
            found,
            [
                "INVOICES_SECRET holds 31 bytes, but a secret must have at least 32.",
                "INVOICES_SECRET_PREVIOUS_FILE names \(path), which holds 31 bytes, but a secret must have at least 32.",
            ])
        XCTAssertFalse(found.joined().contains("zzz"))
    }

    func testRefusesTwoSourcesOfOneSecret() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("secret", secret)
        XCTAssertEqual(
            try faults(["INVOICES_SECRET": secret, "INVOICES_SECRET_FILE": path], in: folder),
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

    private func faults(_ environment: [String: String], in folder: TemporaryFolder) throws -> [String] {
        var reader = try ConfigurationReader(environment: environment)
        let secrets = SecretReader.secrets(&reader, dataDirectory: folder.path)
        XCTAssertEqual(secrets == nil, !reader.faults.isEmpty && reader.faults.contains { !$0.contains("PREVIOUS") })
        return reader.faults
    }
}
