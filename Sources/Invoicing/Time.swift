/// A point in time, in whole seconds since 1970-01-01T00:00:00Z (UTC, no leap seconds).
package struct Timestamp: Hashable, Comparable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.seconds < right.seconds
    }

    package func adding(seconds more: Int64) -> Timestamp {
        Timestamp(seconds: seconds + more)
    }

    /// The UTC day that it falls on.
    package var day: CalendarDate {
        CalendarDate(daysSince1970: Int((seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400))
    }

    /// RFC 3339, UTC, whole seconds: `2023-07-01T10:00:00Z`.
    package var text: String {
        String(unsafeUninitializedCapacity: 20) { buffer in
            write(to: buffer)
            buffer[19] = UInt8(ascii: "Z")
            return 20
        }
    }

    /// Appends the same with milliseconds, 0–999, behind the second: `2023-07-01T10:00:00.123Z`.
    package func append(milliseconds: Int, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 24) { output in
            output.withUnsafeMutableBufferPointer { buffer, count in
                write(to: buffer)
                buffer[19] = UInt8(ascii: ".")
                buffer[20] = UInt8(ascii: "0") + UInt8(milliseconds / 100)
                writeTwoDigits(milliseconds % 100, to: buffer, at: 21)
                buffer[23] = UInt8(ascii: "Z")
                count = 24
            }
        }
    }

    /// All but the zone: 19 bytes.
    private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
        let time = Int((seconds % 86_400 + 86_400) % 86_400)
        day.write(to: buffer)
        buffer[10] = UInt8(ascii: "T")
        writeTwoDigits(time / 3600, to: buffer, at: 11)
        buffer[13] = UInt8(ascii: ":")
        writeTwoDigits(time / 60 % 60, to: buffer, at: 14)
        buffer[16] = UInt8(ascii: ":")
        writeTwoDigits(time % 60, to: buffer, at: 17)
    }

    /// Reads exactly the form that ``text`` writes; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: "Z"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let day = CalendarDate(bytes[..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        seconds = Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }
}

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

    init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes[start..<start + 4]), let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[start + 8..<start + 10]),
            year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The caller answers for the day being one of the month.
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

    fileprivate func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
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

/// Of a value from 0 to 99.
private func writeTwoDigits(_ value: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at index: Int) {
    buffer[index] = UInt8(ascii: "0") + UInt8(value / 10)
    buffer[index + 1] = UInt8(ascii: "0") + UInt8(value % 10)
}

/// Decimal digits only; nil when there is anything else.
private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
        guard digit &- UInt8(ascii: "0") < 10 else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
}
