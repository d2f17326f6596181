import HTTP
import HTTPTypes

/// The cookies of a request. The input is the value of a `Cookie`.
enum CookieTarget {
    private static let name = "session"

    static func run(_ input: [UInt8]) {
        let isValid = input.withUnsafeBufferPointer { HTTPField.isValidValue($0) }
        guard isValid else { return }
        let field = input.withUnsafeBufferPointer { HTTPField(name: .cookie, value: $0) }
        let values = Cookies.value(named: name, in: [.cookie: field.value])
        demand(values.allSatisfy { !$0.utf8.contains(UInt8(ascii: ";")) }, "more than one cookie: \(values)")

        // A cookie beside those changes none of them, and is found itself.
        let own = SetCookie(name: name, value: "0123456789abcdef", isSecure: true)
        let pair = own.text.prefix { $0 != ";" }
        let more = Cookies.value(named: name, in: [.cookie: "other=session=1; \(field.value); \(pair)"])
        demand(more.elementsEqual(values + [own.value], by: areSame), "\(more) and not \(values) and one more")
    }
}
