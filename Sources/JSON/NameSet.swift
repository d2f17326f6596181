/// The names of one object, compared byte by byte; `String`'s `==` treats composed and decomposed `é` as equal.
struct NameSet {
    /// All names, while they are few enough to be compared one by one.
    private var few: [String] = []
    private var many: Set<ExactName> = []

    private static let fewLimit = 16

    /// Adds a name; false when it is already present.
    mutating func insert(_ name: String) -> Bool {
        if many.isEmpty {
            guard few.count == Self.fewLimit else {
                if few.contains(where: { haveSameBytes($0, name) }) { return false }
                few.append(name)
                return true
            }
            many = Set(few.map(ExactName.init))
        }
        return many.insert(ExactName(text: name)).inserted
    }
}

/// A name in a hash table.
private struct ExactName: Hashable {
    let text: String

    static func == (left: ExactName, right: ExactName) -> Bool {
        haveSameBytes(left.text, right.text)
    }

    func hash(into hasher: inout Hasher) {
        text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

func haveSameBytes(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8, right.utf8)
    return left.count == right.count && left.elementsEqual(right)
}
