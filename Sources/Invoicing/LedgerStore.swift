import Foundation

/// What the pages show of a ledger as a whole, and where its sender's details are kept.
///
/// Every call may throw `unavailable`, `insufficientStorage` or `failed`.
package protocol LedgerStore: Sendable {
    /// The figures of a ledger as of a day in UTC. Costs the same whatever the number of invoices.
    func summary(of ledger: Int64, on day: CalendarDate) throws(ServiceError) -> LedgerSummary

    /// Up to so many customers' names as they were last typed, the most used first.
    func customerNames(in ledger: Int64, limit: Int) throws(ServiceError) -> [String]

    /// Up to so many numbers that begin like this, in their order.
    func numbers(beginningWith prefix: String, in ledger: Int64, limit: Int) throws(ServiceError) -> [InvoiceNumber]

    /// The business that sends the ledger's invoices.
    func business(of ledger: Int64) throws(ServiceError) -> Business

    func setBusiness(_ business: Business, of ledger: Int64) throws(ServiceError)
}

/// A ledger's figures. Months and years are those of `date_created` in UTC.
package struct LedgerSummary: Equatable, Sendable {
    /// A number of invoices and what they come to.
    package struct Figure: Hashable, Sendable {
        package let count: Int
        package let total: MoneySum

        package init(count: Int, total: MoneySum) {
            self.count = count
            self.total = total
        }
    }

    package struct Month: Hashable, Sendable {
        package let year: Int
        /// 1–12.
        package let month: Int
        /// All that were not cancelled.
        package let invoiced: Figure
        package let paid: Figure

        package init(year: Int, month: Int, invoiced: Figure, paid: Figure) {
            self.year = year
            self.month = month
            self.invoiced = invoiced
            self.paid = paid
        }
    }

    /// PENDING, PAID and CANCELLED, all of them.
    package let byStatus: [InvoiceStatus: Figure]
    /// PENDING and due before the day.
    package let overdue: Figure
    package let paidThisMonth: Figure
    package let paidThisYear: Figure
    /// The last twelve, the day's own month last.
    package let months: [Month]

    package init(
        byStatus: [InvoiceStatus: Figure], overdue: Figure, paidThisMonth: Figure, paidThisYear: Figure, months: [Month]
    ) {
        self.byStatus = byStatus
        self.overdue = overdue
        self.paidThisMonth = paidThisMonth
        self.paidThisYear = paidThisYear
        self.months = months
    }
}

/// A sum of many amounts, in cents: a ledger may come to more than 64 bits hold.
package struct MoneySum: Hashable, Sendable {
    package let cents: Int128

    package init(cents: Int128) {
        self.cents = cents
    }
}

/// The business that sends invoices, as its owner describes it.
package struct Business: Equatable, Sendable {
    package var name: String?
    package var address: String?
    package var taxID: String?
    package var paymentDetails: String?
    /// ISO 4217, three letters.
    package var currency: String

    package static let defaultCurrency = "EUR"

    package init(
        name: String? = nil, address: String? = nil, taxID: String? = nil, paymentDetails: String? = nil,
        currency: String = defaultCurrency
    ) {
        self.name = name
        self.address = address
        self.taxID = taxID
        self.paymentDetails = paymentDetails
        self.currency = currency
    }
}

/// The rules of a business's members.
package enum BusinessRules {
    package static let name = TextRule(1...200)
    package static let address = TextRule(1...1000)
    package static let taxID = TextRule(1...50)
    package static let paymentDetails = TextRule(1...1000)

    /// A code of ISO 4217 (as CLDR lists them, former ones too) in upper case; nothing typed means
    /// ``Business/defaultCurrency``. Nil for anything else.
    package static func currency(_ typed: String) -> String? {
        let code = TextRule.trimmed(typed)
        if code.isEmpty { return Business.defaultCurrency }
        // Letters beyond ASCII may become such in upper case.
        guard code.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let upper = code.uppercased()
        return Locale.Currency.isoCurrencies.contains(Locale.Currency(upper)) ? upper : nil
    }
}
