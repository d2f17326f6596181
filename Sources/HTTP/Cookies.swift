import HTTPTypes

/// The cookies of a request (RFC 6265, 4.2).
package enum Cookies {
    /// The values of the cookies with this name, in order; malformed ones are skipped.
    ///
    /// There may be several, for example set for different paths; use one that can be verified.
    package static func value(named name: String, in headers: HTTPFields) -> [String] {
        headers[values: .cookie].flatMap { field in
            field.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair -> String? in
                let pair = pair.drop { $0 == 0x20 || $0 == 0x09 }
                guard pair.starts(with: name.utf8) else { return nil }
                let rest = pair.dropFirst(name.utf8.count)
                guard rest.first == UInt8(ascii: "=") else { return nil }
                return String(Substring(rest.dropFirst()))
            }
        }
    }
}

/// The value of a `Set-Cookie` (RFC 6265, 4.1), for a cookie that scripts cannot read and that
/// browsers send only with same-site requests and when a link leads here (`SameSite=Lax`).
package struct SetCookie: Equatable, Sendable {
    /// A token. With the prefix `__Host-`, browsers accept it over HTTPS only.
    package let name: String
    /// Visible ASCII without `"`, `,`, `;` and `\`.
    package let value: String
    /// In seconds; nil makes it a session cookie, 0 removes it.
    package let maximumAge: Int?
    /// Whether it is sent over HTTPS only.
    package let isSecure: Bool

    /// Precondition: name and value are valid.
    package init(name: String, value: String, maximumAge: Int? = nil, isSecure: Bool) {
        precondition(!name.isEmpty && name.utf8.allSatisfy(isTokenCharacter), "not a cookie's name")
        precondition(value.utf8.allSatisfy(isCookieOctet), "not a cookie's value")
        self.name = name
        self.value = value
        self.maximumAge = maximumAge
        self.isSecure = isSecure
    }

    package var text: String {
        let age = maximumAge.map { "; Max-Age=\($0)" } ?? ""
        return "\(name)=\(value); Path=/\(age); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }
}

/// RFC 6265, 4.1.1.
private func isCookieOctet(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && !"\",;\\".utf8.contains(byte)
}
