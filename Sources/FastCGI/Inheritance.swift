/// What a server leaves to the program that takes its place in the same process: descriptors, and
/// nothing else, because between two requests a connection carries no state of ours.
///
/// What was sent and not yet read waits in them for the successor.
package struct Inheritance: Equatable, Sendable {
    package let listener: Int32
    /// Connections without a request under way.
    package let connections: [Int32]
}
