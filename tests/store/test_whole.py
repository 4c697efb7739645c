"""What is written, the reader reads back: every timeline of the tests, and the shipped one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import tomli

from boplan.store.problems import UnusableError
from boplan.store.reader import parse, read
from boplan.store.whole import write_whole
from tests.helpers import SHIPPED, TESTS, timeline_of

FILES = [SHIPPED, *sorted(TESTS.rglob("*.toml"))]


def plain(value: Any) -> Any:
    """Return a table as values that can be compared; tables themselves compare by identity."""
    if is_dataclass(value):
        return (type(value), [plain(getattr(value, one.name)) for one in fields(value)])
    if isinstance(value, dict):
        return [(key, plain(one)) for key, one in value.items()]
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS.parent)))
def test_every_timeline_is_read_back_as_it_was(path: Path) -> None:
    try:
        before = read(path).timeline
    except UnusableError:
        return  # a fixture of a file that cannot be used
    after = parse(write_whole(before, "Een kop").encode(), path).timeline
    assert plain(after) == plain(before)


def test_it_is_written_as_a_person_would() -> None:
    text = """\
[timeline]
format = 1
title = "T [red]\\"x\\""

[[body]]
id = "raad"
name = "Raad"
level = "raad"

[[agenda]]
body = "raad"
kind = "complete"
from = 2027-01-01
until = 2027-12-31
meetings = []

[[process]]
id = "p"
title = "P"

[[activity]]
id = "a"
title = "A"
process = "p"
when = 2027-03-01T14:00:00
duration = "PT1H30M"

[[activity]]
id = "b"
title = "B"
process = "p"
body = "raad"
when = [2027-04-14, 2027-05-12]
after = [{ id = "a", lag = "P0D", link = "SS" }]

[[rule]]
id = "r"
kind = "frequency"
basis = "custom"
activity = "b"
minimum_count = 0
per = "P1Y"
exceptions = [{ in = 2027-01-01, minimum_count = 0 }]
"""
    written = write_whole(timeline_of(text.replace("2027-01-01, min", '"2027", min')), "Een\n\nkop")
    assert written.startswith("# Een\n#\n# kop\n\n[timeline]\nformat = 1\n")
    found = tomli.loads(written)
    assert found["activity"] == tomli.loads(text)["activity"]
    assert found["agenda"] == tomli.loads(text)["agenda"]
    assert found["rule"][0]["minimum_count"] == 0
    assert found["rule"][0]["exceptions"] == [{"in": "2027", "minimum_count": 0}]
    assert 'body = "raad"' in written
    assert "strength" not in written
