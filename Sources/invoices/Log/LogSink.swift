import Dispatch
import Glibc
import Synchronization

/// Takes the log's lines from many threads and writes them in their order, those of a few milliseconds together.
///
/// A write for each line would be a fifth of the work of a short request. What is urgent is written at once, and
/// what waits with it; a process that is killed loses the lines of its last milliseconds, of requests that were answered.
final class LogSink: Sendable {
    /// In microseconds; how long a line waits for others.
    private static let patience: useconds_t = 5000
    /// In bytes; so many do not wait, and whoever brings them does the writing: a slow reader slows the writers down.
    private static let most = 64 * 1024

    private let waiting = Mutex<[UInt8]>([])
    /// One writes at a time, so that the order is kept.
    private let output: Mutex<Int32>
    /// Signalled when the first line comes to wait.
    private let arrival = DispatchSemaphore(value: 0)

    /// Keeps one thread, as long as the program lives.
    init(descriptor: Int32) {
        output = Mutex(descriptor)
        DispatchQueue(label: "log").async { [self] in
            while true {
                arrival.wait()
                usleep(Self.patience)
                flush()
            }
        }
    }

    /// Takes a whole line, to be written soon.
    func add(_ line: [UInt8]) {
        let (isFirst, count) = waiting.withLock { waiting in
            defer { waiting += line }
            return (waiting.isEmpty, waiting.count + line.count)
        }
        if count >= Self.most {
            flush()
        } else if isFirst {
            arrival.signal()
        }
    }

    /// Takes a whole line and returns when it is written, with all that came before.
    func addAtOnce(_ line: [UInt8]) {
        waiting.withLock { $0 += line }
        flush()
    }

    /// Writes what waits. Where the output is full or gone that is lost: the service goes on.
    func flush() {
        output.withLock { descriptor in
            let lines = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            var rest = lines[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
