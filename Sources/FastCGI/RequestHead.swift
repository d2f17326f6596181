import Glibc
import HTTP
import HTTPTypes

/// A request's parameters while they are gathered, and the request that they make.
///
/// Pure: it knows nothing of libfcgi, takes any bytes whatever, and says of a head that is not one
/// that it is malformed. A parameter that comes twice counts as it came last, as other FastCGI
/// applications have it; header fields are kept as often as they came.
struct RequestHead {
    /// Who fills in the parameters, and so which of them hold the path.
    enum Gateway: Sendable {
        /// `DOCUMENT_URI`, or `SCRIPT_NAME` followed by `PATH_INFO`.
        case fastCGI
        /// `PATH_INFO`, because `SCRIPT_NAME` is where the program is; without it the root.
        case cgi
    }

    /// A head without a request: it is answered with 400.
    struct Malformed: Error, Equatable {
        /// What could be read of the path, without anything unprintable.
        let path: String
        let requestID: String
    }

    /// More than any client sends, and few enough for `HTTPFields`, which stops the program at 65,535.
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

    /// The length of the body as announced, in bytes: 0 when none was, `Int.max` for any larger
    /// number, nil for what is no number.
    private(set) var announcedLength: Int? = 0

    init(from gateway: Gateway) {
        self.gateway = gateway
    }

    /// Takes one parameter in the form `NAME=value`.
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
            // Empty means that there was none, here and for the type (RFC 3875, sections 4.1.2 and 4.1.3).
            if !value.isEmpty { addField(.contentLength, value) }
        case .contentType: if !value.isEmpty { addField(.contentType, value) }
        case .field(let name): addField(name, value)
        }
    }

    /// - Parameter random: Gives so many bytes; asked when the gateway sent no usable request id.
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

    /// Whether the answer goes without its body, even that to a malformed head.
    var isHead: Bool { method == "HEAD" }

    private var path: [UInt8] {
        switch gateway {
        case .fastCGI: documentURI.isEmpty ? scriptName + pathInfo : documentURI
        case .cgi: pathInfo.isEmpty ? [UInt8(ascii: "/")] : pathInfo
        }
    }

    private mutating func addField(_ name: HTTPField.Name, _ value: UnsafeBufferPointer<UInt8>) {
        // Blanks around a value are not part of it (RFC 9110, section 5.5).
        var trimmed = value[...]
        while let first = trimmed.first, Self.isBlank(first) { trimmed.removeFirst() }
        while let last = trimmed.last, Self.isBlank(last) { trimmed.removeLast() }
        let bytes = UnsafeBufferPointer(rebasing: trimmed)
        guard fields.count < Self.maximumFields, bytes.isPlain || bytes.allSatisfy(isFieldByte) else {
            isMalformed = true
            return
        }
        // Looked at just now, and so not once more.
        fields.append(HTTPField(name: name, lenientValue: bytes))
    }

    /// The value as text, if it is UTF-8 without control characters; else the head is malformed.
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
        // Most are plain, and seen to be so in one pass.
        if value.isPlain { return String(decoding: value, as: UTF8.self) }
        guard let text = String(utf8: value), !hasControls(text.utf8) else { return nil }
        return text
    }

    /// Whether there is a character of C0, DEL or C1 in what is known to be UTF-8.
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
