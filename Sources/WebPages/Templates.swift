/// The pages' templates, put together once.
package struct Templates: Sendable {
    private let templates: [PageTemplate: Template]
    /// Changes with the style sheet and the script, so that browsers may keep them for long.
    let assetVersion: String

    /// Takes the texts of the template files, by their names without the extension.
    ///
    /// Throws when one that a page needs is missing, when one cannot be read or would let text through unescaped,
    /// or when one names another that is not there.
    package init(_ texts: [String: String], assetVersion: String) throws(TemplateFault) {
        let linker = try TemplateLinker(texts)
        // Files that no page uses yet are to be right as well.
        for name in texts.keys { _ = try linker.template(name) }
        var templates: [PageTemplate: Template] = [:]
        for page in PageTemplate.allCases {
            guard texts[page.rawValue] != nil else {
                throw TemplateFault(template: page.rawValue, detail: "is missing")
            }
            templates[page] = try linker.template(page.rawValue)
        }
        self.templates = templates
        self.assetVersion = assetVersion
    }

    /// The page as UTF-8.
    func render(_ view: some TemplateObject, with template: PageTemplate) -> [UInt8] {
        // Init made sure that every template of the enumeration is there.
        templates[template]?.render(view) ?? []
    }
}

/// Why the templates cannot be used.
package struct TemplateFault: Error, CustomStringConvertible {
    let template: String
    let detail: String

    package var description: String { "The template \(template).mustache \(detail)." }
}

/// Every page that is rendered.
enum PageTemplate: String, CaseIterable {
    case home, invoices, create, edit, invoice, delete, search, settings, account, login, register, error
}
