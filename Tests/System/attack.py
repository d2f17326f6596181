"""Attacks a service of its own, and says whether it held; deploy/attack runs it.

Two users have data. One attacks: with every hostile case there is, slowly and hugely, and then with so
many requests that schemathesis makes up. Nothing of the other's may be seen or changed, no answer may be
the server's fault, and at the end the database must be whole.
"""

import argparse
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import hostile_cases
from administration import invoices
from conftest import PASSWORD, log_in
from installation import Installation

HERE = Path(__file__).parent
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
INTERNALS = re.compile(rb"(?i)sqlite|fatal error|stack trace|\.swift:\d|/etc/passwd:|root:x:0")
SLOW_CLIENTS = 200
ANSWERED_WITHIN = 5  # seconds, while the slow clients hold on


def leaks(what, status, headers, body, marker):
    """What is wrong with an answer, in sentences."""
    if status >= 500:
        yield f"{what}: {status}"
    if marker.encode() in body or any(marker in value for _, value in headers):
        yield f"{what}: shows another user's data"
    if found := INTERNALS.search(body):
        yield f"{what}: shows internals, {found[0]!r}"
    for name, value in headers:
        if name.lower() == "x-injected" or "\n" in value:
            yield f"{what}: a header field was injected"
        if name.lower() == "location" and not re.match(r"/(?![/\\])", value):
            yield f"{what}: leads to {value}"


