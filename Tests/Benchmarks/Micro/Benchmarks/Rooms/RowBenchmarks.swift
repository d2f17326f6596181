import Application
import Benchmark
import Ledger
import SQLiteStore

/// Lists of 20 as the store reads them: ready answers, values from rows, and rows without items.
func measureRows() {
    let configuration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput], warmupIterations: 10, scalingFactor: .one, maxDuration: .seconds(2),
        maxIterations: 10_000)
    var query = InvoiceQuery()
    query.limit = 20

    Benchmark("Rows: 20 ready answers", configuration: configuration) { benchmark, ledger in
        for _ in benchmark.scaledIterations {
            let listing = try ledger.store.listAnswers(query, in: ledger.id)
            _ = try listing.read { answer in
                blackHole(answer)
                return true
            }
            blackHole(try listing.end())
        }
    } setup: {
        try SampleLedger(count: 10_000)
    }

    let lists: [(name: String, InvoiceFields)] = [
        ("20 invoices", .all), ("20 invoices, 3 fields", [.init(.id), .init(.number), .init(.total)]),
    ]
    for (name, fields) in lists {
        Benchmark("Rows: \(name)", configuration: configuration) { benchmark, ledger in
            var query = query
            query.fields = fields
            for _ in benchmark.scaledIterations {
                let listing = try ledger.store.list(query, in: ledger.id)
                _ = try listing.read { invoice in
                    blackHole(invoice)
                    return true
                }
                blackHole(try listing.end())
            }
        } setup: {
            try SampleLedger(count: 10_000)
        }
    }
}
