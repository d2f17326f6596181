"""A full, read-only or failing disk: no write is acknowledged that was not stored, and reads still work."""

import errno
import itertools
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from administration import contents, done
from bare import CHANGES, SYNCS, BareService, Disk, log_in
from contract import INVOICES, REGISTER, invoice
from installation import LONGEST_STOP, PROGRAM, environment, is_running, until

# As root no user namespace is needed; in a container it may be forbidden.
OWN_MOUNTS = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]


@pytest.fixture
def disk(tmp_path):
    return Disk(tmp_path)


@pytest.fixture
def failing_service(tmp_path, disk):
    """A service on the disk that fails on demand."""
    with BareService(tmp_path / "data", **disk.variables()) as service:
        yield service


class Ledger:
    """A user of the service, and the writes that the service has acknowledged."""

    def __init__(self, service, name="owner"):
        self.service = service
        self.name = name
        self.token = service.register(name)
        self.accounts = 1
        self.kept = {}
        assert self.create()

    def create(self):
        answer = self.acknowledged("POST", INVOICES, invoice(), 201)
        if answer:
            self.kept[json.loads(answer.body)["id"]] = answer.body
        return answer

    def change(self):
        number, before = next(iter(self.kept.items()))
        notes = "changed" + (json.loads(before)["notes"] or "")
        answer = self.acknowledged("PATCH", f"{INVOICES}/{number}", {"notes": notes}, 200)
        if answer:
            self.kept[number] = answer.body
        return answer

    def register(self):
        name = f"{self.name}{self.accounts}"
        body = {"email": f"{name}@example.com", "username": name, "password": "correct horse battery"}
        answer = self.acknowledged("POST", REGISTER, body, 201)
        if answer:
            self.accounts += 1
            assert log_in(self.service, name).status == 200
        return answer

    def acknowledged(self, method, path, body, status):
        """The response; None when the service reported a failure."""
        answer = self.service.ask(method, path, body, self.token)
        if answer.status == status:
            return answer
        assert answer.status in (503, 507), answer.body
        assert answer.headers["content-type"] == "application/problem+json"
        problem = json.loads(answer.body)
        assert problem["status"] == answer.status and problem["detail"].endswith(".")
        assert "sql" not in answer.body.decode().lower()
        assert answer.status == 507 or int(answer.headers["retry-after"]) > 0
        return None

    def check(self):
        """Asserts that exactly the acknowledged writes are stored."""
        listed = self.service.ask("GET", INVOICES + "?limit=1000&fields=id", token=self.token)
        assert {one["id"] for one in json.loads(listed.body)} == self.kept.keys()
        for number, body in self.kept.items():
            assert self.read(number) == (200, body)
        assert log_in(self.service, self.name).status == 200

    def read(self, number):
        answer = self.service.ask("GET", f"{INVOICES}/{number}", token=self.token)
        return answer.status, answer.body


FLOWS = [Ledger.create, Ledger.change, Ledger.register]


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC], ids=errno.errorcode.get)
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_write_that_fails_fails_no_more_than_what_it_is_for(failing_service, disk, flow, error):
    ledger = Ledger(failing_service)
    refused = 0
    for place in itertools.count(1):
        with disk.failing(error, place, 1, CHANGES) as was_met:
            answer = flow(ledger)
            if not was_met():
                break
        assert answer is None
        refused += 1
        failing_service.wait_until_healthy()
        ledger.check()
        assert flow(ledger)
    assert answer
    assert refused > 5
    failing_service.stop()
    assert "is in order" in done(failing_service.data, "check")


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_after_a_failed_sync_the_service_starts_afresh_by_itself(failing_service, disk, flow):
    ledger, unlucky = Ledger(failing_service), Ledger(failing_service, "unlucky")
    before = failing_service.service()
    with disk.failing(errno.EIO, count=1, kinds=SYNCS):
        # An unacknowledged write may be stored or not.
        assert not flow(unlucky)
        until(lambda: not is_running(before), "the end of the process after the failed sync")
    failing_service.wait_until_healthy()
    ledger.check()
    assert flow(ledger)
    failing_service.stop()
    assert "is in order" in done(failing_service.data, "check")


