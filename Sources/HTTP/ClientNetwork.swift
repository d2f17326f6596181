import Glibc

/// The part of a client's address that its owner cannot change at will.
///
/// Of IPv6 that is the first 64 bits: a subscriber has at least so many addresses (RFC 6177). A
/// mapped IPv4 address is that IPv4 address (RFC 4291, 2.5.5.2).
package enum ClientNetwork {
    /// Other bytes for each network. What is no address stands for itself.
    package static func bytes(of address: String) -> [UInt8] {
        if let four = parsed(address, AF_INET, count: 4) { return four }
        guard let six = parsed(address, AF_INET6, count: 16) else { return Array(address.utf8) }
        return six.starts(with: mapped) ? Array(six.suffix(4)) : Array(six.prefix(8))
    }

    private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    private static func parsed(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var address = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &address) == 1 ? address : nil
    }
}
