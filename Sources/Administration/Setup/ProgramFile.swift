import Foundation

/// The executable file of this process.
package enum ProgramFile {
    /// Whether it was installed by the Debian package and `invoices setup` has written a configuration.
    package static var isInstalled: Bool {
        path == "/usr/bin/invoices" && FileManager.default.fileExists(atPath: SetupFiles.configuration)
    }

    package static var path: String {
        // The first argument need not be the file's path.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
