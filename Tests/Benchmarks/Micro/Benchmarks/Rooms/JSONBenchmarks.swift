import Benchmark
import JSON
import WebAPI

/// The writer with whole invoices, and the reader with one's body as a client sends it.
func measureJSON() {
    Benchmark("JSON: write 20 invoices") { benchmark, invoices in
        for _ in benchmark.scaledIterations {
            var writer = JSONWriter(reserving: 16 * 1024)
            writer.array { writer in
                for invoice in invoices { writer.json(InvoiceJSON.bytes(of: invoice)) }
            }
            blackHole(writer.bytes)
        }
    } setup: {
        SampleLedger.invoices(count: 20)
    }

    Benchmark("JSON: read an invoice of 3 items") { benchmark, body in
        for _ in benchmark.scaledIterations { blackHole(try JSONValue(parsing: body)) }
    } setup: {
        InvoiceJSON.bytes(of: SampleLedger.invoices(count: 1)[0])
    }
}
