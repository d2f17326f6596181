"""Through nginx: data hidden in a request never becomes a separate request or part of another client's."""

import itertools

import socket

import h2.config
import h2.connection
import h2.events
import pytest

import wire
from fastcgi import Responder
from installation import until

numbers = itertools.count(1)
# More than nginx's persistent connections to the service, so that each of them is used again.
OTHERS = 8


class Attempt:
    """Requests on one connection that contain a hidden request, which must never be executed."""

    def __init__(self, service):
        self.service = service
        self.number = next(numbers)
        self.hidden_path = f"/hidden/{self.number}"
        self.hidden = f"GET {self.hidden_path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        self.counter = itertools.count(1)

    def own(self):
        """A unique request target, and the redirect target of its response."""
        query = f"?own={self.number}-{next(self.counter)}"
        return "/api/v1/invoices/" + query, "/api/v1/invoices" + query

    def send(self, first):
        """Sends the bytes followed by a genuine request; returns the statuses of all responses on the connection."""
        target, location = self.own()
        received = wire.exchange(self.service.http_port, first + wire.request(target), end_of_request=False)
        answers = wire.parse_all(received)
        if answers[-1].status == 308:
            assert answers[-1].headers["location"] == location
        self.check()
        return [answer.status for answer in answers]

    def check(self):
        """Asserts that other clients get their own responses, and that the hidden request was not executed."""
        for _ in range(OTHERS):
            target, location = self.own()
            answer = wire.ask(self.service.http_port, wire.request(target))
            assert (answer.status, answer.headers["location"]) == (308, location)
        id, log = answer.headers["x-request-id"], self.service.data / "log/service.log"
        until(lambda: id in log.read_text(), "the line in the log")
        assert self.hidden_path not in log.read_text()
        assert self.hidden_path not in (self.service.data / "log/access.log").read_text()


@pytest.fixture
def attempt(service):
    return Attempt(service)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


