import Accounts
import Service
import Store

/// Where the commands that change something take their requests: to the database itself, or to the service that has it.
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
        switch try reply(to: request) {
        case .done(let answer): return answer
        case .refused(let sentences): throw OperatorError(sentences)
        }
    }

    /// A service is asked only when it has the database: the one that runs on this folder may have another.
    private func reply(to request: AdministrationRequest) throws(OperatorError) -> ControlReply {
        let wiring = Wiring(configuration)
        do {
            return ControlReply(to: request, by: try wiring.administration(over: wiring.openStore(lockWait: 0)))
        } catch {
            guard case StoreError.locked(_, let holder) = error else { throw OperatorError(opening: error) }
            if let holder, let reply = try ControlClient.ask(request, in: configuration.dataDirectory, of: holder) {
                return reply
            }
        }
        // Free by now, or it is said who has it.
        return ControlReply(to: request, by: try wiring.administration(over: wiring.store()))
    }

    private static let misunderstood = OperatorError(
        "The running service answered something else than was asked; is it of another version?")
}
