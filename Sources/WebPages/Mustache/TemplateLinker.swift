/// Puts the templates together: each page with its partials, its parent and the blocks of both.
///
/// All of this is known before there is any request.
struct TemplateLinker {
    /// The files, by their names without the extension.
    private let texts: [String: String]
    private let syntax: [String: [TemplateSyntax]]

    /// Deeper a template is not put together from others: it includes itself.
    private static let deepest = 32

    /// Throws for the first file that cannot be read.
    init(_ texts: [String: String]) throws(TemplateFault) {
        self.texts = texts
        var syntax: [String: [TemplateSyntax]] = [:]
        for (name, text) in texts { syntax[name] = try Self.parse(Array(text.utf8), name) }
        self.syntax = syntax
    }

    /// Throws when the template, or one that it includes, names another that is not there.
    func template(_ name: String) throws(TemplateFault) -> Template {
        var assembly = Assembly(linker: self)
        try assembly.add(syntax[name] ?? [], of: name, replacing: [:], depth: 0)
        return assembly.template
    }

    private static func parse(_ bytes: [UInt8], _ name: String) throws(TemplateFault) -> [TemplateSyntax] {
        do throws(TemplateSyntaxError) {
            return try TemplateParser.parse(bytes)
        } catch {
            throw TemplateFault(template: name, detail: error.detail)
        }
    }

    private func contents(
        of name: String, indented indentation: ArraySlice<UInt8> = [], in template: String
    ) throws(TemplateFault) -> [TemplateSyntax] {
        guard let text = texts[name], let syntax = syntax[name] else {
            throw TemplateFault(template: template, detail: "names “\(name)”, which is missing")
        }
        guard !indentation.isEmpty else { return syntax }
        // The template is indented and not what it renders: a text of several lines stays as it is.
        var bytes: [UInt8] = []
        var isAtLineStart = true
        for byte in text.utf8 {
            if isAtLineStart { bytes += indentation }
            bytes.append(byte)
            isAtLineStart = byte == UInt8(ascii: "\n")
        }
        return try Self.parse(bytes, name)
    }

    /// What a block is replaced with, and the template that says so.
    private struct Replacement {
        let contents: [TemplateSyntax]
        let template: String
    }

    /// What has been put together so far.
    private struct Assembly {
        let linker: TemplateLinker
        var template = Template()
        /// The parts up to here are in other sections than what comes next, or are sections.
        private var partsBeforeText = 0

        init(linker: TemplateLinker) {
            self.linker = linker
        }

        /// Adds what stands in a template, with blocks replaced by those that surround it.
        mutating func add(
            _ syntax: [TemplateSyntax], of file: String, replacing blocks: [String: Replacement], depth: Int
        ) throws(TemplateFault) {
            guard depth < TemplateLinker.deepest else {
                throw TemplateFault(template: file, detail: "includes itself")
            }
            for piece in syntax {
                switch piece {
                case .text(let text): add(text)
                case .variable(let name): template.parts.append(.variable(place(of: name)))
                case .section(let name, let contents):
                    let contents = try add(section: contents, of: file, replacing: blocks, depth: depth)
                    template.parts[contents.lowerBound - 1] = .section(place(of: name), contents)
                case .inverted(let name, let contents):
                    let contents = try add(section: contents, of: file, replacing: blocks, depth: depth)
                    template.parts[contents.lowerBound - 1] = .inverted(place(of: name), contents)
                case .partial(let name, let indentation):
                    let contents = try linker.contents(of: name, indented: indentation, in: file)
                    try add(contents, of: name, replacing: blocks, depth: depth + 1)
                case .parent(let name, let own):
                    let contents = try linker.contents(of: name, in: file)
                    // Of two that replace the same block, the outer one wins.
                    let all = own.mapValues { Replacement(contents: $0, template: file) }.merging(blocks) { $1 }
                    try add(contents, of: name, replacing: all, depth: depth + 1)
                case .block(let name, let contents):
                    let block = blocks[name] ?? Replacement(contents: contents, template: file)
                    try add(block.contents, of: block.template, replacing: blocks, depth: depth + 1)
                }
            }
        }

        /// Adds what stands in a section, behind a place that is left for the section itself.
        private mutating func add(
            section: [TemplateSyntax], of file: String, replacing blocks: [String: Replacement], depth: Int
        ) throws(TemplateFault) -> Range<Int> {
            template.parts.append(.text(0..<0))
            let start = template.parts.endIndex
            partsBeforeText = start
            try add(section, of: file, replacing: blocks, depth: depth)
            // What follows is no part of the section.
            partsBeforeText = template.parts.endIndex
            return start..<template.parts.endIndex
        }

        private mutating func place(of name: Template.Name) -> Int {
            template.names.append(name)
            return template.names.endIndex - 1
        }

        /// Adds text, to the part before where that is text of the same section.
        private mutating func add(_ text: ArraySlice<UInt8>) {
            let start = template.text.endIndex
            template.text += text
            let end = template.text.endIndex
            if template.parts.endIndex > partsBeforeText, case .text(let before)? = template.parts.last {
                template.parts[template.parts.endIndex - 1] = .text(before.lowerBound..<end)
            } else {
                template.parts.append(.text(start..<end))
            }
        }
    }
}
