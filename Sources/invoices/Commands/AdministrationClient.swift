import Accounts
import Administration
import Application
import DatabaseFiles

/// Performs the requests of commands that change something: by way of the service that has the database open, or on
/// the database itself.
struct AdministrationClient {
    private let configuration: InvoicesConfiguration

    init(_ launch: Launch) throws(OperatorError) {
        configuration = try InvoicesConfiguration.reading(launch.environment)
    }

    /// Changes a user and prints a message about it.
    func change(_ request: AdministrationRequest, _ message: (User) -> String) throws(OperatorError) {
        guard case .user(let user) = try perform(request) else { throw Self.unexpectedReply }
        print(message(user))
    }

    func users() throws(OperatorError) -> [User] {
        guard case .users(let users) = try perform(.listUsers) else { throw Self.unexpectedReply }
        return users
    }

    func removeExpiredRecords() throws(OperatorError) -> RemoveExpiredRecords.Removed {
        guard case .removed(let removed) = try perform(.removeExpiredRecords) else { throw Self.unexpectedReply }
        return removed
    }

    private func perform(_ request: AdministrationRequest) throws(OperatorError) -> AdministrationAnswer {
        switch try reply(to: request) {
        case .done(let answer): return answer
        case .refused(let messages): throw OperatorError(messages)
        }
    }

    /// The request goes to a service only if that has the database open: the service that runs on the data directory may
    /// use another database.
    private func reply(to request: AdministrationRequest) throws(OperatorError) -> ControlReply {
        let wiring = Wiring(configuration)
        do {
            return ControlReply(to: request, by: try wiring.dispatcher(over: wiring.openDatabase(lockTimeout: 0).store))
        } catch {
            guard case DatabaseFileError.locked(_, let holder) = error else { throw OperatorError(opening: error) }
            if let holder, let reply = try ControlClient.send(request, in: configuration.dataDirectory, to: holder) {
                return reply
            }
        }
        // The lock may have been released by now; if not, this throws with the id of the process that holds it.
        return ControlReply(to: request, by: try wiring.dispatcher(over: wiring.database().store))
    }

    private static let unexpectedReply = OperatorError(
        "The running service's reply does not fit the request. Is it a different version?")
}
