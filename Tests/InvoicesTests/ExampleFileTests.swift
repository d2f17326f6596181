import Foundation
import XCTest

@testable import invoices

final class ExampleFileTests: XCTestCase {
    /// The names in `deploy/invoices.env.example`, which are commented out, with their defaults.
    private func names() throws -> Set<String> {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../deploy/invoices.env.example").standardizedFileURL
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Set(
            lines.compactMap { line in
                let name = line.drop { $0 == "#" }.prefix { $0 != "=" }
                return name.hasPrefix("INVOICES_") && line.contains("=") && !name.contains(" ") ? String(name) : nil
            })
    }

    func testTheExampleContainsEveryVariableAndNoOther() throws {
        let known = Set(ConfigurationVariable.allCases.map(\.rawValue))
        let named = try names()
        XCTAssertEqual(named.subtracting(known), [])
        // The file does not contain the variable that names it.
        XCTAssertEqual(known.subtracting(named).subtracting([ConfigurationVariable.file.rawValue]), [])
    }
}
