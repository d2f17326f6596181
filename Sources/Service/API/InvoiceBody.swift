import Invoicing
import JSON

/// Reads an invoice's members from a JSON body, without judging their values.
struct InvoiceBody {
    private enum Member: String, CaseIterable {
        case id
        case number = "invoice_number"
        case dateCreated = "date_created"
        case dueDate = "due_date"
        case total = "total_amount"
        case status
        case customerName = "customer_name"
        case customerEmail = "customer_email"
        case customerAddress = "customer_address"
        case notes, items
    }

    private enum ItemMember: String, CaseIterable {
        case id, description, quantity, amount
        case unitPrice = "unit_price"
    }

    private static let members = Set(Member.allCases.map(\.rawValue))
    private static let itemMembers = Set(ItemMember.allCases.map(\.rawValue))

    private(set) var input = InvoiceInput()
    /// The faults found before, and the members that are not known.
    private(set) var faults: [Fault]

    /// Throws `invalid` when the body is no object.
    init(_ body: RequestBody, besides earlier: [Fault]) throws(ServiceError) {
        let json = try JSONInput(body, known: Self.members, besides: earlier)
        faults = json.faults
        for member in Member.allCases {
            let value = json.value(member.rawValue)
            switch member {
            case .id: input.id = value
            case .number: input.number = value
            case .dateCreated: input.dateCreated = value
            case .dueDate: input.dueDate = value
            case .total: input.total = value
            case .status: input.status = value
            case .customerName: input.customerName = value
            case .customerEmail: input.customerEmail = value
            case .customerAddress: input.customerAddress = value
            case .notes: input.notes = value
            case .items: input.items = items(json.json(member.rawValue))
            }
        }
    }

    private mutating func items(_ value: JSONValue?) -> InvoiceInput.Items {
        switch value {
        case nil: return .absent
        case .null?: return .null
        case .array(let elements)?:
            // More than are allowed need not be looked at: their number alone is the fault.
            guard InvoiceRules.itemCount.upperBound >= elements.count else {
                return .list(elements.map { _ in .other("too many") })
            }
            return .list(elements.enumerated().map { item($1, at: "/items/\($0)") })
        default: return .other("no array")
        }
    }

    private mutating func item(_ value: JSONValue, at pointer: String) -> InvoiceInput.Item {
        guard case .object(let object) = value else { return .other("no object") }
        let json = JSONInput(object, known: Self.itemMembers, at: pointer)
        faults += json.faults
        var line = LineInput()
        for member in ItemMember.allCases {
            let value = json.value(member.rawValue)
            switch member {
            case .id: line.id = value
            case .description: line.description = value
            case .quantity: line.quantity = value
            case .amount: line.amount = value
            case .unitPrice: line.unitPrice = value
            }
        }
        return .line(line)
    }
}
