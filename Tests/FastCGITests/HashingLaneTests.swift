import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

final class HashingLaneTests: XCTestCase {
    func testReturnsJobsInOrderAndRefusesMoreThanItsCapacity() {
        let lane = HashingLane(capacity: 2)
        XCTAssertTrue(lane.offer(job("/1")))
        XCTAssertTrue(lane.offer(job("/2")))
        XCTAssertFalse(lane.offer(job("/3")))
        XCTAssertEqual(lane.next()?.request.path, "/1")
        XCTAssertTrue(lane.offer(job("/4")))
        XCTAssertEqual(lane.next()?.request.path, "/2")
        XCTAssertEqual(lane.next()?.request.path, "/4")
    }

    func testReturnsQueuedJobsAfterItWasClosed() {
        let lane = HashingLane(capacity: 2)
        XCTAssertTrue(lane.offer(job("/1")))
        lane.close()
        XCTAssertEqual(lane.next()?.request.path, "/1")
        XCTAssertNil(lane.next())
        XCTAssertNil(lane.next())
    }

    func testClosingWakesWaitingThreads() {
        let lane = HashingLane(capacity: 1)
        let waiter = WorkerThread("waiter") { XCTAssertNil(lane.next()) }
        lane.close()
        waiter.join()
    }

    private func job(_ path: String) -> HashingLane.Job {
        .init(request: Request(method: .get, path: path), gateway: GatewayRequest(), isDrained: true)
    }
}
