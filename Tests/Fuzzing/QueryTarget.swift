import HTTP

/// The query string.
enum QueryTarget {
    static func run(_ input: [UInt8]) {
        // What is not UTF-8 does not get past the decoder.
        guard let text = String(validating: input, as: UTF8.self),
            let query = try? QueryString(parsing: text)
        else { return }
        demand(query.pairs.count <= QueryString.mostPairs, "pairs: \(query.pairs.count)")
        let written = PercentEncoding.query(query.pairs.map { ($0.name, $0.value) })
        guard let again = try? QueryString(parsing: written) else { fatalError("cannot be read back: \(written)") }
        demand(areSamePairs(query.pairs, again.pairs), "read back as something else: \(written)")
    }
}

/// Whether names and values are the same to the byte, and in the same order.
func areSamePairs(_ left: [Parameter], _ right: [Parameter]) -> Bool {
    left.elementsEqual(right) { areSame($0.name, $1.name) && areSame($0.value, $1.value) }
}
