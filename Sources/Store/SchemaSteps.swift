import GRDB

extension SQLiteStore {
    /// The names of the steps by which the current schema comes to be, in order. A database that was
    /// brought further than these is refused.
    package static var schemaSteps: [String] { Migrations.migrator.migrations }
}
