import HTTP

/// Sends responses and puts their connections back: the last step, on whatever thread it is done.
struct Delivery {
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
            if let connection = gateway.finish(isDrained: isDrained) { connections.rest(connection) }
        case .cut(let error):
            gateway.cut()
            if !(error is ResponseEncoder.ClientGone) { log("A response was cut short: \(error)") }
        }
        response.onSent?(bodyBytes)
    }
}
