import Accounts
import Application
import Ledger
import Primitives

extension SQLiteStore {
    package func user(_ id: Int64) throws(DomainError) -> User? {
        guard let caches else { return try read { try $0.user(id) } }
        return try caches.users.user(id) { () throws(DomainError) in try read { try $0.user(id) } }
    }

    package func credentials(for login: String) throws(DomainError) -> (user: User, passwordHash: String)? {
        let column = login.contains("@") ? "email_folded" : "username_folded"
        return try read { connection in
            try connection.first("\(User.select) WHERE \(column) = ?1", .text(FoldedText(login).text)) { row in
                (User(in: row), row.text(User.passwordColumn))
            }
        }
    }

    package func users() throws(DomainError) -> [User] {
        try read { try $0.all("\(User.select) ORDER BY id", read: User.init(in:)) }
    }
}

extension SQLiteUnitOfWork {
    func hasUser(email: FoldedText) throws -> Bool {
        try connection.first("SELECT 1 FROM users WHERE email_folded = ?1", .text(email.text)) { _ in true } ?? false
    }

    func hasUser(username: FoldedText) throws -> Bool {
        try connection.first("SELECT 1 FROM users WHERE username_folded = ?1", .text(username.text)) { _ in true }
            ?? false
    }

    func insertUser(_ registration: Registration, passwordHash: String, at moment: Timestamp) throws -> User {
        try connection.insert(registration, passwordHash: passwordHash, at: moment)
    }

    func passwordHash(of user: Int64) throws -> String? {
        try connection.first("SELECT password_hash FROM users WHERE id = ?1", .integer(user)) { $0.text(0) }
    }

    func setPasswordHash(_ hash: String, of user: Int64) throws {
        _ = try changeUser("UPDATE users SET password_hash = ?2 WHERE id = ?1", .integer(user), .text(hash))
    }

    func raiseGeneration(of user: Int64) throws -> Bool {
        try changeUser("UPDATE users SET generation = generation + 1 WHERE id = ?1", .integer(user))
    }

    func setActive(_ isActive: Bool, user: Int64) throws -> Bool {
        try changeUser(
            "UPDATE users SET is_active = ?2 WHERE id = ?1", .integer(user), .integer(isActive ? 1 : 0))
    }

    /// False when there is no such user.
    private func changeUser(_ sql: String, _ values: SQLValue...) throws -> Bool {
        connection.effects.changesUsers = true
        try connection.run(sql, values)
        return connection.changedRows == 1
    }
}

extension Connection {
    func user(_ id: Int64) throws -> User? {
        try first("\(User.select) WHERE id = ?1", .integer(id), read: User.init(in:))
    }

    /// Makes an account, active, and its ledger. Its names must be free.
    func insert(_ registration: Registration, passwordHash: String, at moment: Timestamp) throws -> User {
        try run("INSERT INTO ledgers DEFAULT VALUES")
        let ledger = lastInsertedID
        try run(
            """
            INSERT INTO users (
                ledger_id, email, email_folded, username, username_folded, full_name, password_hash, date_created
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            .integer(ledger), .text(registration.email), .text(FoldedText(registration.email).text),
            .text(registration.username), .text(FoldedText(registration.username).text),
            .optional(registration.fullName), .text(passwordHash), .integer(moment.seconds))
        return User(
            id: lastInsertedID, ledger: ledger, email: registration.email, username: registration.username,
            fullName: registration.fullName, isActive: true, dateCreated: moment, generation: 0)
    }
}

extension User {
    fileprivate static let select = """
        SELECT id, ledger_id, email, username, full_name, is_active, date_created, generation, password_hash FROM users
        """
    fileprivate static let passwordColumn: Int32 = 8

    /// In a row of ``select``.
    fileprivate init(in row: SQLStatement) {
        self.init(
            id: row.integer(0), ledger: row.integer(1), email: row.text(2), username: row.text(3),
            fullName: row.optionalText(4), isActive: row.integer(5) != 0,
            dateCreated: Timestamp(seconds: row.integer(6)), generation: row.integer(7))
    }
}
