"""Annotated timelines: each line that must be reported says so, and no other line is.

A fixture is a timeline with `# expect: BP104` at the end of each line that is wrong, or
`# expect: BP104 BP104` where two things are. The folder is the code that it is about.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boplan.store.problems import CODES
from tests.helpers import problems_of

HERE = Path(__file__).parent
FIXTURES = sorted(HERE.glob("BP*/*.toml"))
RAW = sorted((HERE / "raw").glob("*.toml"))
_MARK = re.compile(rb"# expect:((?: BP\d{3})+)")


def _expected(data: bytes) -> list[tuple[int, str]]:
    """Return every marked (line, code); lines end at a line feed, as in TOML."""
    return sorted(
        (number, code.decode())
        for number, line in enumerate(data.split(b"\n"), start=1)
        for mark in _MARK.findall(line)
        for code in mark.split()
    )


def _found(data: bytes) -> list[tuple[int, str]]:
    return sorted((problem.line, problem.code) for problem in problems_of(data))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", FIXTURES, ids=_name)
def test_exactly_the_marked_lines_are_reported(path: Path) -> None:
    data = path.read_bytes()
    assert _found(data) == _expected(data), [p.render(path, "en") for p in problems_of(data)]


def test_every_code_fires_and_is_silent_somewhere() -> None:
    """A code without a fixture that fires and one that stays silent proves nothing."""
    marks = {path: {code for _, code in _expected(path.read_bytes())} for path in FIXTURES}
    fires = {path.parent.name for path, codes in marks.items() if path.parent.name in codes}
    silent = {path.parent.name for path, codes in marks.items() if not codes}
    assert fires == silent == set(CODES)


# UTF-16 has no readable mark, and an empty file has no line to put one on.
_UNMARKED = {
    "utf-16": [(1, "BP101")],
    "empty": [(1, "BP103")],
    "only-bom": [(1, "BP103")],
}


@pytest.mark.parametrize("path", RAW, ids=_name)
def test_raw_bytes(path: Path) -> None:
    """Byte order marks, line ends and bytes that are no text."""
    data = path.read_bytes()
    assert _found(data) == _UNMARKED.get(path.stem, _expected(data))


def test_raw_bytes_are_as_they_were_made() -> None:
    """No editor, version control or formatter has mended them."""
    whole = {path.stem: path.read_bytes() for path in RAW}
    assert whole["bom"].startswith(b"\xef\xbb\xbf[")
    assert whole["crlf"].count(b"\r\n") == whole["crlf"].count(b"\n") > 10
    assert re.search(rb"\r[^\n]", whole["lone-cr"])
    assert re.search(rb"\r[^\n]", whole["cr-in-text"])
    assert b"\0" in whole["nul"]
    assert b"\0" in whole["nul-in-text"]
    assert whole["utf-16"][:2] in (b"\xff\xfe", b"\xfe\xff")
    assert b"\xc3 " in whole["cut-off"]
    assert b"\xed\xa0\x80" in whole["surrogate"]
    assert b"\xc0\xaf" in whole["overlong"]
    assert whole["second-bom"].count(b"\xef\xbb\xbf") == 1
    assert not whole["no-line-end"].endswith(b"\n")
    assert b"\t \n" in whole["tabs-and-blanks"]
