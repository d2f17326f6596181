/// The open sockets that a server passes to the program that replaces it in the same process.
///
/// Descriptors are all that is needed: between two requests a connection has no state of ours. Bytes that were
/// sent and not yet read stay in the kernel's buffers for the new program.
package struct HandoverSockets: Equatable, Sendable {
    package let listener: Int32
    /// Connections without a request in progress.
    package let connections: [Int32]
}
