/// The version of this program, by the rules of semantic versioning.
enum Version {
    static let text = "0.1.0"
}
