import HTTP

/// The address of another page of a list.
enum PageLink {
    /// The parameters that say where a page begins.
    static let place: Set<String> = [
        InvoiceFilter.Parameter.skip.rawValue, InvoiceFilter.Parameter.cursor.rawValue,
    ]

    /// The same selection from a cursor on.
    static func next(_ path: String, _ query: QueryString, cursor: String) -> String {
        let kept = query.pairs.filter { !place.contains($0.name) && !$0.value.isEmpty }
        let pairs = kept.map { ($0.name, $0.value) } + [(InvoiceFilter.Parameter.cursor.rawValue, cursor)]
        return path + "?" + PercentEncoding.query(pairs)
    }
}
