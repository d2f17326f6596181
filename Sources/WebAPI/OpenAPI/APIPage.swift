import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives

/// `GET /docs` and `GET /redoc`: pages that display the API's OpenAPI document.
///
/// All the files they load, including the start-up scripts, are served by nginx.
struct APIPage: APIEndpoint {
    let title: String
    let head: String
    /// The id of the element that the scripts render into.
    let place: String

    static let swaggerUI = APIPage(
        title: "Invoices: API",
        head: """
            <link rel="stylesheet" href="/static/vendor/swagger-ui/swagger-ui.css">
            <script defer src="/static/vendor/swagger-ui/swagger-ui-bundle.js"></script>
            <script defer src="/static/docs.js"></script>
            """,
        place: "swagger-ui")

    static let redoc = APIPage(
        title: "Invoices: API reference",
        head: """
            <script defer src="/static/vendor/redoc/redoc.standalone.js"></script>
            <script defer src="/static/redoc.js"></script>
            """,
        place: "redoc")

    /// The scripts read the document from the address in `data-document`.
    func answer(_ call: APICall) throws(DomainError) -> Response {
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
            \(head)
            </head>
            <body>
            <div id="\(place)" data-document="\(OpenAPI.path)"></div>
            <noscript><p>This page needs JavaScript. The document itself is <a href="\(OpenAPI.path)">here</a>.</p></noscript>
            </body>
            </html>

            """
        return Response(
            .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "public, max-age=300"],
            body: .bytes(Array(html.utf8)))
    }
}
