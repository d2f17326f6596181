"""The Debian package on a bare Debian 12: installed, set up, used, upgraded, taken back, removed and purged.

Runs with `--package`, after deploy/package. The tests share one machine and run in order:
each leaves the service running, except the last.
"""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PASSWORD
from installation import ROOT, until
from machine import Machine

DOMAIN = "invoices.test"
HERE = Path(__file__).parent
SETUP = ("invoices", "setup", DOMAIN, "--user", "ada", "--email", "ada@example.com", "--password-stdin")


@pytest.fixture(scope="module")
def package():
    path, = (ROOT / ".build/package").glob("*.deb")
    return path


@pytest.fixture(scope="module")
def machine(package, tmp_path_factory):
    """A booted machine with the package installed, and another site in nginx."""
    machine = Machine(tmp_path_factory.mktemp("machine") / "root")
    try:
        machine.install(package)
        machine.boot()
        (machine.root / "var/www/html/index.html").write_text("somebody else's")
        yield machine
    finally:
        machine.stop()


@pytest.fixture(scope="module")
def server(machine):
    """The machine after setup."""
    machine.run(*SETUP, entered=f"{PASSWORD}\n")
    return machine


@pytest.fixture
def repacked(package, tmp_path):
    """Creates another version of the package, optionally with a changed file of the control archive."""

    def make(version, name="preinst", change=lambda text: text):
        tree = tmp_path / version
        subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
        own = re.search(r"^Version: (.*)$", (tree / "DEBIAN/control").read_text(), re.M)[1]
        for file, edit in (("control", lambda text: text), (name, change)):
            path = tree / "DEBIAN" / file
            path.write_text(edit(path.read_text().replace(own, version)))
        made = tmp_path / f"invoices_{version}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, made], check=True, capture_output=True)
        return made

    return make


def curl(server, url, *words):
    """The response to a request on the machine: status, headers and body. Retries during nginx's reload."""
    certificate = server.root / "etc/invoices/tls/self-signed.pem"
    resolve = [word for port in (80, 443) for word in ("--resolve", f"{DOMAIN}:{port}:127.0.0.1")]
    result = subprocess.run(
        server.beside("curl", "--silent", "--show-error", "--include", "--max-time", 30, "--retry", 5,
                      "--retry-connrefused", "--cacert", certificate, *resolve, *words, url), capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def health(server):
    answer = curl(server, f"https://{DOMAIN}/health")
    assert answer.startswith("HTTP/2 200"), answer
    return json.loads(answer.splitlines()[-1])


def install(server, package, check=True):
    server.copy_in(package)
    return server.run("dpkg", "--install", f"/root/{package.name}", check=check)


def installed_version(server):
    return server.says("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", "invoices")


def backups(server):
    return list((server.root / "var/backups/invoices").iterdir())


def process(server):
    return int(server.says("systemctl", "show", "--property=MainPID", "--value", "invoices.service"))


# ---- The package itself


def test_lintian_finds_no_error(package):
    result = subprocess.run(
        ["lintian", "--fail-on", "error", package], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_program_needs_no_library_of_swifts(package):
    control = subprocess.run(["dpkg-deb", "--field", package, "Depends"], capture_output=True, check=True, text=True)
    depends = {one.split()[0] for one in control.stdout.split(", ")}
    assert {"nginx", "openssl", "systemd", "libc6", "libcrypt1", "libfcgi0ldbl", "libsqlite3-0", "libssl3"} <= depends
    contents = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, check=True, text=True).stdout
    assert "libswift" not in contents and "./usr/bin/invoices\n" in contents
    for file in ("templates/layout.mustache", "templates/static/app.css", "templates/vendor/redoc/redoc.standalone.js",
                 "nginx.conf"):
        assert f"./usr/share/invoices/{file}\n" in contents


def test_the_package_holds_its_documents(package):
    contents = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, check=True, text=True).stdout
    for file in ("docs/operations.md", "docs/reliability.md", "SECURITY.md", "CHANGELOG.md", "copyright"):
        assert f"./usr/share/doc/invoices/{file}\n" in contents


# ---- Installed and set up


def test_installing_starts_nothing(machine):
    for unit in ("invoices.socket", "invoices.service", "invoices-backup.timer", "invoices-sweep.timer"):
        assert machine.run("systemctl", "is-active", unit, check=False).stdout.strip() == "inactive"


def test_setting_up_starts_everything_and_says_where(machine):
    output = machine.run(*SETUP, entered=f"{PASSWORD}\n").stdout
    assert f"https://{DOMAIN}" in output and "ada" in output
    for unit in ("invoices.socket", "invoices.service", "invoices-backup.timer", "invoices-sweep.timer", "nginx"):
        assert machine.says("systemctl", "is-active", unit) == "active"
        assert machine.says("systemctl", "is-enabled", unit) == "enabled"


