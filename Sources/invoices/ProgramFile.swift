import Foundation

/// The file from which this program was started.
enum ProgramFile {
    /// Whether it is the one of the system's package, and the system is set up.
    static var isInstalled: Bool {
        path == "/usr/bin/invoices" && FileManager.default.fileExists(atPath: SetupFiles.configuration)
    }

    static var path: String {
        // The name by which it was called may be anything.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
