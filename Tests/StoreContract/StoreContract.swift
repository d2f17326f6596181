import Application
import Foundation
import XCTest

/// What every store has to pass: one method for each behaviour, each on a new and empty store.
///
/// A new store runs it in this way.
///
/// 1. Its test target depends on `StoreContract`.
/// 2. A copy of `Tests/MemoryStoreTests/StoreContractTests.swift` goes into the test target. It has one test method
///    for each behaviour, which calls it, so that the output names what fails and `--filter` finds it.
/// 3. In the copy, `contract` is given a closure that makes a new, empty store with an ``AnswerRenderer``; each
///    behaviour calls it once. What the store needs for as long as it lives (a folder, a schema), the test case makes
///    in `setUpWithError` and removes in `tearDown`; `contract` is a computed property then, which captures it.
///
/// When a behaviour is added here, `testRunsEveryBehaviour` fails in each copy until it is called there.
package struct StoreContract: Sendable {
    private let makeStore: @Sendable (AnswerRenderer) throws -> any Store

    package init(_ makeStore: @escaping @Sendable (AnswerRenderer) throws -> any Store) {
        self.makeStore = makeStore
    }

    /// A new store with two users, who own a ledger each.
    func open() throws -> StoreFixture {
        try StoreFixture(makeStore(.everything))
    }

    /// Asserts that a file of tests calls every behaviour.
    package func assertEveryBehaviourIsRun(in file: String) throws {
        let tests = try String(contentsOfFile: file, encoding: .utf8)
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().resolvingSymlinksInPath()
        let sources = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }
        var names: [Substring] = []
        for source in sources {
            let text = try String(contentsOf: source, encoding: .utf8)
            names += text.matches(of: /package func (\w+)\(\) throws/).map(\.output.1)
        }
        XCTAssertGreaterThan(names.count, 50)
        for name in names where !tests.contains("contract.\(name)()") {
            XCTFail("The behaviour \(name) is not run.")
        }
    }
}
