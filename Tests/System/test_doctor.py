"""`invoices doctor`: its findings on an installation, and its exit status."""

import subprocess

from administration import done, invoices
from installation import ROOT


def diagnoses(data, *, status, **variables):
    """Level and text by subject, of a run with this exit status."""
    result = invoices(data, "doctor", INVOICES_TEMPLATES=ROOT / "templates", **variables)
    assert result.returncode == status, (result.stdout, result.stderr)
    assert result.stderr == ""
    found = {}
    for line in result.stdout.splitlines():
        level, subject, text = line.split(maxsplit=2)
        assert text.endswith((".", "`.")) or "chmod" in text or "chown" in text, line
        found.setdefault(subject, []).append((level, text))
    return found


def levels(found):
    return {subject: max((level for level, _ in lines), key=["ok", "warn", "fail"].index)
            for subject, lines in found.items()}


def test_a_sound_installation_is_well_once_it_was_backed_up(install, tmp_path):
    installation = install().start()
    found = diagnoses(installation.data, status=1)
    assert levels(found) == {
        "configuration": "ok", "permissions": "ok", "database": "ok", "log": "ok", "disk": "ok", "backup": "warn",
        "certificate": "ok", "service": "ok"}
    assert "invoices backup --into" in found["backup"][0][1]
    done(installation.data, "backup", tmp_path / "backup.db")
    found = diagnoses(installation.data, status=0)
    assert set(levels(found).values()) == {"ok"}
    assert str(tmp_path / "backup.db") in found["backup"][0][1]

    installation.stop()
    found = diagnoses(installation.data, status=2)
    assert levels(found)["service"] == "fail" and "start it" in found["service"][0][1]


def test_each_fault_is_told_with_what_to_do(install, tmp_path):
    installation = install().start()
    done(installation.data, "backup", tmp_path / "backup.db")
    data = installation.data

    def told(subject, status, level, *words, **variables):
        found = diagnoses(data, status=status, **variables)
        assert {one for one, value in levels(found).items() if value != "ok"} == {subject}
        assert [one for one, _ in found[subject]] == [level]
        assert all(word in found[subject][0][1] for word in words), found[subject]

    (data / "invoices.db").chmod(0o644)
    told("permissions", 2, "fail", "0644", f"chmod 0600 {data / 'invoices.db'}")
    (data / "invoices.db").chmod(0o600)
    (data / "secret").chmod(0o640)
    told("configuration", 2, "fail", "0600", str(data / "secret"))
    (data / "secret").chmod(0o600)
    told("configuration", 2, "fail", "INVOICES_WORKERS", INVOICES_WORKERS="many")
    told("configuration", 1, "warn", "INVOICES_WROKERS", INVOICES_WROKERS=3)
    certificate = tmp_path / "short.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3",
         "-subj", "/CN=localhost", "-keyout", tmp_path / "key.pem", "-out", certificate], check=True, capture_output=True)
    told("certificate", 1, "warn", "expires in", "renew it", INVOICES_CERTIFICATE=certificate)
    told("certificate", 1, "warn", "INVOICES_CERTIFICATE", INVOICES_CERTIFICATE=tmp_path / "none.pem")


def test_it_changes_nothing(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    done(data, "migrate")

    def contents():
        # SQLite leaves an empty log beside a database that it has only read.
        return {file.name: file.read_bytes() for file in data.iterdir() if not file.name.endswith(("-wal", "-shm"))}

    before = contents()
    diagnoses(data, status=2)
    assert contents() == before
    assert (data / "invoices.db-wal").stat().st_size == 0
