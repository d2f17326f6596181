"""Acknowledged writes survive a power cut at any moment.

Killing a process does not test syncs, because the kernel keeps the written data. So every write and sync
of the database's files is recorded, and possible states of the disk after a power cut are rebuilt.
"""

import errno
import json
import random
import re
import shutil
import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import pytest

import powercut
from administration import done
from bare import SYNCS, BareService, Disk, ask, log_in
from contract import INVOICES, LOGOUT_ALL, REGISTER, invoice
from fastcgi import Client
from installation import is_running, until

WRITERS = 4
# By whether the long form runs.
CUTS = {False: 40, True: 1200}
ROUNDS = {False: 2, True: 6}
WRITES_PER_ROUND = 60


@dataclass
class Acknowledged:
    """One acknowledged write: the request's id, its subject, and the subject's state after it."""

    request: str
    subject: tuple
    state: object


class Writer:
    """A user who sends requests one after another, and the responses."""

    def __init__(self, service, number):
        self.service = service
        self.draw = random.Random(number)
        self.name = f"writer{number}"
        self.kept = {}
        self.generation = 0
        self.acknowledged = []
        body = {"email": f"{self.name}@example.com", "username": self.name, "password": "correct horse battery"}
        with Client(service.socket) as client:
            self.send(client, "POST", REGISTER, 201, body, lambda _: ((self.name,), 0))
        self.sign_in()

    def sign_in(self):
        self.token = None
        self.token = json.loads(log_in(self.service, self.name).body)["access_token"]

    def send(self, client, method, path, status, body, meaning, **fields):
        request = uuid.uuid4().hex
        answer = ask(client, method, path, body, getattr(self, "token", None), REQUEST_ID=request, **fields)
        assert answer.status == status, answer.body
        subject, state = meaning(answer)
        self.acknowledged.append(Acknowledged(request, subject, state))
        return subject, state

    def write_some(self):
        with Client(self.service.socket) as client:
            for _ in range(WRITES_PER_ROUND):
                self.draw.choice([self.create, self.create, self.change, self.delete])(client)
            _, self.generation = self.send(
                client, "POST", LOGOUT_ALL, 204, None, lambda _: ((self.name,), self.generation + 1))
        self.sign_in()

    def create(self, client):
        item = {"description": "Work " * 20, "quantity": 1, "unit_price": 1}
        body = invoice(items=[item] * self.draw.choice([1, 10, 300]))
        subject, state = self.send(
            client, "POST", INVOICES, 201, body, lambda answer: ((json.loads(answer.body)["id"],), answer.body),
            HTTP_IDEMPOTENCY_KEY=uuid.uuid4().hex)
        self.kept[subject] = state

    def change(self, client):
        if not self.kept:
            return self.create(client)
        subject = self.draw.choice(list(self.kept))
        _, self.kept[subject] = self.send(
            client, "PATCH", f"{INVOICES}/{subject[0]}", 200, {"notes": self.draw.randbytes(40).hex()},
            lambda answer: (subject, answer.body))

    def delete(self, client):
        if not self.kept:
            return self.create(client)
        subject = self.draw.choice(list(self.kept))
        self.send(client, "DELETE", f"{INVOICES}/{subject[0]}", 204, None, lambda _: (subject, None))
        del self.kept[subject]


def write_together(writers):
    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(Writer.write_some, writers))


def histories(writers, steps):
    """For each subject the acknowledged states, in order, with the position of the response in the journal."""
    places = powercut.answers(steps)
    found = {}
    for one in sorted((one for writer in writers for one in writer.acknowledged), key=lambda one: places[one.request]):
        found.setdefault(one.subject, []).append((places[one.request], one.state))
    return found


