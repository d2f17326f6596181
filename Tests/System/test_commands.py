"""The program's command line, as an operator uses it."""

import fcntl
import hashlib
import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from administration import database, done, invoices
from conftest import log_in
from contract import INVOICES, ok

DEMO = ("demo", "--users", 2, "--invoices", 100, "--seed", 7, "--until", "2026-06-30")


@pytest.fixture
def folder(tmp_path):
    """An empty data directory."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    return data


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A data directory with sample data, not to be modified."""
    data = tmp_path_factory.mktemp("filled") / "data"
    data.mkdir(mode=0o700)
    done(data, *DEMO)
    return data


@pytest.fixture
def copy(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "copy")


def contents(data):
    """Everything that the tables hold, as text."""
    with closing(sqlite3.connect(data / "invoices.db")) as connection:
        return "\n".join(connection.iterdump())


def failed(data, *words, status=1, **options):
    """The error output of a command that must fail."""
    result = invoices(data, *words, **options)
    assert result.returncode == status, (result.stdout, result.stderr)
    return result.stderr


# ---- demo


def test_sample_data_are_the_same_for_the_same_arguments(filled, tmp_path):
    digests = []
    for name, words in {"same": DEMO, "other": DEMO[:6] + (8,) + DEMO[7:]}.items():
        data = tmp_path / name
        data.mkdir(mode=0o700)
        done(data, *words)
        digests.append(hashlib.sha256(contents(data).encode()).hexdigest())
    assert digests[0] == hashlib.sha256(contents(filled).encode()).hexdigest() != digests[1]


def test_sample_data_are_what_was_promised(filled):
    with database(filled) as connection:
        def one(sql):
            return connection.execute(sql).fetchone()

        users = connection.execute("SELECT username, email, is_active FROM users ORDER BY id").fetchall()
        assert users == [("user1", "user1@example.com", 1), ("user2", "user2@example.com", 1)]
        assert connection.execute("SELECT count(*) FROM invoices GROUP BY ledger_id").fetchall() == [(50,), (50,)]
        assert one("SELECT min(n), max(n) FROM (SELECT count(*) n FROM invoice_items GROUP BY invoice_id)") == (3, 3)
        first, last = (
            one(f"SELECT date({which}(date_created), 'unixepoch') FROM invoices")[0] for which in ("min", "max"))
        assert "2023-06-30" <= first <= "2023-09-01" and "2026-05-01" <= last <= "2026-06-30"
        assert {row[0] for row in connection.execute("SELECT DISTINCT status FROM invoices")} == {0, 1, 2}
        assert one("SELECT count(due_date) * 2 > count(*) FROM invoices") == (1,)
    assert "is in order" in done(filled, "check")


def test_sample_users_sign_in_and_have_their_invoices(copy, install):
    installation = install(INVOICES_DATA=copy)
    installation.data = copy
    with installation.start().client() as client:
        client.headers["Authorization"] = "Bearer " + log_in(client, "user2", "password123")
        assert len(ok(client.get(INVOICES)).json()) == 50
        # New invoices get ids and numbers as usual.
        created = ok(client.post(INVOICES, json={
            "customer_name": "Müller GmbH", "items": [{"description": "x", "quantity": 1, "unit_price": 1}]}), 201)
        assert created.json()["id"] > 100
    assert "is in order" in done(copy, "check")


def test_sample_data_go_into_an_empty_database_only(copy):
    before = contents(copy)
    assert "not empty" in failed(copy, *DEMO)
    assert contents(copy) == before


def test_sample_data_are_refused_while_a_service_runs(service):
    output = failed(service.data, *DEMO)
    assert "in use by process" in output and "Stop the service first" in output


@pytest.mark.parametrize("words", [
    ("--users", 0), ("--users", "many"), ("--invoices", -1), ("--seed", -1), ("--until", "2026-02-30"), ("--more", 1)])
def test_wrong_arguments_are_64(folder, words):
    output = failed(folder, "demo", *words, status=64)
    assert words[0] in output and "Usage:" in output
    assert list(folder.iterdir()) == []


# ---- check


def tamper(data, sql):
    with closing(sqlite3.connect(data / "invoices.db")) as connection, connection:
        assert connection.execute(sql).rowcount > 0


