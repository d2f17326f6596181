import Foundation
import XCTest

@testable import invoices

final class SetupTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var path: String { folder.path + "/etc/file" }

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
    }

    private func placement(mayReplace: Bool = false, asked: @escaping () -> Void = {}) -> FilePlacement {
        FilePlacement(root: folder.path) { _ in
            asked()
            return mayReplace
        }
    }

    private func text() throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    func testReadsNamesAsTheDNSKnowsThem() {
        XCTAssertEqual(HostName("Invoices.Example.COM")?.text, "invoices.example.com")
        let longest = String(repeating: "a", count: 63)
        for name in ["localhost", "xn--mller-kva.example", "a.b", "4you.example", longest + ".example"] {
            XCTAssertEqual(HostName(name)?.text, name)
        }
        let tooLong = Array(repeating: longest, count: 4).joined(separator: ".")
        for name in [
            "", ".", "a.", ".a", "a..b", "-a.b", "a-.b", "a_b.c", "a b", "a/b", "a:80", "müller.example", "127.0.0.1",
            "::1", "a;b", "a\nb", longest + "a.example", tooLong,
        ] {
            XCTAssertNil(HostName(name), name)
        }
    }

    func testPlacesAFileOnceAndForAll() throws {
        var questions = 0
        let placement = placement { questions += 1 }
        try placement.makeFolder("/etc")
        XCTAssertEqual(try placement.place("/etc/file", "text\n"), .made)
        XCTAssertEqual(try mode(), 0o644)
        XCTAssertEqual(try placement.place("/etc/file", "text\n"), .same)
        XCTAssertEqual(try text(), "text\n")
        XCTAssertEqual(questions, 0)
    }

    func testKeepsWhatSaysSomethingElseUnlessItMayReplaceIt() throws {
        try placement().makeFolder("/etc")
        XCTAssertEqual(try placement().place("/etc/file", "mine"), .made)
        XCTAssertEqual(try placement().place("/etc/file", "theirs"), .kept)
        XCTAssertEqual(try text(), "mine")
        XCTAssertEqual(try placement(mayReplace: true).place("/etc/file", "theirs"), .replaced)
        XCTAssertEqual(try text(), "theirs")
    }

    func testALinkIsSomethingElseAndIsNotFollowed() throws {
        try placement().makeFolder("/etc")
        try placement().link("/etc/file", to: folder.path + "/target")
        XCTAssertEqual(try placement().place("/etc/file", "text"), .kept)
        XCTAssertEqual(try placement(mayReplace: true).place("/etc/file", "text"), .replaced)
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder.path + "/target"))
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/etc"), ["file"])
    }

    func testSaysWhichFileCannotBeWritten() {
        XCTAssertThrowsError(try placement().place("/none/file", "text")) { error in
            XCTAssertTrue((error as? OperatorError)?.sentences.first?.hasPrefix("\(folder.path)/none/file ") ?? false)
        }
    }

    func testMakesFoldersForAllToEnterWhateverTheMask() throws {
        let mask = umask(0o077)
        defer { umask(mask) }
        try placement().makeFolder("/a/b")
        for name in ["/a", "/a/b"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + name)
            XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o755, name)
        }
    }

    func testAnInstalledProgramReadsItsConfigurationUnlessItIsToldOtherwise() {
        let variable = "INVOICES_CONFIG"
        XCTAssertEqual(Launch.environment([:], isInstalled: true), [variable: SetupFiles.configuration])
        XCTAssertEqual(Launch.environment([:], isInstalled: false), [:])
        for told in ["", "/etc/other"] {
            XCTAssertEqual(Launch.environment([variable: told], isInstalled: true), [variable: told])
        }
    }

    func testSaysWhatFailedAndWhatItHadToSay() {
        XCTAssertThrowsError(try SystemTool("sh", "-c", "echo well; echo no >&2; exit 3").output()) { error in
            let sentences = (error as? OperatorError)?.sentences
            XCTAssertEqual(sentences?.count, 2)
            XCTAssertEqual(sentences?.last, "well\nno")
        }
        XCTAssertThrowsError(try SystemTool("no-such-program-at-all").output())
        XCTAssertEqual(try SystemTool("sh", "-c", "printf %s $X").output(), "")
        XCTAssertEqual(try SystemTool(["sh", "-c", "printf %s $X"], environment: ["X": "x"]).output(), "x")
    }
}
