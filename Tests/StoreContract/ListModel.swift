import Accounts
import Application
import Ledger
import Primitives
import XCTest

/// Some hundred invoices of two ledgers with few values of each kind, so that there are ties everywhere, and what
/// a list of them has to be by the contract's words.
struct ListModel: Sendable {
    let fixture: StoreFixture
    let invoices: [Invoice]

    var store: any Store { fixture.store }
    var ledger: Int64 { fixture.alice.ledger }

    private static let names = [
        "Acme Corp", "ACME Labs", "Müller GmbH", "mu\u{308}ller & Sons", "ΟΔΟΣ", "Smith_100%", "Smith 100",
        "Éclair Café", "Zoë", "a", "O'Brien", "日本", "Straße", "STRASSE", "İstanbul", "\"; DROP TABLE invoices; --",
        "\u{10FFFF}", "😀 Ltd",
    ]

    init(_ fixture: StoreFixture, count: Int = 400) throws {
        self.fixture = fixture
        var random = SeededRandom(1)
        let contents = try (0..<count).map { index in
            let name = Self.names.randomElement(using: &random) ?? ""
            let due = random.one(in: 4) ? nil : random.day(from: 19_700, days: 10)
            let items = (0..<Int.random(in: 1...3, using: &random)).map {
                ("Line \($0)", quantity: "\(Int.random(in: 1...4, using: &random))", price: "12.5")
            }
            let draft = try draft(
                name, email: random.one(in: 2) ? "\(name.utf8.count)@Exämple.com" : nil,
                address: random.one(in: 3) ? "\(name) Street" : nil, due: due?.text,
                notes: random.one(in: 3) ? "Note \(index)\n" : nil, items: items)
            let moment = Timestamp(seconds: 1_700_000_000 + .random(in: 0..<40, using: &random) * 43_200)
            var invoice = draft.invoice(
                id: 0, number: InvoiceNumber(at: moment) { RandomSource.unpredictable.bytes($0) }, at: moment)
            invoice.status = InvoiceStatus.allCases.randomElement(using: &random) ?? .pending
            return (owner: index % 8 == 7 ? fixture.bob : fixture.alice, invoice: invoice)
        }
        let stored = try fixture.fill(contents)
        invoices = zip(contents, stored).filter { $0.0.owner.id == fixture.alice.id }.map(\.1)
    }

    // MARK: What is expected

    /// All matches in order, wherever the page begins.
    func matches(_ query: InvoiceQuery) -> [Invoice] {
        invoices.filter { isMatch($0, query) }.map { (position(of: $0, query), $0) }
            .sorted { precedes($0.0, $1.0, query) }.map(\.1)
    }

    /// Those of the page and all behind it.
    func rest(_ query: InvoiceQuery) -> [Invoice] {
        switch query.start {
        case .skip(let count): Array(matches(query).dropFirst(count))
        case .after(let place): matches(query).filter { precedes(place, position(of: $0, query), query) }
        }
    }

    private func isMatch(_ invoice: Invoice, _ query: InvoiceQuery) -> Bool {
        let day = Int((Double(invoice.dateCreated.seconds) / 86_400).rounded(.down))
        return (query.statuses.isEmpty || query.statuses.contains(invoice.status))
            && query.createdAfter.map { day >= $0.daysSince1970 } ?? true
            && query.createdBefore.map { day <= $0.daysSince1970 } ?? true
            && query.dueAfter.map { after in invoice.dueDate.map { $0 >= after } ?? false } ?? true
            && query.dueBefore.map { before in invoice.dueDate.map { $0 <= before } ?? false } ?? true
            && query.minAmount.map { invoice.total >= $0 } ?? true
            && query.maxAmount.map { invoice.total <= $0 } ?? true
            && query.customerName.map { has(invoice.customerName, $0) } ?? true
            && query.customerEmail.map { part in invoice.customerEmail.map { has($0, part) } ?? false } ?? true
    }

    /// By scalars: `contains` of `String` goes by whole characters, and `i` is none of `İ`.
    private func has(_ text: String, _ part: FoldedText) -> Bool {
        let (text, part) = (Array(FoldedText(text).text.utf8), Array(part.text.utf8))
        return text.indices.contains { text[$0...].starts(with: part) }
    }

