"""Hooks for schemathesis: how to sign in, and the few rules that JSON Schema cannot express."""

import itertools
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path

import httpx
import schemathesis

PASSWORD = "correct horse battery"
LARGEST_TOTAL = Decimal("9999999999999.99")
LONGEST_PASSWORD = 72  # bytes
LONGEST_KEY = 255
# All words of the file, including the list.
COMMON_PASSWORDS = set((Path(__file__).parents[2] / "Sources/Accounts/CommonPasswords.swift").read_text().split())

client = httpx.Client(base_url=os.environ["SERVICE_UNDER_TEST"], trust_env=False)
names = (f"tester{os.getpid()}-{number}" for number in itertools.count())


def register():
    """Registers a new user and returns their name."""
    name = next(names)
    member = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    client.post("/api/v1/auth/register", json=member).raise_for_status()
    return name


def token_of(name):
    answer = client.post("/api/v1/auth/login", data={"username": name, "password": PASSWORD})
    return answer.raise_for_status().json()["access_token"]


@schemathesis.auth(refresh_interval=None)
class Token:
    """A new token for each request, because some requests end all existing ones."""

    def __init__(self):
        self.name = register()

    def get(self, case, context):
        # A user whose password is changed is used only once.
        return token_of(register() if case.operation.definition.raw.get("operationId") == "changePassword" else self.name)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def filter_case(context, case):
    """Skips cases that match the schema but are refused by rules that the document only describes in words."""
    if not case.meta or not case.meta.generation.mode.is_positive:
        return True
    return not (
        (isinstance(case.query, dict) and "cursor" in case.query)
        or total_is_too_large(case.body)
        or password_is_too_long(case.body)
        or password_is_guessed_first(case.body)
    )


def total_is_too_large(body):
    items = body.get("items") if isinstance(body, dict) else None
    try:
        return sum(Decimal(str(item["quantity"])) * Decimal(str(item["unit_price"])) for item in items or []) > LARGEST_TOTAL
    except (InvalidOperation, KeyError, TypeError):
        return False


def password_is_too_long(body):
    """Its length in characters is valid, but not its length in bytes."""
    if not isinstance(body, dict):
        return False
    passwords = (body.get("password"), body.get("new_password"))
    return any(isinstance(one, str) and len(one.encode()) > LONGEST_PASSWORD for one in passwords)


def password_is_guessed_first(body):
    """It is one of the commonest, or contains a name of its owner."""
    if not isinstance(body, dict):
        return False
    names = [body[name].strip().lower() for name in ("username", "email") if isinstance(body.get(name), str)]
    parts = {part for name in names for part in (name, name.partition("@")[0]) if part}
    passwords = [body[name].lower() for name in ("password", "new_password") if isinstance(body.get(name), str)]
    return any(one in COMMON_PASSWORDS or any(part in one for part in parts) for one in passwords)


@schemathesis.hook
def before_call(context, case, kwargs):
    """For positive cases, sets the right current password and makes every idempotency key unique."""
    if not case.meta or not case.meta.generation.mode.is_positive:
        return
    if case.operation.definition.raw.get("operationId") == "changePassword":
        case.body["current_password"] = PASSWORD
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key']}-{next(names)}"[-LONGEST_KEY:]
