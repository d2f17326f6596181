import HTTP
import HTTPTypes

/// The loop of a worker thread: take a ready connection, answer one request, return the connection.
struct Worker {
    let connections: ConnectionSet
    let limiter: ConcurrencyLimiter
    let hashing: HashingLane
    let responder: any Responder
    let bodies: BodyReader
    let load: ServerLoad
    let random: @Sendable (Int) -> [UInt8]

    /// Runs until the connections are stopped.
    func run(sender: consuming ResponseSender) {
        var gateway = GatewayRequest()
        let permit = limiter.permit()
        while permit.acquire(), let assignment = connections.next() {
            guard case .request(let connection) = assignment else {
                // The workers that wait for a permit have to park as well.
                permit.release()
                connections.park()
                continue
            }
            load.beginWork()
            defer { load.endWork() }
            guard gateway.begin(on: connection) else { continue }
            var head = RequestHead(from: .fastCGI)
            gateway.forEachParameter { head.add($0) }
            let (body, isDrained) = bodies.read(announced: head.announcedLength) { gateway.read(into: $0) }
            // Either the client is gone, or it is unknown where the next request begins.
            guard !gateway.inputFailed else {
                gateway.abort()
                continue
            }
            do throws(RequestHead.Malformed) {
                let request = try head.request(with: body, random: random)
                var response: Response
                switch responder.lane(of: request) {
                case .workers:
                    response = responder.respond(to: request)
                    if case .stream = response.body { permit.release() }
                case .committing:
                    permit.release()
                    response = responder.respond(to: request)
                case .hashing:
                    if hashing.offer(.init(request: request, gateway: gateway, isDrained: isDrained)) {
                        gateway = GatewayRequest()
                        continue
                    }
                    response = responder.refuse(request)
                }
                sender.send(response, isHead: request.method == .head, over: gateway, isDrained: isDrained)
            } catch {
                let response = responder.reject(.badRequest, path: error.path, requestID: error.requestID)
                sender.send(response, isHead: head.isHead, over: gateway, isDrained: isDrained)
            }
        }
    }

    /// The loop of a hashing thread: answers the lane's requests until it is closed and empty.
    func runHashing(sender: consuming ResponseSender) {
        while let job = hashing.next() {
            load.beginHashing()
            defer { load.endHashing() }
            let response = responder.respond(to: job.request)
            sender.send(
                response, isHead: job.request.method == .head, over: job.gateway, isDrained: job.isDrained)
            hashing.finish()
        }
    }
}
