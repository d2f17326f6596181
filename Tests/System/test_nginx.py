"""nginx's own responses, and its changes to the service's responses."""

import json
import ssl
import subprocess

import httpx
import pytest

import wire
from fastcgi import Responder
from installation import until

SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LARGE = b"x" * (1024 * 1024 + 1)


def assert_security_headers(headers):
    """Asserts that every required header occurs once."""
    for name, value in SECURITY.items():
        assert headers.get_list(name) == [value]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "camera=()" in headers["permissions-policy"]
    assert len(headers.get_list("x-request-id")) == 1
    assert headers["server"] == "nginx"


def fields(answer):
    return httpx.Headers(list(answer.headers.items()))


def assert_problem(answer, status, title=None):
    """A problem document (RFC 9457) whose request id is the header's."""
    headers = fields(answer)
    assert_security_headers(headers)
    assert answer.status == status
    assert answer.media_type == "application/problem+json"
    problem = json.loads(answer.body)
    assert problem["status"] == status
    assert problem["request_id"] == headers["x-request-id"]
    assert problem["type"] and problem["detail"]
    assert title is None or problem["title"] == title
    return problem


def assert_page(answer, status):
    assert_security_headers(fields(answer))
    assert answer.status == status
    assert fields(answer)["content-type"] == "text/html; charset=utf-8"
    assert b"<!doctype html>" in answer.body.lower()
    assert fields(answer)["x-request-id"].encode() in answer.body


# ---- Headers


@pytest.mark.parametrize("version", ["http1.1", "http2"])
def test_each_request_has_an_id_of_its_own(service, version):
    # Many in parallel, with curl: over HTTP/2 on one connection.
    asked = subprocess.run(
        ["curl", "--silent", "--parallel", f"--{version}", "--max-time", "30", "--noproxy", "*",
         "--cacert", service.data / "tls/certificate.pem", "--output", "/dev/null",
         "--write-out", "%{http_version} %header{x-request-id}\n", service.https + "/health?[1-200]"],
        stdout=subprocess.PIPE, text=True, timeout=60)
    answers = [line.split() for line in asked.stdout.splitlines()]
    assert {version for version, _ in answers} == {version.removeprefix("http")}
    assert len({id for _, id in answers}) == len(answers) == 200


def test_a_clients_own_request_id_is_not_taken_over(client):
    assert client.get("/health", headers={"X-Request-Id": "mine"}).headers["x-request-id"] != "mine"


def test_the_id_is_the_one_in_the_problem_document(client):
    answer = client.get("/api/v1/nothing")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_http_2_is_spoken_over_tls(service):
    with service.client(secure=True, http2=True) as client:
        assert client.get("/health").http_version == "HTTP/2"


# ---- gzip and ETag


def test_a_list_is_compressed_and_has_no_etag(person):
    person.create_invoice(notes="n" * 2000)
    answer = person.client.get("/api/v1/invoices")
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "etag" not in answer.headers
    assert len(answer.json()) == 1


def test_an_answer_with_a_strong_etag_is_not_compressed(person):
    created = person.create_invoice(notes="n" * 2000)
    read = person.client.get(created.headers["location"])
    found = person.client.get("/api/v1/invoices/find?invoice_number=" + created.json()["invoice_number"])
    for answer in (created, read, found):
        assert answer.headers["etag"].startswith('"')
        assert "content-encoding" not in answer.headers


def test_a_page_is_compressed(bare_nginx):
    nginx = bare_nginx()
    page = b"Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + b"<p>text</p>" * 200
    with Responder(nginx.socket_path, page), nginx.client() as client:
        assert client.get("/").headers["content-encoding"] == "gzip"


# ---- Static files


@pytest.fixture
def static(bare_nginx, tmp_path):
    """A client of an nginx with a style sheet, a hidden file, and secrets beside the static folder."""
    folder = tmp_path / "templates/static/sub"
    folder.mkdir(parents=True)
    (folder.parent / "app.css").write_text("body { margin: 0 }\n" * 200)
    (folder.parent / ".hidden").write_text("hidden")
    (folder.parent.parent / "page.mustache").write_text("template")
    nginx = bare_nginx(INVOICES_TEMPLATES=tmp_path / "templates")
    with nginx.client() as client:
        client.port = nginx.http_port
        yield client


