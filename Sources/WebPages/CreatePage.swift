import Application
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives

/// `GET` and `POST /create`: a new invoice.
package struct CreatePage: Sendable {
    private static let keyField = "form_key"
    private static let keyPrefix = "form "

    /// Whether an idempotency key is that of a form.
    package static func isForm(key: String) -> Bool { key.hasPrefix(keyPrefix) }

    let createInvoice: CreateInvoice
    let fields: InvoiceFormFields
    let random: RandomSource
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        try page(call, InvoiceForm())
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        var form = InvoiceForm(call.form)
        let action = InvoiceForm.Action(call.form.values("action").first ?? "")
        guard action == .save else {
            form.perform(action)
            return try page(call, form)
        }
        let draft = Result { () throws(InvalidInput) in try InvoiceDraft(form.input) }.mapError { DomainError($0) }
        let created: Once<Invoice>
        do throws(DomainError) {
            created = try createInvoice.perform(
                draft, by: call.actor, claim: Self.claim(call), waitsForFirst: true
            ) { Self.answer(to: $0).bytes }
        } catch {
            guard case .invalid(let faults) = error, draft == .failure(error) else { throw error }
            form.note(faults)
            return try page(call, form, status: .unprocessableContent)
        }
        switch created {
        case .done(let invoice): return Self.answer(to: invoice).response
        case .replayed(let bytes):
            guard let answer = StoredResponse(bytes) else { throw .failed }
            return answer.response
        }
    }

    func resume(_ call: PageCall, notice: String) throws(DomainError) -> Response {
        try page(call, InvoiceForm(call.form), notice: notice)
    }

    /// 303 to the new invoice.
    package static func answer(to invoice: Invoice) -> StoredResponse {
        StoredResponse(
            status: HTTPResponse.Status.seeOther.code, fields: [(.location, InvoicePage.path(of: invoice.id))],
            body: [])
    }

    /// The same form sent twice makes one invoice; going back and sending another one makes another.
    ///
    /// The blank distinguishes these keys from those of the API, which have none.
    private static func claim(_ call: PageCall) -> IdempotencyClaim? {
        guard let key = key(call) else { return nil }
        let names: Set<String> = [keyField, SameSite.field, "action"]
        let content = call.form.pairs.filter { !names.contains($0.name) }.map { ($0.name, $0.value) }
        let digest = Digest.sha256(Array(PercentEncoding.query(content).utf8))
        let name = Base64URL.encode(Digest.sha256(Array(key.utf8) + digest))
        return IdempotencyClaim(key: keyPrefix + name, digest: digest)
    }

    /// The key that was sent with the form; nil when it is shown for the first time.
    private static func key(_ call: PageCall) -> String? {
        call.form.values(keyField).first.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func page(
        _ call: PageCall, _ form: InvoiceForm, status: HTTPResponse.Status = .ok, notice: String? = nil
    ) throws(DomainError) -> Response {
        let key = Self.key(call) ?? SessionToken(random: random).text
        let view = CreateView(fields: try fields.view(of: form, for: call.actor), key: key)
        return renderer.page(.create, view, for: call, status: status, notice: notice)
    }
}

struct CreateView: TemplateObject {
    let fields: InvoiceFormView
    let key: String

    func child(named name: String) -> (any TemplateValue)? {
        name == "form_key" ? key : fields.child(named: name)
    }
}
