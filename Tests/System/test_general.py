"""The contract's part "General", through nginx."""

import json
import re
import sqlite3

import pytest

import wire
from conftest import log_in, register
from contract import (
    API, INVOICES, ITEM, JSON, LOGIN, ME, PASSWORD_CHANGE, REGISTER, as_written, count, faults, invoice, ok, place,
    post_raw, problem)
from installation import until

LARGE = b" " * (1024 * 1024 + 1)


# ---- Formats


def test_the_api_speaks_json_in_utf_8(person):
    answer = ok(person.client.post(INVOICES, json=invoice(customer_name="Éclair Café 東京 😀")), 201)
    assert answer.headers["content-type"] == "application/json"
    assert "Éclair Café 東京 😀".encode() in answer.content


@pytest.mark.parametrize("path", [API, API + "/nothing", INVOICES + "/1/nothing", "/health", "/openapi.json"])
def test_errors_for_programs_are_problem_documents(client, path):
    answer = client.put(path)
    assert answer.status_code in (404, 405)
    problem(answer, answer.status_code)


@pytest.mark.parametrize("path", ["/nothing", "/healthy", "/apiary/v1", "/openapi.jsonx"])
def test_errors_elsewhere_are_html_pages(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.lower().startswith("<!doctype html>")


# ---- Problem documents


def test_every_fault_of_a_request_is_listed(person):
    answer = person.client.post(
        INVOICES + "?colour=red&colour=blue&size=", headers={"Idempotency-Key": "with blank"},
        json={"customer_email": "nobody", "due_date": "2023-02-30", "extra": 1,
              "items": [{"description": "", "quantity": 0}, "no item", ITEM | {"unit_price": -1, "x/y": 1}]})
    assert faults(answer) == sorted([
        "colour", "size", "Idempotency-Key", "/customer_name", "/customer_email", "/due_date", "/extra",
        "/items/0/description", "/items/0/quantity", "/items/0/unit_price", "/items/1", "/items/2/unit_price",
        "/items/2/x~1y"])
    assert count(person.client) == 0


def test_an_error_says_whether_it_is_of_the_body_or_of_a_parameter(person):
    document = problem(person.client.post(INVOICES + "?x=1", json=invoice(customer_name=" ")), 422)
    assert {frozenset(error) for error in document["errors"]} == {
        frozenset({"parameter", "detail"}), frozenset({"pointer", "detail"})}


def test_form_faults_are_of_parameters(client):
    document = problem(client.post(LOGIN, data={"password": "x"}), 422)
    assert [error["parameter"] for error in document["errors"]] == ["username"]


# ---- Status codes


@pytest.mark.parametrize("body", [
    b"", b"{", b"nonsense", b'{"a": 1,}', b"{'a': 1}", b'{"a": 01}', b'{"a": NaN}', b'{"a": 1} {"b": 2}',
    b'{"a": "\xff"}', b'{"a": "\xc3"}', b'{"a": "\xed\xa0\x80"}', '{"a": 1}'.encode("utf-16"),
    b'{"customer_name": "A", "customer_name": "A"}', b'{"x": {"a": 1, "\\u0061": 2}}', b'{"a": "tab\there"}',
])
def test_a_body_that_is_no_json_or_no_utf_8_or_has_duplicate_keys_is_400(person, body):
    document = problem(post_raw(person.client, body), 400)
    assert "errors" not in document
    assert count(person.client) == 0


@pytest.mark.parametrize("method, path", [
    ("GET", ME), ("POST", PASSWORD_CHANGE), ("POST", API + "/auth/logout-all"), ("GET", INVOICES), ("POST", INVOICES),
    ("GET", INVOICES + "/1"), ("PATCH", INVOICES + "/1"), ("DELETE", INVOICES + "/1"),
    ("PATCH", INVOICES + "/1/status"), ("GET", INVOICES + "/find?invoice_number=x"), ("HEAD", INVOICES),
])
def test_without_credentials_it_is_401(client, method, path):
    answer = client.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    if method != "HEAD":
        problem(answer, 401)


@pytest.mark.parametrize("path", ["/nothing", "/api/v2/invoices", API, API + "/invoices/1/items", API + "//x"])
def test_an_unknown_path_is_404(person, path):
    assert person.client.get(path).status_code == 404


def test_an_absent_invoice_and_another_users_cannot_be_told_apart(person, new_person):
    other = new_person()
    number = other.create_invoice().json()["invoice_number"]
    theirs = person.create_invoice().json()["id"] - 1
    for method, path, body in [
        ("GET", "{}", None), ("HEAD", "{}", None), ("PATCH", "{}", {"notes": "x"}), ("PATCH", "{}/status", {}),
        ("DELETE", "{}", None), ("GET", "{}?fields=nonsense", None),
    ]:
        answers = [
            person.client.request(method, f"{INVOICES}/{path.format(id)}", json=body) for id in (theirs, 10 ** 15)]
        assert [answer.status_code for answer in answers] == [404, 404]
        seen = [
            (re.sub(answer.headers["x-request-id"], "", answer.text),
             {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "date")})
            for answer in answers]
        assert seen[0] == seen[1], path
    absent = problem(person.client.get(INVOICES + "/find?invoice_number=INV-202307-AAAAA1"), 404)
    anothers = problem(person.client.get(INVOICES + "/find?invoice_number=" + number), 404)
    assert absent | {"request_id": ""} == anothers | {"request_id": ""}
    assert count(other.client) == 1


