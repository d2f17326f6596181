import HTTP
import HTTPTypes

@testable import FastCGI

/// The way from a gateway's parameters and body to a request, and from a response back to bytes.
///
/// The input: a byte of switches, the answer's status, then the parameters `NAME=value`, each ended by NUL; behind
/// an empty one, the body.
enum DecoderTarget {
    /// In bytes: small, so that inputs get past it.
    private static let limit = 64

    static func run(_ input: [UInt8]) {
        guard input.count > 1 else { return }
        let gateway: RequestHead.Gateway = input[0] & 1 == 0 ? .fastCGI : .cgi
        var rest = input[2...]
        var head = RequestHead(from: gateway)
        while let end = rest.firstIndex(of: 0) {
            let parameter = Array(rest[..<end])
            rest = rest[(end + 1)...]
            if parameter.isEmpty { break }
            parameter.withUnsafeBufferPointer { head.add($0) }
        }
        let sent = Array(rest)
        let body = read(sent, announced: head.announcedLength)
        do throws(RequestHead.Malformed) {
            let request = try head.request(with: body) { [UInt8](repeating: 0xA5, count: $0) }
            check(request)
            answer(request, status: 100 + Int(input[1]) * 2, isStreamed: input[0] & 2 != 0, body: sent)
        } catch {
            demand(!error.path.unicodeScalars.contains { $0.properties.generalCategory == .control }, "path: \(error)")
            demand(isID(error.requestID), "request id: \(error)")
        }
    }

    private static func read(_ sent: [UInt8], announced: Int?) -> Request.Body {
        var rest = sent[...]
        let (body, isDrained) = BodyReader(limit: limit).read(announced: announced) { buffer in
            let count = buffer.update(fromContentsOf: rest.prefix(buffer.count))
            rest = rest.dropFirst(count)
            return count
        }
        demand(isDrained && rest.isEmpty, "the input was not read to its end")
        switch body {
        case .complete(let bytes):
            demand(bytes == sent && announced == sent.count && sent.count <= limit, "another body than was sent")
        case .tooLarge:
            demand(sent.count > limit || (announced ?? 0) > limit, "not too large")
        case .broken:
            demand(announced != sent.count, "not broken")
        }
        return body
    }

    private static func check(_ request: Request) {
        // Not `hasPrefix`: a mark behind the slash is one character with it.
        demand(request.path.utf8.first == UInt8(ascii: "/"), "path: \(request.path)")
        for text in [request.path, request.query, request.remoteAddress] {
            demand(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "control: \(text)")
        }
        demand(isID(request.id), "request id: \(request.id)")
        demand(request.headers.count <= RequestHead.maximumFields, "fields: \(request.headers.count)")
        demand(request.headers.allSatisfy { Request.knownFields.contains($0.name) }, "an unknown field")
    }

    private static func isID(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Sends the request's own fields and body back, and takes what was written apart by the bytes alone.
    private static func answer(_ request: Request, status: Int, isStreamed: Bool, body: [UInt8]) {
        let pieces = [Array(body.prefix(body.count / 2)), Array(body.dropFirst(body.count / 2))]
        let response = Response(
            .init(code: status), headers: request.headers,
            body: isStreamed ? .stream { write in for piece in pieces { try write(piece) } } : .bytes(body))
        let isHead = request.method == .head
        var output: [UInt8] = []
        var encoder = ResponseEncoder()
        let (outcome, bodyBytes) = encoder.send(response, isHead: isHead) {
            output += $0
            return true
        }
        guard case .complete = outcome else { fatalError("cut") }
        guard let end = output.firstRange(of: Array("\r\n\r\n".utf8)) else { fatalError("a head without an end") }

        let isWithoutContent = status == 204 || status == 304
        let sentBody = isHead || isWithoutContent ? [] : body
        demand(Array(output[end.upperBound...]) == sentBody && bodyBytes == sentBody.count, "another body")
        let fields = request.headers.filter { $0.name != .contentLength }
        let lines = output[..<end.lowerBound].split(separator: Array("\r\n".utf8), omittingEmptySubsequences: false)
        let lengths = isStreamed || isWithoutContent ? 0 : 1
        demand(lines.count == 1 + fields.count + lengths, "a field has broken out of its line")
        demand(lines[0].starts(with: "Status: \(status) ".utf8), "status line")
        for (line, field) in zip(lines.dropFirst(), fields) {
            let value = field.withUnsafeBytesOfValue { Array($0) }
            demand(Array(line) == Array("\(field.name.rawName): ".utf8) + value, "another field")
        }
        if lengths == 1 {
            demand(Array(lines[lines.count - 1]) == Array("Content-Length: \(body.count)".utf8), "length")
        }
    }
}
