import Accounts
import Auth
import Foundation
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON

@testable import WebAPI

extension House {
    /// An operation's request with the first example of its body, or another body.
    func request(
        _ operation: DocumentReader.Operation, _ query: String = "", id: String = "1", body: String? = nil,
        token: String? = nil, headers: HTTPFields = [:]
    ) -> Request {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        let content = operation.json["requestBody"]?["content"]?.members.first
        if let content, headers[.contentType] == nil { headers[.contentType] = content.name }
        let example = content.flatMap { content in
            content.value["examples"]?.members.first?.value["value"]?.sent(as: content.name)
        }
        return Request(
            method: HTTPRequest.Method(rawValue: operation.method.uppercased()) ?? .get,
            path: operation.path.replacingOccurrences(of: "{id}", with: id), query: query, headers: headers,
            body: .complete(Array((body ?? example ?? "").utf8)), id: "request-1")
    }

    /// Sends it.
    func send(
        _ operation: DocumentReader.Operation, _ query: String = "", id: String = "1", body: String? = nil,
        token: String? = nil, headers: HTTPFields = [:]
    ) -> Answer {
        send(request(operation, query, id: id, body: body, token: token, headers: headers))
    }
}

extension JSONValue {
    /// A body of this value in that content type.
    func sent(as type: String) -> String {
        guard type == "application/x-www-form-urlencoded" else { return written }
        return PercentEncoding.query(members.map { ($0.name, $0.value.text ?? "") })
    }
}
