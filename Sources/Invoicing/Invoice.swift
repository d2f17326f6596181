/// An invoice of a ledger, as it stands.
///
/// A list that reads only some fields (``InvoiceQuery/fields``) leaves the others at the
/// empty value that ``init(id:)`` gives them; only what was asked for may be looked at.
package struct Invoice: Equatable, Sendable {
    /// Positive; never given again.
    package let id: Int64
    package var number = InvoiceNumber.none
    package var dateCreated = Timestamp(seconds: 0)
    package var dueDate: CalendarDate?
    package var total = Money.zero
    package var status = InvoiceStatus.pending
    package var customerName = ""
    package var customerEmail: String?
    package var customerAddress: String?
    package var notes: String?
    package var items: [LineItem] = []
    /// Which state of the invoice this is: another number after every change, never used twice in a ledger.
    package var revision: Int64 = 0

    package init(id: Int64) {
        self.id = id
    }

    /// Exactly the same: texts are compared by their scalars.
    package static func == (left: Invoice, right: Invoice) -> Bool {
        left.id == right.id && left.number == right.number && left.dateCreated == right.dateCreated
            && left.dueDate == right.dueDate && left.total == right.total && left.status == right.status
            && haveSameScalars(left.customerName, right.customerName)
            && haveSameScalars(left.customerEmail, right.customerEmail)
            && haveSameScalars(left.customerAddress, right.customerAddress) && haveSameScalars(left.notes, right.notes)
            && left.items == right.items && left.revision == right.revision
    }
}

/// One line of an invoice. Its number within the invoice is its place, counted from 1.
package struct LineItem: Equatable, Sendable {
    package let description: String
    package let quantity: Quantity
    package let unitPrice: UnitPrice
    /// `quantity × unitPrice`, rounded half away from zero.
    package let amount: Money

    package init(description: String, quantity: Quantity, unitPrice: UnitPrice) {
        self.init(description: description, quantity: quantity, unitPrice: unitPrice, amount: quantity * unitPrice)
    }

    /// As stored.
    package init(description: String, quantity: Quantity, unitPrice: UnitPrice, amount: Money) {
        self.description = description
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.amount = amount
    }

    /// Exactly the same: texts are compared by their scalars.
    package static func == (left: LineItem, right: LineItem) -> Bool {
        haveSameScalars(left.description, right.description) && left.quantity == right.quantity
            && left.unitPrice == right.unitPrice && left.amount == right.amount
    }
}

/// What became of an invoice.
package enum InvoiceStatus: String, CaseIterable, Sendable {
    case pending = "PENDING"
    case paid = "PAID"
    case cancelled = "CANCELLED"
}

/// `INV-YYYYMM-XXXXXX`: year and month of creation in UTC, then six of `A–Z 0–9`.
package struct InvoiceNumber: Hashable, Sendable {
    package let text: String

    /// The number of an invoice of which the number was not read.
    static let none = InvoiceNumber(stored: "")

    /// A number that the store holds.
    package init(stored text: String) {
        self.text = text
    }

    /// Draws a number for an invoice of that moment.
    ///
    /// `random` gives so many bytes from a cryptographic source.
    package init(at moment: Timestamp, random: (Int) -> [UInt8]) {
        let month = moment.day.text.utf8.filter { $0 != UInt8(ascii: "-") }.prefix(6)
        var bytes = Array("INV-".utf8) + month + [UInt8(ascii: "-")]
        while bytes.count < 17 {
            // 252 is the largest multiple of 36 in a byte: what is above would favour the first letters.
            for byte in random(8) where byte < 252 && bytes.count < 17 {
                bytes.append(Self.alphabet[Int(byte % 36)])
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
}
