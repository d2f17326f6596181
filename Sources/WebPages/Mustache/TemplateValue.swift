/// What a tag of a template can name.
protocol TemplateValue {
    /// The member of that name; nil when there is none, and then the name is looked for in what surrounds the value.
    func child(named name: String) -> (any TemplateValue)?

    /// Adds the value as text that HTML reads as nothing but text.
    func write(to page: inout [UInt8])

    /// Whether a section of this value is left out, and its inverted section rendered.
    var isAbsent: Bool { get }

    /// Renders the parts within a section of this value, as often as it says.
    func render(_ section: Range<Int>, in rendering: inout TemplateRendering)
}

extension TemplateValue {
    func child(named name: String) -> (any TemplateValue)? { nil }
    func write(to page: inout [UInt8]) {}
    var isAbsent: Bool { false }

    /// Once, with the value around it.
    func render(_ section: Range<Int>, in rendering: inout TemplateRendering) {
        rendering.render(section, within: self)
    }
}

/// A value with members, and without a text of its own.
protocol TemplateObject: TemplateValue {
    func child(named name: String) -> (any TemplateValue)?
}

/// A text is shown escaped. An empty one is something all the same: its section is rendered.
extension String: TemplateValue {
    func write(to page: inout [UInt8]) {
        PageEscaping.append(self, to: &page)
    }
}

/// A flag renders a section or its inverted section, and is not looked into.
extension Bool: TemplateValue {
    var isAbsent: Bool { !self }

    func render(_ section: Range<Int>, in rendering: inout TemplateRendering) {
        if self { rendering.render(section) }
    }
}

/// A list renders a section once for each element, with the element around it.
extension Array: TemplateValue where Element: TemplateValue {
    var isAbsent: Bool { isEmpty }

    func render(_ section: Range<Int>, in rendering: inout TemplateRendering) {
        for element in self { rendering.render(section, within: element) }
    }
}
