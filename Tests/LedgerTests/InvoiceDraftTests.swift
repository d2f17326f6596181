import Ledger
import Primitives
import XCTest

final class InvoiceDraftTests: XCTestCase {
    func testTakesTheLeastThatIsNeeded() throws {
        let draft = try InvoiceDraft(.sample)
        XCTAssertEqual(draft.customerName, "Acme Corp")
        XCTAssertNil(draft.customerEmail)
        XCTAssertNil(draft.customerAddress)
        XCTAssertNil(draft.dueDate)
        XCTAssertNil(draft.notes)
        XCTAssertEqual(draft.items.map(\.description), ["Consulting"])
        XCTAssertEqual(draft.items.map(\.amount.text), ["100.00"])
        XCTAssertEqual(draft.total.text, "100.00")
    }

    func testTakesEveryMember() throws {
        var input = InvoiceInput.sample
        input[.customerName] = .text("  Müller & Söhne ")
        input[.customerEmail] = .text("billing@acme.example")
        input[.customerAddress] = .text("1 Main Street\r\nTown")
        input[.dueDate] = .text("2023-07-31T23:30:00-12:00")
        input[.notes] = .text("Thanks")
        input[.status] = .text("PENDING")
        let draft = try InvoiceDraft(input)
        XCTAssertEqual(draft.customerName, "Müller & Söhne")
        XCTAssertEqual(draft.customerEmail, "billing@acme.example")
        XCTAssertEqual(draft.customerAddress.map { Array($0.utf8) }, Array("1 Main Street\nTown".utf8))
        XCTAssertEqual(draft.dueDate?.text, "2023-07-31")
        XCTAssertEqual(draft.notes, "Thanks")
    }

    func testOptionalMembersMayBeNullOrBlank() throws {
        for value in [TypedValue.null, .text(""), .text(" \r\n")] {
            var input = InvoiceInput.sample
            input[.customerEmail] = value
            input[.customerAddress] = value
            input[.dueDate] = value
            input[.notes] = value
            let draft = try InvoiceDraft(input)
            XCTAssertEqual(draft, try InvoiceDraft(.sample))
        }
    }

    func testRequiredMembersAreRequired() {
        XCTAssertEqual(
            faults { () throws(InvalidInput) in try InvoiceDraft(InvoiceInput()) },
            ["/customer_name: is required", "/items: is required"])
        XCTAssertEqual(
            faultsOfDraft { input in
                input[.customerName] = .null
                input.items = .null
            }, ["/customer_name: must not be null", "/items: must not be null"])
        XCTAssertEqual(faultsOfDraft { $0[.customerName] = .text(" ") }, ["/customer_name: must not be empty"])
        XCTAssertEqual(
            faultsOfDraft { $0.items = .list([.line(LineInput())]) },
            ["/items/0/description: is required", "/items/0/quantity: is required", "/items/0/unit_price: is required"])
    }

    func testListsEveryFault() {
        let found = faultsOfDraft { input in
            input[.customerName] = .number("1")
            input[.customerEmail] = .text("nobody")
            input[.customerAddress] = .other("an array")
            input[.dueDate] = .text("2023-02-30")
            input[.notes] = .text("a\u{0}b")
            input[.status] = .text("PAID")
            var line = LineInput.sample
            line.description = .text("")
            line.quantity = .number("0")
            line.unitPrice = .text("cheap")
            input.items = .list([.line(.sample), .line(line), .other("a string")])
        }
        XCTAssertEqual(
            found,
            [
                "/customer_name: must be a string",
                "/customer_email: must be an e-mail address such as name@example.com",
                "/customer_address: must be a string or null",
                "/due_date: must be a date such as 2023-07-31",
                "/notes: must not hold control characters",
                "/items/1/description: must not be empty",
                "/items/1/quantity: must be more than 0 and at most 1000000",
                "/items/1/unit_price: must be a decimal number such as 19.99",
                "/items/2: must be an object",
                "/status: is PENDING at creation; change it afterwards",
            ])
    }

    func testLengthsAreThoseOfTheContract() {
        func text(_ length: Int) -> TypedValue { .text(String(repeating: "é", count: length)) }
        let longest = faultsOfDraft { input in
            input[.customerName] = text(200)
            input[.customerAddress] = text(1000)
            input[.notes] = text(5000)
            var line = LineInput.sample
            line.description = text(500)
            input.items = .list([.line(line)])
        }
        XCTAssertEqual(longest, [])
        let tooLong = faultsOfDraft { input in
            input[.customerName] = text(201)
            input[.customerAddress] = text(1001)
            input[.notes] = text(5001)
            var line = LineInput.sample
            line.description = text(501)
            input.items = .list([.line(line)])
        }
        XCTAssertEqual(
            tooLong,
            [
                "/customer_name: must have at most 200 characters",
                "/customer_address: must have at most 1000 characters",
                "/notes: must have at most 5000 characters", "/items/0/description: must have at most 500 characters",
            ])
    }

