import Ledger
import LedgerCodec
import Primitives
import XCTest

final class LedgerRecordTests: XCTestCase {
    private static let created =
        #"{"action":"created","at":"2023-07-01T10:00:00Z","by":7,"invoice":{"customer_name":"Acme \"é\" 😀"#
        + "\u{2028}"
        + #"","date_created":"2023-07-01T10:00:00Z","id":5,"invoice_number":"INV-202307-ABC123","#
        + #""items":[{"amount":"100.00","description":"Work","quantity":"2","unit_price":"50.00"},"#
        + #"{"amount":"0.00","description":"Half","quantity":"0.3333","unit_price":"0.0001"}],"#
        + #""status":"PENDING","total_amount":"100.00"},"invoice_id":5,"ledger_id":3,"revision":1,"version":1}"#

    private static let changed =
        #"{"action":"changed","at":"2023-07-01T10:00:00Z","by":7,"changes":{"due_date":{"after":"2023-07-31"},"#
        + #""items":[{"after":{"amount":"5.00","description":"New","quantity":"0.1","unit_price":"50.00"},"#
        + #""before":{"amount":"50.00","description":"Old","quantity":"1","unit_price":"50.00"},"position":2},"#
        + #"{"after":{"amount":"50.00","description":"More","quantity":"1","unit_price":"50.00"},"position":3}],"#
        + #""notes":{"before":"Thanks"},"status":{"after":"PAID","before":"PENDING"}},"#
        + #""invoice_id":5,"ledger_id":3,"revision":2,"version":1}"#

    private static let deleted =
        #"{"action":"deleted","at":"2023-07-01T10:00:00Z","by":7,"invoice_id":5,"ledger_id":3,"revision":2,"version":1}"#

    private static let differences: [InvoiceChange.Difference] = [
        .field(.dueDate, before: nil, after: .date(CalendarDate(daysSince1970: 19_569))),
        .field(.status, before: .status(.pending), after: .status(.paid)),
        .field(.notes, before: .text("Thanks"), after: nil),
        .item(2, before: item("Old"), after: item("New", 1000)), .item(3, before: nil, after: item("More")),
    ]

    private func read(_ text: String) throws -> LedgerRecord {
        try LedgerRecord(bytes(text))
    }

    // MARK: Version 1

    func testVersionOneIsWrittenAsItWasReleased() {
        XCTAssertEqual(text(record(.created(leastInvoice()), revision: 1)), Self.created)
        XCTAssertEqual(text(record(.changed(Self.differences))), Self.changed)
        XCTAssertEqual(text(record(.deleted)), Self.deleted)
    }

    func testVersionOneIsReadForEver() throws {
        XCTAssertEqual(try read(Self.created), record(.created(leastInvoice()), revision: 1))
        XCTAssertEqual(try read(Self.changed), record(.changed(Self.differences)))
        XCTAssertEqual(try read(Self.deleted), record(.deleted))
    }

    func testEveryFieldIsKept() throws {
        let full = record(.created(fullInvoice()), revision: 1)
        XCTAssertEqual(try LedgerRecord(full.bytes), full)
        for field in InvoiceField.allCases {
            XCTAssertTrue(text(full).contains("\"\(field.name)\":"), field.name)
        }
    }

    func testEveryFieldsChangeIsKept() throws {
        var other = Invoice(id: 5)
        other.number = InvoiceNumber(stored: "INV-202308-ABC124")
        other.dateCreated = Timestamp(seconds: 0)
        other.status = .cancelled
        other.customerName = "Other"
        other.items = [item("Other")]
        other.total = Money(cents: -1)
        for (before, after) in [(fullInvoice(), other), (other, fullInvoice())] {
            let differences = InvoiceChange.differences(from: before, to: after)
            XCTAssertEqual(differences.count, InvoiceField.allCases.count - 2 + 2)
            let change = record(.changed(differences))
            XCTAssertEqual(try LedgerRecord(change.bytes), change)
        }
    }

