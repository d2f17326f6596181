import Benchmark
import Invoicing
import Store

/// Lists of 20 as the store reads them: from rows, and whole invoices as they were finished before.
func measureRows() {
    let lists: [(name: String, InvoiceFields, asSnapshots: Bool)] = [
        ("20 finished invoices", .all, true),
        ("20 invoices", .all, false),
        ("20 invoices, 3 fields", [.init(.id), .init(.number), .init(.total)], false),
    ]
    for (name, fields, asSnapshots) in lists {
        let configuration = Benchmark.Configuration(
            metrics: [.wallClock, .throughput], warmupIterations: 10, scalingFactor: .one, maxDuration: .seconds(2),
            maxIterations: 10_000)
        Benchmark("Rows: \(name)", configuration: configuration) { benchmark, ledger in
            var query = InvoiceQuery()
            query.limit = 20
            query.fields = fields
            query.asSnapshots = asSnapshots
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                let listing = try ledger.store.list(query, in: ledger.id)
                if asSnapshots {
                    _ = try listing.readSnapshots { finished in
                        blackHole(finished)
                        return true
                    }
                } else {
                    _ = try listing.read { invoice in
                        blackHole(invoice)
                        return true
                    }
                }
                blackHole(try listing.end())
            }
        } setup: {
            try SampleLedger(count: 10_000)
        }
    }
}
