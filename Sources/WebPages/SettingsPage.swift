import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives

/// `GET` and `POST /settings`: the business that sends the invoices.
struct SettingsPage: Sendable {
    static let path = "/settings"

    let ledger: ReadLedger
    let changeBusiness: ChangeBusiness
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let business = try ledger.business(for: call.actor)
        let stored = [
            ("business_name", business.name), ("business_address", business.address), ("tax_id", business.taxID),
            ("payment_details", business.paymentDetails), ("currency", business.currency),
        ].map { Parameter(name: $0, value: $1 ?? "") }
        let notice = call.query.values("saved").isEmpty ? nil : "The settings are saved."
        let view = SettingsView(form: TypedForm(FormFields(stored)))
        return renderer.page(.settings, view, for: call, notice: notice)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        var form = TypedForm(call.form)
        guard let business = Self.business(in: &form) else {
            return renderer.page(.settings, SettingsView(form: form), for: call, status: .unprocessableContent)
        }
        try changeBusiness.perform(business, by: call.actor)
        return call.seeOther("\(Self.path)?saved=1")
    }

    func resume(_ call: PageCall, notice: String) throws(DomainError) -> Response {
        renderer.page(.settings, SettingsView(form: TypedForm(call.form)), for: call, notice: notice)
    }

    /// Nil when something was noted in the form.
    private static func business(in form: inout TypedForm) -> Business? {
        func text(_ name: String, _ words: String, _ rule: TextRule) -> String? {
            do throws(ValueFault) {
                return try rule.value(of: form.text(name))
            } catch {
                form.note(TypedForm.Label(name: name, words: words), error.detail)
                return nil
            }
        }
        var business = Business()
        business.name = text("business_name", "The name", BusinessRules.name)
        business.address = text("business_address", "The address", BusinessRules.address)
        business.taxID = text("tax_id", "The tax id", BusinessRules.taxID)
        business.paymentDetails = text("payment_details", "The payment details", BusinessRules.paymentDetails)
        if let currency = BusinessRules.currency(form.text("currency")) {
            business.currency = currency
        } else {
            form.note(
                TypedForm.Label(name: "currency", words: "The currency"),
                "must be a code of ISO 4217, such as EUR")
        }
        return form.problems.isEmpty ? business : nil
    }
}

struct SettingsView: TemplateObject {
    let form: TypedForm

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": form.problemsView
        case "business_name", "business_address", "tax_id", "payment_details": form.field(name)
        case "currency_code": form.field("currency")
        default: nil
        }
    }
}
