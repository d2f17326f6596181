"""A database that is locked by another process, damaged, or of a newer version."""

import json
import random
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from administration import contents, database, invoices, write_lock
from bare import BareService
from contract import INVOICES, invoice
from installation import until
from pages import Guest

LOCKED_FOR = 10
# In seconds; with tolerance for a slow machine.
LONGEST_HEALTH_ANSWER = 1.5
# A writer waits five seconds.
LONGEST_PAGE = 3


@pytest.fixture
def service(tmp_path):
    with BareService(tmp_path / "data") as service:
        yield service


def is_problem(answer, status):
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "sql" not in answer.body.decode().lower()
    return status != 503 or int(answer.headers["retry-after"]) > 0


def test_writes_are_503_and_reads_succeed_while_another_process_holds_the_write_lock(service):
    token = service.register("owner")
    created = service.ask("POST", INVOICES, invoice(), token)
    address = f"{INVOICES}/{json.loads(created.body)['id']}"
    refused = 0
    with write_lock(service.data):
        start = time.monotonic()
        until(lambda: health(service).status == 503, "the 503 of /health")
        assert is_problem(health(service), 503)
        while time.monotonic() - start < LOCKED_FOR:
            assert is_problem(service.ask("POST", INVOICES, invoice(), token), 503)
            refused += 1
            assert service.ask("GET", address, token=token).body == created.body
    assert refused
    service.wait_until_healthy()
    assert service.ask("POST", INVOICES, invoice(), token).status == 201
    assert len(json.loads(service.ask("GET", INVOICES, token=token).body)) == 2


def test_pages_stay_readable_while_another_process_holds_the_write_lock(install):
    installation = install().start()
    with installation.client() as client:
        guest = Guest(client)
        guest.register()
        # Makes the time of last use old enough to be updated.
        with database(installation.data) as connection:
            connection.execute("UPDATE sessions SET last_used = last_used - 600")

        def look(_):
            start = time.monotonic()
            assert client.get("/").status_code == 200
            return time.monotonic() - start

        with write_lock(installation.data), ThreadPoolExecutor(8) as pool:
            assert max(pool.map(look, range(16))) < LONGEST_PAGE

        def is_noted():
            look(None)
            with database(installation.data) as connection:
                return connection.execute("SELECT last_used > created - 60 FROM sessions").fetchall() == [(1,)]

        until(is_noted, "the update of the last use")


def health(service):
    start = time.monotonic()
    answer = service.ask("GET", "/health")
    assert time.monotonic() - start < LONGEST_HEALTH_ANSWER
    return answer


def refusal(data, sentence):
    """Asserts that services and commands refuse the database unchanged, with the reason and a remedy."""
    before = contents(data)
    for words in (["serve"], ["migrate"], ["check"]):
        refused = invoices(
            data, *words, INVOICES_SECRET="s" * 48, INVOICES_LISTEN=f"unix:{data}/refused.sock")
        assert refused.returncode == 1
        assert sentence in refused.stderr
        assert contents(data) == before


@pytest.fixture
def filled(service):
    """The data directory of a killed service, with the write-ahead log beside the database."""
    token = service.register("owner")
    for _ in range(3):
        service.ask("POST", INVOICES, invoice(), token)
    log = (service.data / "invoices.db-wal").read_bytes()
    service.stop()
    (service.data / "invoices.db-wal").write_bytes(log)
    (service.data / "invoices.db-wal").chmod(0o600)
    return service.data


@pytest.mark.parametrize("length", [1, 16, 100, 4096])
def test_a_header_that_is_damaged_is_refused_untouched(filled, length):
    with (filled / "invoices.db").open("r+b") as file:
        file.write(random.Random(length).randbytes(length))
    refusal(filled, "Restore a backup")


def test_a_newer_programs_database_is_refused_untouched(filled):
    with database(filled) as connection:
        connection.execute("INSERT INTO grdb_migrations VALUES ('999 from the future')")
    refusal(filled, "Install that version or a later one")


def test_a_second_service_is_refused_while_one_serves(service):
    before = service.service()
    refused = invoices(
        service.data, "serve", INVOICES_SECRET="s" * 48, INVOICES_LISTEN=f"unix:{service.data}/second.sock")
    assert refused.returncode == 1
    assert f"in use by process {before}" in refused.stderr and "Stop the service first" in refused.stderr
    service.wait_until_healthy()
    assert service.service() == before


def test_a_damaged_page_fails_only_its_readers_and_turns_health_to_503(service):
    token = service.register("owner")
    # Too large to share a page with a neighbour.
    made = [json.loads(service.ask("POST", INVOICES, invoice(notes="x" * 4000), token).body) for _ in range(30)]
    service.stop()
    damage_first_leaf(service.data / "invoices.db", "invoice_answers")
    service.start()
    assert is_problem(service.ask("GET", f"{INVOICES}/{made[0]['id']}", token=token), 500)
    until(lambda: service.ask("GET", "/health").status == 503, "the 503 of /health")
    assert is_problem(service.ask("GET", "/health"), 503)
    # Requests that need other pages are answered.
    last = service.ask("GET", f"{INVOICES}/{made[-1]['id']}", token=token)
    assert (last.status, json.loads(last.body)) == (200, made[-1])
    assert "The database is damaged" in service.log.read_text()
    refused = invoices(service.data, "check")
    assert refused.returncode == 1 and "The database file:" in refused.stdout


def damage_first_leaf(path, table):
    """Overwrites the page with the first rows of a table."""
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        page = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path LIMIT 1", [table]).fetchone()
    with path.open("r+b") as file:
        file.seek((page[0] - 1) * size)
        file.write(random.Random(1).randbytes(size))
