"""deploy/attack, in its short form."""

import re
import subprocess
import sys

from attack import leaks
from installation import PROGRAM, ROOT, environment

LONGEST_ATTACK = 7200  # seconds, for the long form on a slow machine


def test_the_service_holds_against_an_attack(thorough):
    requests = 100_000 if thorough else 500
    attack = subprocess.run(
        [ROOT / "deploy/attack", "--requests", str(requests)],
        env=environment(INVOICES_BIN=PROGRAM, PYTHON=sys.executable),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LONGEST_ATTACK)
    assert attack.returncode == 0, attack.stdout
    answers = {what: int(count) for what, count in re.findall(r"^(\w+ \w+): (\d+) answers", attack.stdout, re.MULTILINE)}
    assert answers["hostile cases"] > 5000 and answers["generated requests"] >= requests
    # Some requests were accepted, so the attack was authenticated.
    assert {"200", "201", "404", "422"} <= set(re.findall(r"(\d+): \d+", attack.stdout))


def test_what_an_attack_looks_for_is_found():
    def found(status=200, headers=(), body=b""):
        return [*leaks("GET /", status, list(headers), body, "marker-1")]

    assert found() == found(headers=[("Location", "/login?next=//x")]) == found(404, body=b"marker-2") == []
    for answer in [
        {"status": 500}, {"body": b"a marker-1 b"}, {"headers": [("X-Any", "marker-1")]}, {"body": b"SQLite error 1"},
        {"headers": [("X-Injected", "1")]}, {"headers": [("Location", "//evil.example")]},
        {"headers": [("Location", "https://evil.example/")]},
    ]:
        assert len(found(**answer)) == 1, answer
