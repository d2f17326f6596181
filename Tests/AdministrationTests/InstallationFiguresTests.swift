import Administration
import Foundation
import Primitives
import XCTest

final class InstallationFiguresTests: XCTestCase {
    func testReadsTheFilesOfAnInstallation() throws {
        let directory = try TemporaryDirectory()
        let paths = InstallationPaths(
            dataDirectory: directory.path, database: directory.path + "/invoices.db", certificate: "")
        let empty = InstallationFigures(of: paths)
        XCTAssertEqual([empty.databaseSize, empty.writeAheadLogSize], [0, 0])
        XCTAssertNil(empty.lastBackup)
        _ = try directory.file("invoices.db", "12345")
        _ = try directory.file("invoices.db-wal", "123")
        let time = Timestamp(seconds: 1_688_205_600)
        try BackupRecord(time: time, file: "/f", size: 1).write(in: directory.path)
        let figures = InstallationFigures(of: paths)
        XCTAssertEqual([figures.databaseSize, figures.writeAheadLogSize], [5, 3])
        XCTAssertEqual(figures.lastBackup, time)
        XCTAssertGreaterThan(try XCTUnwrap(figures.freeDiskSpace), 0)
    }

    func testFreeSpaceIsUnknownInADirectoryThatDoesNotExist() {
        XCTAssertNil(DiskSpace(of: "/nowhere/at/all/invoices.db"))
    }
}
