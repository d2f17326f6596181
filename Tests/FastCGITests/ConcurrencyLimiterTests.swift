import Glibc
import XCTest

@testable import FastCGI

final class ConcurrencyLimiterTests: XCTestCase {
    func testGrantsAsManyPermitsAsItsLimit() {
        let limiter = ConcurrencyLimiter(2)
        let (first, second) = (limiter.permit(), limiter.permit())
        XCTAssertTrue(first.acquire())
        XCTAssertTrue(second.acquire())
        let third = WaitingThread(on: limiter)
        second.release()
        XCTAssertTrue(third.outcome())
    }

    func testAPermitThatIsHeldIsNotAcquiredTwice() {
        let limiter = ConcurrencyLimiter(1)
        let permit = limiter.permit()
        XCTAssertTrue(permit.acquire())
        XCTAssertTrue(permit.acquire())
        permit.release()
        permit.release()
        let (one, other) = (limiter.permit(), WaitingThread(on: limiter))
        XCTAssertTrue(other.outcome())
        limiter.close()
        XCTAssertFalse(one.acquire())
    }

    func testTheLastToWaitIsTheFirstToRun() {
        let limiter = ConcurrencyLimiter(1)
        let permit = limiter.permit()
        XCTAssertTrue(permit.acquire())
        let early = WaitingThread(on: limiter)
        let late = WaitingThread(on: limiter)
        permit.release()
        XCTAssertTrue(late.outcome())
        late.release()
        XCTAssertTrue(early.outcome())
    }

    func testAPermitIsReleasedWhenItIsDestroyed() {
        let limiter = ConcurrencyLimiter(1)
        do {
            let permit = limiter.permit()
            XCTAssertTrue(permit.acquire())
        }
        XCTAssertTrue(limiter.permit().acquire())
    }

    func testAClosedLimiterGrantsNothing() {
        let limiter = ConcurrencyLimiter(1)
        let permit = limiter.permit()
        XCTAssertTrue(permit.acquire())
        let waiting = WaitingThread(on: limiter)
        limiter.close()
        XCTAssertFalse(waiting.outcome())
        permit.release()
        XCTAssertFalse(permit.acquire())
    }
}

/// A thread that acquires a permit. Once this is initialised, the thread is waiting for it or has the result.
private final class WaitingThread {
    private let result = Monitor<Bool?>(nil)
    private let isOver = Monitor(false)
    private var thread: WorkerThread?

    init(on limiter: ConcurrencyLimiter) {
        let before = limiter.waiting
        thread = WorkerThread("waiting") { [result, isOver] in
            let permit = limiter.permit()
            let isHeld = permit.acquire()
            result.update { $0 = isHeld }
            _ = isOver.wait { $0 ? true : nil }
            permit.release()
        }
        while limiter.waiting == before, result.update({ $0 }) == nil { sched_yield() }
    }

    deinit {
        release()
    }

    func outcome() -> Bool {
        result.wait { $0 }
    }

    func release() {
        isOver.update { $0 = true }
        thread?.join()
        thread = nil
    }
}
