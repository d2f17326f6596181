"""Lists of any size are streamed in chunks."""

import httpx

from conftest import log_in, register
from contract import INVOICES, ITEM, invoice, ok
from footprint import multiply, peak, reset_peak

COUNT = 400
LONG = [ITEM | {"description": "w" * 500}] * 500
# The memory that a response may use while it is sent; it is more than ten times as large.
ALLOWANCE = 8 * 1024 * 1024


def test_a_list_of_hundreds_of_large_invoices_takes_little_memory(install):
    installation = install().start()
    with installation.client(headers={"Accept-Encoding": "identity"}) as client:
        register(client, "large")
        client.headers["Authorization"] = "Bearer " + log_in(client, "large")
        created = ok(client.post(INVOICES, json=invoice(items=LONG)), 201)
        multiply(installation.data, created.json()["id"], COUNT)
        # Warm-up: allocates everything that is allocated once.
        ok(client.get(INVOICES + "?limit=3"))
        service = installation.service()
        reset_peak(service)
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
