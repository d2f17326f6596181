import HTTP
import XCTest

final class PreferencesTests: XCTestCase {
    func testReadsNamesCaseInsensitively() {
        for line in ["count=exact", "COUNT=exact", "Count = exact", "count=\"exact\"", " count\t=\t\"ex\\act\" "] {
            XCTAssertEqual(Preferences(parsing: [line])["count"], "exact", line)
        }
    }

    func testReadsListsAndParameters() {
        let preferences = Preferences(parsing: ["respond-async, wait=10;x=\"a,b\" ; y", "count=exact; foo=\"bar\""])
        XCTAssertEqual(preferences["respond-async"], "")
        XCTAssertEqual(preferences["wait"], "10")
        XCTAssertEqual(preferences["count"], "exact")
        XCTAssertNil(preferences["x"])
        XCTAssertNil(preferences["foo"])
    }

    func testTheFirstPreferenceOfANameCounts() {
        XCTAssertEqual(Preferences(parsing: ["count=exact, count=none", "count=x"])["count"], "exact")
    }

    func testAnEmptyValueIsNoValue() {
        XCTAssertEqual(Preferences(parsing: ["count"])["count"], "")
        XCTAssertEqual(Preferences(parsing: ["count=\"\""])["count"], "")
    }

    func testCommasWithinQuotesAreNotSeparators() {
        let preferences = Preferences(parsing: [#"a="x, count=exact", b="\", count=exact""#])
        XCTAssertEqual(preferences["a"], "x, count=exact")
        XCTAssertEqual(preferences["b"], "\", count=exact")
        XCTAssertNil(preferences["count"])
    }

    func testSkipsMalformedPreferences() {
        for line in [
            "=exact", "count=", "count exact", "count=ex act", "count=\"exact", "\"count\"=exact", "cöunt=exact", "",
        ] {
            XCTAssertNil(Preferences(parsing: [line])["count"], line)
        }
        XCTAssertEqual(Preferences(parsing: ["==, ,x y, count=exact"])["count"], "exact")
        XCTAssertNil(Preferences(parsing: [])["count"])
    }
}
