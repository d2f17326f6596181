import Accounts
import Invoicing

extension SQLiteStore {
    package func create(
        _ registration: Registration, passwordHash: String, at moment: Timestamp
    ) throws(ServiceError) -> User {
        try write { connection in
            var taken: [Fault] = []
            if try connection.hasUser("email_folded = ?1", registration.email) {
                taken.append(Fault(.pointer("/email"), "belongs to an account already"))
            }
            if try connection.hasUser("username_folded = ?1", registration.username) {
                taken.append(Fault(.pointer("/username"), "is taken"))
            }
            guard taken.isEmpty else { throw ServiceError.conflict("There is such an account already.", taken) }
            return try connection.insert(registration, passwordHash: passwordHash, at: moment)
        }
    }

    package func user(_ id: Int64) throws(ServiceError) -> User? {
        try userCache.user(id) { () throws(ServiceError) in try read { try $0.user(id) } }
    }

    package func credentials(for login: String) throws(ServiceError) -> (user: User, passwordHash: String)? {
        let column = login.contains("@") ? "email_folded" : "username_folded"
        return try read { connection in
            try connection.first("\(User.select) WHERE \(column) = ?1", .text(FoldedText(login).text)) { row in
                (User(in: row), row.text(User.passwordColumn))
            }
        }
    }

    package func setPassword(of id: Int64, hash: String, replacing: String?) throws(ServiceError) -> Bool {
        try writeUsers { connection in
            try connection.run(
                """
                UPDATE users SET password_hash = ?2, generation = generation + 1
                WHERE id = ?1 AND password_hash = ifnull(?3, password_hash)
                """,
                .integer(id), .text(hash), .optional(replacing))
            return connection.changedRows == 1
        }
    }

    package func signOutEverywhere(_ id: Int64) throws(ServiceError) {
        try writeUsers { connection in
            try connection.run("UPDATE users SET generation = generation + 1 WHERE id = ?1", .integer(id))
            try connection.requireUser()
        }
    }

    package func setActive(_ id: Int64, _ isActive: Bool) throws(ServiceError) {
        try writeUsers { connection in
            try connection.run(
                "UPDATE users SET is_active = ?2 WHERE id = ?1", .integer(id), .integer(isActive ? 1 : 0))
            try connection.requireUser()
        }
    }

    package func users() throws(ServiceError) -> [User] {
        try read { try $0.all("\(User.select) ORDER BY id", read: User.init(in:)) }
    }

    /// Changes users that are there already. Forgotten even after a failure: it may have been the answer's alone.
    private func writeUsers<Value>(_ body: (Connection) throws -> Value) throws(ServiceError) -> Value {
        defer { userCache.forget() }
        return try write(body)
    }
}

extension Connection {
    func user(_ id: Int64) throws -> User? {
        try first("\(User.select) WHERE id = ?1", .integer(id), read: User.init(in:))
    }

    fileprivate func hasUser(_ condition: StaticString, _ name: String) throws -> Bool {
        try first("SELECT 1 FROM users WHERE \(condition)", .text(FoldedText(name).text)) { _ in true } ?? false
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

    /// Throws `notFound` when the last UPDATE met no user.
    fileprivate func requireUser() throws {
        guard changedRows == 1 else { throw ServiceError.notFound("There is no such user.") }
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
