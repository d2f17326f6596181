import Application

/// One unit of work, on the connection that writes, within the transaction that it has begun.
///
/// What it can do stands beside the reading of the same things.
final class SQLiteUnitOfWork: UnitOfWork {
    let connection: Connection
    let answers: ReadyAnswers
    let revisionFloor: Int64

    init(_ connection: Connection, answers: ReadyAnswers, revisionFloor: Int64) {
        self.connection = connection
        self.answers = answers
        self.revisionFloor = revisionFloor
    }
}
