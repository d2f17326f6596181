import ArgumentParser
import Store

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Names the steps by which this version's schema came to be, one a line.",
        discussion: """
            A version that lacks one of them cannot read a database of this one's: by this the \
            package knows which older versions may take its place.

            EXAMPLE:
              invoices schema
            """)

    func run() throws {
        for step in SQLiteStore.schemaSteps { print(step) }
    }
}
