import Invoicing

/// Draws the invoices of the sample data: plausible, different from one another, and the same for the same seed.
struct SampleInvoices: RandomAccessCollection {
    /// An invoice and whose it is: the owner's place among the users, from 0.
    typealias Sample = (owner: Int, invoice: Invoice)

    let startIndex = 0
    let endIndex: Int
    private let users: Int
    private let until: CalendarDate
    /// The seed, mixed: otherwise neighbouring seeds would give the same invoices at neighbouring places.
    private let base: UInt64
    private let customers: [SampleCustomer]

    static let itemsEach = 3
    /// Within three years, whichever of them are leap years.
    private static let days = 1095

    /// The last invoice is created as the day `until` begins, so that with today's date none lies in the future.
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

    /// The invoice at a place from 0 up to and without ``endIndex``; later places are created later.
    ///
    /// Every place has a generator of its own, so that the invoices can be drawn in any order.
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
        invoice.items = (0..<Self.itemsEach).map { _ in Self.item(scale: scale, using: &random) }
        invoice.total = Money(cents: invoice.items.reduce(0) { $0 + $1.amount.cents })
        return (index % users, invoice)
    }

    /// The span is cut into as many pieces as there are invoices; each is created somewhere in its own.
    private func moment(of index: Int, using random: inout SplitMix64) -> Timestamp {
        let span = Self.days * 86_400
        let end = span * (index + 1) / count
        let isLast = index == count - 1
        let back = isLast ? 0 : random.below(Swift.max(1, end - span * index / count))
        return until.start.adding(seconds: Int64(end - back - span))
    }

    /// Looks like any other number and is never drawn twice: a Feistel network gives the places up to
    /// 36^6 another order, half of the digits at a time.
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

    /// What is past its due date is mostly paid; what is not is mostly open.
    private func status(due: CalendarDate, using random: inout SplitMix64) -> InvoiceStatus {
        let (paid, cancelled) = due < until ? (80, 8) : (25, 5)
        let draw = random.below(100)
        return draw < paid ? .paid : draw < paid + cancelled ? .cancelled : .pending
    }

    private static func item(scale: Int, using random: inout SplitMix64) -> LineItem {
        let (description, isByHour) = random.pick(goods)
        // Hours come in quarters, everything else in whole numbers.
        let quantity = isByHour ? random.within(1...40) * 2500 : random.within(1...12) * 10_000
        // Half of the prices are whole, the others end in .50, .90, .95 or .99.
        let cents = random.chance(50) ? 0 : random.pick([50, 90, 95, 99])
        let price = random.within(1...scale) * 100 + cents
        return LineItem(
            description: description, quantity: Quantity(tenThousandths: Int64(quantity)),
            unitPrice: UnitPrice(tenThousandths: Int64(price) * 100))
    }

    /// The highest price of an invoice's items: from small orders to large ones.
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
