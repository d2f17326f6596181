import Accounts
import Administration
import ArgumentParser
import DatabaseFiles
import Ledger
import Primitives
import SQLiteStore

struct DemoCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Fills an empty database with sample data.",
        discussion: """
            Creates the users user1, user2 and so on, all with the password \(SampleAccounts.password), and \
            distributes the invoices evenly among them and over the three years before --until. The same \
            arguments always give the same data. The service must not be running.

            EXAMPLE:
              invoices demo --users 20 --invoices 100000 --seed 1 --until 2026-06-30
            """)

    @Option(help: "The number of users to create, from 1 to 10000.")
    var users = 20
    @Option(help: "The number of invoices to create, up to 10000000.")
    var invoices = 100_000
    @Option(help: "The seed of the random data.")
    var seed: UInt64 = 1
    @Option(help: "The day on which the last invoice is created, such as 2026-06-30. (default: today)")
    var until: CalendarDate?

    func validate() throws {
        guard (1...10_000).contains(users) else { throw ValidationError("--users must be from 1 to 10000.") }
        guard (0...10_000_000).contains(invoices) else {
            throw ValidationError("--invoices must be from 0 to 10000000.")
        }
        if let until, !(1900...9000).contains(until.parts.year) {
            throw ValidationError("--until must be from 1900-01-01 to 9000-12-31.")
        }
    }

    func run(_ launch: Launch) throws {
        let configuration = try InvoicesConfiguration.reading(launch.environment)
        let store = try Wiring(configuration).database().store
        let samples = SampleInvoices(
            count: invoices, users: users, seed: seed, until: until ?? Clock.system.now().day)
        let bar = ProgressBar("Invoices", of: max(1, invoices))
        do {
            guard try store.users().isEmpty else { throw DomainError.conflict("The database is not empty.") }
            let accounts = try SampleAccounts.generate(
                count: users, seed: seed, created: samples.since.start, bcryptCost: configuration.bcryptCost)
            try store.fill(accounts, invoices: samples, progress: bar.show)
        } catch let error as DomainError {
            throw OperatorError(error.operatorMessages)
        }
        if invoices > 0 { bar.show(invoices) }
        print("Created \(users) users, user1 to user\(users) with the password \(SampleAccounts.password),")
        print("and \(invoices) invoices in \(configuration.database).")
    }
}

extension CalendarDate: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
