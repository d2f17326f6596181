import Invoicing
import Mustache

/// The pages' templates, compiled once.
package struct Templates: Sendable {
    private let library: MustacheLibrary
    private let charts = ChartDrawings()
    /// Changes with the style sheet and the script, so that browsers may keep them for long.
    let assetVersion: String

    /// Compiles the texts of the template files, by their names without the extension.
    ///
    /// Throws when one that a page needs is missing, when one cannot be read or would let text through unescaped,
    /// or when one names another that is not there: the library would render that as nothing.
    package init(_ texts: [String: String], assetVersion: String) throws(TemplateFault) {
        MustacheContentTypes.register(PageContentType(), named: PageContentType.name)
        var library = MustacheLibrary()
        for (name, text) in texts {
            guard text.hasPrefix("{{% CONTENT_TYPE:\(PageContentType.name)}}\n") else {
                throw TemplateFault(template: name, detail: "does not select the content type \(PageContentType.name)")
            }
            guard !text.contains("{{{"), !text.contains("{{&") else {
                throw TemplateFault(template: name, detail: "holds a tag that does not escape")
            }
            for partial in Self.partials(of: text) where texts[partial] == nil {
                throw TemplateFault(template: name, detail: "names “\(partial)”, which is missing")
            }
            do {
                try library.register(text, named: name)
            } catch {
                throw TemplateFault(template: name, detail: "cannot be read: \(error)")
            }
        }
        for name in PageTemplate.allCases.map(\.rawValue) where texts[name] == nil {
            throw TemplateFault(template: name, detail: "is missing")
        }
        self.library = library
        self.assetVersion = assetVersion
    }

    /// The page as UTF-8.
    func render(_ view: some MustacheParent, with template: PageTemplate) -> [UInt8] {
        Array(text(view, template).utf8)
    }

    /// The chart of the home page, for its place in there.
    func chart(of months: [LedgerSummary.Month], in currency: String) -> MustacheTemplate? {
        charts.chart(of: months, in: currency) { text($0, .chart) }
    }

    private func text(_ view: some MustacheParent, _ template: PageTemplate) -> String {
        // Init made sure that every template of the enumeration is there.
        library.render(view, withTemplate: template.rawValue) ?? ""
    }

    /// The names behind `{{>` and `{{<`.
    private static func partials(of text: String) -> [String] {
        text.split(separator: "{{").compactMap { tag in
            guard let sign = tag.first, sign == ">" || sign == "<" else { return nil }
            return tag.dropFirst().prefix { $0 != "}" }.split(separator: " ").first.map(String.init)
        }
    }
}

/// Why the templates cannot be used.
package struct TemplateFault: Error, CustomStringConvertible {
    let template: String
    let detail: String

    package var description: String { "The template \(template).mustache \(detail)." }
}

/// Every page that is rendered, and the part of one that is rendered by itself.
enum PageTemplate: String, CaseIterable {
    case home, chart, invoices, create, edit, invoice, delete, search, settings, account, login, register, error
}

/// Nearly every value of a page is a text. Said so, it is taken as it is; otherwise the engine tries in
/// turn whatever else it might be, which took a third of the home page's time.
extension String: @retroactive MustacheCustomRenderable {
    /// The text itself; the content type escapes it.
    public var renderText: String { self }
    /// A text, empty or not, is something.
    public var isNull: Bool { false }
}
