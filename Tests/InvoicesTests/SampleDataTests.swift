import Accounts
import Auth
import Ledger
import Primitives
import XCTest

@testable import invoices

final class SampleDataTests: XCTestCase {
    private let until = CalendarDate(year: 2026, month: 6, day: 30)

    func testTheGeneratorReturnsThePublishedNumbers() {
        // The first numbers of Vigna's splitmix64.c for the seed 1234567.
        var random = SplitMix64(seed: 1_234_567)
        XCTAssertEqual(
            (0..<3).map { _ in random.next() },
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    func testTheSameArgumentsGenerateTheSameData() {
        let first = samples(count: 500)
        let second = samples(count: 500)
        XCTAssertEqual(first.map(\.invoice), second.map(\.invoice))
        XCTAssertEqual(first.map(\.owner), second.map(\.owner))
    }

    func testAnotherSeedGeneratesOtherData() {
        let first = samples(count: 50, seed: 1).map(\.invoice.number)
        let second = samples(count: 50, seed: 2).map(\.invoice.number)
        XCTAssertTrue(Set(first).isDisjoint(with: second))
    }

    func testDistributesTheInvoicesEvenlyAmongTheUsers() {
        let owners = Dictionary(grouping: samples(count: 1005, users: 20), by: \.owner).mapValues(\.count)
        XCTAssertEqual(owners.count, 20)
        XCTAssertEqual(owners.values.min(), 50)
        XCTAssertEqual(owners.values.max(), 51)
    }

    func testDistributesTheDatesOfCreationOverThreeYears() throws {
        let days = samples(count: 3000).map(\.invoice.dateCreated)
        XCTAssertEqual(days, days.sorted())
        XCTAssertEqual(days.last, until.start)
        XCTAssertGreaterThan(try XCTUnwrap(days.first), CalendarDate(year: 2023, month: 6, day: 30).start)
        let months = Dictionary(grouping: days) { $0.day.text.prefix(7) }
        XCTAssertEqual(months.count, 36)
        XCTAssertTrue(months.filter { $0.key != "2026-06" }.values.allSatisfy { (70...95).contains($0.count) })
    }

    func testNumbersAreUniqueAndWellFormed() throws {
        let invoices = samples(count: 20_000).map(\.invoice)
        XCTAssertEqual(Set(invoices.map(\.number)).count, invoices.count)
        for invoice in invoices {
            let month = invoice.dateCreated.day.text.filter { $0 != "-" }.prefix(6)
            XCTAssertNotNil(invoice.number.text.wholeMatch(of: try Regex("INV-\(month)-[A-Z0-9]{6}")))
        }
    }

    func testTheInvoicesAreValid() throws {
        for sample in samples(count: 2000) {
            let invoice = sample.invoice
            XCTAssertEqual(invoice.items.count, 3)
            var input = InvoiceInput()
            input[.customerName] = .text(invoice.customerName)
            input[.customerEmail] = invoice.customerEmail.map(TypedValue.text) ?? .null
            input[.customerAddress] = invoice.customerAddress.map(TypedValue.text) ?? .null
            input[.dueDate] = invoice.dueDate.map { .text($0.text) } ?? .null
            input[.notes] = invoice.notes.map(TypedValue.text) ?? .null
            input.items = .list(
                invoice.items.map { item in
                    var line = LineInput()
                    line.description = .text(item.description)
                    line.quantity = .number(item.quantity.text)
                    line.unitPrice = .number(item.unitPrice.text)
                    return .line(line)
                })
            let draft = try InvoiceDraft(input)
            XCTAssertEqual(draft.total, invoice.total)
            XCTAssertEqual(draft.items, invoice.items)
            XCTAssertEqual(draft.customerName, invoice.customerName)
            XCTAssertEqual(draft.customerEmail, invoice.customerEmail)
            XCTAssertEqual(draft.customerAddress, invoice.customerAddress)
            XCTAssertEqual(draft.notes, invoice.notes)
        }
    }

    func testEveryFilterFindsInvoices() {
        let invoices = samples(count: 5000).map(\.invoice)
        for status in InvoiceStatus.allCases {
            XCTAssertGreaterThan(invoices.count { $0.status == status }, 200, status.rawValue)
        }
        XCTAssertGreaterThan(invoices.count { $0.total.cents < 100_00 }, 100)
        XCTAssertGreaterThan(invoices.count { (100_00...500_00).contains($0.total.cents) }, 1000)
        XCTAssertGreaterThan(invoices.count { $0.total.cents > 500_00 }, 1000)
        XCTAssertGreaterThan(invoices.count { $0.dueDate != nil }, 4000)
        XCTAssertGreaterThan(invoices.count { $0.dueDate == nil }, 400)
        XCTAssertGreaterThan(invoices.count { $0.notes != nil }, 800)
        XCTAssertGreaterThan(invoices.count { $0.customerEmail == nil }, 200)
        let names = Set(invoices.map(\.customerName))
        XCTAssertTrue(names.isSuperset(of: ["Smith & Sons", "Müller GmbH", "Éclair Café"]))
    }

    func testThereAreAFewHundredCustomersWithDifferentNames() {
        var random = SplitMix64(seed: 1)
        let pool = SampleCustomer.pool(using: &random)
        XCTAssertEqual(pool.count, 336)
        XCTAssertEqual(Set(pool.map(\.name)).count, pool.count)
        let emails = pool.compactMap(\.email)
        XCTAssertEqual(Set(emails).count, emails.count)
        XCTAssertTrue(emails.allSatisfy { $0.hasSuffix(".example") })
    }

    func testCanGenerateASingleInvoiceOrNone() {
        XCTAssertEqual(samples(count: 1).map(\.invoice.dateCreated), [until.start])
        XCTAssertTrue(samples(count: 0).isEmpty)
    }

    func testGeneratesTheSameAccountsWithDifferentSalts() throws {
        func accounts(seed: UInt64) throws -> [SampleAccounts.Sample] {
            try SampleAccounts.generate(count: 5, seed: seed, created: until.start, bcryptCost: 4)
        }
        let first = try accounts(seed: 1)
        XCTAssertEqual(first.map(\.registration.username), (1...5).map { "user\($0)" })
        XCTAssertEqual(first.map(\.registration.email), (1...5).map { "user\($0)@example.com" })
        XCTAssertEqual(first.map(\.passwordHash), try accounts(seed: 1).map(\.passwordHash))
        XCTAssertEqual(Set(first.map(\.passwordHash) + (try accounts(seed: 2).map(\.passwordHash))).count, 10)
        let hasher = try PasswordHasher(cost: 4, random: .secure)
        XCTAssertTrue(first.allSatisfy { hasher.verify("password123", against: $0.passwordHash) })
    }

    private func samples(count: Int, users: Int = 20, seed: UInt64 = 1) -> SampleInvoices {
        SampleInvoices(count: count, users: users, seed: seed, until: until)
    }
}
