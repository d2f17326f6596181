import Foundation
import XCTest

@testable import Administration

final class SetupTests: XCTestCase {
    private var directory: TemporaryDirectory!
    private var path: String { directory.path + "/etc/file" }

    override func setUpWithError() throws {
        directory = try TemporaryDirectory()
    }

    private func installer(mayReplace: Bool = false, asked: @escaping () -> Void = {}) -> FileInstaller {
        FileInstaller(root: directory.path) { _ in
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

    func testAcceptsHostNamesOfTheDNS() {
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

    func testInstallsAFileOnce() throws {
        var questions = 0
        let installer = installer { questions += 1 }
        try installer.createDirectory("/etc")
        XCTAssertEqual(try installer.install("/etc/file", "text\n"), .created)
        XCTAssertEqual(try mode(), 0o644)
        XCTAssertEqual(try installer.install("/etc/file", "text\n"), .unchanged)
        XCTAssertEqual(try text(), "text\n")
        XCTAssertEqual(questions, 0)
    }

    func testKeepsAFileWithOtherContentsUnlessItMayReplaceIt() throws {
        try installer().createDirectory("/etc")
        XCTAssertEqual(try installer().install("/etc/file", "mine"), .created)
        XCTAssertEqual(try installer().install("/etc/file", "theirs"), .kept)
        XCTAssertEqual(try text(), "mine")
        XCTAssertEqual(try installer(mayReplace: true).install("/etc/file", "theirs"), .replaced)
        XCTAssertEqual(try text(), "theirs")
    }

    func testALinkCountsAsOtherContentsAndIsNotFollowed() throws {
        try installer().createDirectory("/etc")
        try installer().link("/etc/file", to: directory.path + "/target")
        XCTAssertEqual(try installer().install("/etc/file", "text"), .kept)
        XCTAssertEqual(try installer(mayReplace: true).install("/etc/file", "text"), .replaced)
        XCTAssertFalse(FileManager.default.fileExists(atPath: directory.path + "/target"))
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/etc"), ["file"])
    }

    func testReportsWhichFileCannotBeWritten() {
        XCTAssertThrowsError(try installer().install("/none/file", "text")) { error in
            XCTAssertTrue((error as? OperatorError)?.messages.first?.hasPrefix("\(directory.path)/none/file ") ?? false)
        }
    }

    func testCreatesDirectoriesReadableForAllWhateverTheUmask() throws {
        let mask = umask(0o077)
        defer { umask(mask) }
        try installer().createDirectory("/a/b")
        for name in ["/a", "/a/b"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + name)
            XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o755, name)
        }
    }

    func testReportsTheFailedCommandAndItsOutput() {
        XCTAssertThrowsError(try SystemCommand("sh", "-c", "echo well; echo no >&2; exit 3").output()) { error in
            let messages = (error as? OperatorError)?.messages
            XCTAssertEqual(messages?.count, 2)
            XCTAssertEqual(messages?.last, "well\nno")
        }
        XCTAssertThrowsError(try SystemCommand("no-such-program-at-all").output())
        XCTAssertEqual(try SystemCommand("sh", "-c", "printf %s $X").output(), "")
        XCTAssertEqual(try SystemCommand(["sh", "-c", "printf %s $X"], environment: ["X": "x"]).output(), "x")
    }
}
