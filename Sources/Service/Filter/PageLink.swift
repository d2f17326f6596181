import HTTP

/// The address of another page of a list.
enum PageLink {
    /// The same selection from a cursor on.
    static func next(_ path: String, _ query: QueryString, cursor: String) -> String {
        let place = [InvoiceFilter.Parameter.skip.rawValue, InvoiceFilter.Parameter.cursor.rawValue]
        let kept = query.pairs.filter { !place.contains($0.name) && !$0.value.isEmpty }
        let pairs = kept.map { ($0.name, $0.value) } + [(place[1], cursor)]
        return path + "?" + PercentEncoding.query(pairs)
    }
}