@pytest.mark.parametrize("sql, finding", [
    ("UPDATE invoices SET total_cents = total_cents + 1 WHERE id = 42", r"Invoice 42: its total is \d+\.\d\d"),
    ("UPDATE invoice_items SET amount_cents = amount_cents + 1 WHERE invoice_id = 42 AND position = 2",
     r"Invoice 42: the amount of item 2 is \d+\.\d\d, but should be \d+\.\d\d"),
    ("UPDATE invoices SET notes = 'by hand' WHERE id = 42", "Invoice 42: it is not as its history says"),
    ("UPDATE invoices SET customer_name_folded = 'x' WHERE id = 42", "Invoice 42: its customer is not found"),
    ("DELETE FROM invoice_items WHERE invoice_id = 42", "Invoice 42: it has no items"),
    ("DELETE FROM invoices WHERE id = 42", "42"),
    ("UPDATE customer_names SET uses = uses + 1", "customer_names"),
    ("UPDATE invoices SET ledger_id = 999 WHERE id = 42", "refers to a row of ledgers"),
])
def test_check_finds_what_was_tampered_with(copy, sql, finding):
    tamper(copy, sql)
    result = invoices(copy, "check")
    assert result.returncode == 1
    assert re.search(finding, result.stdout)
    assert "is in order" not in result.stdout


