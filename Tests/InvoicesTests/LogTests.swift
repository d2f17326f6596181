import Application
import Logging
import Synchronization
import XCTest

@testable import invoices

final class LogTests: XCTestCase {
    func testWritesPlainValuesAsTheyAre() {
        XCTAssertEqual(
            line { $0.append("path", "/api/v1/invoices/1") }, "path=/api/v1/invoices/1")
    }

    func testQuotesOtherValues() {
        XCTAssertEqual(line { $0.append("a", "two words") }, #"a="two words""#)
        XCTAssertEqual(line { $0.append("a", "") }, #"a="""#)
        XCTAssertEqual(line { $0.append("a", "b=c") }, #"a="b=c""#)
        XCTAssertEqual(line { $0.append("a", "Éclair") }, #"a="Éclair""#)
    }

    func testNothingInAValueEndsTheLineOrTheQuotes() {
        XCTAssertEqual(
            line { $0.append("a", "x\" level=error\ny\r\\\t\0") }, #"a="x\" level=error\ny\r\\\t\u0000""#)
        // NEL, line and paragraph separators end lines for some readers; CSI and the others affect terminals.
        XCTAssertEqual(
            line { $0.append("a", "\u{85}\u{2028}\u{2029}\u{9B}\u{7F}\u{1B}\u{202E}") },
            #"a="\u0085\u2028\u2029\u009b\u007f\u001b\u202e""#)
        // With a combining mark the quote is one character, but two scalars.
        XCTAssertEqual(line { $0.append("a", "\"\u{301}") }, "a=\"\\\"\u{301}\"")
        XCTAssertEqual(line { $0.append("a", "\r\n") }, #"a="\r\n""#)
    }

    func testReplacesSpecialCharactersOfNames() {
        XCTAssertEqual(line { $0.append("a b=\"\n", "c") }, "a_b___=c")
    }

    func testTruncatesLongValues() {
        let plain = line { $0.append("a", String(repeating: "x", count: 100_000)) }
        XCTAssertEqual(plain, "a=\"\(String(repeating: "x", count: LogLine.longestValue))…\"")
        XCTAssertLessThan(line { $0.append("a", String(repeating: "\u{1F600}\n", count: 9_000)) }.utf8.count, 1100)
    }

    func testWritesARecordAsOneLineWithItsFieldsInOrder() {
        let lines = Mutex<[[UInt8]]>([])
        var logger = Logger(label: "test") { _ in
            LogfmtHandler(level: .info, time: { WallTime(milliseconds: 1_688_205_600_007) }) { line in
                lines.withLock { $0.append(line) }
            }
        }
        logger[metadataKey: "worker"] = "7"
        logger.info("request done", metadata: ["status": "200", "bytes": .stringConvertible(12), "list": ["x", "y"]])
        logger.debug("unseen")
        XCTAssertEqual(
            lines.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) },
            [
                "time=2023-07-01T10:00:00.007Z level=info message=\"request done\" bytes=12 list=\"[\\\"x\\\", \\\"y\\\"]\" "
                    + "status=200 worker=7\n"
            ])
    }

    func testMetadataOfARecordOverridesThatOfTheLogger() {
        let lines = Mutex<[[UInt8]]>([])
        var logger = Logger(label: "test") { _ in
            LogfmtHandler(level: .info, time: { WallTime(milliseconds: 0) }) { line in
                lines.withLock { $0.append(line) }
            }
        }
        logger[metadataKey: "id"] = "general"
        logger.info("m", metadata: ["id": "special"])
        XCTAssertEqual(
            lines.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) },
            ["time=1970-01-01T00:00:00.000Z level=info message=m id=special\n"])
    }

    func testRecordsDuringARequestContainItsId() {
        let lines = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in
            LogfmtHandler.withRequestID(level: .info, time: { WallTime(milliseconds: 0) }) { line in
                lines.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) }
            }
        }
        logger.error("before")
        RequestTrace.$current.withValue(RequestTrace(id: "0123abcd")) { logger.error("within") }
        XCTAssertEqual(
            lines.withLock { $0 },
            [
                "time=1970-01-01T00:00:00.000Z level=error message=before",
                "time=1970-01-01T00:00:00.000Z level=error message=within id=0123abcd",
            ])
    }

    func testWritesTimesWithMilliseconds() {
        XCTAssertEqual(WallTime(milliseconds: 1_688_205_600_123).text, "2023-07-01T10:00:00.123Z")
        XCTAssertEqual(WallTime(milliseconds: 1_688_205_600_000).text, "2023-07-01T10:00:00.000Z")
        XCTAssertEqual(WallTime(milliseconds: 1_688_205_600_045).text, "2023-07-01T10:00:00.045Z")
    }

    /// The field, without the beginning of the line.
    private func line(_ append: (inout LogLine) -> Void) -> String {
        var line = LogLine(at: WallTime(milliseconds: 0), level: .info, message: "m")
        append(&line)
        let text = String(decoding: line.terminated(), as: UTF8.self)
        let start = "time=1970-01-01T00:00:00.000Z level=info message=m "
        XCTAssertTrue(text.hasPrefix(start) && text.hasSuffix("\n"))
        return String(text.unicodeScalars.dropFirst(start.unicodeScalars.count).dropLast())
    }
}
