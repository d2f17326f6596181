/// The rules of the members of an invoice: from what was sent to what it means.
///
/// The numbers are public within the package because the API's document is made from them.
package enum InvoiceRules {
    package static let customerName = TextRule(1...200)
    package static let customerAddress = TextRule(1...1000)
    package static let notes = TextRule(1...5000)
    package static let description = TextRule(1...500)
    package static let itemCount = 1...500
}

/// Collects the faults of an input; every reader returns nil where it noted one.
struct InputReader {
    private(set) var faults: [Fault] = []

    mutating func note(_ pointer: String, _ detail: String) {
        faults.append(Fault(.pointer(pointer), detail))
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

    /// An optional text: the outer nil is a fault that was noted, the inner one no text.
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

    /// A required decimal: a JSON number or a string with one.
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

    /// The lines, checked against what is said of their ids and amounts.
    mutating func items(_ items: InvoiceInput.Items) -> [LineItem]? {
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

    /// The total of the lines; nil, with a fault, when it is above ``Money/largestTotal``.
    mutating func total(of items: [LineItem]) -> Money? {
        let cents = items.reduce(Int128(0)) { $0 + Int128($1.amount.cents) }
        guard cents <= Int128(Money.largestTotal.cents) else {
            note("/items", "add up to more than \(Money.largestTotal.text)")
            return nil
        }
        return Money(cents: Int64(cents))
    }

    mutating func status(_ value: TypedValue) -> InvoiceStatus? {
        if case .text(let typed) = value, let status = InvoiceStatus(rawValue: TextRule.trimmed(typed)) {
            return status
        }
        note("/status", "must be one of \(InvoiceStatus.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// A member of the server's own: absent, or exactly what the answer will say.
    mutating func echo(_ value: TypedValue, of answer: String, isNumber: Bool = true, at pointer: String) {
        switch value {
        case .absent: return
        case .number(let typed) where isNumber && typed == answer: return
        case .text(let typed) where !isNumber && haveSameScalars(typed, answer): return
        default: note(pointer, "is set by the server: leave it out, or send \(answer) back")
        }
    }

    /// The same for an amount of money, compared by value; nil where the answer cannot be known for other faults.
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

/// Reads `YYYY-MM-DD`, or the date of `YYYY-MM-DDThh:mm:ss` with or without a fraction and an offset.
///
/// Of a time the date is kept as written; nil when nothing is left after trimming.
func dueDate(_ typed: String) throws(ValueFault) -> CalendarDate? {
    let text = Array(TextRule.trimmed(typed).utf8)
    if text.isEmpty { return nil }
    guard let date = CalendarDate(text.prefix(10)), isTime(text.dropFirst(10)) else {
        throw ValueFault("must be a date such as 2023-07-31")
    }
    return date
}

/// Nothing, or `Thh:mm:ss`, then perhaps `.` and digits, then perhaps `Z` or `±hh:mm` (RFC 3339, 5.6).
private func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    guard let separator = text.first else { return true }
    guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t") else { return false }
    var rest = text.dropFirst()
    guard clock(rest.prefix(8), limits: [24, 60, 61]) else { return false }
    rest = rest.dropFirst(8)
    if rest.first == UInt8(ascii: ".") {
        let digits = rest.dropFirst().prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard !digits.isEmpty else { return false }
        rest = rest[digits.endIndex...]
    }
    switch rest.first {
    case nil: return true
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): return rest.count == 1
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return rest.count == 6 && clock(rest.dropFirst(), limits: [24, 60])
    default: return false
    }
}

/// Two-digit numbers with colons between, each below its limit.
private func clock(_ text: ArraySlice<UInt8>, limits: [Int]) -> Bool {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == limits.count else { return false }
    return zip(parts, limits).allSatisfy { part, limit in
        part.count == 2 && part.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            && part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } < limit
    }
}
