/// Precondition: `value` is from 0 to 99.
func writeTwoDigits(_ value: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at index: Int) {
    buffer[index] = UInt8(ascii: "0") + UInt8(value / 10)
    buffer[index + 1] = UInt8(ascii: "0") + UInt8(value % 10)
}

/// The value of decimal digits; nil when there is any other byte.
func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
        guard digit &- UInt8(ascii: "0") < 10 else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
}