def test_a_static_file_is_compressed_and_cached(static):
    answer = static.get("/static/app.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "max-age=3600"
    assert_security_headers(answer.headers)
    again = static.get("/static/app.css", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_static_file_with_its_version_is_cached_for_a_year(static):
    assert static.get("/static/app.css?v=1").headers["cache-control"] == "max-age=31536000"


@pytest.mark.parametrize("path", [
    "/static/.hidden", "/static/%2ehidden", "/static/sub", "/static/sub/", "/static/", "/static/nothing",
])
def test_what_is_not_a_static_file_is_not_found(static, path):
    assert_page(wire.ask(static.port, wire.request(path)), 404)


@pytest.mark.parametrize("path", [
    "/static/../page.mustache", "/static/%2e%2e/page.mustache", "/static/..%2fpage.mustache",
    "/static/sub/../../page.mustache", "/page.mustache", "/static//../page.mustache", "/../page.mustache",
])
def test_no_path_leads_out_of_the_static_folder(static, path):
    answer = wire.ask(static.port, wire.request(path))
    # 502: passed to the service, which is not running.
    assert answer.status in (400, 404, 502)
    assert b"template" not in answer.body


def test_a_static_file_takes_no_post_and_says_what_it_takes(static):
    answer = static.post("/static/app.css")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    answer = static.options("/static/app.css")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


# ---- Requests to the service


@pytest.fixture
def behind(bare_nginx):
    """An nginx with a responder that records its requests."""
    nginx = bare_nginx()
    with Responder(nginx.socket_path) as responder:
        responder.nginx = nginx
        yield responder


def asked(responder, request):
    """The response, and the parameters that nginx passed for the request."""
    answer = wire.ask(responder.nginx.http_port, request)
    assert answer.status == 200, answer.body
    pairs, _ = responder.requests[-1]
    return answer, pairs


def test_the_service_gets_the_normalised_path_and_the_raw_query(behind):
    _, pairs = asked(behind, wire.request("//api/v1/./x/../%C3%A9?a=%C3%A9&b=1+2"))
    assert dict(pairs)["DOCUMENT_URI"].encode("latin-1").decode() == "/api/v1/é"
    assert dict(pairs)["QUERY_STRING"] == "a=%C3%A9&b=1+2"


def test_the_service_gets_the_id_that_the_client_sees(behind):
    answer, pairs = asked(behind, wire.request("/", "GET", "X-Request-Id: mine"))
    assert dict(pairs)["REQUEST_ID"] == answer.headers["x-request-id"]


def test_the_services_own_copy_of_the_id_is_hidden(behind):
    behind.answer = b"Status: 200 OK\r\nX-Request-Id: other\r\nContent-Type: text/plain\r\n\r\n"
    answer, _ = asked(behind, wire.request("/"))
    assert answer.headers.get_all("x-request-id") != ["other"]
    assert len(answer.headers.get_all("x-request-id")) == 1


def test_the_service_learns_of_tls(behind):
    _, pairs = asked(behind, wire.request("/"))
    assert "HTTPS" not in dict(pairs)
    with behind.nginx.client(secure=True) as client:
        client.get("/")
    assert dict(behind.requests[-1][0])["HTTPS"] == "on"


def test_a_proxy_header_does_not_become_a_variable(behind):
    _, pairs = asked(behind, wire.request("/", "GET", "Proxy: http://elsewhere"))
    assert "HTTP_PROXY" not in dict(pairs)


def test_a_header_with_an_underscore_is_dropped(behind):
    _, pairs = asked(behind, wire.request("/", "GET", "Idempotency_Key: forged"))
    assert "HTTP_IDEMPOTENCY_KEY" not in dict(pairs)


def test_a_header_line_without_a_colon_is_passed_over(behind):
    _, pairs = asked(behind, wire.request("/", "GET", "nonsense", "Prefer: count=exact"))
    assert dict(pairs)["HTTP_PREFER"] == "count=exact"


def test_a_chunked_body_arrives_with_its_length(behind):
    body = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    _, pairs = asked(behind, wire.request("/", "POST", "Transfer-Encoding: chunked", body=body))
    assert dict(pairs)["CONTENT_LENGTH"] == "11"
    assert behind.requests[-1][1] == b"hello world"


@pytest.mark.parametrize("announced", ["Content-Length: 1048577", "Transfer-Encoding: chunked"])
def test_the_service_learns_only_that_a_body_is_too_large(behind, announced):
    body = LARGE if "Length" in announced else b"%x\r\n%s\r\n0\r\n\r\n" % (len(LARGE), LARGE)
    _, pairs = asked(behind, wire.request("/", "POST", announced, body=body))
    assert int(dict(pairs)["CONTENT_LENGTH"]) > 1 << 40  # over any limit there is
    assert dict(pairs)["REQUEST_METHOD"] == "POST"
    assert behind.requests[-1][1] == b""


def test_a_body_of_the_limits_size_arrives_whole(behind):
    asked(behind, wire.request("/", "POST", "Content-Length: 1048576", body=LARGE[1:]))
    assert len(behind.requests[-1][1]) == 1048576


def test_a_single_invoice_keeps_its_strong_etag(behind):
    behind.answer = (b"Status: 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\n\r\n" + b" " * 4000)
    answer, _ = asked(behind, wire.request("/api/v1/invoices/1", "GET", "Accept-Encoding: gzip"))
    assert answer.headers["etag"] == '"1"'
    assert "content-encoding" not in answer.headers


def test_the_list_is_not_redirected_to_the_folder_below_it(behind):
    _, pairs = asked(behind, wire.request("/api/v1/invoices"))
    assert dict(pairs)["DOCUMENT_URI"] == "/api/v1/invoices"


# ---- Order of checks with a body that is too large


@pytest.fixture(params=["length", "chunked", "http/2", "http/2 without length"])
def send_large(request, service):
    """Sends more than 1 MiB in each possible way.

    With curl, because over HTTP/2 httpx does not read before it has sent everything.
    """
    options = {
        "length": ["--data-binary", "@-"],
        "chunked": ["--data-binary", "@-", "--header", "Transfer-Encoding: chunked"],
        "http/2": ["--data-binary", "@-"],
        "http/2 without length": ["--upload-file", "-", "--request", "POST", "--header", "Content-Length:"],
    }[request.param]
    is_2 = request.param.startswith("http/2")

    def send(path, *fields):
        done = subprocess.run(
            ["curl", "--silent", "--include", "--max-time", "30", "--noproxy", "*", "--header", "Expect:",
             "--cacert", service.data / "tls/certificate.pem", *(["--http2"] if is_2 else []), *options,
             *(word for field in fields for word in ("--header", field)),
             (service.https if is_2 else service.http) + path],
            input=LARGE, capture_output=True, timeout=60)
        version, _, rest = done.stdout.partition(b" ")
        assert version == (b"HTTP/2" if is_2 else b"HTTP/1.1"), done
        return wire.parse(b"HTTP/1.1 " + rest)

    return send


@pytest.mark.parametrize("path, status", [
    ("/api/v1/nothing", 404),
    ("/api/v1/auth/me", 405),
    ("/api/v1/invoices", 401),
    ("/api/v1/auth/login", 413),
])
def test_path_method_and_credentials_come_before_the_size(send_large, path, status):
    assert_problem(send_large(path), status)


def test_a_signed_in_user_gets_413_for_a_large_body(send_large, person):
    answer = send_large("/api/v1/invoices", "Authorization: " + person.client.headers["Authorization"])
    assert_problem(answer, 413)
    assert person.client.get("/api/v1/invoices").json() == []


# ---- The service is not running


def test_without_the_service_programs_get_a_problem_document(bare_nginx):
    nginx = bare_nginx()
    for path in ("/health", "/openapi.json", "/api/v1/invoices", "/api/v1/invoices/1?x=1", "/api"):
        answer = wire.ask(nginx.http_port, wire.request(path))
        assert_problem(answer, 502, "Bad Gateway")
        assert int(answer.headers["retry-after"]) > 0


def test_without_the_service_people_get_a_page(bare_nginx):
    nginx = bare_nginx()
    for path in ("/", "/invoices", "/healthy", "/apiary", "/?next=/api/v1/"):
        answer = wire.ask(nginx.http_port, wire.request(path))
        assert_page(answer, 502)
        assert int(answer.headers["retry-after"]) > 0


def test_without_the_service_a_large_body_gets_an_answer_too(bare_nginx):
    nginx = bare_nginx()
    request = wire.request("/api/v1/auth/login", "POST", "Content-Length: 99999999")
    assert_problem(wire.ask(nginx.http_port, request), 502)


def test_head_gets_no_body_with_an_error(bare_nginx):
    received = wire.exchange(bare_nginx().http_port, wire.request("/api/v1/invoices", "HEAD"))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 502 ")
    assert body == b""


def test_a_responder_that_talks_nonsense_is_a_bad_gateway(behind):
    behind.answer = b"no header at all"
    assert_problem(wire.ask(behind.nginx.http_port, wire.request("/api/v1/invoices")), 502)


def test_the_services_own_error_is_passed_on(behind):
    behind.answer = b"Status: 503 Busy\r\nRetry-After: 7\r\nContent-Type: application/problem+json\r\n\r\n{}"
    answer = wire.ask(behind.nginx.http_port, wire.request("/api/v1/invoices"))
    assert (answer.status, answer.body) == (503, b"{}")
    assert answer.headers.get_all("retry-after") == ["7"]


# ---- Logs


def log_lines(file, request_id):
    return [line for line in file.read_text().splitlines() if request_id in line]


def test_what_the_service_answers_is_in_its_log_under_the_id(service, client):
    answer = client.get("/api/v1/nothing")
    lines = until(lambda: log_lines(service.data / "log/service.log", answer.headers["x-request-id"]), "the log line")
    assert len(lines) == 1
    assert log_lines(service.data / "log/access.log", answer.headers["x-request-id"]) == []


def test_what_nginx_answers_is_in_its_log_without_the_query(bare_nginx):
    nginx = bare_nginx()
    answer = wire.ask(nginx.http_port, wire.request("/api/v1/invoices?customer_name=Somebody"))
    file = nginx.data / "log/access.log"
    line, = until(lambda: log_lines(file, answer.headers["x-request-id"]), "the log line")
    assert {"method=GET", 'path="/api/v1/invoices"', "status=502"} <= set(line.split())
    assert "Somebody" not in file.read_text()


# ---- Malformed requests


BAD_ADDRESSES = [
    "/%ZZ", "/%", "/%4", "/%00", "/a%00b",
    "/%FF", "/%C3", "/%C3%28", "/%C0%AF", "/%E0%80%AF", "/%ED%A0%80", "/%F4%90%80%80", "/%F8%88%80%80%80",
]


@pytest.mark.parametrize("path", BAD_ADDRESSES)
def test_an_address_that_is_not_utf_8_is_refused(service, path):
    assert_page(wire.ask(service.http_port, wire.request(path)), 400)
    assert_problem(wire.ask(service.http_port, wire.request("/api/v1/invoices" + path)), 400, "Bad Request")


@pytest.mark.parametrize("path", ["/%C3%A9", "/%E2%82%AC", "/%F0%9F%98%80", "/%F4%8F%BF%BF", "/%ED%9F%BF"])
def test_an_address_in_utf_8_reaches_the_service(service, path):
    assert_problem(wire.ask(service.http_port, wire.request("/api/v1" + path)), 404)


@pytest.mark.parametrize("line, status", [
    ("GET /api/v1/invoices HTTP/3.0", 505),
    ("G@T /api/v1/invoices HTTP/1.1", 400),
    ("GET  HTTP/1.1", 400),
    ("GET api/v1/invoices HTTP/1.1", 400),
    ("\x16\x03\x01\x02\x00\x01", 400),
])
def test_a_request_line_that_cannot_be_read_is_refused_with_a_page(service, line, status):
    request = f"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1")
    answer = wire.ask(service.http_port, request)
    assert answer.status == status
    assert_security_headers(fields(answer))


@pytest.mark.parametrize("request_fields, status", [
    (("Host: second",), 400),
    (("Content-Length: 99999999999999999999",), 400),
    (("Content-Length: -1",), 400),
    (("Content-Length: 1e3",), 400),
    (("Content-Length: 1", "Content-Length: 1"), 400),
    (("Content-Length: 5", "Transfer-Encoding: chunked"), 400),
    (("Transfer-Encoding: gzip",), 501),
    (("X-Long: " + "x" * 9000,), 431),
    (tuple(f"X-Many-{n}: " + "x" * 4000 for n in range(20)), 431),
])
def test_header_fields_that_cannot_be_honoured_are_refused(service, request_fields, status):
    answer = wire.ask(service.http_port, wire.request("/api/v1/auth/login", "POST", *request_fields))
    assert_problem(answer, status)


def test_a_request_without_a_host_is_refused(service):
    request = b"GET /api/v1/invoices HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert_problem(wire.ask(service.http_port, request), 400)


def test_an_absurd_length_is_a_body_that_is_too_large(service):
    request = wire.request("/api/v1/auth/login", "POST", "Content-Length: 9223372036854775807")
    assert_problem(wire.ask(service.http_port, request), 413)


def test_a_chunk_of_absurd_length_is_refused(service):
    for size, status in (("ffffffffffffff", 413), ("ffffffffffffffffff", 400), ("zz", 400)):
        request = wire.request(
            "/api/v1/auth/login", "POST", "Transfer-Encoding: chunked", body=f"{size}\r\nx".encode())
        assert_problem(wire.ask(service.http_port, request), status)


def test_an_address_that_is_too_long_is_refused(service):
    assert_problem(wire.ask(service.http_port, wire.request("/api/v1/" + "x" * 9000)), 414)
    assert_page(wire.ask(service.http_port, wire.request("/" + "x" * 9000)), 414)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_methods_of_proxies_are_refused(service, method):
    answer = wire.ask(service.http_port, wire.request("/api/v1/invoices", method))
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


def test_a_nul_in_a_query_is_a_fault_of_the_parameter(person):
    assert person.client.get("/api/v1/invoices?customer_name=a%00b").status_code == 422


def test_a_body_that_ends_early_is_not_answered_and_harms_nobody(service, person):
    request = wire.request(
        "/api/v1/invoices", "POST", "Content-Type: application/json", "Content-Length: 100",
        "Authorization: " + person.client.headers["Authorization"], body=b'{"customer_name": "half')
    assert wire.exchange(service.http_port, request) == b""
    assert person.client.get("/api/v1/invoices").json() == []


def test_requests_that_stall_are_closed_at_the_time_out(service):
    stalled = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
    assert wire.exchange(service.http_port, stalled, end_of_request=False) == b""


def test_what_follows_a_refused_request_on_its_connection_is_not_taken_for_another(service):
    smuggled = wire.request("/health")
    first = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n" \
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    received = wire.exchange(service.http_port, first + smuggled, end_of_request=False)
    assert received.count(b"HTTP/1.1 ") == 1
    assert wire.parse(received).status == 400


# ---- TLS


def handshake(service, version):
    context = service.tls()
    context.minimum_version = context.maximum_version = version
    # OpenSSL's default security level would refuse the old versions on the client's side.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with httpx.Client(verify=context, trust_env=False) as client:
        return client.get(service.https + "/health").status_code


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_current_tls_is_spoken(service, version):
    assert handshake(service, version) == 200


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_tls_is_refused(service, version):
    with pytest.raises(httpx.ConnectError, match="(?i)version|alert"):
        handshake(service, version)


def test_plain_http_on_the_tls_port_is_explained(service):
    assert_problem(wire.ask(service.https_port, wire.request("/api/v1/invoices")), 400)
    assert_page(wire.ask(service.https_port, wire.request("/")), 400)


# ---- Trailing slash


@pytest.mark.parametrize("path, target", [
    ("/api/v1/invoices/", "/api/v1/invoices"),
    ("/api/v1/invoices/?limit=1", "/api/v1/invoices?limit=1"),
    ("/health/", "/health"),
])
def test_a_slash_at_the_end_leads_to_the_path_without_it(client, path, target):
    answer = client.get(path)
    assert answer.status_code == 308
    assert answer.headers["location"] == target
