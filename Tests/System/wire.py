"""Raw HTTP, for requests that no library would send."""

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


def read(source):
    """The first response from the source, which must have `makefile`; fails when there is none."""
    answer = http.client.HTTPResponse(source)
    answer.begin()
    with answer:
        return Answer(answer.status, answer.headers, answer.read())


class Recording(io.BytesIO):
    """Received bytes with the interface of a socket."""

    def makefile(self, _):
        return self

    def close(self):
        """Does nothing, because another response may follow."""


def parse(data):
    """The first answer in the bytes."""
    return read(Recording(data))


def parse_all(data):
    """Each answer in the bytes."""
    source, answers = Recording(data), []
    while source.tell() < len(data):
        answers.append(read(source))
    return answers


def exchange(port, request, end_of_request=True, timeout=30):
    """Sends the bytes and returns all that comes back until nginx closes the connection.

    With `end_of_request` the sending side is closed after them, as by a client that has no
    further requests.
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
            pass  # The connection is closed; earlier responses count.
        return received


def ask(port, request, tls=None):
    """The response to one request, as soon as it is complete; over TLS if a context is given."""
    connection = socket.create_connection(("127.0.0.1", port), 30)
    with tls.wrap_socket(connection, server_hostname="localhost") if tls else connection as connection:
        connection.sendall(request)
        return read(connection)


def request(target, method="GET", *fields, body=b""):
    """A well-formed request that ends its connection."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
