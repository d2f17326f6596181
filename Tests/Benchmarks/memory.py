"""The memory used by the service."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor

from footprint import multiply, peak, resident, reset_peak
from load import load
from scenarios import SCENARIOS, request_of
from tables import Table

MILLION = 1_000_000
CLIENTS = 8
LARGE_INVOICES = 1000
# Just under the limit of a body, which is a mebibyte.
LARGE = {
    "customer_name": "Large",
    "items": [{"description": "\U0001d11e" * 500, "quantity": 1, "unit_price": 1}] * 500,
}


def after_all_scenarios(bench, users, invoices, user):
    """The resident memory and its peak, in bytes."""
    with bench.samples.running(users, invoices, user) as demo:
        for name in SCENARIOS:
            request, _ = request_of(name, demo)
            load(demo.http, request, bench.options.seconds)
        return resident(demo.process_id), peak(demo.process_id)


def while_large_lists_are_read(bench):
    """The same, for a ledger that contains only large invoices."""
    with bench.samples.running(1, 0) as demo:
        with demo.client(headers=demo.bearer) as client:
            body = json.dumps(LARGE, ensure_ascii=False).encode()
            answer = client.post(
                "/api/v1/invoices", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code == 201, answer.text
            size = len(answer.content)
            multiply(demo.data, answer.json()["id"], LARGE_INVOICES)
        reset_peak(demo.process_id)
        with ThreadPoolExecutor(CLIENTS) as clients:
            received = list(clients.map(lambda _: read_list(demo), range(CLIENTS)))
        assert min(received) > 0.99 * size * LARGE_INVOICES, "a list was incomplete"
        return resident(demo.process_id), peak(demo.process_id)


def read_list(demo):
    """Reads the whole list and returns its size in bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", demo.http_port, timeout=600)
    connection.request("GET", f"/api/v1/invoices?limit={LARGE_INVOICES}", headers=demo.bearer)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    received = 0
    while piece := answer.read(1 << 20):
        received += len(piece)
    connection.close()
    return received


def run(bench):
    options = bench.options
    table = Table("Resident memory of the service", "when", "now MiB", "peak MiB")
    cases = {
        f"all scenarios, {options.invoices:,} invoices": lambda: after_all_scenarios(
            bench, options.users, options.invoices, "user3"),
        f"all scenarios, {MILLION:,} invoices": lambda: after_all_scenarios(bench, 1, MILLION, "user1"),
        f"{CLIENTS} lists of {LARGE_INVOICES} MB": lambda: while_large_lists_are_read(bench),
    }
    figures = {}
    for name, measure in cases.items():
        now, most = measure()
        table.row(name, f"{now / 2**20:.1f}", f"{most / 2**20:.1f}")
        figures[name] = {"resident_bytes": now, "peak_bytes": most}
    return figures
