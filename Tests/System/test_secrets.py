"""Keys, secrets and file permissions."""

import os
import re
import resource
import secrets
import signal
import subprocess
from pathlib import Path

import pytest

from administration import done, invoices
from conftest import INVOICE, PASSWORD, log_in, register
from contract import INVOICES, LOGIN, ME, PASSWORD_CHANGE, REGISTER, next_page, ok
from installation import PROGRAM, command, descendants, environment, until

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
NOBODY = 65534


# ---- Rotation


def sign_in_to_pages(client, username, password=PASSWORD):
    """Signs in and returns the session's cookie, which the client keeps."""
    form = {"csrf_token": CSRF.search(client.get("/login").text)[1], "username": username, "password": password}
    assert client.post("/login", data=form).status_code == 303
    return client.cookies["session"]


def test_the_secret_can_be_changed_without_signing_anybody_out(install, tmp_path):
    installation = install().start()
    secret, previous = installation.data / "secret", tmp_path / "previous"
    with installation.client() as client:
        register(client, "rotated")
        token = {"Authorization": f"Bearer {log_in(client, 'rotated')}"}
        for _ in range(2):
            ok(client.post(INVOICES, json=INVOICE, headers=token), 201)
        cursor = next_page(client.get(INVOICES, params={"limit": 1}, headers=token))
        sign_in_to_pages(client, "rotated")
        form = {"csrf_token": CSRF.search(client.get("/settings").text)[1], "currency": "EUR"}

        def statuses():
            return [
                client.get(ME, headers=token).status_code, client.get(cursor, headers=token).status_code,
                client.get("/settings").status_code, client.post("/settings", data=form).status_code]

        assert statuses() == [200, 200, 200, 303]

        installation.stop()
        secret.rename(previous)
        secret.write_text(secrets.token_urlsafe(48))
        secret.chmod(0o600)
        installation.environment["INVOICES_SECRET_PREVIOUS_FILE"] = str(previous)
        installation.start()
        assert statuses() == [200, 200, 200, 303]
        fresh = {"Authorization": f"Bearer {log_in(client, 'rotated')}"}

        # When the last old token has expired, the old secret is removed.
        installation.stop()
        del installation.environment["INVOICES_SECRET_PREVIOUS_FILE"]
        installation.start()
        # A session is stored, not signed: it continues, and only the form must be loaded again.
        assert statuses() == [401, 401, 200, 403]
        assert client.get(ME, headers=fresh).status_code == 200


# ---- Secrets are not disclosed


def test_no_secret_is_in_a_log_an_answer_or_the_list_of_processes(install):
    installation = install().start()
    changed, typed_wrongly = "a changed pass-phrase", "typed where the name belongs"
    answers = []
    with installation.client() as client:
        client.event_hooks["response"] = [lambda answer: (answer.read(), answers.append(answer))]
        register(client, "discreet")
        issued = client.post(LOGIN, data={"username": "discreet", "password": PASSWORD})
        token = issued.json()["access_token"]
        session = sign_in_to_pages(client, "discreet")
        client.headers["Authorization"] = f"Bearer {token}"
        client.post(LOGIN, data={"username": typed_wrongly, "password": "short"})
        client.post(REGISTER, json={"email": PASSWORD, "username": "x", "password": changed, PASSWORD[:5]: 1})
        client.post(INVOICES, content=b'{"customer_name": ', headers={"Content-Type": "application/json"})
        for path in ("/", "/invoices", "/settings", "/account", "/nothing", ME, INVOICES, INVOICES + "?cursor=x",
                     f"/login?password={changed}", f"/api/v1/nothing?access_token={token}"):
            client.get(path)
        ok(client.post(PASSWORD_CHANGE, json={"current_password": PASSWORD, "new_password": changed}), 204)
        client.get(ME)
    done(installation.data, "user", "password", "discreet", "--password-stdin", entered=PASSWORD + "\n")

    hidden = {
        "secret": (installation.data / "secret").read_text().strip(), "password": PASSWORD, "new password": changed,
        "misplaced password": typed_wrongly, "token": token, "its signature": token.rpartition(".")[2],
        "session": session,
    }
    assert len(answers) > 15
    processes = [installation.process.pid, *descendants(installation.process.pid)]
    texts = {f"process {one}": " ".join(command(one)) for one in processes}
    texts |= {file.name: file.read_text(errors="replace") for file in (installation.data / "log").iterdir()}
    texts["deploy/run"] = installation.printed()
    assert {"service.log", "nginx.log"} <= texts.keys() and "path=/api/v1/auth/login" in texts["service.log"]
    for answer in answers:
        where = f"{answer.request.method} {answer.request.url.path}"
        # A cookie and a token are disclosed once, to their owner.
        told = [] if answer is issued else [answer.text]
        texts[f"{where} {len(texts)}"] = "\n".join(
            told + [f"{name}: {value}" for name, value in answer.headers.items() if name != "set-cookie"])
    for name, value in hidden.items():
        for where, text in texts.items():
            assert value not in text, f"the {name} is in {where}"