def test_check_finds_a_damaged_file(copy):
    file = copy / "invoices.db"
    content = bytearray(file.read_bytes())
    for page in range(10, len(content) // 4096, 7):
        content[page * 4096:page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)
    assert invoices(copy, "check").returncode == 1


def test_check_runs_beside_a_service(service, person):
    person.create_invoice()
    assert f"The database {service.data / 'invoices.db'} is in order." in done(service.data, "check")


@pytest.mark.parametrize("content, sentence", [
    (None, "invoices.db"), (b"this is text, and not a little of it. " * 200, "not a database")])
def test_check_says_when_there_is_nothing_to_check(folder, content, sentence):
    if content:
        (folder / "invoices.db").write_bytes(content)
    assert sentence in failed(folder, "check")
    assert [file.read_bytes() for file in folder.glob("invoices.db")] == ([content] if content else [])


# ---- migrate


def test_migrate_makes_a_database_and_leaves_a_current_one_alone(folder):
    assert "is up to date" in done(folder, "migrate")
    before = contents(folder)
    assert "is up to date" in done(folder, "migrate")
    assert contents(folder) == before


def test_a_database_newer_than_the_program_is_refused_untouched(copy):
    tamper(copy, "INSERT INTO grdb_migrations VALUES ('of the future')")
    before = contents(copy)
    for words in (("migrate",), ("check",), ("user", "list"), ("serve",)):
        assert "newer version" in failed(copy, *words, INVOICES_SECRET="s" * 32)
    assert contents(copy) == before


# ---- user


def add(data, name, *words, entered="a good password\n", **options):
    return invoices(data, "user", "add", name, "--password-stdin", *words, entered=entered, **options)


@pytest.fixture(params=["alone", "beside a service"])
def desk(request, tmp_path):
    """A data directory, with or without a running service."""
    data = request.getfixturevalue("service").data if request.param != "alone" else request.getfixturevalue("folder")
    return data


def test_users_are_created_listed_disabled_and_enabled(desk):
    made = add(desk, "Ada.L", "--email", "Ada@Example.com", "--full-name", "Ada Lovelace")
    assert made.returncode == 0, made.stderr
    id, = re.fullmatch(r"Made the user Ada\.L with the id (\d+)\.\n", made.stdout).groups()

    def state():
        line, = [line for line in done(desk, "user", "list").splitlines() if " Ada.L " in line]
        return line.split()

    assert state()[:4] == [id, "Ada.L", "Ada@Example.com", "active"] and state()[5:] == ["Ada", "Lovelace"]
    assert done(desk, "user", "disable", "ada.l") == "Locked Ada.L out.\n"
    assert state()[3] == "disabled"
    assert done(desk, "user", "enable", "ADA@EXAMPLE.COM") == "Let Ada.L in again.\n"
    assert state()[3] == "active"
    done(desk, "user", "password", "Ada.L", "--password-stdin", entered="another password\n")


def test_faults_of_a_user_are_reported(desk):
    assert add(desk, "taken-name", "--email", "taken-name@example.com").returncode == 0
    for result, words in [
        (add(desk, "TAKEN-NAME", "--email", "other@example.com"), ["username"]),
        (add(desk, "other", "--email", "Taken-Name@example.com"), ["email"]),
        (add(desk, "a b", "--email", "nobody", entered="short\n"), ["username", "email", "password"]),
        (add(desk, "other", "--email", "other@example.com", entered=""), ["password"]),
        (invoices(desk, "user", "disable", "nobody-there"), ["no user of that name"]),
        (invoices(desk, "user", "password", "taken-name", "--password-stdin", entered="short\n"), ["password"]),
    ]:
        assert result.returncode == 1 and result.stdout == ""
        assert all(word in result.stderr for word in words), result.stderr
    assert "other" not in done(desk, "user", "list").split()


def test_a_command_on_a_copy_changes_only_the_copy(service, tmp_path):
    copy = tmp_path / "copy.db"
    done(service.data, "backup", copy)
    added = add(service.data, "only-there", "--email", "only-there@example.com", INVOICES_DATABASE=copy)
    assert added.returncode == 0, added.stderr
    assert " only-there " in done(service.data, "user", "list", INVOICES_DATABASE=copy)
    assert "only-there" not in done(service.data, "user", "list")
    # Held by another process than the service.
    with (tmp_path / "copy.db.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        added = add(service.data, "nowhere", "--email", "nowhere@example.com", INVOICES_DATABASE=copy)
    assert added.returncode == 1 and "is in use by" in added.stderr
    assert "nowhere" not in done(service.data, "user", "list")


def test_an_address_is_asked_for(folder):
    assert "--email" in failed(folder, "user", "add", "ada", status=64)


# ---- version, help and exit statuses


def test_the_version_is_said(folder):
    assert re.fullmatch(r"invoices \d+\.\d+\.\d+\n", done(folder, "version"))
    assert done(folder, "--version").strip() in done(folder, "version")


@pytest.mark.parametrize("words", [
    (), ("serve",), ("migrate",), ("check",), ("backup",), ("restore",), ("doctor",), ("user",), ("user", "add"),
    ("demo",), ("version",)])
def test_every_command_explains_itself(folder, words):
    output = done(folder, *words, "--help")
    assert "OVERVIEW:" in output and "USAGE: invoices" in output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("words", [("nonsense",), ("check", "more"), ("user", "remove"), ("--nonsense",)])
def test_a_wrong_command_line_is_64(folder, words):
    assert "Usage:" in failed(folder, *words, status=64)


# ---- Configuration


@pytest.mark.parametrize("name, value", [
    ("INVOICES_WORKERS", "0"), ("INVOICES_WORKERS", "many"), ("INVOICES_HASHING_THREADS", "65"),
    ("INVOICES_HASHING_QUEUE", "-1"), ("INVOICES_BCRYPT_COST", "3"), ("INVOICES_TOKEN_MINUTES", "0"),
    ("INVOICES_REGISTRATION", "maybe"), ("INVOICES_LOG_LEVEL", "loud"), ("INVOICES_BODY_LIMIT", "1 MiB"),
    ("INVOICES_LISTEN", "8080"), ("INVOICES_PUBLIC_URL", "example.com"), ("INVOICES_CONFIG", "/no/such/file")])
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_it(folder, name, value):
    output = failed(folder, "serve", INVOICES_SECRET="s" * 32, **{name: value})
    assert name in output and value in output
    assert len(output.splitlines()) == 1 and output.endswith(".\n")
    assert list(folder.iterdir()) == []


def test_all_wrong_values_are_said_at_once(folder):
    output = failed(folder, "serve", INVOICES_WORKERS="x", INVOICES_REGISTRATION="x", INVOICES_SECRET="short")
    assert [line.split()[0] for line in output.removeprefix("Error: ").splitlines()] == [
        "INVOICES_WORKERS", "INVOICES_REGISTRATION", "INVOICES_SECRET"]


def test_the_service_requires_a_secret(folder, tmp_path):
    assert "INVOICES_SECRET_FILE" in failed(folder, "serve")
    short, open_to_all = tmp_path / "short", tmp_path / "open"
    for file, text, mode in ((short, "hush" * 7 + "hus", 0o600), (open_to_all, "hush" * 8, 0o644)):
        file.write_text(text)
        file.chmod(mode)
        output = failed(folder, "serve", INVOICES_SECRET_FILE=file)
        assert str(file) in output and "hush" not in output
    output = failed(folder, "serve", INVOICES_SECRET="hush" * 7)
    assert "at least 32" in output and "hush" not in output
    assert "both set" in failed(folder, "serve", INVOICES_SECRET="hush" * 8, INVOICES_SECRET_FILE=short)


def test_a_configuration_file_is_read_and_the_environment_goes_before_it(folder, tmp_path):
    file = tmp_path / "invoices.env"
    file.write_text('# settings\nINVOICES_WORKERS="x"\nINVOICES_REGISTRATION=y\n')
    output = failed(folder, "serve", INVOICES_CONFIG=file, INVOICES_SECRET="s" * 32)
    assert "INVOICES_WORKERS is “x”" in output and "INVOICES_REGISTRATION is “y”" in output
    output = failed(folder, "serve", INVOICES_CONFIG=file, INVOICES_SECRET="s" * 32, INVOICES_WORKERS=2)
    assert "INVOICES_WORKERS" not in output
    file.write_text("INVOICES_SECRET=" + "hush" * 8)
    file.chmod(0o644)
    output = failed(folder, "serve", INVOICES_CONFIG=file)
    assert "0600" in output and "hush" not in output
    file.write_text("nonsense\n")
    assert "line 1" in failed(folder, "serve", INVOICES_CONFIG=file)


def test_a_second_service_is_refused(service):
    output = failed(service.data, "serve")
    assert re.search(rf"is in use by process {service.service()}\.", output)
