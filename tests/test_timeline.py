"""The shipped timeline against a copy of the planning tables, made by hand from the source.

The source is the startnotitie of 5 December 2024, pages 1 and 2: two tables of an activity
and its deadline. The copy below was made from the document, not from the timeline.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from boplan.dates.meetings import day_of, meetings_in
from boplan.dates.notation import from_toml, parse, parts_of
from boplan.model.timeline import Activity, Timeline
from boplan.model.vocabulary import Level
from boplan.model.when import certain_day
from boplan.store.reader import read
from tests.helpers import SHIPPED, day

FIRST, SECOND = "evaluatie-en-concept", "finale-versie"

# One row of the tables each: the table, words of the activity, the date in the notation.
# "September/begin oktober" is read as through the tenth; "6, 13, 20 mei" as one of them.
ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (FIRST, "Bespreken concept planning en looptijd", ("2024-06-27", "2024-07-11")),
    (FIRST, "Vaststellen planning en looptijd", ("2024-09-26",)),
    (FIRST, "Evalueren met partners, gemeenten", ("[2024-09-01..2024-10-10]",)),
    (FIRST, "Evalueren met ervaringsdeskundigen", ("[2024-09-01..2024-10-10]",)),
    (FIRST, "Startnotitie gereed", ("2024-11-11",)),
    (FIRST, "vaststellen door de colleges", ("[2024-11-19,2024-11-26,2024-12-03]",)),
    (FIRST, "vaststellen door het PFHO", ("2024-12-05",)),
    (FIRST, "zienswijzen raden (12 weken)", ("2024-12-12/2025-03-06",)),
    (FIRST, "Regiopodium raadsleden", ("2025-01-20",)),
    (FIRST, "ophalen input gezamenlijk PFHO Wonen en Zorg", ("2025-02-13",)),
    (FIRST, "Opstellen basis voor concept", ("2025-03",)),
    (FIRST, "spiegelen op concept met partners en gemeenten", ("2025-04",)),
    (FIRST, "spiegelen op concept met adviesraden", ("2025-04",)),
    (FIRST, "Conceptbeleidsplan gereed", ("2025-04-24",)),
    (FIRST, "Start opmaak/vormgeving", ("2025-04-25",)),
    (FIRST, "Concept vaststellen door colleges", ("[2025-05-06,2025-05-13,2025-05-20]",)),
    (FIRST, "Concept vaststellen door portefeuillehouders", ("2025-05-22",)),
    (FIRST, "gemeenteraden over conceptbeleidsplan", ("2025-06-02/2025-10-03",)),
    (FIRST, "tussentijdse terugkoppeling aan partners", ("2025-06",)),
    (FIRST, "Input adviesraden (6 weken reactietermijn", ("2025-06/2025-09-08",)),
    (FIRST, "Regiopodium raadsleden", ("2025-06-16",)),
    (SECOND, "Verwerken input gemeenteraden, adviesraden", ("2025-10-06/2025-10-09",)),
    (SECOND, "Oplevering definitieve opmaak/vormgeving", ("2025-10-10",)),
    (SECOND, "Definitief plan + reactie op zienswijzen gereed", ("2025-10-13",)),
    (SECOND, "vaststellen door portefeuillehouders met mandaat", ("2025-10-30",)),
    (SECOND, "door gemeenteraden", ("[..2025-12-31]",)),
)


@cache
def _timeline() -> Timeline:
    return read(SHIPPED).timeline


@cache
def _raw() -> dict[str, Any]:
    """Return what the TOML reader of the standard library makes of the file."""
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def _found(phase: str, words: str, when: str) -> list[Activity]:
    return [
        activity
        for activity in _timeline().activities.values()
        if activity.phase == phase
        and words.lower() in activity.title.lower()
        and activity.when == parse(when)
    ]


@pytest.mark.parametrize(("phase", "words", "dates"), ROWS, ids=[row[1] for row in ROWS])
def test_row_of_the_tables_is_there(phase: str, words: str, dates: tuple[str, ...]) -> None:
    """Once, on the date of the table, citing the startnotitie."""
    for when in dates:
        (activity,) = _found(phase, words, when)
        assert activity.source[0].source == "startnotitie"


def test_the_rows_stand_in_the_order_of_the_tables() -> None:
    places = list(_timeline().activities)
    order = [places.index(_found(*row[:2], row[2][0])[0].id) for row in ROWS]
    assert order == sorted(order)
    assert len(ROWS) == 26


def test_both_toml_readers_agree() -> None:
    """All tables, keys and dates: nothing in the file needs a newer TOML."""
    raw, timeline = _raw(), _timeline()
    counts: dict[str, Mapping[str, object]] = {
        "source": timeline.sources, "municipality": timeline.municipalities,
        "owner": timeline.owners, "body": timeline.bodies, "document": timeline.documents,
        "process": timeline.processes, "phase": timeline.phases,
        "activity": timeline.activities, "deadline": timeline.deadlines,
    }  # fmt: skip
    for kind, held in counts.items():
        assert [row["id"] for row in raw[kind]] == list(held)
    assert len(raw["record"]) == len(timeline.records)
    assert len(raw["agenda"]) == len(timeline.agendas)
    for row in raw["activity"]:
        activity = timeline.activities[row["id"]]
        assert (activity.title, activity.words, activity.note) == (
            row["title"], row.get("words", ""), row.get("note", ""),
        )  # fmt: skip
        assert activity.when == (from_toml(row["when"]) if "when" in row else None)
    for row, record in zip(raw["record"], timeline.records, strict=True):
        assert (record.activity, record.kind, record.note) == (
            row["activity"], row["kind"], row.get("note", ""),
        )  # fmt: skip


def _meeting_days(body: str) -> set[date]:
    return {
        day_of(meeting)
        for agenda in _timeline().agendas
        if agenda.body == body
        for meeting in meetings_in(agenda)
    }


# The source has one meeting on a Wednesday; the file says so in a comment.
ODD = {day("2025-12-10")}


@pytest.mark.parametrize("body", ["pfho-go", "pfho-jo", "pfho-bw", "do-sd"])
def test_portfolio_holders_and_directors_meet_on_thursdays(body: str) -> None:
    days = _meeting_days(body)
    assert days
    assert {one.strftime("%A") for one in days - ODD} == {"Thursday"}
    steps = {
        certain_day(activity.when)
        for activity in _timeline().activities.values()
        if body in activity.body
    }
    assert {one.strftime("%A") for one in steps if one and one not in ODD} <= {"Thursday"}


def test_colleges_choose_between_tuesdays() -> None:
    days = [
        part.start
        for one in ("startnotitie-colleges", "concept-colleges")
        for part in parts_of(_timeline().activities[one].when or pytest.fail("no date"))
    ]
    assert len(days) == 6
    assert {one.strftime("%A") for one in days} == {"Tuesday"}


def test_the_consultation_takes_twelve_weeks() -> None:
    bounds = (
        _timeline().activities["zienswijze-startnotitie"].when or pytest.fail("no date")
    ).bounds
    assert bounds.earliest_start
    assert bounds.latest_finish
    assert (bounds.latest_finish - bounds.earliest_start).days == 12 * 7


def test_seven_municipalities_decide() -> None:
    timeline = _timeline()
    assert [one.name for one in timeline.municipalities.values()] == [
        "Blaricum", "Eemnes", "Gooise Meren", "Hilversum", "Huizen", "Laren", "Wijdemeren",
    ]  # fmt: skip
    per = {body.level for body in timeline.bodies.values() if body.per_municipality}
    assert per == {Level.COLLEGE, Level.RAAD, Level.ADVIESRAAD}


def test_no_person_can_be_found_in_it() -> None:
    """No addresses, and no title that stands before a name."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert "@" not in text
    assert not re.search(
        r"\b(wethouder|burgemeester|mevrouw|mevr\.|dhr\.|de heer|drs\.|mr\.|ir\.)\s+[A-Z]", text
    )
    assert not re.search(r"\b(tel\.|telefoon|06[- ]?\d{8})", text, re.IGNORECASE)


def test_every_step_of_the_plan_has_a_source_with_a_page() -> None:
    timeline = _timeline()
    assert [one.id for one in timeline.activities.values() if not one.source] == []
    for activity in timeline.activities.values():
        for citation in activity.source:
            if citation.source == "startnotitie":
                assert re.search(r"^(p\. \d+|voorblad|bijlage \d)", citation.place)


def test_a_date_that_is_our_reading_says_so() -> None:
    """Where the words hold no digit of the date, a reading says how the date was found."""
    unexplained = [
        activity.id
        for activity in _timeline().activities.values()
        if activity.when and activity.words and not activity.reading
        and not re.search(r"\d", activity.words)
    ]  # fmt: skip
    assert unexplained == []


def test_what_stays_true_of_the_plan_on_the_day_of_the_startnotitie() -> None:
    """The limit of the councils is the last day of the old plan, a day before the new one."""
    timeline = _timeline()
    limit = timeline.deadlines["raden-uiterlijk"]
    process = timeline.processes["beleidsplan-2026-2033"]
    assert process.final_deadline == limit.id
    assert (limit.date, limit.hard) == (day("2025-12-31"), True)
    assert certain_day(process.in_force) == day("2026-01-01")
