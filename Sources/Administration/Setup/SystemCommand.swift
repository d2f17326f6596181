import Foundation

/// A command of the operating system, run to its end.
package struct SystemCommand {
    private let arguments: [String]
    /// Variables in addition to those of this process.
    private let environment: [String: String]

    package init(_ arguments: String...) {
        self.init(arguments)
    }

    package init(_ arguments: [String], environment: [String: String] = [:]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs it with this process's standard streams; throws when it cannot be run or fails.
    package func run() throws(OperatorError) {
        // What was printed so far has to appear before the command's output.
        fflush(nil)
        let process = try start { _ in }
        process.waitUntilExit()
        try check(process, output: "")
    }

    /// Runs it without input and returns its output, including standard error. Throws, with that output, when it
    /// fails.
    @discardableResult
    package func output() throws(OperatorError) -> String {
        let pipe = Pipe()
        let process = try start { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = pipe
            process.standardError = pipe
        }
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try check(process, output: output)
        return output
    }

    private func start(_ prepare: (Process) -> Void) throws(OperatorError) -> Process {
        let process = Process()
        // env looks the name up, in the system's directories only.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 }
        prepare(process)
        do {
            try process.run()
        } catch {
            throw OperatorError("\(arguments[0]) cannot be run: \(error.localizedDescription).")
        }
        return process
    }

    private func check(_ process: Process, output: String) throws(OperatorError) {
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let message = "This command failed: \(arguments.joined(separator: " "))"
            throw OperatorError(output.isEmpty ? [message] : [message, output.trimmingCharacters(in: .newlines)])
        }
    }
}