def test_a_browser_writes_an_invoice_over_https(server):
    result = subprocess.run(
        server.beside(sys.executable, HERE / "drill_browser.py", DOMAIN, "ada", PASSWORD),
        capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert re.search(r"INV-\d{6}-[A-Z0-9]{6}", result.stdout) and "100.00" in result.stdout


def test_port_80_only_leads_to_https(server):
    for path in ("/", "/api/v1/auth/login", "/static/app.css"):
        answer = curl(server, f"http://{DOMAIN}{path}?a=b", "--request", "POST")
        assert answer.startswith("HTTP/1.1 308") and f"Location: https://{DOMAIN}{path}?a=b" in answer
        assert "Content-Security-Policy" in answer


def test_the_api_pages_have_their_scripts(server):
    for path in ("/docs", "/redoc", "/static/vendor/redoc/redoc.standalone.js", "/static/app.css"):
        assert curl(server, f"https://{DOMAIN}{path}").startswith("HTTP/2 200")


def test_a_certificate_authority_finds_its_proof(server):
    folder = server.root / "var/www/html/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    answer = curl(server, f"http://{DOMAIN}/.well-known/acme-challenge/token", "--location")
    assert answer.splitlines()[-1] == "proof"


def test_another_site_of_the_same_nginx_is_as_it_was(server):
    answer = curl(server, "http://127.0.0.1/")
    assert answer.startswith("HTTP/1.1 200") and "somebody else's" in answer
    assert "Content-Security-Policy" not in answer and "X-Request-Id" not in answer


def test_registration_is_closed(server):
    body = json.dumps({"email": "eve@example.com", "username": "eve", "password": PASSWORD})
    assert curl(server, f"https://{DOMAIN}/api/v1/auth/register", "--json", body).startswith("HTTP/2 403")


def test_secrets_and_data_are_for_the_service_alone(server):
    names = {name: server.says("id", "--user", name) for name in ("invoices", "root")}
    for path, owner, mode in [
            ("etc/invoices/secret", "invoices", 0o600), ("etc/invoices/tls", "root", 0o700),
            ("etc/invoices/tls/self-signed-key.pem", "root", 0o600), ("var/lib/invoices", "invoices", 0o700),
            ("var/lib/invoices/invoices.db", "invoices", 0o600), ("var/backups/invoices", "invoices", 0o700)]:
        status = (server.root / path).stat()
        assert (str(status.st_uid), stat.S_IMODE(status.st_mode)) == (names[owner], mode), path
    socket = server.says("stat", "--format=%a %U %G", "/run/invoices/service.sock")
    assert socket == "660 invoices www-data"


def test_the_service_runs_in_its_sandbox(server):
    status = server.says("cat", f"/proc/{process(server)}/status")
    output = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert output["NoNewPrivs"] == "1" and output["Seccomp"] == "2" and int(output["CapEff"], 16) == 0
    assert output["Uid"].split()[0] == server.says("id", "--user", "invoices")
    assert "0" in re.search(r"Max core file size +(\d+)", server.says("cat", f"/proc/{process(server)}/limits"))[1]


def test_a_service_that_died_is_started_again(server):
    before = process(server)
    server.run("systemctl", "kill", "--signal=KILL", "invoices.service")
    # Without a request, because the socket would start the service.
    until(lambda: process(server) not in (0, before), "the next process")
    assert health(server)["status"] == "ok"


def test_roots_commands_leave_nothing_that_the_service_cannot_use(server):
    owner = server.says("id", "--user", "invoices")
    for words in (("user", "list"), ("check",), ("sweep",), ("backup", "--into", "/var/backups/invoices")):
        server.run("invoices", *words)
    server.run("systemctl", "stop", "invoices.service", "invoices.socket")
    for words in (("user", "list"), ("migrate",), ("sweep",)):
        server.run("invoices", *words)
    assert {str(path.stat().st_uid) for path in (server.root / "var/lib/invoices").iterdir()} == {owner}
    server.run("systemctl", "start", "invoices.socket", "invoices.service")
    assert health(server)["status"] == "ok"


def test_the_timers_services_do_their_work(server):
    before = set(backups(server))
    server.run("systemctl", "start", "invoices-backup.service", "invoices-sweep.service")
    made, = set(backups(server)) - before
    assert made.stat().st_size > 0
    assert "Removed" in server.says("journalctl", "--unit=invoices-sweep.service", "--output=cat")


# ---- Set up again


def test_setting_up_again_changes_nothing_and_keeps_what_was_edited(server):
    edited = server.root / "etc/nginx/invoices/http.conf"
    edited.write_text(edited.read_text().replace("30r/m", "31r/m"))
    everything = server.root / "etc"

    def contents():
        return {path: path.read_bytes() for path in everything.rglob("*") if path.is_file() and not path.is_symlink()}

    before = contents()
    output = server.run(*SETUP).stdout
    assert "Kept /etc/nginx/invoices/http.conf" in output and "There is an account already" in output
    assert contents() == before
    server.run(*SETUP, "--replace")
    assert "30r/m" in edited.read_text()


def test_a_site_that_nginx_does_not_accept_is_not_left_in_its_way(server):
    link = server.root / "etc/nginx/sites-enabled/invoices"
    site = server.root / "etc/nginx/invoices/server.conf"
    good = site.read_text()
    link.unlink()
    site.write_text("nonsense;\n")
    result = server.run(*SETUP, check=False)
    assert result.returncode == 1 and "nonsense" in result.stderr
    assert not link.is_symlink()
    server.run("nginx", "-t")
    site.write_text(good)
    server.run(*SETUP)
    assert health(server)["status"] == "ok"


# ---- Another version


def test_an_upgrade_under_load_loses_nothing_and_repeats_nothing(server, repacked):
    before, pid = health(server), process(server)
    with subprocess.Popen(
            server.beside(sys.executable, HERE / "drill_load.py", DOMAIN,
                          server.root / "etc/invoices/tls/self-signed.pem", "ada", PASSWORD),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as load:
        assert load.stdout.readline() == "begun\n"
        install(server, repacked("99.0"))
        until(lambda: health(server)["started"] != before["started"], "the new program")
        result = json.loads(load.communicate()[0])
    assert installed_version(server) == "installed 99.0"
    # Re-executed in the same process.
    assert process(server) == pid
    assert result["created"] > 0 and result["failed"] == []
    answer = curl(
        server, f"https://{DOMAIN}/api/v1/invoices?limit=1&customer_name=Writer", "--header", "Prefer: count=exact",
        "--header", f"Authorization: Bearer {token(server)}")
    assert int(re.search(r"x-total-count: (\d+)", answer)[1]) == result["created"]


def token(server):
    answer = curl(
        server, f"https://{DOMAIN}/api/v1/auth/login", "--data", "username=ada", "--data-urlencode",
        f"password={PASSWORD}")
    return json.loads(answer.splitlines()[-1])["access_token"]


def test_a_downgrade_to_a_version_that_knows_the_schema_succeeds(server, package):
    before = health(server)
    install(server, package)
    assert installed_version(server) != "installed 99.0"
    until(lambda: health(server)["started"] != before["started"], "the older program")


def test_a_version_that_cannot_read_the_database_is_refused(server, repacked):
    before, version, pid = health(server), installed_version(server), process(server)
    older = repacked("0.0.1", change=lambda text: re.sub(r"(known='1 ledger)[^']*'", r"\1'", text))
    result = install(server, older, check=False)
    assert result.returncode != 0 and "cannot read the database" in result.stderr
    assert installed_version(server) == version
    assert (health(server), process(server)) == (before, pid)


# ---- Removed


def test_removing_keeps_the_data_and_the_other_site(server, package):
    server.run("dpkg", "--remove", "invoices")
    assert installed_version(server).startswith("config-files")
    assert server.run("systemctl", "is-active", "invoices.socket", check=False).stdout.strip() == "inactive"
    assert (server.root / "var/lib/invoices/invoices.db").exists() and (server.root / "etc/invoices/secret").exists()
    server.run("nginx", "-t")
    assert "somebody else's" in curl(server, "http://127.0.0.1/")
    install(server, package)
    assert health(server)["status"] == "ok"
    answer = curl(
        server, f"https://{DOMAIN}/api/v1/invoices/1", "--header", f"Authorization: Bearer {token(server)}")
    assert "Acme Corp" in answer


def test_purging_leaves_nothing_but_the_backups(server):
    server.run("dpkg", "--purge", "invoices")
    left = set(server.says("find", "/etc", "/lib", "/run", "/usr", "/var", "-name", "*invoices*").splitlines())
    assert backups(server)
    # Except systemd's stamps of the timers' last runs.
    assert {path for path in left if not path.startswith(("/var/backups/invoices", "/var/lib/systemd/timers/"))} == set()
    server.run("nginx", "-t")
    assert "somebody else's" in curl(server, "http://127.0.0.1/")
