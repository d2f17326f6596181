"""A Debian 12 for the tests: a minimal root by debootstrap, booted with systemd in separate namespaces.

Requires root. After booting, it has no network except its loopback interface.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from installation import ROOT, children, environment, until

BASE = ROOT / ".build/debian-12.tar"
LONGEST_COMMAND = 600
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def bare_root(folder):
    """Unpacks the root that debootstrap created once."""
    if not BASE.exists():
        fresh = folder.with_name(folder.name + ".fresh")
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", fresh], check=True, capture_output=True)
        subprocess.run(["tar", "--create", "--file", f"{BASE}.new", "--directory", fresh, "."], check=True)
        shutil.rmtree(fresh)
        os.replace(f"{BASE}.new", BASE)
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--file", BASE, "--directory", folder], check=True)
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")


class Machine:
    def __init__(self, folder):
        self.root = Path(folder)
        bare_root(self.root)
        self.nspawn = None
        self.leader = None

    def install(self, package):
        """Runs `apt install ./package` before the machine is booted, while there is a network."""
        self.copy_in(package)
        for words in (["update"], ["install", "--yes", "--no-install-recommends", f"/root/{package.name}"]):
            subprocess.run(
                ["chroot", self.root, "apt-get", "--quiet=2", *words], check=True, timeout=LONGEST_COMMAND,
                env=environment(PATH=PATH, DEBIAN_FRONTEND="noninteractive"), capture_output=True)

    def copy_in(self, file):
        shutil.copy(file, self.root / "root" / file.name)

    def boot(self):
        """Returns when systemd has started all units."""
        with (self.root.parent / "console").open("w") as console:
            self.nspawn = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network",
                 "--machine=invoices-test", f"--directory={self.root}"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        self.leader = until(self.first_process, "the machine's first process")
        # /run is a separate file system of the machine.
        until(Path(f"/proc/{self.leader}/root/run/systemd/private").exists, "the machine's systemd")
        state = self.run("systemctl", "is-system-running", "--wait", check=False).stdout.strip()
        assert state in ("running", "degraded"), state

    def first_process(self):
        """The machine's process 1, by its id on this system."""
        assert self.nspawn.poll() is None, (self.root.parent / "console").read_text()
        for one in children(self.nspawn.pid):
            for process in [one, *children(one)]:
                if self.number_within(process) == "1":
                    return process
        return None

    @staticmethod
    def number_within(process):
        """The id of a process in its innermost namespace; None when it has just ended."""
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return next((line.split()[-1] for line in status.splitlines() if line.startswith("NSpid:")), None)

    def run(self, *words, entered="", check=True):
        """Runs a command in the machine; unless `check` is false, fails with its output on an error."""
        result = subprocess.run(
            ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wdns=/",
             "env", "-i", f"PATH={PATH}", "DEBIAN_FRONTEND=noninteractive", *map(str, words)],
            input=entered, capture_output=True, text=True, timeout=LONGEST_COMMAND)
        assert not check or result.returncode == 0, result.stdout + result.stderr
        return result

    def says(self, *words):
        return self.run(*words).stdout.strip()

    def beside(self, *words):
        """A command line that uses this system's programs and the machine's network."""
        return ["nsenter", f"--target={self.leader}", "--net", *map(str, words)]

    def stop(self):
        if self.nspawn and self.nspawn.poll() is None:
            self.nspawn.send_signal(signal.SIGTERM)
            try:
                self.nspawn.wait(60)
            except subprocess.TimeoutExpired:
                self.nspawn.kill()
                self.nspawn.wait()
        shutil.rmtree(self.root)
