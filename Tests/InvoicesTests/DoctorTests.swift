import Foundation
import Invoicing
import XCTest

@testable import invoices

/// The examinations one by one, on folders that have just the fault that each is to find.
final class DoctorTests: XCTestCase {
    private let now = Timestamp(seconds: 1_688_205_600)

    func testALineNamesTheLevelTheSubjectAndWhatToDo() {
        XCTAssertEqual(
            [Diagnosis.ok("disk", "Fine."), .warn("backup", "Old."), .fail("configuration", "Wrong.")].map(\.line),
            ["ok    disk           Fine.", "warn  backup         Old.", "fail  configuration  Wrong."])
        XCTAssertEqual(Diagnosis.Level.warn.rawValue, 1)
        XCTAssertEqual(Diagnosis.Level.fail.rawValue, 2)
        XCTAssertLessThan(Diagnosis.Level.warn, .fail)
    }

    func testEveryFaultOfTheConfigurationIsALine() throws {
        let folder = try TemporaryFolder()
        let (_, found) = try ConfigurationExamination.run([
            "INVOICES_DATA": folder.path, "INVOICES_WORKERS": "many", "INVOICES_SECRET": "short",
            "INVOICES_TEMPLATES": folder.path + "/none", "INVOICES_WROKERS": "3",
        ])
        XCTAssertEqual(found.map(\.level), [.fail, .fail, .fail, .warn])
        for (diagnosis, word) in zip(found, ["INVOICES_WORKERS", "INVOICES_SECRET", "INVOICES_TEMPLATES", "WROKERS"]) {
            XCTAssertTrue(diagnosis.text.contains(word), diagnosis.text)
        }
        XCTAssertFalse(found.contains { $0.text.contains("short") && !$0.text.contains("at least") })
    }

    func testWhatOthersMayReadIsAFault() throws {
        let folder = try TemporaryFolder()
        let configuration = try self.configuration(folder)
        try chmod(folder.path, 0o700)
        XCTAssertEqual(PermissionExamination(configuration: configuration).run().map(\.level), [.ok])
        for name in ["invoices.db", "invoices.db-wal", "invoices.db.lock", "last-backup.json"] {
            let path = "\(folder.path)/\(name)"
            try Data("x".utf8).write(to: URL(fileURLWithPath: path))
            try chmod(path, 0o640)
            let found = PermissionExamination(configuration: configuration).run()
            XCTAssertEqual(found.map(\.level), [.fail], name)
            XCTAssertTrue(found[0].text.contains("0640") && found[0].text.contains("chmod 0600 \(path)"), found[0].text)
            try chmod(path, 0o600)
        }
        try chmod(folder.path, 0o755)
        let found = PermissionExamination(configuration: configuration).run()
        XCTAssertEqual(found.map(\.level), [.fail])
        XCTAssertTrue(found[0].text.contains("chmod 0700 \(folder.path)"), found[0].text)
        XCTAssertEqual(
            PermissionExamination(configuration: try self.configuration(folder, data: "/none")).run().map(\.level),
            [.fail])
    }

    func testABackupGrowsOld() throws {
        let folder = try TemporaryFolder()
        let examination = BackupExamination(configuration: try configuration(folder), now: now)
        XCTAssertEqual(examination.run().level, .warn)
        for (hours, level) in [(-5, Diagnosis.Level.ok), (0, .ok), (47, .ok), (48, .warn), (167, .warn), (168, .fail)] {
            let time = now.adding(seconds: Int64(hours) * -3600)
            try BackupRecord(time: time, file: "/backups/x.db", size: 1).write(in: folder.path)
            let diagnosis = examination.run()
            XCTAssertEqual(diagnosis.level, level, "\(hours)")
            XCTAssertTrue(diagnosis.text.contains(time.text) && diagnosis.text.contains("/backups/x.db"))
        }
    }

    func testACertificateRunsOut() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/certificate.pem"
        // It ends on 2024-02-29 at noon.
        let end = Timestamp(seconds: 1_709_208_000)
        func level(_ now: Timestamp) throws -> Diagnosis.Level {
            CertificateExamination(
                configuration: try configuration(folder, ["INVOICES_CERTIFICATE": path]), now: now
            ).run().level
        }
        XCTAssertEqual(try level(now), .warn)
        try Data("no certificate".utf8).write(to: URL(fileURLWithPath: path))
        XCTAssertEqual(try level(now), .fail)
        try Data(Self.certificate.utf8).write(to: URL(fileURLWithPath: path))
        let day: Int64 = 86_400
        XCTAssertEqual(
            try [-15 * day, -14 * day, -14 * day + 1, -1, 0, day].map { try level(end.adding(seconds: $0)) },
            [.ok, .ok, .warn, .warn, .fail, .fail])
    }

    func testALongLogIsRemarkedOn() throws {
        let folder = try TemporaryFolder()
        let environment = ["INVOICES_DATA": folder.path, "INVOICES_SECRET": String(repeating: "s", count: 32)]
        _ = try Wiring(InvoicesConfiguration.reading(environment)).store()
        let examination = DatabaseExamination(configuration: try configuration(folder))
        XCTAssertEqual(examination.run().map(\.level), [.ok, .ok])
        // A hole: as long as it has to be, and empty.
        let log = folder.path + "/invoices.db-wal"
        XCTAssertTrue(FileManager.default.createFile(atPath: log, contents: nil))
        XCTAssertEqual(truncate(log, 65 << 20), 0)
        XCTAssertEqual(examination.run().map(\.level), [.ok, .warn])
    }

    func testADatabaseThatIsNotThereOrNoneIsAFault() throws {
        let folder = try TemporaryFolder()
        let examination = DatabaseExamination(configuration: try configuration(folder))
        XCTAssertEqual(examination.run().map(\.level), [.fail])
        try Data(String(repeating: "text ", count: 1000).utf8).write(
            to: URL(fileURLWithPath: folder.path + "/invoices.db"))
        let found = examination.run()
        XCTAssertEqual(found.map(\.level), [.fail])
        XCTAssertTrue(found[0].text.contains("not a database of this program"), found[0].text)
    }

    func testRoomOnTheDiskIsMeasuredAgainstTheDatabase() throws {
        let folder = try TemporaryFolder()
        let examination = DiskExamination(configuration: try configuration(folder))
        XCTAssertEqual(examination.run().level, .ok)
        // Longer than any disk, and empty.
        let path = folder.path + "/invoices.db"
        XCTAssertTrue(FileManager.default.createFile(atPath: path, contents: nil))
        XCTAssertEqual(truncate(path, 8 << 40), 0)
        let diagnosis = examination.run()
        XCTAssertEqual(diagnosis.level, .warn)
        XCTAssertTrue(diagnosis.text.contains("8.0 TiB"), diagnosis.text)
    }

    func testAServiceThatDoesNotRunIsAFault() throws {
        let folder = try TemporaryFolder()
        XCTAssertEqual(ServiceExamination(configuration: try configuration(folder)).run().level, .fail)
    }

    private func configuration(
        _ folder: TemporaryFolder, data: String? = nil, _ more: [String: String] = [:]
    ) throws -> InvoicesConfiguration {
        try .reading(["INVOICES_DATA": data ?? folder.path].merging(more) { $1 })
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