    private func position(of invoice: Invoice, _ query: InvoiceQuery) -> ListPosition {
        switch query.sortKey {
        case .dateCreated: ListPosition(value: .dateCreated(invoice.dateCreated), id: invoice.id)
        case .dueDate: ListPosition(value: .dueDate(invoice.dueDate), id: invoice.id)
        case .total: ListPosition(value: .total(invoice.total), id: invoice.id)
        case .customerName: ListPosition(value: .customerName(FoldedText(invoice.customerName)), id: invoice.id)
        }
    }

    private func precedes(_ left: ListPosition, _ right: ListPosition, _ query: InvoiceQuery) -> Bool {
        let isAscending = query.sortOrder == .ascending
        func decide<Value: Equatable>(_ left: Value, _ right: Value, _ less: (Value, Value) -> Bool) -> Bool? {
            left == right ? nil : less(left, right) == isAscending
        }
        let decided: Bool? =
            switch (left.value, right.value) {
            case (.dateCreated(let left), .dateCreated(let right)): decide(left, right, <)
            case (.total(let left), .total(let right)): decide(left, right, <)
            case (.customerName(let left), .customerName(let right)):
                decide(Array(left.text.utf8), Array(right.text.utf8)) { $0.lexicographicallyPrecedes($1) }
            case (.dueDate(let left?), .dueDate(let right?)): decide(left, right, <)
            case (.dueDate(nil), .dueDate(.some)): false
            case (.dueDate(.some), .dueDate(nil)): true
            default: nil
            }
        return decided ?? (isAscending ? left.id < right.id : left.id > right.id)
    }

    // MARK: Queries

    func randomQuery(_ random: inout SeededRandom) -> InvoiceQuery {
        var query = InvoiceQuery()
        query.sortKey = InvoiceQuery.SortKey.allCases.randomElement(using: &random) ?? .total
        query.sortOrder = random.one(in: 2) ? .ascending : .descending
        if random.one(in: 3) {
            query.statuses = Set(
                InvoiceStatus.allCases.shuffled(using: &random).prefix(.random(in: 1...3, using: &random)))
        }
        if random.one(in: 4) { query.createdAfter = random.day(from: 19_670, days: 25) }
        if random.one(in: 4) { query.createdBefore = random.day(from: 19_675, days: 25) }
        if random.one(in: 4) { query.dueAfter = random.day(from: 19_698, days: 12) }
        if random.one(in: 4) { query.dueBefore = random.day(from: 19_698, days: 12) }
        if random.one(in: 4) { query.minAmount = Money(cents: .random(in: 0..<12_000, using: &random)) }
        if random.one(in: 4) { query.maxAmount = Money(cents: .random(in: 0..<12_000, using: &random)) }
        if random.one(in: 4) {
            let parts = [
                "acme", "ACME C", "MÜLLER", "οδος", "ΟΔΟσ", "%", "_", "smith 100", "é", "a", "'", "本", "stra", "i",
                "nobody", "\"", "\u{10FFFF}", "😀",
            ]
            query.customerName = FoldedText(parts.randomElement(using: &random) ?? "")
        }
        if random.one(in: 5) {
            query.customerEmail = FoldedText(["@EXÄMPLE", "9@", "1", ".org"].randomElement(using: &random) ?? "")
        }
        return query
    }

    /// Where an invoice that may be another ledger's, or none at all, would stand.
    func randomPosition(_ query: InvoiceQuery, _ random: inout SeededRandom) -> ListPosition {
        let id = Int64.random(in: 0...500, using: &random)
        return switch query.sortKey {
        case .dateCreated:
            ListPosition(
                value: .dateCreated(
                    Timestamp(seconds: 1_700_000_000 + .random(in: 0..<80, using: &random) * 21_600)), id: id)
        case .dueDate:
            ListPosition(
                value: .dueDate(random.one(in: 4) ? nil : random.day(from: 19_698, days: 14)), id: id)
        case .total:
            ListPosition(value: .total(Money(cents: .random(in: 0..<12, using: &random) * 1250)), id: id)
        case .customerName:
            ListPosition(
                value: .customerName(FoldedText(Self.names.randomElement(using: &random) ?? "")), id: id)
        }
    }
}
