"""Directly at the socket: whatever precedes it on the connection, a request is read exactly as it was sent."""

import itertools
import json
import socket

import pytest

from fastcgi import (
    ABORT_REQUEST, END_REQUEST, GET_VALUES, HEADER, PARAMS, RESPONDER, STDIN, STDOUT, CGIAnswer, Client, begin, head,
    parameters, read_record, record, stream, variables)
from installation import until

numbers = itertools.count(1)
# libfcgi reads this many bytes at a time: unread data begins at a multiple of it.
PAGE = 8192
MIB = 1024 * 1024


class Conversation:
    """The messages on one connection. They contain a hidden request, which must never be executed."""

    def __init__(self, service):
        self.path = service.socket_path
        self.log = service.data / "log/service.log"
        self.number = next(numbers)
        self.hidden_path = f"/hidden/{self.number}"
        self.hidden = self.hide()
        self.asked = []

    def own(self, method="GET", path="/api/v1/nothing", length=0, **fields):
        """The parameters of a genuine request, with an id that its response must contain."""
        self.asked.append(f"asked-{self.number}-{len(self.asked)}")
        return variables(method, path) | {"CONTENT_LENGTH": str(length), "REQUEST_ID": self.asked[-1]} | fields

    def hide(self, number=1):
        """The hidden request."""
        return head({"REQUEST_METHOD": "GET", "DOCUMENT_URI": self.hidden_path}, number) + stream(STDIN, b"", number)

    def trap(self, before, length=4 * PAGE):
        """A body, in records, with the hidden request wherever a reader might resume; `before` precedes it."""
        records, page = b"", self.hidden.ljust(PAGE, b"\0")
        while length:
            gap = bytes(-(len(before) + len(records) + HEADER.size) % PAGE)
            content = (gap + page * 7)[:length]
            records += record(STDIN, content)
            length -= len(content)
        return records + record(STDIN)

    def say(self, *messages):
        """Sends each message after the response to the previous one, then closes the sending side.

        Returns the ids of the responses, up to the end of the connection, and asserts that the service has seen
        only the genuine requests.
        """
        answered = []
        with Client(self.path) as client:
            for message in messages[:-1]:
                self.send(client, message)
                if not self.hear(client, answered, 1):
                    break
            else:
                self.send(client, messages[-1], is_last=True)
                self.hear(client, answered)
        # Log lines are in order: when this request's line is there, those of all earlier requests are too.
        with Client(self.path) as other:
            assert other.ask(self.own()).headers["x-request-id"] == self.asked[-1]
        until(lambda: self.asked[-1] in self.log.read_text(), "the line in the log")
        assert self.hidden_path not in self.log.read_text()
        return answered

    @staticmethod
    def send(client, message, is_last=False):
        try:
            client.socket.sendall(message)
            if is_last:
                client.socket.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The connection is closed; earlier responses count.

    @staticmethod
    def hear(client, answered, count=None):
        """Reads this many responses, or all of them; false when the connection has ended."""
        output, end = b"", len(answered) + count if count else None
        try:
            while piece := read_record(client.source):
                kind, content = piece
                if kind == STDOUT:
                    output += content
                elif kind == END_REQUEST and output:
                    answered.append(CGIAnswer.parse(output).headers["x-request-id"])
                    output = b""
                    if len(answered) == end:
                        return True
        except ConnectionResetError:
            pass
        return False


@pytest.fixture
def conversation(service):
    return Conversation(service)


def body_of_a_request_that_takes_none(say):
    start = head(say.own(length=4 * PAGE))
    return start + say.trap(start)


def body_of_a_refused_request(say):
    start = head(say.own("POST", "/api/v1/invoices", 4 * PAGE, CONTENT_TYPE="application/json"))
    return start + say.trap(start)


def body_longer_than_announced(say):
    start = head(say.own("POST", "/api/v1/auth/login", 5))
    return start + say.trap(start)


def body_that_was_not_announced(say):
    start = head(say.own("POST", "/api/v1/auth/login", ""))
    return start + say.trap(start)


def body_shorter_than_announced(say):
    return head(say.own("POST", "/api/v1/auth/login", 1000)) + stream(STDIN, say.hidden)


def body_over_the_limit(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2 * MIB))
    return start + say.trap(start, 2 * MIB)


def body_beyond_all_measure(say):
    start = head(say.own("POST", "/api/v1/auth/login", 10 * MIB))
    return start + say.trap(start, 10 * MIB)


def length_that_came_twice(say):
    pairs = say.own("POST", "/api/v1/auth/login", 5)
    start = head([*pairs.items(), ("CONTENT_LENGTH", str(4 * PAGE))])
    return start + say.trap(start)


def padding_of_each_record(say):
    pieces = [record(STDIN, b"x", padding=say.hidden * 2) for _ in range(20)]
    return head(say.own("POST", "/api/v1/auth/login", 20)) + b"".join(pieces) + record(STDIN)


def padding_of_the_parameters(say):
    content = parameters(say.own().items())
    return begin() + record(PARAMS, content, padding=say.hidden * 2) + record(PARAMS) + record(STDIN)


