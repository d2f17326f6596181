import HTTP
import HTTPTypes
import Invoicing

/// `GET /docs` and `GET /redoc`: pages that show the API's document.
///
/// All that they load, the scripts that start them too, is a file that nginx serves.
enum APIPages {
    static func swaggerUI(_ call: Call) throws(ServiceError) -> Response {
        page(
            title: "Invoices: API",
            head: """
                <link rel="stylesheet" href="/static/vendor/swagger-ui/swagger-ui.css">
                <script defer src="/static/vendor/swagger-ui/swagger-ui-bundle.js"></script>
                <script defer src="/static/docs.js"></script>
                """,
            place: "swagger-ui")
    }

    static func redoc(_ call: Call) throws(ServiceError) -> Response {
        page(
            title: "Invoices: API reference",
            head: """
                <script defer src="/static/vendor/redoc/redoc.standalone.js"></script>
                <script defer src="/static/redoc.js"></script>
                """,
            place: "redoc")
    }

    /// A page whose scripts fill one place. They read the document from the address in `data-document`.
    private static func page(title: String, head: String, place: String) -> Response {
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
