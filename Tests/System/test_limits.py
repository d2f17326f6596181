"""The limit of concurrent requests: further ones are refused at once with a proper response."""

import socket

import pytest

import wire
from contract import problem
from fastcgi import Responder
from installation import MAX_SERVICE_REQUESTS, until

MAX_LARGE_READERS = 8


@pytest.fixture
def behind(bare_nginx):
    """An nginx with a responder that holds every request."""
    nginx = bare_nginx()
    with Responder(nginx.socket_path) as responder:
        responder.is_answering.clear()
        responder.nginx = nginx
        yield responder


class Waiting:
    """Requests that were sent and are not answered yet."""

    def __init__(self, responder):
        self.responder = responder
        self.connections = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()

    def ask(self, targets):
        """Returns when all of them have reached the responder."""
        wanted = len(self.responder.requests)
        for target in targets:
            self.connections.append(socket.create_connection(("127.0.0.1", self.responder.nginx.http_port), 30))
            self.connections[-1].sendall(wire.request(target))
            wanted += 1
        until(lambda: len(self.responder.requests) == wanted, "the requests")

    def answers(self):
        self.responder.is_answering.set()
        return [wire.read(connection).status for connection in self.connections]


def test_a_request_more_than_the_service_may_have_is_refused_at_once(behind):
    with Waiting(behind) as waiting:
        waiting.ask(["/api/v1/invoices"] * MAX_SERVICE_REQUESTS)
        with behind.nginx.client() as client:
            refused = problem(client.get("/api/v1/invoices"), 503)
            assert refused["title"] == "Service Unavailable"
            assert int(client.get("/api/v1/invoices").headers["retry-after"]) > 0
            page = client.get("/")
            assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
            assert "The service is busy" in page.text
            # nginx still answers its own requests.
            assert client.get("/static/app.css").status_code == 200
        assert waiting.answers() == [200] * MAX_SERVICE_REQUESTS
    with behind.nginx.client() as client:
        assert client.get("/api/v1/invoices").status_code == 200


@pytest.mark.parametrize("target", [
    "/invoices.csv", "/invoices.csv?status=PAID", "/api/v1/invoices?limit=1000", "/api/v1/invoices?limit=101",
    "/api/v1/invoices?fields=id&limit=%31000", "//invoices.csv",
])
def test_one_address_reads_a_few_large_answers_at_a_time(behind, target):
    with Waiting(behind) as waiting:
        waiting.ask([target] * MAX_LARGE_READERS)
        refused = wire.ask(behind.nginx.http_port, wire.request(target))
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        # Other requests of this address are still answered.
        small = ["/api/v1/invoices", "/api/v1/invoices?limit=100", "/api/v1/invoices?limit=20", "/invoices", "/"]
        waiting.ask(small)
        assert waiting.answers() == [200] * (MAX_LARGE_READERS + len(small))
