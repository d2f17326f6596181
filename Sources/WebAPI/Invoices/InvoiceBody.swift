import Application
import Ledger
import Primitives
import JSON
import Web

/// Reads an invoice's members from a JSON body, without validating their values.
struct InvoiceBody {
    private enum ItemMember: String, CaseIterable {
        case id, description, quantity, amount
        case unitPrice = "unit_price"
    }

    private static let members = Set(InvoiceField.allCases.map(\.name))
    private static let itemMembers = Set(ItemMember.allCases.map(\.rawValue))

    private(set) var input = InvoiceInput()
    /// The earlier faults, and one for each unknown member.
    private(set) var faults: [Fault]

    /// Throws `invalid` when the body is not an object.
    init(_ body: RequestBody, besides earlier: [Fault]) throws(DomainError) {
        let json = try JSONInput(body, known: Self.members, besides: earlier)
        faults = json.faults
        for field in InvoiceField.allCases {
            if field == .items {
                input.items = items(json.json(field.name))
            } else {
                input[field] = json.value(field.name)
            }
        }
    }

    private mutating func items(_ value: JSONValue?) -> InvoiceInput.Items {
        switch value {
        case nil: return .absent
        case .null?: return .null
        case .array(let elements)?:
            // Too many items need not be parsed: their number alone is the fault.
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
