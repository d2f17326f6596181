import Ledger
import Primitives
import XCTest

final class InvoicePatchTests: XCTestCase {
    func testAnEmptyPatchChangesNothing() throws {
        XCTAssertEqual(try patched { _ in }, try .sample)
    }

    func testAbsentMembersStay() throws {
        let result = try patched { $0[.customerName] = .text(" New ") }
        var expected = try Invoice.sample
        expected.customerName = "New"
        XCTAssertEqual(result, expected)
    }

    func testNullAndBlankClearOptionalMembers() throws {
        for value in [TypedValue.null, .text(" ")] {
            let result = try patched { input in
                input[.customerEmail] = value
                input[.customerAddress] = value
                input[.dueDate] = value
                input[.notes] = value
            }
            XCTAssertNil(result.customerEmail)
            XCTAssertNil(result.customerAddress)
            XCTAssertNil(result.dueDate)
            XCTAssertNil(result.notes)
            XCTAssertEqual(result.customerName, "Acme Corp")
            XCTAssertEqual(result.items, try Invoice.sample.items)
        }
    }

    func testReplacesEveryInputMember() throws {
        let result = try patched { input in
            input[.customerName] = .text("Other")
            input[.customerEmail] = .text("x@y.example")
            input[.customerAddress] = .text("2 Side Street")
            input[.dueDate] = .text("2024-02-29T10:00:00Z")
            input[.notes] = .text("Again")
            input[.status] = .text("PAID")
        }
        XCTAssertEqual(result.customerName, "Other")
        XCTAssertEqual(result.customerEmail, "x@y.example")
        XCTAssertEqual(result.customerAddress, "2 Side Street")
        XCTAssertEqual(result.dueDate?.text, "2024-02-29")
        XCTAssertEqual(result.notes, "Again")
        XCTAssertEqual(result.status, .paid)
        XCTAssertEqual(result.total.text, "100.00")
    }

    func testItemsReplaceTheListAndTheTotal() throws {
        var line = LineInput.sample
        line.description = .text("Support")
        line.quantity = .number("3")
        let result = try patched { $0.items = .list([.line(line), .line(.sample)]) }
        XCTAssertEqual(result.items.map(\.description), ["Support", "Consulting"])
        XCTAssertEqual(result.items.map(\.amount.text), ["150.00", "100.00"])
        XCTAssertEqual(result.total.text, "250.00")
    }

    func testRequiredMembersCannotBeCleared() {
        let found = faultsOfPatch { input in
            input[.customerName] = .null
            input.items = .null
            input[.status] = .null
        }
        XCTAssertEqual(
            found,
            [
                "/customer_name: must not be null", "/items: must not be null",
                "/status: must be one of PENDING, PAID, CANCELLED",
            ])
    }

    func testListsEveryFault() {
        var line = LineInput.sample
        line.quantity = .number("-1")
        line.unitPrice = .number("1e400")
        let found = faultsOfPatch { input in
            input[.customerName] = .text("")
            input[.customerEmail] = .text("x")
            input[.customerAddress] = .number("1")
            input[.dueDate] = .text("soon")
            input[.notes] = .text("\u{7F}x")
            input[.status] = .text("LOST")
            input.items = .list([.line(line)])
            input[.id] = .number("8")
            input[.number] = .text("INV-202307-A1B2C4")
            input[.dateCreated] = .text("2023-07-01T10:00:01Z")
        }
        XCTAssertEqual(
            found.map { String($0.prefix { $0 != ":" }) },
            [
                "/customer_name", "/customer_email", "/customer_address", "/due_date", "/notes",
                "/items/0/quantity", "/items/0/unit_price", "/status", "/id", "/invoice_number", "/date_created",
            ])
    }

    func testEveryStatusLeadsToEveryOther() throws {
        for from in InvoiceStatus.allCases {
            for to in InvoiceStatus.allCases {
                var input = InvoiceInput()
                input[.status] = .text(to.rawValue)
                var current = try Invoice.sample
                current.status = from
                XCTAssertEqual(try InvoicePatch(input).applied(to: current).status, to)
            }
        }
    }

