import Primitives
import XCTest

final class CalendarTests: XCTestCase {
    func testKnowsDaysByTheirNumber() throws {
        for (text, days) in [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
            ("2023-07-31", 19_569),
            ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ] {
            XCTAssertEqual(CalendarDate(text)?.daysSince1970, days, text)
            XCTAssertEqual(CalendarDate(daysSince1970: days).text, text)
        }
    }

    func testReadsBackEveryDayFromFirstToLast() {
        var previous = (year: 0, month: 12, day: 31)
        for days in -719_162...2_932_896 {
            let parts = CalendarDate(daysSince1970: days).parts
            let isNextDay =
                parts.year == previous.year && parts.month == previous.month && parts.day == previous.day + 1
            let isNextMonth =
                parts.day == 1 && (28...31).contains(previous.day)
                && parts.year * 12 + parts.month == previous.year * 12 + previous.month + 1
            let back = CalendarDate(year: parts.year, month: parts.month, day: parts.day)
            guard isNextDay || isNextMonth, back.daysSince1970 == days else { return XCTFail("\(previous) → \(parts)") }
            previous = parts
        }
        XCTAssertEqual(previous.year, 9999)
    }

    func testReadsBackWhatItWrote() {
        for days in stride(from: -719_162, through: 2_932_896, by: 97) {
            let date = CalendarDate(daysSince1970: days)
            XCTAssertEqual(CalendarDate(date.text), date)
        }
    }

    func testLeapYearsHaveATwentyNinthOfFebruary() {
        for year in ["2024", "2000", "1600", "0004", "2400"] { XCTAssertNotNil(CalendarDate("\(year)-02-29"), year) }
        for year in ["2023", "1900", "2100", "0001", "2200"] { XCTAssertNil(CalendarDate("\(year)-02-29"), year) }
    }

    func testRefusesImpossibleDates() {
        for text in [
            "2023-02-30", "2023-02-31", "2023-04-31", "2023-06-31", "2023-09-31", "2023-11-31", "2023-01-32",
            "2023-00-10",
            "2023-13-01", "2023-01-00", "0000-01-01",
        ] {
            XCTAssertNil(CalendarDate(text), text)
        }
    }

    func testRefusesOtherForms() {
        for text in [
            "", "2023", "2023-07", "2023-7-31", "23-07-31", "20230731", "2023/07/31", "31.07.2023", "2023-07-31 ",
            " 2023-07-31",
            "+2023-07-31", "-2023-07-31", "12023-07-31", "2023-07-3a", "2023-+7-31", "２023-07-31",
            "2023-07-31T00:00:00Z",
            "2023–07–31",
        ] {
            XCTAssertNil(CalendarDate(text), text)
        }
    }

    func testADayBeginsAndEndsInUTC() throws {
        let day = try XCTUnwrap(CalendarDate("2023-07-31"))
        XCTAssertEqual(day.start.text, "2023-07-31T00:00:00Z")
        XCTAssertEqual(day.end.text, "2023-07-31T23:59:59Z")
        XCTAssertEqual(day.start.day, day)
        XCTAssertEqual(day.end.day, day)
        XCTAssertGreaterThan(day.end.adding(seconds: 1).day, day)
    }

    // MARK: Timestamps

    func testWritesTimestampsInUTC() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_688_205_600, "2023-07-01T10:00:00Z"),
            (-86_400, "1969-12-31T00:00:00Z"), (-86_401, "1969-12-30T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ] {
            XCTAssertEqual(Timestamp(seconds: Int64(seconds)).text, text)
            XCTAssertEqual(Timestamp(text)?.seconds, Int64(seconds), text)
        }
    }

    func testReadsBackTimestampsOfAWideRange() {
        for seconds in stride(from: Int64(-62_135_596_800), through: 253_402_300_799, by: 3_999_971) {
            let moment = Timestamp(seconds: seconds)
            XCTAssertEqual(Timestamp(moment.text), moment)
        }
    }

    func testRefusesTimestampsOfAnotherForm() {
        for text in [
            "", "2023-07-01", "2023-07-01T10:00:00", "2023-07-01T10:00:00z", "2023-07-01t10:00:00Z",
            "2023-07-01 10:00:00Z",
            "2023-07-01T10:00:00.0Z", "2023-07-01T10:00:00+00:00", "2023-07-01T24:00:00Z", "2023-07-01T10:60:00Z",
            "2023-07-01T10:00:60Z", "2023-02-30T10:00:00Z", "2023-07-01T1a:00:00Z", "2023-07-01T10-00-00Z",
        ] {
            XCTAssertNil(Timestamp(text), text)
        }
    }

    func testWritesMillisecondsBehindTheSecond() {
        for (milliseconds, text) in [
            (0, "1969-12-31T23:59:59.000Z"), (7, "1969-12-31T23:59:59.007Z"), (70, "1969-12-31T23:59:59.070Z"),
            (999, "1969-12-31T23:59:59.999Z"),
        ] {
            var bytes = Array("at ".utf8)
            Timestamp(seconds: -1).append(milliseconds: milliseconds, to: &bytes)
            XCTAssertEqual(String(decoding: bytes, as: UTF8.self), "at " + text)
        }
    }
}
