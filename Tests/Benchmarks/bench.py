"""The project's benchmark; see deploy/bench for its usage."""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

# What starts and stops an installation is shared with the tests.
HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "System"))

import growth
import isolation
import memory
import scenarios
import start
from demo import Samples
from floor import Floor
from installation import ROOT

PARTS = {
    "scenarios": scenarios.run, "growth": growth.run, "isolation": isolation.run, "memory": memory.run,
    "start": start.run,
}


class Bench:
    """The state shared by the parts."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.samples = Samples(folder)
        # Whether a request failed or a figure exceeds its bound.
        self.failed = False

    def floor(self):
        return Floor(self.folder / "floor")


def parse():
    parser = argparse.ArgumentParser(
        prog="deploy/bench", description="Measures the service on sample data. Without a part: the scenarios.")
    parts = parser.add_argument_group("parts")
    parts.add_argument("--scenarios", action="store_true", help="each scenario under load, compared with the floor")
    parts.add_argument("--growth", action="store_true", help="the same requests at 10,000 and at 1,000,000 invoices")
    parts.add_argument("--isolation", action="store_true", help="one invoice, while 32 clients sign in")
    parts.add_argument("--memory", action="store_true", help="resident memory under each kind of load")
    parts.add_argument("--start", action="store_true", help="from exec to the first response at 1,000,000 invoices")
    parts.add_argument("--micro", action="store_true", help="micro-benchmarks of the rooms")
    parser.add_argument("--users", type=int, default=20, help="users in the sample data (20; at least 3)")
    parser.add_argument("--invoices", type=int, default=100_000, help="invoices of all users together (100000)")
    parser.add_argument("--seconds", type=int, default=5, help="duration of each load (5)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median is reported (3)")
    parser.add_argument("--only", nargs="+", choices=scenarios.SCENARIOS, metavar="NAME",
                        help=f"scenarios to measure, of: {', '.join(scenarios.SCENARIOS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    options = parser.parse_args()
    if options.users < 3:
        parser.error("--users must be at least 3: the scenarios use user3")
    if options.invoices // options.users < scenarios.MIN_INVOICES:
        parser.error(f"--invoices must be at least {scenarios.MIN_INVOICES} for each user: a scenario reads page 200")
    if options.seconds < 1 or options.rounds < 1:
        parser.error("--seconds and --rounds must be at least 1")
    return options


def measure(options):
    """Runs the parts in a temporary directory; returns the figures and whether all succeeded."""
    chosen = [name for name in PARTS if getattr(options, name)]
    if not chosen and not options.micro:
        chosen = ["scenarios"]
    with tempfile.TemporaryDirectory(prefix="invoices-bench-") as folder:
        bench = Bench(options, Path(folder))
        figures = {name: PARTS[name](bench) for name in chosen}
    return figures, not bench.failed


def measure_rooms():
    subprocess.run(
        ["swift", "package", "--scratch-path", ROOT / ".build-micro", "benchmark", "--no-progress", "--format", "markdown"],
        cwd=HERE / "Micro", check=True)


def main():
    options = parse()
    # Exit normally, so that started processes are stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    figures, succeeded = measure(options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    if options.micro:
        measure_rooms()
    sys.exit(0 if succeeded else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
