import Auth
import Invoicing
import JSON

/// The opaque place in one ledger's list under one filter and one sort.
///
/// It is sealed for exactly these: in another user's hands, or beside another filter or sort,
/// it does not open. Page size and fields may change on the way.
struct PageCursor {
    /// A filter and a sort.
    struct Selection: Sendable {
        /// Elements of a JSON array, each behind a comma.
        fileprivate let elements: [UInt8]

        init(_ query: InvoiceQuery) {
            var writer = JSONWriter()
            let parts: [String?] = [
                query.sortKey.rawValue, query.sortOrder.rawValue,
                query.statuses.map(\.rawValue).sorted().joined(separator: ","),
                query.createdAfter?.text, query.createdBefore?.text, query.dueAfter?.text, query.dueBefore?.text,
                query.customerName?.text, query.customerEmail?.text, query.minAmount?.text, query.maxAmount?.text,
            ]
            writer.raw(",")
            for part in parts { writer.string(orNull: part) }
            elements = writer.bytes
        }
    }

    private let context: [UInt8]

    init(_ query: InvoiceQuery, in ledger: Int64) {
        self.init(Selection(query), in: ledger)
    }

    init(_ selection: Selection, in ledger: Int64) {
        var writer = JSONWriter(reserving: 64 + selection.elements.count)
        writer.beginArray()
        writer.integer(ledger)
        writer.raw(selection.elements)
        writer.endArray()
        context = writer.bytes
    }

    func text(for position: ListPosition, _ cursors: CursorSeal) -> String {
        var writer = JSONWriter(reserving: 64)
        writer.beginArray()
        writer.integer(position.id)
        switch position.value {
        case .number(let number): writer.integer(number)
        case .text(let text): writer.string(text)
        case .none: break
        }
        writer.endArray()
        return cursors.seal(writer.bytes, for: context)
    }

    /// The position that a cursor of this list names; nil for any other text.
    func position(in text: String, _ cursors: CursorSeal) -> ListPosition? {
        guard let bytes = cursors.open(text, for: context),
            case .array(let parts)? = try? JSONValue(parsing: bytes, takesAnyText: true),
            case .number(let digits)? = parts.first, let id = Int64(digits)
        else { return nil }
        switch parts.dropFirst().first {
        case .number(let digits)?: return Int64(digits).map { ListPosition(value: .number($0), id: id) }
        case .string(let text)?: return ListPosition(value: .text(text), id: id)
        default: return ListPosition(value: .none, id: id)
        }
    }
}
