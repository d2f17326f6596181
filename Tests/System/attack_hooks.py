"""Hooks for the attack: schemathesis uses one user's token, and every response is searched for another user's data."""

import atexit
import json
import os
import time
from collections import Counter
from pathlib import Path

import schemathesis

from attack import leaks
from schemathesis_hooks import register, token_of

MARKER = os.environ["ATTACK_MARKER"]
REPORT = Path(os.environ["ATTACK_REPORT"])
TOKEN_LIFETIME = 1200  # seconds, less than the service's own
ENDS_TOKENS = ("changePassword", "signOutEverywhere")

statuses, found = Counter(), []


@schemathesis.auth(refresh_interval=None)
class Token:
    def __init__(self):
        self.name = register()
        self.renewed = None

    def get(self, case, context):
        if case.operation.definition.raw.get("operationId") in ENDS_TOKENS:
            return token_of(register())
        if self.renewed is None or time.monotonic() - self.renewed > TOKEN_LIFETIME:
            self.token, self.renewed = token_of(self.name), time.monotonic()
        return self.token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def after_call(context, case, response):
    statuses[response.status_code] += 1
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    found.extend(leaks(f"{case.method} {case.path}", response.status_code, headers, response.content, MARKER))


@atexit.register
def report():
    REPORT.write_text(json.dumps({"statuses": statuses, "found": found[:100]}))
