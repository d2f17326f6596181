import HTTP

/// Sends responses and returns their connections to the idle set: the last step of a request, on any thread.
struct ResponseSender {
    let connections: ConnectionSet
    let log: @Sendable (String) -> Void
    private var encoder = ResponseEncoder()

    init(connections: ConnectionSet, log: @escaping @Sendable (String) -> Void) {
        self.connections = connections
        self.log = log
    }

    /// - Parameter isDrained: As in ``GatewayRequest/finish(isDrained:)``.
    mutating func send(_ response: Response, isHead: Bool, over gateway: GatewayRequest, isDrained: Bool) {
        let (outcome, bodyBytes) = encoder.send(response, isHead: isHead) { gateway.write($0) }
        switch outcome {
        case .complete:
            if let connection = gateway.finish(isDrained: isDrained) { connections.returnToIdle(connection) }
        case .aborted(let error):
            gateway.abort()
            if !(error is ResponseEncoder.ClientDisconnected) { log("A response was aborted: \(error)") }
        }
        response.onSent?(bodyBytes)
    }
}
