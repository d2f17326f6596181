import HTTP
import XCTest

@testable import FastCGI

final class BodyReaderTests: XCTestCase {
    private let reader = BodyReader(limit: 10_000)

    func testReadsTheWholeBody() {
        for count in [0, 1, 4096, 10_000] {
            let body = [UInt8](repeating: 7, count: count)
            expect(body, announced: count, .complete(body))
        }
    }

    func testABodyThatIsShorterOrLongerThanAnnouncedIsBroken() {
        expect([1, 2], announced: 3, .broken)
        expect([1, 2, 3, 4], announced: 3, .broken)
        expect([1], announced: 0, .broken)
    }

    func testABodyWhoseLengthIsNotANumberIsBroken() {
        expect([], announced: nil, .broken)
        expect([1, 2], announced: nil, .broken)
    }

    func testABodyAnnouncedAsTooLargeIsTooLargeEvenIfItIsNotSent() {
        expect([], announced: 10_001, .tooLarge)
        expect([], announced: .max, .tooLarge)
    }

    func testABodyThatIsTooLargeIsReadToItsEnd() {
        expect([UInt8](repeating: 0, count: 500_000), announced: 500_000, .tooLarge)
        expect([UInt8](repeating: 0, count: 500_000), announced: 0, .tooLarge)
    }

    func testStopsReadingABodyWithoutEnd() {
        var total = 0
        let (body, isDrained) = reader.read(announced: .max) { buffer in
            total += buffer.count
            return buffer.count
        }
        XCTAssertEqual(body, .tooLarge)
        XCTAssertFalse(isDrained)
        XCTAssertLessThan(total, reader.limit + BodyReader.drainAllowance + 8192)
    }

    private func expect(
        _ bytes: [UInt8], announced: Int?, _ expected: Request.Body, file: StaticString = #filePath, line: UInt = #line
    ) {
        var rest = bytes[...]
        let (body, isDrained) = reader.read(announced: announced) { buffer in
            let part = rest.prefix(buffer.count)
            _ = buffer.update(fromContentsOf: part)
            rest = rest.dropFirst(part.count)
            return part.count
        }
        XCTAssertEqual(body, expected, file: file, line: line)
        XCTAssertTrue(isDrained, file: file, line: line)
        XCTAssertTrue(rest.isEmpty, "the input was not read to its end", file: file, line: line)
    }
}
