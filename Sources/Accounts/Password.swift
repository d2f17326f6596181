import Primitives

/// A password exactly as it was typed. It never reaches a log.
package struct Password: Equatable, Sendable, CustomStringConvertible {
    package let text: String

    /// A password for a user with these user names and e-mail addresses. Refuses passwords that are guessed
    /// first: common ones, and those that contain a name.
    package init(_ typed: String, of names: [String]) throws(ValueFault) {
        try self.init(typed)
        let folded = FoldedText(typed).text
        guard !CommonPasswords.all.contains(folded[...]) else {
            throw ValueFault("is one of the commonest passwords, which are guessed first; choose another one")
        }
        guard !names.contains(where: { Self.containsName(folded, $0) }) else {
            throw ValueFault("must not hold the user name or the e-mail address, which are guessed first")
        }
    }

    /// 8 characters to 72 bytes of UTF-8, without NUL.
    package init(_ typed: String) throws(ValueFault) {
        guard !typed.utf8.contains(0) else { throw ValueFault("must not hold the character NUL") }
        guard typed.unicodeScalars.count >= AccountRules.shortestPassword else {
            throw ValueFault("must have at least \(AccountRules.shortestPassword) characters")
        }
        guard typed.utf8.count <= AccountRules.longestPassword else {
            throw ValueFault("must have at most \(AccountRules.longestPassword) bytes")
        }
        text = typed
    }

    package var description: String { "<password>" }

    /// Whether the folded password contains the name, or consists at least half of the part before the name's `@`.
    private static func containsName(_ password: String, _ name: String) -> Bool {
        let name = FoldedText(name).text
        let local = name.prefix { $0 != "@" }
        return password.contains(name) || local.count * 2 >= password.count && password.contains(local)
    }
}
