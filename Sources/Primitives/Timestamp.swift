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

    /// The UTC day of this moment.
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

    /// Appends RFC 3339 with milliseconds, 0–999: `2023-07-01T10:00:00.123Z`.
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

    /// Writes everything except the zone: 19 bytes.
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
