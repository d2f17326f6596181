import HTTP

/// URLs of a list's other pages: the same filters and sort, starting at a cursor.
package struct PageLink: Sendable {
    /// The parameters that define where a page begins.
    package static let place: Set<String> = [
        InvoiceFilter.Parameter.skip.rawValue, InvoiceFilter.Parameter.cursor.rawValue,
    ]

    /// The URL without the cursor's value.
    private let start: String

    package init(_ path: String, _ query: QueryString) {
        let kept = query.pairs.filter { !Self.place.contains($0.name) && !$0.value.isEmpty }
        let pairs = kept.map { ($0.name, $0.value) } + [(InvoiceFilter.Parameter.cursor.rawValue, "")]
        start = path + "?" + PercentEncoding.query(pairs)
    }

    /// A cursor is base64url, which needs no escaping.
    package func next(_ cursor: String) -> String { start + cursor }

    package static func next(_ path: String, _ query: QueryString, cursor: String) -> String {
        PageLink(path, query).next(cursor)
    }
}
