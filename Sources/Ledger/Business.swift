import Foundation
import Primitives

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

    /// A code of ISO 4217 (as listed by CLDR, including former ones) in upper case; empty input means
    /// ``Business/defaultCurrency``. Nil for anything else.
    package static func currency(_ typed: String) -> String? {
        let code = TextRule.trimmed(typed)
        if code.isEmpty { return Business.defaultCurrency }
        // Some letters outside ASCII have upper-case forms in ASCII.
        guard code.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let upper = code.uppercased()
        return Locale.Currency.isoCurrencies.contains(Locale.Currency(upper)) ? upper : nil
    }
}
