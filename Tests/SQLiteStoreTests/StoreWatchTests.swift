import Accounts
import Foundation
import Application
import DatabaseFiles
import Ledger
import Primitives
import Synchronization
import XCTest

@testable import SQLiteStore

final class StoreWatchTests: XCTestCase {
    func testTellsOfSlowCallsByNameOnTheThreadOfTheirRequest() throws {
        let told = Mutex<[(call: SlowCall, id: String?)]>([])
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder) { options in
            options.store.slowAfter = 0
            options.store.tellSlow = { call in told.withLock { $0.append((call, RequestTrace.current?.id)) } }
        }
        try RequestTrace.$current.withValue(RequestTrace(id: "request-1")) {
            let user = try store.register("alice")
            _ = try store.user(user.id)
            _ = try store.list(InvoiceQuery(), in: user.ledger)
        }
        let calls = told.withLock { $0 }
        XCTAssertEqual(
            calls.map(\.call.operation), ["register", "user(_:)", "list(_:in:)"])
        XCTAssertEqual(calls.map(\.id), ["request-1", "request-1", "request-1"])
        XCTAssertTrue(calls.allSatisfy { $0.call.statements > 0 && $0.call.nanoseconds > 0 })
    }

    func testTellsNothingOfQuickCalls() throws {
        let told = Mutex(0)
        let store = try openStore(in: try TemporaryFolder()) { options in
            options.store.slowAfter = 3600
            options.store.tellSlow = { _ in told.withLock { $0 += 1 } }
        }
        _ = try store.register("alice")
        XCTAssertEqual(told.withLock { $0 }, 0)
    }

    func testEachRequestIsChargedWithItsOwnStatementsThoughTheyShareACommit() throws {
        let store = try openStore(in: try TemporaryFolder())
        let user = try store.register("alice")
        let counts = Mutex<[Int: Set<Int>]>([:])
        // Half of them write three times as much as the others, on threads that run each other's jobs.
        concurrently(16) { index in
            let trace = RequestTrace(id: "\(index)")
            RequestTrace.$current.withValue(trace) {
                for _ in 0..<20 {
                    _ = try? store.write { connection in
                        for _ in 0..<(index % 2 == 0 ? 1 : 3) { try connection.run("UPDATE heartbeat SET beats = 1") }
                    }
                }
            }
            counts.withLock { _ = $0[index % 2, default: []].insert(trace.statements) }
        }
        XCTAssertEqual(counts.withLock { $0 }, [0: [20], 1: [60]])
        withExtendedLifetime(user) {}
    }

    func testAnErrorOfAListThatIsReadLaterStillNamesItsRequest() throws {
        let told = Mutex<[String?]>([])
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder) { options in
            options.store.slowAfter = 0
            options.store.tellSlow = { _ in told.withLock { $0.append(RequestTrace.current?.id) } }
        }
        let user = try store.register("alice")
        let listing = try RequestTrace.$current.withValue(RequestTrace(id: "request-2")) {
            try store.list(InvoiceQuery(), in: user.ledger)
        }
        told.withLock { $0 = [] }
        XCTAssertNil(RequestTrace.current)
        _ = try listing.read { _ in true }
        XCTAssertEqual(told.withLock { $0 }, ["request-2"])
    }
}
