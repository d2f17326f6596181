import Primitives

/// An invoice as a client or a form sent it: every member that may be sent, not yet validated.
package struct InvoiceInput: Equatable, Sendable {
    package enum Items: Equatable, Sendable {
        case absent
        case null
        case other(String)
        /// An element that is not an object is represented by its type in words.
        case list([Item])
    }

    package enum Item: Equatable, Sendable {
        case line(LineInput)
        case other(String)
    }

    private var values: [InvoiceField: TypedValue] = [:]
    package var items = Items.absent

    package init() {}

    /// What was sent for a field other than the items.
    package subscript(field: InvoiceField) -> TypedValue {
        get { values[field] ?? .absent }
        set { values[field] = newValue == .absent ? nil : newValue }
    }
}

/// A line of an invoice as it was sent.
package struct LineInput: Equatable, Sendable {
    package var description = TypedValue.absent
    package var quantity = TypedValue.absent
    package var unitPrice = TypedValue.absent
    // Set by the server; may be sent back unchanged.
    package var id = TypedValue.absent
    package var amount = TypedValue.absent

    package init() {}
}
