import Administration
import Foundation
import Primitives
import XCTest

final class BackupRecordTests: XCTestCase {
    private let record = BackupRecord(
        time: Timestamp(seconds: 1_688_205_600), file: "/var/backups/a \"b\"/é.db", size: 123_456_789_012)

    func testIsReadAsItWasWrittenAndReplacesThePreviousOne() throws {
        let directory = try TemporaryDirectory()
        XCTAssertNil(BackupRecord(in: directory.path))
        try BackupRecord(time: Timestamp(seconds: 0), file: "/old", size: 1).write(in: directory.path)
        try record.write(in: directory.path)
        XCTAssertEqual(BackupRecord(in: directory.path), record)
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: directory.path), [BackupRecord.name])
    }

    func testAnInvalidRecordCountsAsNone() throws {
        for text in ["", "{", "[]", "{}", #"{"time":"yesterday","file":"/f","bytes":1}"#, #"{"time":7}"#] {
            let directory = try TemporaryDirectory()
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory.path)/\(BackupRecord.name)"))
            XCTAssertNil(BackupRecord(in: directory.path), text)
        }
    }
}
