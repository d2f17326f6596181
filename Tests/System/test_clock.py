"""The system clock is set an hour forward and back while users work."""

import itertools
import mmap
import re
import struct
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import log_in, register
from contract import INVOICES, ME, invoice, ok
from installation import PROGRAM, Installation, until
from pages import Guest

HOUR = 3600
WRITERS = 4
JUMPS = 12
ANSWERS_BETWEEN_JUMPS = 20


class Clock:
    """The system clock as the service sees it."""

    def __init__(self, folder):
        self.folder = folder
        offset = folder / "clock.offset"
        offset.write_bytes(bytes(8))
        with offset.open("r+b") as file:
            self.offset = mmap.mmap(file.fileno(), 8)
        subprocess.run(
            ["cc", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", folder / "clock.so",
             Path(__file__).with_name("clock.c")], check=True)
        self.program = folder / "invoices"
        self.program.write_text(
            f"#!/bin/sh\nexec env CLOCK_OFFSET={offset} LD_PRELOAD={folder}/clock.so {PROGRAM} \"$@\"\n")
        self.program.chmod(0o755)

    def set(self, seconds):
        """Sets the offset from the real time, in seconds."""
        struct.pack_into("q", self.offset, 0, seconds)


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return Clock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def installation(clock):
    # Tokens outlive the jumps, because their lifetime is not tested here.
    installation = Installation(clock.folder / "data", INVOICES_BIN=clock.program, INVOICES_TOKEN_MINUTES=180)
    try:
        yield installation.start()
    finally:
        installation.stop()


def created(answer):
    """When the invoice was created, in seconds from now."""
    moment = datetime.strptime(answer.json()["date_created"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return moment.timestamp() - time.time()


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_clock_jumps_do_not_interrupt_users(installation, clock, jump):
    with installation.client() as client, installation.client() as pages:
        guest = Guest(pages)
        assert guest.register().status_code == 303
        process = installation.service()
        tokens = [log_in(client, guest.username)]
        key = {"Idempotency-Key": "once"}
        first = ok(client.post(
            INVOICES, json=invoice(), headers=key | {"Authorization": f"Bearer {tokens[0]}"}), 201)
        for offset in (jump, 0):
            clock.set(offset)
            tokens.append(log_in(client, guest.username))
            for token in tokens:
                bearer = {"Authorization": f"Bearer {token}"}
                ok(client.get(ME, headers=bearer))
                made = ok(client.post(INVOICES, json=invoice(), headers=bearer), 201)
                # Proves that the service uses the fake clock.
                assert abs(created(made) - offset) < 60
                again = ok(client.post(INVOICES, json=invoice(), headers=bearer | key), 201)
                assert again.content == first.content
            for path in ("/", "/invoices", guest.create()):
                guest.page(path)
            ok(client.get("/health"))
        assert installation.service() == process


def test_jumps_under_load_harm_nobody(installation, clock):
    process = installation.service()
    is_over, answers = threading.Event(), [0] * WRITERS

    def write(number):
        made = []
        with installation.client() as client:
            register(client, f"writer{number}")
            client.headers["Authorization"] = "Bearer " + log_in(client, f"writer{number}")
            while not is_over.is_set():
                made.append(ok(client.post(INVOICES, json=invoice()), 201).json()["invoice_number"])
                listed = ok(client.get(INVOICES, params={"limit": 1000, "fields": "invoice_number"})).json()
                assert sorted(one["invoice_number"] for one in listed) == sorted(made)[-1000:]
                answers[number] += 1
        return made

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            for offset in itertools.islice(itertools.cycle((HOUR, 0, -HOUR, 0)), JUMPS):
                enough = sum(answers) + ANSWERS_BETWEEN_JUMPS
                until(lambda: sum(answers) >= enough or any(one.done() for one in writers), "answers")
                clock.set(offset)
        finally:
            is_over.set()
        numbers = [number for writer in writers for number in writer.result()]
    assert len(numbers) == len(set(numbers))
    assert installation.service() == process
    took = re.findall(r" ms=(\S+)", (installation.data / "log/service.log").read_text())
    assert len(took) > len(numbers)
    assert all(0 <= float(one) < HOUR for one in took)
