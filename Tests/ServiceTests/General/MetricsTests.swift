import HTTP
import HTTPTypes
import XCTest

@testable import Web
@testable import WebAPI

final class MetricsTests: XCTestCase {
    func testCountsRequestsByTheRoutesTemplateAndStatus() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        for _ in 0..<3 { _ = house.send(.get, "/api/v1/invoices/1", token: token) }
        _ = house.send(.head, "/api/v1/invoices/1", token: token)
        _ = house.send(.get, "/api/v1/invoices/77", token: token)
        _ = house.send(.get, "/api/v1/invoices/1")
        let metrics = figures(house)
        let route = #"method="GET",route="/api/v1/invoices/{id}""#
        XCTAssertEqual(metrics["invoices_http_requests_total{\(route),status=\"200\"}"], "4")
        XCTAssertEqual(metrics["invoices_http_requests_total{\(route),status=\"404\"}"], "1")
        XCTAssertEqual(metrics["invoices_http_requests_total{\(route),status=\"401\"}"], "1")
        XCTAssertEqual(metrics["invoices_http_request_duration_seconds_count{\(route)}"], "6")
        XCTAssertEqual(
            metrics[#"invoices_http_requests_total{method="POST",route="/api/v1/invoices",status="201"}"#], "1")
    }

    func testWhatMeetsNoRouteIsCountedUnderNoNameOfTheClients() throws {
        let house = try House()
        let paths = ["/wp-login.php", "/api/v1/\"}evil 1", "/x\ny"]
        for path in paths { _ = house.send(.get, path) }
        _ = house.send(.delete, "/health")
        _ = house.send(.options, "/health")
        _ = Answer(house.service.reject(.badRequest, path: "/broken", requestID: "x"))
        let text = scrape(house).text
        for word in ["wp-login", "evil", "/x", "broken", "DELETE"] { XCTAssertFalse(text.contains(word), word) }
        let metrics = figures(house)
        let totals = [404, 405, 204, 400].map { status in
            metrics["invoices_http_requests_total{method=\"none\",route=\"none\",status=\"\(status)\"}"]
        }
        XCTAssertEqual(totals, ["3", "1", "1", "1"])
    }

    func testARefusedSignInCountsForItsRoute() throws {
        let house = try House()
        _ = Answer(house.service.refuse(Request(method: .post, path: "/login")))
        XCTAssertEqual(
            figures(house)[#"invoices_http_requests_total{method="POST",route="/login",status="503"}"#], "1")
    }

    func testAnAnswerCountsOnceItWasSent() throws {
        let house = try House()
        let response = house.service.respond(to: Request(method: .get, path: "/health"))
        let name = #"invoices_http_requests_total{method="GET",route="/health",status="200"}"#
        XCTAssertNil(figures(house)[name])
        response.onSent?(0)
        XCTAssertEqual(figures(house)[name], "1")
    }

    func testTheHistogramIsCumulativeAndInSeconds() {
        let counters = RequestCounters()
        for milliseconds: UInt64 in [0, 1, 1, 3, 700, 20_000] {
            counters.count(route: 1, status: 200, nanoseconds: milliseconds * 1_000_000)
        }
        var text = MetricsText()
        text.write([("GET", "/", counters.tally(of: 1))])
        let metrics = parsed(text.text)
        let buckets = ["0.0005", "0.001", "0.0025", "0.005", "0.5", "1", "10", "+Inf"].map { bound in
            metrics["invoices_http_request_duration_seconds_bucket{method=\"GET\",route=\"/\",le=\"\(bound)\"}"]
        }
        XCTAssertEqual(buckets, ["1", "3", "3", "4", "4", "5", "5", "6"])
        XCTAssertEqual(metrics[#"invoices_http_request_duration_seconds_sum{method="GET",route="/"}"#], "20.705")
        XCTAssertEqual(counters.tally(of: 0).statuses.count, 0)
    }

    func testNoCountIsLostAmongManyThreads() {
        let counters = RequestCounters()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<100_000 { counters.count(route: 0, status: 200, nanoseconds: 7) }
        }
        let tally = counters.tally(of: 0)
        XCTAssertEqual(tally.statuses.map(\.count), [800_000])
        XCTAssertEqual(tally.durations.reduce(0, +), 800_000)
        XCTAssertEqual(tally.nanoseconds, 5_600_000)
    }

    func testStatusesThatThereAreNotHarmNothing() {
        let counters = RequestCounters()
        for status in [-1, 0, 99, 600, .max] { counters.count(route: 0, status: status, nanoseconds: .max / 10) }
        XCTAssertEqual(counters.tally(of: 0).statuses.map(\.status), [100, 599])
    }

    func testShowsTheWiringsGaugesInPrometheusFormat() {
        var text = MetricsText()
        text.write(Gauge("a_bytes", "One sentence.", [.init(1, "file", "wal"), .init(1.5, "file", "database")]))
        text.write(Gauge("b", "Another.", 1e300))
        XCTAssertEqual(
            text.text,
            """
            # HELP a_bytes One sentence.
            # TYPE a_bytes gauge
            a_bytes{file="wal"} 1
            a_bytes{file="database"} 1.5
            # HELP b Another.
            # TYPE b gauge
            b 1e+300

            """)
    }

    func testIsForThisMachineAlone() throws {
        let house = try House()
        for address in ["127.0.0.1", "::1"] {
            let answer = scrape(house, from: address)
            XCTAssertEqual(answer.status, 200)
            XCTAssertEqual(answer.headers[.contentType], "text/plain; version=0.0.4; charset=utf-8")
            XCTAssertEqual(answer.headers[.cacheControl], "no-store")
        }
        for address in ["192.0.2.1", "2001:db8::1", "", "127.0.0.1.example.com", "10.0.0.1"] {
            let answer = scrape(house, from: address)
            XCTAssertEqual(answer.status, 403, address)
            XCTAssertEqual(answer.headers[.contentType], "application/problem+json")
            XCTAssertFalse(answer.text.contains("invoices_"))
        }
    }

    private func scrape(_ house: House, from address: String = "127.0.0.1") -> Answer {
        house.send(Request(method: .get, path: "/metrics", remoteAddress: address))
    }

    private func figures(_ house: House) -> [String: String] {
        parsed(scrape(house).text)
    }

    /// By name and labels. Every line is a comment or a figure, and none comes twice.
    private func parsed(_ text: String) -> [String: String] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("# HELP ") && !$0.hasPrefix("# TYPE ") }
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let space = line.lastIndex(of: " ") ?? line.startIndex
                return (String(line[..<space]), String(line[line.index(after: space)...]))
            })
    }
}
