import DatabaseFiles

/// Why a command cannot be executed, in sentences for the person who entered it.
///
/// The program prints them to standard error and exits with 1. They never contain a secret.
package struct OperatorError: Error, Equatable, CustomStringConvertible {
    package let messages: [String]

    package init(_ messages: [String]) {
        self.messages = messages
    }

    package init(_ message: String) {
        messages = [message]
    }

    package var description: String { messages.joined(separator: "\n") }
}

extension OperatorError {
    /// Why a database could not be opened or replaced, and what to do about it.
    package init(opening error: any Error) {
        switch error {
        case let error as OperatorError: self = error
        case DatabaseFileError.locked: self.init("\(error) Stop the service first.")
        default: self.init(String(describing: error))
        }
    }
}
