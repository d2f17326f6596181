import Auth
import HTTP
import Application
import Ledger
import Primitives

import Web

/// The list's parameters, `fields` and `cursor` among them. The input is a query.
enum ListingTarget {
    private static let ledger: Int64 = 7

    static func run(_ input: [UInt8]) {
        guard let text = String(validating: input, as: UTF8.self), let sent = try? QueryString(parsing: text) else {
            return
        }
        for fields in sent.values("fields") { check(fields: fields) }
        for cursor in sent.values("cursor") { check(cursor: cursor) }
        guard let query = try? InvoiceFilter.query(from: sent, in: ledger, cursors: seal) else { return }
        demand(InvoiceQuery.limits.contains(query.limit), "limit: \(query.limit)")
        guard case .skip(let skip) = query.start else { fatalError("a made-up cursor was accepted: \(text)") }
        demand(skip >= 0, "skip: \(skip)")
        for text in sent.pairs.map(\.value) { follow(text, from: query, sent) }
    }

    /// A page's link leads on from the place where it ends, in the same list; and to no other list.
    private static func follow(_ text: String, from query: InvoiceQuery, _ sent: QueryString) {
        let number = Int64(text.utf8.count)
        let values: [ListPosition.Value] =
            switch query.sortKey {
            case .dateCreated: [.dateCreated(Timestamp(seconds: -number))]
            case .dueDate: [.dueDate(nil), .dueDate(CalendarDate(daysSince1970: Int(-number)))]
            case .total: [.total(Money(cents: -number))]
            case .customerName: [.customerName(FoldedText(folded: text))]
            }
        for value in values {
            let position = ListPosition(value: value, id: number)
            let cursor = PageCursor(query, in: ledger).text(for: position, seal)
            let link = PageLink.next("", sent, cursor: cursor)
            guard let next = try? QueryString(parsing: String(link.dropFirst())) else { fatalError("link: \(link)") }
            var expected = query
            expected.start = .after(position)
            do {
                demand(try InvoiceFilter.query(from: next, in: ledger, cursors: seal) == expected, "elsewhere: \(link)")
            } catch {
                fatalError("not taken back: \(link), \(error)")
            }
            demand((try? InvoiceFilter.query(from: next, in: ledger + 1, cursors: seal)) == nil, "another's: \(link)")
        }
    }

    private static func check(fields typed: String) {
        guard let fields = try? FieldsParameter.parse(typed) else { return }
        let names = InvoiceField.allCases.filter(fields.has).map(\.name).joined(separator: ",")
        demand((try? FieldsParameter.parse(names)) == fields, "read back as something else: \(typed)")
    }

    private static func check(cursor typed: String) {
        demand(PageCursor(InvoiceQuery(), in: ledger).position(in: typed, seal) == nil, "accepted: \(typed)")
    }

    private static let seal: CursorSeal = {
        guard let secret = try? Secret(bytes: [UInt8](repeating: 1, count: Secret.shortest)) else {
            fatalError("too short a secret")
        }
        return CursorSeal(keys: Keys(secret: secret))
    }()
}