def padding_behind_the_parameters(say):
    content = parameters(say.own().items())
    return begin() + record(PARAMS, content) + record(PARAMS, padding=say.hidden * 2) + record(STDIN)


def request_of_another_id_between(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2))
    return start + record(STDIN, b"x") + say.hide(2) + record(STDIN, b"x") + record(STDIN)


def records_of_another_id_between(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2))
    return start + record(STDIN, b"x") + stream(STDIN, say.hidden, 2) + record(STDIN, b"x") + record(STDIN)


def management_record_between(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2))
    return start + record(STDIN, b"x") + record(GET_VALUES, request=0) + record(STDIN, b"x") + record(STDIN)


def management_record_of_no_known_kind(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2))
    return start + record(STDIN, b"x") + record(99, say.hidden, request=0) + record(STDIN, b"x") + record(STDIN)


def second_beginning_of_the_same_id(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2))
    return start + record(STDIN, b"x") + say.hide() + record(STDIN, b"x") + record(STDIN)


def parameters_behind_the_body(say):
    pairs = parameters({"DOCUMENT_URI": say.hidden_path}.items())
    return head(say.own("POST", "/api/v1/auth/login", 1)) + record(STDIN, b"x") + record(PARAMS, pairs) + record(STDIN)


def abort_within_the_body(say):
    start = head(say.own("POST", "/api/v1/auth/login", 2))
    return start + record(STDIN, b"x") + record(ABORT_REQUEST) + record(STDIN, b"x") + record(STDIN)


def record_of_another_version(say):
    foreign = b"\x02" + record(STDIN, say.hidden)[1:]
    return head(say.own("POST", "/api/v1/auth/login", len(say.hidden))) + foreign + record(STDIN)


def beginning_of_the_wrong_size(say):
    say.own()
    return record(1, bytes([0, RESPONDER, 1])) + say.hidden


def beginning_in_another_role(say):
    return begin(role=3) + stream(PARAMS, parameters(say.own().items())) + stream(STDIN, say.hidden)


def body_without_a_beginning(say):
    say.own()
    return stream(PARAMS, parameters({"DOCUMENT_URI": say.hidden_path}.items())) + stream(STDIN, b"")


# The number of responses: to the request itself and the following one, only to the first, or to none, if the
# connection is closed instead.
ATTACKS = [
    (body_of_a_request_that_takes_none, 2), (body_of_a_refused_request, 2), (body_longer_than_announced, 2),
    (body_that_was_not_announced, 2), (body_shorter_than_announced, 2), (body_over_the_limit, 2),
    (body_beyond_all_measure, 1), (length_that_came_twice, 2), (padding_of_each_record, 2),
    (padding_of_the_parameters, 2), (padding_behind_the_parameters, 0), (request_of_another_id_between, 2),
    (records_of_another_id_between, 2), (management_record_between, 2), (management_record_of_no_known_kind, 2),
    (second_beginning_of_the_same_id, 0), (parameters_behind_the_body, 0), (abort_within_the_body, 0),
    (record_of_another_version, 0), (beginning_of_the_wrong_size, 0), (beginning_in_another_role, 0),
    (body_without_a_beginning, 0),
]


@pytest.mark.parametrize("attack, count", ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_next_request_on_the_connection_is_its_senders_own(conversation, attack, count):
    messages = [attack(conversation), head(conversation.own()) + stream(STDIN, b"")]
    assert conversation.say(*messages) == conversation.asked[:count]


def test_pipelined_data_is_not_taken_for_a_request(conversation):
    """Gateways do not pipeline requests; a pipelined one is not answered, but it is never misread."""
    first = head(conversation.own()) + stream(STDIN, b"")
    start = first + head(conversation.own("POST", "/api/v1/auth/login", 4 * PAGE))
    assert conversation.say(start + conversation.trap(start)) == conversation.asked[:1]


def test_padding_behind_the_end_of_a_body_is_not_taken_for_a_request(conversation):
    first = head(conversation.own()) + record(STDIN, padding=conversation.hidden * 2)
    assert conversation.say(first, head(conversation.own()) + stream(STDIN, b"")) == conversation.asked[:1]


def test_requests_that_arrive_byte_by_byte_are_understood(conversation):
    answered = []
    with Client(conversation.path) as client:
        for _ in range(2):
            for byte in head(conversation.own()) + stream(STDIN, b""):
                client.socket.sendall(bytes([byte]))
            conversation.hear(client, answered, 1)
    assert answered == conversation.asked


def test_a_body_in_many_small_records_arrives_whole(conversation):
    name = f"small{conversation.number}"
    body = json.dumps({"email": f"{name}@example.com", "username": name, "password": "correct horse"}).encode()
    pieces = [record(STDIN, body[at:at + 1], padding=bytes(at % 8)) for at in range(len(body))]
    pairs = conversation.own("POST", "/api/v1/auth/register", len(body), CONTENT_TYPE="application/json")
    with Client(conversation.path) as client:
        client.socket.sendall(head(pairs) + b"".join(pieces) + record(STDIN))
        output = b""
        while (piece := read_record(client.source)) and piece[0] == STDOUT:
            output += piece[1]
    assert CGIAnswer.parse(output).status == 201
