import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web
import XCTest

@testable import WebPages

/// `/invoices.csv`.
final class CSVTests: PageTestCase {
    /// The records of an answer, read by RFC 4180's grammar.
    private func records(_ text: String) throws -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            var cell: [UInt8] = []
            if rest.first == UInt8(ascii: "\"") {
                rest.removeFirst()
                while true {
                    let part = rest.prefix { $0 != UInt8(ascii: "\"") }
                    cell += part
                    rest = rest[part.endIndex...].dropFirst()
                    guard rest.first == UInt8(ascii: "\"") else { break }
                    cell.append(rest.removeFirst())
                }
            } else {
                let part = rest.prefix { $0 != UInt8(ascii: ",") && $0 != 0x0D }
                XCTAssertFalse(part.contains(0x0A) || part.contains(UInt8(ascii: "\"")))
                cell += part
                rest = rest[part.endIndex...]
            }
            record.append(String(decoding: cell, as: UTF8.self))
            if rest.first == UInt8(ascii: ",") {
                rest.removeFirst()
            } else {
                XCTAssertTrue(rest.starts(with: [0x0D, 0x0A]))
                rest = rest.dropFirst(2)
                records.append(record)
                record = []
            }
        }
        return records
    }

    func testHoldsEveryMemberButTheItems() throws {
        house.invoice(
            token,
            #""customer_email": "a@b.example", "customer_address": "1 Main,\nTown", "due_date": "2023-07-31", "notes": "say \"hi\"""#
        )
        let answer = browser.get("/invoices.csv")
        XCTAssertEqual(answer.status, 200)
        XCTAssertEqual(answer.headers[.contentType], "text/csv; charset=utf-8; header=present")
        XCTAssertEqual(answer.headers[.contentDisposition], "attachment; filename=\"invoices-2023-07-01.csv\"")
        let records = try records(answer.text)
        XCTAssertEqual(
            records[0],
            [
                "id", "invoice_number", "date_created", "due_date", "total_amount", "status", "customer_name",
                "customer_email", "customer_address", "notes",
            ])
        XCTAssertEqual(records.count, 2)
        XCTAssertEqual(records[1][0], "1")
        XCTAssertTrue(records[1][1].hasPrefix("INV-202307-"))
        XCTAssertEqual(
            records[1].dropFirst(2),
            [
                "2023-07-01T10:00:00Z", "2023-07-31", "100.00", "PENDING", "Acme Corp", "a@b.example",
                "1 Main,\nTown", "say \"hi\"",
            ])
    }

    func testWithoutInvoicesOnlyTheHeadIsThere() throws {
        XCTAssertEqual(try records(browser.get("/invoices.csv").text).count, 1)
    }

    func testFormulaCellsAreNeutralised() throws {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1", "＋1", "－1", "＠A"] {
            XCTAssertEqual(CSVRow.neutral(text), "'" + text)
        }
        for text in ["", "Acme", "a=b", "1-1", "'=1"] { XCTAssertEqual(CSVRow.neutral(text), text) }
        // Spreadsheets of many countries part cells at semicolons, and all of them may at tabs.
        XCTAssertEqual(CSVRow.neutral("a;=1;-2;b;c=d"), "a;'=1;'-2;b;c=d")
        XCTAssertEqual(CSVRow.neutral("a;\"=1"), "a;\"'=1")
        XCTAssertEqual(CSVRow.neutral("a\t@b\n+1\nc"), "a\t'@b\n'+1\nc")
        house.invoice(
            token, #""customer_name": "=HYPERLINK(\"x\")", "customer_email": "+a@b.example", "notes": "-\u0301""#)
        let record = try XCTUnwrap(records(browser.get("/invoices.csv").text).last)
        XCTAssertEqual(record[6], "'=HYPERLINK(\"x\")")
        XCTAssertEqual(record[7], "'+a@b.example")
        XCTAssertEqual(record[9], "'-\u{301}", "a combining mark behind the sign hides nothing")
    }

    func testCellsWithAnotherSeparatorAreQuoted() {
        house.invoice(token, #""customer_name": "A;B", "notes": "c\td""#)
        let text = browser.get("/invoices.csv").text
        XCTAssertTrue(text.contains(",\"A;B\","), text)
        XCTAssertTrue(text.hasSuffix(",\"c\td\"\r\n"), text)
    }

    func testQuotesFollowedByCombiningMarksStillCountAsQuotes() throws {
        house.invoice(token, #""customer_name": "a\"\u0301b\"\u200Dc\"\uFE0F,d", "notes": "\"\u0301""#)
        let text = browser.get("/invoices.csv").text
        let record = try XCTUnwrap(records(text).last)
        guard record.count == 10 else { return XCTFail(text) }
        XCTAssertEqual(record[6], "a\"\u{301}b\"\u{200D}c\"\u{FE0F},d")
        XCTAssertEqual(text.utf8.filter { $0 == UInt8(ascii: "\"") }.count % 2, 0)
        XCTAssertEqual(record[9], "\"\u{301}")
    }

    func testIsTheSameSelectionInTheSameOrderButWhole() throws {
        for (name, price) in [("B", 3), ("a", 2), ("C", 1), ("D", 9)] {
            house.invoice(
                token,
                "\"customer_name\": \"\(name)\", \"items\": [{\"description\": \"x\", \"quantity\": 1, \"unit_price\": \(price)}]"
            )
        }
        let answer = browser.get(
            "/invoices.csv?max_amount=3&sort_by=customer_name&sort_order=asc&limit=1&skip=1&utm=x&fields=id")
        XCTAssertEqual(try records(answer.text).dropFirst().map { $0[6] }, ["a", "B", "C"])
    }

    func testABadFilterIs422AndSaysWhich() {
        let answer = browser.get("/invoices.csv?min_amount=ten")
        XCTAssertEqual(answer.status, 422)
        XCTAssertTrue(answer.words.contains("“min_amount” must be a decimal number"), answer.words)
    }

    func testALongListIsSentInBoundedPieces() throws {
        let notes = String(repeating: "n", count: 5000)
        for _ in 1...40 { house.invoice(token, "\"notes\": \"\(notes)\"") }
        let session = try XCTUnwrap(browser.cookies["session"])
        let response = house.service.respond(
            to: Request(method: .get, path: "/invoices.csv", headers: [.cookie: "session=\(session)"]))
        guard case .stream(let run) = response.body else { return XCTFail("not streamed") }
        var sizes: [Int] = []
        var bytes: [UInt8] = []
        try run { piece in
            sizes.append(piece.count)
            bytes += piece
        }
        XCTAssertGreaterThan(sizes.count, 2)
        XCTAssertLessThan(try XCTUnwrap(sizes.max()), 80_000)
        XCTAssertFalse(sizes.contains(0))
        XCTAssertEqual(try records(String(decoding: bytes, as: UTF8.self)).count, 41)
    }
}
