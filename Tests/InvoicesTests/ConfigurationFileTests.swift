import Administration
import XCTest

@testable import invoices

final class ConfigurationFileTests: XCTestCase {
    func testReadsNamesAndValues() throws {
        let file = try ConfigurationFile(
            parsing: """
                # a comment
                ; another

                INVOICES_DATA=/var/lib/invoices
                  INVOICES_LISTEN = unix:/run/a b.sock\u{20}\r
                EMPTY=
                QUOTED="two words # and a sign"
                SINGLE='it=is'
                URL=https://example.com/?a=b
                """)
        XCTAssertEqual(
            file.values,
            [
                "INVOICES_DATA": "/var/lib/invoices", "INVOICES_LISTEN": "unix:/run/a b.sock", "EMPTY": "",
                "QUOTED": "two words # and a sign", "SINGLE": "it=is", "URL": "https://example.com/?a=b",
            ])
    }

    func testReportsTheLineOfEveryFaultAndNoValue() {
        let text = """
            no equals sign
            =value
            1ST=value
            TWO WORDS=value
            export A=value
            OPEN="hush
            MIDDLE=hu"sh
            ESCAPED=hush\\nhush
            CONTINUED=hush\\
            A=1
            A=2
            """
        XCTAssertThrowsError(try ConfigurationFile(parsing: text)) { error in
            let messages = (error as? OperatorError)?.messages ?? []
            XCTAssertEqual(
                messages,
                (1...5).map { "line \($0) is not NAME=VALUE" }
                    + zip(6...9, ["OPEN", "MIDDLE", "ESCAPED", "CONTINUED"]).map {
                        "line \($0): the value of \($1) contains a misplaced quote or backslash"
                    } + ["line 11 sets A a second time"])
        }
    }

    func testRefusesAnUnpairedQuote() {
        XCTAssertThrowsError(try ConfigurationFile(parsing: "A=\""))
        XCTAssertThrowsError(try ConfigurationFile(parsing: "A=\"b'"))
    }
}
