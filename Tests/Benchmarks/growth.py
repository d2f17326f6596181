"""The growth of the service's own time from a small ledger to one a hundred times as large."""

import re
import statistics
import time
from urllib.parse import urlsplit

from installation import until
from tables import Table

SMALL, LARGE = 10_000, 1_000_000
REQUESTS = 60
# Slow requests are repeated for at most MAX_SECONDS seconds, but at least MIN_REQUESTS times.
MAX_SECONDS, MIN_REQUESTS = 10, 5
LIST = "/api/v1/invoices?limit=20"
# The maximum ratio of large to small ledger, if the answers have equally many rows.
MAX_GROWTH = 2
# The maximum time of a combined query, in milliseconds.
MAX_COMBINED_MS = 1000

# Lists whose time must depend on the number of rows, not on the size of the ledger.
SINGLE = {
    "default": "",
    "3 fields": "&fields=id,invoice_number,total_amount",
    "status, most": "&status=PAID",
    "status, few": "&status=CANCELLED",
    "status, two": "&status=PAID,CANCELLED",
    "created_after": "&created_after=2024-01-01",
    "created_before": "&created_before=2025-01-01",
    "due_after": "&due_after=2024-01-01",
    "due_before": "&due_before=2025-01-01",
    "min_amount, half": "&min_amount=500",
    "min_amount, few": "&min_amount=5000",
    "min_amount, none": "&min_amount=100000",
    "max_amount, few": "&max_amount=100",
    "max_amount, fewest": "&max_amount=10",
    "customer, rare": "&customer_name=smith",
    "customer, half": "&customer_name=a",
    "customer, two characters": "&customer_name=an",
    "customer, nobody": "&customer_name=zzzzzzz",
    "e-mail, rare": "&customer_email=smith",
    "e-mail, most": "&customer_email=example",
    "by date, ascending": "&sort_order=asc",
    "by due date": "&sort_by=due_date",
    "by due date, ascending": "&sort_by=due_date&sort_order=asc",
    "by amount": "&sort_by=total_amount",
    "by amount, ascending": "&sort_by=total_amount&sort_order=asc",
    "by customer": "&sort_by=customer_name",
    "by customer, ascending": "&sort_by=customer_name&sort_order=asc",
}
# Filters with another sort.
COMBINED = {
    "status, amount, by amount": "&status=PENDING&min_amount=500&sort_by=total_amount",
    "due_before, by amount": "&due_before=2024-06-01&sort_by=total_amount",
    "customer, by amount": "&customer_name=an&sort_by=total_amount",
    "amount, by customer": "&min_amount=4000&sort_by=customer_name",
    "status, by due date": "&status=CANCELLED&sort_by=due_date",
    "customer, status, by due date": "&customer_name=a&status=PENDING&sort_by=due_date",
}
# Exact numbers of matches.
COUNTED = {
    "count, all": "",
    "count, status": "&status=PAID",
    "count, customer": "&customer_name=an",
    "count, amount": "&min_amount=500",
    "count, four filters": "&min_amount=500&status=PENDING&customer_name=a&due_before=2025-01-01",
}
PAGES_DEEP = 100


class Requester:
    """Sends requests to one installation, one at a time."""

    def __init__(self, demo, client):
        self.demo = demo
        self.client = client

    def deep(self):
        """The URL of a page far from the first, reached by cursors."""
        path = LIST
        for _ in range(PAGES_DEEP):
            following = urlsplit(self.client.get(path, headers=self.demo.bearer).links["next"]["url"])
            path = f"{following.path}?{following.query}"
        return path

    def measurement(self, path, headers):
        return Measurement(self, path, headers)


class Measurement:
    """A repeated request, and the times that the service has logged for it."""

    def __init__(self, requester, path, headers):
        self.requester, self.path, self.headers = requester, path, headers
        answer = self.ask()
        assert answer.status_code == 200, answer.text
        # None for a page.
        self.rows = len(answer.json()) if answer.headers["content-type"] == "application/json" else None
        self.log = requester.demo.log.open()
        self.log.seek(0, 2)
        self.written = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.log.close()

    def ask(self):
        return self.requester.client.get(self.path, headers=self.headers)

    def milliseconds(self, asked):
        """The median of the service's own time over `asked` requests."""
        # The log line may be written after the response.
        until(lambda: self.read_log() >= asked, "the lines of the log")
        return statistics.median(self.written)

    def read_log(self):
        """Reads the complete lines written so far."""
        while line := self.log.readline():
            if not line.endswith("\n"):
                self.log.seek(self.log.tell() - len(line.encode()))
                break
            if " message=request " in line:
                self.written.append(float(re.search(r" ms=([\d.]+)", line)[1]))
        return len(self.written)


def compare(first, second):
    """Alternates the requests, so that changes of the machine's speed affect both; returns the milliseconds of each."""
    began, asked = time.monotonic(), 0
    while asked < MIN_REQUESTS or asked < REQUESTS and time.monotonic() - began < MAX_SECONDS:
        first.ask()
        second.ask()
        asked += 1
    return first.milliseconds(asked), second.milliseconds(asked)


def measure(requesters):
    """Prints the table and returns its figures by request, with whether each is within its bound."""
    table = Table(
        f"Growth (service's own time, p50 of {REQUESTS})", "request", f"{SMALL:,} µs", f"{LARGE:,} µs", "ratio",
        "rows", "bound")
    figures = {}

    def ask(name, request, is_single):
        first, second = (requester.measurement(*request(requester)) for requester in requesters)
        with first, second:
            small, large = compare(first, second)
        small_rows, large_rows = first.rows, second.rows
        if is_single:
            is_over = large > MAX_GROWTH * small and small_rows == large_rows
        else:
            is_over = large > MAX_COMBINED_MS
        rows = "page" if small_rows is None else str(large_rows) if small_rows == large_rows else f"{small_rows}, {large_rows}"
        table.row(
            name, f"{small * 1000:,.0f}", f"{large * 1000:,.0f}", f"{large / small:.2f}", rows,
            "OVER" if is_over else f"{MAX_GROWTH} ×" if is_single else "1 s")
        figures[name] = {
            "small_ms": small, "large_ms": large, "ratio": large / small, "rows": [small_rows, large_rows],
            "is_over": is_over}

    for name, query in SINGLE.items():
        ask(name, lambda requester: (LIST + query, requester.demo.bearer), is_single=True)
    ask(f"page {PAGES_DEEP + 1} by cursor", lambda requester: (requester.deep(), requester.demo.bearer), is_single=True)
    for page in ("/", "/invoices"):
        ask(f"page {page}", lambda requester: (page, requester.demo.cookie), is_single=True)
    for name, query in COMBINED.items():
        ask(name, lambda requester: (LIST + query, requester.demo.bearer), is_single=False)
    for name, query in COUNTED.items():
        ask(name, lambda requester: (LIST + query, requester.demo.bearer | {"Prefer": "count=exact"}), is_single=False)
    return figures


def run(bench):
    with bench.samples.running(1, SMALL) as small, bench.samples.running(1, LARGE) as large:
        with small.client() as small_client, large.client() as large_client:
            figures = measure([Requester(small, small_client), Requester(large, large_client)])
    bench.failed |= any(row["is_over"] for row in figures.values())
    return figures
