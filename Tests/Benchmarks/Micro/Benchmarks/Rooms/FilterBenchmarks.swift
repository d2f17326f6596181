import Auth
import Benchmark
import HTTP
import Web

/// From the query as it was sent to an `InvoiceQuery`.
func measureFilter() {
    let queries = [
        "limit": "limit=20",
        "fields": "limit=20&fields=id,invoice_number,total_amount",
        "all parameters":
            "limit=20&fields=id,invoice_number,total_amount&status=PENDING,PAID&created_after=2023-01-01"
            + "&created_before=2025-12-31&due_after=2023-01-01&due_before=2026-12-31&customer_name=M%C3%BCller"
            + "&customer_email=example&min_amount=500&max_amount=9000.50&sort_by=total_amount&sort_order=asc",
    ]
    for (name, query) in queries.sorted(by: { $0.key < $1.key }) {
        Benchmark("Filter: \(name)") { benchmark, cursors in
            for _ in benchmark.scaledIterations {
                blackHole(try InvoiceFilter.query(from: QueryString(parsing: query), in: 1, cursors: cursors))
            }
        } setup: {
            CursorSeal(keys: try sampleKeys())
        }
    }
}