def stored(data):
    """The stored state of every subject."""
    with closing(sqlite3.connect(data / "invoices.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        # An invoice and its idempotency key are stored together.
        created = {
            int(re.search(rb'"/api/v1/invoices/(\d+)"', answer)[1])
            for answer, in database.execute("SELECT answer FROM idempotency_keys")}
        found = {
            (key,): bytes(body) for key, body in database.execute("SELECT invoice_id, body FROM invoice_answers")}
        assert {key for key, in database.execute("SELECT id FROM invoices")} == {key for key, in found} <= created
        return found | {(name,): number for name, number in database.execute("SELECT username, generation FROM users")}


def allowed(history, cut):
    """The allowed states of a subject: the last acknowledged one, or that of the following request."""
    acknowledged = [state for place, state in history if place < cut]
    following = [state for place, state in history if place >= cut][:1]
    return [acknowledged[-1] if acknowledged else None, *following]


def count(steps, kind, name):
    return sum((step.kind, step.name) == (kind, name) for step in steps)


def examine(folder, writers, steps, cuts):
    """Simulates power cuts at these positions of the journal, in ascending order, and checks the result of each."""
    acknowledged = histories(writers, steps)
    disk, place = powercut.Folder(), 0
    for cut in cuts:
        for step in steps[place:cut]:
            disk.take(step)
        place = cut
        folder.mkdir(mode=0o700)
        for name, content in disk.after_cut(random.Random(cut)).items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
        # The first action of every start.
        done(folder, "migrate")
        assert "is in order" in done(folder, "check"), f"cut at {cut}"
        found = stored(folder)
        for subject, history in acknowledged.items():
            assert found.get(subject) in allowed(history, cut), f"{subject} after the cut at {cut}"
        shutil.rmtree(folder)
    print(f"{len(cuts)} cuts within {len(steps)} steps; {sum(map(len, acknowledged.values()))} acknowledged writes")


def draw_cuts(start, steps, number):
    return sorted(random.Random(number).sample(range(start, len(steps) + 1), number))


def test_whatever_was_acknowledged_outlives_a_power_cut(tmp_path, thorough):
    disk = Disk(tmp_path)
    with BareService(tmp_path / "data", **disk.variables(), DISK_DIARY=disk.journal) as service:
        writers = [Writer(service, number) for number in range(WRITERS)]
        for _ in range(ROUNDS[thorough]):
            write_together(writers)
            # Stopping checkpoints and deletes the write-ahead log; starting creates a new one.
            service.stop()
            service.start()
    steps = powercut.read_journal(disk.journal)
    # The log was also checkpointed while the service ran, not only when it stopped.
    assert count(steps, powercut.SYNCED, "invoices.db") > count(steps, powercut.UNLINKED, "invoices.db-wal")
    # Always include the moments around the renaming of a new database.
    made = next(place for place, step in enumerate(steps) if step.kind == powercut.RENAMED)
    cuts = {*range(made - 4, made + 8), *draw_cuts(0, steps, CUTS[thorough])}
    examine(tmp_path / "after", writers, steps, sorted(cuts))


@pytest.mark.parametrize("is_read", [False, True], ids=["alone", "while somebody reads"])
def test_whatever_was_acknowledged_after_a_failed_sync_outlives_a_power_cut(tmp_path, thorough, is_read):
    disk = Disk(tmp_path)
    with (BareService(tmp_path / "data", **disk.variables(), DISK_DIARY=disk.journal) as service,
          closing(sqlite3.connect(tmp_path / "data/invoices.db", isolation_level=None)) as reader):
        token = service.register("unlucky")
        before = service.service()
        with disk.failing(errno.EIO, kinds=SYNCS):
            refused = service.ask("POST", INVOICES, invoice(), token, HTTP_IDEMPOTENCY_KEY="unlucky")
            assert refused.status == 503
            until(lambda: not is_running(before), "the end of the process after the failed sync")
            if is_read:
                # Reads from a log whose end is not on the disk: it can be checkpointed, but not restarted.
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM invoices").fetchone()
        service.wait_until_healthy()
        start = len(powercut.read_journal(disk.journal))
        writers = [Writer(service, number) for number in range(WRITERS)]
        write_together(writers)
    steps = powercut.read_journal(disk.journal)
    assert count(steps, powercut.SYNC_FAILED, "invoices.db-wal")
    examine(tmp_path / "after", writers, steps, draw_cuts(start, steps, CUTS[thorough] // 4))
