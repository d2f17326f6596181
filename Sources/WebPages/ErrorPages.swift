import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// Errors as pages, in the frame of the person who meets them.
struct ErrorPages: ErrorPresenter {
    let visitors: Visitors
    let renderer: PageRenderer

    func present(_ error: RequestError, for request: Request, by asker: Asker) -> Response {
        let visitor = asker.visitor as? Visitor ?? visitors.signedIn(of: request)
        let view = ErrorView(
            status: error.status, detail: Self.sentences(for: error), requestID: request.id,
            isSignedIn: visitor?.session != nil)
        var response = renderer.page(.error, view, for: visitor, request, status: error.status)
        response.headers.append(contentsOf: error.headers)
        return response
    }

    /// For a person who sees no list of faults beside it.
    private static func sentences(for error: RequestError) -> String {
        switch error {
        case .refused(.invalid(let faults)):
            faults.map { fault in
                switch fault.place {
                case .pointer(""): "The form \(fault.detail)."
                case .pointer(let name), .parameter(let name), .header(let name):
                    "“\(name.drop { $0 == "/" })” \(fault.detail)."
                }
            }.joined(separator: " ")
        case .methodNotAllowed: "There is a page at this address, but it cannot be asked for in this way."
        default: error.detail
        }
    }
}
