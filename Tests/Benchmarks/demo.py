"""Installations on sample data."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from installation import PROGRAM, Installation, children, command, environment

PASSWORD = "password123"
TICKS = os.sysconf("SC_CLK_TCK")


class Samples:
    """Sample data in directories that are created on first use and reused."""

    def __init__(self, folder):
        self.folder = folder

    def data(self, users, invoices):
        data = self.folder / f"{users}-users-{invoices}-invoices"
        if not data.exists():
            data.mkdir(mode=0o700)
            print(f"Making {users} users and {invoices:,} invoices ...", file=sys.stderr)
            subprocess.run(
                [PROGRAM, "demo", "--users", str(users), "--invoices", str(invoices), "--seed", "1"], check=True,
                cwd=data, env=environment(INVOICES_DATA=data), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
        return data

    @contextmanager
    def running(self, users, invoices, user="user1"):
        """A running deploy/run on such data, with the user signed in."""
        demo = Demo(self.data(users, invoices), user)
        try:
            yield demo.start()
        finally:
            demo.stop()


class Demo(Installation):
    """An installation with production settings: bcrypt's cost, the log, the workers."""

    def __init__(self, data, user):
        super().__init__(data, INVOICES_BCRYPT_COST=12)
        self.user = user

    def start(self):
        super().start()
        self.process_id = self.service()
        self.sign_in()
        return self

    def sign_in(self):
        """Sets the header fields of the API's requests and of the pages'."""
        form = {"username": self.user, "password": PASSWORD}
        with self.client(headers={"Accept-Encoding": "identity"}) as client:
            answer = client.post("/api/v1/auth/login", data=form)
            assert answer.status_code == 200, answer.text
            self.bearer = {"Authorization": "Bearer " + answer.json()["access_token"]}
            token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', client.get("/login").text)[1]
            answer = client.post("/login", data=form | {"csrf_token": token}, headers={"Origin": self.http})
            assert answer.status_code == 303, answer.text
            self.cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}

    def front_ids(self):
        """The process ids of nginx and its workers."""
        master = next(one for one in children(self.process.pid) if command(one)[0].startswith("nginx"))
        return [master, *children(master)]

    @property
    def log(self):
        return self.data / "log/service.log"


def processor_seconds(process_ids):
    """The processor time used by the processes so far, in user and kernel mode."""
    spent = 0
    for one in process_ids:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / TICKS
