import Glibc
import HTTP
import HTTPTypes

/// Collects a request's parameters and builds the request from them.
///
/// It does not depend on libfcgi and accepts arbitrary bytes; an invalid head is reported as malformed. Of a
/// repeated parameter the last value counts, as in other FastCGI applications; repeated header fields are all kept.
struct RequestHead {
    /// The gateway that sets the parameters, which determines where the path is.
    enum Gateway: Sendable {
        /// `DOCUMENT_URI`, or `SCRIPT_NAME` followed by `PATH_INFO`.
        case fastCGI
        /// `PATH_INFO`, because `SCRIPT_NAME` is the program's own path; `/` when it is missing.
        case cgi
    }

    /// The head is not a valid request: it is answered with 400.
    struct Malformed: Error, Equatable {
        /// As much of the path as could be read, with unprintable characters replaced.
        let path: String
        let requestID: String
    }

    /// More than any client sends, and few enough for `HTTPFields`, which traps at 65,535.
    static let maximumFields = 200

    private let gateway: Gateway
    private var method = ""
    private var documentURI: [UInt8] = []
    private var scriptName: [UInt8] = []
    private var pathInfo: [UInt8] = []
    private var query = ""
    private var requestID: String?
    private var remoteAddress = ""
    private var isSecure = false
    private var fields = HTTPFields()
    private var isMalformed = false

    /// The announced length of the body in bytes: 0 when none was announced, `Int.max` for any larger number,
    /// nil when the value is not a number.
    private(set) var announcedLength: Int? = 0

    init(from gateway: Gateway) {
        self.gateway = gateway
    }

    /// Adds one parameter in the form `NAME=value`.
    mutating func add(_ parameter: UnsafeBufferPointer<UInt8>) {
        guard let equals = parameter.firstIndex(of: UInt8(ascii: "=")) else { return }
        let name = UnsafeBufferPointer(rebasing: parameter[..<equals])
        guard let known = ParameterTable.standard.parameter(named: name) else { return }
        add(known, value: UnsafeBufferPointer(rebasing: parameter[(equals + 1)...]))
    }

    mutating func add(_ parameter: Parameter, value: UnsafeBufferPointer<UInt8>) {
        switch parameter {
        case .requestMethod: method = checkedText(value)
        case .documentURI: documentURI = Array(value)
        case .scriptName: scriptName = Array(value)
        case .pathInfo: pathInfo = Array(value)
        case .queryString: query = checkedText(value)
        case .requestID: requestID = Self.visibleASCII(value, atMost: 64)
        case .remoteAddress: remoteAddress = Self.visibleASCII(value, atMost: 64) ?? ""
        case .https: isSecure = value.elementsEqual("on".utf8)
        case .contentLength:
            announcedLength = Self.length(value)
            // Empty means absent, for the length and for the type (RFC 3875, sections 4.1.2 and 4.1.3).
            if !value.isEmpty { addField(.contentLength, value) }
        case .contentType: if !value.isEmpty { addField(.contentType, value) }
        case .field(let name): addField(name, value)
        }
    }

    /// - Parameter random: Returns that many bytes; called when the gateway sent no usable request id.
    func request(with body: Request.Body, random: (Int) -> [UInt8]) throws(Malformed) -> Request {
        let id = requestID ?? Self.hexadecimal(random(16))
        let bytes = path
        guard !isMalformed, bytes.first == UInt8(ascii: "/"), let method = HTTPRequest.Method(method),
            let path = bytes.withUnsafeBufferPointer(Self.text)
        else { throw Malformed(path: Self.printable(bytes), requestID: id) }
        return Request(
            method: method, path: path, query: query, headers: fields, body: body, id: id,
            remoteAddress: remoteAddress, isSecure: isSecure)
    }

    /// Whether the response, even one to a malformed head, is sent without its body.
    var isHead: Bool { method == "HEAD" }

    private var path: [UInt8] {
        switch gateway {
        case .fastCGI: documentURI.isEmpty ? scriptName + pathInfo : documentURI
        case .cgi: pathInfo.isEmpty ? [UInt8(ascii: "/")] : pathInfo
        }
    }

    private mutating func addField(_ name: HTTPField.Name, _ value: UnsafeBufferPointer<UInt8>) {
        // White space around a value is not part of it (RFC 9110, section 5.5).
        var trimmed = value[...]
        while let first = trimmed.first, Self.isBlank(first) { trimmed.removeFirst() }
        while let last = trimmed.last, Self.isBlank(last) { trimmed.removeLast() }
        let bytes = UnsafeBufferPointer(rebasing: trimmed)
        guard fields.count < Self.maximumFields, bytes.isPlain || bytes.allSatisfy(isFieldByte) else {
            isMalformed = true
            return
        }
        // Lenient: the bytes were validated just now.
        fields.append(HTTPField(name: name, lenientValue: bytes))
    }

    /// The value as text, if it is UTF-8 without control characters; otherwise the head is marked as malformed.
    private mutating func checkedText(_ value: UnsafeBufferPointer<UInt8>) -> String {
        guard let text = Self.text(value) else {
            isMalformed = true
            return ""
        }
        return text
    }
}

extension RequestHead {
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// Nil unless it is UTF-8 without control characters.
    private static func text(_ value: UnsafeBufferPointer<UInt8>) -> String? {
        // Fast path: most values are plain ASCII.
        if value.isPlain { return String(decoding: value, as: UTF8.self) }
        guard let text = String(utf8: value), !hasControls(text.utf8) else { return nil }
        return text
    }

    /// Whether valid UTF-8 contains a character of C0, DEL or C1.
    private static func hasControls(_ text: String.UTF8View) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { return true }
            previous = byte
        }
        return false
    }

    private static func printable(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            text.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }

    private static func visibleASCII(_ value: UnsafeBufferPointer<UInt8>, atMost limit: Int) -> String? {
        guard (1...limit).contains(value.count), value.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: value, as: UTF8.self)
    }

    private static func length(_ value: UnsafeBufferPointer<UInt8>) -> Int? {
        var length = 0
        for byte in value {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            length = overflow || carry ? .max : sum
        }
        return length
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
