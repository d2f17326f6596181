"""Every kind of response has every security header, whether from nginx or the service."""

import json
import re

import httpx
import pytest

import wire
from administration import database
from conftest import INVOICE, PASSWORD
from contract import INVOICES, LOGIN, ME, REGISTER
from fastcgi import Responder

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "server": "nginx",
}
POLICY = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"}
MEMBER = {"email": "dressed@example.com", "username": "dressed", "password": PASSWORD}
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
# Cacheable because it is public; everything else is private.
PUBLIC = re.compile(r"/static/|/docs|/redoc|/openapi\.json")


def fields(answer):
    return httpx.Headers(list(answer.headers.items()))


def assert_security_headers(answer, secure):
    """Asserts that every required header occurs once, and nginx's version nowhere."""
    headers = fields(answer)
    for name, value in ALWAYS.items():
        assert headers.get_list(name) == [value], name
    policy, = headers.get_list("content-security-policy")
    assert POLICY <= {directive.strip() for directive in policy.split(";")}
    assert "unsafe" not in policy and "http" not in policy
    assert len(headers.get_list("x-request-id")) == 1
    transport = headers.get_list("strict-transport-security")
    assert [bool(re.fullmatch(r"max-age=\d+; includeSubDomains", value)) for value in transport] == [True] * secure
    assert not re.search(rb"nginx/\d", str(answer.headers).encode() + answer.body)


def asked(path, method="GET", *more, body=b""):
    return path, method, more, body


def posted(path, body, *more):
    return asked(path, "POST", f"Content-Length: {len(body)}", *more, body=body.encode())


@pytest.fixture(scope="module")
def scene(service):
    """An invoice, and the credentials to request it."""
    with service.client() as client:
        assert client.post(REGISTER, json=MEMBER).status_code == 201
        token = client.post(LOGIN, data={"username": "dressed", "password": PASSWORD}).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        created = client.post(INVOICES, json=INVOICE, headers=bearer)
        form = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)[1]
        signed_in = client.post("/login", data={"csrf_token": form, "username": "dressed", "password": PASSWORD})
        for _ in range(5):
            client.post(LOGIN, data={"username": "slowed", "password": "wrong"})
        with database(service.data) as connection:
            # More failures, so that the wait lasts until the request.
            connection.execute("UPDATE sign_in_failures SET failures = 15")
        return {
            "bearer": f"Authorization: Bearer {token}", "invoice": created.headers["location"],
            "etag": created.headers["etag"], "document": client.get("/openapi.json").headers["etag"],
            # The cookie has another name over HTTPS.
            "cookie": "Cookie: {0}; __Host-{0}".format(signed_in.headers["set-cookie"].partition(";")[0]),
        }


# The status, and the request: path, method, fields, body. Names in braces refer to the scene.
ANSWERS = [
    (200, asked("/login")),
    (200, asked("/docs")),
    (200, asked("/redoc")),
    (200, asked("/openapi.json")),
    (200, asked("/health")),
    (200, asked("/static/app.css")),
    (200, asked("/static/app.css", "GET", "Accept-Encoding: gzip")),
    (200, asked(INVOICES, "GET", "{bearer}")),
    (200, asked("{invoice}", "GET", "{bearer}")),
    (200, asked(ME, "GET", "{bearer}")),
    (200, asked("/invoices.csv", "GET", "{cookie}")),
    (200, asked("/", "GET", "{cookie}")),
    (201, posted(INVOICES, json.dumps(INVOICE), JSON, "{bearer}")),
    (204, asked(INVOICES, "OPTIONS")),
    (204, asked("/static/app.css", "OPTIONS")),
    (204, asked("/static/vendor/swagger-ui/swagger-ui.css", "OPTIONS")),
    (200, asked("/static/app.css", "GET", "Range: bytes=0-9")),
    (200, asked("/static/app.css", "GET", "Range: bytes=99999999-")),
    (303, asked("/")),
    (304, asked("{invoice}", "GET", "{bearer}", "If-None-Match: {etag}")),
    (304, asked("/openapi.json", "GET", "If-None-Match: {document}")),
    (308, asked("/health/")),
    (400, posted(INVOICES, "{", JSON, "{bearer}")),
    (400, asked("/%FF")),
    (400, asked("/api/v1/%FF")),
    (400, asked("/api/v1/invoices", "GET", "Host: second")),
    (401, asked(INVOICES)),
    (401, posted(LOGIN, "username=nobody&password=wrong", FORM)),
    (403, posted("/login", "username=a&password=b", FORM)),
    (404, asked("/nothing")),
    (404, asked("/api/v1/nothing")),
    (404, asked("/static/nothing")),
    (404, asked("/static/.git/config")),
    (404, asked("{invoice}0", "GET", "{bearer}")),
    (405, asked(INVOICES, "PUT")),
    (405, asked("/health", "TRACE")),
    (405, posted("/static/app.css", "")),
    (409, posted(REGISTER, json.dumps(MEMBER), JSON)),
    (412, asked("{invoice}", "DELETE", "{bearer}", 'If-Match: "other"')),
    (413, asked(LOGIN, "POST", "Content-Length: 1048577")),
    (414, asked("/" + "x" * 9000)),
    (414, asked("/api/" + "x" * 9000)),
    (415, posted(INVOICES, "{}", "Content-Type: text/plain", "{bearer}")),
    (422, posted(REGISTER, "[]", JSON)),
    (422, asked(INVOICES + "?limit=x", "GET", "{bearer}")),
    (429, posted(LOGIN, "username=slowed&password=wrong", FORM)),
    (431, asked("/", "GET", "X-Long: " + "x" * 9000)),
    (501, asked("/", "POST", "Transfer-Encoding: gzip")),
]


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("status, request_parts", ANSWERS, ids=lambda value: str(value)[:50])
def test_every_kind_of_answer_is_dressed(service, scene, status, request_parts, secure):
    path, method, more, body = request_parts
    request = wire.request(path.format(**scene), method, *(field.format(**scene) for field in more), body=body)
    answer = wire.ask(service.https_port, request, service.tls()) if secure else wire.ask(service.http_port, request)
    assert answer.status == status, answer.body
    assert_security_headers(answer, secure)
    if not PUBLIC.match(path) or status >= 400:
        assert fields(answer)["cache-control"] in ("no-store", "private, no-cache")


@pytest.mark.parametrize("path", ["/", "/api/v1/invoices", "/health"])
def test_answers_without_the_service_have_the_security_headers(bare_nginx, path):
    nginx = bare_nginx(NGINX_SIGN_IN_RATE="1r/m")
    request = wire.request(path)
    assert_refused(wire.ask(nginx.http_port, request), 502)
    assert_refused(wire.ask(nginx.https_port, request, nginx.tls()), 502, secure=True)
    assert_refused(wire.ask(nginx.https_port, request), 400)  # plain HTTP
    with Responder(nginx.socket_path, b"Status: 503 Busy\r\nContent-Type: text/plain\r\n\r\nbusy"):
        assert_refused(wire.ask(nginx.http_port, request), 503)
        for _ in range(102):
            answer = wire.ask(nginx.http_port, wire.request(LOGIN, "POST", "Content-Length: 0"))
        assert_refused(answer, 429)


def assert_refused(answer, status, secure=False):
    assert answer.status == status
    assert_security_headers(answer, secure)
    assert fields(answer)["cache-control"] == "no-store"
