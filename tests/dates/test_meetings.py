"""When bodies meet: what agendas give and what follows from another body's meeting."""

from __future__ import annotations

from datetime import date

from boplan.dates.meetings import known_days, meetings_in, preparations
from boplan.dates.notation import parse
from tests.helpers import HEAD, day, step, timeline_of

# Three weeks before the PFHO the officials meet, two weeks before it the directors.
BODIES = """
[[body]]
id = "ao"
name = "Ambtelijk overleg"
level = "ambtelijk"

[[body]]
id = "do"
name = "Directieoverleg"
level = "directie"

[[body]]
id = "pfho"
name = "Portefeuillehoudersoverleg"
level = "bestuurlijk"

[[agenda]]
body = "ao"
kind = "derived"
derived_from = "pfho"
offset = "-P21D"

[[agenda]]
body = "do"
kind = "derived"
derived_from = "pfho"
offset = "-P14D"
"""
ADOPTION = step("besluit", "when = 2025-10-30", body="pfho")


def _days(more: str, when: str = "2025-10-30") -> list[tuple[str, str, bool]]:
    timeline = timeline_of(HEAD + BODIES + ADOPTION + more)
    found = preparations(timeline, timeline.activities["besluit"], parse(when))
    return [(one.body, one.day.isoformat(), one.is_known) for one in found]


def test_preparatory_meetings_lie_two_and_three_weeks_before() -> None:
    assert _days("") == [("ao", "2025-10-09", False), ("do", "2025-10-16", False)]


def test_they_move_with_the_meeting_that_they_prepare() -> None:
    assert _days("", "2025-11-13") == [("ao", "2025-10-23", False), ("do", "2025-10-30", False)]


def test_a_meeting_without_a_certain_day_has_none() -> None:
    for vague in ("2025-10", "[2025-10-23,2025-10-30]", "2025-10-30~", "2025-10-30/2025-10-31"):
        assert _days("", vague) == []


def _attested(body: str, *meetings: str) -> str:
    dates = ", ".join(meetings)
    return f'[[agenda]]\nbody = "{body}"\nkind = "attested"\nmeetings = [{dates}]\n'


def test_a_known_meeting_in_the_same_week_wins() -> None:
    """The week runs from Monday 6 through Sunday 12 October 2025."""
    for known in ("2025-10-06", "2025-10-07", "2025-10-12"):
        assert _days(_attested("ao", known))[0] == ("ao", known, True)
    for other_week in ("2025-10-05", "2025-10-13"):
        assert _days(_attested("ao", other_week))[0] == ("ao", "2025-10-09", False)


def test_a_step_of_the_body_is_a_known_meeting_too() -> None:
    assert _days(step("bespreken", "when = 2025-10-14", body="do"))[1] == ("do", "2025-10-14", True)


def test_a_derived_day_that_is_known_stays() -> None:
    assert _days(_attested("ao", "2025-10-07", "2025-10-09"))[0][1] == "2025-10-09"


def test_derived_agendas_hold_for_their_process_and_period_only() -> None:
    for narrower in (
        'process = "ander"',
        "until = 2025-10-29",
        "from = 2025-10-31",
    ):
        other = '[[process]]\nid = "ander"\ntitle = "Ander"\n'
        text = HEAD + other + BODIES + narrower + "\n" + ADOPTION
        timeline = timeline_of(text)
        found = preparations(timeline, timeline.activities["besluit"], parse("2025-10-30"))
        assert [one.body for one in found] == ["ao"]
    text = HEAD + BODIES + "from = 2025-10-30\nuntil = 2025-10-30\n" + ADOPTION
    timeline = timeline_of(text)
    found = preparations(timeline, timeline.activities["besluit"], parse("2025-10-30"))
    assert [one.body for one in found] == ["ao", "do"]


def test_an_agenda_by_rule_gives_its_days_but_for_the_exceptions() -> None:
    """Second Tuesdays of the first half of 2025, from a calendar, without May."""
    text = """
[[agenda]]
body = "do"
kind = "complete"
every = "FREQ=MONTHLY;BYDAY=2TU"
from = 2025-01-01
until = 2025-06-30
except = [2025-05-13]
"""
    timeline = timeline_of(HEAD + BODIES + text)
    expected = ["2025-01-14", "2025-02-11", "2025-03-11", "2025-04-08", "2025-06-10"]
    assert [one.isoformat() for one in meetings_in(timeline.agendas[-1])] == expected
    assert known_days(timeline, "do") == {day(one) for one in expected}


def test_a_meeting_with_a_time_is_known_by_its_day() -> None:
    timeline = timeline_of(HEAD + BODIES + _attested("ao", "2025-10-07T09:30:00", "2025-10-08"))
    assert known_days(timeline, "ao") == {date(2025, 10, 7), date(2025, 10, 8)}
