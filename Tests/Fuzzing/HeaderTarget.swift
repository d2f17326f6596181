import HTTP

/// The fields with a grammar of their own. The input's first letter chooses: `T` a media type, `P` preferences, any
/// other a condition on entity tags. A line each is a field line.
enum HeaderTarget {
    static func run(_ input: [UInt8]) {
        guard let first = input.first, let text = String(validating: input.dropFirst(), as: UTF8.self) else { return }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        switch first {
        case UInt8(ascii: "T"): mediaType(text)
        case UInt8(ascii: "P"): preferences(lines)
        default: condition(lines)
        }
    }

    private static func mediaType(_ text: String) {
        guard let type = MediaType(parsing: text) else { return }
        let parameters = type.parameters.map { "; \($0.name)=\(quoted($0.value))" }.joined()
        guard let again = MediaType(parsing: type.essence + parameters) else { fatalError("not read back: \(type)") }
        demand(areSame(again.essence, type.essence), "another type: \(again)")
        demand(areSamePairs(again.parameters, type.parameters), "other parameters: \(again)")
    }

    private static func preferences(_ lines: [String]) {
        let alone = Preferences(parsing: lines)
        let first = Preferences(parsing: ["count=exact"] + lines)
        demand(first["count"] == "exact", "the first of a name counts")
        // An unknown one beside them, which has been read whole, changes nothing.
        demand(Preferences(parsing: ["unheard-of=\"a, count=b\""] + lines)["count"] == alone["count"], "another count")
    }

    private static func condition(_ lines: [String]) {
        switch EntityTagCondition(parsing: lines) {
        case .oneOf(let tags):
            demand(!tags.isEmpty, "none of none")
            let written = tags.map(\.text).joined(separator: ", ")
            guard case .oneOf(let again) = EntityTagCondition(parsing: [written]) else {
                fatalError("not read back: \(written)")
            }
            let areEqual = tags.elementsEqual(again) { $0.isWeak == $1.isWeak && areSame($0.opaque, $1.opaque) }
            demand(areEqual, "read back as something else: \(written)")
        case .any, nil: break
        }
    }
}
