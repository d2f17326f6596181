import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing
import Mustache

extension Call {
    /// A page in the frame of whoever asks.
    func page(
        _ template: PageTemplate, _ content: some MustacheParent, status: HTTPResponse.Status = .ok,
        notice: String? = nil
    ) throws(ServiceError) -> Response {
        guard let visitor else { throw .failed }
        return page(template, content, for: visitor, status: status, notice: notice)
    }

    /// The page of a form that was refused.
    func page(
        _ template: PageTemplate, _ content: some MustacheParent, refusing error: ServiceError
    ) throws(ServiceError) -> Response {
        var response = try page(template, content, status: ErrorAnswer.status(of: error))
        ErrorAnswer.addHeaders(of: error, to: &response)
        return response
    }

    func page(
        _ template: PageTemplate, _ content: some MustacheParent, for visitor: Visitor,
        status: HTTPResponse.Status = .ok, notice: String? = nil
    ) -> Response {
        PageAnswer.page(template, content, status, for: visitor, request, in: service, notice: notice)
    }

    /// 303 to another page of this site.
    func seeOther(_ target: String) -> Response {
        Response(.seeOther, headers: [.location: target])
    }

    /// The form that was posted.
    var form: FormFields {
        if case .form(let form) = body { form } else { FormFields([]) }
    }
}

/// Answers that are pages.
enum PageAnswer {
    static let mediaType = "text/html; charset=utf-8"

    static func page(
        _ template: PageTemplate, _ content: some MustacheParent, _ status: HTTPResponse.Status,
        for visitor: Visitor?, _ request: Request, in service: Service, notice: String? = nil
    ) -> Response {
        let frame = FrameView(
            username: visitor?.session?.user.username,
            csrfToken: visitor?.csrf.masked(random: service.random) ?? "",
            assetVersion: service.templates.assetVersion, notice: notice)
        var response = Response(status, headers: [.contentType: mediaType])
        response.headers[.setCookie] = visitor?.cookie(for: request)
        response.body = .bytes(service.templates.render(PageView(frame: frame, content: content), with: template))
        return response
    }
}
