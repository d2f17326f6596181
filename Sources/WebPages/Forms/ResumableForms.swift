import HTTP
import Ledger

/// The forms that are shown again, as they were typed, when their session had ended and their owner has signed in.
struct ResumableForms: Sendable {
    private static let notice = "You are signed in again. The form is as you left it and was not sent yet."

    private let routes: [PageRoute]

    init(of routes: [PageRoute]) {
        self.routes = routes.filter { $0.resume != nil }
    }

    /// The page at an address with the form on it, for the visitor who has just signed in.
    ///
    /// Nil where no form is resumed, because nothing in it was typed, and when what it is about is not there for this
    /// user.
    func page(
        of form: FormFields, at address: String, _ call: PageCall, for visitor: Visitor
    ) throws(DomainError) -> Response? {
        for route in routes {
            guard let resume = route.resume, let id = route.id(in: address) else { continue }
            do throws(DomainError) {
                return try resume(call.resuming(form, id: id, for: visitor), Self.notice)
            } catch {
                guard case .notFound = error else { throw error }
                return nil
            }
        }
        return nil
    }
}
