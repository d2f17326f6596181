import Store

/// What keeps a command from being done, in sentences for the person who gave it.
///
/// The program prints them to standard error and exits with 1. They never hold a secret.
struct OperatorError: Error, Equatable, CustomStringConvertible {
    let sentences: [String]

    init(_ sentences: [String]) {
        self.sentences = sentences
    }

    init(_ sentence: String) {
        sentences = [sentence]
    }

    var description: String { sentences.joined(separator: "\n") }
}

extension OperatorError {
    /// What kept a database from being opened or replaced, and what to do.
    init(opening error: any Error) {
        switch error {
        case let error as OperatorError: self = error
        case StoreError.locked: self.init("\(error) Stop the service first.")
        default: self.init(String(describing: error))
        }
    }
}
