import XCTest

/// A house for each test, with somebody signed in: as anna in a browser, and by a token.
class PageTestCase: XCTestCase {
    var house: House!
    var browser: Browser!
    var token = ""

    override func setUpWithError() throws {
        house = try House()
        browser = try Browser.registered(in: house)
        token = house.login("anna")
    }

    override func tearDown() {
        browser = nil
        house = nil
    }
}
