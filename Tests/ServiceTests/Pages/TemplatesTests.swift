import Foundation
import XCTest

@testable import WebPages

/// The templates: read once, complete or not at all.
final class TemplatesTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../templates").standardizedFileURL

    /// The product's own, by name.
    private func texts() throws -> [String: String] {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        let texts = try files.filter { $0.pathExtension == "mustache" }.map {
            ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
        return Dictionary(uniqueKeysWithValues: texts)
    }

    private func fault(_ change: (inout [String: String]) -> Void) throws -> String? {
        var texts = try texts()
        change(&texts)
        do {
            _ = try Templates(texts, assetVersion: "1")
            return nil
        } catch {
            return error.description
        }
    }

    func testTheProductsOwnAreComplete() throws {
        XCTAssertNil(try fault { _ in })
        for page in PageTemplate.allCases { XCTAssertNotNil(try texts()[page.rawValue], page.rawValue) }
    }

    func testNoFileHoldsWhatThePolicyRefuses() throws {
        for (name, text) in try texts() {
            XCTAssertFalse(text.contains(/\s(style|on[a-z]+)=/), "\(name) holds what the policy refuses")
            XCTAssertFalse(text.contains(/<(style|script)[ >]/) && name != "layout", name)
        }
    }

    func testAMissingPageIsNamed() throws {
        XCTAssertEqual(try fault { $0["home"] = nil }, "The template home.mustache is missing.")
    }

    func testAMissingPartialOrLayoutIsNamed() throws {
        for missing in ["csrf", "layout", "invoice-row", "paper", "sort-head"] {
            let fault = try XCTUnwrap(fault { $0[missing] = nil }, missing)
            XCTAssertTrue(fault.contains("names “\(missing)”, which is missing."), fault)
        }
    }

    func testABrokenTemplateIsNamed() throws {
        for text in ["{{#a}}", "{{#a}}{{/b}}", "{{a", "{{/a}}", "{{<layout}}", "{{$a}}"] {
            let fault = try XCTUnwrap(fault { $0["home"] = text }, text)
            XCTAssertTrue(fault.hasPrefix("The template home.mustache cannot be read: "), fault)
        }
    }

    func testATemplateThatIncludesItselfIsRefused() throws {
        for text in ["{{> date}}", "{{#a}}{{<date}}{{/date}}{{/a}}", "{{<status}}{{$a}}{{$a}}{{/a}}{{/a}}{{/status}}"] {
            let fault = try XCTUnwrap(
                fault {
                    $0["date"] = text
                    $0["status"] = "{{$a}}{{/a}}"
                }, text)
            XCTAssertEqual(fault, "The template date.mustache includes itself.", text)
        }
    }

    func testATagThatDoesNotEscapeIsRefused() throws {
        for tag in ["{{{a}}}", "{{&a}}"] {
            XCTAssertEqual(
                try fault { $0["date"] = tag },
                "The template date.mustache holds a tag that does not escape.")
        }
    }
}
