import Primitives
import XCTest

@testable import Ledger

final class DueDateTests: XCTestCase {
    func testReadsADate() throws {
        XCTAssertEqual(try dueDate("2023-07-31"), CalendarDate("2023-07-31"))
        XCTAssertEqual(try dueDate(" 2024-02-29\n"), CalendarDate("2024-02-29"))
    }

    func testKeepsTheDateOfATimeAsItIsWritten() throws {
        for time in [
            "T00:00:00", "T23:59:59", "T10:00:00Z", "t10:00:00z", "T10:00:00.5", "T10:00:00.123456789Z",
            "T23:30:00-12:00",
            "T00:30:00+14:00", "T10:00:00.000+00:00", "T23:59:60Z",
        ] {
            XCTAssertEqual(try dueDate("2023-07-31\(time)"), CalendarDate("2023-07-31"), time)
        }
    }

    func testNothingIsNoDate() throws {
        XCTAssertNil(try dueDate(""))
        XCTAssertNil(try dueDate(" \n"))
    }

    func testRefusesImpossibleDatesAndTimes() {
        for text in [
            "2023-02-30", "2023-02-29T10:00:00", "2023-13-01", "0000-01-01", "2023-07-31T24:00:00",
            "2023-07-31T10:60:00",
            "2023-07-31T10:00:61", "2023-07-31T10:00:00+24:00", "2023-07-31T10:00:00+01:60",
        ] {
            XCTAssertThrowsError(try dueDate(text), text)
        }
    }

    func testRefusesOtherForms() {
        for text in [
            "tomorrow", "31.07.2023", "2023-7-31", "20230731", "2023-07-31T", "2023-07-31Z", "2023-07-31T10",
            "2023-07-31T10:00",
            "2023-07-31 10:00:00", "2023-07-31T10:00:00.", "2023-07-31T10:00:00.Z", "2023-07-31T10:00:00,5",
            "2023-07-31T1:00:00",
            "2023-07-31T10:00:00ZZ", "2023-07-31T10:00:00 Z", "2023-07-31T10:00:00+1:00", "2023-07-31T10:00:00+0100",
            "2023-07-31T10:00:00+01", "2023-07-31T10:00:00+01:00Z", "2023-07-31T10:00:00.5.5", "2023-07-31Tab:cd:ef",
            "2023-07-31T10-00-00", "2023-07-3", "2023-07-31T10:00:0", "2023-07-31T-1:00:00",
            "2023-07-31T10:00:00." + String(repeating: "5", count: 100_000) + "x",
        ] {
            XCTAssertThrowsError(try dueDate(text), text)
        }
    }
}
