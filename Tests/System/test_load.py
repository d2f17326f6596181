"""Many clients, slow clients and aborting ones: the others are served, and no resource leaks."""

import itertools
import json
import resource
import socket
import struct
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import wire
from conftest import log_in, register
from contract import INVOICES, LOGIN, invoice, ok
from installation import MAX_SERVICE_REQUESTS, Installation, children, until

MINUTES = 60


class Books:
    """A running installation with a user who has invoices."""

    def __init__(self, installation):
        self.installation = installation
        with installation.client() as client:
            register(client, "load")
            self.token = log_in(client, "load")
        self.client = installation.client(headers={"Authorization": f"Bearer {self.token}"})
        self.created = [ok(self.client.post(INVOICES, json=invoice()), 201) for _ in range(100)]

    def request(self, target, method="GET", *fields, body=b""):
        length = [f"Content-Length: {len(body)}"] if body else []
        return wire.request(target, method, f"Authorization: Bearer {self.token}", *fields, *length, body=body)

    def load(self, connections, seconds, pause=0):
        """The result of mixed.lua on this many connections, with a pause in milliseconds after each response."""
        done = subprocess.run(
            ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
             "--timeout", "30s", "--latency", "--script", Path(__file__).with_name("mixed.lua"),
             self.installation.http, "--", self.token, str(pause)],
            check=True, capture_output=True, text=True, preexec_fn=allow_many_descriptors)
        return json.loads(done.stdout.splitlines()[-1])

    def processes(self):
        """The service, and nginx's workers."""
        nginx = next(one for one in children(self.installation.process.pid) if one != self.installation.supervisor())
        return [self.installation.service(), *children(nginx)]


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("load") / "data", INVOICES_TOKEN_MINUTES=120)
    try:
        books = Books(installation.start())
        yield books
        books.client.close()
    finally:
        installation.stop()


def allow_many_descriptors():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def memory(process):
    """The resident memory in bytes."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) * 1024


def count(process, kind):
    return len(list(Path(f"/proc/{process}/{kind}").iterdir()))


# ---- Slow clients


class SlowClients(threading.Thread):
    """Clients that send one byte per second: half of them their head, half an announced body."""

    def __init__(self, port, number):
        super().__init__(daemon=True)
        self.port, self.number = port, number
        self.all_connected, self.is_over = threading.Event(), threading.Event()

    def __enter__(self):
        self.start()
        assert self.all_connected.wait(60)
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.join()

    def run(self):
        openings = itertools.cycle([
            b"POST " + LOGIN.encode() + b" HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
            b"POST " + LOGIN.encode() + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        ])
        clients = [self.connect(next(openings)) for _ in range(self.number)]
        self.all_connected.set()
        while not self.is_over.wait(1):
            for index, client in enumerate(clients):
                try:
                    client.send(b"x")
                except OSError:  # nginx's timeout has expired.
                    client.close()
                    clients[index] = self.connect(next(openings))
        for client in clients:
            client.close()

    def connect(self, opening):
        client = socket.create_connection(("127.0.0.1", self.port), 30)
        client.sendall(opening)
        return client


def percentile_99(books):
    """The 99th percentile of a list's time, in seconds: the best of three rounds, to reduce the machine's noise."""
    def once():
        start = time.monotonic()
        ok(books.client.get(INVOICES + "?limit=20"))
        return time.monotonic() - start

    return min(sorted(once() for _ in range(100))[98] for _ in range(3))


def test_a_thousand_slow_clients_do_not_slow_the_others_down(books):
    alone = percentile_99(books)
    with SlowClients(books.installation.http_port, 1000):
        among_them = percentile_99(books)
    assert among_them < 2 * alone + 0.02


# ---- Clients that disconnect


def abort(port, data, answer=0):
    """Sends the bytes, optionally waits for the first bytes of the response, and resets the connection."""
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(data)
        client.recv(answer) if answer else None


def test_aborted_requests_leave_nothing_behind(books, thorough):
    body = json.dumps(invoice()).encode()
    whole = books.request(INVOICES, "POST", "Content-Type: application/json", body=body)
    reading = books.request(INVOICES + "?limit=100")
    kinds = [(whole[:30], 0), (whole[:-len(body)], 0), (whole[:-5], 0), (whole, 0), (reading, 0), (reading, 1)]

    def aborted(number):
        with ThreadPoolExecutor(16) as pool:
            each = itertools.islice(itertools.cycle(kinds), number)
            list(pool.map(lambda kind: abort(books.installation.http_port, *kind), each))
        # When nginx answers a later request, it has seen the earlier aborts.
        ok(books.client.get("/health"))

    aborted(500)  # Warm-up: creates everything that is created on first use.
    processes = books.processes()
    before = {one: (count(one, "fd"), count(one, "task"), memory(one)) for one in processes}
    aborted(10_000 if thorough else 500)
    assert books.processes() == processes
    for one, (descriptors, threads, size) in before.items():
        # nginx may keep up to 16 further connections open.
        until(lambda: count(one, "fd") <= descriptors + 16, "the end of the aborted requests' descriptors")
        assert count(one, "task") == threads
        assert memory(one) <= size * 1.05 + 2 * 1024 * 1024


# ---- Load


def test_half_of_what_the_service_can_do_goes_on_without_an_error(books, thorough):
    connections = 32
    capacity = sum((most := books.load(connections, 3))["statuses"].values()) / most["seconds"]
    # Half of it, or slightly less, because the response time adds to the pause.
    pause = 2 * connections / capacity * 1000
    books.load(connections, 60 if thorough else 1, pause)
    service, = books.processes()[:1]
    before = memory(service)
    run = books.load(connections, 30 * MINUTES if thorough else 8, pause)
    print(f"capacity {capacity:.0f} requests/s, {before} bytes before, {memory(service)} after, {run}")
    assert set(run["statuses"]) <= {"200", "201", "204"}, run
    assert run["broken"] == run["late"] == 0, run
    assert books.processes()[0] == service
    if thorough:
        assert memory(service) <= before * 1.05


class Probe(threading.Thread):
    """A client that repeats a request, each time on a new connection."""

    def __init__(self, books):
        super().__init__(daemon=True)
        self.books, self.is_over, self.answers = books, threading.Event(), []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.join()

    def run(self):
        while not self.is_over.is_set():
            start = time.monotonic()
            answer = wire.ask(self.books.installation.http_port, self.books.request(INVOICES + "?limit=20"))
            self.answers.append((answer.status, time.monotonic() - start))


def test_what_is_more_than_the_service_can_do_is_refused_quickly_and_passes(books, thorough):
    with Probe(books) as probe:
        run = books.load(4 * MAX_SERVICE_REQUESTS, 60 if thorough else 5)
    assert set(run["statuses"]) <= {"200", "201", "204", "503"}, run
    assert run["statuses"]["503"] and run["statuses"]["200"], run
    assert run["hasty"] == 0, "every refusal must have Retry-After"
    refused = sorted(seconds for status, seconds in probe.answers if status == 503)
    print(f"{run}, probe: {len(probe.answers)} answers, {len(refused)} refused")
    assert {status for status, _ in probe.answers} <= {200, 503}
    assert refused[len(refused) // 2] < 1 and max(seconds for _, seconds in probe.answers) < 15
    until(lambda: books.client.get(INVOICES).status_code == 200, "the end of the overload", 5)
