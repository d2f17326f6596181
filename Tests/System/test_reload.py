"""SIGHUP: the program is re-executed in the same process without any effect on clients."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import termios
import threading
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

import fastcgi
import pages
from administration import LONGEST_COMMAND, database, done
from conftest import PASSWORD, log_in, register
from contract import INVOICES, LOGIN, invoice
from installation import PROGRAM, ROOT, Installation, environment, is_running, until
from pages import Guest, Page

VISITORS = 6
RELOADS = 4
MANY_RELOADS = 100
ANSWERS_BETWEEN_RELOADS = 60
# The promise is one second; a busy test machine may need another.
LONGEST_ANSWER = 2.0


def started(client):
    """The start time of the answering program, with milliseconds."""
    return client.get("/health").json()["started"]


def reload(installation, client, insisting=False):
    """Reloads and waits for the re-executed program, in the same process. `insisting` repeats the signal until then."""
    process, before = installation.service(), started(client)
    os.kill(process, signal.SIGHUP)

    def is_done():
        if insisting:
            os.kill(process, signal.SIGHUP)
        return started(client) != before

    until(is_done, "the reload")
    assert installation.service() == process


class Visitor:
    """A user who performs all operations over the API and the pages, and asserts that every response is right."""

    def __init__(self, installation, number):
        self.username = f"visitor{number}"
        self.client = installation.client()
        register(self.client, self.username)
        self.token = {"Authorization": "Bearer " + log_in(self.client, self.username)}
        self.guest = installation.client()
        signed_in = Guest(self.guest).send("/login", {"username": self.username, "password": PASSWORD})
        assert signed_in.status_code == 303
        self.made = []
        self.answers = 0
        self.longest = 0.0

    def send(self, status, method, path, client=None, **options):
        begin = time.monotonic()
        answer = (client or self.client).request(method, path, **options)
        self.longest = max(self.longest, time.monotonic() - begin)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        self.answers += 1
        return answer

    def mark(self):
        """A unique mark for the next invoice."""
        self.made.append(f"{self.username} {len(self.made)}")
        return self.made[-1]

    def create(self, **headers):
        answer = self.send(201, "POST", INVOICES, json=invoice(notes=self.mark()), headers=self.token | headers)
        return answer.headers["location"]

    def work(self):
        self.create(**{"Idempotency-Key": f"{len(self.made)}"})
        address = self.create()
        self.send(200, "PATCH", address + "/status", json={"status": "PAID"}, headers=self.token)
        listed = self.send(200, "GET", INVOICES, params={"limit": 5}, headers=self.token)
        assert [one["notes"] for one in listed.json()] == self.made[:-6:-1]
        form = Page(self.send(200, "GET", "/create", self.guest).text)
        fields = pages.INVOICE | {"notes": self.mark(), "csrf_token": form.value("csrf_token")}
        self.send(303, "POST", "/create", self.guest, data=fields)
        self.send(200, "GET", "/", self.guest)
        self.send(200, "GET", "/login")
        self.send(200, "POST", LOGIN, data={"username": self.username, "password": PASSWORD})

    def close(self):
        self.client.close()
        self.guest.close()

    def present(self):
        """The marks of all stored invoices."""
        found, path = [], f"{INVOICES}?limit=1000&sort_order=asc&fields=notes"
        while path:
            page = self.send(200, "GET", path, headers=self.token)
            found += [one["notes"] for one in page.json()]
            path = page.links.get("next", {}).get("url")
        return found


@contextmanager
def lock_contender(data):
    """Continuously tries to lock the database; yields the number of failed attempts."""
    is_over, tries = threading.Event(), [0]

    def seek():
        with (data / "invoices.db.lock").open() as lock:
            while not is_over.is_set():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    tries[0] += 1
                    is_over.wait(0.0005)
                else:
                    raise AssertionError("the database was not locked")

    with ThreadPoolExecutor(1) as pool:
        seeking = pool.submit(seek)
        try:
            yield tries
        finally:
            is_over.set()
        seeking.result()


def test_nobody_notices_reloads_under_load(install, thorough):
    installation = install().start()
    process = installation.service()
    visitors = [Visitor(installation, number) for number in range(VISITORS)]
    is_over = threading.Event()

    def visit(visitor):
        while not is_over.is_set():
            visitor.work()

    def answers():
        return sum(visitor.answers for visitor in visitors)

    with (installation.client() as client, lock_contender(installation.data) as tries, ThreadPoolExecutor(VISITORS) as pool):
        visits = [pool.submit(visit, visitor) for visitor in visitors]
        try:
            for _ in range(MANY_RELOADS if thorough else RELOADS):
                enough, begin = answers() + ANSWERS_BETWEEN_RELOADS, tries[0]
                until(lambda: answers() >= enough or any(one.done() for one in visits), "answers")
                reload(installation, client, insisting=True)
                assert tries[0] > begin
                # The control socket is handed over too.
                assert "visitor0" in done(installation.data, "user", "list")
        finally:
            is_over.set()
        for one in visits:
            one.result()
    assert installation.service() == process
    for visitor in visitors:
        assert visitor.present() == visitor.made
        visitor.close()
    longest = max(visitor.longest for visitor in visitors)
    print(f"{answers()} answers, the longest after {longest * 1000:.0f} ms")
    assert longest < LONGEST_ANSWER
    assert "is in order" in done(installation.data, "check")


@pytest.fixture(scope="module")
def refusing(tmp_path_factory):
    """An installation whose program, configuration and templates a test may break."""
    folder = tmp_path_factory.mktemp("refusing")
    program, configuration = folder / "invoices", folder / "invoices.env"
    shutil.copy(PROGRAM, program)
    shutil.copytree(ROOT / "templates", folder / "templates")
    configuration.touch(0o600)
    installation = Installation(
        folder / "data", INVOICES_BIN=program, INVOICES_CONFIG=configuration, INVOICES_TEMPLATES=folder / "templates")
    try:
        yield installation.start()
    finally:
        installation.stop()


def put(program, content):
    """Replaces a program that may be running."""
    new = program.with_name("new")
    if isinstance(content, str):
        new.write_text("#!/bin/sh\n" + content)
        new.chmod(0o755)
    else:
        shutil.copy(content, new)
    new.replace(program)


@contextmanager
def wrong_configuration(folder):
    (folder / "invoices.env").write_text("INVOICES_WORKERS=plenty\n")
    yield "INVOICES_WORKERS"
    (folder / "invoices.env").write_text("INVOICES_WORKERS=5\n")


@contextmanager
def missing_template(folder):
    page = folder / "templates/login.mustache"
    page.rename(page.with_suffix(".away"))
    yield "login"
    page.with_suffix(".away").rename(page)


@contextmanager
def newer_schema(folder):
    with database(folder / "data") as connection:
        connection.execute("INSERT INTO grdb_migrations VALUES ('999 from the future')")
    yield "newer version"
    with database(folder / "data") as connection:
        connection.execute("DELETE FROM grdb_migrations WHERE identifier LIKE '999%'")


@contextmanager
def files_that_others_may_read(folder):
    (folder / "data/invoices.db").chmod(0o640)
    yield "chmod go="
    (folder / "data/invoices.db").chmod(0o600)


@contextmanager
def failing_program(folder):
    put(folder / "invoices", "echo The disk is upside down. >&2; exit 1\n")
    yield "The disk is upside down."
    put(folder / "invoices", PROGRAM)


@contextmanager
def older_program(folder):
    # Does not know the preflight option: the argument parser's message and status.
    put(folder / "invoices", "echo \"Error: Unknown option '$2'\" >&2; exit 64\n")
    yield "--check"
    put(folder / "invoices", PROGRAM)


@contextmanager
def missing_program(folder):
    (folder / "invoices").rename(folder / "away")
    yield "No such file"
    (folder / "away").rename(folder / "invoices")


@pytest.mark.parametrize(
    "broken",
    [wrong_configuration, missing_template, newer_schema, files_that_others_may_read, failing_program, older_program,
     missing_program],
    ids=lambda one: one.__name__)
def test_what_cannot_start_leaves_the_old_program_serving(refusing, broken):
    log = refusing.data / "log/service.log"
    with refusing.client() as client:
        before, end = started(client), log.stat().st_size
        with broken(refusing.data.parent) as reason:
            process = refusing.service()
            os.kill(process, signal.SIGHUP)
            until(lambda: 'message="not reloaded"' in log.read_text()[end:], "the refusal")
            assert reason in log.read_text()[end:]
            assert started(client) == before
            assert client.get("/login").status_code == 200
        reload(refusing, client)


def test_an_installed_program_takes_the_place_of_the_running_one(refusing):
    program = refusing.data.parent / "invoices"
    with refusing.client() as client:
        running = os.stat(f"/proc/{refusing.service()}/exe").st_ino
        put(program, PROGRAM)
        assert program.stat().st_ino != running
        reload(refusing, client)
        assert os.stat(f"/proc/{refusing.service()}/exe").st_ino == program.stat().st_ino


def test_requests_are_answered_after_a_program_that_passed_the_preflight_check_fails(refusing):
    with refusing.client() as client, ThreadPoolExecutor(1) as pool:
        process = refusing.service()
        put(refusing.data.parent / "invoices", "[ \"$2\" = --check ]\n")
        os.kill(process, signal.SIGHUP)
        until(lambda: not is_running(process), "the end of the process")
        waiting = pool.submit(client.get, "/health")
        put(refusing.data.parent / "invoices", PROGRAM)
        assert waiting.result().status_code == 200


def half_sent(connection):
    """Sends half of a request; returns the other half when the service has read the first."""
    bytes_ = fastcgi.request(fastcgi.variables("GET", "/health"))
    connection.socket.sendall(bytes_[:len(bytes_) // 2])
    unread = array("i", [0])

    def is_read():
        fcntl.ioctl(connection.socket, termios.TIOCOUTQ, unread)
        return unread[0] == 0

    until(is_read, "the service's read")
    return bytes_[len(bytes_) // 2:]


def test_a_running_request_delays_a_reload_but_no_other_request(refusing):
    with refusing.client() as client, fastcgi.Client(refusing.socket_path) as connection:
        before = started(client)
        rest = half_sent(connection)
        os.kill(refusing.service(), signal.SIGHUP)
        # Longer than the preflight and the first attempt to quiesce.
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            assert started(client) == before
        connection.socket.sendall(rest)
        assert connection.answer().status == 200
        until(lambda: started(client) != before, "the reload")
        # The connection stays usable.
        assert connection.ask(fastcgi.variables("GET", "/health")).status == 200


def test_an_idle_administrator_delays_a_reload_but_no_request(refusing):
    with refusing.client() as client, socket.socket(socket.AF_UNIX) as administrator:
        before = started(client)
        administrator.connect(str(refusing.data / "control.sock"))
        # The idle connection is accepted when another command has to wait.
        command = subprocess.Popen(
            [PROGRAM, "user", "list"], env=environment(INVOICES_DATA=refusing.data), stdout=subprocess.DEVNULL)
        time.sleep(0.2)
        assert command.poll() is None
        os.kill(refusing.service(), signal.SIGHUP)
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            begin = time.monotonic()
            assert started(client) == before
            assert time.monotonic() - begin < LONGEST_ANSWER
        administrator.close()
        assert command.wait(LONGEST_COMMAND) == 0
        until(lambda: started(client) != before, "the reload")


def test_shutdown_finishes_running_requests_and_the_next_process_answers_new_ones(refusing):
    with fastcgi.Client(refusing.socket_path) as connection, ThreadPoolExecutor(1) as pool:
        process = refusing.service()
        rest = half_sent(connection)
        os.kill(process, signal.SIGTERM)

        def ask():
            with fastcgi.Client(refusing.socket_path) as late:
                return late.ask(fastcgi.variables("GET", "/health")).status

        late = pool.submit(ask)
        connection.socket.sendall(rest)
        assert connection.answer().status == 200
        until(lambda: not is_running(process), "the end of the process")
        assert late.result() == 200
        assert refusing.service() != process
