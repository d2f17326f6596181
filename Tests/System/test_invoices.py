"""The contract's part "Invoices", through nginx."""

import json
import random
import re
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal

import httpx
import pytest

import wire
from administration import database, write_lock
from conftest import log_in, register
from contract import INVOICES, ITEM, JSON, as_written, count, exact, faults, invoice, ok, post_raw, problem

MEMBERS = [
    "id", "invoice_number", "date_created", "due_date", "total_amount", "status", "customer_name", "customer_email",
    "customer_address", "notes", "items"]
WHOLE = {
    "customer_name": "Acme Corp", "customer_email": "billing@acme.example", "customer_address": "1 Main Street",
    "due_date": "2023-07-31", "notes": "Thank you",
    "items": [ITEM, {"description": "Half an hour", "quantity": 0.5, "unit_price": "0.1234"}]}


# ---- Creation


def test_the_answer_is_the_whole_invoice_in_its_own_order(person):
    before = datetime.now(timezone.utc).replace(microsecond=0)
    answer = person.create_invoice(**WHOLE)
    created = as_written(answer)
    assert list(created) == MEMBERS
    assert answer.headers["location"] == f"{INVOICES}/{created['id']}"
    assert re.fullmatch(r'"[^"]+"', answer.headers["etag"])
    moment = datetime.fromisoformat(created["date_created"])
    assert before <= moment <= datetime.now(timezone.utc)
    assert re.fullmatch(f"INV-{moment:%Y%m}-[A-Z0-9]{{6}}", created["invoice_number"])
    assert {name: created[name] for name in MEMBERS[3:10]} == {
        "due_date": "2023-07-31", "total_amount": "100.06", "status": "PENDING", "customer_name": "Acme Corp",
        "customer_email": "billing@acme.example", "customer_address": "1 Main Street", "notes": "Thank you"}
    assert created["items"] == [
        {"id": "1", "description": "Consulting", "quantity": "2", "unit_price": "50.00", "amount": "100.00"},
        {"id": "2", "description": "Half an hour", "quantity": "0.5", "unit_price": "0.1234", "amount": "0.06"}]
    assert [list(item) for item in created["items"]] == [["id", "description", "quantity", "unit_price", "amount"]] * 2


TEXTS = {"customer_name": 200, "customer_address": 1000, "notes": 5000}


@pytest.mark.parametrize("member, most", TEXTS.items())
def test_a_text_has_a_greatest_length(person, member, most):
    assert person.create_invoice(**{member: "é" * most}).json()[member] == "é" * most
    assert faults(person.client.post(INVOICES, json=invoice(**{member: "é" * (most + 1)}))) == ["/" + member]
    assert faults(person.client.post(INVOICES, json=invoice(**{member: 5}))) == ["/" + member]


@pytest.mark.parametrize("members, expected", [
    ({"customer_name": None}, "/customer_name"), ({"customer_name": " "}, "/customer_name"),
    ({"items": None}, "/items"), ({"items": []}, "/items"), ({"items": [ITEM] * 501}, "/items"),
    ({"items": {}}, "/items"), ({"items": [None]}, "/items/0"), ({"items": [[]]}, "/items/0"),
    ({"items": [ITEM | {"description": ""}]}, "/items/0/description"),
    ({"items": [ITEM | {"description": "é" * 501}]}, "/items/0/description"),
    ({"items": [ITEM, ITEM | {"description": None}]}, "/items/1/description"),
])
def test_what_is_required_has_to_be_there(person, members, expected):
    assert faults(person.client.post(INVOICES, json=invoice(**members))) == [expected]


def test_a_missing_member_is_named(person):
    assert faults(person.client.post(INVOICES, json={})) == ["/customer_name", "/items"]
    assert faults(person.client.post(INVOICES, json=invoice(items=[{}]))) == [
        "/items/0/description", "/items/0/quantity", "/items/0/unit_price"]


def test_what_is_optional_may_be_null_or_missing(person):
    optional = ("customer_email", "customer_address", "due_date", "notes")
    for members in ({}, dict.fromkeys(optional)):
        assert [person.create_invoice(**members).json()[name] for name in optional] == [None] * 4


