"""Runs the program's commands, beside an installation or on a separate directory."""

import sqlite3
import subprocess
from contextlib import closing, contextmanager

from installation import PROGRAM, environment

LONGEST_COMMAND = 120


def invoices(data, *words, entered="", **variables):
    """The result of a command: exit status, standard output and standard error."""
    return subprocess.run(
        [PROGRAM, *map(str, words)], env=environment(**{"INVOICES_DATA": data, "INVOICES_BCRYPT_COST": 4} | variables),
        cwd=data, input=entered, capture_output=True, text=True, timeout=LONGEST_COMMAND)


def done(data, *words, **options):
    """The standard output of a command that must succeed."""
    result = invoices(data, *words, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout


@contextmanager
def database(data):
    """Opens the database directly, to simulate an operator's edit or an accident. Commits."""
    with closing(sqlite3.connect(data / "invoices.db", timeout=30)) as connection, connection:
        yield connection


@contextmanager
def write_lock(data):
    """Holds the database's write lock; reading still works."""
    with closing(sqlite3.connect(data / "invoices.db", timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def contents(data):
    """The database and its log, which may be empty as well as absent."""
    log = data / "invoices.db-wal"
    return (data / "invoices.db").read_bytes(), log.read_bytes() if log.exists() else b""
