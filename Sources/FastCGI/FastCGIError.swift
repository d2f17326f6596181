import Glibc

/// Why the server cannot start, as a sentence for the operator.
package struct FastCGIError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Appends the reason that the system gave (`errno`).
    init(system what: String) {
        self.init("\(what): \(String(cString: strerror(errno)))")
    }
}
