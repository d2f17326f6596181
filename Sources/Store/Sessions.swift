import Accounts
import Invoicing

extension SQLiteStore: SessionStore {
    package func openSession(_ digest: [UInt8], of user: User, at moment: Timestamp) throws(ServiceError) {
        try write { connection in
            try connection.run(
                "DELETE FROM sessions WHERE user_id = ?1 AND (created <= ?2 OR last_used <= ?3 OR generation <> ?4)",
                .integer(user.id), .integer(moment.seconds - Session.lifetime),
                .integer(moment.seconds - Session.idleLifetime), .integer(user.generation))
            try connection.run(
                "INSERT INTO sessions (digest, user_id, generation, created, last_used) VALUES (?1, ?2, ?3, ?4, ?4)",
                .blob(digest), .integer(user.id), .integer(user.generation), .integer(moment.seconds))
        }
    }

    package func session(_ digest: [UInt8]) throws(ServiceError) -> Session? {
        try read { connection in
            let found = try connection.first(
                "SELECT user_id, generation, created, last_used FROM sessions WHERE digest = ?1", .blob(digest)
            ) { row in (row.integer(0), row.integer(1), row.integer(2), row.integer(3)) }
            guard let (id, generation, created, lastUsed) = found, let user = try connection.user(id),
                user.generation == generation
            else { return nil }
            return Session(
                user: user, created: Timestamp(seconds: created), lastUsed: Timestamp(seconds: lastUsed))
        }
    }

    package func touchSession(_ digest: [UInt8], at moment: Timestamp) throws(ServiceError) {
        try writeUnlessBusy { connection in
            try connection.run(
                "UPDATE sessions SET last_used = ?2 WHERE digest = ?1", .blob(digest), .integer(moment.seconds))
        }
    }

    package func endSession(_ digest: [UInt8]) throws(ServiceError) {
        try write { try $0.run("DELETE FROM sessions WHERE digest = ?1", .blob(digest)) }
    }
}
