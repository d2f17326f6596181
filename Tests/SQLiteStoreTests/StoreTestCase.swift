import Accounts
import SQLiteStore
import XCTest

/// A test on a new store of its own, which has one user.
class StoreTestCase: XCTestCase {
    var folder: TemporaryFolder!
    var store: SQLiteStore!
    var alice: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder)
        alice = try store.register("alice")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }
}
