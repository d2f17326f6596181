import HTTP
import HTTPTypes
import JSON

/// Maps paths to routes.
package struct Router: Sendable {
    /// The routes of one path.
    package struct Endpoints: Sendable {
        fileprivate(set) var routes: [Route] = []
        /// The segment that matches `{id}`, as it was sent.
        fileprivate(set) var id: Substring = ""

        /// The route for a method; GET's also answers HEAD (RFC 9110, 9.3.2).
        package func route(for method: HTTPRequest.Method) -> Route? {
            let wanted = method == .head ? .get : method
            return routes.first { $0.method == wanted }
        }

        /// The `Allow` field (RFC 9110, 10.2.1).
        package var allow: String {
            let methods = routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
            return (methods + ["OPTIONS"]).joined(separator: ", ")
        }
    }

    private static let parameter = "{id}"
    /// Paths without a parameter.
    private var fixed: [String: Endpoints] = [:]
    /// Paths with a parameter, split at it.
    private var withID: [(prefix: String, suffix: String, endpoints: Endpoints)] = []

    package init(_ routes: [Route]) {
        for (index, var route) in routes.enumerated() {
            route.number = index + 1
            guard let range = route.path.firstRange(of: Self.parameter) else {
                fixed[route.path, default: Endpoints()].routes.append(route)
                continue
            }
            let prefix = String(route.path[..<range.lowerBound])
            let suffix = String(route.path[range.upperBound...])
            if let index = withID.firstIndex(where: { $0.prefix == prefix && $0.suffix == suffix }) {
                withID[index].endpoints.routes.append(route)
            } else {
                withID.append((prefix, suffix, Endpoints(routes: [route])))
            }
        }
    }

    /// The routes at the path; nil when there are none.
    package func endpoints(at path: String) -> Endpoints? {
        // Swift needs quadratic time to compare long runs of combining marks; no route has any.
        guard path.isStreamSafe else { return nil }
        if let endpoints = fixed[path] { return endpoints }
        for (prefix, suffix, endpoints) in withID {
            // By bytes: in a `String`, a slash and a following combining mark are one character.
            let bytes = path.utf8
            guard bytes.count > prefix.utf8.count + suffix.utf8.count, bytes.starts(with: prefix.utf8),
                bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
            else { continue }
            let id = bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
            guard !id.contains(UInt8(ascii: "/")) else { continue }
            var found = endpoints
            found.id = Substring(id)
            return found
        }
        return nil
    }

    /// The page that contains the form posted to a path: the path itself, or its nearest ancestor with a page.
    package func page(of path: String) -> String {
        var page = path[...]
        while !page.isEmpty, endpoints(at: String(page))?.route(for: .get) == nil {
            page = page[..<(page.utf8.lastIndex(of: UInt8(ascii: "/")) ?? page.startIndex)]
        }
        return page.isEmpty ? "/" : String(page)
    }

    /// 308 to the path without its trailing slash, if that path exists.
    func redirect(for request: Request) -> Response? {
        guard request.path.utf8.last == UInt8(ascii: "/"), request.path.utf8.count > 1 else { return nil }
        let path = String(Substring(request.path.utf8.dropLast()))
        guard endpoints(at: path) != nil else { return nil }
        let target = PercentEncoding.path(path) + (request.query.isEmpty ? "" : "?" + request.query)
        return Response(.permanentRedirect, headers: [.location: target])
    }
}
