/// Why some bytes are no record that can be read. It says nothing of what they hold, which may be personal.
package enum RecordFault: Error, Equatable, Sendable {
    /// It was written by a later edition of the program.
    case unknownVersion
    /// It is no record; a few words say at which member.
    case malformed(String)
}
