"""A list of whatever size is sent in pieces."""

from pathlib import Path

import httpx

from administration import database
from conftest import log_in, register
from contract import INVOICES, ITEM, invoice, ok

COUNT = 400
LONG = [ITEM | {"description": "w" * 500}] * 500
# What the answer may cost while it is on its way; it has more than ten times as much.
ALLOWANCE = 8 * 1024 * 1024


def peak(process):
    """The most memory that the process has held since the peak was last set back, in bytes."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024


def set_back_peak(process):
    Path(f"/proc/{process}/clear_refs").write_text("5")


def multiply(data, id, count):
    """Copies an invoice with its items, in the tables, where that takes a moment."""
    with database(data) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(invoices)")]
        kept = ", ".join(column for column in columns if column not in ("id", "number"))
        connection.execute(f"""
            WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {count - 1})
            INSERT INTO invoices (number, {kept})
            SELECT printf('INV-202301-%06d', n), {kept} FROM invoices, copies WHERE id = ?""", [id])
        connection.execute("""
            INSERT INTO invoice_items
            SELECT invoices.id, position, description, quantity, unit_price, amount_cents
            FROM invoices, invoice_items WHERE invoice_id = ?1 AND invoices.id <> ?1""", [id])


def test_a_list_of_hundreds_of_large_invoices_takes_little_memory(install):
    installation = install().start()
    with installation.client(headers={"Accept-Encoding": "identity"}) as client:
        register(client, "large")
        client.headers["Authorization"] = "Bearer " + log_in(client, "large")
        created = ok(client.post(INVOICES, json=invoice(items=LONG)), 201)
        multiply(installation.data, created.json()["id"], COUNT)
        # Everything that there is only once is in place.
        ok(client.get(INVOICES + "?limit=3"))
        service = installation.service()
        set_back_peak(service)
        before = peak(service)
        received, found, tail = 0, 0, b""
        with client.stream("GET", INVOICES, params={"limit": 1000}) as answer:
            assert answer.status_code == 200
            for piece in answer.iter_bytes():
                received += len(piece)
                found += (tail + piece).count(b'"invoice_number":')
                tail = piece[-16:]
        assert found == COUNT
        assert tail.endswith(b"}]}]")
        assert received > COUNT * len(created.content) * 0.9 > 10 * ALLOWANCE
        assert installation.service() == service
        assert peak(service) - before < ALLOWANCE


def test_a_reader_who_goes_away_holds_nothing_up(install):
    installation = install(INVOICES_WORKERS=1).start()
    with installation.client(headers={"Accept-Encoding": "identity"}) as client:
        register(client, "leaver")
        client.headers["Authorization"] = "Bearer " + log_in(client, "leaver")
        created = ok(client.post(INVOICES, json=invoice(items=LONG)), 201)
        multiply(installation.data, created.json()["id"], 200)
        for _ in range(3):
            with httpx.Client(base_url=installation.http, headers=client.headers, trust_env=False) as leaver:
                with leaver.stream("GET", INVOICES, params={"limit": 200}) as answer:
                    next(answer.iter_bytes())
        ok(client.get(INVOICES + "?fields=id"))
        assert ok(client.get(created.headers["location"])).content == created.content
