/// What a reader of the API's pages sees first, in Markdown.
enum DocumentIntroduction {
    static func text(_ facts: DocumentFacts) -> String {
        """
        Everything can be tried on this page (`/docs`):

        1. **[register](#/Accounts/register)** makes an account: choose *Try it out*, then *Execute*.
        2. **Authorize**, at the top, takes that user name and password. The client's fields stay empty.
        3. **[createInvoice](#/Invoices/createInvoice)** makes an invoice, as often as you like.
        4. **[listInvoices](#/Invoices/listInvoices)** finds invoices again: by status, date, customer and amount, \
        sorted, with only the members that are wanted.

        With the sample data of `invoices demo` there are users `user1`, `user2` and so on, all with the password \
        `password123`.

        ### Rules for all calls

        - Bodies are JSON in UTF-8, but for the login, which is a form. Times are UTC (`2023-07-01T10:00:00Z`), dates \
        are days (`2023-07-31`), amounts are exact decimals. Texts are trimmed at both ends, passwords never.
        - Unknown members and parameters are refused; an empty parameter counts as absent, one that is given twice is \
        refused.
        - What goes wrong is answered by a problem document (RFC 9457): `detail` is a sentence to act on, and `errors` \
        names every fault of the request.
        - Every answer carries `X-Request-Id`. Clients must ignore members that they do not know, and take values of \
        enumerations that they do not know.
        - `HEAD` works wherever `GET` does, `OPTIONS` tells the methods of an address in `Allow`; any other method is 405, \
        an unknown address 404, an address with a slash too many leads on (308).
        - The gateway itself may answer 408, 414, 431, 502 or 504, with the same kind of document.
        """
    }
}
