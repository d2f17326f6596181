import HTTP

/// The addresses of a list's other pages: the same selection from a cursor on.
struct PageLink: Sendable {
    /// The parameters that say where a page begins.
    static let place: Set<String> = [
        InvoiceFilter.Parameter.skip.rawValue, InvoiceFilter.Parameter.cursor.rawValue,
    ]

    /// All but the cursor.
    private let start: String

    init(_ path: String, _ query: QueryString) {
        let kept = query.pairs.filter { !Self.place.contains($0.name) && !$0.value.isEmpty }
        let pairs = kept.map { ($0.name, $0.value) } + [(InvoiceFilter.Parameter.cursor.rawValue, "")]
        start = path + "?" + PercentEncoding.query(pairs)
    }

    /// A cursor is base64url, of which nothing needs to be escaped.
    func next(_ cursor: String) -> String { start + cursor }

    static func next(_ path: String, _ query: QueryString, cursor: String) -> String {
        PageLink(path, query).next(cursor)
    }
}
