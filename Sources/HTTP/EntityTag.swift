/// The name of one state of a resource (RFC 9110, 8.8.3).
package struct EntityTag: Equatable, Sendable {
    package let isWeak: Bool
    /// What stands between the quotes.
    package let opaque: String

    /// The caller answers for `opaque` being visible ASCII without quotes.
    package init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// As it stands in an `ETag`: `"a1"`, `W/"a1"`.
    package var text: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    /// Whether both name the same bytes: a weak tag never does (8.8.3.2).
    package func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && matchesWeakly(other)
    }

    /// Whether both name states that mean the same.
    package func matchesWeakly(_ other: EntityTag) -> Bool {
        opaque.utf8.elementsEqual(other.opaque.utf8)
    }
}

/// The value of an `If-Match` or `If-None-Match` (RFC 9110, 13.1.1 and 13.1.2).
package enum EntityTagCondition: Equatable, Sendable {
    /// `*`: whatever there is.
    case any
    /// One of these, at least one.
    case oneOf([EntityTag])

    /// Reads all field lines of that name; nil when there are none, or they are malformed.
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

    /// As `If-Match` compares: strongly.
    package func holdsStrongly(for current: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.matchesStrongly(current) }
        }
    }

    /// As `If-None-Match` compares: weakly. The request is then answered by 304.
    package func holdsWeakly(for current: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.matchesWeakly(current) }
        }
    }
}

extension FieldScanner {
    /// `W/"…"` or `"…"`, where a backslash is a character as any other (RFC 9110, 8.8.3).
    fileprivate mutating func entityTag() -> EntityTag? {
        let isWeak = take(UInt8(ascii: "W"))
        if isWeak, !take(UInt8(ascii: "/")) { return nil }
        guard take(UInt8(ascii: "\"")) else { return nil }
        let opaque = take { $0 == 0x21 || $0 >= 0x23 && $0 != 0x7F }
        guard take(UInt8(ascii: "\"")), let text = String(validating: opaque, as: UTF8.self) else { return nil }
        return EntityTag(text, isWeak: isWeak)
    }
}
