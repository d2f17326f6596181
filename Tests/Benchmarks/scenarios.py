"""The service's throughput under load, compared with nginx over a no-op responder that sends as many bytes."""

import json
import statistics
import sys
from urllib.parse import urlsplit

from demo import processor_seconds
from footprint import resident
from load import Request, load, median
from tables import Table

LIST = "/api/v1/invoices?limit="
JSON = {"Content-Type": "application/json"}
NEW_INVOICE = json.dumps({
    "customer_name": "Acme Corp", "customer_email": "billing@acme.example", "customer_address": "1 Main Street",
    "due_date": "2030-01-31", "notes": "Thank you",
    "items": [{"description": f"Work package {n}", "quantity": n, "unit_price": 19.99} for n in (1, 2, 3)],
})
# The 200th page of 20, and one more invoice.
MIN_INVOICES = 4001


def listed(query):
    return lambda demo, _: Request(LIST + query, demo.bearer)


def after(query):
    """The page that follows the page of the query."""
    def request(demo, client):
        following = urlsplit(client.get(LIST + query, headers=demo.bearer).links["next"]["url"])
        return Request(f"{following.path}?{following.query}", demo.bearer)
    return request


def newest(demo, client):
    invoice = client.get(LIST + "1&fields=id", headers=demo.bearer).json()[0]
    return Request(f"/api/v1/invoices/{invoice['id']}", demo.bearer)


SCENARIOS = {
    "health": lambda demo, _: Request("/health"),
    "list 20": listed("20"),
    "list 100": listed("100"),
    "list 20, 3 fields": listed("20&fields=id,invoice_number,total_amount"),
    "list 20, filtered, by amount": listed(
        "20&status=PENDING&min_amount=500&created_after=2023-01-01&sort_by=total_amount"),
    "list 20, customer search": listed("20&customer_name=smith"),
    "list 20, page 200 by skip": listed("20&skip=4000"),
    "list 20, page 200 by cursor": after("20&skip=3980"),
    "one invoice": newest,
    "create": lambda demo, _: Request("/api/v1/invoices", demo.bearer | JSON, "POST", NEW_INVOICE),
    "home page": lambda demo, _: Request("/", demo.cookie),
}


def request_of(name, demo):
    """The scenario's request and the size of its response's body."""
    with demo.client(headers={"Accept-Encoding": "identity"}) as client:
        request = SCENARIOS[name](demo, client)
        answer = client.request(request.method, request.path, headers=request.headers, content=request.body.encode())
        assert answer.status_code in (200, 201), answer.text
        return request, len(answer.content)


def measure(demo, floor, names, seconds, rounds):
    """Prints the table and returns its figures by scenario."""
    table = Table(
        f"Scenarios (wrk: 1 thread, 32 connections, {seconds} s, median of {rounds})", "scenario",
        "requests/s", "p50 ms", "p99 ms", "service µs", "nginx µs", "floor/s", "of floor")
    return {name: measure_one(name, demo, floor, seconds, rounds, table) for name in names}


def measure_one(name, demo, floor, seconds, rounds, table):
    request, size = request_of(name, demo)
    # With the same header fields and body, because nginx reads and forwards them too.
    idle = Request(f"/?{size}", request.headers, request.method, request.body)
    loads, floors, costs = [], [], []
    # Alternating, so that changes of the machine's speed affect both.
    for _ in range(rounds):
        before = spent(demo)
        loads.append(load(demo.http, request, seconds))
        costs.append([(now - then) * 1e6 / loads[-1].requests for now, then in zip(spent(demo), before)])
        floors.append(load(floor.http, idle, seconds))
    service, floor_rate = median(loads), median(floors).rate
    service_cost, front_cost = map(statistics.median, zip(*costs))
    table.row(
        name, f"{service.rate:,.0f}", f"{service.p50:.2f}", f"{service.p99:.2f}", f"{service_cost:.0f}",
        f"{front_cost:.0f}", f"{floor_rate:,.0f}", f"{service.rate / floor_rate:.0%}")
    if service.failed:
        print(f"{name}: {service.failed:.2%} of the requests failed", file=sys.stderr)
    return {
        "requests_per_second": service.rate, "p50_ms": service.p50, "p99_ms": service.p99, "failed": service.failed,
        "service_us": service_cost, "nginx_us": front_cost, "bytes": size, "floor_per_second": floor_rate,
        "of_floor": service.rate / floor_rate,
    }


def spent(demo):
    """Seconds of processor time: the service's and nginx's."""
    return processor_seconds([demo.process_id]), processor_seconds(demo.front_ids())


def run(bench):
    options = bench.options
    with bench.samples.running(options.users, options.invoices, "user3") as demo, bench.floor() as floor:
        figures = measure(demo, floor, options.only or SCENARIOS, options.seconds, options.rounds)
        held = resident(demo.process_id)
        print(f"\nResident memory of the service afterwards: {held / 2**20:.1f} MiB", flush=True)
    bench.failed |= any(row["failed"] for row in figures.values())
    return {"table": figures, "resident_bytes": held}
