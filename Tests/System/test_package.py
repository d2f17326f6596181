"""The contents of the Debian package, without building it: units, manual page, and the output of `invoices setup`."""

import json
import os
import pty
import re
import shutil
import stat
import subprocess

import pytest

from installation import PROGRAM, ROOT, environment

UNITS = ROOT / "deploy/systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
DOMAIN = "invoices.test"
LONGEST_COMMAND = 60


# ---- Units


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """A unit directory with the units as the package installs them."""
    folder = tmp_path_factory.mktemp("units")
    for line in (ROOT / "deploy/debian/invoices.install").read_text().splitlines():
        *sources, target = line.split()
        where = re.fullmatch(r"lib/systemd/system(?:/(.*))?", target)
        for source in sources if where else []:
            place = folder / (where[1] or "")
            place.mkdir(exist_ok=True)
            for file in (ROOT / "deploy").glob(source):
                text = file.read_text().replace("/usr/bin/invoices", str(PROGRAM))
                (place / file.name).write_text(text)
    return folder


def systemd_analyze(units, *words):
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, timeout=LONGEST_COMMAND,
        # The trailing colon adds the system's units, which these refer to.
        env=environment(SYSTEMD_UNIT_PATH=f"{units}:"))


def test_systemd_accepts_every_unit(units):
    names = sorted(path.name for path in units.iterdir() if path.is_file())
    assert len(names) == 6
    result = systemd_analyze(units, "verify", "--man=no", "--recursive-errors=no", *(units / name for name in names))
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_kept_in_a_sandbox(units, name):
    # The threshold is in tenths.
    result = systemd_analyze(units, "security", "--offline=yes", "--threshold=20", units / name)
    assert result.returncode == 0, result.stdout + result.stderr
    exposure, = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", result.stdout)
    assert float(exposure) <= 2.0


def directives(units, name):
    """The settings of a unit and its drop-ins; later lines override earlier ones."""
    stem, _, kind = name.partition(".")
    files = [units / name, units / f"{name}.d/sandbox.conf", units / f"{stem.partition('-')[0]}-.{kind}.d/sandbox.conf"]
    lines = [line for file in files if file.exists() for line in file.read_text().splitlines()]
    return {name: value for name, _, value in (line.partition("=") for line in lines if line[:1].isalpha())}


def test_the_socket_is_for_nginx_alone(units):
    output = directives(units, "invoices.socket")
    assert (output["SocketUser"], output["SocketGroup"], output["SocketMode"]) == ("invoices", "www-data", "0660")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_limits_and_leaves_no_core(units, name):
    output = directives(units, name)
    assert output["User"] == "invoices" and output["LimitCORE"] == "0"
    assert output["MemoryMax"] and output["TasksMax"]


def test_every_timer_starts_a_service_and_makes_up_for_what_it_missed(units):
    timers = [name for name in os.listdir(units) if name.endswith(".timer")]
    assert len(timers) == 2
    for name in timers:
        assert directives(units, name)["Persistent"] == "true"
        assert name.replace(".timer", ".service") in SERVICES


# ---- Manual page and completions


def commands(command, above=()):
    """Every command without subcommands, and the names of its options."""
    path = (*above, command["commandName"])
    below = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    if not below:
        options = {
            name["name"] for argument in command.get("arguments", []) for name in argument.get("names", [])
            if name["kind"] == "long"}
        yield path[1:], options - {"help", "version"}
    for one in below:
        yield from commands(one, path)


def test_the_manual_page_tells_of_every_command_and_option():
    help = subprocess.run([PROGRAM, "--experimental-dump-help"], capture_output=True, check=True, text=True).stdout
    page = (ROOT / "deploy/invoices.1").read_text()
    told = {}
    for line in re.findall(r"^\.It Cm (.*)$", page, re.M):
        words = re.split(r" (?=Ar |Fl |Oo |Op )", line)[0]
        told.setdefault(tuple(words.split()), set()).update(re.findall(r"Fl -(\S+)", line))
    assert told == dict(commands(json.loads(help)["command"]))


def test_the_manual_page_is_well_formed():
    result = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", ROOT / "deploy/invoices.1"], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize("shell, check", [("bash", ["bash", "-n"]), ("zsh", None), ("fish", None)])
def test_completions_know_the_commands(shell, check):
    script = subprocess.run(
        [PROGRAM, "--generate-completion-script", shell], capture_output=True, check=True, text=True).stdout
    assert all(word in script for word in ("setup", "sweep", "password-stdin"))
    if check:
        subprocess.run(check, input=script, text=True, check=True)


