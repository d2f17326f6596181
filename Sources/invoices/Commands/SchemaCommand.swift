import ArgumentParser
import SQLiteStore

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Lists the migrations of this version's schema, one per line.",
        discussion: """
            A version that lacks one of them cannot read a database of this version: this tells the \
            package which older versions it can be downgraded to.

            EXAMPLE:
              invoices schema
            """)

    func run() throws {
        for step in SQLiteStore.schemaSteps { print(step) }
    }
}
