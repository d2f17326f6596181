/// A metric of the process or the machine, for `/metrics`; the program's wiring provides the values.
package struct Gauge: Equatable, Sendable {
    package struct Sample: Equatable, Sendable {
        /// A label and its value: letters, digits and points; nil for none.
        package let label: (name: String, value: String)?
        package let value: Double

        package init(_ value: Double, _ name: String? = nil, _ labelled: String = "") {
            self.value = value
            label = name.map { ($0, labelled) }
        }

        package static func == (one: Sample, other: Sample) -> Bool {
            one.value == other.value && one.label?.name == other.label?.name
                && one.label?.value == other.label?.value
        }
    }

    /// By Prometheus' conventions: `invoices_workers_busy`, with the unit at the end.
    package let name: String
    /// One sentence.
    package let help: String
    package let samples: [Sample]

    package init(_ name: String, _ help: String, _ samples: [Sample]) {
        self.name = name
        self.help = help
        self.samples = samples
    }

    package init(_ name: String, _ help: String, _ value: Double) {
        self.init(name, help, [Sample(value)])
    }
}
