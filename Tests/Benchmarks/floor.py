"""The floor: nginx over a responder that does no work (floor.c, floor.conf)."""

import os
import pwd
import socket
import subprocess
from pathlib import Path

from installation import LONGEST_STOP, Front, environment, until

HERE = Path(__file__).resolve().parent
THREADS = 4


class Floor(Front):
    """Answers `/?N` with N bytes while the context is active."""

    def __init__(self, folder):
        super().__init__(folder)
        self.processes = []

    def __enter__(self):
        self.data.mkdir()
        subprocess.run(["cc", "-O2", HERE / "floor.c", "-o", self.data / "floor", "-lfcgi", "-lpthread"], check=True)
        # nginx resolves includes relative to the including file.
        (self.data / "floor.conf").symlink_to(HERE / "floor.conf")
        (self.data / "listen.conf").write_text(f"listen 127.0.0.1:{self.http_port} backlog=4096;\n")
        try:
            self.launch("./floor", "floor.sock", str(THREADS))
            until((self.data / "floor.sock").exists, "the floor's responder")
            # Only the current user may access the directory, so nginx's workers run as that user.
            user = "" if os.geteuid() else f"user {pwd.getpwuid(0).pw_name}; "
            self.launch("nginx", "-p", self.data, "-c", "floor.conf", "-g", user + "daemon off;")
            until(self.listens, "the floor's nginx")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(LONGEST_STOP)

    def launch(self, *words):
        self.processes.append(subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *words], cwd=self.data, stdin=subprocess.DEVNULL, stderr=(self.data / "floor.log").open("a"),
            env=environment(PATH=os.environ["PATH"] + ":/usr/sbin")))

    def listens(self):
        assert all(one.poll() is None for one in self.processes), (self.data / "floor.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.http_port)) == 0
