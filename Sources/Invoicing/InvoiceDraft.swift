/// A new invoice that keeps every rule, ready to be stored.
package struct InvoiceDraft: Equatable, Sendable {
    package let customerName: String
    package let customerEmail: String?
    package let customerAddress: String?
    package let dueDate: CalendarDate?
    package let notes: String?
    /// 1–500.
    package let items: [LineItem]
    /// The sum of the items' amounts.
    package let total: Money

    /// Checks an input by the contract's rules; throws `invalid` with every fault there is.
    package init(_ input: InvoiceInput) throws(ServiceError) {
        var reader = InputReader()
        let customerName = reader.text(input.customerName, InvoiceRules.customerName, at: "/customer_name")
        let customerEmail = reader.optional(input.customerEmail, at: "/customer_email", EmailRule.value(of:))
        let customerAddress = reader.optional(
            input.customerAddress, at: "/customer_address", InvoiceRules.customerAddress.value(of:))
        let dueDate = reader.optional(input.dueDate, at: "/due_date", Invoicing.dueDate)
        let notes = reader.optional(input.notes, at: "/notes", InvoiceRules.notes.value(of:))
        let items = reader.items(input.items)
        let total = items.flatMap { reader.total(of: $0) }
        if input.status != .absent, input.status != .text(InvoiceStatus.pending.rawValue) {
            reader.note("/status", "is \(InvoiceStatus.pending.rawValue) at creation; change it afterwards")
        }
        for (value, pointer) in [
            (input.id, "/id"), (input.number, "/invoice_number"), (input.dateCreated, "/date_created"),
        ] where value != .absent {
            reader.note(pointer, "is set by the server: leave it out")
        }
        reader.echo(input.total, of: total, at: "/total_amount")
        guard let customerName, let customerEmail, let customerAddress, let dueDate, let notes, let items, let total,
            reader.faults.isEmpty
        else { throw .invalid(reader.faults) }
        self.customerName = customerName
        self.customerEmail = customerEmail
        self.customerAddress = customerAddress
        self.dueDate = dueDate
        self.notes = notes
        self.items = items
        self.total = total
    }
}
