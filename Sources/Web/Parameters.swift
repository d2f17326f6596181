import HTTP
import Ledger
import Primitives

/// Parses the query's parameters one by one and collects their faults.
///
/// An empty value counts as absent; a repeated parameter is a fault, unless the endpoint
/// reads all its values; an unknown name is a fault too.
package struct Parameters {
    private let pairs: [QueryString.Pair]
    package private(set) var faults: [Fault] = []

    package init(_ query: QueryString, known: Set<String> = []) {
        pairs = query.pairs
        var named: Set<String> = []
        for pair in pairs where !known.contains(pair.name) && named.insert(pair.name).inserted {
            note(pair.name, "is not a parameter of this call")
        }
    }

    package mutating func note(_ name: String, _ detail: String) {
        faults.append(Fault(.parameter(name), detail))
    }

    /// All non-empty values of a parameter, in order.
    package func values(_ name: String) -> [String] {
        pairs.lazy.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    /// The single value of a parameter; nil when it is absent.
    package mutating func value(_ name: String) -> String? {
        var found: String?
        var count = 0
        for pair in pairs where pair.name == name {
            count += 1
            if count == 2 { note(name, "is given more than once") }
            if found == nil, !pair.value.isEmpty { found = pair.value }
        }
        return found
    }

    /// The parsed value; nil when it is absent or, with a fault recorded, invalid.
    package mutating func value<Value>(_ name: String, _ parse: (String) throws(ValueFault) -> Value) -> Value? {
        guard let typed = value(name) else { return nil }
        do throws(ValueFault) {
            return try parse(typed)
        } catch {
            note(name, error.detail)
            return nil
        }
    }

    /// Throws `invalid` when any fault was recorded.
    package func check() throws(DomainError) {
        guard faults.isEmpty else { throw .invalid(faults) }
    }
}
