"""Starts and stops the system under test: deploy/run, or nginx alone in front of a test's socket."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("INVOICES_BIN") or ROOT / ".build/release/invoices").resolve()
# Prefixes of the caller's variables that would affect the tests.
FOREIGN = ("INVOICES_", "NGINX_")
LONGEST_START = 60
LONGEST_STOP = 30
# nginx's limit of concurrent requests to the service (deploy/site).
MAX_SERVICE_REQUESTS = 512


def free_ports(count):
    """Unused ports of the loopback address."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def environment(**variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {name: str(value) for name, value in variables.items()}


def until(condition, what, seconds=LONGEST_STOP):
    """Waits until the condition holds; fails after the timeout."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"timed out after {seconds} s: {what}"
        time.sleep(0.02)
    return value


def children(process_id):
    """The ids of this process's running children."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name, in parentheses, may contain spaces; state and parent follow it.
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == process_id and state != "Z":
            found.append(int(entry.name))
    return found


def descendants(process_id):
    found = children(process_id)
    return found + [further for child in found for further in descendants(child)]


def is_running(process_id):
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def command(process_id):
    return Path(f"/proc/{process_id}/cmdline").read_bytes().rstrip(b"\0").decode().split("\0")


def reset_signal_handlers():
    """Restores the default actions, because a shell cannot trap signals that it inherits as ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Front:
    """An nginx that listens, and clients for it."""

    def __init__(self, data):
        self.data = Path(data)
        self.http_port, self.https_port = free_ports(2)
        self.http = f"http://127.0.0.1:{self.http_port}"
        self.https = f"https://127.0.0.1:{self.https_port}"

    @property
    def socket_path(self):
        return self.data / "run/service.sock"

    def tls(self):
        """A context that trusts only this installation's certificate."""
        return ssl.create_default_context(cafile=self.data / "tls/certificate.pem")

    def client(self, secure=False, **options):
        return httpx.Client(
            base_url=self.https if secure else self.http, verify=self.tls() if secure else True,
            timeout=LONGEST_START, trust_env=False, **options)


class Installation(Front):
    """A separate deploy/run on free ports."""

    def __init__(self, data, **variables):
        super().__init__(data)
        self.environment = environment(
            **{"INVOICES_BIN": PROGRAM, "INVOICES_DATA": self.data, "INVOICES_PORT": self.http_port,
               "INVOICES_TLS_PORT": self.https_port, "INVOICES_BCRYPT_COST": 4,
               # All tests use one address.
               "NGINX_SIGN_IN_RATE": "off"} | variables)
        self.process = None

    def start(self):
        """Returns when deploy/run has printed its address; fails with its output if it ends instead."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.output = self.data.with_name(self.data.name + ".out")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [ROOT / "deploy/run"], env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                preexec_fn=reset_signal_handlers)
        until(lambda: "Invoices runs at" in self.printed() or self.process.poll() is not None, "deploy/run", LONGEST_START)
        assert self.process.poll() is None, self.printed()
        return self

    def printed(self):
        """The output of deploy/run so far."""
        return self.output.read_text()

    def run_to_end(self):
        """For a start that is expected to fail: the exit status and the output."""
        done = subprocess.run(
            [ROOT / "deploy/run"], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=LONGEST_START)
        return done.returncode, done.stdout + done.stderr

    def supervisor(self):
        return next(one for one in children(self.process.pid) if "multiwatch" in command(one)[0])

    def service(self):
        """The process id of the service itself."""
        return until(lambda: children(self.supervisor()), "the service's process")[0]

    def stop(self, number=signal.SIGTERM):
        """Stops deploy/run and asserts that no process that it started is left. Returns its exit status."""
        if self.process is None or self.process.poll() is not None:
            return None
        started = descendants(self.process.pid)
        self.process.send_signal(number)
        status = self.process.wait(LONGEST_STOP)
        if number == signal.SIGKILL:
            until(lambda: not any(map(is_running, started)), "the end of the orphans")
        assert [command(one) for one in started if is_running(one)] == []
        return status


class BareNginx(Front):
    """nginx with the usual configuration, but without a service; a test may listen on the socket."""

    def __init__(self, data, certificate_of, directives="", **variables):
        """The directives are added to the `http` block of the configuration."""
        super().__init__(data)
        self.data.mkdir()
        shutil.copytree(certificate_of / "tls", self.data / "tls")
        subprocess.run(
            [ROOT / "deploy/site", self.data], check=True,
            env=environment(INVOICES_PORT=self.http_port, INVOICES_TLS_PORT=self.https_port, **variables))
        with (self.data / "nginx/invoices/http.conf").open("a") as file:
            file.write(directives)
        user = "user root root; " if os.geteuid() == 0 else ""
        self.process = subprocess.Popen(
            ["nginx", "-p", self.data, "-c", "nginx/nginx.conf", "-g", user + "daemon off;"], cwd=self.data,
            env=environment(PATH=os.environ["PATH"] + ":/usr/sbin"))
        until(self.listens, "nginx")

    def listens(self):
        assert self.process.poll() is None, (self.data / "log/nginx.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.https_port)) == 0

    def stop(self):
        self.process.terminate()
        self.process.wait(LONGEST_STOP)