@pytest.mark.parametrize("method, path, allow", [
    ("POST", "/health", "GET, HEAD, OPTIONS"),
    ("GET", REGISTER, "POST, OPTIONS"),
    ("GET", LOGIN, "POST, OPTIONS"),
    ("HEAD", LOGIN, "POST, OPTIONS"),
    ("DELETE", ME, "GET, HEAD, OPTIONS"),
    ("PUT", INVOICES, "GET, HEAD, POST, OPTIONS"),
    ("PUT", INVOICES + "/1", "GET, HEAD, PATCH, DELETE, OPTIONS"),
    ("GET", INVOICES + "/1/status", "PATCH, OPTIONS"),
    ("PROPFIND", INVOICES + "/find", "GET, HEAD, OPTIONS"),
])
def test_another_method_is_405_with_those_allowed(client, method, path, allow):
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers.get_list("allow") == [allow]
    if method != "HEAD":
        problem(answer, 405)


@pytest.mark.parametrize("path, type", [
    (INVOICES, None), (INVOICES, "text/plain"), (INVOICES, "application/merge-patch+json"),
    (INVOICES, "application/json; charset=iso-8859-1"), (INVOICES, "application/x-www-form-urlencoded"),
    (REGISTER, "application/x-www-form-urlencoded"), (LOGIN, "application/json"), (LOGIN, None),
    (PASSWORD_CHANGE, None),
])
def test_a_missing_or_wrong_content_type_is_415(person, path, type):
    answer = person.client.post(path, content=b"{}", headers={"Content-Type": type} if type else {})
    problem(answer, 415)


@pytest.mark.parametrize("type", ["application/json", "Application/JSON", 'application/json; charset="UTF-8"'])
def test_a_content_type_may_be_written_in_several_ways(person, type):
    ok(person.client.post(INVOICES, content=json.dumps(invoice()), headers={"Content-Type": type}), 201)


def test_a_5xx_never_shows_internals(install):
    """A table is dropped while the service runs."""
    installation = install().start()
    with installation.client() as client:
        register(client, "somebody")
        client.headers["Authorization"] = "Bearer " + log_in(client, "somebody")
        database = sqlite3.connect(installation.data / "invoices.db")
        with database:
            database.execute("DROP TABLE idempotency_keys")
        database.close()
        answer = client.post(INVOICES, json=invoice(), headers={"Idempotency-Key": "k"})
        document = problem(answer, 500)
        assert not re.search(r"(?i)sql|idempotency|table|\.swift|/", document["detail"])
        log = installation.data / "log/service.log"
        until(lambda: "no such table" in log.read_text(), "the log's line")
        assert count(client) == 0


# ---- Methods


@pytest.mark.parametrize("path", [
    "/health", ME, INVOICES + "?limit=1", INVOICES + "/{id}", INVOICES + "/find?invoice_number={number}"])
def test_head_is_answered_like_get_without_the_body(service, person, path):
    person.create_invoice()
    created = person.create_invoice().json()
    target = path.format(id=created["id"], number=created["invoice_number"])
    counted = {"Prefer": "count=exact"}
    got, headed = (ok(person.client.request(method, target, headers=counted)) for method in ("GET", "HEAD"))
    for name in ("content-type", "etag", "cache-control", "link", "x-total-count", "preference-applied"):
        assert headed.headers.get(name) == got.headers.get(name), name
    request = wire.request(target, "HEAD", "Authorization: " + person.client.headers["Authorization"])
    # nginx drops unanswered requests when the client closes its side.
    received = wire.exchange(service.http_port, request, end_of_request=False)
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ") and body == b""


