import Accounts
import Application
import JSON
import Primitives

/// A service's reply to a request on its control socket.
package enum ControlReply: Equatable, Sendable {
    case done(AdministrationAnswer)
    /// The reasons, in sentences for the administrator. Never empty.
    case refused([String])

    /// Performs the request.
    package init(to request: AdministrationRequest, by dispatcher: AdministrationDispatcher) {
        do {
            self = .done(try dispatcher.perform(request))
        } catch {
            self = .refused(error.operatorMessages)
        }
    }

    /// The line of the protocol, without its end.
    package var controlLine: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            switch self {
            case .done(.user(let user)):
                object.name("user")
                user.write(to: &object)
            case .done(.users(let users)):
                object.name("users")
                object.array { array in for user in users { user.write(to: &array) } }
            case .done(.healthy): object.bool("well", true)
            case .done(.removed(let removed)):
                object.name("swept")
                removed.write(to: &object)
            case .refused(let messages):
                object.name("refused")
                object.array { array in for message in messages { array.string(message) } }
            }
        }
        return writer.bytes
    }

    package init(controlLine: [UInt8]) throws(ControlSyntaxError) {
        let object = try ControlObject(parsing: controlLine)
        if let user = object.value("user") {
            self = .done(.user(try User(controlValue: user)))
        } else if let users = try object.array("users") {
            self = .done(.users(try users.map { (value) throws(ControlSyntaxError) in try User(controlValue: value) }))
        } else if object.value("well") != nil {
            self = .done(.healthy)
        } else if let removed = object.value("swept") {
            self = .done(.removed(try RemoveExpiredRecords.Removed(controlValue: removed)))
        } else if let messages = try object.array("refused"), !messages.isEmpty {
            self = .refused(
                try messages.map { (value) throws(ControlSyntaxError) in
                    guard case .string(let message) = value else { throw ControlSyntaxError() }
                    return message
                })
        } else {
            throw ControlSyntaxError()
        }
    }
}

extension User {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.integer("id", id)
            object.integer("ledger", ledger)
            object.string("email", email)
            object.string("username", username)
            if let fullName { object.string("full_name", fullName) }
            object.bool("is_active", isActive)
            object.string("date_created", dateCreated.text)
            object.integer("generation", generation)
        }
    }

    fileprivate init(controlValue: JSONValue) throws(ControlSyntaxError) {
        let object = try ControlObject(controlValue)
        guard let created = Timestamp(try object.text("date_created")) else { throw ControlSyntaxError() }
        self.init(
            id: try object.integer("id"), ledger: try object.integer("ledger"), email: try object.text("email"),
            username: try object.text("username"), fullName: try object.optionalText("full_name"),
            isActive: try object.flag("is_active"), dateCreated: created, generation: try object.integer("generation"))
    }
}

extension RemoveExpiredRecords.Removed {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.integer("sessions", Int64(sessions))
            object.integer("idempotency_keys", Int64(idempotencyKeys))
        }
    }

    fileprivate init(controlValue: JSONValue) throws(ControlSyntaxError) {
        let object = try ControlObject(controlValue)
        self.init(
            sessions: Int(try object.integer("sessions")),
            idempotencyKeys: Int(try object.integer("idempotency_keys")))
    }
}
