import HTTP
import HTTPTypes
import JSON

/// Finds the routes of a path.
struct Router: Sendable {
    /// What there is at a path.
    struct Endpoints: Sendable {
        fileprivate(set) var routes: [Route] = []
        /// The segment that stands for `{id}`, as it was sent.
        fileprivate(set) var id: Substring = ""

        /// The route of a method; GET's answers HEAD too (RFC 9110, 9.3.2).
        func route(for method: HTTPRequest.Method) -> Route? {
            let wanted = method == .head ? .get : method
            return routes.first { $0.method == wanted }
        }

        /// The `Allow` field (RFC 9110, 10.2.1).
        var allow: String {
            let methods = routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
            return (methods + ["OPTIONS"]).joined(separator: ", ")
        }
    }

    private static let parameter = "{id}"
    /// Paths without a parameter.
    private var fixed: [String: Endpoints] = [:]
    /// Paths with one, by what stands before and after it.
    private var withID: [(prefix: String, suffix: String, endpoints: Endpoints)] = []

    init(_ routes: [Route]) {
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

    /// What there is at the path; nil when there is nothing.
    func endpoints(at path: String) -> Endpoints? {
        // Comparing a long run of combining marks takes Swift quadratic time; no route has any.
        guard path.isStreamSafe else { return nil }
        if let endpoints = fixed[path] { return endpoints }
        for (prefix, suffix, endpoints) in withID {
            // By bytes: a mark behind a slash is one character with it.
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

    /// The page on which a form stands that is posted to a path: at the path itself, or above it.
    func page(of path: String) -> String {
        var page = path[...]
        while !page.isEmpty, endpoints(at: String(page))?.route(for: .get) == nil {
            page = page[..<(page.utf8.lastIndex(of: UInt8(ascii: "/")) ?? page.startIndex)]
        }
        return page.isEmpty ? "/" : String(page)
    }

    /// 308 to the path without its trailing slash, where there is something.
    func redirect(for request: Request) -> Response? {
        guard request.path.utf8.last == UInt8(ascii: "/"), request.path.utf8.count > 1 else { return nil }
        let path = String(Substring(request.path.utf8.dropLast()))
        guard endpoints(at: path) != nil else { return nil }
        let target = PercentEncoding.path(path) + (request.query.isEmpty ? "" : "?" + request.query)
        return Response(.permanentRedirect, headers: [.location: target])
    }
}