    func testWhatTheSameScalarsAreNotIsToldApart() throws {
        let change = record(
            .changed([.field(.notes, before: .text("Caf\u{E9}"), after: .text("Cafe\u{301}"))]))
        guard case .changed(let read) = try LedgerRecord(change.bytes).change.event else { return XCTFail("no change") }
        XCTAssertEqual(read, [.field(.notes, before: .text("Caf\u{E9}"), after: .text("Cafe\u{301}"))])
    }

    func testWhiteSpaceAndOrderDoNotMatterToTheReader() throws {
        let spread = """
            { "version": 1, "revision": 2, "ledger_id": 3, "invoice_id": 5, "by": 7,
              "at": "2023-07-01T10:00:00Z", "action": "deleted" }
            """
        XCTAssertEqual(try read(spread), record(.deleted))
    }

    func testARecordReplaysToTheNextState() throws {
        let before = fullInvoice()
        var after = before
        after.status = .paid
        after.notes = nil
        after.items = [item("Only")]
        after.revision = 2
        let first = try LedgerRecord(record(.created(before), revision: 1).bytes)
        let second = try LedgerRecord(record(.changed(InvoiceChange.differences(from: before, to: after))).bytes)
        XCTAssertEqual(try second.change.applied(to: first.change.applied(to: nil)), after)
    }

    // MARK: What is no record

    func testAnUnknownVersionIsRefused() {
        for version in ["0", "2", "99", "-1"] {
            assertFault(.unknownVersion, Self.deleted.replacing("\"version\":1", with: "\"version\":\(version)"))
        }
    }

    func testWhatIsNoJSONObjectIsMalformed() {
        for text in ["", "x", "null", "[]", "1", "\"x\"", "{", "{} {}", "{\"version\":1,\"version\":1}", "\u{FEFF}{}"] {
            assertFault(.malformed("JSON"), text)
        }
        XCTAssertThrowsError(try LedgerRecord([0xFF, 0xFE])) { XCTAssertEqual($0 as? RecordFault, .malformed("JSON")) }
    }

    func testEveryMemberMustBeThereAndOfItsKind() {
        for name in ["action", "at", "by", "invoice_id", "ledger_id", "revision", "version"] {
            let renamed = Self.deleted.replacing("\"\(name)\":", with: "\"other\":")
            XCTAssertThrowsError(try read(renamed), name) { XCTAssertEqual($0 as? RecordFault, .malformed(name)) }
        }
        for (part, other, name) in [
            ("\"deleted\"", "\"seen\"", "action"), ("\"deleted\"", "1", "action"),
            ("\"deleted\"", "\"created\"", "invoice"),
            ("\"deleted\"", "\"changed\"", "changes"), ("10:00:00Z", "25:00:00Z", "at"),
            ("\"by\":7", "\"by\":\"7\"", "by"),
            ("\"by\":7", "\"by\":7.5", "by"), ("\"revision\":2", "\"revision\":1e3", "revision"),
            ("\"revision\":2", "\"revision\":99999999999999999999", "revision"),
            ("\"version\":1", "\"version\":\"1\"", "version"), ("\"version\":1", "\"version\":null", "version"),
        ] {
            assertFault(.malformed(name), Self.deleted.replacing(part, with: other))
        }
    }

    func testAMemberOfNobodysIsRefused() {
        for text in [
            Self.deleted.replacing("\"version\":1", with: "\"version\":1,\"x\":1"),
            Self.deleted.replacing("\"version\":1", with: "\"version\":1,\"changes\":{}"),
            Self.created.replacing("\"version\":1", with: "\"version\":1,\"changes\":{}"),
            Self.changed.replacing("\"version\":1", with: "\"version\":1,\"invoice\":{}"),
            Self.changed.replacing("\"position\":2", with: "\"position\":2,\"x\":1"),
            Self.changed.replacing("\"description\":\"New\"", with: "\"description\":\"New\",\"x\":1"),
            Self.changed.replacing("{\"before\":\"Thanks\"}", with: "{\"before\":\"Thanks\",\"x\":1}"),
        ] {
            assertFault(.malformed("an unknown member"), text)
        }
    }

