import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// A request that passed the checks of its route, with what they found.
struct PageCall {
    let request: Request
    /// The path's `{id}`, as it was sent; empty where the route has none.
    let id: Substring
    /// Who asks, signed in or not.
    let visitor: Visitor
    let query: QueryString
    /// The form that was posted; without fields where none was.
    let form: FormFields
    let now: Timestamp

    /// Who is signed in; there on every route that wants a session.
    var user: User {
        get throws(DomainError) {
            guard let session = visitor.session else { throw .failed }
            return session.user
        }
    }

    /// Who asks, on which books.
    var actor: Actor {
        get throws(DomainError) { Actor(try user, means: .session) }
    }

    /// The path's `{id}` as an invoice's id.
    var invoiceID: Int64 {
        get throws(DomainError) { try PathID.invoice(id) }
    }

    /// Where the request comes from, for counting failed sign-ins.
    var network: [UInt8] { ClientNetwork.bytes(of: request.remoteAddress) }

    /// The same request, as though that visitor had posted that form to that `{id}`.
    func resuming(_ form: FormFields, id: Substring, for visitor: Visitor) -> PageCall {
        PageCall(request: request, id: id, visitor: visitor, query: query, form: form, now: now)
    }

    /// 303 to another page of this site.
    func seeOther(_ target: String) -> Response {
        Response(.seeOther, headers: [.location: target])
    }
}
