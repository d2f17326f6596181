/// What a database is, told without opening it for use.
package enum DatabaseSurvey {
    package enum Schema: Sendable {
        case older, current
    }

    /// Which schema the database has; it is only read, and a service may be running on it.
    ///
    /// Throws `newerSchema`, `notADatabase`, or `unusable` with the reason why it cannot be read.
    package static func schema(of path: String, busyTimeout: Double = 5) throws(DatabaseFileError) -> Schema {
        let file = DatabaseFile(path: path, busyTimeout: busyTimeout)
        try file.refuseUnlessKnown()
        do {
            try file.refuseUnlessCurrent()
            return .current
        } catch .olderSchema {
            return .older
        }
    }
}
