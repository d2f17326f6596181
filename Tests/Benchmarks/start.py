"""The time from the service's start to its first response."""

import secrets
import socket
import statistics
import subprocess
import time

from fastcgi import Client, variables
from installation import LONGEST_STOP, PROGRAM, ROOT, environment
from tables import Table

INVOICES = 1_000_000
STARTS = 11


def milliseconds(data):
    """The time of one start. The request waits at the inherited socket, as in production."""
    path = data / "start.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        with Client(path) as client, (data / "start.log").open("a") as log:
            began = time.monotonic()
            process = subprocess.Popen(
                [PROGRAM, "serve"], cwd=ROOT, stdin=listener, stdout=log, stderr=log,
                env=environment(INVOICES_DATA=data, INVOICES_SECRET=secrets.token_hex(32)))
            try:
                answer = client.ask(variables("GET", "/health"))
                taken = (time.monotonic() - began) * 1000
            finally:
                process.terminate()
                process.wait(LONGEST_STOP)
    path.unlink()
    assert answer.status == 200, answer.body
    return taken


def run(bench):
    data = bench.samples.data(1, INVOICES)
    taken = sorted(milliseconds(data) for _ in range(STARTS))
    table = Table(f"Start (from exec to the first answer, {STARTS} times)", "database", "median ms", "longest ms")
    table.row(f"{INVOICES:,} invoices", f"{statistics.median(taken):.0f}", f"{taken[-1]:.0f}")
    return {"milliseconds": taken}