# Header fields of a POST without credentials, its body (H is the hidden request), and the statuses of the
# responses: 401 to the POST and 308 to the following request, or a refusal after which nginx closes the connection.
LENGTH = "Content-Length: {length}"
CHUNKED = "Transfer-Encoding: chunked"
UNDERSTOOD, REFUSED, UNKNOWN = [401, 308], [400], [501]
HEADS = [
    ("a length", [LENGTH], "H", UNDERSTOOD),
    ("blanks around the length", ["Content-Length:   {length}  "], "H", UNDERSTOOD),
    ("an expectation", [LENGTH, "Expect: 100-continue"], "H", UNDERSTOOD),
    ("an offer to upgrade", [LENGTH, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"],
     "H", UNDERSTOOD),
    ("the length named as hop by hop", [LENGTH, "Connection: content-length"], "H", UNDERSTOOD),
    ("an underscore for the hyphen", [LENGTH, "Transfer_Encoding: chunked", "Content_Length: 0"], "H", UNDERSTOOD),
    ("no colon", [LENGTH, "Transfer-Encoding chunked"], "H", REFUSED),
    ("two lengths", [LENGTH, "Content-Length: 0"], "H", REFUSED),
    ("the same length twice", [LENGTH, LENGTH], "H", REFUSED),
    ("a list of lengths", ["Content-Length: {length}, {length}"], "H", REFUSED),
    ("a signed length", ["Content-Length: +{length}"], "H", REFUSED),
    ("a hexadecimal length", ["Content-Length: 0x1"], "H", REFUSED),
    ("a length with a fraction", ["Content-Length: {length}.0"], "H", REFUSED),
    ("an empty length", ["Content-Length:"], "H", REFUSED),
    ("chunks", [CHUNKED], "C", UNDERSTOOD),
    ("chunks in other letters", ["tRANSFER-eNCODING: CHUNKED"], "C", UNDERSTOOD),
    ("chunks with extensions", [CHUNKED], "E", UNDERSTOOD),
    ("chunks with a trailer", [CHUNKED], "T", UNDERSTOOD),
    ("a chunk longer than it says", [CHUNKED], "L", REFUSED),
    ("a negative chunk", [CHUNKED], "N", REFUSED),
    ("chunks and a length", [CHUNKED, LENGTH], "C", REFUSED),
    ("a length and chunks", [LENGTH, CHUNKED], "H", REFUSED),
    ("chunks twice", [CHUNKED, CHUNKED], "C", REFUSED),
    ("chunks of chunks", ["Transfer-Encoding: chunked, chunked"], "C", UNKNOWN),
    ("identity and chunks", ["Transfer-Encoding: identity, chunked"], "C", UNKNOWN),
    ("identity and a length", ["Transfer-Encoding: identity", LENGTH], "H", UNKNOWN),
    ("chunks with a parameter", ["Transfer-Encoding: chunked;q=1"], "C", UNKNOWN),
    ("a word that ends in chunked", ["Transfer-Encoding: xchunked"], "C", UNKNOWN),
    ("a vertical tab before chunked", ["Transfer-Encoding: \x0bchunked"], "C", UNKNOWN),
    ("a blank before the colon", [LENGTH, "Transfer-Encoding : chunked"], "H", REFUSED),
    ("a folded line", [LENGTH, "X-Folded: a", " Transfer-Encoding: chunked"], "H", REFUSED),
    ("a folded value", ["Transfer-Encoding:", " chunked", LENGTH], "H", REFUSED),
    ("a bare CR", [LENGTH, "X-Bare: a\rTransfer-Encoding: chunked"], "H", REFUSED),
    ("a NUL", [LENGTH, "X-Null: a\0"], "H", REFUSED),
    ("a control character in a name", [LENGTH, "Transfer\x0b-Encoding: chunked"], "H", REFUSED),
]


@pytest.mark.parametrize("fields, body, statuses", [case[1:] for case in HEADS], ids=[case[0] for case in HEADS])
def test_a_body_ends_where_its_head_says(attempt, fields, body, statuses):
    hidden = attempt.hidden
    sent = {
        "H": hidden,
        "C": chunk(hidden) + b"0\r\n\r\n",
        "E": b"%x;a=\"b\"\r\n%s\r\n0;c\r\n\r\n" % (len(hidden), hidden),
        "T": chunk(hidden) + b"0\r\nContent-Length: 1000\r\nTransfer-Encoding: gzip\r\n\r\n",
        "L": b"1\r\n" + hidden + b"\r\n0\r\n\r\n",
        "N": b"-1\r\n" + hidden + b"\r\n0\r\n\r\n",
    }[body]
    head = ["POST /api/v1/invoices HTTP/1.1", "Host: localhost", *(line.format(length=len(hidden)) for line in fields)]
    assert attempt.send("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + sent) == statuses


def test_requests_sent_ahead_are_answered_one_by_one(attempt):
    targets, locations = zip(*(attempt.own() for _ in range(20)))
    first = b"".join(
        f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(attempt.hidden)}\r\n\r\n".encode()
        + attempt.hidden for target in targets[:-1])
    received = wire.exchange(
        attempt.service.http_port, first + wire.request(targets[-1]), end_of_request=False)
    assert [answer.headers["location"] for answer in wire.parse_all(received)] == list(locations)
    attempt.check()


def test_a_body_over_the_limit_is_passed_over_whole(attempt):
    body = attempt.hidden * (2 * 1024 * 1024 // len(attempt.hidden))
    head = f"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    assert attempt.send(head.encode() + body) in ([413], [413, 308])


def test_an_old_request_ends_its_connection(attempt):
    """HTTP/0.9 has no head: everything after its line is ignored."""
    assert attempt.hidden_path.encode() not in wire.exchange(
        attempt.service.http_port, b"GET /api/v1/nothing\r\n" + attempt.hidden, end_of_request=False)
    attempt.check()


# ---- HTTP/2, whose messages have neither line ends nor chunks


class Streams:
    """An HTTP/2 connection without validation of outgoing fields."""

    def __init__(self, service):
        context = service.tls()
        context.set_alpn_protocols(["h2"])
        self.host = f"localhost:{service.https_port}"
        self.socket = context.wrap_socket(
            socket.create_connection(("127.0.0.1", service.https_port), 30), server_hostname="localhost")
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(
            validate_outbound_headers=False, normalize_outbound_headers=False))
        self.h2.initiate_connection()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, method, target, fields=(), body=None):
        """The fields of the response; empty when the stream or the connection ended without one."""
        stream = self.h2.get_next_available_stream_id()
        head = [(":method", method), (":scheme", "https"), (":authority", self.host), (":path", target), *fields]
        self.h2.send_headers(stream, head, end_stream=body is None)
        if body is not None:
            self.h2.send_data(stream, body, end_stream=True)
        answer = {}
        while True:
            self.socket.sendall(self.h2.data_to_send())
            received = self.socket.recv(65536)
            if not received:
                return answer
            for event in self.h2.receive_data(received):
                if isinstance(event, h2.events.ResponseReceived):
                    answer = {name.decode(): value.decode() for name, value in event.headers}
                if isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset, h2.events.ConnectionTerminated)):
                    return answer