    func testAStatusIsTrimmedAndOtherwiseToTheLetter() throws {
        XCTAssertEqual(try patched { $0[.status] = .text(" PAID\n") }.status, .paid)
        for status in [TypedValue.text("paid"), .text("PAIDX"), .text(""), .number("1"), .other("an array")] {
            XCTAssertEqual(
                faultsOfPatch { $0[.status] = status }, ["/status: must be one of PENDING, PAID, CANCELLED"])
        }
    }

    // MARK: What the server sets

    func testWhatWasReadCanBeSentBack() throws {
        let result = try patched { input in
            var line = LineInput.sample
            line.id = .number("1")
            line.amount = .number("100.00")
            input = .sample
            input.items = .list([.line(line)])
            input[.id] = .number("7")
            input[.number] = .text("INV-202307-A1B2C3")
            input[.dateCreated] = .text("2023-07-01T10:00:00Z")
            input[.total] = .number("100.00")
            input[.status] = .text("PENDING")
        }
        XCTAssertEqual(result, try .sample)
    }

    func testEchoesOfAnotherKindAreRefused() {
        for (id, number, date) in [
            (TypedValue.text("7"), TypedValue.number("1"), TypedValue.number("1")), (.number("7.0"), .null, .null),
            (.null, .text("inv-202307-a1b2c3"), .text("2023-07-01T10:00:00+00:00")),
            (.other("an object"), .text("INV-202307-A1B2C3 "), .text("2023-07-01")),
        ] {
            let found = faultsOfPatch { input in
                input[.id] = id
                input[.number] = number
                input[.dateCreated] = date
            }
            XCTAssertEqual(
                found,
                [
                    "/id: is set by the server: leave it out, or send 7 back",
                    "/invoice_number: is set by the server: leave it out, or send INV-202307-A1B2C3 back",
                    "/date_created: is set by the server: leave it out, or send 2023-07-01T10:00:00Z back",
                ])
        }
    }

    func testAnEchoIsComparedByItsCharacters() throws {
        var current = try Invoice.sample
        current.number = InvoiceNumber(stored: "INV-202307-KKKKKK")
        var input = InvoiceInput()
        // The Kelvin sign, which String takes for a K.
        input[.number] = .text("INV-202307-KKKKK\u{212A}")
        XCTAssertEqual(
            pointers { () throws(InvalidInput) in try InvoicePatch(input).applied(to: current) }, ["/invoice_number"])
    }

    func testTheTotalIsThatAfterTheChange() throws {
        var line = LineInput.sample
        line.quantity = .number("3")
        let result = try patched { input in
            input.items = .list([.line(line)])
            input[.total] = .text("150")
        }
        XCTAssertEqual(result.total.text, "150.00")
        XCTAssertEqual(
            faultsOfPatch { input in
                input.items = .list([.line(line)])
                input[.total] = .number("100.00")
            }, ["/total_amount: is computed by the server: leave it out, or send 150.00"])
        XCTAssertEqual(
            faultsOfPatch { $0[.total] = .number("100.01") },
            ["/total_amount: is computed by the server: leave it out, or send 100.00"])
        XCTAssertEqual(try patched { $0[.total] = .number("100.0") }, try .sample)
    }

    func testATotalIsNotJudgedWhileTheItemsAreAtFault() {
        XCTAssertEqual(
            faultsOfPatch { input in
                input.items = .list([])
                input[.total] = .number("1")
            }, ["/items: must have from 1 to 500 items"])
    }

    // MARK: -

    private func patched(_ edit: (inout InvoiceInput) -> Void) throws -> Invoice {
        var input = InvoiceInput()
        edit(&input)
        return try InvoicePatch(input).applied(to: .sample)
    }

    private func faultsOfPatch(_ edit: (inout InvoiceInput) -> Void) -> [String] {
        var input = InvoiceInput()
        edit(&input)
        do {
            let current = try Invoice.sample
            return faults { () throws(InvalidInput) in try InvoicePatch(input).applied(to: current) }
        } catch {
            return ["\(error)"]
        }
    }
}
