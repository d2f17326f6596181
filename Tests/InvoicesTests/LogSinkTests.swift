import Dispatch
import Glibc
import Logging
import XCTest

@testable import Web
@testable import invoices

/// The log of the service, which buffers lines.
final class LogSinkTests: XCTestCase {
    private var ends: [Int32] = [-1, -1]

    override func setUp() {
        XCTAssertEqual(pipe(&ends), 0)
    }

    override func tearDown() {
        for end in ends { close(end) }
    }

    /// The result of one read, which is that of one write.
    private func read() -> String {
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        let count = Glibc.read(ends[0], &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    private func isQuiet() -> Bool {
        var descriptor = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    func testASingleLineIsWrittenAfterADelay() {
        let sink = LogSink(descriptor: ends[1])
        sink.add(Array("one\n".utf8))
        XCTAssertEqual(read(), "one\n")
        sink.add(Array("two\n".utf8))
        XCTAssertEqual(read(), "two\n")
    }

    func testAnUrgentLineIsWrittenWithTheBufferedOnesBeforeIt() {
        let sink = LogSink(descriptor: ends[1])
        sink.add(Array("one\n".utf8))
        sink.add(Array("two\n".utf8))
        sink.addImmediately(Array("three\n".utf8))
        var text = ""
        while !isQuiet() { text += read() }
        XCTAssertEqual(text, "one\ntwo\nthree\n")
    }

    func testNothingIsBufferedAfterAFlush() {
        let sink = LogSink(descriptor: ends[1])
        sink.add(Array("one\n".utf8))
        sink.flush()
        XCTAssertFalse(isQuiet())
        XCTAssertEqual(read(), "one\n")
        sink.flush()
        XCTAssertTrue(isQuiet())
    }

    func testLinesOfManyThreadsAreCompleteAndInOrder() throws {
        let sink = LogSink(descriptor: ends[1])
        let (threads, lines) = (8, 500)
        let group = DispatchGroup()
        for thread in 0..<threads {
            DispatchQueue.global().async(group: group) {
                for line in 0..<lines { sink.add(Array("\(thread) \(line)\n".utf8)) }
            }
        }
        var text = ""
        while text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) < threads * lines { text += read() }
        group.wait()
        var next = [Int](repeating: 0, count: threads)
        for line in text.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            XCTAssertEqual(numbers.count, 2, String(line))
            XCTAssertEqual(numbers[1], next[numbers[0]])
            next[numbers[0]] += 1
        }
        XCTAssertEqual(next, [Int](repeating: lines, count: threads))
    }

    func testAClosedOutputDoesNoHarm() {
        signal(SIGPIPE, SIG_IGN)
        let sink = LogSink(descriptor: ends[1])
        close(ends[0])
        ends[0] = -1
        sink.addImmediately(Array("lost\n".utf8))
        sink.add(Array("lost too\n".utf8))
        sink.flush()
    }

    func testTheLineOfARequestIsTheSameAsThatOfALogger() {
        let record = RequestRecord(
            id: "r 1", method: "GET", path: "/a b", status: 200, bytes: 12, nanoseconds: 1_234_567, user: 7,
            statements: 2, storeNanoseconds: 1_000)
        let sink = LogSink(descriptor: ends[1])
        sink.add(record)
        let direct = read()
        let logger = Logger(label: "test") { [ends] _ in
            LogfmtHandler(level: .info, output: { _ = write(ends[1], $0, $0.count) })
        }
        RequestRecord.output(to: logger)(record)
        let withoutTime = { (line: String) in line.drop { $0 != " " } }
        XCTAssertEqual(withoutTime(direct), withoutTime(read()))
        XCTAssertEqual(
            withoutTime(direct),
            " level=info message=request bytes=12 id=\"r 1\" method=GET ms=1.234 path=\"/a b\" statements=2 status=200"
                + " store_ms=0.001 user=7\n")
    }
}
