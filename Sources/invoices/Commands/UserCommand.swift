import Accounts
import ArgumentParser
import Service

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Makes, lists, locks out and lets in users, and sets their passwords.",
        discussion: """
            A service that has the database is told over its control socket, and what was done holds from its \
            next request on. Otherwise the database is changed directly.

            EXAMPLES:
              invoices user add ada --email ada@example.com --full-name 'Ada Lovelace'
              printf '%s\\n' "$PASSWORD" | invoices user password ada --password-stdin
              invoices user disable ada
            """,
        subcommands: [Add.self, List.self, Disable.self, Enable.self, SetPassword.self])

    struct Add: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a user, whether registration is open or not.")

        @Argument(help: "The new user's name: 3 to 50 of the characters A-Z a-z 0-9 _ . -")
        var username: String
        @Option(help: "The user's e-mail address.")
        var email: String
        @Option(help: "The user's full name.")
        var fullName: String?
        @OptionGroup var password: PasswordOption

        func run(_ launch: Launch) throws {
            let request = AdministrationRequest.add(
                email: email, username: username, fullName: fullName, password: try password.read())
            try AdministrationDesk(launch).change(request) { "Made the user \($0.username) with the id \($0.id)." }
        }
    }

    struct List: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all users.")

        func run(_ launch: Launch) throws {
            let users = try AdministrationDesk(launch).users()
            print(UserTable.text(of: users), terminator: "")
        }
    }

    struct Disable: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Locks a user out, from the next request on.")

        @Argument(help: "The user's name or e-mail address.")
        var user: String

        func run(_ launch: Launch) throws {
            try AdministrationDesk(launch).change(.setActive(user: user, false)) { "Locked \($0.username) out." }
        }
    }

    struct Enable: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a user in again.")

        @Argument(help: "The user's name or e-mail address.")
        var user: String

        func run(_ launch: Launch) throws {
            try AdministrationDesk(launch).change(.setActive(user: user, true)) { "Let \($0.username) in again." }
        }
    }

    struct SetPassword: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "password", abstract: "Sets a user's password, which signs them out everywhere.")

        @Argument(help: "The user's name or e-mail address.")
        var user: String
        @OptionGroup var password: PasswordOption

        func run(_ launch: Launch) throws {
            let request = AdministrationRequest.setPassword(user: user, try password.read())
            try AdministrationDesk(launch).change(request) {
                "Set the password of \($0.username), who is signed out everywhere."
            }
        }
    }
}

/// Where a password comes from.
struct PasswordOption: ParsableArguments {
    @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input instead of asking for it.")
    var fromStandardInput = false

    /// The password as it was typed: twice at the terminal without echo, or the first line of standard input.
    func read() throws(OperatorError) -> String {
        try fromStandardInput ? PasswordPrompt.standardInputLine() : PasswordPrompt.typedTwice()
    }
}
