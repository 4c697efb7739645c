"""What changes between two lists of findings."""

from __future__ import annotations

from dataclasses import replace

from boplan.model.vocabulary import Severity, Text
from boplan.rules.difference import Change, difference
from boplan.rules.finding import Fault, Finding, Place

ONE = Text("een", "one")
OLD = Finding(
    code="BP401",
    severity=Severity.ERROR,
    fault=Fault(place=Place("activity", "a"), what=ONE, mend=ONE, basis=ONE, activity="a"),
)


def _with(finding: Finding, words: str, **more: object) -> Finding:
    return replace(finding, fault=replace(finding.fault, what=Text(words, words), **more))  # type: ignore[arg-type]


def _changes(before: list[Finding], after: list[Finding], *vague: str) -> list[Change]:
    return [one.change for one in difference(before, after, vague)]


def test_what_stays_is_no_difference() -> None:
    assert difference([OLD, OLD], [OLD, OLD]) == []
    assert difference([], []) == []


def test_what_appears_and_vanishes() -> None:
    assert _changes([], [OLD]) == [Change.APPEARS]
    assert _changes([OLD], []) == [Change.VANISHES]
    assert _changes([OLD, OLD], [OLD]) == [Change.VANISHES]


def test_other_words_are_a_change() -> None:
    other = _with(OLD, "anders")
    (found,) = difference([OLD], [other])
    assert (found.change, found.finding) == (Change.CHANGES, other)
    # Of two of the same kind the one that stays is not the one that changed.
    assert _changes([OLD, other], [_with(OLD, "nieuw"), OLD]) == [Change.CHANGES]


def test_elsewhere_or_waived_is_another_finding() -> None:
    assert _changes([OLD], [_with(OLD, "x", municipality="laren")]) == [
        Change.APPEARS, Change.VANISHES,
    ]  # fmt: skip
    assert _changes([OLD], [replace(OLD, waived="mag")]) == [Change.APPEARS, Change.VANISHES]


def test_of_a_vague_step_nothing_vanishes_for_certain() -> None:
    assert _changes([OLD], [], "a") == [Change.UNJUDGED]
    assert _changes([OLD], [], "b") == [Change.VANISHES]


def test_the_waiver_of_what_cannot_be_judged_is_not_unused() -> None:
    unused = Finding(
        code="BP802",
        severity=Severity.WARNING,
        fault=replace(OLD.fault, place=Place("waiver", 0)),
    )
    assert _changes([replace(OLD, waived="mag")], [unused], "a") == [Change.UNJUDGED]
    assert _changes([replace(OLD, waived="mag")], [unused]) == [Change.APPEARS, Change.VANISHES]
