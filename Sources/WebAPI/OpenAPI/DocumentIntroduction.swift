/// The introduction of the API's document, in Markdown.
enum DocumentIntroduction {
    static func text(_ facts: DocumentFacts) -> String {
        """
        Everything can be tried on this page (`/docs`):

        1. **[register](#/Accounts/register)** creates an account: choose *Try it out*, then *Execute*.
        2. **Authorize**, at the top, signs in with that user name and password. Leave the client's fields empty.
        3. **[createInvoice](#/Invoices/createInvoice)** creates an invoice, as often as you like.
        4. **[listInvoices](#/Invoices/listInvoices)** finds invoices again: by status, date, customer and amount, \
        sorted, with only the requested members.

        With the sample data of `invoices demo`, there are users `user1`, `user2` and so on, all with the password \
        `password123`.

        ### Rules for all calls

        - Bodies are JSON in UTF-8, except the login, which is a form. Times are UTC (`2023-07-01T10:00:00Z`), dates \
        are days (`2023-07-31`), amounts are exact decimals. Texts are trimmed at both ends, passwords never.
        - Unknown members and parameters are refused; an empty parameter counts as absent, a repeated one is \
        refused.
        - Errors are answered with a problem document (RFC 9457): `detail` is an actionable sentence, and `errors` \
        lists every fault of the request.
        - Every response contains `X-Request-Id`. Clients must ignore unknown members and accept unknown values of \
        enumerations.
        - `HEAD` works wherever `GET` does; `OPTIONS` lists the methods of a path in `Allow`. Other methods give 405, \
        an unknown path 404, and a path with a trailing slash redirects (308).
        - The gateway itself may answer 408, 414, 431, 502 or 504, with the same kind of document.
        """
    }
}
