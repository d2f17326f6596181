/// A day of the Gregorian calendar, from 0001-01-01 to 9999-12-31.
package struct CalendarDate: Hashable, Comparable, Sendable {
    package let daysSince1970: Int

    package init(daysSince1970: Int) {
        self.daysSince1970 = daysSince1970
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }

    /// Reads `YYYY-MM-DD`; nil for another form, an impossible date, or the year 0.
    package init?(_ text: String) {
        self.init(Array(text.utf8)[...])
    }

    /// Reads `YYYY-MM-DD` from ASCII bytes, by the same rules.
    package init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes[start..<start + 4]), let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[start + 8..<start + 10]),
            year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Precondition: the date exists.
    package init(year: Int, month: Int, day: Int) {
        // Days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month 1–12 and day 1–31.
    package var parts: (year: Int, month: Int, day: Int) {
        // Civil from days, the same source.
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `YYYY-MM-DD`.
    package var text: String {
        String(unsafeUninitializedCapacity: 10) { buffer in
            write(to: buffer)
            return 10
        }
    }

    func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
        let (year, month, day) = parts
        writeTwoDigits(year / 100, to: buffer, at: 0)
        writeTwoDigits(year % 100, to: buffer, at: 2)
        buffer[4] = UInt8(ascii: "-")
        writeTwoDigits(month, to: buffer, at: 5)
        buffer[7] = UInt8(ascii: "-")
        writeTwoDigits(day, to: buffer, at: 8)
    }

    /// The first second of the day in UTC.
    package var start: Timestamp { Timestamp(seconds: Int64(daysSince1970) * 86_400) }
    /// The last second of the day in UTC.
    package var end: Timestamp { start.adding(seconds: 86_399) }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
