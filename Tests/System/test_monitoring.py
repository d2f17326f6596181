"""Monitoring: the metrics, and one request's log lines from nginx to SQL."""

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from administration import database, done
from contract import INVOICES, invoice, ok, problem
from fastcgi import Client, variables
from installation import until


def figures(text):
    """Every sample by name and labels, as read by Prometheus' parser."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text) for sample in family.samples}


def labelled(name, **labels):
    return name, tuple(sorted(labels.items()))


def requests(method, route, status):
    return labelled("invoices_http_requests_total", method=method, route=route, status=str(status))


# ---- Metrics


def test_requests_are_counted_by_route_and_status(install, new_person):
    installation = install().start()
    person = new_person(installation)
    for _ in range(3):
        created = person.create_invoice()
    for _ in range(5):
        ok(person.client.get(created.headers["location"]))
    assert person.client.get("/api/v1/invoices/999").status_code == 404
    assert person.client.get("/no/such/path").status_code == 404
    answer = ok(person.client.get("/metrics"))
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    seen = figures(answer.text)
    assert seen[requests("POST", INVOICES, 201)] == 3
    assert seen[requests("GET", INVOICES + "/{id}", 200)] == 5
    assert seen[requests("GET", INVOICES + "/{id}", 404)] == 1
    assert seen[requests("none", "none", 404)] == 1
    assert "/no/such/path" not in answer.text and person.username not in answer.text
    count = labelled("invoices_http_request_duration_seconds_count", method="GET", route=INVOICES + "/{id}")
    assert seen[count] == 6
    assert seen[labelled("invoices_http_request_duration_seconds_bucket", le="+Inf", **dict(count[1]))] == 6


def test_gauges_report_the_state_of_the_service(install, tmp_path):
    installation = install(INVOICES_WORKERS=7, INVOICES_HASHING_THREADS=2).start()
    with installation.client() as client:
        started = client.get("/health").json()
        seen = figures(client.get("/metrics").text)
        assert seen[labelled("invoices_build_info", version=started["version"])] == 1
        assert seen[labelled("invoices_database_up")] == 1
        assert seen[labelled("invoices_lane_threads", lane="workers")] == 7
        assert seen[labelled("invoices_lane_threads", lane="hashing")] == 2
        # The worker that answers this request.
        assert seen[labelled("invoices_lane_busy_threads", lane="workers")] == 1
        assert seen[labelled("invoices_connections", state="busy")] == 1
        assert seen[labelled("invoices_lane_waiting_requests", lane="hashing")] == 0
        database = installation.data / "invoices.db"
        assert seen[labelled("invoices_database_bytes", file="database")] == database.stat().st_size
        assert seen[labelled("invoices_database_bytes", file="wal")] > 0
        for name in ("process_resident_memory_bytes", "process_open_fds", "invoices_disk_free_bytes"):
            assert seen[labelled(name)] > 0
        assert labelled("invoices_last_backup_timestamp_seconds") not in seen
        before = seen[labelled("process_start_time_seconds")]
        done(installation.data, "backup", tmp_path / "backup.db")
        seen = figures(client.get("/metrics").text)
        assert seen[labelled("invoices_last_backup_timestamp_seconds")] >= before // 1


def test_nobody_else_sees_the_metrics(service):
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(base_url=service.http, transport=transport, trust_env=False) as stranger:
        document = problem(stranger.get("/metrics"), 403)
        assert document["detail"] == "This may not be read.", "nginx should have refused it"
        ok(stranger.get("/health"))
    with service.client() as client:
        ok(client.get("/metrics"))
        # Requests forwarded by a local proxy come from other machines.
        for header in ("X-Forwarded-For", "Forwarded"):
            problem(client.get("/metrics", headers={header: "for=192.0.2.1"}), 403)


@pytest.mark.parametrize("address, status", [("127.0.0.1", 200), ("::1", 200), ("192.0.2.1", 403), ("", 403)])
def test_the_service_also_restricts_the_metrics(service, address, status):
    with Client(service.socket_path) as client:
        answer = client.ask(variables("GET", "/metrics", REMOTE_ADDR=address))
    assert answer.status == status
    assert (b"invoices_http_requests_total" in answer.body) == (status == 200)


# ---- Following a request


def fields(line):
    """The unquoted fields of a log line."""
    return dict(word.split("=", 1) for word in line.split() if "=" in word)


def lines(file, request_id):
    return [line for line in file.read_text().splitlines() if request_id in line]


def test_one_id_leads_from_nginx_to_the_sql_that_failed(install, new_person):
    installation = install().start()
    person = new_person(installation)
    with database(installation.data) as tables:
        tables.execute("ALTER TABLE idempotency_keys RENAME TO taken_away")
    answer = person.client.post(INVOICES, json=invoice(), headers={"Idempotency-Key": "k"})
    id = problem(answer, 500)["request_id"]
    assert "idempotency_keys" not in answer.text

    front, = until(lambda: lines(installation.data / "log/access.log", id), "nginx's line")
    assert 'message="answered by the service"' in front
    assert {"status": "500", "upstream": "500", "method": "POST"}.items() <= fields(front).items()
    assert float(fields(front)["upstream_seconds"]) >= 0

    service = installation.data / "log/service.log"
    until(lambda: len(lines(service, id)) == 2, "the service's lines")
    failure, request = lines(service, id)
    assert fields(failure)["level"] == "error" and "no such table: idempotency_keys" in failure
    assert {"status": "500", "path": INVOICES, "id": id}.items() <= fields(request).items()
    assert int(fields(request)["statements"]) > 0
    assert float(fields(request)["store_ms"]) > 0
    assert float(fields(request)["ms"]) >= float(fields(request)["store_ms"])


def test_one_id_leads_from_nginx_to_the_call_that_was_slow(install, new_person):
    installation = install().start()
    person = new_person(installation)
    # Held until the service's wait times out, so that the call is slow on any machine.
    with database(installation.data) as tables:
        tables.execute("BEGIN IMMEDIATE")
        answer = person.client.post(INVOICES, json=invoice())
        tables.execute("ROLLBACK")
    id = problem(answer, 503)["request_id"]
    assert len(until(lambda: lines(installation.data / "log/access.log", id), "nginx's line")) == 1
    service = installation.data / "log/service.log"
    until(lambda: len(lines(service, id)) == 2, "the service's lines")
    slow, request = lines(service, id)
    assert fields(slow)["level"] == "warning" and 'message="slow in the store"' in slow
    assert 'operation="create invoice"' in slow and int(fields(slow)["ms"]) > 250
    assert fields(request)["status"] == "503"


def test_nginx_does_not_log_successful_requests(service, client):
    answer = ok(client.get("/health"))
    id = answer.headers["x-request-id"]
    until(lambda: lines(service.data / "log/service.log", id), "the service's line")
    missing = client.get("/static/none")
    until(lambda: lines(service.data / "log/access.log", missing.headers["x-request-id"]), "nginx's line")
    assert lines(service.data / "log/access.log", id) == []
