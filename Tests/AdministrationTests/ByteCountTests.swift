import Administration
import XCTest

final class ByteCountTests: XCTestCase {
    func testFormatsBytesForPeople() {
        let texts = [0, 1023, 1024, 1536, 1_048_575, 1_048_576, 5_368_709_120, 3_298_534_883_328, .max].map {
            ByteCount($0).description
        }
        XCTAssertEqual(
            texts,
            ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1023.9 KiB", "1.0 MiB", "5.0 GiB", "3.0 TiB", "8388608.0 TiB"])
    }
}
