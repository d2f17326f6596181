import Dispatch
import Foundation
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Synchronization
import XCTest

@testable import WebAPI

final class HealthTests: XCTestCase {
    func testSaysThatAllIsWell() throws {
        let answer = try House().send(.get, "/health")
        XCTAssertEqual(answer.status, 200)
        XCTAssertEqual(
            answer.text,
            #"{"status":"ok","database":"ok","version":"1.2.3","started":"2023-07-01T10:00:00.123Z"}"#)
    }

    func testWhatItSaysIsAtMostASecondOld() throws {
        let ticks = Mutex<UInt64>(10_000_000_000)
        let isBroken = Mutex(false)
        let probes = Mutex(0)
        let clock = Clock(now: { Timestamp(seconds: 0) }, ticks: { ticks.withLock { $0 } })
        let monitor = HealthMonitor(clock: clock) { () throws(DomainError) in
            probes.withLock { $0 += 1 }
            if isBroken.withLock({ $0 }) { throw .failed }
        }
        XCTAssertNoThrow(try monitor.check())
        XCTAssertNoThrow(try monitor.check())
        XCTAssertEqual(probes.withLock { $0 }, 1)
        isBroken.withLock { $0 = true }
        ticks.withLock { $0 += 1_000_000_001 }
        XCTAssertThrowsError(try monitor.check()) { error in
            guard case DomainError.unavailable(_, let seconds) = error else { return XCTFail("\(error)") }
            XCTAssertGreaterThan(seconds, 0)
        }
        isBroken.withLock { $0 = false }
        ticks.withLock { $0 += 1_000_000_001 }
        XCTAssertNoThrow(try monitor.check())
    }

    func testAProbeThatTakesLongKeepsNobodyWaiting() throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let monitor = HealthMonitor(clock: Clock(now: { Timestamp(seconds: 0) }, ticks: { 0 })) { mayEnd.wait() }
        for _ in 0..<2 { XCTAssertThrowsError(try monitor.check()) }
        mayEnd.signal()
        while (try? monitor.check()) == nil { sched_yield() }
    }
}
