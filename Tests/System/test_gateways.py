"""The program without nginx: under spawn-fcgi with a minimal FastCGI client, and as plain CGI."""

import json

import pytest

import plain_cgi
from fastcgi import Client, variables


@pytest.fixture
def fastcgi(service):
    with Client(service.socket_path) as client:
        yield client


def test_a_bare_fastcgi_client_is_answered(fastcgi):
    answer = fastcgi.ask(variables("GET", "/health"))
    assert answer.status == 200
    assert json.loads(answer.body)["status"] == "ok"


def test_a_connection_serves_one_request_after_another(fastcgi):
    body = b'{"username": "x"}'
    assert fastcgi.ask(variables("POST", "/api/v1/auth/me", body=body), body).status == 405
    assert fastcgi.ask(variables("GET", "/api/v1/nothing")).status == 404
    assert fastcgi.ask(variables("GET", "/health")).status == 200


def test_a_path_in_two_parts_is_understood(fastcgi):
    split = variables("GET", "/") | {"SCRIPT_NAME": "/api/v1", "PATH_INFO": "/auth/me"}
    del split["DOCUMENT_URI"]
    assert fastcgi.ask(split).status == 401


def test_the_answer_carries_the_gateways_request_id(fastcgi):
    answer = fastcgi.ask(variables("GET", "/api/v1/nothing", REQUEST_ID="0123456789abcdef"))
    assert answer.headers["x-request-id"] == "0123456789abcdef"
    assert json.loads(answer.body)["request_id"] == "0123456789abcdef"


@pytest.mark.parametrize("length", ["", "x", "-1", "5", "99999999999999999999"])
def test_a_length_that_does_not_fit_the_body_is_refused_and_harms_nobody(fastcgi, length):
    request = variables("POST", "/api/v1/auth/register", CONTENT_LENGTH=length, CONTENT_TYPE="application/json")
    assert 400 <= fastcgi.ask(request, b'{"a": 1}').status < 500
    assert fastcgi.ask(variables("GET", "/health")).status == 200


def test_a_body_over_the_limit_is_refused_without_nginx_too(fastcgi):
    body = b"x" * (1024 * 1024 + 1)
    request = variables("POST", "/api/v1/auth/register", body=body, CONTENT_TYPE="application/json")
    assert fastcgi.ask(request, body).status == 413
    assert fastcgi.ask(variables("GET", "/health")).status == 200


def test_a_body_that_was_announced_too_large_and_left_out_is_refused(fastcgi):
    request = variables(
        "POST", "/api/v1/auth/register", CONTENT_LENGTH="1048577", CONTENT_TYPE="application/json")
    assert fastcgi.ask(request).status == 413
    assert fastcgi.ask(variables("GET", "/health")).status == 200


def test_the_program_answers_as_plain_cgi(install):
    installation = install().start()
    installation.stop()
    answer = plain_cgi.ask(installation.data, "GET", "/health")
    assert answer.status == 200
    assert json.loads(answer.body)["status"] == "ok"
    body = json.dumps({"email": "cgi@example.com", "username": "cgi", "password": "correct horse"}).encode()
    registered = plain_cgi.ask(
        installation.data, "POST", "/api/v1/auth/register", body, CONTENT_TYPE="application/json")
    assert registered.status == 201
    assert json.loads(registered.body)["username"] == "cgi"
