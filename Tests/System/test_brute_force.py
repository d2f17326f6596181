"""Password guessing is limited: by network in nginx, by name and network in the service."""

import re

import wire
from administration import database
from conftest import PASSWORD, register
from contract import LOGIN, PASSWORD_CHANGE, REGISTER, ok, problem
from fastcgi import Responder
from installation import until
from test_nginx import assert_page, assert_problem

BURST = 100


def sign_in(client, username, password=PASSWORD):
    return client.post(LOGIN, data={"username": username, "password": password})


def empty_post(path, *fields):
    return wire.request(path, "POST", "Content-Length: 0", *fields)


# ---- nginx


def test_one_address_may_sign_in_so_often_and_no_more(bare_nginx):
    nginx = bare_nginx()  # with deploy/site's defaults
    with Responder(nginx.socket_path), nginx.client() as client:
        statuses = [client.post(LOGIN).status_code for _ in range(BURST + 10)]
        assert statuses[:BURST] == [200] * BURST
        assert statuses[-1] == 429
        for path in (LOGIN, REGISTER, PASSWORD_CHANGE):
            refused = wire.ask(nginx.http_port, empty_post(path))
            assert_problem(refused, 429, "Too Many Requests")
            assert int(refused.headers["retry-after"]) > 0
        for path in ("/login", "/register", "/account", "//login", "/%6Cogin", "/x/../login"):
            assert_page(wire.ask(nginx.http_port, empty_post(path)), 429)
        assert client.get("/login").status_code == 200
        assert client.post("/api/v1/invoices").status_code == 200


def test_sign_ins_are_not_counted_when_that_is_off(bare_nginx):
    nginx = bare_nginx(NGINX_SIGN_IN_RATE="off")
    with Responder(nginx.socket_path), nginx.client() as client:
        assert {client.post(LOGIN).status_code for _ in range(BURST + 50)} == {200}


def test_addresses_of_one_ipv6_subscriber_are_counted_together(bare_nginx):
    nginx = bare_nginx(
        NGINX_SIGN_IN_RATE="1r/m", directives="set_real_ip_from 127.0.0.1;\nreal_ip_header X-Address;\n")
    with Responder(nginx.socket_path):
        def post(address):
            return wire.ask(nginx.http_port, empty_post(LOGIN, f"X-Address: {address}")).status

        statuses = [post(f"2001:db8::{number:x}") for number in range(1, BURST + 10)]
        assert statuses[:BURST] == [200] * BURST and statuses[-1] == 429
        assert [post("2001:db8:0:1::1"), post("192.0.2.1"), post("2001:db8::ffff")] == [200, 200, 429]


# ---- The service


def test_wrong_passwords_are_followed_by_a_growing_wait_that_outlives_a_restart(install):
    installation = install().start()
    names = ("guessed", "nobody-at-all")
    with installation.client() as client:
        register(client, "guessed")
        for name in names:
            assert [sign_in(client, name, "wrong").status_code for _ in range(5)] == [401] * 5
            refused = sign_in(client, name)
            assert problem(refused, 429)["detail"].startswith("Too many attempts.")
            assert refused.headers["retry-after"] == "1"
            until(lambda: sign_in(client, name, "wrong").status_code == 401, "the end of the wait")
            assert 1 <= int(sign_in(client, name).headers["retry-after"]) <= 2
    installation.stop()
    with database(installation.data) as connection:
        # As if each had four more failures: a wait that lasts longer than a start.
        assert connection.execute("UPDATE sign_in_failures SET failures = failures + 4").rowcount == len(names)
    installation.start()
    with installation.client() as client:
        for name in names:
            assert 1 <= int(sign_in(client, name).headers["retry-after"]) <= 32
        register(client, "beside")
        ok(sign_in(client, "beside"))


def test_the_form_says_how_long_to_wait(client):
    register(client, "typist")

    def submit(password):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)[1]
        return client.post("/login", data={"csrf_token": token, "username": "typist", "password": password})

    assert [submit("wrong").status_code for _ in range(5)] == [401] * 5
    refused = submit(PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert "Too many attempts." in refused.text and PASSWORD not in refused.text
    assert "<form" in refused.text
