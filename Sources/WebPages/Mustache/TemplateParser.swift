/// A piece of a template file.
enum TemplateSyntax {
    case text(ArraySlice<UInt8>)
    case variable(Template.Name)
    case section(Template.Name, [TemplateSyntax])
    case inverted(Template.Name, [TemplateSyntax])
    /// Another template; the blanks go before each of its lines.
    case partial(String, indentation: ArraySlice<UInt8>)
    /// Another template with some of its blocks replaced.
    case parent(String, blocks: [String: [TemplateSyntax]])
    /// What another template may replace.
    case block(String, [TemplateSyntax])
}

/// What is wrong with a template file, as the rest of a sentence that begins with the file.
struct TemplateSyntaxError: Error {
    let detail: String

    static func unreadable(_ reason: String) -> Self { Self(detail: "cannot be read: \(reason)") }
}

/// Reads a template file: Mustache with variables, sections, inverted sections, comments, partials, parents and
/// blocks (https://github.com/mustache/spec).
///
/// All else is refused: tags that do not escape, other delimiters, pragmas, names that are computed, parents and
/// blocks that are indented. Alone on its line is a tag that has nothing beside it, its own end tag included.
struct TemplateParser {
    private var tags: TemplateTags

    static func parse(_ bytes: [UInt8]) throws(TemplateSyntaxError) -> [TemplateSyntax] {
        var parser = TemplateParser(tags: TemplateTags(bytes))
        return try parser.contents(of: nil)
    }

    /// What stands before the end of a tag, or before the end of the file.
    private mutating func contents(of start: TemplateTag?) throws(TemplateSyntaxError) -> [TemplateSyntax] {
        var contents: [TemplateSyntax] = []
        while let (text, tag) = try tags.next() {
            if !text.isEmpty { contents.append(.text(text)) }
            guard let tag else { break }
            switch tag.kind {
            case .comment: break
            case .variable: contents.append(.variable(Template.Name(tag.name)))
            case .section: contents.append(.section(Template.Name(tag.name), try self.contents(of: tag)))
            case .inverted: contents.append(.inverted(Template.Name(tag.name), try self.contents(of: tag)))
            case .partial: contents.append(.partial(tag.name, indentation: tag.indentation))
            case .parent: contents.append(.parent(tag.name, blocks: try blocks(of: tag)))
            case .block:
                try refuseIndentation(of: tag)
                contents.append(.block(tag.name, try self.contents(of: tag)))
            case .end:
                guard let start, tag.name == start.name else {
                    throw .unreadable("line \(tag.line): {{/\(tag.name)}} ends what was not begun")
                }
                return contents
            }
        }
        if let start { throw .unreadable("{{/\(start.name)}} is missing, for the tag of line \(start.line)") }
        return contents
    }

    /// The blocks of a parent; the text between them counts for nothing.
    private mutating func blocks(of parent: TemplateTag) throws(TemplateSyntaxError) -> [String: [TemplateSyntax]] {
        try refuseIndentation(of: parent)
        var blocks: [String: [TemplateSyntax]] = [:]
        for part in try contents(of: parent) {
            switch part {
            case .block(let name, let contents): blocks[name] = contents
            case .text: break
            default: throw .unreadable("line \(parent.line): {{<\(parent.name)}} holds more than blocks")
            }
        }
        return blocks
    }

    /// Mustache would indent what comes there by as much, which no template needs.
    private func refuseIndentation(of tag: TemplateTag) throws(TemplateSyntaxError) {
        guard tag.indentation.isEmpty else {
            throw .unreadable("line \(tag.line): a parent or a block is indented")
        }
    }
}
