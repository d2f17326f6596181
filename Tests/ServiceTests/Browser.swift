import HTTP
import HTTPTypes
import XCTest

/// A browser without a screen: it keeps cookies, fills forms in and follows nothing by itself.
final class Browser {
    let house: House
    private(set) var cookies: [String: String] = [:]
    /// The `Set-Cookie` fields of the last answer.
    private(set) var setCookies: [String] = []
    private let isSecure: Bool

    init(_ house: House, isSecure: Bool = false) {
        self.house = house
        self.isSecure = isSecure
    }

    /// Somebody who has just registered.
    static func registered(in house: House, as username: String = "anna", isSecure: Bool = false) throws -> Browser {
        let browser = Browser(house, isSecure: isSecure)
        let answer = try browser.submit(
            "/register",
            ["email": "\(username)@example.com", "username": username, "password": "a good password"])
        XCTAssertEqual(answer.status, 303, answer.text)
        return browser
    }

    /// Signs in; the answer is the form's.
    @discardableResult
    func signIn(_ username: String = "anna", password: String = "a good password") throws -> Answer {
        try submit("/login", ["username": username, "password": password])
    }

    func get(_ target: String, headers: HTTPFields = [:]) -> Answer { send(.get, target, headers: headers) }

    /// Fills the form in that stands on the page of the same address.
    func submit(_ target: String, _ values: KeyValuePairs<String, String> = [:]) throws -> Answer {
        try post(get(target).form(target).with(values))
    }

    /// Sends a form as it is.
    func post(_ form: Form, headers: HTTPFields = [:]) -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return send(.post, form.action, PercentEncoding.query(form.fields), headers: headers)
    }

    /// Sends fields to an address whose form is not looked at.
    func post(_ target: String, _ fields: KeyValuePairs<String, String>, headers: HTTPFields = [:]) -> Answer {
        post(Form(action: target, fields: fields.map { ($0.key, $0.value) }), headers: headers)
    }

    /// Loses every cookie.
    func forget() { cookies = [:] }

    func set(_ cookie: String, to value: String?) { cookies[cookie] = value }

    private func send(
        _ method: HTTPRequest.Method, _ target: String, _ body: String = "", headers: HTTPFields
    ) -> Answer {
        var headers = headers
        headers[.host] = "invoices.test"
        if !cookies.isEmpty {
            headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                .joined(separator: "; ")
        }
        let parts = target.split(separator: "?", maxSplits: 1)
        let answer = house.send(
            Request(
                method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
                headers: headers, body: .complete(Array(body.utf8)), id: "request-1", isSecure: isSecure))
        setCookies = answer.headers[values: .setCookie]
        for cookie in setCookies {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = cookie.contains("Max-Age=0") ? nil : pair[1]
        }
        return answer
    }
}

/// A form of a page: where it is sent and with what.
struct Form {
    let action: String
    var fields: [(name: String, value: String)]

    /// The first field of the name.
    subscript(name: String) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            let index = fields.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): fields[index].value = value
            case (let index?, nil): fields.remove(at: index)
            case (nil, let value?): fields.append((name, value))
            case (nil, nil): break
            }
        }
    }

    func with(_ values: KeyValuePairs<String, String>) -> Form {
        var form = self
        for (name, value) in values { form[name] = value }
        return form
    }

    /// The values of the fields of a name, in order.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}

extension Answer {
    var location: String? { headers[.location] }

    /// The form that is posted to an address, with what stands in its fields, buttons left out.
    func form(_ action: String, file: StaticString = #filePath, line: UInt = #line) throws -> Form {
        let forms = text.matches(of: /(?s)<form ([^>]*)>(.*?)<\/form>/)
        let form = try XCTUnwrap(
            forms.first { Self.attribute("action", of: $0.1) == action && $0.1.contains("method=\"post\"") },
            "no form for \(action) in \(text)", file: file, line: line)
        let controls = form.2.matches(of: /(?s)<input ([^>]*)>|<textarea ([^>]*)>\n?(.*?)<\/textarea>/)
        return Form(
            action: action,
            fields: controls.compactMap { control in
                guard let attributes = control.1 ?? control.2, let name = Self.attribute("name", of: attributes)
                else { return nil }
                let value = control.3.map { Self.unescaped($0) } ?? Self.attribute("value", of: attributes) ?? ""
                let isOneLine = control.1 != nil && Self.attribute("type", of: attributes) != "hidden"
                return (name, isOneLine ? value.split { $0 == "\n" || $0 == "\r\n" }.joined() : value)
            })
    }

    /// What stands on the page, without its tags; runs of white space are one blank.
    var words: String {
        Self.unescaped(text.replacing(/<[^>]*>/, with: " ")[...]).replacing(/\s+/, with: " ")
    }

    /// The attribute of the first tag that has the other one.
    func attribute(_ name: String, where other: String, is value: String) -> String? {
        text.matches(of: /<[a-z]+ ([^>]*)>/).map(\.1)
            .first { Self.attribute(other, of: $0) == value }.flatMap { Self.attribute(name, of: $0) }
    }

    /// The targets of the page's links, in order.
    var links: [String] {
        text.matches(of: /<a ([^>]*)>/).compactMap { Self.attribute("href", of: $0.1) }
    }

    /// The message at the field of an id.
    func error(at id: String) -> String? {
        text.split(separator: "<p class=\"field-error\" id=\"\(id)-error\">").dropFirst().first
            .map { Self.unescaped($0.prefix { $0 != "<" }) }
    }

    private static func attribute(_ name: String, of tag: Substring) -> String? {
        // Bytes, for a quote that a combining mark follows is one all the same.
        let tag = Array((" " + tag).utf8)
        let mark = Array(" \(name)=\"".utf8)
        guard let start = tag.indices.first(where: { tag[$0...].starts(with: mark) }) else { return nil }
        let value = tag[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
        return unescaped(String(decoding: value, as: UTF8.self)[...])
    }

    private static func unescaped(_ text: Substring) -> String {
        // Scalars, for an entity's semicolon may have a combining mark behind it.
        var result = Array(text.utf8)
        for (entity, byte) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            result = Array(
                result.split(separator: Array(entity.utf8), omittingEmptySubsequences: false)
                    .joined(separator: byte.utf8))
        }
        return String(decoding: result, as: UTF8.self)
    }
}
