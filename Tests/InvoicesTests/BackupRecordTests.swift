import Foundation
import Invoicing
import XCTest

@testable import invoices

final class BackupRecordTests: XCTestCase {
    private let record = BackupRecord(
        time: Timestamp(seconds: 1_688_205_600), file: "/var/backups/a \"b\"/é.db", size: 123_456_789_012)

    func testIsReadAsItWasWrittenAndTakesThePlaceOfTheOneBefore() throws {
        let folder = try TemporaryFolder()
        XCTAssertNil(BackupRecord(in: folder.path))
        try BackupRecord(time: Timestamp(seconds: 0), file: "/old", size: 1).write(in: folder.path)
        try record.write(in: folder.path)
        XCTAssertEqual(BackupRecord(in: folder.path), record)
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.path), [BackupRecord.name])
    }

    func testWhatIsNoRecordCountsAsNone() throws {
        for text in ["", "{", "[]", "{}", #"{"time":"yesterday","file":"/f","bytes":1}"#, #"{"time":7}"#] {
            let folder = try TemporaryFolder()
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(BackupRecord.name)"))
            XCTAssertNil(BackupRecord(in: folder.path), text)
        }
    }

    func testBytesAreWrittenForPeople() {
        let texts = [0, 1023, 1024, 1536, 1_048_575, 1_048_576, 5_368_709_120, 3_298_534_883_328, .max].map {
            ByteCount($0).description
        }
        XCTAssertEqual(
            texts,
            ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1023.9 KiB", "1.0 MiB", "5.0 GiB", "3.0 TiB", "8388608.0 TiB"])
    }
}
