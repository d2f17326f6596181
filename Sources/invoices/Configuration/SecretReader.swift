import Administration
import Auth

/// The service's secret and the previous one, which still verifies what was signed with it.
struct Secrets: Sendable {
    let current: Secret
    let previous: Secret?
}

/// Reads secrets from variables or from the files that variables name. There is no default secret.
enum SecretReader {
    /// Notes all faults in the reader; nil when there is no usable secret.
    static func secrets(_ reader: inout ConfigurationReader, dataDirectory: String) -> Secrets? {
        let current = secret(
            .secret, file: .secretFile, defaultFile: dataDirectory + "/secret", in: &reader)
        let previous = secret(.previousSecret, file: .previousSecretFile, defaultFile: nil, in: &reader)
        return current.map { Secrets(current: $0, previous: previous) }
    }

    private static func secret(
        _ variable: ConfigurationVariable, file: ConfigurationVariable, defaultFile: String?,
        in reader: inout ConfigurationReader
    ) -> Secret? {
        switch (reader.text(variable), reader.text(file)) {
        case (.some, .some):
            reader.note("\(variable.rawValue) and \(file.rawValue) are both set, but only one of them may be.")
        case (let text?, nil):
            return secret(Array(text.utf8), source: variable.rawValue, in: &reader)
        case (nil, let path?):
            return secret(inFile: path, source: "\(file.rawValue) names \(path), which", in: &reader)
        case (nil, nil):
            guard let defaultFile else { return nil }
            return secret(
                inFile: defaultFile, source: "\(file.rawValue) is not set, and its default \(defaultFile)", in: &reader)
        }
        return nil
    }

    private static func secret(inFile path: String, source: String, in reader: inout ConfigurationReader) -> Secret? {
        do {
            let file = try SmallFile(path: path)
            guard file.isPrivate else {
                reader.note("\(source) is accessible to its group or others; set its mode to 0600.")
                return nil
            }
            // A line end at the end of the file is not part of the secret.
            let bytes = file.bytes.last == UInt8(ascii: "\n") ? file.bytes.dropLast() : file.bytes
            return secret(bytes, source: source, in: &reader)
        } catch {
            reader.note("\(source) \(error.detail).")
            return nil
        }
    }

    private static func secret(_ bytes: [UInt8], source: String, in reader: inout ConfigurationReader) -> Secret? {
        do {
            return try Secret(bytes: bytes)
        } catch {
            reader.note("\(source) has \(bytes.count) bytes, but a secret must have at least \(Secret.shortest).")
            return nil
        }
    }
}
