"""Checks of the contract's rules for responses, and helpers for requests."""

import json
from decimal import Decimal

import httpx

API = "/api/v1"
INVOICES = API + "/invoices"
REGISTER, LOGIN, ME = API + "/auth/register", API + "/auth/login", API + "/auth/me"
PASSWORD_CHANGE, LOGOUT_ALL = API + "/auth/password", API + "/auth/logout-all"
ITEM = {"description": "Consulting", "quantity": 2, "unit_price": 50}
JSON = {"Content-Type": "application/json"}


def problem(answer, status):
    """Asserts that the response is a problem document with this status, and returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["type"] and document["title"]
    # One actionable sentence.
    assert not document["detail"][0].islower() and document["detail"].endswith(".")
    assert document["request_id"] == answer.headers["x-request-id"]
    assert ("errors" in document) == bool(document.get("errors"))
    for error in document.get("errors", []):
        assert error["detail"]
        assert len({"pointer", "parameter", "header"} & error.keys()) == 1
    return document


def faults(answer, status=422):
    """The places of the problem document's errors, sorted."""
    return sorted(place(error) for error in problem(answer, status)["errors"])


def place(error):
    return next(error[kind] for kind in ("pointer", "parameter", "header") if kind in error)


def ok(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer


def exact(answer):
    """The JSON with exact decimals."""
    return json.loads(answer.text, parse_float=Decimal)


def as_written(answer):
    """The JSON with every number as its text."""
    return json.loads(answer.text, parse_float=str, parse_int=str)


def invoice(**members):
    return {"customer_name": "Acme Corp", "items": [ITEM]} | members


def count(client):
    """The number of invoices of the client's user."""
    answer = ok(client.get(INVOICES, params={"limit": 1}, headers={"Prefer": "count=exact"}))
    return int(answer.headers["x-total-count"])


def next_page(answer):
    """The target of `Link: <…>; rel="next"`; None at the end of the list."""
    return answer.links["next"]["url"] if "link" in answer.headers else None


def post_raw(client, body, path=INVOICES, method="POST", **headers):
    """Sends raw bytes; as JSON unless another type is given."""
    fields = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, path, content=body, headers=httpx.Headers(fields))
