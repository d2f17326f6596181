import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /settings`: the business that sends the invoices.
enum SettingsPage {
    static func show(_ call: Call) throws(ServiceError) -> Response {
        let business = try call.service.ledgers.business(of: call.actor.ledger)
        let stored = [
            ("business_name", business.name), ("business_address", business.address), ("tax_id", business.taxID),
            ("payment_details", business.paymentDetails), ("currency", business.currency),
        ].map { Parameter(name: $0, value: $1 ?? "") }
        let notice = call.query.values("saved").isEmpty ? nil : "The settings are saved."
        return try call.page(.settings, SettingsView(form: TypedForm(FormFields(stored))), notice: notice)
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        var form = TypedForm(call.form)
        guard let business = business(in: &form) else {
            return try call.page(.settings, SettingsView(form: form), status: .unprocessableContent)
        }
        try call.service.ledgers.setBusiness(business, of: call.actor.ledger)
        return call.seeOther("/settings?saved=1")
    }

    static func resume(_ call: Call, notice: String) throws(ServiceError) -> Response {
        try call.page(.settings, SettingsView(form: TypedForm(call.form)), notice: notice)
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

struct SettingsView: MustacheParent {
    let form: TypedForm

    func child(named name: String) -> Any? {
        switch name {
        case "problems": form.problemsView
        case "business_name", "business_address", "tax_id", "payment_details": form.field(name)
        case "currency_code": form.field("currency")
        default: nil
        }
    }
}
