import HTTPTypes

/// The page that says what went wrong.
enum ErrorPage {
    static func html(_ status: HTTPResponse.Status, _ detail: String, requestID: String) -> [UInt8] {
        let title = "\(status.code) \(status.reasonPhrase)"
        let page = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <link rel="stylesheet" href="/static/app.css"></head>
            <body><main><h1>\(title)</h1><p>\(detail)</p><p>Request \(requestID)</p></main></body></html>

            """
        return Array(page.utf8)
    }
}
