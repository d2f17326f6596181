/// One value of a request body as sent, before it is interpreted.
package enum TypedValue: Equatable, Sendable {
    /// The member is not there.
    case absent
    case null
    case text(String)
    /// The number's own characters, as in JSON.
    case number(String)
    /// A type that no member accepts, in words: "a boolean", "an array", "an object".
    case other(String)
}
