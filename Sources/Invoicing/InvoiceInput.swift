/// One value of a body as it was sent, before it means anything.
package enum TypedValue: Equatable, Sendable {
    /// The member is not there.
    case absent
    case null
    case text(String)
    /// The number's own characters, as in JSON.
    case number(String)
    /// Something that no member takes, in words: "a boolean", "an array", "an object".
    case other(String)
}

/// An invoice as a client or a form sent it: every member that may be sent, unchecked.
package struct InvoiceInput: Equatable, Sendable {
    package enum Items: Equatable, Sendable {
        case absent
        case null
        case other(String)
        /// An element that is no object is its kind in words.
        case list([Item])
    }

    package enum Item: Equatable, Sendable {
        case line(LineInput)
        case other(String)
    }

    package var customerName = TypedValue.absent
    package var customerEmail = TypedValue.absent
    package var customerAddress = TypedValue.absent
    package var dueDate = TypedValue.absent
    package var notes = TypedValue.absent
    package var items = Items.absent
    package var status = TypedValue.absent
    // The server's own: only an echo of the answer is taken.
    package var id = TypedValue.absent
    package var number = TypedValue.absent
    package var dateCreated = TypedValue.absent
    package var total = TypedValue.absent

    package init() {}
}

/// A line of an invoice as it was sent.
package struct LineInput: Equatable, Sendable {
    package var description = TypedValue.absent
    package var quantity = TypedValue.absent
    package var unitPrice = TypedValue.absent
    // The server's own.
    package var id = TypedValue.absent
    package var amount = TypedValue.absent

    package init() {}
}
