"""A minimal FastCGI 1.0 client for the service's socket, and a responder for use behind nginx."""

import os
import socket
import socketserver
import struct
import threading
from dataclasses import dataclass, field

BEGIN_REQUEST, ABORT_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT, GET_VALUES = 1, 2, 3, 4, 5, 6, 9
RESPONDER, KEEP_CONNECTION = 1, 1
HEADER = struct.Struct(">BBHHBx")


def record(kind, content=b"", request=1, padding=b""):
    return HEADER.pack(1, kind, request, len(content), len(padding)) + content + padding


def stream(kind, content, request=1):
    """The content in records of this kind, and the empty record that ends the stream."""
    pieces = [content[at:at + 65528] for at in range(0, len(content), 65528)]
    return b"".join(record(kind, piece, request) for piece in [*pieces, b""])


def begin(request=1, role=RESPONDER, flags=KEEP_CONNECTION):
    return record(BEGIN_REQUEST, struct.pack(">HB5x", role, flags), request)


def head(pairs, request=1):
    """The beginning of a request up to its body; `pairs` is a dict, or a list if names repeat."""
    pairs = pairs.items() if isinstance(pairs, dict) else pairs
    return begin(request) + stream(PARAMS, parameters(pairs), request)


def parameters(pairs):
    def length(text):
        return bytes([len(text)]) if len(text) < 128 else struct.pack(">I", len(text) | 1 << 31)

    encoded = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in pairs]
    return b"".join(length(name) + length(value) + name + value for name, value in encoded)


def read_parameters(content):
    pairs, at = [], 0

    def length():
        nonlocal at
        size = content[at]
        at += 1
        if size >= 128:
            size = struct.unpack(">I", bytes([size & 127]) + content[at:at + 3])[0]
            at += 3
        return size

    while at < len(content):
        name, value = length(), length()
        pairs.append((content[at:at + name].decode("latin-1"), content[at + name:at + name + value].decode("latin-1")))
        at += name + value
    return pairs


def read_record(source):
    """Kind and content of the next record; None at the end."""
    head = source.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    _, kind, _, length, padding = HEADER.unpack(head)
    content = source.read(length)
    source.read(padding)
    return kind, content


@dataclass
class CGIAnswer:
    """Status, header fields (names in lower case) and body of a CGI program's output."""

    status: int
    headers: dict
    body: bytes

    @classmethod
    def parse(cls, output):
        head, _, body = output.partition(b"\r\n\r\n")
        headers = {}
        for line in head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return cls(int(headers.pop("status", "200").split()[0]), headers, body)


def variables(method, path, query="", body=b"", **fields):
    """The usual parameters of a request; header fields as `HTTP_…` or `CONTENT_TYPE`."""
    return {
        "REQUEST_METHOD": method, "DOCUMENT_URI": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body)),
        "SERVER_PROTOCOL": "HTTP/1.1", "GATEWAY_INTERFACE": "CGI/1.1", "REMOTE_ADDR": "127.0.0.1",
    } | fields


def request(pairs, body=b""):
    """The bytes of a request; the pairs are as in `head`."""
    return head(pairs) + stream(STDIN, body)


class Client:
    """A persistent connection to a FastCGI server's Unix socket; its path may have any length."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        folder = os.open(path.parent, os.O_PATH)
        try:
            self.socket.connect(f"/proc/self/fd/{folder}/{path.name}")
        except OSError:
            self.socket.close()
            raise
        finally:
            os.close(folder)
        self.source = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.source.close()
        self.socket.close()

    def ask(self, pairs, body=b""):
        """Sends one request; the pairs are as in `head`."""
        self.socket.sendall(request(pairs, body))
        return self.answer()

    def answer(self):
        output = b""
        while piece := read_record(self.source):
            if piece[0] == STDOUT:
                output += piece[1]
            if piece[0] == END_REQUEST:
                return CGIAnswer.parse(output)
        raise EOFError("the connection ended within a response")


@dataclass
class Responder:
    """Listens on a Unix socket, records each request's parameters and body, and sends a fixed response."""

    path: object
    answer: bytes = b"Status: 200 OK\r\nContent-Type: text/plain\r\n\r\nanswer"
    requests: list = field(default_factory=list)
    # While cleared, requests wait.
    is_answering: threading.Event = field(default_factory=threading.Event)

    def __enter__(self):
        responder = self
        self.is_answering.set()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                pairs = body = b""
                while piece := read_record(self.rfile):
                    kind, content = piece
                    if kind == PARAMS:
                        pairs += content
                    elif kind == STDIN and content:
                        body += content
                    elif kind == STDIN:
                        responder.requests.append((read_parameters(pairs), body))
                        pairs = body = b""
                        responder.is_answering.wait()
                        self.wfile.write(stream(STDOUT, responder.answer) + record(END_REQUEST, bytes(8)))

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True
            block_on_close = False  # nginx keeps its connections open.
            request_queue_size = 1024

        self.server = Server(str(self.path), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.is_answering.set()
        self.server.shutdown()
        self.server.server_close()
        self.path.unlink()
