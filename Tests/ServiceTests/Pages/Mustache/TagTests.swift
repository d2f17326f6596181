import XCTest

@testable import WebPages

/// Variables, sections and comments, by the rules of the Mustache specification (interpolation, sections, inverted,
/// comments).
final class TagTests: XCTestCase {
    private let person: SampleObject = ["name": "Joe", "address": ["city": "Rome"] as SampleObject]

    func testTextWithoutTagsIsRenderedAsItIs() throws {
        for text in ["", "plain {text} } {", "a\r\nb\n", "é 漢 {\u{301}{"] { XCTAssertEqual(try rendered(text), text) }
    }

    func testAVariableIsShownEscaped() throws {
        XCTAssertEqual(
            try rendered("|{{ a }}|{{a}}|", ["a": "<a b='c' d=\"e\">&é"]).split(separator: "|").last,
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;é")
    }

    func testAMarkDoesNotHideWhatItFollows() throws {
        for mark in ["\u{301}", "\u{200D}", "\u{FE0F}"] {
            let page = try rendered("{{a}}", ["a": "\"\(mark)<\(mark)"])
            XCTAssertEqual(Array(page.utf8), Array("&quot;\(mark)&lt;\(mark)".utf8))
        }
    }

    func testATagInAValueIsNoTag() throws {
        XCTAssertEqual(try rendered("{{a}} {{b}}", ["a": "{{b}}", "b": "c"]), "{{b}} c")
    }

    func testAMissingValueIsShownAsNothing() throws {
        XCTAssertEqual(try rendered("({{none}})"), "()")
        XCTAssertEqual(try rendered("({{person.none}}{{none.name}})", ["person": person, "name": "wrong"]), "()")
        XCTAssertEqual(
            try rendered("({{person}}{{list}}{{flag}})", ["person": person, "list": ["a"], "flag": true]), "()")
    }

    func testDotsLeadFromMemberToMember() throws {
        let all: SampleObject = ["person": person, "address": ["city": "wrong"] as SampleObject]
        XCTAssertEqual(try rendered("{{person.address.city}}", all), "Rome")
        XCTAssertEqual(try rendered("{{#person}}{{address.city}}{{/person}}", all), "Rome")
        XCTAssertEqual(try rendered("{{#person.address}}{{city}}{{/person.address}}", all), "Rome")
        // A first part that is found is the only one that is looked into.
        XCTAssertEqual(
            try rendered(
                "{{#a}}{{b.c}}{{/a}}",
                [
                    "a": ["b": [:] as SampleObject] as SampleObject,
                    "b": ["c": "wrong"] as SampleObject,
                ]), "")
    }

    func testALeadingDotLooksNoFurther() throws {
        let all: SampleObject = ["name": "wrong", "empty": [:] as SampleObject, "person": person]
        XCTAssertEqual(try rendered("{{#empty}}{{.name}}{{/empty}}{{#person}}{{.name}}{{/person}}", all), "Joe")
        XCTAssertEqual(try rendered("{{#empty}}{{#.name}}a{{/.name}}{{^.name}}b{{/.name}}{{/empty}}", all), "b")
    }

    func testASectionOfAnObjectIsRenderedOnceWithinIt() throws {
        let all: SampleObject = ["person": person, "greeting": "Hi", "name": "wrong"]
        XCTAssertEqual(try rendered("{{#person}}{{greeting}} {{name}}{{/person}}", all), "Hi Joe")
        XCTAssertEqual(try rendered("{{^person}}nobody{{/person}}", all), "")
    }

    func testASectionOfAListIsRenderedForEachElement() throws {
        let list: [SampleObject] = [["n": "1", "more": ["x", "y"]], ["n": "2", "more": [String]()]]
        XCTAssertEqual(
            try rendered("{{#list}}{{n}}({{#more}}{{n}}{{.}};{{/more}}){{/list}}", ["list": list]), "1(1x;1y;)2()")
        XCTAssertEqual(try rendered("{{#list}}{{#.}}{{.}}{{/.}};{{/list}}", ["list": [["a", "b"], ["c"]]]), "ab;c;")
        XCTAssertEqual(try rendered("[{{#none}}a{{/none}}{{^none}}b{{/none}}]", ["none": [String]()]), "[b]")
    }

    func testATextAndAFlagAreSectionsToo() throws {
        XCTAssertEqual(try rendered("{{#a}}{{.}} is {{a}}{{/a}}{{^a}}none{{/a}}", ["a": "b"]), "b is b")
        XCTAssertEqual(try rendered("[{{#a}}some{{/a}}]", ["a": ""]), "[some]", "an empty text is something")
        XCTAssertEqual(try rendered("{{#a}}yes{{b}}{{/a}}{{^a}}no{{/a}}", ["a": true, "b": "!"]), "yes!")
        XCTAssertEqual(try rendered("{{#a}}yes{{/a}}{{^a}}no{{/a}}", ["a": false]), "no")
        XCTAssertEqual(try rendered("{{#a}}yes{{/a}}{{^a}}no{{/a}}"), "no")
    }

    func testSectionsNestAndRepeat() throws {
        let text = "| A {{#a}}B {{#a}}C{{/a}} D{{/a}} E |{{#a}}F{{/a}}{{^a}}G{{/a}}H{{^b}}I{{^b}}J{{/b}}{{/b}}K"
        XCTAssertEqual(try rendered(text, ["a": true]), "| A B C D E |FHIJK")
        XCTAssertEqual(try rendered(text, ["a": false, "b": true]), "| A  E |GHK")
    }

    func testACommentLeavesNothing() throws {
        XCTAssertEqual(try rendered("1{{! a {{b }}2{{!}}3{{!\nof two\nlines\n}}4"), "1234")
    }

    func testATagAloneOnItsLineTakesTheLineWithIt() throws {
        for section in ["#a", "^b"] {
            let end = section.dropFirst()
            XCTAssertEqual(try rendered("1\n{{\(section)}}\n2\n{{/\(end)}}\n3", ["a": true]), "1\n2\n3")
            XCTAssertEqual(try rendered("1\n \t{{\(section)}} \n2\n  {{/\(end)}}\n3", ["a": true]), "1\n2\n3")
            XCTAssertEqual(try rendered("1\r\n{{\(section)}}\r\n{{/\(end)}}\r\n3", ["a": true]), "1\r\n3")
            XCTAssertEqual(try rendered("  {{\(section)}}\n1{{/\(end)}}\n2", ["a": true]), "1\n2")
            XCTAssertEqual(try rendered("1{{\(section)}}\n2\n  {{/\(end)}}", ["a": true]), "1\n2\n")
            XCTAssertEqual(try rendered(" {{\(section)}}1{{/\(end)}}\n2", ["a": true]), " 1\n2")
        }
        XCTAssertEqual(try rendered("1\n  {{! a\nb }}  \n2\n"), "1\n2\n")
        XCTAssertEqual(try rendered("1 {{! a }}\n2"), "1 \n2")
        XCTAssertEqual(try rendered("  {{a}}\n", ["a": "1"]), "  1\n", "a variable leaves its line as it is")
    }

    func testWhatIsNotUnderstoodIsRefusedWithItsLine() {
        for (text, reason) in [
            ("{{% A:B}}", "line 1: {{% A:B}} is not a tag that is understood"),
            ("\n{{=<% %>=}}", "line 2: {{=<% %>=}} is not a tag that is understood"),
            ("{{> *name}}", "line 1: {{> *name}} is not a tag that is understood"),
            ("{{first()}}", "line 1: {{first()}} is not a tag that is understood"),
            ("{{}}", "line 1: {{}} is not a tag that is understood"),
            ("{{a b}}", "line 1: {{a b}} is not a tag that is understood"),
            ("\n\n{{a}", "line 3: a tag is not closed"),
            ("\n{{#a}}", "{{/a}} is missing, for the tag of line 2"),
            ("{{#a}}\n{{/b}}", "line 2: {{/b}} ends what was not begun"),
            ("{{/a}}", "line 1: {{/a}} ends what was not begun"),
        ] {
            XCTAssertEqual(fault(of: text), "The template page.mustache cannot be read: \(reason).", text)
        }
        for text in ["{{{a}}}", "{{&a}}"] {
            XCTAssertEqual(fault(of: text), "The template page.mustache holds a tag that does not escape.")
        }
    }
}
