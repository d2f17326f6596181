/// A change of an invoice as a JSON Merge Patch (RFC 7396): absent is unchanged, null clears
/// an optional member, `items` replaces the list.
package struct InvoicePatch: Equatable, Sendable {
    private let input: InvoiceInput

    package init(_ input: InvoiceInput) {
        self.input = input
    }

    /// The invoice with the change made; throws `invalid` with every fault there is.
    ///
    /// The server's own members may be sent where they say what the answer will say.
    package func applied(to current: Invoice) throws(ServiceError) -> Invoice {
        var reader = InputReader()
        var result = current
        if input.customerName != .absent,
            let name = reader.text(input.customerName, InvoiceRules.customerName, at: "/customer_name")
        {
            result.customerName = name
        }
        if input.customerEmail != .absent,
            let email = reader.optional(input.customerEmail, at: "/customer_email", EmailRule.value(of:))
        {
            result.customerEmail = email
        }
        if input.customerAddress != .absent,
            let address = reader.optional(
                input.customerAddress, at: "/customer_address", InvoiceRules.customerAddress.value(of:))
        {
            result.customerAddress = address
        }
        if input.dueDate != .absent, let date = reader.optional(input.dueDate, at: "/due_date", dueDate) {
            result.dueDate = date
        }
        if input.notes != .absent,
            let notes = reader.optional(input.notes, at: "/notes", InvoiceRules.notes.value(of:))
        {
            result.notes = notes
        }
        if input.status != .absent, let status = reader.status(input.status) {
            result.status = status
        }
        var totalIsKnown = true
        if input.items != .absent {
            totalIsKnown = false
            if let items = reader.items(input.items), let total = reader.total(of: items) {
                result.items = items
                result.total = total
                totalIsKnown = true
            }
        }
        reader.echo(input.id, of: String(current.id), at: "/id")
        reader.echo(input.number, of: current.number.text, isNumber: false, at: "/invoice_number")
        reader.echo(input.dateCreated, of: current.dateCreated.text, isNumber: false, at: "/date_created")
        reader.echo(input.total, of: totalIsKnown ? result.total : nil, at: "/total_amount")
        guard reader.faults.isEmpty else { throw .invalid(reader.faults) }
        return result
    }
}
