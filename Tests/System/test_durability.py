"""What was acknowledged survives that the service is killed, at whatever moment."""

import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx

from administration import done
from conftest import log_in, register
from contract import INVOICES, invoice
from installation import is_running, until

WRITERS = 4
KILLS = 5
WRITES_BETWEEN_KILLS = 60


class Writer:
    """One user who creates, changes and deletes, and notes what was acknowledged and what was left open."""

    def __init__(self, installation, number):
        self.client = installation.client()
        username = f"writer{number}"
        register(self.client, username)
        self.client.headers["Authorization"] = "Bearer " + log_in(self.client, username)
        self.draw = random.Random(number)
        self.kept = {}  # by address: the answer's body as it was last acknowledged
        self.deleted = set()
        self.open_changes = {}  # by address: what the invoice may have become instead; None for gone
        self.keys = {}  # by key: the acknowledged body, None where there was no answer
        self.acknowledged = 0

    def write(self):
        action = self.draw.choice(["create", "create", "change", "delete"])
        settled = [address for address in self.kept if address not in self.open_changes]
        if action == "create" or not settled:
            return self.create()
        address = self.draw.choice(settled)
        if action == "change":
            notes = str(self.draw.random())
            self.open_changes[address] = notes
            answer = self.send("PATCH", address, json={"notes": notes})
            if answer is not None:
                assert answer.status_code == 200, answer.text
                self.kept[address] = answer.content
                del self.open_changes[address]
        else:
            self.open_changes[address] = None
            answer = self.send("DELETE", address)
            # nginx asks a second time when the service died, and then it may be gone already.
            if answer is not None:
                assert answer.status_code in (204, 404)
                self.deleted.add(address)
                del self.kept[address], self.open_changes[address]

    def create(self):
        key = f"key{len(self.keys)}"
        self.keys[key] = None
        answer = self.send("POST", INVOICES, json=invoice(notes=key), headers={"Idempotency-Key": key})
        if answer is not None:
            assert answer.status_code == 201, answer.text
            self.keys[key] = answer.content
            self.kept[answer.headers["location"]] = answer.content

    def send(self, method, path, **options):
        """The answer; None where nobody can know what became of the request."""
        try:
            answer = self.client.request(method, path, **options)
        except httpx.TransportError:
            return None
        if answer.status_code in (502, 503, 504):
            return None
        self.acknowledged += 1
        return answer

    def check(self):
        """Everything acknowledged is there, and what was left open happened wholly or not at all."""
        for address, content in self.kept.items():
            answer = self.client.get(address)
            if address not in self.open_changes:
                assert (answer.status_code, answer.content) == (200, content)
            elif answer.status_code == 404:
                assert self.open_changes[address] is None
            elif answer.content != content:
                assert answer.json()["notes"] == self.open_changes[address]
        for address in self.deleted:
            assert self.client.get(address).status_code == 404
        for key, content in self.keys.items():
            answer = self.client.post(INVOICES, json=invoice(notes=key), headers={"Idempotency-Key": key})
            assert answer.status_code == 201
            # What was acknowledged is known and given again; of the others, each is there once from now on.
            assert content is None or answer.content == content
            assert content is None or answer.headers["idempotency-replayed"] == "true"
        present = [one["notes"] for one in self.client.get(INVOICES + "?limit=1000").json()]
        keys = [notes for notes in present if notes.startswith("key")]
        assert len(keys) == len(set(keys))


def test_whatever_was_acknowledged_outlives_the_service(install):
    installation = install().start()
    writers = [Writer(installation, number) for number in range(WRITERS)]
    is_over = threading.Event()

    def work(writer):
        while not is_over.is_set():
            writer.write()

    def acknowledged():
        return sum(writer.acknowledged for writer in writers)

    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(work, writer) for writer in writers]
        try:
            for _ in range(KILLS):
                enough = acknowledged() + WRITES_BETWEEN_KILLS
                until(lambda: acknowledged() >= enough or any(one.done() for one in running), "writes")
                victim = installation.service()
                os.kill(victim, signal.SIGKILL)
                until(lambda: not is_running(victim), "the service's end")
        finally:
            is_over.set()
        for one in running:
            one.result()
    with installation.client() as client:
        until(lambda: client.get("/health").status_code == 200, "the service's return")
    for writer in writers:
        writer.check()
        writer.client.close()
    assert "is in order" in done(installation.data, "check")
    # Nothing that a restart had to leave out stands between an ordinary stop and the next start.
    assert installation.stop() == 0
    assert "is in order" in done(installation.data, "check")
