import HTTP
import HTTPTypes

/// The loop of one worker thread: take a ready connection, answer one request, put it back.
struct Worker {
    let connections: ConnectionSet
    let places: RunningPlaces
    let hashing: HashingLane
    let responder: any Responder
    let bodies: BodyReader
    let load: ServerLoad
    let random: @Sendable (Int) -> [UInt8]

    /// Runs until the connections are stopped.
    func run(delivery: consuming Delivery) {
        var gateway = GatewayRequest()
        let place = places.place()
        while place.hold(), let turn = connections.next() {
            guard case .connection(let connection) = turn else {
                // Everybody is to come to the standstill, those too that wait for a place.
                place.letGo()
                connections.standStill()
                continue
            }
            load.beginWork()
            defer { load.endWork() }
            guard gateway.begin(on: connection) else { continue }
            var head = RequestHead(from: .fastCGI)
            gateway.forEachParameter { head.add($0) }
            let (body, isDrained) = bodies.read(announced: head.announcedLength) { gateway.read(into: $0) }
            // Nobody is left to answer, or nobody knows where the next request begins.
            guard !gateway.inputFailed else {
                gateway.cut()
                continue
            }
            do throws(RequestHead.Malformed) {
                let request = try head.request(with: body, random: random)
                var response: Response
                switch responder.lane(of: request) {
                case .workers:
                    response = responder.respond(to: request)
                    if case .stream = response.body { place.letGo() }
                case .committing:
                    place.letGo()
                    response = responder.respond(to: request)
                case .hashing:
                    if hashing.offer(.init(request: request, gateway: gateway, isDrained: isDrained)) {
                        gateway = GatewayRequest()
                        continue
                    }
                    response = responder.refuse(request)
                }
                delivery.send(response, isHead: request.method == .head, over: gateway, isDrained: isDrained)
            } catch {
                let response = responder.reject(.badRequest, path: error.path, requestID: error.requestID)
                delivery.send(response, isHead: head.isHead, over: gateway, isDrained: isDrained)
            }
        }
    }

    /// Answers the hashing lane's requests until it is closed and empty.
    func runHashing(delivery: consuming Delivery) {
        while let job = hashing.next() {
            load.beginHashing()
            defer { load.endHashing() }
            let response = responder.respond(to: job.request)
            delivery.send(
                response, isHead: job.request.method == .head, over: job.gateway, isDrained: job.isDrained)
            hashing.finish()
        }
    }
}
