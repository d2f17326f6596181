import Web

/// Prometheus' text format, version 0.0.4.
///
/// Names and labels are constants of the program and need no escaping; no client input is among them.
struct MetricsText {
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func write(_ gauge: Gauge) {
        begin(gauge.name, "gauge", gauge.help)
        for sample in gauge.samples {
            line(gauge.name, sample.label.map { [$0] } ?? [], Self.number(sample.value))
        }
    }

    /// Writes the counts of the routes, labelled with method and path template.
    mutating func write(_ tallies: [(method: String, path: String, tally: RequestCounters.Tally)]) {
        let requests = "invoices_http_requests_total"
        begin(requests, "counter", "Requests answered. Route and method are `none` when no route matched.")
        for (method, path, tally) in tallies {
            for (status, count) in tally.statuses {
                line(requests, [("method", method), ("route", path), ("status", String(status))], String(count))
            }
        }
        let durations = "invoices_http_request_duration_seconds"
        begin(durations, "histogram", "From the start of a request's processing to the last byte of its response.")
        for (method, path, tally) in tallies {
            let labels = [("method", method), ("route", path)]
            var sum: UInt64 = 0
            for (index, count) in tally.durations.enumerated() {
                sum += count
                let bound = index < RequestCounters.bounds.count ? Self.seconds(RequestCounters.bounds[index]) : "+Inf"
                line(durations + "_bucket", labels + [("le", bound)], String(sum))
            }
            line(durations + "_sum", labels, Self.seconds(tally.nanoseconds))
            line(durations + "_count", labels, String(sum))
        }
    }

    private mutating func begin(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    private static func seconds(_ nanoseconds: UInt64) -> String {
        number(Double(nanoseconds) / 1_000_000_000)
    }

    /// Whole numbers without a fraction.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }
}
