import Glibc

/// The part of a client's address that its owner cannot change at will.
///
/// For IPv6 these are the first 64 bits: a subscriber has at least a /64 (RFC 6177). An IPv4-mapped
/// address is treated as its IPv4 address (RFC 4291, 2.5.5.2).
package enum ClientNetwork {
    /// Distinct bytes for each network. Text that is not an address is used as it is.
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
