import Accounts
import Auth
import Foundation
import HTTP
import HTTPTypes
import Invoicing
import JSON

@testable import Service

extension House {
    /// An operation's request with the first example of its body, or another body.
    func request(
        _ operation: DocumentReader.Operation, _ query: String = "", id: String = "1", body: String? = nil,
        token: String? = nil, headers: HTTPFields = [:]
    ) -> Request {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        let content = operation.json["requestBody"]?["content"]?.members.first
        if let content, headers[.contentType] == nil { headers[.contentType] = content.name }
        let example = content.flatMap { content in
            content.value["examples"]?.members.first?.value["value"]?.sent(as: content.name)
        }
        return Request(
            method: HTTPRequest.Method(rawValue: operation.method.uppercased()) ?? .get,
            path: operation.path.replacingOccurrences(of: "{id}", with: id), query: query, headers: headers,
            body: .complete(Array((body ?? example ?? "").utf8)), id: "request-1")
    }

    /// Sends it.
    func send(
        _ operation: DocumentReader.Operation, _ query: String = "", id: String = "1", body: String? = nil,
        token: String? = nil, headers: HTTPFields = [:]
    ) -> Answer {
        send(request(operation, query, id: id, body: body, token: token, headers: headers))
    }

    /// The same service over other stores.
    func service(
        on disk: some InvoiceStore & UserStore & SignInFailureStore,
        signInFailures: (any SignInFailureStore)? = nil, hasher: PasswordHasher? = nil
    ) -> Service {
        Service(
            settings: service.settings, invoices: disk, ledgers: store, users: disk, sessions: store,
            signInFailures: signInFailures ?? disk, templates: service.templates, keys: service.keys,
            hasher: hasher ?? service.hasher, clock: service.clock, random: service.random, logger: service.logger)
    }
}

extension JSONValue {
    /// A body of this value in that content type.
    func sent(as type: String) -> String {
        guard type == "application/x-www-form-urlencoded" else { return written }
        return PercentEncoding.query(members.map { ($0.name, $0.value.text ?? "") })
    }
}

/// Reads what a store holds, and can write nothing.
struct FullDisk: InvoiceStore, UserStore, SignInFailureStore {
    private let invoices: any InvoiceStore
    private let accounts: any UserStore
    private let failures: any SignInFailureStore

    init(_ store: some InvoiceStore & UserStore & SignInFailureStore) {
        invoices = store
        accounts = store
        failures = store
    }

    func create(
        _ draft: InvoiceDraft, by actor: Actor, at moment: Timestamp, claim: IdempotencyClaim?,
        number: () -> InvoiceNumber
    ) throws(ServiceError) -> InvoiceCreated { throw .insufficientStorage }

    func invoice(_ id: Int64, in ledger: Int64, fields: InvoiceFields) throws(ServiceError) -> Invoice? {
        try invoices.invoice(id, in: ledger, fields: fields)
    }

    func snapshot(of id: Int64, in ledger: Int64) throws(ServiceError) -> (revision: Int64, bytes: [UInt8])? {
        try invoices.snapshot(of: id, in: ledger)
    }

    func invoice(numbered number: String, in ledger: Int64, fields: InvoiceFields) throws(ServiceError) -> Invoice? {
        try invoices.invoice(numbered: number, in: ledger, fields: fields)
    }

    func list(_ query: InvoiceQuery, in ledger: Int64) throws(ServiceError) -> any InvoiceListing {
        try invoices.list(query, in: ledger)
    }

    func change(
        _ id: Int64, by actor: Actor, at moment: Timestamp, _ change: (Invoice) throws(ServiceError) -> Invoice
    ) throws(ServiceError) -> Invoice { throw .insufficientStorage }

    func delete(
        _ id: Int64, by actor: Actor, at moment: Timestamp, _ check: (Invoice) throws(ServiceError) -> Void
    ) throws(ServiceError) { throw .insufficientStorage }

    func history(
        of id: Int64, in ledger: Int64, latest limit: Int
    ) throws(ServiceError) -> [InvoiceChange] {
        try invoices.history(of: id, in: ledger, latest: limit)
    }

    func probe() throws(ServiceError) { throw .insufficientStorage }

    func create(
        _ registration: Registration, passwordHash: String, at moment: Timestamp
    ) throws(ServiceError) -> User { throw .insufficientStorage }

    func user(_ id: Int64) throws(ServiceError) -> User? { try accounts.user(id) }

    func credentials(for login: String) throws(ServiceError) -> (user: User, passwordHash: String)? {
        try accounts.credentials(for: login)
    }

    func setPassword(of id: Int64, hash: String, replacing: String?) throws(ServiceError) -> Bool {
        throw .insufficientStorage
    }

    func signOutEverywhere(_ id: Int64) throws(ServiceError) { throw .insufficientStorage }

    func setActive(_ id: Int64, _ isActive: Bool) throws(ServiceError) { throw .insufficientStorage }

    func users() throws(ServiceError) -> [User] { try accounts.users() }

    func signInFailures(of pair: [UInt8], at moment: Timestamp) throws(ServiceError) -> SignInFailures? {
        try failures.signInFailures(of: pair, at: moment)
    }

    func noteSignInFailure(of pair: [UInt8], at moment: Timestamp) throws(ServiceError) { throw .insufficientStorage }

    func forgetSignInFailures(of pair: [UInt8]) throws(ServiceError) { throw .insufficientStorage }
}
