import Auth
import Glibc
import Service

/// Reads the pages' templates from their folder.
enum TemplateFolder {
    private static let suffix = ".mustache"
    /// What a page refers to with the version in its address.
    private static let assets = ["static/app.css", "static/app.js"]

    /// Throws, with the name, when the folder cannot be read, or when a template is missing or broken.
    static func templates(in folder: String) throws(OperatorError) -> Templates {
        var texts: [String: String] = [:]
        for name in try names(in: folder) where name.hasSuffix(suffix) {
            texts[String(name.dropLast(suffix.count))] = String(
                decoding: try bytes(of: name, in: folder), as: UTF8.self)
        }
        var contents: [UInt8] = []
        for asset in assets { contents += try bytes(of: asset, in: folder) }
        do {
            let version = Base64URL.encode(Array(Digest.sha256(contents).prefix(6)))
            return try Templates(texts, assetVersion: version)
        } catch {
            throw OperatorError(error.description)
        }
    }

    private static func names(in folder: String) throws(OperatorError) -> [String] {
        guard let directory = opendir(folder) else {
            throw OperatorError(
                "The folder of templates \(folder) cannot be read (\(systemMessage(errno))); INVOICES_TEMPLATES names it."
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

    private static func bytes(of name: String, in folder: String) throws(OperatorError) -> [UInt8] {
        do {
            return try OperatorFile(path: folder + "/" + name).bytes
        } catch {
            throw OperatorError("The file \(folder)/\(name) \(error.detail).")
        }
    }
}