@pytest.mark.parametrize("path", [
    "/health", REGISTER, LOGIN, ME, INVOICES, INVOICES + "/1", INVOICES + "/1/status", INVOICES + "/find"])
def test_options_gives_204_and_allow(client, path):
    answer = client.options(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "OPTIONS" in answer.headers["allow"]


@pytest.mark.parametrize("method, path, location", [
    ("GET", INVOICES + "/?limit=5&status=PAID", INVOICES + "?limit=5&status=PAID"),
    ("POST", INVOICES + "/", INVOICES),
    ("PATCH", INVOICES + "/7/", INVOICES + "/7"),
    ("GET", LOGIN + "/", LOGIN),
])
def test_a_slash_at_the_end_leads_to_the_path_without_it(client, method, path, location):
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["location"]) == (308, location)


def test_a_redirected_request_keeps_its_method_and_body(person):
    answer = person.client.post(INVOICES + "/", json=invoice(), follow_redirects=True)
    ok(answer, 201)


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/%2F%2Felsewhere.example/", "/nothing/"])
def test_a_slash_at_the_end_leads_nowhere_else(service, path):
    answer = wire.ask(service.http_port, wire.request(path))
    assert answer.status == 404


# ---- Order of checks: path, method, credentials, size, type, syntax, invoice, content, preconditions


def test_each_check_comes_before_the_next(person):
    """Starts with a request that has every fault, and fixes one after the other."""
    id = person.create_invoice().json()["id"]
    client, authorization = person.client, person.client.headers.pop("Authorization")
    wrong = {"Content-Type": "text/plain", "If-Match": '"stale"'}
    problem(client.put(f"{INVOICES}/{id}/nothing?x=1", content=LARGE, headers=wrong), 404)
    problem(client.put(f"{INVOICES}/{id}?x=1", content=LARGE, headers=wrong), 405)
    problem(client.patch(f"{INVOICES}/{10 ** 15}?x=1", content=LARGE, headers=wrong), 401)
    client.headers["Authorization"] = authorization
    problem(client.patch(f"{INVOICES}/{10 ** 15}?x=1", content=LARGE, headers=wrong), 413)
    problem(client.patch(f"{INVOICES}/{10 ** 15}?x=1", content=b"{", headers=wrong), 415)
    wrong |= JSON
    problem(client.patch(f"{INVOICES}/{10 ** 15}?x=1", content=b"{", headers=wrong), 400)
    problem(client.patch(f"{INVOICES}/{10 ** 15}?x=1", content=b"[]", headers=wrong), 404)
    problem(client.patch(f"{INVOICES}/{id}?x=1", content=b"{}", headers=wrong), 422)
    problem(client.patch(f"{INVOICES}/{id}", content=b'{"status": "LOST"}', headers=wrong), 422)
    problem(client.patch(f"{INVOICES}/{id}", content=b'{"status": "PAID"}', headers=wrong), 412)
    ok(client.patch(f"{INVOICES}/{id}", content=b'{"status": "PAID"}', headers=wrong | {"If-Match": "*"}))


def test_the_same_order_holds_for_a_status_and_a_deletion(person):
    id = person.create_invoice().json()["id"]
    stale = {"If-Match": '"stale"'}
    problem(person.client.patch(f"{INVOICES}/{10 ** 15}/status", json=[], headers=stale), 404)
    problem(person.client.patch(f"{INVOICES}/{id}/status", json=[], headers=stale), 422)
    problem(person.client.patch(f"{INVOICES}/{id}/status", json={"status": "PAID"}, headers=stale), 412)
    problem(person.client.delete(f"{INVOICES}/{10 ** 15}?x=1", headers=stale), 404)
    problem(person.client.delete(f"{INVOICES}/{id}?x=1", headers=stale), 422)
    problem(person.client.delete(f"{INVOICES}/{id}", headers=stale), 412)
    ok(person.client.delete(f"{INVOICES}/{id}"), 204)


@pytest.mark.parametrize("size, status", [(1024 * 1024, 422), (1024 * 1024 + 1, 413)])
def test_a_body_may_have_1_mib(person, size, status):
    body = b"[" + b" " * (size - 2) + b"]"
    problem(post_raw(person.client, body), status)


# ---- Request ids


