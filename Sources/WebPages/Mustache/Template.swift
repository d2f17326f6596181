/// A page's template, ready to be rendered: its partials, parent and blocks put in place, and all that does not
/// change with the request joined into few texts.
///
/// The parts are numbers, and what they stand for lies beside them: no reference is counted for a part.
struct Template: Sendable {
    /// A step of rendering.
    enum Part: Sendable {
        /// A piece of ``text``.
        case text(Range<Int>)
        /// The name's place in ``names``.
        case variable(Int)
        /// A name, and the places of the parts within the section, which follow.
        case section(Int, Range<Int>)
        case inverted(Int, Range<Int>)
    }

    /// The name in a tag.
    struct Name: Sendable {
        /// Before the first dot; nil for `.`, which is the innermost value itself.
        let first: String?
        let members: [String]
        /// Whether it began with a dot: it is a member of the innermost value, or nothing.
        let isInnermost: Bool
    }

    var parts: [Part] = []
    var text: [UInt8] = []
    var names: [Name] = []

    /// The text for a value, as UTF-8.
    func render(_ value: some TemplateValue) -> [UInt8] {
        var rendering = TemplateRendering(of: value, with: self)
        rendering.render(parts.indices)
        return rendering.page
    }
}

extension Template.Name {
    /// A name as it stands in a tag.
    init(_ text: String) {
        let parts = text.split(separator: ".").map(String.init)
        first = parts.first
        members = Array(parts.dropFirst())
        isInnermost = text.hasPrefix(".")
    }
}

/// A template being rendered: what was written, and the values around the place that was reached.
struct TemplateRendering {
    private(set) var page: [UInt8] = []
    private let template: Template
    private var surroundings: [any TemplateValue]

    /// Of an ordinary page; a longer one makes room as it grows.
    private static let expectedSize = 24_576

    init(of value: some TemplateValue, with template: Template) {
        self.template = template
        surroundings = [value]
        page.reserveCapacity(Self.expectedSize)
    }

    /// Renders the parts at those places.
    mutating func render(_ places: Range<Int>) {
        var place = places.lowerBound
        while place < places.upperBound {
            switch template.parts[place] {
            case .text(let range):
                page.append(contentsOf: template.text[range])
            case .variable(let name):
                value(of: name)?.write(to: &page)
            case .section(let name, let contents):
                value(of: name)?.render(contents, in: &self)
                place += contents.count
            case .inverted(let name, let contents):
                if value(of: name)?.isAbsent ?? true { render(contents) }
                place += contents.count
            }
            place += 1
        }
    }

    /// Renders the parts with the value around them.
    mutating func render(_ places: Range<Int>, within value: some TemplateValue) {
        surroundings.append(value)
        render(places)
        surroundings.removeLast()
    }

    private func value(of name: Int) -> (any TemplateValue)? {
        guard let first = template.names[name].first else { return surroundings.last }
        var depth = surroundings.endIndex - 1
        var found = surroundings[depth].child(named: first)
        while found == nil, depth > 0, !template.names[name].isInnermost {
            depth -= 1
            found = surroundings[depth].child(named: first)
        }
        // What follows a dot is a member of what stands before it, and of nothing around it.
        for member in template.names[name].members { found = found?.child(named: member) }
        return found
    }
}
