"""Acknowledged writes survive a kill of the service at any moment."""

import os
import random
import signal
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from administration import done
from conftest import PASSWORD, log_in, register
from contract import INVOICES, LOGIN, invoice, next_page
from installation import is_running, until

WRITERS = 4
# By whether the long form runs.
KILLS = {False: 5, True: 200}
WRITES_BETWEEN_KILLS = 60
# The promise, in seconds.
LONGEST_DOWNTIME = 1


class Writer:
    """A user who performs all operations, and records the acknowledged and the unanswered ones."""

    def __init__(self, installation, number):
        self.client = installation.client()
        self.username = f"writer{number}"
        register(self.client, self.username)
        self.client.headers["Authorization"] = "Bearer " + log_in(self.client, self.username)
        self.draw = random.Random(number)
        self.kept = {}  # by address: the answer's body as it was last acknowledged
        self.deleted = set()
        self.open_changes = {}  # by address: what the invoice may have become instead; None for gone
        self.keys = {}  # by key: the acknowledged body, None where there was no answer
        self.acknowledged = 0

    def act(self):
        action = self.draw.choice(["create", "create", "change", "delete", "read", "list", "sign in"])
        settled = [address for address in self.kept if address not in self.open_changes]
        if action == "sign in":
            answer = self.send("POST", LOGIN, data={"username": self.username, "password": PASSWORD})
            assert answer is None or answer.status_code == 200, answer.text
        elif action == "list":
            answer = self.send("GET", INVOICES, params={"limit": 20})
            assert answer is None or answer.status_code == 200, answer.text
        elif action == "create" or not settled:
            self.create()
        else:
            self.act_on(self.draw.choice(settled), action)

    def act_on(self, address, action):
        if action == "read":
            answer = self.send("GET", address)
            assert answer is None or answer.content == self.kept[address]
        elif action == "change":
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
            # nginx repeats the request when the service died; the invoice may already be deleted then.
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

    def invoices(self):
        path = INVOICES + "?limit=1000"
        while path:
            answer = self.client.get(path)
            yield from answer.json()
            path = next_page(answer)

    def send(self, method, path, **options):
        """The response; None when the result of the request is unknown."""
        try:
            answer = self.client.request(method, path, **options)
        except httpx.TransportError:
            return None
        if answer.status_code in (502, 503, 504):
            return None
        self.acknowledged += 1
        return answer

    def check(self):
        """Asserts that acknowledged writes are stored, and unanswered ones completely or not at all."""
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
            # Acknowledged answers are replayed; each of the others is created exactly once.
            assert content is None or answer.content == content
            assert content is None or answer.headers["idempotency-replayed"] == "true"
        present = [one["notes"] for one in self.invoices()]
        keys = [notes for notes in present if notes.startswith("key")]
        assert len(keys) == len(set(keys))


def test_whatever_was_acknowledged_outlives_the_service(install, thorough):
    installation = install().start()
    writers = [Writer(installation, number) for number in range(WRITERS)]
    is_over = threading.Event()
    draw = random.Random(WRITERS)
    downtimes = []

    def work(writer):
        while not is_over.is_set():
            writer.act()

    def acknowledged():
        return sum(writer.acknowledged for writer in writers)

    with ThreadPoolExecutor(WRITERS) as pool, installation.client() as client:
        running = [pool.submit(work, writer) for writer in writers]
        try:
            for _ in range(KILLS[thorough]):
                enough = acknowledged() + WRITES_BETWEEN_KILLS
                until(lambda: acknowledged() >= enough or any(one.done() for one in running), "writes")
                # Not always directly after a response.
                time.sleep(draw.uniform(0, 0.02))
                victim = installation.service()
                os.kill(victim, signal.SIGKILL)
                killed = time.monotonic()
                until(lambda: not is_running(victim), "the service's end")
                until(lambda: client.get("/health").status_code == 200, "the service's return")
                downtimes.append(time.monotonic() - killed)
        finally:
            is_over.set()
        for one in running:
            one.result()
    for writer in writers:
        writer.check()
        writer.client.close()
    assert "is in order" in done(installation.data, "check")
    print(f"{len(downtimes)} kills, {acknowledged()} answers, back after {statistics.median(downtimes):.3f} s, "
          f"{max(downtimes):.3f} s at most")
    # Only the median, because a busy machine may be slow now and then.
    assert statistics.median(downtimes) < LONGEST_DOWNTIME
    # An ordinary stop and a check succeed after all the kills.
    assert installation.stop() == 0
    assert "is in order" in done(installation.data, "check")
