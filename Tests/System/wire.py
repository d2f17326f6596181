"""HTTP as bytes, for requests that no library would send."""

import http.client
import io
import socket
from dataclasses import dataclass


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self):
        return self.headers.get_content_type()


def parse(data):
    """The first answer in the bytes; fails when there is none."""
    source = io.BytesIO(data)
    source.makefile = lambda *_: source
    answer = http.client.HTTPResponse(source)
    answer.begin()
    return Answer(answer.status, answer.headers, answer.read())


def exchange(port, request, end_of_request=True, timeout=30):
    """Sends the bytes and returns all that comes back until nginx closes the connection.

    With `end_of_request` the connection is half closed after them, as a client does that has
    nothing more to say.
    """
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        received = b""
        try:
            connection.sendall(request)
            if end_of_request:
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
        except (ConnectionResetError, BrokenPipeError):
            pass  # It is closed; what it said before counts.
        return received


def ask(port, request):
    """The answer to one request, which must ask for the connection's end itself or cause it."""
    return parse(exchange(port, request, end_of_request=False))


def request(target, method="GET", *fields, body=b""):
    """A well-formed request that ends its connection."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
