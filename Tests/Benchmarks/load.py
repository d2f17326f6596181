"""Generates load on a URL with wrk."""

import json
import re
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

# The timeout of a client; a sign-in in a queue of 32 takes seconds.
TIMEOUT = "60s"
REPORT = """
done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format("figures %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@dataclass(frozen=True)
class Request:
    """The request that every connection repeats."""

    path: str
    headers: dict = field(default_factory=dict)
    method: str = "GET"
    body: str = ""

    def script(self):
        """The Lua script for wrk. ASCII JSON strings are valid Lua strings."""
        lines = [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in self.headers.items()]
        if self.body:
            lines.append(f"wrk.body = {json.dumps(self.body)}")
        return "\n".join([f"wrk.method = {json.dumps(self.method)}", *lines, REPORT])


@dataclass(frozen=True)
class Load:
    """The result of a load: requests per second, milliseconds, and the share of failed requests."""

    rate: float
    p50: float
    p99: float
    requests: int
    failed: float


class Loading:
    """A running load: one thread, with the given connections and seconds. Leaving the context ends it early."""

    def __init__(self, base, request, seconds, connections=32):
        self.script = tempfile.NamedTemporaryFile("w", suffix=".lua")
        self.script.write(request.script())
        self.script.flush()
        self.process = subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", TIMEOUT, "-s", self.script.name,
             base + request.path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.script.close()

    def result(self):
        output = self.process.communicate()[0]
        figures = re.search(r"^figures (\d+) (\d+) (\d+) (\d+) (\d+)$", output, re.MULTILINE)
        assert figures, f"wrk printed no figures:\n{output}"
        requests, duration, p50, p99, errors = map(int, figures.groups())
        return Load(requests / duration * 1e6, p50 / 1000, p99 / 1000, requests, errors / max(requests, 1))


def load(base, request, seconds, connections=32):
    with Loading(base, request, seconds, connections) as loading:
        return loading.result()


def median(loads):
    """The median of each figure; the maximum of the failures."""
    middle = {name: statistics.median(getattr(one, name) for one in loads) for name in ("rate", "p50", "p99", "requests")}
    return Load(failed=max(one.failed for one in loads), **middle)
