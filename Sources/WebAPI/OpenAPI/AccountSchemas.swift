import Accounts
import Application
import Ledger
import Primitives
import JSON

/// Schemas of accounts and credentials.
enum AccountSchemas {
    static let registration = Schema.object(
        [
            ("email", .email.described("Unique, ignoring case.")),
            (
                "username",
                .type("string").pattern(UsernameRule.pattern).described("Unique, ignoring case.")
            ),
            ("full_name", .optionalText(AccountRules.fullName).orNull),
            ("password", newPassword),
        ], required: ["email", "username", "password"], isClosed: true)

    static let login = Schema.object(
        [
            (
                "grant_type",
                .either(.oneOf(["password"]), .string(0...0)).described("OAuth 2's name of this grant; optional.")
            ),
            ("username", .type("string").pattern("\\S").described("The user name or the e-mail address.")),
            ("password", .string(1...Int(Int32.max)).format("password")),
            ("scope", .type("string").described("Not used.")),
            ("client_id", .type("string").described("Not used.")),
            ("client_secret", .type("string").format("password").described("Not used.")),
        ], required: ["username", "password"])

    static let accessToken = Schema.object(
        [
            ("access_token", .type("string").described("Send it as `Authorization: Bearer …`.")),
            ("token_type", .oneOf(["bearer"])),
            ("expires_in", .integer(1...Int.max).described("The token's lifetime in seconds.")),
        ], required: ["access_token", "token_type", "expires_in"])

    static let user = Schema.object(
        [
            ("id", .integer(1...Int.max)),
            ("email", .string(EmailRule.length.length)),
            ("username", .type("string").pattern(UsernameRule.pattern)),
            ("full_name", .string(AccountRules.fullName.length).orNull),
            ("is_active", .boolean),
            ("date_created", .time),
        ], required: ["id", "email", "username", "full_name", "is_active", "date_created"])

    static let passwordChange = Schema.object(
        [("current_password", .type("string").format("password")), ("new_password", newPassword)],
        required: ["current_password", "new_password"], isClosed: true)

    private static let newPassword = Schema.type("string").format("password")
        .adding("minLength", .integer(AccountRules.shortestPassword))
        .adding("maxLength", .integer(AccountRules.longestPassword)).pattern(#"^[^\u0000]*$"#)
        .described(
            """
            At least \(AccountRules.shortestPassword) characters and at most \(AccountRules.longestPassword) bytes of \
            UTF-8, used exactly as sent. Must not be one of the 3,000 commonest passwords, contain the user name or \
            the e-mail address, or consist mainly of the part before its `@`.
            """)
}
