import Accounts
import JSON

/// Writes a user as JSON: never a password, never a hash.
enum UserJSON {
    static func bytes(of user: User) -> [UInt8] {
        var writer = JSONWriter(reserving: 256)
        writer.raw("{\"id\":")
        writer.integer(user.id)
        writer.raw(",\"email\":")
        writer.string(user.email)
        writer.raw(",\"username\":")
        writer.string(user.username)
        writer.raw(",\"full_name\":")
        writer.string(orNull: user.fullName)
        writer.raw(",\"is_active\":")
        writer.bool(user.isActive)
        writer.raw(",\"date_created\":")
        writer.string(user.dateCreated.text)
        writer.raw("}")
        return writer.bytes
    }
}
