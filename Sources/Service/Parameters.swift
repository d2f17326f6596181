import HTTP
import Invoicing

/// Reads the query's parameters one by one and collects what is wrong with them.
///
/// An empty value counts as absent; a parameter given twice is a fault, unless the endpoint
/// asks for all its values; a name that the endpoint does not know is a fault too.
struct Parameters {
    private let pairs: [QueryString.Pair]
    private(set) var faults: [Fault] = []

    init(_ query: QueryString, known: Set<String> = []) {
        pairs = query.pairs
        var named: Set<String> = []
        for pair in pairs where !known.contains(pair.name) && named.insert(pair.name).inserted {
            note(pair.name, "is not a parameter of this call")
        }
    }

    mutating func note(_ name: String, _ detail: String) {
        faults.append(Fault(.parameter(name), detail))
    }

    /// All values of a parameter that are not empty, in their order.
    func values(_ name: String) -> [String] {
        pairs.lazy.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    /// The one value of a parameter; nil when it is absent.
    mutating func value(_ name: String) -> String? {
        var found: String?
        var count = 0
        for pair in pairs where pair.name == name {
            count += 1
            if count == 2 { note(name, "is given more than once") }
            if found == nil, !pair.value.isEmpty { found = pair.value }
        }
        return found
    }

    /// The value as `parse` reads it; nil when it is absent or, with a fault noted, not valid.
    mutating func value<Value>(_ name: String, _ parse: (String) throws(ValueFault) -> Value) -> Value? {
        guard let typed = value(name) else { return nil }
        do throws(ValueFault) {
            return try parse(typed)
        } catch {
            note(name, error.detail)
            return nil
        }
    }

    /// Throws `invalid` when any fault was noted.
    func check() throws(ServiceError) {
        guard faults.isEmpty else { throw .invalid(faults) }
    }
}