def test_every_answer_carries_a_request_id(service, person):
    client = person.client
    answers = [
        client.get("/health"), client.get("/nothing"), client.get(API + "/nothing"), client.options(INVOICES),
        client.get(INVOICES + "/"), client.post(INVOICES, json={}), client.post(INVOICES, json=invoice()),
        client.put(INVOICES), client.get(ME, headers={"Authorization": "x"}), client.post(LOGIN, content=LARGE)]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 204, 308, 422, 201, 405, 401, 413]
    ids = [answer.headers.get_list("x-request-id") for answer in answers]
    assert all(len(values) == 1 for values in ids)
    assert len({values[0] for values in ids}) == len(ids)
    log = service.data / "log/service.log"
    for answer, values in zip(answers, ids):
        line = until(lambda: next((one for one in log.read_text().splitlines() if values[0] in one), None), "its line")
        assert str(answer.status_code) in line


# ---- Times, dates and money


def test_times_are_utc_in_whole_seconds(person):
    created = person.create_invoice().json()["date_created"]
    user = person.client.get(ME).json()["date_created"]
    for moment in (created, user):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)


@pytest.mark.parametrize("date", [
    "2023-02-29", "2023-02-30", "2023-04-31", "2023-13-01", "2023-00-01", "2023-01-00", "1900-02-29", "2023-1-1",
    "20230101", "01.02.2023", "٢٠٢٣-01-01"])
def test_an_impossible_date_is_422(person, date):
    assert faults(person.client.post(INVOICES, json=invoice(due_date=date))) == ["/due_date"]
    for name in ("created_after", "created_before", "due_after", "due_before"):
        assert faults(person.client.get(INVOICES, params={name: date})) == [name]


@pytest.mark.parametrize("written, price, total", [
    ("100", "100.00", "200.00"), ("0.1", "0.10", "0.20"), ("1e2", "100.00", "200.00"), ("1E+2", "100.00", "200.00"),
    ("12345e-4", "1.2345", "2.47"), ('"19.99"', "19.99", "39.98"), ('" 1e1 "', "10.00", "20.00"),
    ("0.10000000000000000000", "0.10", "0.20"), ("1" + "0" * 9, "1000000000.00", "2000000000.00"),
    ("1.0050", "1.005", "2.01"), ("-0", "0.00", "0.00"), ("0e999999999999", "0.00", "0.00"),
])
def test_decimals_are_exact(person, written, price, total):
    body = json.dumps(invoice()).replace('"unit_price": 50', f'"unit_price": {written}')
    answer = as_written(ok(post_raw(person.client, body), 201))
    assert answer["items"][0]["unit_price"] == price
    assert answer["items"][0]["amount"] == answer["total_amount"] == total


@pytest.mark.parametrize("written", [
    "0.00001", "1e-5", "1e400", "-1e400", "1e99999999999999999999", "1" + "0" * 400, "9" * 30, "-1", "-0.0001",
    "1000000000.0001", '"NaN"', '"Infinity"', '"1,5"', '"1_0"', '"0x10"', '"+1"', '""', '"٣"', "true", "null", "[1]",
    "{}", '"1e"', '"."', '".5"', '"5."',
])
def test_what_would_be_rounded_or_is_out_of_range_is_422(person, written):
    body = json.dumps(invoice()).replace('"unit_price": 50', f'"unit_price": {written}')
    assert faults(post_raw(person.client, body)) == ["/items/0/unit_price"]


# ---- Members, parameters and strings


def test_unknown_members_and_parameters_are_named(person):
    id = person.create_invoice().json()["id"]
    for answer in [
        person.client.post(INVOICES + "?beside=1", json=invoice(extra=None)),
        person.client.patch(f"{INVOICES}/{id}?beside=1", json={"extra": 1}),
        person.client.patch(f"{INVOICES}/{id}/status?beside=1", json={"status": "PAID", "extra": []}),
        person.client.post(REGISTER + "?beside=1", json={
            "email": "a@b.example", "username": "abc", "password": "a good one", "extra": {}}),
        person.client.post(PASSWORD_CHANGE + "?beside=1", json={
            "current_password": "correct horse battery", "new_password": "a better password", "extra": 0}),
    ]:
        assert faults(answer) == ["/extra", "beside"]
    for path in ("/health", ME, INVOICES, f"{INVOICES}/{id}"):
        assert faults(person.client.get(path + "?beside=1")) == ["beside"]
    assert faults(person.client.delete(f"{INVOICES}/{id}?beside=1")) == ["beside"]


