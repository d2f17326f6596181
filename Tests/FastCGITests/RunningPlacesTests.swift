import Glibc
import XCTest

@testable import FastCGI

final class RunningPlacesTests: XCTestCase {
    func testAsManyRunAsThereArePlaces() {
        let places = RunningPlaces(2)
        let (first, second) = (places.place(), places.place())
        XCTAssertTrue(first.hold())
        XCTAssertTrue(second.hold())
        let third = Waiting(in: places)
        second.letGo()
        XCTAssertTrue(third.outcome())
    }

    func testAPlaceThatIsHeldIsNotTakenTwice() {
        let places = RunningPlaces(1)
        let place = places.place()
        XCTAssertTrue(place.hold())
        XCTAssertTrue(place.hold())
        place.letGo()
        place.letGo()
        let (one, other) = (places.place(), Waiting(in: places))
        XCTAssertTrue(other.outcome())
        places.close()
        XCTAssertFalse(one.hold())
    }

    func testWhoCameLastGoesFirst() {
        let places = RunningPlaces(1)
        let place = places.place()
        XCTAssertTrue(place.hold())
        let early = Waiting(in: places)
        let late = Waiting(in: places)
        place.letGo()
        XCTAssertTrue(late.outcome())
        late.letGo()
        XCTAssertTrue(early.outcome())
    }

    func testAPlaceIsGivenBackWithItsHolder() {
        let places = RunningPlaces(1)
        do {
            let place = places.place()
            XCTAssertTrue(place.hold())
        }
        XCTAssertTrue(places.place().hold())
    }

    func testClosedPlacesSendEverybodyAway() {
        let places = RunningPlaces(1)
        let place = places.place()
        XCTAssertTrue(place.hold())
        let waiting = Waiting(in: places)
        places.close()
        XCTAssertFalse(waiting.outcome())
        place.letGo()
        XCTAssertFalse(place.hold())
    }
}

/// A thread that waits for a place: it does so, or has its answer, when this is made.
private final class Waiting {
    private let answer = Monitor<Bool?>(nil)
    private let isOver = Monitor(false)
    private var thread: WorkerThread?

    init(in places: RunningPlaces) {
        let before = places.waiting
        thread = WorkerThread("waiting") { [answer, isOver] in
            let place = places.place()
            let isHeld = place.hold()
            answer.update { $0 = isHeld }
            _ = isOver.wait { $0 ? true : nil }
            place.letGo()
        }
        while places.waiting == before, answer.update({ $0 }) == nil { sched_yield() }
    }

    deinit {
        letGo()
    }

    func outcome() -> Bool {
        answer.wait { $0 }
    }

    func letGo() {
        isOver.update { $0 = true }
        thread?.join()
        thread = nil
    }
}
