import Accounts
import Service

/// Where the commands that change something take their requests: to the running service, or else to the database itself.
struct AdministrationDesk {
    private let configuration: InvoicesConfiguration

    init(_ launch: Launch) throws(OperatorError) {
        configuration = try InvoicesConfiguration.reading(launch.environment)
    }

    /// Changes a user and says so.
    func change(_ request: AdministrationRequest, _ sentence: (User) -> String) throws(OperatorError) {
        guard case .user(let user) = try perform(request) else { throw Self.misunderstood }
        print(sentence(user))
    }

    func users() throws(OperatorError) -> [User] {
        guard case .users(let users) = try perform(.list) else { throw Self.misunderstood }
        return users
    }

    func sweep() throws(OperatorError) -> ExpiredRecords {
        guard case .swept(let removed) = try perform(.sweep) else { throw Self.misunderstood }
        return removed
    }

    private func perform(_ request: AdministrationRequest) throws(OperatorError) -> AdministrationAnswer {
        let reply: ControlReply
        if let answer = try ControlClient.ask(request, in: configuration.dataDirectory) {
            reply = answer
        } else {
            let wiring = Wiring(configuration)
            reply = ControlReply(to: request, by: try wiring.administration(over: wiring.store()))
        }
        switch reply {
        case .done(let answer): return answer
        case .refused(let sentences): throw OperatorError(sentences)
        }
    }

    private static let misunderstood = OperatorError(
        "The running service answered something else than was asked; is it of another version?")
}
