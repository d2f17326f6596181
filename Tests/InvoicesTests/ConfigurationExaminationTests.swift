import Administration
import XCTest

@testable import invoices

final class ConfigurationExaminationTests: XCTestCase {
    func testEveryFaultIsReported() throws {
        let directory = try TemporaryDirectory()
        let (_, found) = try ConfigurationExamination.run([
            "INVOICES_DATA": directory.path, "INVOICES_WORKERS": "many", "INVOICES_SECRET": "short",
            "INVOICES_TEMPLATES": directory.path + "/none", "INVOICES_WROKERS": "3",
        ])
        XCTAssertEqual(found.map(\.level), [.fail, .fail, .fail, .warn])
        for (diagnosis, word) in zip(found, ["INVOICES_WORKERS", "INVOICES_SECRET", "INVOICES_TEMPLATES", "WROKERS"]) {
            XCTAssertTrue(diagnosis.text.contains(word), diagnosis.text)
        }
        XCTAssertFalse(found.contains { $0.text.contains("short") && !$0.text.contains("at least") })
    }
}
