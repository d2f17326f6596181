"""Malformed and extreme requests: each gets a 4xx, stores nothing, and does not affect other clients."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

import wire
from contract import INVOICES, LOGIN, REGISTER, count, faults, invoice, ok, post_raw, problem

VALID = json.dumps(invoice())


@pytest.fixture
def before(person):
    """Asserts after the test that nothing was stored and that the next request is answered."""
    kept = person.create_invoice().content
    yield person
    assert ok(person.client.get(INVOICES)).content == b"[" + kept + b"]"


def posted(value, member='"quantity": 2'):
    """A valid invoice with one value replaced."""
    assert member in VALID
    return VALID.replace(member, f"{member.split(':')[0]}: {value}")


def raw_get(person, query):
    """Requests the list with the raw query, which httpx would otherwise re-encode."""
    url = person.client.base_url.copy_with(raw_path=f"{INVOICES}?{query}".encode())
    return person.client.get(url)


# ---- Bodies that are not JSON


@pytest.mark.parametrize("name, body", [
    ("a byte order mark", b"\xef\xbb\xbf" + VALID.encode()),
    ("UTF-16", VALID.encode("utf-16")),
    ("10,000 arrays", b"[" * 10_000),
    ("10,000 arrays that are closed", b"[" * 10_000 + b"]" * 10_000),
    ("10,000 objects", b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
    ("half a megabyte of arrays", b"[" * 500_000),
    ("10,000 levels within an invoice", posted("[" * 10_000 + "]" * 10_000).encode()),
    ("a lone high surrogate", posted(r'"\ud800"', '"customer_name": "Acme Corp"').encode()),
    ("a lone low surrogate", posted(r'"\udc00x"', '"customer_name": "Acme Corp"').encode()),
    ("two high surrogates", posted(r'"\ud800\ud800"', '"customer_name": "Acme Corp"').encode()),
    ("surrogates the wrong way round", posted(r'"\udc00\ud800"', '"customer_name": "Acme Corp"').encode()),
    ("a lone surrogate as a name", b'{"\\ud800": 1}'),
    ("an overlong NUL", posted("x").encode().replace(b"Acme", b"\xc0\x80")),
    ("a NUL byte", VALID.encode().replace(b"Acme", b"\x00")),
    ("a NUL byte at the end", VALID.encode() + b"\x00"),
    ("a form", b"customer_name=x"),
    ("a number with a plus", posted("+1").encode()),
    ("a number with a zero before", posted("01").encode()),
    ("a number without an end", posted("1e").encode()),
    ("NaN", posted("NaN").encode()),
    ("a comment", b"/* x */" + VALID.encode()),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_no_json_is_400(before, name, body):
    for path, method in ((INVOICES, "POST"), (INVOICES + "/1", "PATCH"), (REGISTER, "POST")):
        problem(post_raw(before.client, body, path, method), 400)


# ---- Extreme values


@pytest.mark.parametrize("value", [
    "1" * 1_000_000, "0." + "1" * 1_000_000, "1e" + "9" * 1_000_000, "0" + "." + "0" * 1_000_000 + "1",
    '"' + "9" * 1_000_000 + '"', "1e400", "-1e400", "1e-400", "1" + "0" * 400, "1e9223372036854775808",
    "1e-9223372036854775809", "9223372036854775808", "922337203685477.5808", "18446744073709551617",
], ids=lambda value: value[:24])
def test_extreme_numbers_are_422(before, value):
    for member in ('"quantity": 2', '"unit_price": 50'):
        answer = post_raw(before.client, posted(value, member))
        assert faults(answer) == ["/items/0/" + member.split('"')[1]]
        assert len(answer.content) < 10_000


def test_a_million_zeros_are_still_a_number(person):
    """The value is exactly 2, and so valid."""
    ok(post_raw(person.client, posted("2." + "0" * 1_000_000)), 201)


@pytest.mark.parametrize("letter", ["x", "é", "😀", "\\n", "\\u0000"])
def test_half_a_megabyte_of_text_is_422(before, letter):
    text = letter * (500_000 // len(letter.encode()))
    for member in ('"customer_name": "Acme Corp"', '"description": "Consulting"'):
        answer = post_raw(before.client, posted(f'"{text}"', member))
        problem(answer, 422)
        assert len(answer.content) < 10_000


def test_a_run_of_combining_marks_without_end_is_refused(before):
    """It would be folded in quadratic time (Unicode Standard Annex 15, Stream-Safe Text Format)."""
    text = "e" + "\u0301" * 100_000
    problem(post_raw(before.client, posted(f'"{text}"', '"customer_name": "Acme Corp"')), 400)


def test_a_hundred_thousand_unknown_members_are_422(before):
    body = "{" + ",".join(f'"{number}":1' for number in range(90_000)) + "}"
    problem(post_raw(before.client, body), 422)
    body = "{" + f'"{"n" * 900_000}": 1' + "}"
    assert len(post_raw(before.client, body).content) < 10_000


def test_a_hundred_thousand_items_are_422(before):
    assert faults(before.client.post(INVOICES, json=invoice(items=[0] * 100_000))) == ["/items"]


# ---- Queries and forms


@pytest.mark.parametrize("query", [
    "customer_name=%FF", "customer_name=%C3", "customer_name=%C3%28", "customer_name=%C0%80", "customer_name=%ED%A0%80",
    "customer_name=%F4%90%80%80", "customer_name=%", "customer_name=%4", "customer_name=%zz", "%FF=1",
    "customer_name=a%"])
def test_percent_encoding_that_is_not_utf_8_is_400(before, query):
    problem(raw_get(before, query), 400)


@pytest.mark.parametrize("query, name", [
    ("customer_name=a%00b", "customer_name"), ("customer_name=%00", "customer_name"), ("status=PAID%00", "status"),
    ("sort_by=due_date%00", "sort_by"), ("fields=id%00", "fields"), ("limit=1%00", "limit"), ("cursor=%00", "cursor"),
    ("min_amount=1%00", "min_amount"), ("created_after=2023-01-01%00", "created_after"),
    ("customer_email=%1F", "customer_email"),
    ("limit=" + "9" * 1000, "limit"), ("skip=9223372036854775808", "skip"), ("limit=+1", "limit"),
    ("limit=%D9%A1", "limit"), ("min_amount=1e400", "min_amount"), ("max_amount=" + "9" * 1000, "max_amount"),
    ("cursor=" + "A" * 6000, "cursor"), ("customer_name=" + "x" * 6000, "customer_name")])
def test_a_parameter_that_makes_no_sense_is_named(before, query, name):
    assert faults(raw_get(before, query)) == [name]


def test_a_thousand_parameters_are_422(before):
    problem(raw_get(before, "&".join(f"p{number}=1" for number in range(900))), 422)


@pytest.mark.parametrize("body", [
    b"username=%FF&password=x", b"username=\xff&password=x", b"username=%&password=x", b"username=a&password=%C0%80"])
def test_a_form_that_is_not_utf_8_is_400(before, body):
    problem(post_raw(before.client, body, LOGIN, Content_Type="application/x-www-form-urlencoded"), 400)


@pytest.mark.parametrize("type", [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 500,
    "multipart/form-data; boundary=XX"])
def test_a_form_in_broken_parts_is_refused(before, type):
    for body in (b"", b"--XX", b"--XX\r\n", b"--XX\r\n\r\n--XX--", b"x" * 500_000, b"--XX\r\n" * 50_000):
        assert post_raw(before.client, body, LOGIN, Content_Type=type).status_code in (400, 415, 422)


def test_a_nul_in_a_sign_in_is_no_way_in(before):
    answer = before.client.post(LOGIN, data={"username": before.username + "\x00", "password": "correct horse battery"})
    problem(answer, 401)
    answer = before.client.post(LOGIN, data={"username": before.username, "password": "correct horse battery\x00"})
    problem(answer, 401)


# ---- Malformed HTTP


def authorized(person, *fields):
    return ("Authorization: " + person.client.headers["Authorization"], "Content-Type: application/json", *fields)


@pytest.mark.parametrize("path", ["%0A", "1%0A", "%7F", "%C2%80", "%1B[31m"])
def test_an_address_with_control_characters_is_400(service, before, path):
    answer = wire.ask(service.http_port, wire.request(f"{INVOICES}/{path}", "GET", *authorized(before)))
    assert (answer.status, answer.media_type) == (400, "application/problem+json")


def test_a_header_line_without_a_colon_changes_nothing(service, before):
    answer = wire.ask(service.http_port, wire.request(INVOICES, "GET", "nonsense", *authorized(before)))
    assert answer.status == 200
    answer = wire.ask(service.http_port, wire.request(INVOICES, "GET", *authorized(before), "no colon at all"))
    assert answer.status == 400


@pytest.mark.parametrize("field, status", [
    ("Content-Length: 99999999999999999999", 400), ("Content-Length: 9223372036854775807", 413),
    ("Content-Length: 1048577", 413), ("Content-Length: -5", 400), ("Content-Length: 0x10", 400),
    ("Content-Length: 5, 5", 400), ("Content-Length: ", 400), ("Transfer-Encoding: chunked, chunked", 501)])
def test_an_absurd_length_is_refused(service, before, field, status):
    answer = wire.ask(service.http_port, wire.request(INVOICES, "POST", *authorized(before), field))
    assert answer.status == status


@pytest.mark.parametrize("body, length", [(VALID[:20], len(VALID)), (VALID, len(VALID) + 1), ("", 1)])
def test_a_body_shorter_than_announced_stores_nothing(service, before, body, length):
    fields = authorized(before, f"Content-Length: {length}")
    assert wire.exchange(service.http_port, wire.request(INVOICES, "POST", *fields, body=body.encode())) == b""


def test_a_body_longer_than_announced_is_the_next_request(service, before):
    """And an invalid one."""
    fields = authorized(before, "Content-Length: 2")
    request = wire.request(INVOICES, "POST", *fields, body=b"{}" + b"DELETE / HTTP/1.1\r\n\r\n").replace(
        b"Connection: close\r\n", b"")
    received = wire.exchange(service.http_port, request, end_of_request=False)
    statuses = [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [422, 400]


def test_hundreds_of_header_fields_are_refused(service, before):
    fields = authorized(before, *["Prefer: count=exact"] * 400)
    answer = wire.ask(service.http_port, wire.request(INVOICES, "GET", *fields))
    assert (answer.status, answer.media_type) == (400, "application/problem+json")


# ---- Isolation of users


def test_bad_requests_never_expose_another_users_data(service, new_person):
    """Eight users work concurrently while malformed requests go through the same workers."""
    people = [new_person() for _ in range(8)]
    mark = {person.username: f"belongs to {person.username}." for person in people}
    draw = random.Random(1)
    length, chunked = f"Content-Length: {len(VALID)}", "Transfer-Encoding: chunked"

    def misbehave(person):
        authorization = "Authorization: " + person.client.headers["Authorization"]
        fields = (authorization, "Content-Type: application/json")
        secret = json.dumps(invoice(notes="never to be seen")).encode()
        bad = [
            wire.request(INVOICES, "POST", *fields, length, body=secret[:30]),
            wire.request(INVOICES, "GET", *fields, f"Content-Length: {len(secret)}", body=secret),
            wire.request("/nothing", "POST", *fields, f"Content-Length: {len(secret)}", body=secret),
            wire.request(INVOICES + "/x", "DELETE", *fields, chunked, body=b"5\r\nnever\r\n0\r\n\r\n"),
            wire.request(INVOICES, "POST", *fields, chunked, body=b"ffff\r\nnever"),
            wire.request(INVOICES, "PUT", "Content-Length: 1048577", body=b"never " * 10),
            b"GET /api/v1/invoices HTTP/1.1\r\nnever",
        ]
        return wire.exchange(service.http_port, draw.choice(bad))

    def behave(person):
        created = person.create_invoice(notes=mark[person.username])
        read = person.client.get(created.headers["location"])
        listed = person.client.get(INVOICES, params={"fields": "notes"})
        assert read.content == created.content
        assert {one["notes"] for one in ok(listed).json()} == {mark[person.username]}
        refused = person.client.post(INVOICES, content=b'{"nonsense": ', headers={"Content-Type": "application/json"})
        problem(refused, 400)
        return created.content + read.content + listed.content + refused.content

    with ThreadPoolExecutor(16) as pool:
        answers = []
        for _ in range(15):
            answers += [(person, pool.submit(act, person)) for person in people for act in (behave, misbehave)]
        for person, answer in answers:
            others = [text for name, text in mark.items() if name != person.username]
            assert not any(text.encode() in answer.result() for text in [*others, "never"])
    for person in people:
        assert count(person.client) == 15