def test_the_database_holds_no_secret_that_opens_anything(service, client):
    register(client, "kept")
    token = log_in(client, "kept")
    session = sign_in_to_pages(client, "kept")
    client.post(LOGIN, data={"username": "typed into the wrong field", "password": "x"})
    for file in service.data.glob("invoices.db*"):
        held = file.read_bytes()
        for value in (PASSWORD, token, session, "typed into the wrong field"):
            assert value.encode() not in held


# ---- The memory of the process


@pytest.fixture
def unprivileged(tmp_path):
    """The program, started by an ordinary user and waiting for connections."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    arguments = [PROGRAM, "serve"]
    if os.geteuid() == 0:
        # Can read the program anywhere, but is not root.
        os.chown(data, NOBODY, NOBODY)
        capability = "+dac_override"
        arguments = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                     f"--inh-caps={capability}", f"--ambient-caps={capability}", "--", *arguments]
    process = subprocess.Popen(
        arguments, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=allow_cores,
        env=environment(
            INVOICES_DATA=data, INVOICES_SECRET="x" * 32, INVOICES_LISTEN=f"unix:{data}/sock",
            INVOICES_TEMPLATES=Path(__file__).parents[2] / "templates"))
    try:
        until((data / "sock").exists, "the service's socket")
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def allow_cores():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_the_memory_is_dumped_nowhere_and_read_by_nobody(unprivileged):
    folder = Path(f"/proc/{unprivileged.pid}")
    assert re.search(r"Max core file size +0 +0 ", (folder / "limits").read_text())
    # For a process that is not dumpable, root owns its environment, memory and files (proc(5)).
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    assert f"Uid:\t{user}\t" in (folder / "status").read_text()
    assert (folder / "environ").stat().st_uid == 0


# ---- Modes


@pytest.mark.parametrize("name, mode", [(".", 0o750), (".", 0o701), ("invoices.db", 0o640), ("invoices.db", 0o602)])
def test_data_that_others_may_touch_stop_the_start_with_what_to_do(tmp_path, name, mode):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    done(data, "migrate")
    path = data / name
    path.chmod(mode)
    refused = invoices(data, "migrate")
    assert refused.returncode == 1
    assert "is open to its group or others" in refused.stderr and "chmod go=" in refused.stderr
    subprocess.run(re.search(r"chmod go= '.*'", refused.stderr)[0], shell=True, check=True, cwd=data)
    done(data, "migrate")


def test_what_the_service_makes_is_for_its_owner_alone(service):
    for path in service.data.iterdir():
        if path.name.startswith("invoices.db") or path.name in ("secret", "control.sock"):
            assert path.stat().st_mode & 0o077 == 0, path


def test_deploy_run_makes_an_empty_folder_ready(install):
    installation = install()
    installation.data.mkdir(mode=0o755, parents=True)
    installation.data.chmod(0o755)
    installation.start()
    assert installation.data.stat().st_mode & 0o777 == 0o700
