import Primitives

/// Validates input and collects its faults; every reader returns nil where it recorded one.
struct InputReader {
    private(set) var faults: [Fault] = []
    /// The invoice's total; nil while it is unknown, and when the items are faulty.
    private(set) var knownTotal: Money?

    init(knownTotal: Money? = nil) {
        self.knownTotal = knownTotal
    }

    mutating func note(_ pointer: String, _ detail: String) {
        faults.append(Fault(.pointer(pointer), detail))
    }

    /// Throws when any fault was recorded.
    func check() throws(InvalidInput) {
        guard faults.isEmpty else { throw InvalidInput(faults) }
    }

    /// Reads a field that clients may set, other than the items and the status, into an invoice.
    mutating func read(_ field: InvoiceField, _ value: TypedValue, into invoice: inout Invoice) {
        let pointer = "/" + field.name
        switch field.kind {
        case .date(let path):
            if let date = optional(value, at: pointer, dueDate) { invoice[keyPath: path] = date }
        case .text(let path, let rule):
            if let text = text(value, rule, at: pointer) { invoice[keyPath: path] = text }
        case .optionalText(let path, let rule):
            if let text = optional(value, at: pointer, rule.value(of:)) { invoice[keyPath: path] = text }
        case .email(let path):
            if let address = optional(value, at: pointer, EmailRule.value(of:)) { invoice[keyPath: path] = address }
        case .id, .number, .dateCreated, .total, .status, .items:
            preconditionFailure("The field \(field.name) is not read in this way.")
        }
    }

    /// A required text.
    mutating func text(_ value: TypedValue, _ rule: TextRule, at pointer: String) -> String? {
        switch value {
        case .absent: note(pointer, "is required")
        case .null: note(pointer, "must not be null")
        case .number, .other: note(pointer, "must be a string")
        case .text(let typed):
            do {
                if let text = try rule.value(of: typed) { return text }
                note(pointer, "must not be empty")
            } catch {
                note(pointer, error.detail)
            }
        }
        return nil
    }

    /// An optional text: the outer nil means that a fault was recorded, the inner nil that there is no text.
    mutating func optional<Value>(
        _ value: TypedValue, at pointer: String, _ parse: (String) throws(ValueFault) -> Value?
    ) -> Value?? {
        switch value {
        case .absent, .null: return .some(nil)
        case .number, .other: note(pointer, "must be a string or null")
        case .text(let typed):
            do {
                return .some(try parse(typed))
            } catch {
                note(pointer, error.detail)
            }
        }
        return nil
    }

    /// A required decimal: a JSON number, or a string that holds one.
    mutating func decimal<Value>(
        _ value: TypedValue, at pointer: String, _ parse: (String) throws(ValueFault) -> Value
    ) -> Value? {
        switch value {
        case .absent: note(pointer, "is required")
        case .null: note(pointer, "must not be null")
        case .other: note(pointer, "must be a number, or a string that holds one")
        case .number(let typed), .text(let typed):
            do {
                return try parse(TextRule.trimmed(typed))
            } catch {
                note(pointer, error.detail)
            }
        }
        return nil
    }

    /// Reads the lines and computes their total.
    mutating func read(_ sent: InvoiceInput.Items, into invoice: inout Invoice) {
        knownTotal = nil
        guard let items = items(sent), let total = total(of: items) else { return }
        invoice.items = items
        invoice.total = total
        knownTotal = total
    }

    /// The validated lines; ids and amounts that were sent must match the computed ones.
    private mutating func items(_ items: InvoiceInput.Items) -> [LineItem]? {
        switch items {
        case .absent: note("/items", "is required")
        case .null: note("/items", "must not be null")
        case .other: note("/items", "must be an array of objects")
        case .list(let sent):
            guard InvoiceRules.itemCount.contains(sent.count) else {
                note("/items", "must have from 1 to \(InvoiceRules.itemCount.upperBound) items")
                return nil
            }
            let lines = sent.enumerated().map { line($1, at: "/items/\($0)", number: $0 + 1) }
            let items = lines.compactMap { $0 }
            return items.count == sent.count ? items : nil
        }
        return nil
    }

    private mutating func line(_ item: InvoiceInput.Item, at pointer: String, number: Int) -> LineItem? {
        guard case .line(let input) = item else {
            note(pointer, "must be an object")
            return nil
        }
        let description = text(input.description, InvoiceRules.description, at: pointer + "/description")
        let quantity = decimal(input.quantity, at: pointer + "/quantity", Quantity.init(exactly:))
        let unitPrice = decimal(input.unitPrice, at: pointer + "/unit_price", UnitPrice.init(exactly:))
        echo(input.id, of: String(number), at: pointer + "/id")
        guard let quantity, let unitPrice else {
            echo(input.amount, of: nil, at: pointer + "/amount")
            return nil
        }
        echo(input.amount, of: quantity * unitPrice, at: pointer + "/amount")
        return description.map { LineItem(description: $0, quantity: quantity, unitPrice: unitPrice) }
    }

    /// The total of the lines; nil, with a fault recorded, when it is above ``Money/largestTotal``.
    private mutating func total(of items: [LineItem]) -> Money? {
        if let total = Money(totalOf: items) { return total }
        note("/items", "add up to more than \(Money.largestTotal.text)")
        return nil
    }

    mutating func status(_ value: TypedValue) -> InvoiceStatus? {
        if case .text(let typed) = value, let status = InvoiceStatus(rawValue: TextRule.trimmed(typed)) {
            return status
        }
        note("/status", "must be one of \(InvoiceStatus.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// Validates a member that the server sets: absent, or exactly what the answer will contain.
    mutating func echo(_ value: TypedValue, of answer: String, isNumber: Bool = true, at pointer: String) {
        switch value {
        case .absent: return
        case .number(let typed) where isNumber && typed == answer: return
        case .text(let typed) where !isNumber && haveSameScalars(typed, answer): return
        default: note(pointer, "is set by the server: leave it out, or send \(answer) back")
        }
    }

    /// The same for an amount of money, compared by value. A nil `answer` means that other faults make it unknown.
    mutating func echo(_ value: TypedValue, of answer: Money?, at pointer: String) {
        switch value {
        case .absent: return
        case .number(let typed), .text(let typed):
            if let sent = try? Money(exactly: TextRule.trimmed(typed)), sent == answer ?? sent { return }
        default: break
        }
        guard let answer else {
            note(pointer, "is computed by the server: leave it out")
            return
        }
        note(pointer, "is computed by the server: leave it out, or send \(answer.text)")
    }
}