class Attack:
    def __init__(self, installation, marker):
        self.installation = installation
        self.marker = marker
        self.statuses = Counter()
        self.found = []

    # ---- The users

    def settle(self):
        """Makes both users; the other's texts all hold the marker."""
        with self.installation.client() as client:
            self.other = self.register(client, "other", self.marker)
            texts = {name: f"{self.marker} {name}" for name in ("customer_name", "customer_address", "notes")}
            item = {"description": self.marker, "quantity": 1, "unit_price": 1}
            for number in range(20):
                answer = client.post("/api/v1/invoices", headers=self.other, json=texts | {
                    "customer_email": f"{self.marker}@example.com", "items": [item] * (number + 1)})
                assert answer.status_code == 201, answer.text
            page = client.get("/login").text
            assert client.post("/login", data={
                "csrf_token": CSRF.search(page)[1], "username": "other", "password": PASSWORD}).status_code == 303
            saved = client.post("/settings", data={
                "csrf_token": CSRF.search(client.get("/settings").text)[1], "business_name": self.marker, "currency": "EUR"})
            assert saved.status_code == 303
        with self.installation.client() as client:
            self.attacker = self.register(client, "attacker", "Attacker")
        self.before = self.belongings()

    def register(self, client, username, full_name):
        answer = client.post("/api/v1/auth/register", json={
            "email": f"{username}@example.com", "username": username, "password": PASSWORD, "full_name": full_name})
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {log_in(client, username)}"}

    def belongings(self):
        """All that the other user has."""
        with self.installation.client() as client:
            headers = {"Authorization": f"Bearer {log_in(client, 'other')}"}
            answers = [client.get(path, headers=headers) for path in ("/api/v1/auth/me", "/api/v1/invoices")]
        assert [answer.status_code for answer in answers] == [200, 200]
        return [answer.json() for answer in answers]

    # ---- The attack

    def hostile(self):
        """Sends every hostile case, with a token and a session where those are not what is hostile."""
        with self.installation.client() as client:
            page = client.get("/login").text
            client.post("/login", data={"csrf_token": CSRF.search(page)[1], "username": "attacker", "password": PASSWORD})
            proof = CSRF.search(client.get("/settings").text)[1]
            session = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}

        def form(target, **fields):
            body = urlencode(fields | {"csrf_token": proof}, errors="surrogatepass").encode()
            return "POST", target, {"Content-Type": "application/x-www-form-urlencoded"}, body

        with self.installation.client() as client:
            for method, target, headers, body in hostile_cases.every_case(form):
                request = client.build_request(
                    method, "/", headers=session | self.attacker | headers, content=body or None)
                # As it is: a library would take tricks out of a path.
                request.url = request.url.copy_with(raw_path=target.encode())
                answer = client.send(request)
                self.look(f"{method} {target[:80]}", answer.status_code, answer.headers.multi_items(), answer.content)

    def slow(self):
        """Many clients that send a byte and then nothing; everybody else is served all the same."""
        clients = [socket.create_connection(("127.0.0.1", self.installation.http_port)) for _ in range(SLOW_CLIENTS)]
        try:
            for number, client in enumerate(clients):
                client.sendall(b"G" if number % 2 else b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nu")
            with self.installation.client() as client:
                start = time.monotonic()
                answer = client.get("/api/v1/invoices", headers=self.attacker)
                self.look("GET beside slow clients", answer.status_code, answer.headers.multi_items(), answer.content)
                if time.monotonic() - start > ANSWERED_WITHIN:
                    self.found.append("Slow clients keep others from being served.")
        finally:
            for client in clients:
                client.close()

    def generated(self, requests, seed):
        """At least so many requests that schemathesis makes up."""
        document = self.installation.data / "openapi.json"
        with self.installation.client() as client:
            document.write_text(client.get("/openapi.json").text)
        made = 0
        # It takes far longer to make requests up than to answer them: so as many at once as there are processors.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            while made < requests:
                seeds = range(seed, seed + os.cpu_count())
                examples = max(10, min(1000, (requests - made) // 30 // len(seeds)))
                for said in pool.map(lambda seed: self.schemathesis(document, seed, examples), seeds):
                    self.statuses.update({int(status): count for status, count in said["statuses"].items()})
                    self.found += said["found"]
                    made += sum(said["statuses"].values())
                seed += len(seeds)

    def schemathesis(self, document, seed, examples):
        """What its hooks report of one run, with so many examples of each operation."""
        report = self.installation.data / f"report-{seed}.json"
        subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "run", document, "--url", self.installation.http,
             "--checks", "not_a_server_error", "--mode", "all", "--phases", "fuzzing,stateful",
             "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"],
            env=os.environ | {
                "SERVICE_UNDER_TEST": self.installation.http, "SCHEMATHESIS_HOOKS": "attack_hooks",
                "PYTHONPATH": str(HERE), "NO_PROXY": "*", "ATTACK_MARKER": self.marker, "ATTACK_REPORT": str(report)},
            cwd=self.installation.data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = json.loads(report.read_text())
        assert said["statuses"], "schemathesis made no request"
        return said

    def look(self, what, status, headers, body):
        self.statuses[status] += 1
        self.found += leaks(what, status, headers, body, self.marker)

    # ---- What is left

    def examine(self, process):
        """What is wrong afterwards."""
        if self.installation.service() != process:
            self.found.append("The service died and was started again.")
        if self.belongings() != self.before:
            self.found.append("The other user's data are not what they were.")
        self.installation.stop()
        for name in ("service.log", "access.log"):
            lines = (self.installation.data / "log" / name).read_text(errors="replace").splitlines()
            self.found += [f"{name}: {line}" for line in lines if re.search(r" status=5\d\d|Fatal error| level=(error|critical)", line)]
        checked = invoices(self.installation.data, "check")
        if checked.returncode != 0:
            self.found.append(f"invoices check: {checked.stdout}{checked.stderr}")


def run(requests, seed):
    """What was found; says on the way what was done."""
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        installation = Installation(Path(folder) / "data").start()
        try:
            attack = Attack(installation, f"marker-{secrets.token_hex(8)}")
            attack.settle()
            process = installation.service()
            for name, step in (("hostile cases", attack.hostile), ("slow clients", attack.slow),
                               ("generated requests", lambda: attack.generated(requests, seed))):
                before, start = attack.statuses.total(), time.monotonic()
                step()
                print(f"{name}: {attack.statuses.total() - before} answers in {time.monotonic() - start:.0f} s", flush=True)
            attack.examine(process)
        finally:
            installation.stop()
    print("statuses:", ", ".join(f"{status}: {count}" for status, count in sorted(attack.statuses.items())))
    return attack.found


def main():
    parser = argparse.ArgumentParser(prog="deploy/attack", description="Attacks a service of its own in a temporary folder.")
    parser.add_argument("--requests", type=int, default=100_000, help="how many schemathesis makes up (100000)")
    parser.add_argument("--seed", type=int, default=1, help="another number makes others up (1)")
    arguments = parser.parse_args()
    found = run(arguments.requests, arguments.seed)
    for sentence in found[:50]:
        print("FOUND", sentence)
    print(f"{len(found)} findings")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
