/// The version of this program (semantic versioning).
enum Version {
    static let text = "0.1.0"
}
