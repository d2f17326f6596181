/// A line of the control socket's protocol is invalid.
package struct ControlSyntaxError: Error, Equatable {}
