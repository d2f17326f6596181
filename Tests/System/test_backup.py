"""Backup and restore: the drill, and the promised behaviour on errors."""

import os
import pty
import shutil
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from administration import done, invoices
from conftest import log_in, register
from contract import INVOICES, ME, invoice
from installation import PROGRAM, environment, until

WRITERS = 4
SECRET = "a secret of the drill, long enough for it"
DEMO = ("demo", "--users", 2, "--until", "2026-06-30", "--invoices")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A data directory with a database large enough that a backup takes some time."""
    data = tmp_path_factory.mktemp("filled") / "data"
    data.mkdir(mode=0o700)
    done(data, *DEMO, 6000)
    return data


@pytest.fixture
def data(tmp_path):
    """A data directory with a small database."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    done(data, *DEMO, 100)
    return data


def failed(data, *words, status=1):
    result = invoices(data, *words)
    assert result.returncode == status, (result.stdout, result.stderr)
    assert "Error: " in result.stderr
    return result.stderr


# ---- The drill


class Creator:
    """A user who creates invoices one after another and records the acknowledged ones."""

    def __init__(self, installation, number):
        self.username = f"creator{number}"
        self.client = installation.client()
        register(self.client, self.username)
        self.token = log_in(self.client, self.username)
        self.client.headers["Authorization"] = "Bearer " + self.token
        self.acknowledged = {}

    def create(self):
        answer = self.client.post(INVOICES, json=invoice(notes=str(len(self.acknowledged))))
        assert answer.status_code == 201, answer.text
        self.acknowledged[answer.headers["location"]] = answer.content


def test_what_was_acknowledged_before_a_backup_under_load_is_there_when_it_is_restored_elsewhere(
        install, filled, tmp_path, thorough):
    shutil.copytree(filled, tmp_path / "data")
    installation = install("data", INVOICES_SECRET=SECRET).start()
    creators = [Creator(installation, number) for number in range(WRITERS)]
    is_over = threading.Event()

    def work(creator):
        while not is_over.is_set():
            creator.create()

    def count():
        return sum(len(creator.acknowledged) for creator in creators)

    backups = []
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(work, creator) for creator in creators]
        try:
            for number in range(10 if thorough else 1):
                until(lambda: count() >= 40 * (number + 1) or any(one.done() for one in running), "invoices")
                before = [dict(creator.acknowledged) for creator in creators]
                file = tmp_path / f"backup{number}.db"
                assert "found it sound" in done(installation.data, "backup", file)
                backups.append((file, before))
        finally:
            is_over.set()
        for one in running:
            one.result()
    for creator in creators:
        creator.client.close()

    for number, (file, before) in enumerate(backups):
        elsewhere = install(f"elsewhere{number}", INVOICES_SECRET=SECRET)
        elsewhere.data.mkdir(mode=0o700)
        output = done(elsewhere.data, "restore", file)
        assert "All sessions and access tokens have ended" in output
        assert "is in order" in done(elsewhere.data, "check")
        elsewhere.start()
        for creator, acknowledged in zip(creators, before, strict=True):
            with elsewhere.client() as client:
                old = client.get(ME, headers={"Authorization": "Bearer " + creator.token})
                assert old.status_code == 401
                client.headers["Authorization"] = "Bearer " + log_in(client, creator.username)
                for address, content in acknowledged.items():
                    answer = client.get(address)
                    assert (answer.status_code, answer.content) == (200, content)
                # Invoices created during the copy are there completely, or not at all.
                for address, content in creator.acknowledged.items() - acknowledged.items():
                    answer = client.get(address)
                    assert answer.status_code == 404 or answer.content == content
        assert elsewhere.stop() == 0


