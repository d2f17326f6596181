import Accounts
import Administration
import ArgumentParser

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Creates, lists, disables and enables users, and sets their passwords.",
        discussion: """
            If a service has the database open, it makes the change, at the request of this command over its \
            control socket; it takes effect with the next request. Otherwise the database is changed directly.

            EXAMPLES:
              invoices user add ada --email ada@example.com --full-name 'Ada Lovelace'
              printf '%s\\n' "$PASSWORD" | invoices user password ada --password-stdin
              invoices user disable ada
            """,
        subcommands: [Add.self, List.self, Disable.self, Enable.self, SetPassword.self])

    struct Add: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Creates a user, even if registration is closed.")

        @Argument(help: "The new user's name: 3 to 50 of the characters A-Z a-z 0-9 _ . -")
        var username: String
        @Option(help: "The user's e-mail address.")
        var email: String
        @Option(help: "The user's full name.")
        var fullName: String?
        @OptionGroup var password: PasswordOption

        func run(_ launch: Launch) throws {
            let request = AdministrationRequest.addUser(
                email: email, username: username, fullName: fullName, password: try password.read())
            try AdministrationClient(launch).change(request) {
                "Made the user \($0.username) with the id \($0.id)."
            }
        }
    }

    struct List: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all users.")

        func run(_ launch: Launch) throws {
            let users = try AdministrationClient(launch).users()
            print(UserTable.text(of: users), terminator: "")
        }
    }

    struct Disable: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Disables a user, from the next request on.")

        @Argument(help: "The user's name or e-mail address.")
        var user: String

        func run(_ launch: Launch) throws {
            try AdministrationClient(launch).change(.setActive(user: user, false)) {
                "Locked \($0.username) out."
            }
        }
    }

    struct Enable: LaunchedCommand {
        static let configuration = CommandConfiguration(abstract: "Enables a user again.")

        @Argument(help: "The user's name or e-mail address.")
        var user: String

        func run(_ launch: Launch) throws {
            try AdministrationClient(launch).change(.setActive(user: user, true)) {
                "Let \($0.username) in again."
            }
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
            try AdministrationClient(launch).change(request) {
                "Set the password of \($0.username), who is signed out everywhere."
            }
        }
    }
}

/// How the password is entered.
struct PasswordOption: ParsableArguments {
    @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input instead of asking for it.")
    var fromStandardInput = false

    /// Reads the password: twice at the terminal, without echo, or from the first line of standard input.
    func read() throws(OperatorError) -> String {
        try fromStandardInput ? PasswordPrompt.standardInputLine() : PasswordPrompt.typedTwice()
    }
}
