import Dispatch
import Glibc
import Synchronization

/// Buffers the log's lines from many threads for a few milliseconds and writes them in order.
///
/// Writing each line separately would be a fifth of the work of a short request. An urgent line is written at once,
/// after all buffered ones. A process that is killed loses the lines of its last milliseconds, which are those of
/// requests that were answered.
final class LogSink: Sendable {
    /// In microseconds; how long a line is buffered.
    private static let delay: useconds_t = 5000
    /// In bytes; a full buffer is written by the thread that filled it, so that a slow reader slows the threads down.
    private static let capacity = 64 * 1024

    private let buffer = Mutex<[UInt8]>([])
    /// Locked while a thread writes, so that the order is kept.
    private let output: Mutex<Int32>
    /// Signalled when a line is added to an empty buffer.
    private let arrival = DispatchSemaphore(value: 0)

    /// Starts a thread that runs until the program ends.
    init(descriptor: Int32) {
        output = Mutex(descriptor)
        DispatchQueue(label: "log").async { [self] in
            while true {
                arrival.wait()
                usleep(Self.delay)
                flush()
            }
        }
    }

    /// Adds a complete line, to be written soon.
    func add(_ line: [UInt8]) {
        let (isFirst, count) = buffer.withLock { buffer in
            defer { buffer += line }
            return (buffer.isEmpty, buffer.count + line.count)
        }
        if count >= Self.capacity {
            flush()
        } else if isFirst {
            arrival.signal()
        }
    }

    /// Adds a complete line, and returns when it and all previous ones are written.
    func addImmediately(_ line: [UInt8]) {
        buffer.withLock { $0 += line }
        flush()
    }

    /// Writes the buffered lines. If that fails, they are lost and the service continues.
    func flush() {
        output.withLock { descriptor in
            let lines = buffer.withLock { buffer in
                defer { buffer = [] }
                return buffer
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
