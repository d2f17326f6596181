import Accounts
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// Makes answers that are pages: what a page shows, within the frame that all pages share.
struct PageRenderer: Sendable {
    private static let mediaType = "text/html; charset=utf-8"

    let templates: Templates
    let random: RandomSource

    /// A page for the person who asks; `notice` is a sentence above it.
    func page(
        _ template: PageTemplate, _ content: some TemplateObject, for call: PageCall,
        status: HTTPResponse.Status = .ok, notice: String? = nil
    ) -> Response {
        page(template, content, for: call.visitor, call.request, status: status, notice: notice)
    }

    /// The page of a form that was refused.
    func page(
        _ template: PageTemplate, _ content: some TemplateObject, for call: PageCall, refusing error: DomainError
    ) -> Response {
        let error = RequestError.refused(error)
        var response = page(template, content, for: call, status: error.status)
        response.headers.append(contentsOf: error.headers)
        return response
    }

    /// A page in the frame of a visitor, where one is known.
    func page(
        _ template: PageTemplate, _ content: some TemplateObject, for visitor: Visitor?, _ request: Request,
        status: HTTPResponse.Status, notice: String? = nil
    ) -> Response {
        let frame = FrameView(
            username: visitor?.session?.user.username, csrfToken: visitor?.csrf.masked(random: random) ?? "",
            assetVersion: templates.assetVersion, notice: notice)
        var response = Response(status, headers: [.contentType: Self.mediaType])
        response.headers[.setCookie] = visitor?.cookie(for: request)
        response.body = .bytes(templates.render(PageView(frame: frame, content: content), with: template))
        return response
    }
}
