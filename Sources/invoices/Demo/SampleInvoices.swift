import Ledger
import Primitives

/// Generates the invoices of the sample data: plausible, varied, and deterministic for a seed.
struct SampleInvoices: RandomAccessCollection {
    /// An invoice and the index of its owner among the users.
    typealias Sample = (owner: Int, invoice: Invoice)

    let startIndex = 0
    let endIndex: Int
    private let users: Int
    private let until: CalendarDate
    /// The mixed seed: without mixing, neighbouring seeds would generate the same invoices at neighbouring indexes.
    private let base: UInt64
    private let customers: [SampleCustomer]

    static let itemsPerInvoice = 3
    /// Three years, without leap days.
    private static let days = 1095

    /// The last invoice is created at the beginning of the day `until`, so that none is in the future if that is today.
    init(count: Int, users: Int, seed: UInt64, until: CalendarDate) {
        endIndex = count
        self.users = users
        self.until = until
        var random = SplitMix64(seed: seed)
        base = random.next()
        customers = SampleCustomer.pool(using: &random)
    }

    /// The first day on which an invoice may be created.
    var since: CalendarDate { CalendarDate(daysSince1970: until.daysSince1970 - Self.days) }

    /// The invoice at an index from 0 up to but not including ``endIndex``; in order of their creation.
    ///
    /// Each index has its own random generator, so that the invoices can be generated in any order.
    subscript(index: Int) -> Sample {
        var random = SplitMix64(seed: base ^ UInt64(index))
        let created = moment(of: index, using: &random)
        var invoice = Invoice(id: Int64(index + 1))
        invoice.number = number(of: index, at: created)
        invoice.dateCreated = created
        if random.chance(85) {
            invoice.dueDate = CalendarDate(daysSince1970: created.day.daysSince1970 + random.pick([14, 30, 30, 60]))
        }
        invoice.status = status(due: invoice.dueDate ?? created.day, using: &random)
        let customer = random.pick(customers)
        invoice.customerName = customer.name
        invoice.customerEmail = customer.email
        invoice.customerAddress = customer.address
        invoice.notes = random.chance(25) ? random.pick(Self.notes) : nil
        let scale = random.pick(Self.priceScales)
        invoice.items = (0..<Self.itemsPerInvoice).map { _ in Self.item(scale: scale, using: &random) }
        invoice.total = Money(cents: invoice.items.reduce(0) { $0 + $1.amount.cents })
        return (index % users, invoice)
    }

    /// The time span is divided into equal intervals, one per invoice; each is created at a random moment in its interval.
    private func moment(of index: Int, using random: inout SplitMix64) -> Timestamp {
        let span = Self.days * 86_400
        let end = span * (index + 1) / count
        let isLast = index == count - 1
        let back = isLast ? 0 : random.below(Swift.max(1, end - span * index / count))
        return until.start.adding(seconds: Int64(end - back - span))
    }

    /// Looks random and is unique: a Feistel network permutes the indexes up to 36^6, with half of the digits at a time.
    private func number(of index: Int, at created: Timestamp) -> InvoiceNumber {
        let half = 36 * 36 * 36
        var (left, right) = (index / half, index % half)
        for round in 0..<4 {
            var mixer = SplitMix64(seed: base ^ ~UInt64(round * half + right))
            (left, right) = (right, (left + mixer.below(half)) % half)
        }
        var rest = left * half + right
        return InvoiceNumber(at: created) { count in
            (0..<count).map { _ in
                defer { rest /= 36 }
                return UInt8(rest % 36)
            }
        }
    }

    /// Most invoices past their due date are paid; most others are open.
    private func status(due: CalendarDate, using random: inout SplitMix64) -> InvoiceStatus {
        let (paid, cancelled) = due < until ? (80, 8) : (25, 5)
        let percent = random.below(100)
        return percent < paid ? .paid : percent < paid + cancelled ? .cancelled : .pending
    }

    private static func item(scale: Int, using random: inout SplitMix64) -> LineItem {
        let (description, isByHour) = random.pick(goods)
        // Quarters of hours, and whole numbers of everything else.
        let quantity = isByHour ? random.within(1...40) * 2500 : random.within(1...12) * 10_000
        // Half of the prices are whole numbers, the others end in .50, .90, .95 or .99.
        let cents = random.chance(50) ? 0 : random.pick([50, 90, 95, 99])
        let price = random.within(1...scale) * 100 + cents
        return LineItem(
            description: description, quantity: Quantity(tenThousandths: Int64(quantity)),
            unitPrice: UnitPrice(tenThousandths: Int64(price) * 100))
    }

    /// The highest price of an invoice's items, for orders of different sizes.
    private static let priceScales = [12, 40, 40, 90, 90, 150, 450]

    private static let goods: [(description: String, isByHour: Bool)] = [
        ("Consulting", true), ("Software development", true), ("Design review", true), ("Project management", true),
        ("On-site support", true), ("Translation, German–English", true), ("Office chairs", false),
        ("Printer paper, A4 (box)", false), ("Café supplies", false), ("Hosting, monthly", false),
        ("Domain registration", false), ("Training day", false), ("Photography", true), ("Delivery & set-up", false),
        ("Replacement parts", false), ("Annual licence", false), ("Bread rolls, 100 pieces", false),
        ("Timber 5×10", false),
    ]

    private static let notes = [
        "Thank you for your business.", "Please quote the invoice number with your payment.",
        "Payable within the stated term, without deduction.", "Delivered in two parts.\nSecond part follows.",
        "As agreed by telephone.", "Includes the 5 % discount for regular customers.", "Gemäß Angebot – vielen Dank!",
    ]
}
