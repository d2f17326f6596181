import Auth
import Application
import Ledger
import Primitives
import JSON

/// An opaque position in one ledger's list with one filter and one sort.
///
/// It is signed for exactly these: for another ledger, filter or sort it is invalid.
/// Page size and fields may change between pages.
package struct PageCursor {
    /// A filter and a sort.
    package struct Selection: Sendable {
        /// Elements of a JSON array, each preceded by a comma.
        fileprivate let elements: [UInt8]
        fileprivate let sortKey: InvoiceQuery.SortKey

        package init(_ query: InvoiceQuery) {
            var writer = JSONWriter()
            let parts: [String?] = [
                query.sortKey.rawValue, query.sortOrder.rawValue,
                query.statuses.map(\.rawValue).sorted().joined(separator: ","),
                query.createdAfter?.text, query.createdBefore?.text, query.dueAfter?.text, query.dueBefore?.text,
                query.customerName?.text, query.customerEmail?.text, query.minAmount?.text, query.maxAmount?.text,
            ]
            writer.raw(",")
            for part in parts { part.map { writer.string($0) } ?? writer.null() }
            elements = writer.bytes
            sortKey = query.sortKey
        }
    }

    private let context: [UInt8]
    private let sortKey: InvoiceQuery.SortKey

    package init(_ query: InvoiceQuery, in ledger: Int64) {
        self.init(Selection(query), in: ledger)
    }

    package init(_ selection: Selection, in ledger: Int64) {
        var writer = JSONWriter(reserving: 64 + selection.elements.count)
        writer.beginArray()
        writer.integer(ledger)
        writer.raw(selection.elements)
        writer.endArray()
        context = writer.bytes
        sortKey = selection.sortKey
    }

    package func text(for position: ListPosition, _ cursors: CursorSeal) -> String {
        var writer = JSONWriter(reserving: 64)
        writer.beginArray()
        writer.integer(position.id)
        switch position.value {
        case .dateCreated(let moment): writer.integer(moment.seconds)
        case .dueDate(let date?): writer.integer(Int64(date.daysSince1970))
        case .dueDate(nil): break
        case .total(let money): writer.integer(money.cents)
        case .customerName(let name): writer.string(name.text)
        }
        writer.endArray()
        return cursors.seal(writer.bytes, for: context)
    }

    /// The position in a cursor of this list; nil for any other text.
    package func position(in text: String, _ cursors: CursorSeal) -> ListPosition? {
        guard let bytes = cursors.open(text, for: context),
            case .array(let parts)? = try? JSONValue(parsing: bytes, takesAnyText: true),
            case .number(let digits)? = parts.first, let id = Int64(digits),
            let value = value(in: parts.dropFirst().first)
        else { return nil }
        return ListPosition(value: value, id: id)
    }

    private func value(in part: JSONValue?) -> ListPosition.Value? {
        switch (sortKey, part) {
        case (.customerName, .string(let text)?): .customerName(FoldedText(folded: text))
        case (.dueDate, nil): .dueDate(nil)
        case (.dueDate, .number(let digits)?): Int(digits).map { .dueDate(CalendarDate(daysSince1970: $0)) }
        case (.dateCreated, .number(let digits)?): Int64(digits).map { .dateCreated(Timestamp(seconds: $0)) }
        case (.total, .number(let digits)?): Int64(digits).map { .total(Money(cents: $0)) }
        default: nil
        }
    }
}
