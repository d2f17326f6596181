"""The service under its supervisor, without nginx, on a disk that the test controls."""

import json
import mmap
import signal
import struct
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path

from contract import LOGIN, REGISTER
from fastcgi import Client, variables
from installation import LONGEST_STOP, PROGRAM, ROOT, children, environment, until

# The layout in disk.c: two counters, and the test's settings.
FAULTS, SETTINGS, SETTINGS_START = struct.Struct("6i"), struct.Struct("4i"), 8
CHANGES, SYNCS = 1, 2
# No limit on the number of failing calls.
UNLIMITED = 2**31 - 1


class Disk:
    """The interposed calls of disk.c on the database's files: it records them in a journal, and fails on demand."""

    def __init__(self, folder):
        self.journal = folder / "disk.journal"
        self.library = folder / "disk.so"
        self.faults_path = folder / "disk.faults"
        subprocess.run(
            ["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", self.library,
             Path(__file__).with_name("disk.c")], check=True)
        self.faults_path.write_bytes(bytes(FAULTS.size))
        with self.faults_path.open("r+b") as file:
            self.faults = mmap.mmap(file.fileno(), FAULTS.size)

    def calls(self, kinds=CHANGES | SYNCS):
        """The number of calls of these kinds, including failed ones."""
        changes, syncs, *_ = FAULTS.unpack_from(self.faults)
        return (changes if kinds & CHANGES else 0) + (syncs if kinds & SYNCS else 0)

    @contextmanager
    def failing(self, error, first=1, count=UNLIMITED, kinds=CHANGES | SYNCS):
        """Makes `count` calls of these kinds fail, beginning with the nth from now, until the block ends.

        Yields a function that tells whether the first of them has happened.
        """
        start = self.calls(kinds) + first
        SETTINGS.pack_into(self.faults, SETTINGS_START, kinds, start, min(start + count, UNLIMITED), error)
        try:
            yield lambda: self.calls(kinds) >= start
        finally:
            SETTINGS.pack_into(self.faults, SETTINGS_START, 0, 0, 0, 0)

    def variables(self):
        return {"LD_PRELOAD": self.library, "DISK_FAULTS": self.faults_path}


PASSWORD = "correct horse battery"
# As deploy/run starts it.
SUPERVISOR = ["/usr/bin/multiwatch", "-r", "1000000", "-t", "1", "-s", "TERM", "--"]


class BareService:
    """spawn-fcgi, multiwatch and the service on a separate data directory."""

    def __init__(self, data, wrapper=(), supervisor=SUPERVISOR, **variables):
        self.data = data
        self.wrapper = wrapper
        self.supervisor = supervisor
        self.variables = {"INVOICES_DATA": data, "INVOICES_BCRYPT_COST": 4, "INVOICES_SECRET": "s" * 48} | variables
        # Beside the data directory, which may be on another disk.
        self.socket = data.with_name(data.name + ".sock")
        self.log = data.with_name(data.name + ".log")
        self.process = None

    def start(self):
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        # Only the service itself uses the test's disk.
        program = ["/usr/bin/env", *(f"{name}={value}" for name, value in self.variables.items()), PROGRAM, "serve"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*self.wrapper, "spawn-fcgi", "-n", "-s", self.socket.name, "-b", "1024", "-d", ROOT, "--",
                 *self.supervisor, *program],
                cwd=self.socket.parent, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until(self.is_listening, "the socket")
            self.wait_until_healthy()
        except BaseException:
            self.stop()
            raise
        return self

    def is_listening(self):
        """A socket refuses connections between bind and listen."""
        try:
            with Client(self.socket):
                return True
        except (FileNotFoundError, ConnectionRefusedError):
            return False

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def wait_until_healthy(self):
        until(lambda: self.ask("GET", "/health").status == 200, "a healthy service")

    def service(self):
        """The process id of the service itself."""
        return until(lambda: children(self.process.pid), "the service's process")[0]

    def ask(self, method, path, body=None, token=None, **fields):
        """The response to one request on a new connection; the body is sent as JSON."""
        with Client(self.socket) as client:
            return ask(client, method, path, body, token, **fields)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(LONGEST_STOP)

    def register(self, username):
        """The token of a new user."""
        body = {"email": f"{username}@example.com", "username": username, "password": PASSWORD}
        assert self.ask("POST", REGISTER, body).status == 201
        answer = log_in(self, username)
        assert answer.status == 200
        return json.loads(answer.body)["access_token"]


def ask(client, method, path, body=None, token=None, **fields):
    content = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        fields["CONTENT_TYPE"] = "application/json"
    if token is not None:
        fields["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    path, _, query = path.partition("?")
    request = variables(method, path, query, content, **{"REQUEST_ID": uuid.uuid4().hex} | fields)
    return client.ask(request, content)


def log_in(service, username):
    body = f"username={username}&password={PASSWORD.replace(' ', '+')}".encode()
    with Client(service.socket) as client:
        return client.ask(
            variables("POST", LOGIN, body=body, CONTENT_TYPE="application/x-www-form-urlencoded"), body)