def test_the_largest_invoice_is_taken(person):
    items = [{"description": "é" * 500, "quantity": 1, "unit_price": number} for number in range(500)]
    created = person.create_invoice(items=items).json()
    assert [item["id"] for item in created["items"]] == list(range(1, 501))
    assert [item["unit_price"] for item in created["items"]] == list(range(500))
    assert created["total_amount"] == sum(range(500))


@pytest.mark.parametrize("written, shown", [
    ("1", "1"), ("0.0001", "0.0001"), ("1000000", "1000000"), ("1000000.0000", "1000000"), ("2.50", "2.5"),
    ('"3.1400"', "3.14"), ("1e6", "1000000"), ("100", "100"), ("1E-4", "0.0001")])
def test_a_quantity_is_shown_without_trailing_zeros(person, written, shown):
    body = json.dumps(invoice()).replace('"quantity": 2', f'"quantity": {written}')
    assert as_written(ok(post_raw(person.client, body), 201))["items"][0]["quantity"] == shown


@pytest.mark.parametrize("written", [
    "0", "-1", "0.00001", "1000000.0001", "1000001", "1e7", "null", '"x"', "true", "0.0"])
def test_a_quantity_out_of_range_is_refused(person, written):
    body = json.dumps(invoice()).replace('"quantity": 2', f'"quantity": {written}')
    assert faults(post_raw(person.client, body)) == ["/items/0/quantity"]


@pytest.mark.parametrize("written, shown", [
    ("0", "0.00"), ("1000000000", "1000000000.00"), ("0.0001", "0.0001"), ("19.9", "19.90"), ("1.2340", "1.234")])
def test_a_price_is_shown_with_two_decimals_at_least(person, written, shown):
    body = json.dumps(invoice()).replace('"unit_price": 50', f'"unit_price": {written}')
    assert as_written(ok(post_raw(person.client, body), 201))["items"][0]["unit_price"] == shown


