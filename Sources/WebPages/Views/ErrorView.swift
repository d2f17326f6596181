import HTTPTypes

/// What went wrong, and what to do next.
struct ErrorView: TemplateObject {
    let status: HTTPResponse.Status
    let detail: String
    let requestID: String
    let isSignedIn: Bool

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "status": String(status.code)
        case "heading": heading
        case "detail": detail
        case "advice": advice
        case "request_id": requestID.isEmpty ? nil : requestID
        case "link_href": isSignedIn ? "/" : "/login"
        case "link_text": isSignedIn ? "To the overview" : "To the sign-in page"
        default: nil
        }
    }

    private var heading: String {
        switch status.code {
        case 400: "This request could not be read"
        case 403: "This is not allowed"
        case 404: "There is nothing here"
        case 405: "This page does not work that way"
        case 409: "It was changed meanwhile"
        case 413: "That is too much at once"
        case 415: "This form could not be read"
        case 422: "Something is not right yet"
        case 429: "Too many attempts"
        case 503: "Not just now"
        case 507: "The disk is full"
        default: "Something went wrong"
        }
    }

    private var advice: String {
        switch status.code {
        case 400, 415: "Go back and send the form again. If you followed a link, it may be broken."
        case 403:
            "Go back, reload the page and try again. If you use a password manager or an extension, try without it."
        case 404: "Check the address, or look for the invoice by its number or in the list."
        case 405: "Begin at the overview: every page can be reached from there."
        case 413: "Shorten the longest texts, or split the invoice in two."
        case 422: "Go back, correct it and try again."
        case 429, 503: "Wait a moment and try again. Nothing you stored is lost."
        case 507: "Nothing was stored. Ask the administrator to make room on the disk, then try again."
        default: "Go back and try again. If it happens again, tell the administrator."
        }
    }
}
