import CFastCGI
import Glibc
import HTTP
import HTTPTypes

/// Answers one request as a plain CGI program (RFC 3875).
package enum CGI {
    /// Whether a web server started this program as CGI: descriptor 0 is not a listening socket, and
    /// `GATEWAY_INTERFACE` is set.
    package static var isCGI: Bool {
        FCGX_IsCGI() != 0 && getenv("GATEWAY_INTERFACE") != nil
    }

    /// Reads the request from the environment and standard input, and writes the response to standard output.
    ///
    /// - Parameters:
    ///   - bodyLimit: In bytes.
    ///   - random: As in ``FastCGIServer/Options/random``.
    /// - Returns: False when the response could not be sent completely; the program should then exit with a failure.
    package static func answer(
        with responder: any Responder, bodyLimit: Int, random: (Int) -> [UInt8]
    ) -> Bool {
        answer(
            with: responder, bodyLimit: bodyLimit, random: random,
            variable: { name in getenv(name).map { UnsafeRawBufferPointer(start: $0, count: strlen($0)).map(\.self) } },
            input: STDIN_FILENO, output: STDOUT_FILENO)
    }

    /// - Parameter variable: Returns the value of an environment variable.
    static func answer(
        with responder: any Responder, bodyLimit: Int, random: (Int) -> [UInt8],
        variable: (String) -> [UInt8]?, input: Int32, output: Int32
    ) -> Bool {
        var head = RequestHead(from: .cgi)
        for entry in ParameterTable.standard.entries {
            variable(entry.name)?.withUnsafeBufferPointer { head.add(entry.parameter, value: $0) }
        }
        // An end of file need not follow the body (RFC 3875, section 4.2), and no request follows that an unread
        // body could corrupt.
        let wanted = head.announcedLength ?? 0
        var remaining = wanted > bodyLimit ? 0 : wanted
        let (body, _) = BodyReader(limit: bodyLimit).read(announced: head.announcedLength) { buffer in
            let count = read(input, into: UnsafeMutableBufferPointer(rebasing: buffer.prefix(remaining)))
            remaining -= count
            return count
        }
        var response: Response
        do throws(RequestHead.Malformed) {
            // The process serves a single request, so that even password hashing can be done right here.
            response = responder.respond(to: try head.request(with: body, random: random))
        } catch {
            response = responder.reject(.badRequest, path: error.path, requestID: error.requestID)
        }
        var encoder = ResponseEncoder()
        let (outcome, bodyBytes) = encoder.send(response, isHead: head.isHead) { write($0, to: output) }
        response.onSent?(bodyBytes)
        guard case .complete = outcome else { return false }
        return true
    }

    private static func read(_ input: Int32, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = Glibc.read(input, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            filled += count
        }
        return filled
    }

    private static func write(_ bytes: [UInt8], to output: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
