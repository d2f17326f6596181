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
