import Auth
import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /create`: a new invoice.
enum CreatePage {
    private static let keyField = "form_key"

    static func show(_ call: Call) throws(ServiceError) -> Response {
        try page(call, InvoiceForm())
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        var form = InvoiceForm(call.form)
        let action = InvoiceForm.Action(call.form.values("action").first ?? "")
        guard action == .save else {
            form.perform(action)
            return try page(call, form)
        }
        let draft: InvoiceDraft
        do throws(ServiceError) {
            draft = try InvoiceDraft(form.input)
        } catch {
            guard case .invalid(let faults) = error else { throw error }
            form.note(faults)
            return try page(call, form, status: .unprocessableContent)
        }
        let moment = call.now
        let random = call.service.random
        let created = try call.service.invoices.create(
            draft, by: call.actor, at: moment, claim: claim(call)
        ) { InvoiceNumber(at: moment, random: random.bytes) }
        return call.seeOther("/invoice/\(created.id)")
    }

    static func resume(_ call: Call, notice: String) throws(ServiceError) -> Response {
        try page(call, InvoiceForm(call.form), notice: notice)
    }

    /// What came with the form; nil when it is shown for the first time.
    private static func key(_ call: Call) -> String? {
        call.form.values(keyField).first.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The same form sent twice makes one invoice; going back and sending another one makes another.
    ///
    /// The blank keeps these keys apart from those of the API, which have none.
    private static func claim(_ call: Call) -> IdempotencyClaim? {
        guard let key = key(call) else { return nil }
        let names: Set<String> = [keyField, SameSite.field, "action"]
        let content = call.form.pairs.filter { !names.contains($0.name) }.map { ($0.name, $0.value) }
        let digest = Digest.sha256(Array(PercentEncoding.query(content).utf8))
        let name = Base64URL.encode(Digest.sha256(Array(key.utf8) + digest))
        return IdempotencyClaim(key: "form \(name)", bodyDigest: digest)
    }

    private static func page(
        _ call: Call, _ form: InvoiceForm, status: HTTPResponse.Status = .ok, notice: String? = nil
    ) throws(ServiceError) -> Response {
        let key = key(call) ?? SessionToken(random: call.service.random).text
        let fields = try InvoiceFormView(form, call)
        return try call.page(.create, CreateView(fields: fields, key: key), status: status, notice: notice)
    }
}

extension InvoiceFormView {
    private static let mostCustomers = 300

    init(_ form: InvoiceForm, _ call: Call) throws(ServiceError) {
        let ledger = try call.actor.ledger
        let names = try call.service.ledgers.customerNames(in: ledger, limit: Self.mostCustomers)
        self.init(
            // What is chosen goes to a field of one line.
            form: form, customers: names.filter { !$0.unicodeScalars.contains("\n") },
            currency: try call.service.ledgers.business(of: ledger).currency)
    }
}

struct CreateView: MustacheParent {
    let fields: InvoiceFormView
    let key: String

    func child(named name: String) -> Any? {
        name == "form_key" ? key : fields.child(named: name)
    }
}
