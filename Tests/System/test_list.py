"""The contract's part "List", through nginx, against an independent computation on sample data."""

import datetime
import random
import re
import unicodedata
from decimal import Decimal

import httpx
import pytest

from administration import database, done
from conftest import log_in
from contract import INVOICES, ITEM, exact, faults, invoice, next_page, ok
from installation import Installation

STATUSES = ["PENDING", "PAID", "CANCELLED"]
SORTS = ["date_created", "due_date", "total_amount", "customer_name"]
FIELDS = [
    "id", "invoice_number", "date_created", "due_date", "total_amount", "status", "customer_name", "customer_email",
    "customer_address", "notes", "items"]
EXACT = {"Prefer": "count=exact"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """An installation with the sample data of three users."""
    data = tmp_path_factory.mktemp("demo") / "data"
    data.mkdir(mode=0o700)
    done(data, "demo", "--users", 3, "--invoices", 600, "--seed", 1, "--until", "2026-06-30")
    installation = Installation(data)
    try:
        yield installation.start()
    finally:
        installation.stop()


@pytest.fixture(scope="module")
def reader(demo):
    """A client of the first user, which only reads."""
    with demo.client() as client:
        client.headers["Authorization"] = "Bearer " + log_in(client, "user1", "password123")
        yield client


@pytest.fixture(scope="module")
def books(demo):
    """The first user's invoices, assembled from the tables independently of the service."""
    with database(demo.data) as connection:
        rows = connection.execute("""
            SELECT invoices.id, number, invoices.date_created, due_date, total_cents, status, customer_name,
                customer_email, customer_address, notes
            FROM invoices JOIN users USING (ledger_id) WHERE username = 'user1' ORDER BY invoices.id""").fetchall()
        items = connection.execute(
            "SELECT invoice_id, position, description, quantity, unit_price, amount_cents FROM invoice_items"
            " ORDER BY invoice_id, position").fetchall()
    epoch = datetime.datetime(1970, 1, 1)
    assembled = []
    for id, number, created, due, cents, status, *texts in rows:
        assembled.append(dict(zip(FIELDS, [
            id, number, (epoch + datetime.timedelta(seconds=created)).isoformat() + "Z",
            due if due is None else (epoch + datetime.timedelta(days=due)).date().isoformat(),
            Decimal(cents) / 100, STATUSES[status], *texts,
            [{"id": position, "description": description, "quantity": Decimal(quantity) / 10_000,
              "unit_price": Decimal(price) / 10_000, "amount": Decimal(amount) / 100}
             for invoice, position, description, quantity, price, amount in items if invoice == id]])))
    return assembled


def fold(text):
    return unicodedata.normalize("NFC", text).upper().lower().replace("ς", "σ")


def selected(books, query):
    """The contract's rules applied to the whole list: the matches, in order."""
    def matches(one):
        created, due = one["date_created"][:10], one["due_date"]
        return (
            ("status" not in query or one["status"] in query["status"].split(","))
            and query.get("created_after", "") <= created <= query.get("created_before", "9999")
            and (not {"due_after", "due_before"} & query.keys() or due is not None
                 and query.get("due_after", "") <= due <= query.get("due_before", "9999"))
            and ("customer_name" not in query or fold(query["customer_name"]) in fold(one["customer_name"]))
            and ("customer_email" not in query or fold(query["customer_email"]) in fold(one["customer_email"] or "\n"))
            and Decimal(query.get("min_amount", "-1")) <= one["total_amount"]
            and one["total_amount"] <= Decimal(query.get("max_amount", "1e20")))

    key, is_descending = query.get("sort_by", "date_created"), query.get("sort_order", "desc") == "desc"
    by = {"customer_name": lambda one: (fold(one[key]), one["id"])}.get(key, lambda one: (one[key], one["id"]))
    found = [one for one in books if matches(one)]
    dated = sorted((one for one in found if one[key] is not None), key=by, reverse=is_descending)
    return dated + sorted(
        (one for one in found if one[key] is None), key=lambda one: one["id"], reverse=is_descending)


def random_query(draw, books):
    """A few filters with values in or near the data, and a sort."""
    one, other = draw.choice(books), draw.choice(books)

    def part(text):
        start = draw.randrange(len(text))
        piece = text[start:start + draw.randint(1, 6)].strip() or text
        change = draw.choice([str, str.upper, str.lower, str.title, lambda text: unicodedata.normalize("NFD", text)])
        return change(piece)

    def day(text):
        return (datetime.date.fromisoformat(text[:10]) + datetime.timedelta(draw.choice([-1, 0, 0, 1]))).isoformat()

    def amount(value):
        return str(value + draw.choice([0, 0, Decimal("0.01"), -Decimal("0.01")]))

    makers = {
        "status": lambda: ",".join(draw.sample(STATUSES, draw.randint(1, 3))),
        "created_after": lambda: day(one["date_created"]), "created_before": lambda: day(other["date_created"]),
        "due_after": lambda: day(one["due_date"] or "2025-01-01"),
        "due_before": lambda: day(other["due_date"] or "2025-01-01"),
        "customer_name": lambda: part(one["customer_name"]),
        "customer_email": lambda: part(one["customer_email"] or ".example"),
        "min_amount": lambda: amount(one["total_amount"]), "max_amount": lambda: amount(other["total_amount"])}
    query = {name: makers[name]() for name in draw.sample(list(makers), draw.choice([0, 1, 1, 2, 2, 3, 4]))}
    if draw.random() < 0.8:
        query["sort_by"] = draw.choice(SORTS)
    if draw.random() < 0.7:
        query["sort_order"] = draw.choice(["asc", "desc"])
    return query


def walk(client, query, each_page=lambda page: None):
    """Every invoice, following the links."""
    found, target = [], str(httpx.URL(INVOICES, params=query))
    while target:
        page = ok(client.get(target))
        found += exact(page)
        target = next_page(page)
        each_page(page)
    return found


def ids(invoices):
    return [one["id"] for one in invoices]


# ---- Against the independent computation


def test_the_whole_list_is_what_is_stored(reader, books):
    assert len(books) == 200
    answer = ok(reader.get(INVOICES, params={"limit": 1000}))
    assert answer.headers["content-type"] == "application/json"
    assert exact(answer) == selected(books, {})
    assert "link" not in answer.headers and "x-total-count" not in answer.headers


def test_the_sample_data_has_something_for_every_filter(books):
    for status in STATUSES:
        assert sum(one["status"] == status for one in books) >= 5
    for name in ("due_date", "customer_email", "customer_address", "notes"):
        assert 0 < sum(one[name] is None for one in books) < len(books)
    assert any(not one["customer_name"].isascii() for one in books)
    # Customers occur repeatedly, so that ties must be broken.
    assert len({one["customer_name"] for one in books}) < len(books)


@pytest.mark.parametrize("seed", range(5))
def test_random_queries_give_what_they_should(reader, books, seed):
    draw, sizes = random.Random(seed), []
    for _ in range(100):
        query = random_query(draw, books)
        expected = selected(books, query)
        skip, limit = draw.choice([0, 0, 0, 1, 3, len(expected)]), draw.choice([1, 2, 10, 100, 1000])
        answer = ok(reader.get(
            INVOICES, params=query | {"skip": skip, "limit": limit, "fields": "id,customer_name"}, headers=EXACT))
        page = expected[skip:skip + limit]
        assert answer.json() == [{name: one[name] for name in ("id", "customer_name")} for one in page], query
        assert answer.headers["x-total-count"] == str(len(expected)), query
        assert answer.headers["preference-applied"] == "count=exact"
        assert (next_page(answer) is not None) == (skip + limit < len(expected)), query
        sizes.append(len(expected))
    # The queries cover results of every size.
    assert min(sizes) == 0 and max(sizes) == 200 and sum(0 < size < 200 for size in sizes) > 40


@pytest.mark.parametrize("sort_order", ["asc", "desc"])
@pytest.mark.parametrize("sort_by", SORTS)
def test_a_walk_along_the_links_is_the_whole_selection(reader, books, sort_by, sort_order):
    order = {"sort_by": sort_by, "sort_order": sort_order}
    for query, limit in [({}, 7), ({}, 199), ({}, 200), ({"status": "PAID"}, 1), ({"customer_name": "é"}, 2),
                         ({"due_after": "2024-01-01", "min_amount": "100"}, 13), ({"customer_email": "@"}, 50)]:
        expected = selected(books, query | order)
        assert expected
        assert walk(reader, query | order | {"limit": limit}) == expected
    # Starting in the middle.
    expected = selected(books, order)
    assert ids(walk(reader, order | {"skip": 50, "limit": 40, "fields": "id"})) == ids(expected[50:])


@pytest.mark.parametrize("sort_order", ["asc", "desc"])
@pytest.mark.parametrize("sort_by", SORTS)
def test_a_walk_neither_skips_nor_repeats_while_others_come_and_go(demo, sort_by, sort_order):
    """Between pages, invoices are created, deleted, and changed in fields that are neither sorted nor filtered by."""
    draw = random.Random(f"{sort_by} {sort_order}")
    with demo.client() as client:
        client.headers["Authorization"] = "Bearer " + log_in(client, "user2", "password123")
        everything = exact(ok(client.get(INVOICES, params={"limit": 1000})))
        # Most stay; of the others, one is deleted after each page.
        staying = {one["id"] for one in draw.sample(everything, len(everything) - 20)}
        leaving = [one["id"] for one in everything if one["id"] not in staying]
        draw.shuffle(leaving)

        def disturb(page):
            if leaving:
                ok(client.delete(f"{INVOICES}/{leaving.pop()}"), 204)
            model = draw.choice(everything)
            price = str(draw.choice([0, 10 ** 6, model["total_amount"]]))
            ok(client.post(INVOICES, json=invoice(
                customer_name=model["customer_name"], due_date=model["due_date"],
                items=[ITEM | {"quantity": 1, "unit_price": price}])), 201)
            changed = draw.choice(list(staying))
            ok(client.patch(f"{INVOICES}/{changed}", json={"notes": str(draw.random())}))

        query = {"sort_by": sort_by, "sort_order": sort_order, "max_amount": "10000000"}
        seen = ids(walk(client, query | {"limit": 15, "fields": "id"}, disturb))
        expected = [one["id"] for one in selected(everything, query) if one["id"] in staying]
        assert [id for id in seen if id in staying] == expected
        assert len(seen) == len(set(seen))


def test_ties_are_broken_by_the_id_in_the_same_order(person):
    made = [person.create_invoice(customer_name=name).json()["id"] for name in ("é", "É", "e\u0301", "E\u0301")]
    for sort_by in SORTS:
        assert ids(walk(person.client, {"sort_by": sort_by, "sort_order": "asc", "limit": 1})) == made
        assert ids(walk(person.client, {"sort_by": sort_by, "sort_order": "desc", "limit": 1})) == made[::-1]


# ---- Pages


def test_skip_and_limit_have_defaults_and_bounds(reader, books):
    newest = selected(books, {})
    assert exact(ok(reader.get(INVOICES))) == newest[:100]
    assert ids(ok(reader.get(INVOICES + "?skip=199&limit=1000")).json()) == ids(newest[199:])
    for skip in ("200", "100000", "9223372036854775807"):
        answer = ok(reader.get(f"{INVOICES}?skip={skip}", headers=EXACT))
        assert (answer.json(), answer.headers["x-total-count"], next_page(answer)) == ([], "200", None)
    for name, values in {"skip": ["-1", "x", "1.0", "1e2", "0x1", "9223372036854775808"],
                         "limit": ["0", "1001", "-1", "x", "1.5", "9" * 30]}.items():
        for value in values:
            assert faults(reader.get(INVOICES, params={name: value})) == [name]


def test_the_next_page_keeps_the_selection(reader):
    query = {"limit": 2, "skip": 3, "status": ["PAID", "PENDING"], "fields": "id", "customer_name": "a", "sort_by": ""}
    answer = ok(reader.get(INVOICES, params=query))
    assert re.fullmatch(r'<[^<>]+>; rel="next"', answer.headers["link"])
    parameters = httpx.URL(next_page(answer)).params
    assert parameters.get_list("status") == ["PAID", "PENDING"]
    assert (parameters["limit"], parameters["fields"], parameters["customer_name"]) == ("2", "id", "a")
    assert "skip" not in parameters and "sort_by" not in parameters
    assert set(parameters) == {"status", "limit", "fields", "customer_name", "cursor"}


def test_a_cursor_is_good_for_its_own_list_only(demo, reader):
    query = {"limit": 2, "status": "PAID", "sort_by": "due_date", "sort_order": "asc"}
    cursor = httpx.URL(next_page(ok(reader.get(INVOICES, params=query)))).params["cursor"]
    rest = ids(ok(reader.get(INVOICES, params=query | {"cursor": cursor})).json())
    # The page size and the fields may change.
    longer = ok(reader.get(INVOICES, params=query | {"cursor": cursor, "limit": 50, "fields": "id"}))
    assert ids(longer.json())[:2] == rest
    tampered = [
        cursor[:place] + ("A" if letter != "A" else "B") + cursor[place + 1:] for place, letter in enumerate(cursor)]
    for other in [*tampered, cursor[:-2], cursor + "A", cursor * 2, "x", "\x00", "é"]:
        assert faults(reader.get(INVOICES, params=query | {"cursor": other})) == ["cursor"], other
    for difference in [
        {"status": "PENDING"}, {"status": "PAID,PENDING"}, {"sort_by": "total_amount"}, {"sort_order": "desc"},
        {"min_amount": "1"}, {"customer_name": "a"}, {"created_after": "2020-01-01"}, {"skip": 0}, {"skip": 1}]:
        assert faults(reader.get(INVOICES, params=query | {"cursor": cursor} | difference)) == ["cursor"], difference
    with demo.client() as other:
        other.headers["Authorization"] = "Bearer " + log_in(other, "user3", "password123")
        assert faults(other.get(INVOICES, params=query | {"cursor": cursor})) == ["cursor"]


def test_a_cursor_outlives_a_restart(demo, reader, books):
    query = {"limit": 90, "sort_by": "total_amount", "fields": "id"}
    first = ok(reader.get(INVOICES, params=query))
    demo.stop()
    demo.start()
    rest = walk(reader, dict(httpx.URL(next_page(first)).params))
    assert ids(first.json()) + ids(rest) == ids(selected(books, {"sort_by": "total_amount"}))


def test_matches_are_counted_when_asked_for_only(reader):
    for preference in ("count=exact", "Count=exact", 'respond-async, count="exact"', "count=exact; x=1"):
        answer = ok(reader.get(INVOICES + "?limit=1", headers={"Prefer": preference}))
        assert (answer.headers["x-total-count"], answer.headers["preference-applied"]) == ("200", "count=exact")
    for preference in ("count=none", "count", "return=minimal", "exact"):
        answer = ok(reader.get(INVOICES + "?limit=1", headers={"Prefer": preference}))
        assert "x-total-count" not in answer.headers and "preference-applied" not in answer.headers
    several = ok(reader.get(INVOICES + "?limit=1", headers=[("Prefer", "x=y"), ("Prefer", "count=exact")]))
    assert several.headers["x-total-count"] == "200"


# ---- Fields


def test_each_set_of_fields_is_answered_in_the_invoices_own_order(reader, books):
    draw = random.Random(1)
    newest = selected(books, {})[:5]
    for _ in range(60):
        fields = draw.sample(FIELDS, draw.randint(1, len(FIELDS)))
        typed = ",".join(draw.choice(["", " ", "\t"]) + name + draw.choice(["", " "]) for name in fields + fields[:1])
        answer = exact(ok(reader.get(INVOICES, params={"limit": 5, "fields": typed})))
        assert answer == [{name: one[name] for name in FIELDS if name in fields} for one in newest]
        assert list(answer[0]) == [name for name in FIELDS if name in fields]


def test_an_unknown_field_is_refused_with_the_known_ones(reader):
    for typed in ("ID", "id,nonsense", "id;status", "items.id", "*", "id,,status", "password_hash"):
        answer = reader.get(INVOICES, params={"fields": typed})
        assert faults(answer) == ["fields"]
        assert all(name in answer.json()["errors"][0]["detail"] for name in FIELDS)


# ---- Edge cases of filters


def test_statuses_may_be_repeated_or_separated_by_commas(reader, books):
    for query, statuses in {
        "status=PAID": "PAID", "status=PAID,CANCELLED": "PAID,CANCELLED",
        "status=PAID&status=CANCELLED": "PAID,CANCELLED",
        "status=PAID&status=&status=PAID": "PAID", "status=%20PAID%20,PENDING": "PAID,PENDING",
    }.items():
        answer = ok(reader.get(f"{INVOICES}?limit=1000&{query}"))
        assert exact(answer) == selected(books, {"status": statuses}), query
    for wrong in ("paid", "PAID,", "PAID,x", "OVERDUE", "0"):
        assert faults(reader.get(INVOICES, params={"status": wrong})) == ["status"]


def test_days_are_whole_and_inclusive(install, new_person):
    """Instead of the clock, the times are set, in a separate database."""
    installation = install().start()
    person = new_person(installation)
    moments = ["2023-06-30T23:59:59", "2023-07-01T00:00:00", "2023-07-01T23:59:59", "2023-07-02T00:00:00"]
    made = [person.create_invoice(due_date=moment[:10]).json()["id"] for moment in moments]
    undated = person.create_invoice().json()["id"]
    with database(installation.data) as connection:
        for id, moment in zip([*made, undated], [*moments, moments[1]]):
            connection.execute("UPDATE invoices SET date_created = unixepoch(?) WHERE id = ?", [moment, id])
    for query, expected in [
        ("created_after=2023-07-01", [made[1], undated, made[2], made[3]]),
        ("created_before=2023-07-01", [made[0], made[1], undated, made[2]]),
        ("created_after=2023-07-01&created_before=2023-07-01", [made[1], undated, made[2]]),
        ("due_after=2023-07-01", made[1:]), ("due_before=2023-07-01", made[:3]),
        ("due_after=2023-07-01&due_before=2023-07-01", made[1:3]), ("due_after=0001-01-01", made),
    ]:
        answer = ok(person.client.get(f"{INVOICES}?sort_order=asc&fields=id&{query}"))
        assert sorted(ids(answer.json())) == sorted(expected), query
    assert ids(person.client.get(INVOICES + "?due_after=2023-07-02&due_before=2023-07-01").json()) == []


CUSTOMERS = [
    "Éclair Café", "E\u0301CLAIR", "100% Organic", "snake_case", "ΟΔΟΣ Α.Ε.", "οδος", "οδός", "Straße", "STRASSE",
    "İstanbul", "ISTANBUL", "Łódź", "Северный", "a\\b", "O'Brien \"x\"", "ﬁne", "ǅ", "東京商会", "x%y_z",
    "Σίσυφος", "ΣΊΣΥΦΟΣ"]
NEEDLES = [
    "é", "É", "e\u0301", "eclair", "%", "_", "0%", "%%", "snake_", "s_a", "οδος", "ΟΔΟΣ", "οδοσ", "ος", "ΟΣ", "straße",
    "STRASSE", "ss", "ß", "i", "İ", "i\u0307", "łó", "север", "\\", "'", '"', "fi", "ﬁ", "ǆ", "ǅ", "東", "京商", " c",
    "*", "σίσυφος", "Σίσυφος", "x%y", "nobody"]


def test_a_part_of_a_name_is_found_by_its_fold(person):
    made = {person.create_invoice(customer_name=name, customer_email=None).json()["id"]: name for name in CUSTOMERS}
    for needle in NEEDLES:
        answer = ok(person.client.get(INVOICES, params={"customer_name": needle, "limit": 1000}, headers=EXACT))
        expected = {id for id, name in made.items() if fold(needle.strip()) in fold(name)}
        assert set(ids(answer.json())) == expected, needle
        assert answer.headers["x-total-count"] == str(len(expected))
    by_name = ok(person.client.get(INVOICES + "?sort_by=customer_name&sort_order=asc")).json()
    assert ids(by_name) == sorted(made, key=lambda id: (fold(made[id]).encode(), id))


def test_a_part_of_an_address_is_found_by_its_fold(person):
    addresses = ["Billing@Acme.example", "müller@x.example", "MÜLLER@y.example", "100%_off@z.example", None]
    made = {person.create_invoice(customer_email=address).json()["id"]: address for address in addresses}
    for needle in ("BILLING", "@acme", "Müller", "%_", "_", "%", "@", ".example", "nobody"):
        answer = ok(person.client.get(INVOICES, params={"customer_email": needle}))
        expected = {id for id, address in made.items() if address and fold(needle) in fold(address)}
        assert set(ids(answer.json())) == expected, needle


def test_a_change_is_found_under_its_new_name_only(person):
    target = person.create_invoice(customer_name="Old", customer_email="old@x.example").headers["location"]
    ok(person.client.patch(target, json={"customer_name": "Νέος", "customer_email": None}))
    for query, expected in (("customer_name=old", 0), ("customer_email=old", 0), ("customer_name=ΝΈΟΣ", 1)):
        assert len(ok(person.client.get(f"{INVOICES}?{query}")).json()) == expected


def test_amounts_are_compared_exactly_and_inclusively(person):
    prices = ["0", "0.01", "0.1", "99.99", "100", "100.01", "999999999.99"]
    for price in prices:
        person.create_invoice(items=[ITEM | {"quantity": 1, "unit_price": price}])
    for bound in [*prices, "0.1e0", "1E2", "1e2", "-5", "100.00", "5e1", "50000000000000"]:
        for name, keeps in (("min_amount", Decimal.__ge__), ("max_amount", Decimal.__le__)):
            answer = exact(ok(person.client.get(INVOICES, params={name: bound})))
            expected = [Decimal(price) for price in prices if keeps(Decimal(price), Decimal(bound))]
            assert sorted(one["total_amount"] for one in answer) == expected, (name, bound)
    for wrong in ("0.001", "1e-3", "NaN", "Infinity", "1,5", "x", "1e30", "0x10", "--1"):
        assert faults(person.client.get(INVOICES, params={"min_amount": wrong})) == ["min_amount"]


def test_every_fault_of_a_query_is_named_at_once(reader):
    query = {
        "skip": "-1", "limit": "0", "cursor": "x", "fields": "x", "status": "x", "created_after": "2023-02-30",
        "created_before": "x", "due_after": "1", "due_before": "2023-13-01", "customer_name": "\x07",
        "customer_email": "\x7f", "min_amount": "1.001", "max_amount": "x", "sort_by": "id", "sort_order": "up",
        "else": "1"}
    assert faults(reader.get(INVOICES, params=query)) == sorted(query)


def test_another_users_invoices_are_never_listed(person, new_person):
    person.create_invoice(customer_name="Shared Customer")
    other = new_person()
    for query in ("", "?customer_name=shared", "?sort_by=customer_name", "?min_amount=0"):
        answer = ok(other.client.get(INVOICES + query, headers=EXACT))
        assert (answer.json(), answer.headers["x-total-count"]) == ([], "0")
