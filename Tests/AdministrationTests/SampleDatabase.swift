import Application
import DatabaseFiles

/// Creates an empty database with the current schema.
func createDatabase(at path: String) throws {
    _ = try OpenDatabase.open(path: path, renderer: AnswerRenderer { _ in [] }, legacyAnswer: { _, _ in [] })
}
