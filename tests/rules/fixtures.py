"""Annotated timelines: what each marked line must be found guilty of, and what is found.

A fixture is a timeline with a mark at the end of the line of each table that is wrong:

    [[activity]]  # expect: BP201
    [[activity]]  # expect: BP201 possible
    [[rule]]      # expect: BP205 BP205 waived
    [[rule]]      # expect: BP204 warning

After a code stands what differs from a finding that is certain, not waived, and as serious as
the catalogue has it. The day on which the timeline is judged stands in the comment that the
file begins with: `# today: 2025-04-28`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from boplan.model.vocabulary import Certainty, RuleKind, Severity
from boplan.rules import BY_CODE
from boplan.rules.case import Case
from boplan.rules.engine import judged
from boplan.rules.finding import Finding
from boplan.store.reader import Reading, parse

HERE = Path(__file__).parent
FIXTURES = sorted(HERE.glob("BP*/*.toml"))

_TODAY = re.compile(r"\A(?:#.*\n)*?# today: (\d{4}-\d\d-\d\d)$", re.MULTILINE)
_MARK = re.compile(r"# expect: (.+)$")
_WORDS = "possible|waived|error|warning|note"
_ONE = re.compile(rf"(BP\d{{3}})((?: (?:{_WORDS}))*)(?: |$)")


@dataclass(frozen=True, order=True)
class Expected:
    """A finding on a line."""

    line: int
    code: str
    certainty: Certainty
    severity: Severity
    waived: bool


def name(path: Path) -> str:
    """Return how a fixture is called in a report of tests."""
    return f"{path.parent.name}/{path.stem}"


def today_of(text: str) -> date:
    """Return the day on which the fixture is judged."""
    match = _TODAY.match(text)
    assert match, "the first comment must hold a line '# today: 2025-04-28'"
    return date.fromisoformat(match[1])


def expected(text: str) -> list[Expected]:
    """Return every mark in the text."""
    return sorted(_marks(text))


def _marks(text: str) -> Iterator[Expected]:
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _MARK.search(line)
        if mark is None:
            continue
        assert re.fullmatch(rf"(?:{_ONE.pattern})+", mark[1]), f"line {number}: {mark[0]}"
        for code, words in _ONE.findall(mark[1]):
            said = set(words.split())
            severities = said & {one.value for one in Severity}
            yield Expected(
                number,
                code,
                Certainty.POSSIBLE if "possible" in said else Certainty.CERTAIN,
                Severity(severities.pop()) if severities else BY_CODE[code].severity,
                "waived" in said,
            )


def reading_of(path: Path) -> Reading:
    """Return the fixture as the real reader reads it."""
    return parse(path.read_bytes(), path)


def findings(path: Path) -> list[tuple[int, Finding]]:
    """Return what the real engine finds, each with the line that it is about.

    What depends on the day only for the fixtures of those codes.
    """
    reading = reading_of(path)
    case = Case(reading.timeline, today_of(path.read_text(encoding="utf-8")))
    by_night = BY_CODE[path.parent.name].daily
    return [
        (reading.line_of(one.fault.place.kind, one.fault.place.name), one)
        for one in judged(case, by_night=by_night)
    ]


def found(path: Path) -> list[Expected]:
    """Return what the real engine finds, as marks say it."""
    return sorted(
        Expected(line, one.code, one.fault.certainty, one.severity, one.waived is not None)
        for line, one in findings(path)
    )


def kinds_that_fire(path: Path) -> set[RuleKind]:
    """Return the kinds of the [[rule]] tables that something was found against."""
    rules = reading_of(path).timeline.rules
    return {
        rules[one.fault.rule].kind
        for _, one in findings(path)
        if one.fault.rule is not None and not one.code.startswith("BP8")
    }
