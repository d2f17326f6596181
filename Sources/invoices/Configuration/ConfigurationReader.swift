import Administration
import Configuration

/// Reads variables from the environment and, where they are not set there, from the configuration file, and collects
/// faults.
///
/// An empty variable counts as not set. After a fault the caller continues with the default, so that all faults are
/// found; ``finished(_:)`` then throws them together.
struct ConfigurationReader {
    private let values: ConfigReader
    private(set) var faults: [String] = []
    /// Unknown names with the prefix of this program's variables, in order: probably typing errors.
    let unknownNames: [String]

    /// Throws when the configuration file cannot be read or is malformed.
    init(environment: [String: String]) throws(OperatorError) {
        var layers = [environment]
        let path = environment[ConfigurationVariable.file.rawValue] ?? ""
        if !path.isEmpty { layers.append(try Self.readFile(path)) }
        // The keys are the variables' own names, which is what the provider looks up.
        values = ConfigReader(
            providers: layers.map { layer in
                EnvironmentVariablesProvider(
                    environmentVariables: layer,
                    secretsSpecifier: .dynamic { name, _ in ConfigurationVariable.isSecret(name) })
            })
        unknownNames = Set(layers.flatMap(\.keys)).filter {
            $0.hasPrefix(ConfigurationVariable.prefix) && ConfigurationVariable(rawValue: $0) == nil
                && !ConfigurationVariable.others.contains($0)
        }.sorted()
    }

    private static func readFile(_ path: String) throws(OperatorError) -> [String: String] {
        let name = ConfigurationVariable.file.rawValue
        let file: SmallFile
        do {
            file = try SmallFile(path: path)
        } catch {
            throw OperatorError("\(name) names \(path), which \(error.detail).")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw OperatorError("\(name) names \(path), which is not UTF-8 text.")
        }
        let contents: ConfigurationFile
        do {
            contents = try ConfigurationFile(parsing: text)
        } catch {
            throw OperatorError(error.messages.map { "\(name) names \(path), in which \($0)." })
        }
        guard contents.values[name] == nil else {
            throw OperatorError("\(name) is set in \(path), but a configuration file cannot refer to another.")
        }
        if !file.isPrivate, contents.values.keys.contains(where: ConfigurationVariable.isSecret) {
            throw OperatorError(
                "\(name) names \(path), which contains a secret and is accessible to its group or others; set its mode to 0600."
            )
        }
        return contents.values
    }

    /// The variable's text; nil when it is not set, or empty.
    func text(_ variable: ConfigurationVariable) -> String? {
        let text = values.string(forKey: ConfigKey([variable.rawValue]), isSecret: variable.isSecret)
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The variable's parsed text; nil when it is not set. When `parse` returns nil, a fault is noted that tells what is
    /// allowed.
    mutating func value<Value>(
        _ variable: ConfigurationVariable, allowed: String, parse: (String) -> Value?
    ) -> Value? {
        guard let text = text(variable) else { return nil }
        if let value = parse(text) { return value }
        note("\(variable.rawValue) is “\(text)”, but must be \(allowed).")
        return nil
    }

    /// A whole number within the range.
    mutating func number(_ variable: ConfigurationVariable, in range: ClosedRange<Int>) -> Int? {
        value(variable, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// One of an enumeration's raw values.
    mutating func word<Word: CaseIterable & RawRepresentable<String>>(
        _ variable: ConfigurationVariable, of type: Word.Type
    ) -> Word? {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return value(variable, allowed: "one of \(words)", parse: Word.init(rawValue:))
    }

    mutating func note(_ fault: String) {
        faults.append(fault)
    }

    /// Returns the value that was read; throws all faults if there are any. A nil value is one with a noted fault.
    func finished<Value>(_ value: Value?) throws(OperatorError) -> Value {
        guard faults.isEmpty, let value else { throw OperatorError(faults) }
        return value
    }
}
