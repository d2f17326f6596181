import Accounts
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// What every request of a page is checked for before its endpoint answers, in the contract's order.
struct PageChecks: Sendable {
    let visitors: Visitors
    let sameSite: SameSite
    let registrationIsOpen: Bool
    let login: LoginPage
    let clock: Clock

    /// Credentials, the body's size, type and syntax, the query, the form's origin, its session and its token.
    func answer(
        _ request: Request, id: Substring, on route: PageRoute, by asker: inout Asker
    ) throws(RequestError) -> Response {
        let visitor = try admit(request, to: route)
        asker.user = visitor.session?.user.id
        asker.visitor = visitor
        let mustSignIn = route.access == .session && visitor.session == nil
        if mustSignIn, request.method != .post {
            return Response(.seeOther, headers: [.location: NextPage.signIn(for: request)])
        }
        let body = try RequestBody(of: request, as: route.body)
        let query = try RequestBody.query(of: request)
        let call = PageCall(
            request: request, id: id, visitor: visitor, query: query, form: Self.form(of: body), now: clock.now())
        do throws(DomainError) {
            if request.method == .post {
                try sameSite.checkOrigin(of: request)
                if mustSignIn { return login.interrupted(call, at: route.page(id: id)) }
                try SameSite.checkToken(of: call.form, from: visitor)
            }
            return try route.endpoint(call)
        } catch {
            throw .refused(error)
        }
    }

    /// Throws `forbidden` while registration is closed, where the route is for nothing else.
    private func admit(_ request: Request, to route: PageRoute) throws(RequestError) -> Visitor {
        do throws(DomainError) {
            let visitor = try visitors.visitor(of: request)
            if route.access == .registrant, !registrationIsOpen { throw .registrationIsClosed }
            return visitor
        } catch {
            throw .refused(error)
        }
    }

    private static func form(of body: RequestBody) -> FormFields {
        if case .form(let form) = body { form } else { FormFields([]) }
    }
}
