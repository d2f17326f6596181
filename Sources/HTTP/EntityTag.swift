/// An entity tag, which identifies one state of a resource (RFC 9110, 8.8.3).
package struct EntityTag: Equatable, Sendable {
    package let isWeak: Bool
    /// The characters between the quotes.
    package let opaque: String

    /// Precondition: `opaque` is visible ASCII without quotes.
    package init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The value of an `ETag` field: `"a1"`, `W/"a1"`.
    package var text: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    /// Strong comparison (8.8.3.2): never true for a weak tag.
    package func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && matchesWeakly(other)
    }

    /// Weak comparison (8.8.3.2).
    package func matchesWeakly(_ other: EntityTag) -> Bool {
        opaque.utf8.elementsEqual(other.opaque.utf8)
    }
}

/// The value of an `If-Match` or `If-None-Match` (RFC 9110, 13.1.1 and 13.1.2).
package enum EntityTagCondition: Equatable, Sendable {
    /// `*`: any existing representation.
    case any
    /// One of these tags; never empty.
    case oneOf([EntityTag])

    /// Parses all field lines; nil when there are none, or they are malformed.
    package init?(parsing lines: [String]) {
        var scanner = FieldScanner(lines.joined(separator: ",").utf8)
        var tags: [EntityTag] = []
        var isAny = false
        scanner.skipBlanks()
        while !scanner.isAtEnd {
            // A list may have empty elements (5.6.1.2).
            if !scanner.take(UInt8(ascii: ",")) {
                if tags.isEmpty, !isAny, scanner.take(UInt8(ascii: "*")) {
                    isAny = true
                } else if !isAny, let tag = scanner.entityTag() {
                    tags.append(tag)
                } else {
                    return nil
                }
                scanner.skipBlanks()
                guard scanner.isAtEnd || scanner.take(UInt8(ascii: ",")) else { return nil }
            }
            scanner.skipBlanks()
        }
        guard isAny || !tags.isEmpty else { return nil }
        self = isAny ? .any : .oneOf(tags)
    }

    /// As `If-Match` compares: by strong comparison.
    package func holdsStrongly(for current: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.matchesStrongly(current) }
        }
    }

    /// As `If-None-Match` compares: by weak comparison. If it holds, the response is 304.
    package func holdsWeakly(for current: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.matchesWeakly(current) }
        }
    }
}

extension FieldScanner {
    /// `W/"…"` or `"…"`, in which a backslash is an ordinary character (RFC 9110, 8.8.3).
    fileprivate mutating func entityTag() -> EntityTag? {
        let isWeak = take(UInt8(ascii: "W"))
        if isWeak, !take(UInt8(ascii: "/")) { return nil }
        guard take(UInt8(ascii: "\"")) else { return nil }
        let opaque = take { $0 == 0x21 || $0 >= 0x23 && $0 != 0x7F }
        guard take(UInt8(ascii: "\"")), let text = String(validating: opaque, as: UTF8.self) else { return nil }
        return EntityTag(text, isWeak: isWeak)
    }
}
