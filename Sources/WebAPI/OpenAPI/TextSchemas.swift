import Accounts
import Application
import Ledger
import Primitives
import JSON

/// Texts and numbers in requests and responses.
extension Schema {
    /// A required text: at least one non-blank character, and no control characters except tab and line ends.
    static func text(_ rule: TextRule) -> Schema {
        string(rule.length).pattern("^\(printable)*[^\(controls)\\s]\(printable)*$")
    }

    /// An optional text; an empty one counts as absent.
    static func optionalText(_ rule: TextRule) -> Schema {
        string(0...rule.length.upperBound).pattern("^\(printable)*$")
    }

    /// C0 without tab, line feed and carriage return; DEL; C1.
    private static let controls = #"\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F"#
    private static let printable = "[^\(controls)]"

    /// One `@`, followed by a domain with a dot.
    static let email = string(3...EmailRule.length.length.upperBound).pattern(emailPattern)
    /// The same, or empty.
    static let optionalEmail = string(0...EmailRule.length.length.upperBound).pattern("^$|\(emailPattern)")
    private static let emailPattern = "^\(mailbox)+@\(label)+(\\.\(label)+)+$"
    private static let mailbox = "[^@\(controls)\\s]"
    private static let label = "[^@.\(controls)\\s]"

    static let date = type("string").format("date")
    static let time = type("string").format("date-time").pattern(#"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"#)

    /// A due date in requests: a date, or a date and time of which only the date is kept.
    static let optionalDate = either(
        date, type("string").format("date-time").described("The date is kept as written."),
        string(0...0), type("null"))

    /// An amount of money in responses: two decimals.
    static let money = type("number").decimals(2)
    /// An amount to compare with, within the range of stored amounts.
    static let comparedMoney = money.adding("minimum", .integer(-largestMoney)).adding(
        "maximum", .integer(largestMoney))
    private static let largestMoney = Int64.max / 100
}
