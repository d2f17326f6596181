import Foundation
import Primitives
import XCTest

@testable import Administration

/// Each examination on its own, in directories with exactly the problem that it has to find.
final class DoctorTests: XCTestCase {
    private let now = Timestamp(seconds: 1_688_205_600)

    func testALineContainsLevelSubjectAndText() {
        XCTAssertEqual(
            [Diagnosis.ok("disk", "Fine."), .warn("backup", "Old."), .fail("configuration", "Wrong.")].map(\.line),
            ["ok    disk           Fine.", "warn  backup         Old.", "fail  configuration  Wrong."])
        XCTAssertEqual(Diagnosis.Level.warn.rawValue, 1)
        XCTAssertEqual(Diagnosis.Level.fail.rawValue, 2)
        XCTAssertLessThan(Diagnosis.Level.warn, .fail)
    }

    func testBeginsWithTheFindingsAboutTheConfiguration() throws {
        let directory = try TemporaryDirectory()
        let finding = Diagnosis.warn("configuration", "Wrong.")
        let diagnoses = Doctor(paths: paths(directory), configuration: [finding], now: now).diagnoses()
        XCTAssertEqual(diagnoses.first, finding)
        XCTAssertEqual(
            diagnoses.map(\.subject),
            ["configuration", "permissions", "database", "disk", "backup", "certificate", "service"])
    }

    func testFilesThatOthersCanReadAreAFailure() throws {
        let directory = try TemporaryDirectory()
        try chmod(directory.path, 0o700)
        XCTAssertEqual(PermissionExamination(paths: paths(directory)).run().map(\.level), [.ok])
        for name in ["invoices.db", "invoices.db-wal", "invoices.db.lock", "last-backup.json"] {
            let path = "\(directory.path)/\(name)"
            try Data("x".utf8).write(to: URL(fileURLWithPath: path))
            try chmod(path, 0o640)
            let found = PermissionExamination(paths: paths(directory)).run()
            XCTAssertEqual(found.map(\.level), [.fail], name)
            XCTAssertTrue(found[0].text.contains("0640") && found[0].text.contains("chmod 0600 \(path)"), found[0].text)
            try chmod(path, 0o600)
        }
        try chmod(directory.path, 0o755)
        let found = PermissionExamination(paths: paths(directory)).run()
        XCTAssertEqual(found.map(\.level), [.fail])
        XCTAssertTrue(found[0].text.contains("chmod 0700 \(directory.path)"), found[0].text)
        XCTAssertEqual(
            PermissionExamination(paths: paths(directory, data: "/none")).run().map(\.level),
            [.fail])
    }

    func testAnOldBackupIsReported() throws {
        let directory = try TemporaryDirectory()
        let examination = BackupExamination(paths: paths(directory), now: now)
        XCTAssertEqual(examination.run().level, .warn)
        for (hours, level) in [(-5, Diagnosis.Level.ok), (0, .ok), (47, .ok), (48, .warn), (167, .warn), (168, .fail)] {
            let time = now.adding(seconds: Int64(hours) * -3600)
            try BackupRecord(time: time, file: "/backups/x.db", size: 1).write(in: directory.path)
            let diagnosis = examination.run()
            XCTAssertEqual(diagnosis.level, level, "\(hours)")
            XCTAssertTrue(diagnosis.text.contains(time.text) && diagnosis.text.contains("/backups/x.db"))
        }
    }

    func testAnExpiringCertificateIsReported() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/certificate.pem"
        // It expires on 2024-02-29 at noon.
        let end = Timestamp(seconds: 1_709_208_000)
        func level(_ now: Timestamp) -> Diagnosis.Level {
            CertificateExamination(paths: paths(directory, certificate: path), now: now).run().level
        }
        XCTAssertEqual(level(now), .warn)
        try Data("no certificate".utf8).write(to: URL(fileURLWithPath: path))
        XCTAssertEqual(level(now), .fail)
        try Data(Self.certificate.utf8).write(to: URL(fileURLWithPath: path))
        let day: Int64 = 86_400
        XCTAssertEqual(
            [-15 * day, -14 * day, -14 * day + 1, -1, 0, day].map { level(end.adding(seconds: $0)) },
            [.ok, .ok, .warn, .warn, .fail, .fail])
    }

    func testALongLogIsReported() throws {
        let directory = try TemporaryDirectory()
        try createDatabase(at: directory.path + "/invoices.db")
        let examination = DatabaseExamination(paths: paths(directory))
        XCTAssertEqual(examination.run().map(\.level), [.ok, .ok])
        // A sparse file of the necessary size.
        let log = directory.path + "/invoices.db-wal"
        XCTAssertTrue(FileManager.default.createFile(atPath: log, contents: nil))
        XCTAssertEqual(truncate(log, 65 << 20), 0)
        XCTAssertEqual(examination.run().map(\.level), [.ok, .warn])
    }

    func testAMissingOrInvalidDatabaseIsAFailure() throws {
        let directory = try TemporaryDirectory()
        let examination = DatabaseExamination(paths: paths(directory))
        XCTAssertEqual(examination.run().map(\.level), [.fail])
        try Data(String(repeating: "text ", count: 1000).utf8).write(
            to: URL(fileURLWithPath: directory.path + "/invoices.db"))
        let found = examination.run()
        XCTAssertEqual(found.map(\.level), [.fail])
        XCTAssertTrue(found[0].text.contains("not a database of this program"), found[0].text)
    }

    func testFreeSpaceIsComparedWithTheSizeOfTheDatabase() throws {
        let directory = try TemporaryDirectory()
        let examination = DiskExamination(paths: paths(directory))
        XCTAssertEqual(examination.run().level, .ok)
        // A sparse file, larger than any disk.
        let path = directory.path + "/invoices.db"
        XCTAssertTrue(FileManager.default.createFile(atPath: path, contents: nil))
        XCTAssertEqual(truncate(path, 8 << 40), 0)
        let diagnosis = examination.run()
        XCTAssertEqual(diagnosis.level, .warn)
        XCTAssertTrue(diagnosis.text.contains("8.0 TiB"), diagnosis.text)
    }

    func testAStoppedServiceIsAFailure() throws {
        let directory = try TemporaryDirectory()
        XCTAssertEqual(ServiceExamination(paths: paths(directory)).run().level, .fail)
    }

    private func paths(
        _ directory: TemporaryDirectory, data: String? = nil, certificate: String = ""
    ) -> InstallationPaths {
        let data = data ?? directory.path
        return InstallationPaths(dataDirectory: data, database: data + "/invoices.db", certificate: certificate)
    }

    private func chmod(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIH+MIGmAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwHhcNMjMwMTAxMDAw
        MDAwWhcNMjQwMjI5MTIwMDAwWjAMMQowCAYDVQQDDAFhMFkwEwYHKoZIzj0CAQYI
        KoZIzj0DAQcDQgAECnpxrgP2VEO0vksQCpQpHJ5yovhCR0vtJnevID8wFSh2wR0N
        ij03H1g3SZMQoypHdY85qEkgGxKZt5jtM/4o8jAKBggqhkjOPQQDAgNHADBEAiAl
        DUybIF2f/JJ3XodvBCp1wrh8/auLKMUGc7g0AJ/F2QIgHVKIWfem6adZoAFyHo+X
        G6dTtEbm5sQO8WOshUrONEw=
        -----END CERTIFICATE-----

        """
}
