/// A line on the control socket that is no message of ours.
struct ControlSyntaxError: Error, Equatable {}
