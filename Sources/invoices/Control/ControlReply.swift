import Accounts
import Invoicing
import JSON
import Service

/// What a service says to a request on its control socket.
enum ControlReply: Equatable, Sendable {
    case done(AdministrationAnswer)
    /// Why not, in sentences for the administrator. Never empty.
    case refused([String])

    /// Does what the request asks for.
    init(to request: AdministrationRequest, by administration: Administration) {
        do {
            self = .done(try administration.perform(request))
        } catch {
            self = .refused(error.sentences)
        }
    }

    /// The line, without its end.
    var controlLine: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            switch self {
            case .done(.user(let user)):
                object.name("user")
                user.write(to: &object)
            case .done(.users(let users)):
                object.name("users")
                object.array { array in for user in users { user.write(to: &array) } }
            case .done(.well): object.bool("well", true)
            case .done(.swept(let removed)):
                object.name("swept")
                removed.write(to: &object)
            case .refused(let sentences):
                object.name("refused")
                object.array { array in for sentence in sentences { array.string(sentence) } }
            }
        }
        return writer.bytes
    }

    init(controlLine: [UInt8]) throws(ControlSyntaxError) {
        let object = try ControlObject(parsing: controlLine)
        if let user = object.value("user") {
            self = .done(.user(try User(controlValue: user)))
        } else if let users = try object.array("users") {
            self = .done(.users(try users.map { (value) throws(ControlSyntaxError) in try User(controlValue: value) }))
        } else if object.value("well") != nil {
            self = .done(.well)
        } else if let removed = object.value("swept") {
            self = .done(.swept(try ExpiredRecords(controlValue: removed)))
        } else if let sentences = try object.array("refused"), !sentences.isEmpty {
            self = .refused(
                try sentences.map { (value) throws(ControlSyntaxError) in
                    guard case .string(let sentence) = value else { throw ControlSyntaxError() }
                    return sentence
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

extension ExpiredRecords {
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
