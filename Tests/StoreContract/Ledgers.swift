import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Businesses, customers and numbers.
extension StoreContract {
    package func aBusinessIsKeptForEachLedger() throws {
        let fixture = try open()
        func set(_ business: Business) throws {
            try fixture.store.perform("set business") { try $0.setBusiness(business, of: fixture.alice.ledger) }
        }
        XCTAssertEqual(try fixture.store.business(of: fixture.alice.ledger), Business())
        let full = Business(name: "Ä", address: "B\nC", taxID: "D'", paymentDetails: "E", currency: "USD")
        try set(full)
        XCTAssertEqual(try fixture.store.business(of: fixture.alice.ledger), full)
        XCTAssertEqual(try fixture.store.business(of: fixture.bob.ledger), Business())
        XCTAssertEqual(try fixture.store.business(of: 999), Business())
        try set(Business(currency: "CHF"))
        XCTAssertEqual(try fixture.store.business(of: fixture.alice.ledger), Business(currency: "CHF"))
    }

    package func customersComeByUseUnderTheirLatestName() throws {
        let fixture = try open()
        let (store, ledger) = (fixture.store, fixture.alice.ledger)
        var ids: [Int64] = []
        for (index, name) in ["Beta", "ACME", "Acme", "acme", "Zeta", "beta "].enumerated() {
            ids.append(try fixture.create(try draft(name), by: fixture.alice, at: Int64(index)).id)
        }
        try fixture.create(try draft("Bob’s"), by: fixture.bob)
        XCTAssertEqual(try store.customerNames(in: ledger, limit: 10), ["acme", "beta", "Zeta"])
        XCTAssertEqual(try store.customerNames(in: ledger, limit: 2), ["acme", "beta"])
        XCTAssertEqual(try store.customerNames(in: ledger, limit: 0), [])
        XCTAssertEqual(try store.customerNames(in: 999, limit: 2), [])
        // They follow changes and deletions.
        try fixture.change(ids[3], by: fixture.alice) { $0.customerName = "ZETA" }
        try fixture.change(ids[1], by: fixture.alice) { $0.customerName = "zeta" }
        XCTAssertEqual(try store.customerNames(in: ledger, limit: 10), ["Zeta", "beta", "Acme"])
        try fixture.delete(ids[2], by: fixture.alice)
        XCTAssertEqual(try store.customerNames(in: ledger, limit: 10), ["Zeta", "beta"])
    }

    package func numbersAreFoundByTheirBeginning() throws {
        let fixture = try open()
        func content(_ number: String) throws -> Invoice {
            try draft().invoice(id: 0, number: InvoiceNumber(stored: number), at: Timestamp(seconds: 0))
        }
        _ = try fixture.fill([
            (fixture.alice, try content("INV-202307-B00000")), (fixture.alice, try content("INV-202307-A00000")),
            (fixture.bob, try content("INV-202307-C00000")), (fixture.alice, try content("INV-202308-A00000")),
        ])
        func found(_ prefix: String, limit: Int = 10) throws -> [String] {
            try fixture.store.numbers(beginningWith: prefix, in: fixture.alice.ledger, limit: limit).map(\.text)
        }
        XCTAssertEqual(try found("INV-202307-"), ["INV-202307-A00000", "INV-202307-B00000"])
        XCTAssertEqual(try found(""), ["INV-202307-A00000", "INV-202307-B00000", "INV-202308-A00000"])
        XCTAssertEqual(try found("INV", limit: 1), ["INV-202307-A00000"])
        XCTAssertEqual(try found("INV-202307-A00000"), ["INV-202307-A00000"])
        for prefix in ["INV-2024", "inv", "%", "INV_", "INV-202307-A000000", "\u{10FFFF}"] {
            XCTAssertEqual(try found(prefix), [], prefix)
        }
    }
}
