import JSON

// The protocol of the control socket: a request and its reply, each one line of JSON. Both ends are this program, in
// versions that may differ: names that are in use here must keep their meaning, and unknown ones are refused.

extension AdministrationRequest {
    /// The line of the protocol, without its end.
    package var controlLine: [UInt8] {
        switch self {
        case .addUser(let email, let username, let fullName, let password):
            Self.line("add", ["email": email, "username": username, "full_name": fullName, "password": password])
        case .listUsers: Self.line("list", [:])
        case .setActive(let user, let isActive): Self.line(isActive ? "enable" : "disable", ["user": user])
        case .setPassword(let user, let password): Self.line("password", ["user": user, "password": password])
        case .probe: Self.line("probe", [:])
        case .removeExpiredRecords: Self.line("sweep", [:])
        }
    }

    package init(controlLine: [UInt8]) throws(ControlSyntaxError) {
        let object = try ControlObject(parsing: controlLine)
        switch try object.text("command") {
        case "add":
            self = .addUser(
                email: try object.text("email"), username: try object.text("username"),
                fullName: try object.optionalText("full_name"), password: try object.text("password"))
        case "list": self = .listUsers
        case "enable": self = .setActive(user: try object.text("user"), true)
        case "disable": self = .setActive(user: try object.text("user"), false)
        case "password": self = .setPassword(user: try object.text("user"), try object.text("password"))
        case "probe": self = .probe
        case "sweep": self = .removeExpiredRecords
        default: throw ControlSyntaxError()
        }
    }

    private static func line(_ command: String, _ members: KeyValuePairs<String, String?>) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.string("command", command)
            for case (let name, let value?) in members { object.string(name, value) }
        }
        return writer.bytes
    }
}
