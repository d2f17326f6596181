"""The effect of sign-ins, which use a core for a fifth of a second each, on clients that read an invoice."""

from urllib.parse import urlencode

from demo import PASSWORD
from installation import until
from load import Loading, Request, load, median
from scenarios import request_of
from tables import Table

SIGN_IN = "/api/v1/auth/login"
SIGN_INS = 32
READERS = (4, 32)


def measure(demo, seconds, rounds):
    table = Table(
        f"Isolation (one invoice, while {SIGN_INS} clients sign in at cost 12)", "connections", "quiet p50", "quiet p99",
        "busy p50", "busy p99", "p99 ratio", "quiet/s", "busy/s", "sign-ins/s", "refused")
    reading, _ = request_of("one invoice", demo)
    signing_in = Request(
        SIGN_IN, {"Content-Type": "application/x-www-form-urlencoded"}, "POST",
        urlencode({"username": demo.user, "password": PASSWORD}))
    figures = {}
    for readers in READERS:
        quiet, busy, background = [], [], []
        for _ in range(rounds):
            quiet.append(load(demo.http, reading, seconds, readers))
            # The sign-ins begin before and end after the reads.
            with Loading(demo.http, signing_in, seconds + 4, SIGN_INS) as sign_ins:
                load(demo.http, reading, 2, readers)
                busy.append(load(demo.http, reading, seconds, readers))
                background.append(sign_ins.result())
            wait_for_sign_ins(demo)
        before, during, sign_ins = median(quiet), median(busy), median(background)
        ratio = during.p99 / before.p99
        table.row(
            str(readers), f"{before.p50:.2f}", f"{before.p99:.2f}", f"{during.p50:.2f}", f"{during.p99:.2f}",
            f"{ratio:.2f}", f"{before.rate:,.0f}", f"{during.rate:,.0f}", f"{sign_ins.rate:.1f}",
            f"{sign_ins.failed:.0%}")
        figures[readers] = {
            "quiet_p50_ms": before.p50, "quiet_p99_ms": before.p99, "busy_p50_ms": during.p50,
            "busy_p99_ms": during.p99, "p99_ratio": ratio, "sign_ins_per_second": sign_ins.rate,
            "sign_ins_refused": sign_ins.failed}
    return figures


def wait_for_sign_ins(demo):
    """Waits for queued sign-ins of disconnected clients; until then others may be refused."""
    form = {"username": demo.user, "password": PASSWORD}
    with demo.client() as client:
        until(lambda: client.post(SIGN_IN, data=form).status_code == 200, "the sign-ins that were under way", 60)


def run(bench):
    options = bench.options
    with bench.samples.running(options.users, options.invoices, "user3") as demo:
        return measure(demo, options.seconds, options.rounds)