    func testHasFromOneToFiveHundredItems() {
        for count in [1, 500] {
            XCTAssertEqual(faultsOfDraft { $0.items = .list(Array(repeating: .line(.sample), count: count)) }, [])
        }
        for count in [0, 501] {
            XCTAssertEqual(
                faultsOfDraft { $0.items = .list(Array(repeating: .line(.sample), count: count)) },
                ["/items: must have from 1 to 500 items"])
        }
        XCTAssertEqual(faultsOfDraft { $0.items = .other("an object") }, ["/items: must be an array of objects"])
    }

    func testDecimalsMayBeStrings() throws {
        var line = LineInput.sample
        line.quantity = .text(" 1.50 ")
        line.unitPrice = .text("2e1")
        var input = InvoiceInput.sample
        input.items = .list([.line(line)])
        XCTAssertEqual(try InvoiceDraft(input).total.text, "30.00")
    }

    func testDecimalsAreNeitherNullNorOfAnotherKind() {
        var line = LineInput.sample
        line.quantity = .null
        line.unitPrice = .other("a boolean")
        XCTAssertEqual(
            faultsOfDraft { $0.items = .list([.line(line)]) },
            [
                "/items/0/quantity: must not be null",
                "/items/0/unit_price: must be a number, or a string that holds one",
            ])
    }

    // MARK: The total

    func testTheTotalIsTheSumOfTheRoundedAmounts() throws {
        var line = LineInput.sample
        line.quantity = .number("1")
        line.unitPrice = .number("0.005")
        var input = InvoiceInput.sample
        input.items = .list([.line(line), .line(line), .line(line)])
        XCTAssertEqual(try InvoiceDraft(input).total.text, "0.03")
    }

    func testTheTotalHasALimit() {
        var largest = LineInput.sample
        largest.quantity = .number("9999.9999")
        largest.unitPrice = .number("1000000000")
        var cent = LineInput.sample
        cent.quantity = .number("1")
        cent.unitPrice = .number("99999.99")
        XCTAssertEqual(faultsOfDraft { $0.items = .list([.line(largest), .line(cent)]) }, [])
        cent.unitPrice = .number("100000.00")
        XCTAssertEqual(
            faultsOfDraft { $0.items = .list([.line(largest), .line(cent)]) },
            ["/items: add up to more than 9999999999999.99"])
    }

    func testFiveHundredLargestLinesDoNotOverflow() {
        var line = LineInput.sample
        line.quantity = .number("1000000")
        line.unitPrice = .number("1000000000")
        XCTAssertEqual(
            pointers { () throws(InvalidInput) in
                var input = InvoiceInput.sample
                input.items = .list(Array(repeating: .line(line), count: 500))
                return try InvoiceDraft(input)
            }, ["/items"])
    }

    // MARK: The server's own members

    func testWhatTheServerSetsIsRefused() {
        let found = faultsOfDraft { input in
            input[.id] = .number("1")
            input[.number] = .text("INV-202307-A1B2C3")
            input[.dateCreated] = .null
        }
        XCTAssertEqual(
            found,
            [
                "/id: is set by the server: leave it out", "/invoice_number: is set by the server: leave it out",
                "/date_created: is set by the server: leave it out",
            ])
    }

    func testAmountsAndItemIDsMayBeEchoed() {
        for (amount, total) in [
            (TypedValue.number("100.00"), TypedValue.number("100")), (.number("1e2"), .text("100.00")),
        ] {
            var line = LineInput.sample
            line.id = .number("1")
            line.amount = amount
            let found = faultsOfDraft { input in
                input.items = .list([.line(line)])
                input[.total] = total
            }
            XCTAssertEqual(found, [])
        }
    }

    func testOtherAmountsAndItemIDsAreRefused() {
        for wrong in [TypedValue.number("100.01"), .text("many"), .null, .number("100.001"), .other("an array")] {
            var line = LineInput.sample
            line.id = .number("2")
            line.amount = wrong
            let found = faultsOfDraft { input in
                input.items = .list([.line(line)])
                input[.total] = wrong
            }
            XCTAssertEqual(
                found,
                [
                    "/items/0/id: is set by the server: leave it out, or send 1 back",
                    "/items/0/amount: is computed by the server: leave it out, or send 100.00",
                    "/total_amount: is computed by the server: leave it out, or send 100.00",
                ])
        }
    }

    func testItemIDsAreExactlyTheNumbersOfTheLines() {
        for id in [TypedValue.text("1"), .number("1.0"), .number("1e0"), .number("0"), .null] {
            var line = LineInput.sample
            line.id = id
            XCTAssertEqual(
                faultsOfDraft { $0.items = .list([.line(line)]) },
                ["/items/0/id: is set by the server: leave it out, or send 1 back"])
        }
    }

    func testOnlyPendingIsTakenAsStatus() {
        for status in [TypedValue.text("PAID"), .text("pending"), .null, .number("1"), .text("")] {
            XCTAssertEqual(faultsOfDraft { $0[.status] = status }.count, 1, "\(status)")
        }
    }

    private func faultsOfDraft(_ edit: (inout InvoiceInput) -> Void) -> [String] {
        var input = InvoiceInput.sample
        edit(&input)
        return faults { () throws(InvalidInput) in try InvoiceDraft(input) }
    }
}
