import XCTest

@testable import WebPages

/// An object of whatever members a test needs.
struct SampleObject: TemplateObject, ExpressibleByDictionaryLiteral {
    let members: [String: any TemplateValue]

    init(dictionaryLiteral elements: (String, any TemplateValue)...) {
        members = Dictionary(uniqueKeysWithValues: elements)
    }

    func child(named name: String) -> (any TemplateValue)? { members[name] }
}

/// Renders a text as the template `page`, beside others that it may name.
func rendered(
    _ text: String, _ object: SampleObject = [:], beside others: [String: String] = [:]
) throws -> String {
    let linker = try TemplateLinker(others.merging(["page": text]) { $1 })
    return String(decoding: try linker.template("page").render(object), as: UTF8.self)
}

/// Why a text is no template.
func fault(of text: String, beside others: [String: String] = [:]) -> String? {
    do {
        _ = try rendered(text, beside: others)
        return nil
    } catch {
        return "\(error)"
    }
}
