import HTTP
import XCTest

final class EntityTagTests: XCTestCase {
    private let current = EntityTag("a1")
    private let weak = EntityTag("a1", isWeak: true)

    func testWritesStrongAndWeakTags() {
        XCTAssertEqual(current.text, "\"a1\"")
        XCTAssertEqual(weak.text, "W/\"a1\"")
    }

    func testComparesByTheTableOfRFC9110() {
        XCTAssertTrue(current.matchesStrongly(EntityTag("a1")))
        XCTAssertTrue(current.matchesWeakly(EntityTag("a1")))
        XCTAssertFalse(weak.matchesStrongly(weak))
        XCTAssertTrue(weak.matchesWeakly(weak))
        XCTAssertFalse(weak.matchesStrongly(current))
        XCTAssertFalse(current.matchesStrongly(weak))
        XCTAssertTrue(weak.matchesWeakly(current))
        XCTAssertFalse(current.matchesStrongly(EntityTag("a2")))
        XCTAssertFalse(weak.matchesWeakly(EntityTag("A1", isWeak: true)))
    }

    func testReadsTheAsterisk() throws {
        let condition = try XCTUnwrap(EntityTagCondition(parsing: [" * "]))
        XCTAssertEqual(condition, .any)
        XCTAssertTrue(condition.holdsStrongly(for: current))
        XCTAssertTrue(condition.holdsStrongly(for: weak))
        XCTAssertTrue(condition.holdsWeakly(for: current))
    }

    func testReadsLists() {
        XCTAssertEqual(EntityTagCondition(parsing: ["\"a1\""]), .oneOf([current]))
        XCTAssertEqual(
            EntityTagCondition(parsing: ["\"a1\" ,W/\"a1\",\t\"\""]), .oneOf([current, weak, EntityTag("")]))
        XCTAssertEqual(EntityTagCondition(parsing: ["\"a1\"", "\"b\""]), .oneOf([current, EntityTag("b")]))
        XCTAssertEqual(EntityTagCondition(parsing: [", ,\"a1\",,"]), .oneOf([current]))
    }

    func testATagMayContainCommasAndBackslashes() {
        XCTAssertEqual(
            EntityTagCondition(parsing: [#""a,b\","c*é""#]), .oneOf([EntityTag(#"a,b\"#), EntityTag("c*é")]))
    }

    func testWeakTagsNeverMatchStrongly() throws {
        let condition = try XCTUnwrap(EntityTagCondition(parsing: ["W/\"a1\""]))
        XCTAssertFalse(condition.holdsStrongly(for: current))
        XCTAssertTrue(condition.holdsWeakly(for: current))
    }

    func testAListHoldsWhenOneTagMatches() throws {
        let condition = try XCTUnwrap(EntityTagCondition(parsing: ["\"x\", \"a1\""]))
        XCTAssertTrue(condition.holdsStrongly(for: current))
        XCTAssertFalse(condition.holdsStrongly(for: EntityTag("y")))
        XCTAssertFalse(condition.holdsWeakly(for: EntityTag("y")))
    }

    func testRefusesMalformedConditions() {
        XCTAssertNil(EntityTagCondition(parsing: []))
        for text in [
            "", " ", ",", "a1", "\"a1", "a1\"", "\"", "w/\"a1\"", "W\"a1\"", "W/a1", "W/ \"a1\"", "\"a1\" \"b\"",
            "\"a1\"x",
            "*, \"a1\"", "\"a1\", *", "**", "*,*", "\"a b\"", "\"a\u{7F}\"", "'a1'", "\"a1\";",
        ] {
            XCTAssertNil(EntityTagCondition(parsing: [text]), text)
        }
    }
}
