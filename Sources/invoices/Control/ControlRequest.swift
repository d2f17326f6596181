import JSON
import Service

// What goes over the control socket: a request and its answer, each one line of JSON. Both ends
// are this program, at most some versions apart; what an end does not understand it refuses.

extension AdministrationRequest {
    /// The line, without its end.
    var controlLine: [UInt8] {
        switch self {
        case .add(let email, let username, let fullName, let password):
            Self.line("add", ["email": email, "username": username, "full_name": fullName, "password": password])
        case .list: Self.line("list", [:])
        case .setActive(let user, let isActive): Self.line(isActive ? "enable" : "disable", ["user": user])
        case .setPassword(let user, let password): Self.line("password", ["user": user, "password": password])
        case .probe: Self.line("probe", [:])
        case .sweep: Self.line("sweep", [:])
        }
    }

    init(controlLine: [UInt8]) throws(ControlSyntaxError) {
        let object = try ControlObject(parsing: controlLine)
        switch try object.text("command") {
        case "add":
            self = .add(
                email: try object.text("email"), username: try object.text("username"),
                fullName: try object.optionalText("full_name"), password: try object.text("password"))
        case "list": self = .list
        case "enable": self = .setActive(user: try object.text("user"), true)
        case "disable": self = .setActive(user: try object.text("user"), false)
        case "password": self = .setPassword(user: try object.text("user"), try object.text("password"))
        case "probe": self = .probe
        case "sweep": self = .sweep
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
