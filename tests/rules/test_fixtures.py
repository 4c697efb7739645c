"""Each line that must be reported says so, and no other line is."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from boplan.model.vocabulary import RuleKind
from boplan.rules import CATALOGUE
from boplan.rules.finding import Finding

from .fixtures import FIXTURES, expected, findings, found, kinds_that_fire, name, today_of


def _said(one: Finding) -> str:
    fault = one.fault
    return f"{one.code} {fault.certainty} {fault.activity or ''} {fault.what.en}"


@pytest.mark.parametrize("path", FIXTURES, ids=name)
def test_exactly_the_marked_lines_are_reported(path: Path) -> None:
    """Silence of all other lines is tested by the same comparison."""
    said = [f"{line}: {_said(one)}" for line, one in findings(path)]
    assert found(path) == expected(path.read_text(encoding="utf-8")), said


@pytest.mark.parametrize("path", FIXTURES, ids=name)
def test_every_sentence_is_whole_in_both_languages(path: Path) -> None:
    """Nothing is left to be filled in, no word of Python shows, and Dutch is not English."""
    for _, one in findings(path):
        for text in (one.fault.what, one.fault.mend, one.fault.basis):
            for sentence in text:
                assert sentence.strip() == sentence != ""
                assert not set("{}") & set(sentence)
                for word in ("None", "Text(", "Bounds(", "()", "  ", " ,", "''"):
                    assert word not in sentence, sentence
        assert one.fault.what.nl != one.fault.what.en


@pytest.mark.parametrize("path", FIXTURES, ids=name)
def test_possible_findings_say_by_when_to_choose(path: Path) -> None:
    """That day is not over; and certain ones have nothing left to choose."""
    today = today_of(path.read_text(encoding="utf-8"))
    for _, one in findings(path):
        by = one.fault.settle_by
        assert (by is None) == (one.fault.certainty == "certain"), _said(one)
        assert by is None or by >= today, _said(one)


_REACH = re.compile(r"depends on (.+?), but .+? known from (.+?) through (.+)")


@pytest.mark.parametrize("path", FIXTURES, ids=name)
def test_a_day_that_is_not_known_lies_outside_what_is_known(path: Path) -> None:
    """BP505 names the table that is too short, not another one that reaches that day."""
    for _, one in findings(path):
        if one.code == "BP505":
            match = _REACH.fullmatch(one.fault.what.en)
            if match is None:  # there is no table at all, or an agenda that ends
                assert re.search("no school holidays|does not reach", one.fault.what.en)
                continue
            day, first, last = (datetime.strptime(x, "%a %d %b %Y") for x in match.groups())  # noqa: DTZ007
            assert not first <= day <= last, one.fault.what.en


@pytest.mark.parametrize("path", FIXTURES, ids=name)
def test_a_fixture_is_small_and_says_what_it_shows(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 76
    assert len(lines[0]) > 20
    assert lines[0].startswith("# ")
    assert not lines[0].startswith("# today")


def test_every_code_fires_and_is_silent_somewhere() -> None:
    """A code without a fixture that fires and one that stays silent proves nothing."""
    marks = {path: {one.code for one in expected(path.read_text("utf-8"))} for path in FIXTURES}
    fires = {path.parent.name for path, codes in marks.items() if path.parent.name in codes}
    silent = {path.parent.name for path, codes in marks.items() if path.parent.name not in codes}
    codes = {check.code for check in CATALOGUE}
    assert fires == codes
    assert silent == codes


def test_every_kind_of_rule_is_judged() -> None:
    """A rule of the file that nothing judges reassures without guarding anything."""
    judged: set[RuleKind] = set()
    for path in FIXTURES:
        judged |= kinds_that_fire(path)
    assert judged == set(RuleKind)
