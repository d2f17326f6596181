import Administration
import Auth
import Glibc
import WebPages

/// Reads the pages' templates from their directory.
enum TemplateDirectory {
    private static let suffix = ".mustache"
    /// The files whose addresses in a page contain the version.
    private static let assets = ["static/app.css", "static/app.js"]

    /// Throws, with the name, when the directory cannot be read, or when a template is missing or invalid.
    static func templates(in path: String) throws(OperatorError) -> Templates {
        var texts: [String: String] = [:]
        for name in try names(in: path) where name.hasSuffix(suffix) {
            texts[String(name.dropLast(suffix.count))] = String(
                decoding: try bytes(of: name, in: path), as: UTF8.self)
        }
        var contents: [UInt8] = []
        for asset in assets { contents += try bytes(of: asset, in: path) }
        do {
            let version = Base64URL.encode(Array(Digest.sha256(contents).prefix(6)))
            return try Templates(texts, assetVersion: version)
        } catch {
            throw OperatorError(error.description)
        }
    }

    private static func names(in path: String) throws(OperatorError) -> [String] {
        guard let directory = opendir(path) else {
            throw OperatorError(
                "The templates in \(path) cannot be read (\(systemMessage(errno))); INVOICES_TEMPLATES is their directory."
            )
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    private static func bytes(of name: String, in path: String) throws(OperatorError) -> [UInt8] {
        do {
            return try SmallFile(path: path + "/" + name).bytes
        } catch {
            throw OperatorError("The file \(path)/\(name) \(error.detail).")
        }
    }
}