def test_the_exit_status_and_the_log_tell_of_a_failed_sync(tmp_path, disk):
    with BareService(tmp_path / "data", supervisor=(), **disk.variables()) as service:
        ledger, unlucky = Ledger(service), Ledger(service, "unlucky")
        with disk.failing(errno.EIO, count=1, kinds=SYNCS):
            assert not unlucky.create()
            assert service.process.wait(LONGEST_STOP) == os.EX_IOERR
        assert service.log.read_text().count("A sync failed") == 1
        service.start()
        ledger.check()


def test_the_service_recovers_from_a_disk_error_during_its_start(failing_service, disk, thorough):
    ledger = Ledger(failing_service)
    for place in itertools.count(1, 1 if thorough else 7):
        assert ledger.create()
        victim = failing_service.service()
        with disk.failing(errno.EIO, place, 1) as was_met:
            os.kill(victim, signal.SIGKILL)
            until(lambda: not is_running(victim), "the service's end")
            failing_service.wait_until_healthy()
            is_over = not was_met()
        ledger.check()
        if is_over:
            break
    assert place > 20
    failing_service.stop()
    assert "is in order" in done(failing_service.data, "check")


def test_reading_works_on_a_read_only_disk(failing_service, disk):
    ledger = Ledger(failing_service)
    with disk.failing(errno.EROFS):
        assert not any(flow(ledger) for flow in FLOWS)
        ledger.check()
        until(lambda: failing_service.ask("GET", "/health").status == 503, "the 503 of /health")
    failing_service.wait_until_healthy()
    assert all(flow(ledger) for flow in FLOWS)
    ledger.check()


def test_a_full_disk_is_said_and_room_is_all_that_it_needs(tmp_path):
    data = tmp_path / "data"
    mount = 'mount -t tmpfs -o size=4m,mode=0700 tmpfs "$0" && exec "$@"'
    with BareService(data, wrapper=[*OWN_MOUNTS, "sh", "-c", mount, data]) as service:
        ledger = Ledger(service)
        # The disk as seen from the service's mount namespace.
        inside = Path(f"/proc/{service.process.pid}/root{data}")
        fill(inside / "filler")
        until(lambda: not ledger.create(), "the end of the room")
        statuses = {service.ask("POST", INVOICES, invoice(), ledger.token).status for _ in range(5)}
        assert statuses == {507}
        assert not any(flow(ledger) for flow in FLOWS)
        ledger.check()
        until(lambda: service.ask("GET", "/health").status == 503, "the 503 of /health")
        (inside / "filler").unlink()
        service.wait_until_healthy()
        assert all(flow(ledger) for flow in FLOWS)
        ledger.check()
        copy = tmp_path / "copy"
        shutil.copytree(inside, copy, ignore=shutil.ignore_patterns("control.sock"))
    done(copy, "migrate")
    assert "is in order" in done(copy, "check")


def fill(path):
    with path.open("wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(bytes(size)) == size:
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC


def test_a_folder_that_can_only_be_read_is_refused_in_a_sentence(tmp_path):
    done(tmp_path, "migrate")
    before = contents(tmp_path)
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    refused = subprocess.run(
        [*OWN_MOUNTS, "sh", "-c", mount, tmp_path, PROGRAM, "serve"], capture_output=True, text=True,
        timeout=LONGEST_STOP,
        env=environment(INVOICES_DATA=tmp_path, INVOICES_SECRET="s" * 48, INVOICES_LISTEN=f"unix:{tmp_path}/s.sock"))
    assert refused.returncode == 1
    assert "Read-only file system" in refused.stderr
    assert contents(tmp_path) == before