# ---- Backing up


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(filled, tmp_path, thorough):
    file = tmp_path / "backup.db"
    partial = tmp_path / "backup.db.partial"
    size = (filled / "invoices.db").stat().st_size
    steps = 40 if thorough else 4
    for step in range(steps):
        backup = subprocess.Popen([PROGRAM, "backup", file], env=environment(INVOICES_DATA=filled), cwd=filled)
        # From the first page to the check of the complete copy.
        until(lambda: partial.exists() and partial.stat().st_size >= size * step // steps, "so much of the copy")
        backup.kill()
        assert backup.wait() == -signal.SIGKILL
        assert not file.exists()
    # The leftovers do not prevent the next backup.
    done(filled, "backup", file)
    assert sorted(one.name for one in tmp_path.glob("backup*")) == ["backup.db"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is in order" in done(filled, "check", INVOICES_DATABASE=file)


def test_a_backup_that_finds_no_room_says_so_and_leaves_nothing(filled, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = """
        mount -t tmpfs -o size=1m tmpfs "$1"
        "$2" backup "$1/backup.db"
        echo "status $?, left behind: $(ls -A "$1")"
    """
    # A file system of 1 MiB, visible only to these commands.
    result = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", disk, PROGRAM],
        env=environment(INVOICES_DATA=filled), capture_output=True, text=True)
    assert f"There is no room for {disk}/backup.db.partial." in result.stderr
    assert result.stdout == "status 1, left behind: \n"


def test_an_existing_file_is_not_overwritten_without_replace(data, tmp_path):
    file = tmp_path / "backup.db"
    done(data, "backup", file)
    before = file.stat()
    assert "is there already" in failed(data, "backup", file)
    assert file.stat() == before
    done(data, "backup", "--replace", file)
    assert file.stat().st_ino != before.st_ino
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada")
    assert "is no backup" in failed(data, "backup", "--replace", letter)
    assert letter.read_text() == "Dear Ada"
    assert "the database itself" in failed(data, "backup", "--replace", data / "invoices.db")


def test_rotation_keeps_the_newest_and_nothing_else_is_touched(data, tmp_path):
    folder = tmp_path / "backups"
    done(data, "backup", "--into", folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    first, = folder.iterdir()
    for year in range(2001, 2006):
        shutil.copy(first, folder / f"invoices-{year}0101T000000Z.db")
    first.unlink()
    shutil.copy(data / "invoices.db", folder / "mine.db")
    (folder / "invoices-20000101T000000Z.db").write_text("not a database")
    output = done(data, "backup", "--into", folder, "--keep", 3)
    assert [line.split("-")[-1] for line in output.splitlines() if line.startswith("Removed")] == [
        "20030101T000000Z.db.", "20020101T000000Z.db.", "20010101T000000Z.db."]
    kept = sorted(one.name for one in folder.iterdir())
    assert kept[:3] == ["invoices-20000101T000000Z.db", "invoices-20040101T000000Z.db", "invoices-20050101T000000Z.db"]
    assert kept[4:] == ["mine.db"]


def test_a_terminal_shows_progress(filled, tmp_path):
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        subprocess.run(
            [PROGRAM, "backup", tmp_path / "backup.db"], env=environment(INVOICES_DATA=filled), cwd=filled, stderr=theirs,
            stdout=subprocess.DEVNULL, check=True)
        os.close(theirs)
        shown = terminal.read(65536).decode()
    lines = shown.strip().split("\r")
    assert len(lines) > 1 and all(line.lstrip("\n").startswith("Pages [") for line in lines if line.strip())
    assert "100 %" in lines[-1]


@pytest.mark.parametrize("words", [
    (), ("a", "b"), ("a", "--into", "b"), ("a", "--keep", 1), ("--into", "b", "--keep", 0),
    ("--into", "b", "--replace")])
def test_a_wrong_command_line_is_64(data, words):
    before = sorted(data.iterdir())
    failed(data, "backup", *words, status=64)
    assert sorted(data.iterdir()) == before


# ---- Restoring


def test_it_is_refused_while_the_service_runs(install, tmp_path):
    installation = install().start()
    done(installation.data, "backup", tmp_path / "backup.db")
    output = failed(installation.data, "restore", tmp_path / "backup.db")
    assert f"in use by process {installation.service()}" in output and "Stop the service first" in output
    with installation.client() as client:
        assert client.get("/health").status_code == 200
    assert not list(installation.data.glob("*replaced*")) + list(installation.data.glob("*.partial"))


def test_what_is_no_sound_backup_is_refused_and_nothing_changes(data, tmp_path):
    before = (data / "invoices.db").read_bytes()
    text, damaged = tmp_path / "text.db", tmp_path / "damaged.db"
    text.write_text("not a database, " * 100)
    done(data, "backup", damaged)
    content = bytearray(damaged.read_bytes())
    for page in range(10, len(content) // 4096, 7):
        content[page * 4096:page * 4096 + 64] = b"\xff" * 64
    damaged.write_bytes(content)
    for file, sentence in ((text, "not a database"), (damaged, "damaged"), (tmp_path / "none", "There is no file")):
        assert sentence in failed(data, "restore", file)
    assert (data / "invoices.db").read_bytes() == before
    assert not list(data.glob("*replaced*")) + list(data.glob("*.partial*"))


def test_backups_in_quick_succession_get_distinct_names(data, tmp_path):
    for _ in range(3):
        done(data, "backup", "--into", tmp_path / "backups")
    assert len(list((tmp_path / "backups").glob("invoices-*.db"))) == 3


def test_the_replaced_database_is_kept_and_can_be_restored(data, tmp_path):
    done(data, "backup", tmp_path / "backup.db")
    done(data, "user", "add", "later", "--email", "later@example.com", "--password-stdin", entered="a password\n")
    output = done(data, "restore", tmp_path / "backup.db")
    kept, = data.glob("invoices.db.replaced-*")
    assert f"What was there is kept as {kept}." in output
    assert " later " not in done(data, "user", "list")
    done(data, "restore", kept)
    assert " later " in done(data, "user", "list")
    assert "is in order" in done(data, "check")
