import HTTP

/// Reads a request's body and everything after it, up to the end of the input.
///
/// The input must be read to its end even when the body is not needed: on a connection that is kept open,
/// unread bytes would be parsed as the next request.
struct BodyReader: Sendable {
    /// How many bytes beyond the limit are read in order to keep the connection open.
    static let drainAllowance = 8 << 20

    /// In bytes.
    let limit: Int

    /// - Parameters:
    ///   - announced: As in ``RequestHead/announcedLength``.
    ///   - read: Fills the buffer; a count smaller than the buffer's size means the end of the input.
    /// - Returns: The body, and whether the end of the input was reached.
    func read(
        announced: Int?, from read: (UnsafeMutableBufferPointer<UInt8>) -> Int
    ) -> (body: Request.Body, isDrained: Bool) {
        var body: [UInt8] = []
        if let announced, announced > 0, announced <= limit {
            body = [UInt8](unsafeUninitializedCapacity: announced) { buffer, count in
                // The capacity may be larger than requested.
                count = read(UnsafeMutableBufferPointer(rebasing: buffer[..<announced]))
            }
            if body.count < announced { return (.broken, true) }
        }
        let (surplus, isDrained) = drain(from: read)
        guard let announced else { return (.broken, isDrained) }
        if announced > limit || body.count + surplus > limit { return (.tooLarge, isDrained) }
        return (surplus == 0 ? .complete(body) : .broken, isDrained)
    }

    private func drain(from read: (UnsafeMutableBufferPointer<UInt8>) -> Int) -> (count: Int, isDrained: Bool) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
            var total = 0
            while total <= limit + Self.drainAllowance {
                let count = read(buffer)
                total += count
                if count < buffer.count { return (total, true) }
            }
            return (total, false)
        }
    }
}
