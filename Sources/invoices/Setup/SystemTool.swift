import Foundation

/// A program of the system, run to its end.
struct SystemTool {
    let words: [String]
    /// Variables that it gets beside this program's.
    var environment: [String: String] = [:]

    init(_ words: String...) {
        self.words = words
    }

    init(_ words: [String], environment: [String: String] = [:]) {
        self.words = words
        self.environment = environment
    }

    /// Runs it with this program's input and outputs; throws when it cannot be run or fails.
    func run() throws(OperatorError) {
        // What was printed so far comes before what it prints.
        fflush(nil)
        let process = try start { _ in }
        process.waitUntilExit()
        try check(process, said: "")
    }

    /// Runs it without input; what it prints, standard error and all. Throws, with that, when it fails.
    @discardableResult
    func output() throws(OperatorError) -> String {
        let pipe = Pipe()
        let process = try start { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = pipe
            process.standardError = pipe
        }
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try check(process, said: said)
        return said
    }

    private func start(_ prepare: (Process) -> Void) throws(OperatorError) -> Process {
        let process = Process()
        // It looks the name up, in folders of the system alone.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 }
        prepare(process)
        do {
            try process.run()
        } catch {
            throw OperatorError("\(words[0]) cannot be run: \(error.localizedDescription).")
        }
        return process
    }

    private func check(_ process: Process, said: String) throws(OperatorError) {
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let sentence = "This has failed: \(words.joined(separator: " "))"
            throw OperatorError(said.isEmpty ? [sentence] : [sentence, said.trimmingCharacters(in: .newlines)])
        }
    }
}
