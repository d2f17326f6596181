"""SECURITY.md names existing tests, and covers every requirement of the checklist."""

import re
from collections import Counter

import pytest

from installation import ROOT

TEXT = (ROOT / "SECURITY.md").read_text()
# The number of requirements of levels 1 and 2 in each section of OWASP ASVS 5.0.0, which are its first ones.
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
    for file in (ROOT / "Tests").glob("*Tests/**/*Tests.swift"):
        yield file.stem
        for name in re.findall(r"func (test\w+)", file.read_text()):
            yield f"{file.stem}.{name}"


def names_in_the_system():
    for file in (ROOT / "Tests/System").glob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE):
            yield f"{file.name}::{name}"


def listed():
    """The number of every requirement in the first column, with ranges expanded."""
    for cell in re.findall(r"^\| (\d+\.[\d.–, ]+) \|", TEXT, re.MULTILINE):
        for part in cell.split(", "):
            first, _, last = part.partition("–")
            section, _, number = first.rpartition(".")
            end = int((last or first).rpartition(".")[2])
            yield from (f"{section}.{each}" for each in range(int(number), end + 1))


def test_every_test_that_is_named_exists():
    named = set(re.findall(r"`(\w+Tests(?:\.\w+)?|test_\w+\.py::\w+)`", TEXT))
    assert len(named) > 100
    assert named - set(names_in_the_rooms()) - set(names_in_the_system()) == set()


def test_every_requirement_is_there_once():
    wanted = {f"{section}.{number}" for section, count in REQUIREMENTS.items() for number in range(1, count + 1)}
    assert len(wanted) == 253
    counted = Counter(listed())
    assert {number for number, count in counted.items() if count > 1} == set()
    assert (wanted - counted.keys(), counted.keys() - wanted) == (set(), set())


@pytest.mark.parametrize("row", re.findall(r"^\| \d+\.\d.*", TEXT, re.MULTILINE), ids=lambda row: row.split(" | ")[0][2:])
def test_every_row_states_its_status(row):
    assert re.fullmatch(r"\| [\d.–, ]+ \| [^|]+ \| (met|in part|—|\*\*not met\*\*)[^|]* \|", row), row
    # Unmet requirements must also be listed at the top.
    number = row.split()[1].rstrip(",")
    beginning = TEXT[TEXT.index("**Not met**"):].split("\n\n")[0]
    assert ("**not met**" in row or "| in part" in row) == (re.search(rf"\b{re.escape(number)}\b", beginning) is not None)
