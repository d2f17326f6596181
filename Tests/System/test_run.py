"""The README's command: deploy/run."""

import base64
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import log_in, register
from installation import ROOT, environment, is_running, until


def test_a_second_installation_works_beside_the_first(service, install):
    second = install().start()
    with service.client() as one, second.client() as other:
        register(other, "onlythere")
        log_in(other, "onlythere")
        assert one.post("/api/v1/auth/login", data={"username": "onlythere", "password": "x" * 8}).status_code == 401
    assert second.stop() == 0
    with service.client() as client:
        assert client.get("/health").status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_it_leaves_nothing_running(install, number):
    installation = install().start()
    status = installation.stop(number)  # asserts that nothing is left
    assert status == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", installation.http_port)) != 0


def test_it_says_where_it_runs(service):
    assert f"http://127.0.0.1:{service.http_port}" in service.printed()
    assert f"https://127.0.0.1:{service.https_port}" in service.printed()


def test_it_listens_on_loopback_only(service):
    # All local addresses as listed by the kernel; 0100007F is 127.0.0.1.
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    listening = [line.split()[1] for line in lines if line.split()[3] == "0A"]
    ours = [one for one in listening if int(one[9:], 16) in (service.http_port, service.https_port)]
    assert sorted(one[:8] for one in ours) == ["0100007F", "0100007F"]


def test_what_was_stored_is_there_after_a_restart(install):
    installation = install().start()
    with installation.client() as client:
        register(client, "lasting")
    installation.stop()
    installation.start()
    with installation.client() as client:
        log_in(client, "lasting")


def test_secrets_are_for_the_owner_alone(service):
    secret = service.data / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(secret.read_text())) == 48
    assert (service.data / "tls/key.pem").stat().st_mode & 0o777 == 0o600
    assert service.data.stat().st_mode & 0o777 == 0o700
    assert service.socket_path.stat().st_mode & 0o777 == 0o660


def test_a_port_in_use_is_named(service, install):
    for variable, port in (("INVOICES_PORT", service.http_port), ("INVOICES_TLS_PORT", service.https_port)):
        status, output = install(**{variable: port}).run_to_end()
        assert status != 0
        assert f"port {port} is in use" in output and variable in output


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_invalid_ports_are_named(install, port):
    status, output = install(INVOICES_PORT=port).run_to_end()
    assert status != 0
    assert "INVOICES_PORT" in output and port in output


def test_a_data_folder_in_use_is_named(service, install):
    status, output = install(INVOICES_DATA=service.data).run_to_end()
    assert status != 0
    assert str(service.data) in output and "INVOICES_DATA" in output
    with service.client() as client:
        assert client.get("/health").status_code == 200


def test_a_wrong_setting_of_the_service_is_named(install):
    status, output = install(INVOICES_BCRYPT_COST="plenty").run_to_end()
    assert status != 0
    assert "INVOICES_BCRYPT_COST" in output


def test_a_wrong_setting_of_nginx_is_named(install):
    status, output = install(NGINX_SIGN_IN_RATE="often").run_to_end()
    assert status != 0
    assert "NGINX_SIGN_IN_RATE" in output


def test_a_data_folder_may_lie_deeper_than_a_sockets_path_may_be_long(install):
    with install("deep folder/" + "x" * 120).start().client() as client:
        assert client.get("/health").status_code == 200


def test_a_service_that_died_is_started_again(install):
    installation = install().start()
    with installation.client() as client:
        register(client, "survivor")
        before = installation.service()
        os.kill(before, signal.SIGKILL)
        until(lambda: not is_running(before), "the service's end")
        # The listening socket outlives the service: requests wait there for the next process.
        assert client.get("/health").status_code == 200
        log_in(client, "survivor")
    assert installation.service() != before


def test_a_link_of_an_earlier_version_is_not_written_through(tmp_path):
    site = tmp_path / "nginx.conf"
    site.write_text("the site")
    (tmp_path / "data/nginx").mkdir(parents=True)
    (tmp_path / "data/nginx/nginx.conf").symlink_to(site)
    subprocess.run([ROOT / "deploy/site", tmp_path / "data"], check=True, env=environment())
    assert site.read_text() == "the site"
    assert "include" in (tmp_path / "data/nginx/nginx.conf").read_text()