def test_an_empty_value_counts_as_absent_and_a_repeated_parameter_is_refused(person):
    ok(person.client.get(INVOICES + "?status=&skip=&limit=&sort_by=&cursor=&min_amount=&due_after="))
    for query in ("limit=1&limit=1", "limit=&limit=1", "skip=0&skip=0&skip=0", "fields=id&fields=status"):
        assert faults(person.client.get(f"{INVOICES}?{query}")) == [query.split("=")[0]]
    ok(person.client.get(INVOICES + "?status=PAID&status=PENDING"))


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_pages_ignore_unknown_parameters(client, path):
    ok(client.get(path + "?beside=1&beside=2"))


def test_strings_are_trimmed_and_have_one_kind_of_line_end(person):
    answer = person.create_invoice(
        customer_name=" \t\u00a0Acme Corp\u3000\r\n", customer_address="1 Main Street\r\n2nd floor\rYork\n",
        notes="\n tab\there \n", items=[ITEM | {"description": "  Consulting  "}]).json()
    assert answer["customer_name"] == "Acme Corp"
    assert answer["customer_address"] == "1 Main Street\n2nd floor\nYork"
    assert answer["notes"] == "tab\there"
    assert answer["items"][0]["description"] == "Consulting"


CONTROLS = [chr(code) for code in [*range(0x00, 0x20), 0x7F, *range(0x80, 0xA0)] if chr(code) not in "\t\n\r"]


def test_control_characters_are_refused(person):
    """All of them, in the middle and at an end, in as few requests as possible."""
    items = [ITEM | {"description": text} for one in CONTROLS for text in (f"a{one}b", one + "b", "a" + one)]
    answer = person.client.post(INVOICES, json=invoice(items=items))
    assert faults(answer) == sorted(f"/items/{place}/description" for place in range(len(items)))
    answer = person.client.post(INVOICES, json=invoice(
        customer_name="a\x00", customer_email="a\x7f@b.example", customer_address="\x1b", notes="\x85"))
    assert faults(answer) == ["/customer_address", "/customer_email", "/customer_name", "/notes"]


@pytest.mark.parametrize("letter", ["x", "é", "e\u0301", "東", "😀"])
def test_lengths_are_in_unicode_scalars(person, letter):
    fits = (letter * 200)[:200]
    assert person.create_invoice(customer_name=fits).json()["customer_name"] == fits
    assert faults(person.client.post(INVOICES, json=invoice(customer_name=fits + "x"))) == ["/customer_name"]


def test_an_optional_string_that_is_empty_is_null(person):
    answer = person.create_invoice(customer_email=" ", customer_address="", notes="\r\n", due_date=" ").json()
    assert [answer[name] for name in ("customer_email", "customer_address", "notes", "due_date")] == [None] * 4


# ---- Bodies


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"text"', b"true", b"[{}]"])
def test_json_that_is_no_object_is_422_at_the_whole_body(person, body):
    id = person.create_invoice().json()["id"]
    for answer in [
        post_raw(person.client, body), post_raw(person.client, body, f"{INVOICES}/{id}", "PATCH"),
        post_raw(person.client, body, f"{INVOICES}/{id}/status", "PATCH"), post_raw(person.client, body, REGISTER),
        post_raw(person.client, body, PASSWORD_CHANGE),
    ]:
        errors = problem(answer, 422)["errors"]
        assert [place(error) for error in errors] == [""] and "pointer" in errors[0]


@pytest.mark.parametrize("opening, closing", [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_past_32_levels_is_400(person, opening, closing):
    def nested(depth):
        return opening * depth + (b"1" if opening != b"[" else b"") + closing * depth

    problem(post_raw(person.client, nested(32)), 422)
    problem(post_raw(person.client, nested(33)), 400)


# ---- Protocols


@pytest.mark.parametrize("options", [{}, {"secure": True}, {"secure": True, "http2": True}])
def test_the_contract_holds_over_http_https_and_http_2(new_person, options):
    person = new_person(**options)
    client = person.client
    created = person.create_invoice(notes="ä" * 3000)
    assert created.http_version == ("HTTP/2" if "http2" in options else "HTTP/1.1")
    target, tag = created.headers["location"], created.headers["etag"]
    assert client.get(target, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(target).content == created.content
    changed = ok(client.patch(target, json={"notes": None}, headers={"If-Match": tag}))
    assert changed.headers["etag"] != tag
    problem(client.patch(target, json={"notes": "x"}, headers={"If-Match": tag}), 412)
    answer = client.get(INVOICES, headers={"Prefer": "count=exact"})
    assert (answer.headers["x-total-count"], answer.json()) == ("1", [changed.json()])
    assert (client.head(target).content, client.options(target).status_code) == (b"", 204)
    problem(client.get(API + "/nothing"), 404)
    ok(client.delete(target), 204)
    problem(client.get(target), 404)