def test_amounts_are_rounded_half_away_from_zero_and_added_up(person):
    """500 lines, random ones and edge cases, compared with Python's decimals."""
    draw = random.Random(1)
    lines = [("0.5", "0.01"), ("1", "0.005"), ("1", "0.0049"), ("0.0001", "50"), ("0.0001", "49.9999"), ("3", "0.1")]
    while len(lines) < 500:
        lines.append((
            str(Decimal(draw.randint(1, 10 ** draw.randint(1, 6))).scaleb(-draw.randint(0, 4))),
            str(Decimal(draw.randint(0, 10 ** draw.randint(1, 8))).scaleb(-draw.randint(0, 4)))))
    created = exact(person.create_invoice(items=[
        {"description": "x", "quantity": quantity, "unit_price": price} for quantity, price in lines]))
    expected = [
        (Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01"), ROUND_HALF_UP) for quantity, price in lines]
    assert [item["amount"] for item in created["items"]] == expected
    assert created["total_amount"] == sum(expected)


def test_a_total_has_a_greatest_value(person):
    parts = [(9999, 10 ** 9), (1, "999999999.99")]
    items = [{"description": "x", "quantity": quantity, "unit_price": price} for quantity, price in parts]
    assert as_written(person.create_invoice(items=items))["total_amount"] == "9999999999999.99"
    cent = {"description": "x", "quantity": 1, "unit_price": "0.01"}
    assert faults(person.client.post(INVOICES, json=invoice(items=[*items, cent]))) == ["/items"]
    most = {"description": "x", "quantity": 10 ** 6, "unit_price": 10 ** 9}
    assert faults(person.client.post(INVOICES, json=invoice(items=[most] * 500))) == ["/items"]


@pytest.mark.parametrize("written", [
    "2024-02-29", "2024-02-29T23:30:00", "2024-02-29T23:30:00Z", "2024-02-29T23:30:00.123456",
    "2024-02-29T23:30:00-11:00", "2024-02-29T00:00:00.5+14:00", " 2024-02-29 "])
def test_the_date_of_a_due_time_is_kept_as_written(person, written):
    assert person.create_invoice(due_date=written).json()["due_date"] == "2024-02-29"


@pytest.mark.parametrize("written", [
    "2023-02-29T10:00:00", "2024-02-29T", "2024-02-29T24:00:00", "2024-02-29T10:60:00", "2024-02-29T10:00",
    "2024-02-29 10:00:00", "2024-02-29T10:00:00.", "2024-02-29T10:00:00+1", "2024-02-29T10:00:00 Z", "tomorrow",
    20240229])
def test_a_due_date_that_is_none_is_refused(person, written):
    assert faults(person.client.post(INVOICES, json=invoice(due_date=written))) == ["/due_date"]


# ---- The server's own members


def test_the_servers_own_members_may_be_sent_as_the_answer_will_say(person):
    same = invoice(status="PENDING", total_amount=100, items=[ITEM | {"id": 1, "amount": "100.00"}])
    ok(person.client.post(INVOICES, json=same), 201)
    created = person.create_invoice(**WHOLE)
    target = created.headers["location"]
    # Exactly the bytes that were read: no change.
    sent_back = ok(person.client.patch(target, content=created.content, headers=JSON))
    assert (sent_back.content, sent_back.headers["etag"]) == (created.content, created.headers["etag"])
    # With an edit as well.
    edited = exact(created) | {"notes": "edited"}
    answer = ok(person.client.patch(target, content=json.dumps(edited, default=float), headers=JSON))
    assert answer.json()["notes"] == "edited"


def test_the_servers_own_members_are_refused_where_they_say_otherwise(person):
    wrong = invoice(
        id=1, invoice_number="INV-202307-A1B2C3", date_created="2023-07-01T10:00:00Z", status="PAID",
        total_amount=99.99, items=[ITEM | {"id": 2, "amount": 99}])
    own = ["/date_created", "/id", "/invoice_number", "/items/0/amount", "/items/0/id", "/status", "/total_amount"]
    assert faults(person.client.post(INVOICES, json=wrong)) == own
    target = person.create_invoice().headers["location"]
    before = person.client.get(target)
    assert faults(person.client.patch(target, json=wrong)) == [name for name in own if name != "/status"]
    assert person.client.get(target).content == before.content


def test_ids_are_never_reused(person):
    ids = []
    for _ in range(3):
        created = person.create_invoice()
        ids.append(created.json()["id"])
        ok(person.client.delete(created.headers["location"]), 204)
    assert sorted(set(ids)) == ids


# ---- Reading


def test_an_invoice_is_read_as_it_was_answered(person):
    created = person.create_invoice(**WHOLE)
    number = created.json()["invoice_number"]
    for target in (created.headers["location"], f"{INVOICES}/find?invoice_number={number}"):
        read = ok(person.client.get(target))
        assert read.content == created.content
        assert read.headers["etag"] == created.headers["etag"]
        assert read.headers["content-type"] == "application/json"
        some = ok(person.client.get(target, params=httpx.URL(target).params.merge({"fields": "status, id ,status"})))
        assert some.json() == {"id": created.json()["id"], "status": "PENDING"}
        assert list(some.json()) == ["id", "status"]
        assert some.headers["etag"] == created.headers["etag"]


@pytest.mark.parametrize("field", MEMBERS)
def test_each_field_can_be_asked_for_alone(person, field):
    created = person.create_invoice(**WHOLE)
    read = ok(person.client.get(created.headers["location"], params={"fields": field}))
    assert as_written(read) == {field: as_written(created)[field]}


def test_the_same_state_is_not_sent_twice(person):
    created = person.create_invoice(notes="n" * 3000)
    target, tag = created.headers["location"], created.headers["etag"]
    find = f"{INVOICES}/find?invoice_number={created.json()['invoice_number']}"
    for path in (target, find, target + "?fields=id"):
        for known in (tag, f"W/{tag}", "*", f'"x", {tag}', f'"a,b" ,{tag}'):
            for method in ("GET", "HEAD"):
                answer = person.client.request(method, path, headers={"If-None-Match": known})
                assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        for other in ('"x"', tag.strip('"'), '"'):
            ok(person.client.get(path, headers={"If-None-Match": other}))
    ok(person.client.patch(target, json={"notes": "changed"}))
    changed = ok(person.client.get(target, headers={"If-None-Match": tag}))
    assert changed.headers["etag"] != tag


def test_find_requires_its_parameter(person):
    person.create_invoice()
    for query in ("", "?invoice_number=", "?invoice_number=%20", "?fields=id"):
        assert faults(person.client.get(f"{INVOICES}/find{query}")) == ["invoice_number"]
    for number in ("INV-202307-AAAAAA", "1", "%00", "' OR 1=1 --"):
        problem(person.client.get(f"{INVOICES}/find", params={"invoice_number": number}), 404)


def test_a_path_id_is_percent_decoded(service, person):
    created = person.create_invoice()
    id = str(created.json()["id"])
    authorization = "Authorization: " + person.client.headers["Authorization"]
    encoded = "".join(f"%{ord(digit):02x}" for digit in id)
    answer = wire.ask(service.http_port, wire.request(f"{INVOICES}/{encoded}", "GET", authorization))
    assert (answer.status, answer.body) == (200, created.content)
    for other in (
        "0", "-" + id, "+" + id, "%2B" + id, id + ".0", id + "e0", "0x1", "%20" + id, id + "%20",
        "%D9%A1", "%EF%BC%91", "9223372036854775807", "9223372036854775808", "18446744073709551617", "9" * 100, "x",
        "*", "%2500", "1,2", "null",
    ):
        for method in ("GET", "DELETE"):
            answer = wire.ask(service.http_port, wire.request(f"{INVOICES}/{other}", method, authorization))
            assert answer.status == 404, other
    assert ok(person.client.get(INVOICES + "/" + id)).content == created.content


# ---- Changes


def test_a_patch_changes_what_it_names(person):
    created = person.create_invoice(**WHOLE)
    target = created.headers["location"]
    changed = as_written(ok(person.client.patch(target, json={"customer_name": " New Name ", "status": "PAID"})))
    assert changed == as_written(created) | {"customer_name": "New Name", "status": "PAID"}
    cleared = as_written(ok(person.client.patch(target, json=dict.fromkeys(
        ["customer_email", "customer_address", "due_date", "notes"]))))
    assert [cleared[name] for name in ("customer_email", "customer_address", "due_date", "notes")] == [None] * 4
    assert faults(person.client.patch(target, json=dict.fromkeys(["customer_name", "items", "status"]))) == [
        "/customer_name", "/items", "/status"]
    assert as_written(person.client.get(target)) == cleared


def test_new_items_replace_the_list_and_are_counted_anew(person):
    created = person.create_invoice(**WHOLE)
    target = created.headers["location"]
    items = [ITEM | {"description": name} for name in "abc"]
    changed = ok(person.client.patch(target, json={"items": items}))
    assert [(item["id"], item["description"]) for item in changed.json()["items"]] == [(1, "a"), (2, "b"), (3, "c")]
    assert as_written(changed)["total_amount"] == "300.00"
    fewer = ok(person.client.patch(target, json={"items": [items[2] | {"id": 1}]}))
    assert [(item["id"], item["description"]) for item in fewer.json()["items"]] == [(1, "c")]
    assert ok(person.client.get(target)).content == fewer.content


@pytest.mark.parametrize("type, status", [
    ("application/json", 200), ("application/merge-patch+json", 200),
    ("Application/Merge-Patch+JSON; charset=utf-8", 200), ("application/json-patch+json", 415), ("text/json", 415)])
def test_a_patch_comes_in_two_media_types(person, type, status):
    target = person.create_invoice().headers["location"]
    for path in (target, target + "/status"):
        answer = person.client.patch(path, content=b'{"status": "PAID"}', headers={"Content-Type": type})
        assert answer.status_code == status


def test_every_status_leads_to_every_other(person):
    target = person.create_invoice().headers["location"]
    for status in ("PAID", "CANCELLED", "PENDING", "CANCELLED", "PAID", "PENDING", "PENDING"):
        answer = ok(person.client.patch(target + "/status", json={"status": status}))
        assert answer.json()["status"] == status
        assert ok(person.client.get(target)).content == answer.content
        assert person.client.get(target).headers["etag"] == answer.headers["etag"]
    for wrong in ("paid", "", None, 1, ["PAID"], "OVERDUE"):
        assert faults(person.client.patch(target + "/status", json={"status": wrong})) == ["/status"]
    assert faults(person.client.patch(target + "/status", json={})) == ["/status"]
    assert faults(person.client.patch(target + "/status", json={"status": "PAID", "notes": "x"})) == ["/notes"]


def test_if_match_takes_the_state_that_it_names(person):
    created = person.create_invoice()
    target, tag = created.headers["location"], created.headers["etag"]
    for path, body in ((target, {"notes": "x"}), (target + "/status", {"status": "PAID"})):
        for stale in ('"x"', f"W/{tag}", f'"x", W/{tag}', tag.strip('"'), '""', '"'):
            problem(person.client.patch(path, json=body, headers={"If-Match": stale}), 412)
        tag = ok(person.client.patch(path, json=body, headers={"If-Match": f'"x", {tag}'})).headers["etag"]
        tag = ok(person.client.patch(path, json={"status": "PENDING"}, headers={"If-Match": "*"})).headers["etag"]
    problem(person.client.delete(target, headers={"If-Match": '"x"'}), 412)
    assert ok(person.client.get(target)).headers["etag"] == tag
    ok(person.client.delete(target, headers={"If-Match": tag}), 204)
    problem(person.client.delete(target, headers={"If-Match": "*"}), 404)


def test_the_etag_differs_after_every_change(person):
    created = person.create_invoice()
    target, tags = created.headers["location"], [created.headers["etag"]]
    for notes in "abab":
        tags.append(ok(person.client.patch(target, json={"notes": notes})).headers["etag"])
    assert len(set(tags)) == len(tags)


def test_a_deleted_invoice_is_gone(person):
    created = person.create_invoice()
    target = created.headers["location"]
    answer = person.client.delete(target)
    assert (answer.status_code, answer.content) == (204, b"")
    for again in (person.client.get(target), person.client.delete(target), person.client.patch(target, json={})):
        problem(again, 404)
    problem(person.client.get(f"{INVOICES}/find", params={"invoice_number": created.json()["invoice_number"]}), 404)
    assert person.client.get(INVOICES).json() == []


# ---- Idempotency keys


def keyed(person, key, body=None):
    return person.client.post(INVOICES, json=body or invoice(), headers={"Idempotency-Key": key})


def assert_replayed(answer, first):
    assert answer.status_code == 201
    assert answer.content == first.content
    for name in ("etag", "location", "content-type"):
        assert answer.headers[name] == first.headers[name]
    assert answer.headers["idempotency-replayed"] == "true"


def test_the_first_answer_is_replayed(person):
    first = ok(keyed(person, "!~k"), 201)
    assert "idempotency-replayed" not in first.headers
    assert_replayed(keyed(person, "!~k"), first)
    target = first.headers["location"]
    ok(person.client.patch(target, json={"notes": "changed"}))
    assert_replayed(keyed(person, "!~k"), first)
    ok(person.client.delete(target), 204)
    assert_replayed(keyed(person, "!~k"), first)
    assert count(person.client) == 0
    assert "idempotency-replayed" not in ok(keyed(person, "!~K"), 201).headers


def test_a_key_survives_a_restart(install):
    installation = install().start()
    with installation.client() as client:
        register(client, "keeper")
        client.headers["Authorization"] = "Bearer " + log_in(client, "keeper")
        first = ok(client.post(INVOICES, json=invoice(), headers={"Idempotency-Key": "k"}), 201)
        installation.stop()
        installation.start()
        assert_replayed(client.post(INVOICES, json=invoice(), headers={"Idempotency-Key": "k"}), first)
        assert count(client) == 1


def test_a_key_is_forgotten_after_a_day(service, person):
    first = ok(keyed(person, "day"), 201)
    for seconds, is_replayed in ((24 * 3600 - 60, True), (120, False)):
        # Instead of setting the clock forward, the key's time is set back.
        with database(service.data) as connection:
            connection.execute("UPDATE idempotency_keys SET moment = moment - ? WHERE key = 'day'", [seconds])
        assert ("idempotency-replayed" in ok(keyed(person, "day"), 201).headers) == is_replayed
    assert count(person.client) == 2
    assert first.json()["id"] in [one["id"] for one in person.client.get(INVOICES).json()]


def test_another_body_under_the_same_key_is_refused(person):
    first = ok(keyed(person, "k"), 201)
    assert faults(keyed(person, "k", invoice(notes="x"))) == ["Idempotency-Key"]
    # The same JSON value with different bytes.
    body = json.dumps(invoice(), indent=1)
    assert faults(post_raw(person.client, body, Idempotency_Key="k")) == ["Idempotency-Key"]
    assert_replayed(keyed(person, "k"), first)
    assert count(person.client) == 1


def test_each_user_has_keys_of_their_own(new_person):
    answers = [ok(keyed(new_person(), "shared"), 201) for _ in range(2)]
    assert all("idempotency-replayed" not in answer.headers for answer in answers)


def test_a_refused_request_is_not_remembered(person):
    problem(keyed(person, "k", {"customer_name": "x"}), 422)
    problem(post_raw(person.client, b"{", Idempotency_Key="k"), 400)
    assert "idempotency-replayed" not in ok(keyed(person, "k"), 201).headers


@pytest.mark.parametrize("key", ["a b", "é".encode(), "k" * 256, "a\tb"])
def test_a_malformed_key_is_refused(person, key):
    assert faults(keyed(person, key)) == ["Idempotency-Key"]
    assert count(person.client) == 0


def test_an_empty_or_repeated_key_is_refused(service, person):
    body = json.dumps(invoice()).encode()
    common = (
        "Content-Type: application/json", f"Content-Length: {len(body)}",
        "Authorization: " + person.client.headers["Authorization"])
    for fields in (("Idempotency-Key:",), ("Idempotency-Key: k", "Idempotency-Key: k")):
        answer = wire.ask(service.http_port, wire.request(INVOICES, "POST", *common, *fields, body=body))
        assert answer.status == 422
        assert json.loads(answer.body)["errors"][0]["header"] == "Idempotency-Key"
    assert count(person.client) == 0


def test_a_key_has_255_characters_at_most(person):
    ok(keyed(person, "k" * 255), 201)


def test_while_the_first_is_still_running_it_is_409(service, person):
    with ThreadPoolExecutor(2) as pool:
        with write_lock(service.data):
            running = [pool.submit(keyed, person, "k") for _ in range(2)]
            # One request holds the key and waits for the database, so the other one is answered first.
            conflict = next(as_completed(running)).result()
            problem(conflict, 409)
        first, = [one.result() for one in running if one.result() is not conflict]
    ok(first, 201)
    assert_replayed(keyed(person, "k"), first)
    assert count(person.client) == 1


# ---- Many at once


def test_a_hundred_parallel_creations_give_a_hundred_numbers(person):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: person.create_invoice(notes=str(number)), range(100)))
    created = [answer.json() for answer in answers]
    assert [one["notes"] for one in created] == [str(number) for number in range(100)]
    assert len({one["invoice_number"] for one in created}) == len({one["id"] for one in created}) == 100
    assert count(person.client) == 100


def test_twenty_parallel_posts_with_one_key_give_one_invoice(person):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: keyed(person, "once"), range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    created = [answer for answer in answers if answer.status_code == 201]
    first, = [answer for answer in created if "idempotency-replayed" not in answer.headers]
    for answer in created:
        assert answer.content == first.content
    assert_replayed(keyed(person, "once"), first)
    assert count(person.client) == 1


def test_of_two_changes_with_one_etag_one_wins(person):
    created = person.create_invoice()
    target, tag = created.headers["location"], created.headers["etag"]
    with ThreadPoolExecutor(2) as pool:
        for turn in range(20):
            answers = list(pool.map(
                lambda side: person.client.patch(target, json={"notes": f"{turn} {side}"}, headers={"If-Match": tag}),
                "ab"))
            assert sorted(answer.status_code for answer in answers) == [200, 412]
            winner, = [answer for answer in answers if answer.status_code == 200]
            assert ok(person.client.get(target)).content == winner.content
            tag = winner.headers["etag"]
