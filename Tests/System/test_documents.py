"""The documents name tests, files and links that exist; the checklist of security is complete; versions are those in use."""

import re
from collections import Counter
from pathlib import Path

import pytest

from installation import ROOT

DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text()
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "templates/README.md"])}
CHECKLIST = DOCUMENTS["docs/asvs.md"]
COPYRIGHT = (ROOT / "deploy/debian/copyright").read_text()
# How many requirements of levels 1 and 2 each section of OWASP ASVS 5.0.0 has; they are its first.
REQUIREMENTS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5,
    "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4,
    "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3,
    "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4,
    "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}


def names_in_the_rooms():
    """`FileTests` and `FileTests.testName` of every XCTest."""
    for file in (ROOT / "Tests").rglob("*.swift"):
        yield file.stem
        for name in re.findall(r"func (test\w+)", file.read_text()):
            yield f"{file.stem}.{name}"


def names_in_the_system():
    """`test_file.py` and `test_file.py::test_name` of every system test."""
    for file in (ROOT / "Tests/System").glob("test_*.py"):
        yield file.name
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE):
            yield f"{file.name}::{name}"


def listed():
    """The number of every requirement in the first column, ranges counted out."""
    for cell in re.findall(r"^\| (\d+\.[\d.–, ]+) \|", CHECKLIST, re.MULTILINE):
        for part in cell.split(", "):
            first, _, last = part.partition("–")
            section, _, number = first.rpartition(".")
            end = int((last or first).rpartition(".")[2])
            yield from (f"{section}.{each}" for each in range(int(number), end + 1))


def anchors(text):
    """What a link may name after its #, as GitHub makes it of the headings."""
    for heading in re.findall(r"^#+ (.*)", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_test_that_is_named_exists(name):
    named = set(re.findall(r"`(\w+Tests(?:\.\w+)?|test_\w+\.py(?:::\w+)?)`", DOCUMENTS[name]))
    folders = {path.name for path in (ROOT / "Tests").glob("*Tests")}
    assert len(named) >= {"docs/asvs.md": 100, "docs/security.md": 10, "docs/reliability.md": 25}.get(name, 0)
    assert named - set(names_in_the_rooms()) - set(names_in_the_system()) - folders == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    for link in re.findall(r"\]\(([^)\s]+)\)", DOCUMENTS[name]):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text()), link


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name):
    for path in re.findall(r"`((?:Sources|Tests|deploy|docs|templates)/[\w./-]+)[` ]", DOCUMENTS[name]):
        assert (ROOT / path).exists(), path


def test_the_top_level_has_the_documents_that_people_look_for():
    assert {path.name for path in ROOT.glob("*.md")} == {"README.md", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md"}
    assert (ROOT / "LICENSE").read_bytes() == Path("/usr/share/common-licenses/Apache-2.0").read_bytes()


def test_pinned_versions_are_those_of_the_copyright_file():
    manifest = (ROOT / "Package.swift").read_text()
    pinned = re.findall(r'url: "[^"]*/([^"/]+)", exact: "([^"]+)"', manifest)
    assert len(pinned) == manifest.count(".package(url:")
    for package, version in pinned:
        assert f"{package} {version}" in re.sub(r"\s+", " ", COPYRIGHT), package
        assert package.removesuffix(".git") in DOCUMENTS["SECURITY.md"], package
    assets, = re.findall(r"^version=(.*)$", (ROOT / "deploy/assets").read_text(), re.MULTILINE)
    assert f"drf-spectacular-sidecar {assets}" in re.sub(r"\s+", " ", COPYRIGHT)


def test_the_copyright_file_has_the_text_of_every_licence_it_names():
    named, given = set(), set()
    for paragraph in COPYRIGHT.split("\n\n")[1:]:
        licence, = re.findall(r"^License: (.*)$", paragraph, re.MULTILINE)
        if paragraph.startswith("Files: "):
            named.update(licence.split(" and "))
        else:
            given.add(licence)
    assert named == given


def test_the_changelog_has_the_programs_version():
    version, = re.findall(r'text = "(.*)"', (ROOT / "Sources/invoices/Version.swift").read_text())
    sections = re.findall(r"^## \[(.*?)\]", DOCUMENTS["CHANGELOG.md"], re.MULTILINE)
    assert sections[:2] == ["Unreleased", version]


def test_every_requirement_is_there_once():
    wanted = {f"{section}.{number}" for section, count in REQUIREMENTS.items() for number in range(1, count + 1)}
    assert len(wanted) == 253
    counted = Counter(listed())
    assert {number for number, count in counted.items() if count > 1} == set()
    assert (wanted - counted.keys(), counted.keys() - wanted) == (set(), set())


@pytest.mark.parametrize("row", re.findall(r"^\| \d+\.\d.*", CHECKLIST, re.MULTILINE), ids=lambda row: row.split(" | ")[0][2:])
def test_every_row_says_how_it_stands(row):
    assert re.fullmatch(r"\| [\d.–, ]+ \| [^|]+ \| (met|in part|—|\*\*not met\*\*)[^|]* \|", row), row
    # What is not met is said at the top, too.
    number = row.split()[1].rstrip(",")
    beginning = CHECKLIST[CHECKLIST.index("**Not met**"):].split("\n\n")[0]
    assert ("**not met**" in row or "| in part" in row) == (re.search(rf"\b{re.escape(number)}\b", beginning) is not None)
