import Application
import Ledger
import Primitives
import JSON

/// A JSON Schema (draft 2020-12) as used by OpenAPI 3.1.
struct Schema: Sendable {
    private(set) var members: [(name: String, value: JSONValue)]

    var json: JSONValue { .object(JSONObject(members)) }

    static func type(_ name: String) -> Schema { Schema(members: [("type", .string(name))]) }

    static let boolean = type("boolean")

    static func integer(_ range: ClosedRange<Int>) -> Schema {
        type("integer").adding("minimum", .integer(range.lowerBound)).adding(
            "maximum", range.upperBound == .max ? nil : .integer(range.upperBound))
    }

    /// Any text of this length, in Unicode scalars.
    static func string(_ length: ClosedRange<Int>) -> Schema {
        type("string").adding("minLength", length.lowerBound == 0 ? nil : .integer(length.lowerBound))
            .adding("maxLength", .integer(length.upperBound))
    }

    static func oneOf(_ names: [String]) -> Schema { type("string").adding("enum", .strings(names)) }

    /// An extensible enumeration: a client must accept unknown values.
    static func openEnumeration(_ names: [String]) -> Schema {
        type("string").adding("x-extensible-enum", .strings(names))
    }

    static func array(of element: Schema, count: ClosedRange<Int>? = nil) -> Schema {
        type("array").adding("items", element.json).adding("minItems", count.map { .integer($0.lowerBound) })
            .adding("maxItems", count.map { .integer($0.upperBound) })
    }

    /// An object with these members. Only request schemas are closed to other members: responses may gain members.
    static func object(
        _ properties: [(name: String, schema: Schema)], required: [String], isClosed: Bool = false
    ) -> Schema {
        type("object").adding("required", required.isEmpty ? nil : .strings(required))
            .adding("properties", .members(properties.map { ($0.name, $0.schema.json) }))
            .adding("additionalProperties", isClosed ? false : nil)
    }

    static func either(_ schemas: Schema...) -> Schema {
        Schema(members: [("anyOf", .array(schemas.map(\.json)))])
    }

    static func reference(to name: SchemaName) -> Schema {
        Schema(members: [("$ref", .string("#/components/schemas/\(name.rawValue)"))])
    }

    // MARK: Keywords

    func adding(_ name: String, _ value: JSONValue?) -> Schema {
        guard let value else { return self }
        return Schema(members: members + [(name, value)])
    }

    func described(_ text: String) -> Schema { adding("description", .string(text)) }
    func pattern(_ expression: String) -> Schema { adding("pattern", .string(expression)) }
    func format(_ name: String) -> Schema { adding("format", .string(name)) }
    func example(_ value: JSONValue) -> Schema { adding("examples", [value]) }
    /// Set by the server; the value that was read may be sent back.
    var readOnly: Schema { adding("readOnly", true) }

    /// The same, or null.
    var orNull: Schema {
        var schema = self
        for index in schema.members.indices where schema.members[index].name == "type" {
            schema.members[index].value = [schema.members[index].value, "null"]
        }
        return schema
    }
}

/// The named schemas of the document.
enum SchemaName: String, CaseIterable, Sendable {
    case registration = "Registration"
    case login = "Login"
    case multipartLogin = "MultipartLogin"
    case accessToken = "AccessToken"
    case user = "User"
    case passwordChange = "PasswordChange"
    case newInvoice = "NewInvoice"
    case newLineItem = "NewLineItem"
    case invoicePatch = "InvoicePatch"
    case statusChange = "StatusChange"
    case invoice = "Invoice"
    case invoiceSelection = "InvoiceSelection"
    case lineItem = "LineItem"
    case health = "Health"
    case problem = "Problem"
    case oauthProblem = "OAuthProblem"
    case fault = "Fault"

    var schema: Schema {
        switch self {
        case .registration: AccountSchemas.registration
        case .login, .multipartLogin: AccountSchemas.login
        case .accessToken: AccountSchemas.accessToken
        case .user: AccountSchemas.user
        case .passwordChange: AccountSchemas.passwordChange
        case .newInvoice: InvoiceRequestSchemas.newInvoice
        case .newLineItem: InvoiceRequestSchemas.newLineItem
        case .invoicePatch: InvoiceRequestSchemas.patch
        case .statusChange: InvoiceRequestSchemas.statusChange
        case .invoice: InvoiceSchemas.invoice
        case .invoiceSelection: InvoiceSchemas.selection
        case .lineItem: InvoiceSchemas.lineItem
        case .health: ServiceSchemas.health
        case .problem: ServiceSchemas.problem
        case .oauthProblem: ServiceSchemas.oauthProblem
        case .fault: ServiceSchemas.fault
        }
    }
}
