"""What is done with what the rules find: severities, waivers, and the choice of codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from boplan.model.vocabulary import Certainty, Severity, Text
from boplan.rules import CATALOGUE
from boplan.rules.engine import chosen, find
from boplan.rules.finding import Fault, Finding, Place
from boplan.store.problems import UnusableError
from boplan.store.reader import parse

from .fixtures import FIXTURES, findings, name

SHIPPED = Path(__file__).parents[2] / "data" / "timeline.toml"


def _finding(
    code: str = "BP201",
    severity: Severity = Severity.ERROR,
    certainty: Certainty = Certainty.CERTAIN,
    waived: str | None = None,
) -> Finding:
    text = Text("wat", "what")
    place = Place("activity", "a")
    fault = Fault(place=place, what=text, mend=text, basis=text, certainty=certainty)
    return Finding(code=code, severity=severity, fault=fault, waived=waived)


@pytest.mark.parametrize(
    ("finding", "counts"),
    [
        (_finding(), True),
        (_finding(severity=Severity.WARNING), True),
        (_finding(severity=Severity.NOTE), False),
        (_finding(certainty=Certainty.POSSIBLE), False),
        (_finding(waived="Zo afgesproken."), False),
    ],
    ids=["error", "warning", "note", "possible", "waived"],
)
def test_what_counts(finding: Finding, counts: bool) -> None:
    """Only what is certain, not accepted and more than a note makes `check` exit with 1."""
    assert finding.counts is counts


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ([], [], ["BP201", "BP204", "BP301", "BP801"]),
        (["BP2"], [], ["BP201", "BP204"]),
        (["BP204", "BP3"], [], ["BP204", "BP301"]),
        ([], ["BP20"], ["BP301", "BP801"]),
        (["BP2"], ["BP204"], ["BP201"]),
        (["BP2"], ["BP"], []),
    ],
)
def test_codes_are_chosen_by_how_they_begin(
    select: list[str], ignore: list[str], left: list[str]
) -> None:
    """Where both fit, to ignore wins."""
    found = [_finding(code) for code in ("BP201", "BP204", "BP301", "BP801")]
    assert [one.code for one in chosen(found, select, ignore)] == left


def test_findings_stand_in_order_of_code() -> None:
    for path in FIXTURES:
        codes = [one.code for _, one in findings(path)]
        assert codes == sorted(codes), name(path)


def test_the_shipped_timeline_can_be_judged_on_any_day() -> None:
    """Nothing breaks, whatever is known by then; and a waived finding keeps its reason."""
    timeline = parse(SHIPPED.read_bytes(), SHIPPED).timeline
    reasons = {waiver.reason for waiver in timeline.waivers}
    for year in range(2018, 2036):
        for month in (1, 5, 9):
            for one in find(timeline, date(year, month, 20)):
                assert one.code in {check.code for check in CATALOGUE}
                assert one.waived is None or one.waived in reasons


HEAD = """\
[timeline]
format = 1
title = "Proef"
school_region = "Noord"

[[process]]
id = "p"
title = "Proef"
"""


def _step(id_: str, when: str, after: str = "") -> str:
    dated = f"when = {when}\n" if when else ""
    return f'[[activity]]\nid = "{id_}"\ntitle = "S"\nprocess = "p"\n{dated}after = [{after}]\n'


def _rule(kind: str, keys: str) -> str:
    return f'[[rule]]\nid = "r"\nkind = "{kind}"\nbasis = "custom"\nactivity = "t"\n{keys}\n'


TERM = _step("t", '"2026-02-05/2026-03-18"')
ABSURD = {
    "term of no days": TERM
    + _rule("term", 'event = "t"\nconvention = "ordinary"\nminimum = "P0D"'),
    "months counted from the day itself": TERM
    + _rule("term", 'event = "t"\nconvention = "awb-3-16"\nminimum = "P1M"'),
    "event in 1700": _step("x", "", '{ id = "a", lag = "-P200Y" }')
    + _step("a", "1900-01-01")
    + _step("b", "1900-01-01", '{ id = "x", lag = "P200Y" }')
    + TERM
    + _rule("term", 'event = "x"\nconvention = "awb-6-8"'),
    "longer than time": TERM + _rule("duration", 'minimum = "P200Y"\nmaximum = "P0D"'),
    "two hundred years before 1900": _step("t", "1900-01-01")
    + _step("b", "1900-01-02")
    + _rule("lead-time", 'before = "b"\nminimum = "P200Y"'),
    "net of everything": _step("t", '"2025-06/2199"')
    + _rule("duration", 'minimum = "P200Y"\nnet_of = ["school-holidays", "public-holidays"]'),
}


@pytest.mark.parametrize("text", ABSURD.values(), ids=ABSURD)
def test_absurd_rules_are_refused_or_judged(text: str) -> None:
    """The reader may refuse them with a line; what it takes, no rule breaks on."""
    try:
        timeline = parse((HEAD + text).encode(), Path("t.toml")).timeline
    except UnusableError:
        return
    find(timeline, date(2025, 4, 28))


def test_a_vague_start_of_long_ago_is_judged_at_once() -> None:
    """However long a term is, finding its last good start is not a matter of seconds."""
    text = _step("t", '"2000/2018-12-31"') + _rule(
        "duration", 'minimum = "P6W"\nnet_of = ["school-holidays"]'
    )
    timeline = parse((HEAD + text).encode(), Path("t.toml")).timeline
    begin = perf_counter()
    find(timeline, date(2025, 4, 28))
    assert perf_counter() - begin < 1