# ---- The package's own scripts


@pytest.mark.parametrize("name", ["invoices.preinst", "invoices.postinst", "invoices.prerm", "invoices.postrm"])
def test_maintainer_scripts_are_sound(name):
    subprocess.run(["shellcheck", ROOT / "deploy/debian" / name], check=True)


def test_the_changelog_is_of_the_programs_version():
    assert (ROOT / "deploy/debian/changelog").read_text().startswith(f"invoices ({version()}) ")


def version():
    return subprocess.run([PROGRAM, "--version"], capture_output=True, check=True, text=True).stdout.strip()


def test_the_readme_installs_with_two_commands():
    section, = re.findall(r"^## Install\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S)
    commands, = re.findall(r"^```sh\n(.*?)^```", section, re.M | re.S)
    assert commands.splitlines() == [
        f"apt install ./invoices_{version()}_amd64.deb", "invoices setup invoices.example.com"]


# ---- invoices setup


def setup(root, *words, domain=DOMAIN, **options):
    return subprocess.run(
        [PROGRAM, "setup", domain, "--root", root, *words], env=environment(), capture_output=True, text=True,
        timeout=LONGEST_COMMAND, **{"stdin": subprocess.DEVNULL} | options)


@pytest.fixture
def root(tmp_path):
    """The files of a server after setup."""
    folder = tmp_path / "root"
    folder.mkdir()
    result = setup(folder)
    assert result.returncode == 0, result.stderr
    return folder


def files(root):
    return {
        str(path.relative_to(root)): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in root.rglob("*") if path.is_symlink() or path.is_file()}


def test_setting_up_writes_every_file_with_its_mode(root):
    modes = {
        name: stat.S_IMODE((root / name).lstat().st_mode) for name, content in files(root).items()
        if isinstance(content, bytes)}
    assert modes == {
        "etc/invoices/invoices.env": 0o644, "etc/invoices/secret": 0o600,
        "etc/invoices/tls/self-signed.pem": 0o600, "etc/invoices/tls/self-signed-key.pem": 0o600,
        "etc/nginx/invoices/http.conf": 0o644, "etc/nginx/invoices/server.conf": 0o644,
        "etc/nginx/invoices/upstream.conf": 0o644, "etc/nginx/sites-available/invoices": 0o644}
    assert stat.S_IMODE((root / "etc/invoices/tls").stat().st_mode) == 0o700
    assert not list(root.rglob("*.new"))


def test_the_configuration_closes_registration_and_names_the_address(root):
    lines = (root / "etc/invoices/invoices.env").read_text().splitlines()
    assert f"INVOICES_PUBLIC_URL=https://{DOMAIN}" in lines
    assert "INVOICES_REGISTRATION=closed" in lines


def test_every_server_gets_a_secret_of_its_own(root, tmp_path):
    assert setup(tmp_path).returncode == 0
    secrets = [(folder / "etc/invoices/secret").read_bytes() for folder in (root, tmp_path)]
    assert len(set(secrets)) == 2 and min(map(len, secrets)) >= 64


def test_the_certificate_is_of_the_name(root):
    tls = root / "etc/invoices/tls"
    subprocess.run(
        ["openssl", "verify", "-CAfile", tls / "certificate.pem", "-verify_hostname", DOMAIN, "-purpose", "sslserver",
         tls / "certificate.pem"], capture_output=True, check=True)
    public = [
        subprocess.run(["openssl", *words], capture_output=True, check=True).stdout for words in (
            ("x509", "-in", tls / "certificate.pem", "-noout", "-pubkey"), ("pkey", "-in", tls / "key.pem", "-pubout"))]
    assert public[0] == public[1]


def test_nginx_accepts_the_site_beside_another_one(root, tmp_path):
    # Like Debian's main file, with the system's paths replaced by the test's.
    conf = tmp_path / "conf"
    shutil.copytree(root / "etc/nginx", conf)
    (conf / "logs").mkdir()
    for file in [conf / "sites-available/invoices", conf / "invoices/server.conf"]:
        text = file.read_text().replace("/etc/invoices", f"{root}/etc/invoices")
        text = text.replace("/usr/share/invoices/nginx.con[f]", f"{ROOT}/nginx.con[f]")
        file.write_text(text.replace("/var/log/nginx", f"{conf}/logs"))
    (conf / "nginx.conf").write_text(f"""
        pid {conf}/pid; error_log {conf}/logs/error.log;
        events {{ }}
        http {{
            access_log off; gzip on; ssl_prefer_server_ciphers on;
            server {{ listen 80 default_server; listen [::]:80 default_server; root /var/www/html; }}
            include {conf}/sites-available/*;
        }}
    """)
    result = subprocess.run(
        ["nginx", "-t", "-q", "-p", conf, "-c", conf / "nginx.conf", "-e", conf / "logs/error.log"],
        env=environment(PATH=os.environ["PATH"] + ":/usr/sbin"), capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_site_says_nothing_that_holds_for_other_sites():
    # Everything outside the server block is shared: only definitions with prefixed names are allowed.
    shared = [line for line in (ROOT / "nginx.conf").read_text().splitlines() if re.match(r"[a-z]", line)]
    allowed = re.compile(
        r"include invoices/http\.conf;|log_format invoices$|upstream invoices \{|server \{"
        r"|limit_conn_zone \$\w+ zone=invoices_\w+:1m;"
        r"|map \S+ \$invoices_\w+ \{|map \"[^\"]*\" \$invoices_\w+ \{")
    assert [line for line in shared if not allowed.match(line)] == []
    assert shared.count("server {") == 1


def test_setting_up_again_changes_nothing(root):
    before = files(root)
    result = setup(root)
    assert (result.returncode, result.stdout) == (0, "")
    assert files(root) == before


EDITED = "etc/nginx/invoices/server.conf"


def test_an_edited_file_is_kept_without_replace(root):
    original = (root / EDITED).read_text()
    (root / EDITED).write_text("# mine\n" + original)
    result = setup(root)
    assert result.returncode == 0 and f"Kept {root}/{EDITED}" in result.stdout
    assert (root / EDITED).read_text().startswith("# mine")
    result = setup(root, "--replace")
    assert result.returncode == 0 and f"Replaced {root}/{EDITED}" in result.stdout
    assert (root / EDITED).read_text() == original


@pytest.mark.parametrize("answer, kept", [("n", True), ("", True), ("yes", False)])
def test_at_a_terminal_it_asks_before_it_replaces(root, answer, kept):
    (root / EDITED).write_text("# mine\n")
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{answer}\n".encode())
        result = setup(root, stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert result.returncode == 0 and result.stdout.count("[y/N]") == 1
    assert ((root / EDITED).read_text() == "# mine\n") is kept


def test_a_secret_is_never_replaced(root):
    (root / "etc/invoices/secret").write_text("mine" * 10)
    assert setup(root, "--replace").returncode == 0
    assert (root / "etc/invoices/secret").read_text() == "mine" * 10


def test_a_given_certificate_replaces_the_self_signed_one_and_stays(root, tmp_path):
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_text("a chain")
    key.write_text("a key")
    tls = root / "etc/invoices/tls"
    assert setup(root, "--certificate", chain, "--key", key).returncode == 0
    for _ in range(2):
        assert (tls / "certificate.pem").readlink() == chain and (tls / "key.pem").readlink() == key
        assert setup(root).returncode == 0


def test_a_self_signed_certificate_is_made_anew_before_it_ends_or_for_another_name(root):
    certificate = root / "etc/invoices/tls/certificate.pem"
    first = certificate.read_bytes()
    assert setup(root, "--replace", domain="other.test").returncode == 0
    second = certificate.read_bytes()
    assert second != first
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "29", "-subj", "/CN=x", "-addext", "subjectAltName=DNS:other.test", "-keyout",
         root / "etc/invoices/tls/self-signed-key.pem", "-out", root / "etc/invoices/tls/self-signed.pem"],
        check=True, capture_output=True)
    third = certificate.read_bytes()
    assert setup(root, domain="other.test").returncode == 0
    assert certificate.read_bytes() not in (first, second, third)


@pytest.mark.parametrize("domain", ["", "-a.test", "a..test", "a_b.test", "https://a.test", "a.test/", "1.2.3.4", "a b"])
def test_invalid_domains_are_refused(tmp_path, domain):
    result = setup(tmp_path, domain=domain)
    assert result.returncode == 64
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words, sentence", [
    (("--certificate", "/a"), "belong together"), (("--user", "ada"), "belong together")])
def test_incomplete_pairs_of_options_are_refused(tmp_path, words, sentence):
    result = setup(tmp_path, *words)
    assert result.returncode == 64 and sentence in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_that_cannot_be_read_is_named(tmp_path):
    result = setup(tmp_path, "--certificate", "/no/chain.pem", "--key", "/no/key.pem")
    assert result.returncode == 1 and "/no/chain.pem cannot be read" in result.stderr
