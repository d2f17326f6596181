import XCTest

@testable import WebPages

/// Partials, parents and blocks, by the rules of the Mustache specification (partials, inheritance).
final class InclusionTests: XCTestCase {
    func testAPartialIsRenderedInItsPlace() throws {
        XCTAssertEqual(try rendered("\"{{> a }}\"{{>a}}", ["b": "c"], beside: ["a": "*{{b}}*"]), "\"*c*\"*c*")
        XCTAssertEqual(try rendered("| {{>a}} |", beside: ["a": "\t|\t"]), "| \t|\t |")
        XCTAssertEqual(try rendered("  {{b}}  {{> a}}\n", ["b": "|"], beside: ["a": ">\n>"]), "  |  >\n>\n")
        XCTAssertEqual(
            try rendered("{{#list}}{{>a}}{{/list}}", ["list": ["1", "2"]], beside: ["a": "<{{.}}>"]), "<1><2>")
    }

    func testAPartialAloneOnItsLineTakesTheLineWithIt() throws {
        XCTAssertEqual(try rendered("1\n{{>a}}\n2", beside: ["a": "a\n"]), "1\na\n2")
        XCTAssertEqual(try rendered("1\r\n{{>a}}\r\n2", beside: ["a": ">"]), "1\r\n>2")
    }

    func testAnIndentedPartialIsIndentedButNotItsValues() throws {
        XCTAssertEqual(try rendered("  {{>a}}\n>", beside: ["a": ">\n>"]), "  >\n  >>")
        XCTAssertEqual(try rendered(">\n  {{>a}}", beside: ["a": ">\n>"]), ">\n  >\n  >")
        let partials = ["a": "|\n{{b}}\n{{#c}}\n{{>d}}\n{{/c}}\n|\n", "d": "d\n"]
        let object: SampleObject = ["b": "<\n-", "c": true]
        XCTAssertEqual(try rendered("\\\n {{>a}}\n/\n", object, beside: partials), "\\\n |\n &lt;\n-\n d\n |\n/\n")
    }

    func testABlockIsRenderedAsItStands() throws {
        XCTAssertEqual(try rendered("1{{$a}}2 {{#b}}{{.}}{{/b}}{{/a}}3", ["b": "{{c}}", "a": "wrong"]), "12 {{c}}3")
        XCTAssertEqual(try rendered("1\n{{$a}}\n2\n{{/a}}\n3"), "1\n2\n3")
    }

    func testAParentIsRenderedWithTheBlocksOfItsTag() throws {
        let layout = ["layout": "<{{$a}}x{{/a}}|{{$b}}y{{/b}}>"]
        XCTAssertEqual(try rendered("{{<layout}}{{/layout}}", beside: layout), "<x|y>")
        XCTAssertEqual(try rendered("{{<layout}}{{$b}}1{{/b}}{{/layout}}", beside: layout), "<x|1>")
        XCTAssertEqual(
            try rendered("{{<layout}} text {{$a}}1{{/a}}\n more {{/layout}} {{<layout}}{{/layout}}", beside: layout),
            "<1|y> <x|y>")
        XCTAssertEqual(
            try rendered("{{<layout}}\n{{$a}}\n1\n{{/a}}\n{{/layout}}\n2", beside: layout), "<1\n|y>2",
            "tags that have a line to themselves")
        XCTAssertEqual(try rendered("{{>layout}}", beside: layout), "<x|y>")
    }

    func testABlockIsRenderedWithinWhatSurroundsItInTheParent() throws {
        XCTAssertEqual(
            try rendered(
                "{{<layout}}{{$a}}I say {{fruit}}.{{/a}}{{/layout}}",
                ["fruit": "apples", "nested": ["fruit": "bananas"] as SampleObject],
                beside: ["layout": "{{#nested}}{{$a}}You say {{fruit}}.{{/a}}{{/nested}}"]),
            "I say bananas.")
    }

    func testTheOutermostBlockOfANameWins() throws {
        let parents = [
            "parent": "{{<older}}{{$a}}p{{/a}}{{/older}}", "older": "{{<oldest}}{{$a}}o{{/a}}{{/oldest}}",
            "oldest": "{{$a}}g{{/a}}{{>part}}", "part": "({{$a}}part{{/a}})",
        ]
        XCTAssertEqual(try rendered("{{<parent}}{{$a}}c{{/a}}{{/parent}}", beside: parents), "c(c)")
        XCTAssertEqual(try rendered("{{<parent}}{{/parent}}", beside: parents), "p(p)")
    }

    func testAParentInABlockEndsWhereItIsReplaced() throws {
        let parents = [
            "parent": "{{$a}}default{{/a}} {{$b}}{{<other}}{{/other}}{{/b}}",
            "other": "{{$a}}default of the other{{/a}} {{<parent}}{{$b}}end{{/b}}{{/parent}}",
        ]
        XCTAssertEqual(try rendered("{{<parent}}{{$a}}1{{/a}}{{/parent}}", beside: parents), "1 1 1 end")
    }

    func testTextsOfOneSectionDoNotRunIntoThoseOfAnother() throws {
        XCTAssertEqual(
            try rendered("{{#a}}1{{#b}}2{{/b}}{{>c}}{{/a}}{{>c}}", ["a": true, "b": false], beside: ["c": "3"]), "133")
    }

    func testWhatIsNotSupportedIsRefused() {
        for (text, detail) in [
            (" {{<a}}\n{{/a}}", "cannot be read: line 1: a parent or a block is indented"),
            ("\n  {{$a}}\n{{/a}}", "cannot be read: line 2: a parent or a block is indented"),
            ("{{<a}}{{b}}{{/a}}", "cannot be read: line 1: {{<a}} holds more than blocks"),
            ("{{>none}}", "names “none”, which is missing"),
            ("{{<a}}{{$b}}{{>none}}{{/b}}{{/a}}", "names “none”, which is missing"),
            ("{{#b}}{{>page}}{{/b}}", "includes itself"),
        ] {
            XCTAssertEqual(
                fault(of: text, beside: ["a": "{{$b}}{{/b}}"]), "The template page.mustache \(detail).", text)
        }
    }
}
