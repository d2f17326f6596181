"""The contract's part "Health", through nginx."""

import re
from datetime import datetime, timezone

from administration import done, write_lock
from contract import INVOICES, faults, invoice, ok, problem
from installation import until


def test_health_reports_ok(service, client):
    answer = ok(client.get("/health"))
    assert answer.headers["content-type"] == "application/json"
    health = answer.json()
    assert list(health) == ["status", "database", "version", "started"]
    assert (health["status"], health["database"]) == ("ok", "ok")
    assert done(service.data, "version") == f"invoices {health['version']}\n"


def test_health_reports_the_start_time(install):
    before = datetime.now(timezone.utc)
    installation = install().start()
    with installation.client() as client:
        first = client.get("/health").json()["started"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first)
        # In milliseconds, truncated and not rounded.
        started = datetime.fromisoformat(first)
        assert before.replace(microsecond=before.microsecond // 1000 * 1000) <= started <= datetime.now(timezone.utc)
        installation.stop()
        installation.start()
        assert client.get("/health").json()["started"] > first


def test_it_needs_no_credentials_and_takes_no_parameters(client):
    ok(client.get("/health", headers={"Authorization": "Bearer nonsense"}))
    assert faults(client.get("/health?verbose=1")) == ["verbose"]


def test_while_the_database_cannot_be_written_it_is_503(service, person):
    created = person.create_invoice()
    with write_lock(service.data):
        answer = until(lambda: (found := person.client.get("/health")).status_code == 503 and found, "a 503")
        assert int(answer.headers["retry-after"]) > 0
        problem(answer, 503)
        assert "sql" not in answer.text.lower()
        # Reading still works.
        assert ok(person.client.get(created.headers["location"])).content == created.content
        refused = person.client.post(INVOICES, json=invoice())
        problem(refused, 503)
        assert int(refused.headers["retry-after"]) > 0
    until(lambda: person.client.get("/health").status_code == 200, "a 200")
    assert [one["id"] for one in person.client.get(INVOICES).json()] == [created.json()["id"]]
    ok(person.client.post(INVOICES, json=invoice()), 201)