# Header fields of a POST whose body is the hidden request, and the status of its response; None if nginx closes
# the connection instead.
MESSAGES = [
    ("a length", [("content-length", "{length}")], "401"),
    ("no length", [], "401"),
    ("a length that is too short", [("content-length", "1")], "400"),
    ("a length that is too long", [("content-length", "1000")], "400"),
    ("two lengths", [("content-length", "1"), ("content-length", "{length}")], "400"),
    ("chunks", [("transfer-encoding", "chunked")], "401"),
    ("a line end in a value", [("x-a", "b\r\n\r\n{hidden}")], None),
    ("a line end in a name", [("x-a: b\r\n\r\n{hidden}", "c")], None),
    ("a NUL in a value", [("x-a", "b\0c")], None),
    ("a colon in a name", [("x-a: b", "c")], None),
    ("a line end in a field that the service reads", [("prefer", "b\r\n\r\n{hidden}")], None),
]


@pytest.mark.parametrize("fields, status", [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES])
def test_a_message_of_http_2_stays_one(attempt, fields, status):
    values = {"length": len(attempt.hidden), "hidden": attempt.hidden.decode()}
    fields = [(name.format(**values), value.format(**values)) for name, value in fields]
    with Streams(attempt.service) as streams:
        answer = streams.ask("POST", "/api/v1/invoices", fields, attempt.hidden)
        assert answer.get(":status") == status
    attempt.check()


@pytest.mark.parametrize("target", [
    "/ HTTP/1.1\r\nHost: localhost\r\n\r\n{hidden}", "/ {hidden}", "{path} HTTP/1.1", "", "hidden", "/\0",
])
def test_a_path_of_http_2_is_a_path(attempt, target):
    with Streams(attempt.service) as streams:
        answer = streams.ask("GET", target.format(hidden=attempt.hidden.decode(), path="/hidden"))
        assert answer.get(":status") in (None, "400", "404", "303")
    attempt.check()


# ---- Addresses


@pytest.fixture
def limited(bare_nginx):
    """An nginx with a low limit of sign-ins, and a responder behind it."""
    nginx = bare_nginx(NGINX_SIGN_IN_RATE="1r/m")
    with Responder(nginx.socket_path):
        yield nginx


@pytest.mark.parametrize("target", [
    "//login", "/./login", "/x/../login", "/%6cogin", "/x/%2e%2e/login", "/%2E/login", "/..//login",
    "http://elsewhere.example/login", "/login?", "/login#fragment",
])
def test_no_spelling_of_an_address_leads_past_its_limits(limited, target):
    statuses = {wire.ask(limited.http_port, wire.request(target, "POST")).status for _ in range(120)}
    assert statuses in ({200, 429}, {400})
