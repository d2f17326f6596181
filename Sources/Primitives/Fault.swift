/// One fault of a request, and its place.
package struct Fault: Equatable, Sendable {
    /// The part of the request that is at fault.
    package enum Place: Equatable, Sendable {
        /// A JSON Pointer (RFC 6901) into the body; "" is the whole body.
        case pointer(String)
        /// The name of a query or form parameter.
        case parameter(String)
        /// The name of a header field.
        case header(String)
    }

    package let place: Place
    /// One actionable sentence without a full stop.
    package let detail: String

    package init(_ place: Place, _ detail: String) {
        self.place = place
        self.detail = detail
    }
}

/// What is wrong with one value, worded for the user: "must be …".
package struct ValueFault: Error, Equatable, Sendable {
    package let detail: String

    package init(_ detail: String) {
        self.detail = detail
    }
}

/// Invalid input, with all its faults; never empty.
package struct InvalidInput: Error, Equatable, Sendable {
    package let faults: [Fault]

    package init(_ faults: [Fault]) {
        self.faults = faults
    }
}
