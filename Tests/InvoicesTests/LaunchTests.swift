import Administration
import XCTest

@testable import invoices

final class LaunchTests: XCTestCase {
    func testAnInstalledProgramReadsTheInstalledConfigurationUnlessAnotherIsNamed() {
        let variable = "INVOICES_CONFIG"
        XCTAssertEqual(Launch.environment([:], isInstalled: true), [variable: SetupFiles.configuration])
        XCTAssertEqual(Launch.environment([:], isInstalled: false), [:])
        for named in ["", "/etc/other"] {
            XCTAssertEqual(Launch.environment([variable: named], isInstalled: true), [variable: named])
        }
    }
}