    func testAnInvoiceMustBeWhole() {
        for name in ["customer_name", "date_created", "id", "invoice_number", "items", "status", "total_amount"] {
            let end = name == "items" ? "[]" : "\"\""
            let without = Self.created.replacing("\"\(name)\":", with: "\"notes\":\(end),\"unknown\":")
            XCTAssertThrowsError(try read(without), name)
            XCTAssertThrowsError(try read(Self.without(name, Self.created)), name) {
                XCTAssertEqual($0 as? RecordFault, .malformed(name), name)
            }
        }
        assertFault(.malformed("invoice_id"), Self.created.replacing("\"id\":5", with: "\"id\":6"))
    }

    /// The text without the member, which is neither the first nor holds a comma behind a quote but in an array.
    private static func without(_ name: String, _ text: String) -> String {
        switch name {
        case "customer_name": text.replacing(#""customer_name":"Acme \"é\" 😀"# + "\u{2028}" + #"","#, with: "")
        case "date_created": text.replacing(#""date_created":"2023-07-01T10:00:00Z","#, with: "")
        case "id": text.replacing(#""id":5,"#, with: "")
        case "invoice_number": text.replacing(#""invoice_number":"INV-202307-ABC123","#, with: "")
        case "status": text.replacing(#""status":"PENDING","#, with: "")
        case "total_amount": text.replacing(#","total_amount":"100.00""#, with: "")
        default:
            text.replacing(
                text[
                    (text.range(of: "\"items\"")?.lowerBound ?? text.startIndex)..<(text.range(of: "\"status\"")?
                        .lowerBound ?? text.endIndex)],
                with: "")
        }
    }

    func testValuesMustBeOfTheirFields() {
        for (part, other, name) in [
            ("\"2023-07-31\"", "\"2023-02-30\"", "due_date"), ("\"2023-07-31\"", "19569", "due_date"),
            ("\"2023-07-31\"", "null", "due_date"), ("\"PAID\"", "\"paid\"", "status"), ("\"PAID\"", "1", "status"),
            ("\"Thanks\"", "5", "notes"), ("\"Thanks\"", "null", "notes"),
            ("\"position\":2", "\"position\":0", "position"),
            ("\"position\":2", "\"position\":-1", "position"),
            ("\"position\":2", "\"position\":99999999999", "position"),
            ("\"0.1\"", "0.1", "quantity"), ("\"0.1\"", "\"0.00001\"", "quantity"), ("\"0.1\"", "\"x\"", "quantity"),
            ("\"5.00\"", "\"5.001\"", "amount"), ("\"5.00\"", "5.00", "amount"), ("\"New\"", "null", "description"),
        ] {
            assertFault(.malformed(name), Self.changed.replacing(part, with: other))
        }
        assertFault(
            .malformed("total_amount"),
            Self.created.replacing("\"total_amount\":\"100.00\"", with: "\"total_amount\":100.00"))
        assertFault(.malformed("changes"), Self.changed.replacing("\"status\":{", with: "\"stature\":{"))
        let empty = Self.deleted.replacing("\"deleted\"", with: "\"changed\"")
            .replacing("\"invoice_id\"", with: "\"changes\":{},\"invoice_id\"")
        assertFault(.malformed("changes"), empty)
    }

    func testEveryBeginningOfARecordIsRefused() {
        for record in [Self.created, Self.changed, Self.deleted] {
            let whole = bytes(record)
            for count in 0..<whole.count {
                XCTAssertThrowsError(try LedgerRecord(Array(whole[..<count])))
            }
        }
    }

    private func assertFault(_ fault: RecordFault, _ text: String, line: UInt = #line) {
        XCTAssertThrowsError(try read(text), text, line: line) {
            XCTAssertEqual($0 as? RecordFault, fault, text, line: line)
        }
    }
}
