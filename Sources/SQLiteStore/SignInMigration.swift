/// Step 5: sign-ins that failed.
enum SignInMigration {
    static let sql = """
        CREATE TABLE sign_in_failures (
            pair BLOB NOT NULL PRIMARY KEY CHECK (length(pair) = 32),
            failures INTEGER NOT NULL CHECK (failures > 0),
            last_failure INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_failure);
        """
}
