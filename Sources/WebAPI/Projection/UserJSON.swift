import Accounts
import Application
import Ledger
import Primitives
import JSON

/// Writes a user as JSON: never a password, never a hash.
enum UserJSON {
    static func bytes(of account: User) -> [UInt8] {
        var writer = JSONWriter(reserving: 256)
        writer.object { user in
            user.integer("id", account.id)
            user.string("email", account.email)
            user.string("username", account.username)
            user.name("full_name")
            user.string(orNull: account.fullName)
            user.bool("is_active", account.isActive)
            user.string("date_created", account.dateCreated.text)
        }
        return writer.bytes
    }
}
