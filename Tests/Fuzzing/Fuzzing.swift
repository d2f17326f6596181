import Glibc

/// The parsers that take what strangers send, one a run: `FUZZ_TARGET` names it.
///
/// Each is run with bytes that libFuzzer makes up, guided by what they reach, and looked at for more than
/// crashes: ``demand(_:_:)`` says what must hold of whatever was read.
enum Target: String, CaseIterable {
    case decoder, json, query, form, cookie, header, token, value, listing

    func run(_ input: [UInt8]) {
        switch self {
        case .decoder: DecoderTarget.run(input)
        case .json: JSONTarget.run(input)
        case .query: QueryTarget.run(input)
        case .form: FormTarget.run(input)
        case .cookie: CookieTarget.run(input)
        case .header: HeaderTarget.run(input)
        case .token: TokenTarget.run(input)
        case .value: ValueTarget.run(input)
        case .listing: ListingTarget.run(input)
        }
    }

    static let chosen: Target = {
        guard let name = getenv("FUZZ_TARGET"), let target = Target(rawValue: String(cString: name)) else {
            fatalError("FUZZ_TARGET must be one of \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return target
    }()
}

/// Called by libFuzzer, which brings the program's `main`, with one input after another.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Target.chosen.run([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Ends the run with the input as a finding unless the condition holds.
func demand(_ holds: Bool, _ what: @autoclosure () -> String) {
    guard holds else { fatalError(what()) }
}

/// `String` takes `é`, composed or not, for the same; here every byte counts.
func areSame(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}

/// The text as a quoted string (RFC 9110, 5.6.4). By bytes: a quote that a combining mark follows is one as any other.
func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
    }
    return "\"\(String(decoding: bytes, as: UTF8.self))\""
}
