"""`boplan simulate`: computed by hand on complete agendas, read against the source, and refused."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import boplan
from boplan.dates.period import shift
from boplan.model.timeline import Period, Timeline
from boplan.model.vocabulary import Lang
from boplan.model.when import Span, When, certain_day
from boplan.rules.case import Case
from boplan.rules.difference import difference
from boplan.rules.engine import judged
from boplan.schedule.progress import Progress, progress
from boplan.schedule.simulation import (
    Change,
    Effect,
    ImpossibleError,
    Simulation,
    asked_records,
    simulate,
)
from boplan.store.files import WriteError
from boplan.store.reader import read
from boplan.store.writer import append, draft
from boplan.views.contract import to_text
from boplan.views.findings import Located
from boplan.views.layout import plain
from boplan.views.simulated import Answer, simulated_document, simulated_lines
from tests.cli.test_json import CHECKS, _walk
from tests.helpers import (
    HEAD,
    ROOT,
    SEVEN,
    SHIPPED,
    Ran,
    answer,
    day,
    environment,
    record,
    run,
    step,
    timeline_of,
)

OURS = {"PYTHONPATH": str(Path(boplan.__file__).parents[1])}
AGENDA = ROOT / "tests" / "views" / "agenda.toml"
TODAY = "2027-02-01"
LANGS: tuple[Lang, Lang] = ("nl", "en")
SPRING = "2025-04-28"


def _ran(path: Path, *words: str, today: str = TODAY, lang: str = "nl") -> Ran:
    return run("simulate", *words, f"--file={path}", f"--today={today}", f"--lang={lang}", env=OURS)


def _said(path: Path, *words: str, today: str = TODAY) -> dict[str, Any]:
    ran = _ran(path, *words, "--json", today=today)
    assert (ran.code, ran.err) == (0, ""), ran
    document: dict[str, Any] = json.loads(ran.out)
    return document


def _moved(document: dict[str, Any], effect: str) -> dict[str, tuple[str | None, Any]]:
    """Return per step, with the municipality if it is one of several, new date and days."""
    found = {}
    for one in document["moved"]:
        if one["effect"] == effect:
            its = one["municipalities"]
            name = one["activity"] + (f" {','.join(its)}" if its else "")
            found[name] = (one["after"], one["slip"] and tuple(one["slip"].values()))
    return found


def _kinds(document: dict[str, Any], one: str) -> list[str]:
    return [
        cause["kind"]
        for moved in document["moved"]
        if moved["activity"] == one
        for cause in moved["causes"]
    ]


# -- by hand, on complete agendas ------------------------------------------------------------


def test_what_still_fits_costs_nothing() -> None:
    """The staff meets 14 days before 11 March, on 25 February: three days is all there is."""
    document = _said(AGENDA, "concept", "--by", "P3D")
    assert _moved(document, "asked") == {"concept": ("2027-02-25", (3, 3))}
    assert _moved(document, "pushed") == {}
    nearest = min(document["staying"], key=lambda one: (one["room"] is None, one["room"]))
    assert (nearest["activity"], nearest["room"], nearest["after"]) == ("bespreking", 0, "concept")
    assert [one["after"]["verdict"] for one in document["deadlines"]] == ["holds"]
    assert document["findings"] == []


def test_a_missed_meeting_costs_the_days_to_the_next() -> None:
    """A day more misses 11 March; 8 April is 28 days on, and all behind it follows.

    The consultation may begin 4 days later, on the 12th, and lasts the 6 weeks of the law
    (through 24 May) and not the 42 days that it had; the note is the day after.
    """
    document = _said(AGENDA, "concept", "--by", "P4D")
    assert _moved(document, "pushed") == {
        "bespreking": ("2027-04-08", (28, 28)),
        "inspraak": ("2027-04-12/2027-05-24", (28, 28)),
        "wijk": ("[2027-04-13..]", (14, None)),
        "nota": ("2027-05-25", (22, 22)),
    }
    assert _kinds(document, "bespreking") == ["preparation", "meeting"]
    assert _kinds(document, "inspraak") == ["link", "minimum"]
    assert _kinds(document, "wijk") == ["link", "no-agenda"]
    (minimum,) = [
        cause for one in document["moved"] for cause in one["causes"] if cause["kind"] == "minimum"
    ]
    assert (minimum["rule"], minimum["basis"]) == ("zes-weken", "Awb, art. 3:16")


def test_every_council_by_its_own_agenda() -> None:
    """From 28 June on Laren meets on 14 July, Huizen after the summer, Eemnes that very day."""
    document = _said(AGENDA, "nota", "--by", "P5W")
    assert _moved(document, "pushed") == {
        "vaststelling laren": ("2027-07-14", (14, 55)),
        "vaststelling huizen": ("2027-09-16", (78, 119)),
        "feest": ("2027-09-17", (13, 13)),
    }
    assert "vaststelling eemnes" in _moved(document, "narrowed")
    (deadline,) = document["deadlines"]
    assert deadline["before"]["verdict"] == "holds"
    assert deadline["after"] == {
        "verdict": "broken", "days": 64, "certain": True, "depends_on": [],
    }  # fmt: skip
    assert [(one["code"], one["change"]) for one in document["findings"]] == [("BP202", "appears")]


def test_where_no_agenda_tells_it_says_so() -> None:
    """Of Eemnes nothing is known after 31 July: not before 1 August, and what follows is open."""
    document = _said(AGENDA, "nota", "--by", "P36D")
    eemnes = next(one for one in document["moved"] if one["municipalities"] == ["eemnes"])
    assert (eemnes["after"], eemnes["certain"]) == ("[2027-08-01..]", False)
    assert eemnes["slip"] == {"least": 32, "most": None}
    feest = next(one for one in document["moved"] if one["activity"] == "feest")
    assert (feest["after"], feest["certain"]) == ("[2027-09-17..]", False)


def test_room_is_that_of_the_passes() -> None:
    """Huizen must decide on 24 June, so the note is there on the 3rd: 31 days after 3 May."""
    document = _said(AGENDA, "nota", "--by", "P2W")
    (room,) = document["room"]
    assert (room["deadline"], room["activity"]) == ("zomer", "nota")
    assert room["before"] == {"sure": 31, "possible": 31}
    assert room["after"] == {"sure": 17, "possible": 17}


def test_a_day_on_which_nobody_meets_is_a_finding() -> None:
    document = _said(AGENDA, "bespreking", "--by", "P1D")
    assert [(one["change"], one["code"]) for one in document["findings"]] == [("appears", "BP401")]


def test_a_date_that_cannot_be_is_said() -> None:
    """Before the consultation, of which the end is the plan of 26 April: so 27 April."""
    document = _said(AGENDA, "nota", "--to", "2027-04-01")
    (one,) = [one for one in document["moved"] if one["activity"] == "nota"]
    assert (one["after"], one["not_before"]) == ("2027-04-01", "2027-04-27")
    assert "kan niet vóór di 27 apr 2027" in _ran(AGENDA, "nota", "--to", "2027-04-01").out
    assert ("appears", "BP201") in [(one["change"], one["code"]) for one in document["findings"]]


def test_one_municipality() -> None:
    words = ["vaststelling", "--to=2027-07-14", "--municipality=laren"]
    document = _said(AGENDA, *words)
    assert document["asked"] == [
        {"activity": "vaststelling", "kind": "moved", "municipalities": ["laren"],
         "date": "2027-07-14"},
    ]  # fmt: skip
    assert _moved(document, "asked") == {"vaststelling laren": ("2027-07-14", (14, 55))}
    assert document["findings"] == []
    before = ["--municipality=laren", "simulate", "vaststelling", "--to=2027-07-14", "--json"]
    assert json.loads(answer(f"--file={AGENDA}", f"--today={TODAY}", *before, env=OURS)) == document


def test_several_at_once() -> None:
    document = _said(
        AGENDA, "--move", "concept", "P4D", "--move", "bespreking", "2027-05-13",
        "--move", "wijk", "-P1D",
    )  # fmt: skip
    assert _moved(document, "asked") == {
        "concept": ("2027-02-26", (4, 4)),
        "bespreking": ("2027-05-13", (63, 63)),
        "wijk": ("2027-03-29", (-1, -1)),
    }
    both = _said(AGENDA, "concept", "wijk", "--by", "P1D")
    assert set(_moved(both, "asked")) == {"concept", "wijk"}


def test_done_puts_back_on_plan() -> None:
    """On 1 March it is a week overdue and keeps the board from meeting; done it does not."""
    words = ["--done", "concept", "2027-02-20"]
    document = _said(AGENDA, *words, today="2027-03-01")
    assert _moved(document, "eased")["bespreking"] == ("2027-03-11", (0, 0))
    (one,) = [one for one in document["moved"] if one["activity"] == "bespreking"]
    assert one["expected"] == "2027-04-08"
    (room,) = document["room"]
    assert room["activity"] is None
    assert room["after"]["sure"] >= room["before"]["sure"]
    text = _ran(AGENDA, *words, today="2027-03-01").out
    assert "zonder deze wijziging niet vóór do 8 apr 2027" in text


def test_what_was_late_anyway_is_told_apart() -> None:
    document = _said(AGENDA, "concept", "--to", "2027-03-30", today="2027-03-01")
    (one,) = [one for one in document["moved"] if one["activity"] == "bespreking"]
    assert (one["expected"], one["after"]) == ("2027-04-08", "2027-05-13")


def test_the_next_of_the_possible_days() -> None:
    text = (
        HEAD
        + step("a", "when = 2027-03-01")
        + step("b", 'after = ["a"]', "when = [2027-03-02, 2027-03-09, 2027-03-16]")
        + step("c", 'after = ["b"]', "when = 2027-03-10")
    )
    made = _simulated(timeline_of(text), Change(activity="a", to=_when("2027-03-09")), TODAY)
    found = {one.key[0]: one for one in made.moved}
    assert found["b"].effect is Effect.NARROWED
    assert certain_day(found["b"].after) == date(2027, 3, 16)
    assert certain_day(found["c"].after) == date(2027, 3, 17)


def test_behind_a_vague_date_stands_a_range() -> None:
    text = HEAD + step("a", "when = 2027-03-01") + step("b", 'after = ["a"]', "when = 2027-03-02")
    made = _simulated(timeline_of(text), Change(activity="a", to=_when("2027-04")), TODAY)
    (found,) = made.of(Effect.PUSHED)
    assert found.after == _when("[2027-04-02..2027-05-01]")
    assert (found.is_sure, made.certain) == (True, ())


def test_a_month_stays_a_month_as_long_as_a_day_of_it_is_left() -> None:
    """B is in April, by order before 20 April; pushed to 26 April it is still on its date."""
    text = (
        HEAD
        + step("a", "when = 2027-04-01")
        + step("b", 'after = ["a"]', when="2027-04")
        + step("c", 'after = ["b"]', "when = 2027-04-20")
    )
    made = _simulated(timeline_of(text), Change(activity="a", to=_when("2027-04-25")), TODAY)
    found = {one.key[0]: one for one in made.moved}
    assert found["b"].effect is Effect.NARROWED
    assert found["b"].after == _when("[2027-04-26..2027-04-30]")
    assert found["c"].after == _when("[2027-04-27..2027-05-01]")


def test_behind_a_missed_meeting_a_month_may_still_last_to_its_end() -> None:
    """Step b had to be over by 19 April; pushed past that it may take all April."""
    text = (
        HEAD
        + '[[body]]\nid = "bo"\nname = "BO"\nlevel = "bestuurlijk"\n'
        + '[[agenda]]\nbody = "bo"\nkind = "complete"\nmeetings = [2027-04-05, 2027-04-22]\n'
        + "from = 2027-01-01\nuntil = 2027-12-31\n"
        + step("a", "when = 2027-04-01")
        + step("m", 'after = ["a"]', "when = 2027-04-05", body="bo", purpose="bespreken")
        + step("b", 'after = ["m"]', when="2027-04")
        + step("c", 'after = ["b"]', "when = 2027-04-20")
    )
    made = _simulated(timeline_of(text), Change(activity="a", to=_when("2027-04-06")), TODAY)
    found = {one.key[0]: one for one in made.moved}
    assert found["m"].after == _when("2027-04-22")
    assert found["b"].after == _when("[2027-04-23..2027-04-30]")
    assert found["c"].after == _when("[2027-04-24..2027-05-01]")
    assert [one.activity for one in made.certain] == ["m"]


# -- on the shipped timeline -----------------------------------------------------------------


def test_the_concept_two_weeks_later() -> None:
    """Of 6, 13 and 20 May the first falls away, and the portfolio holders miss 22 May.

    The officials meet on it three weeks before (p. 1, note 1): 8 May and 21 days is 29 May.
    """
    document = _said(SHIPPED, "concept-gereed", "--by", "P2W", today=SPRING)
    colleges = next(one for one in document["moved"] if one["activity"] == "concept-colleges")
    assert (colleges["effect"], colleges["after"]) == ("narrowed", "[2025-05-13,2025-05-20]")
    pushed = _moved(document, "pushed")
    assert pushed["concept-pfho"] == ("[2025-05-29..]", (7, None))
    appear = {one["code"] for one in document["findings"] if one["change"] == "appears"}
    assert {"BP201", "BP202"} <= appear  # 6 May falls away; the delivery is past its last day
    verdicts = {one["id"]: one["after"]["verdict"] for one in document["deadlines"]}
    assert verdicts["concept-aanleveren"] == "broken"
    assert verdicts["raden-uiterlijk"] == "unknown"


def test_three_days_before_the_directors() -> None:
    """13 October + 3 is 14 days before 30 October; the directors meet then (p. 1, note 1)."""
    document = _said(SHIPPED, "definitief-gereed", "--by", "P3D", today=SPRING)
    assert _moved(document, "pushed") == {}
    late = _said(SHIPPED, "definitief-gereed", "--by", "P4D", today=SPRING)
    assert _moved(late, "pushed") == {"vaststelling-pfho": ("[2025-10-31..]", (1, None))}
    (unknown,) = [one for one in late["deadlines"] if one["id"] == "raden-uiterlijk"]
    assert unknown["after"]["verdict"] == "unknown"
    assert unknown["after"]["depends_on"] == [{"activity": "vaststelling-pfho", "by": "2025-12-29"}]
    assert all(one["open"] for one in late["staying"])
    narrowed = [one for one in late["moved"] if one["effect"] == "narrowed"]
    assert not any(one["certain"] for one in narrowed)
    assert "BP802" not in {one["code"] for one in late["findings"]}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_no_line_is_wider_than_the_screen(lang: str, width: str) -> None:
    words = ["simulate", "concept-gereed", "--by=P2M", f"--today={SPRING}", f"--lang={lang}"]
    text = answer(*words, env={"COLUMNS": width, **OURS})
    assert max(map(len, text.splitlines())) <= int(width)


def test_english_is_complete() -> None:
    """What is left in Dutch are titles, ids and texts of the timeline."""
    for words in (("concept-gereed", "--by=P2M"), ("definitief-gereed", "--by=P4D")):
        text = _ran(SHIPPED, *words, today=SPRING, lang="en").out
        dutch = _ran(SHIPPED, *words, today=SPRING).out
        assert len(text.splitlines()) == pytest.approx(len(dutch.splitlines()), abs=8)
        own = ("niet vóór", "wacht op", "dagen", "later te", "speling", "hangt af", "vervalt")
        shown = re.sub(r"\s+", " ", text)
        assert not [word for word in own if word in shown]


# -- what always holds -----------------------------------------------------------------------


def _when(text: str) -> When:
    from boplan.dates.notation import parse

    return parse(text)


def _simulated(timeline: Timeline, change: Change, today: str) -> Simulation:
    steps = progress(timeline, day(today))
    made = simulate(
        timeline, steps, asked_records(timeline, steps, [change], day(today)), day(today)
    )
    made.judge(steps, progress(made.timeline, day(today)))
    return made


def _open(timeline: Timeline, today: str) -> list[str]:
    from boplan.model.vocabulary import CLOSED

    return [
        one
        for one, step_ in progress(timeline, day(today)).items()
        if step_.activity.recurrence is None
        and step_.current is not None
        and step_.status not in CLOSED
        and not any(track.status in CLOSED for track in step_.tracks)
        and (step_.current.bounds.latest_finish or date.max) >= day(today)
    ]


PLACES = [(SHIPPED, SPRING), (SHIPPED, "2024-11-20"), (AGENDA, TODAY), (SEVEN, "2025-11-01")]


@pytest.mark.parametrize(("path", "today"), PLACES)
def test_by_nothing_nothing_changes(path: Path, today: str) -> None:
    timeline = read(path).timeline
    for one in _open(timeline, today):
        made = _simulated(timeline, Change(activity=one, by=Period(0, "D")), today)
        assert (made.asked, made.pushed, made.moved) == ((), (), [])
        assert made.timeline is timeline
        assert all(kept.before == kept.after for kept in made.deadlines)
        assert all(room.before == room.after for room in made.rooms)
    assert "Dit verandert niets" in _ran(AGENDA, "concept", "--by", "P0D").out


@pytest.mark.parametrize(("path", "today"), PLACES)
def test_later_never_moves_anything_earlier(path: Path, today: str) -> None:
    """And what is pushed keeps the order: it begins after what it waits for by its own cause."""
    timeline = read(path).timeline
    for one in _open(timeline, today):
        for count in (1, 10, 50):
            change = Change(activity=one, by=Period(count, "D"))
            try:
                made = _simulated(timeline, change, today)
            except ImpossibleError:
                continue
            for moved in made.moved:
                assert moved.effect is not Effect.EASED, (one, moved.key)
                if moved.effect is Effect.PUSHED:
                    assert moved.slip is None or moved.slip.least is None or moved.slip.least > 0
            for kept in made.deadlines:
                if kept.before.verdict.value == "broken":
                    assert kept.after.verdict.value == "broken", (one, kept.deadline.id)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 200))
def test_an_exact_chain_moves_day_by_day(days: int) -> None:
    """a, then b 2 days after, then a span c of 10 days: nothing has any room."""
    text = (
        HEAD
        + step("a", "when = 2027-03-01")
        + step("b", 'after = [{ id = "a", lag = "P2D" }]', "when = 2027-03-03")
        + step("c", 'after = ["b"]', when="2027-03-04/2027-03-13")
    )
    made = _simulated(timeline_of(text), Change(activity="a", by=Period(days, "D")), TODAY)
    for one in made.moved:
        assert one.slip is not None
        assert one.slip.days == days
        assert one.is_sure
    (_, _, last) = made.moved
    assert isinstance(last.after, Span)
    by = Period(days, "D")
    assert last.bounds.earliest_start == shift(date(2027, 3, 4), by)
    assert last.bounds.latest_finish == shift(date(2027, 3, 13), by)
    assert len(made.certain) == 2


def test_a_simulation_again_of_what_was_recorded_changes_nothing() -> None:
    """The pushed steps fit: nothing is pushed any further."""
    timeline = read(AGENDA).timeline
    made = _simulated(timeline, Change(activity="concept", by=Period(4, "D")), TODAY)
    again = _simulated(made.timeline, Change(activity="concept", by=Period(0, "D")), TODAY)
    assert again.moved == []
    case = Case(made.timeline, day(TODAY))
    assert [one.code for one in judged(case) if one.counts] == []


@pytest.mark.parametrize(("path", "today"), PLACES)
def test_everything_can_be_said(path: Path, today: str) -> None:
    """In both languages and as JSON, whatever moves and however far."""
    timeline = read(path).timeline
    before = Case(timeline, day(today))
    for one in _open(timeline, today):
        for count in (-5, 3, 40, 400):
            change = Change(activity=one, by=Period(count, "D"))
            try:
                made = _simulated(timeline, change, today)
            except ImpossibleError:
                continue
            found = difference(judged(before), judged(Case(made.timeline, day(today))))
            given = Answer(
                timeline=timeline, asked=[change], made=made, findings=found, today=day(today)
            )
            nl, en = (plain(simulated_lines(given, lang=its, width=80)) for its in LANGS)
            assert nl != en
            assert not re.search(r"\bNone\b(?! of it)", nl + en)
            located = [Located(1, its.finding) for its in found]
            to_text(simulated_document(given, located, "x", "nl", []))


# -- what is refused -------------------------------------------------------------------------

BASE = (
    HEAD
    + '[[municipality]]\nid = "laren"\nname = "Laren"\n'
    + '[[municipality]]\nid = "huizen"\nname = "Huizen"\n'
    + '[[municipality]]\nid = "eemnes"\nname = "Eemnes"\n'
    + step("a", "when = 2027-02-10")
    + step("b", 'after = ["a"]', "when = 2027-02-20")
    + step("klaar", "when = 2027-01-10")
    + step("weg", "when = 2027-03-10")
    + step("vaak", 'every = "FREQ=MONTHLY"', 'from = "2027-01"')
    + step("los")
    + step("vaag", when="2027-06/2027-09-08")
    + step("twee", 'scope = ["laren", "huizen"]', "when = 2027-03-01")
    + record("klaar", "done", "on = 2027-01-10")
    + record("weg", "cancelled", "on = 2027-01-10", reason="x")
    + record("twee", "done", "on = 2027-01-31", municipality="laren")
)

REFUSALS = {
    "": "noem een stap met --by of --to, of geef --move of --done",
    "a": "zeg met --by hoeveel later, of met --to naar welke datum",
    "--by P1D": "noem bij --by een stap",
    "--to 2027-03-01": "noem bij --to een stap",
    "a --by P1D --to 2027-03-01": "geef --by of --to, niet beide",
    "aa --by P1D": "'aa' is niet het id van een stap",
    "klar --by P1D": "bedoelt u 'klaar'?",
    "--move klar P1D": "bedoelt u 'klaar'?",
    "--done klar 2027-01-01": "bedoelt u 'klaar'?",
    "a --by 2W": "--by is een periode zoals P2W, P3D, P1M of -P3D, geen '2W'",
    "a --by P99999D": "--by is een periode",
    "a --to 2027-02-30": "--to: '2027-02-30'",
    "a --to morgen": "--to: 'morgen'",
    "--move a 2W": "--move: '2W'",
    "--done a gisteren": "--done: 'gisteren'",
    "a a --by P1D": "'a' is meer dan eens genoemd",
    "a --by P1D --done a 2027-02-01": "'a' is meer dan eens genoemd",
    "klaar --by P1D": "'klaar' is al gedaan",
    "klaar --to 2027-03-01": "'klaar' is al gedaan",
    "--done klaar 2027-02-01": "'klaar' is al gedaan",
    "weg --by P1D": "'weg' is al vervallen",
    "vaak --by P1D": "'vaak' komt telkens terug",
    "--done vaak 2027-01-01": "'vaak' komt telkens terug",
    "los --by P1D": "'los' heeft geen datum om te verschuiven; geef er een met --to",
    "vaag --by P2W": "is niet met P2W te verschuiven; geef de nieuwe datum met --to",
    "a --by P180Y": "is niet met P180Y te verschuiven",
    "a --by -P3W": "zou dan op wo 20 jan 2027 staan, en dat is al voorbij",
    "a --to 2027-01-31": "dat is al voorbij; is het gedaan, zeg dat dan met --done",
    "--done a 2027-02-02": "is nog niet geweest; een dag die nog komt geeft u met --to",
    "--done b 2027-02-01": "'a', waarop deze stap wacht, is nog niet gedaan",
    "a --by P1D --municipality laren": "'a' is geen stap van gemeenten",
    "twee --by P1D --municipality laren": "'twee' is in Laren al gedaan",
    "twee --by P1D --municipality eemnes": "niet van gemeente 'eemnes'; wel van laren, huizen",
    "twee --by P1D --municipality larn": "bedoelt u 'laren'?",
    "a --by P1D --record": "--record vraagt --reason",
    "a --by P1D --reason x": "--reason hoort bij --record",
    "a --by P1D --with-pushed": "--with-pushed hoort bij --record",
    "a --by P1D --record --reason ": "--reason: de tekst is leeg",
    "a --to \udce9": "dit is geen tekst in UTF-8",
    "a\x1b[31m --by P1D": "is niet het id van een stap",
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a timeline of its own."""
    made = tmp_path / "timeline.toml"
    made.write_text(BASE, encoding="utf-8")
    return made


@pytest.mark.parametrize("words", REFUSALS)
def test_what_is_refused(path: Path, words: str) -> None:
    """One sentence, another one in English, and not a byte in the file."""
    before = path.read_bytes()
    given = words.split(" ") if words else []
    ran = _ran(path, *given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), ran
    assert REFUSALS[words] in ran.err
    assert "\x1b" not in ran.err
    english = _ran(path, *given, lang="en")
    assert english.code == 2
    assert english.err != ran.err
    assert path.read_bytes() == before


def test_of_several_municipalities_those_that_have_still_to_act(path: Path) -> None:
    document = _said(path, "twee", "--by", "P1W")
    assert document["asked"][0]["municipalities"] == ["huizen"]


def test_undated_to_a_date_and_done_one_after_the_other(path: Path) -> None:
    assert _moved(_said(path, "los", "--to", "2027-05"), "asked") == {"los": ("2027-05", None)}
    document = _said(path, "--done", "b", "2027-02-01", "--done", "a", "2027-01-30")
    assert [one["kind"] for one in document["asked"]] == ["done", "done"]


# -- recording it ----------------------------------------------------------------------------


def _copied(tmp_path: Path) -> Path:
    made = tmp_path / "agenda.toml"
    made.write_bytes(AGENDA.read_bytes())
    return made


def _states(steps: dict[str, Progress]) -> dict[str, object]:
    return {
        one: (step_.status, step_.current, step_.window.bounds, [
            (track.status, track.current) for track in step_.tracks])
        for one, step_ in steps.items()
    }  # fmt: skip


@pytest.mark.parametrize("pushed", [False, True])
def test_what_was_shown_is_what_is_recorded(tmp_path: Path, pushed: bool) -> None:
    path = _copied(tmp_path)
    before = path.read_bytes()
    timeline = read(path).timeline
    made = _simulated(timeline, Change(activity="concept", by=Period(4, "D")), TODAY)
    words = ["--record", "--reason=Ziek", *(["--with-pushed"] if pushed else [])]
    ran = _ran(path, "concept", "--by", "P4D", *words)
    assert (ran.code, ran.err) == (0, ""), ran
    assert "SCHUIFT OP (4)" in ran.out
    after = path.read_bytes()
    assert after.startswith(before)
    records = tomli.loads(after.decode())["record"]
    names = ["concept", "bespreking", "inspraak", "nota"] if pushed else ["concept"]
    assert [one["activity"] for one in records] == names
    assert {one["reason"] for one in records} == {"Ziek"}
    kept = made.asked + (made.certain if pushed else ())
    supposed = replace(timeline, records=(*timeline.records, *kept))
    assert _states(progress(read(path).timeline, day(TODAY))) == _states(
        progress(supposed, day(TODAY))
    )
    for one in reversed(records):
        assert f"boplan record undo {one['id']}" in ran.out
        undone = run("record", "undo", one["id"], "--reason=x", f"--file={path}",
                     f"--today={TODAY}", env=OURS)  # fmt: skip
        assert undone.code == 0, undone
    assert _states(progress(read(path).timeline, day(TODAY))) == _states(
        progress(timeline, day(TODAY))
    )


def test_without_record_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    ran = _ran(path, "a", "--by", "P1D")
    assert (ran.code, path.read_bytes()) == (0, before)
    assert 'Er is niets vastgelegd; dat doet --record --reason "…".' in ran.out
    assert len(list(path.parent.iterdir())) == 1


def test_nothing_to_record(path: Path) -> None:
    before = path.read_bytes()
    ran = _ran(path, "a", "--by", "P0D", "--record", "--reason=x")
    assert ran.code == 0
    assert "Er is niets toegevoegd." in ran.out
    assert path.read_bytes() == before


def test_recording_as_json(path: Path) -> None:
    document = _said(path, "a", "--by", "P1W", "--record", "--reason=x")
    assert document["recorded"] == ["r-2027-02-01-1"]
    assert tomli.loads(path.read_text())["record"][-1]["to"] == day("2027-02-17")


@pytest.mark.parametrize(("typed", "written"), [("j\n", True), ("\n", False), ("nee\n", False)])
def test_it_asks_at_a_terminal(path: Path, typed: str, written: bool) -> None:
    before = path.read_bytes()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "boplan", "simulate", "a", "--by", "P1D", "--record",
         "--reason=x", f"--file={path}", f"--today={TODAY}"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**OURS),
        cwd=ROOT,
    ) as process:  # fmt: skip
        os.close(theirs)
        os.write(ours, typed.encode())
        out, err = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert "Toevoegen aan" in err.decode()
    assert ("Toegevoegd:" in out.decode()) is written
    assert (path.read_bytes() != before) is written


def test_all_or_none(path: Path) -> None:
    """Of two records the second cannot be: neither is written."""
    before = path.read_bytes()
    good = {"activity": "a", "kind": "note", "note": "x", "recorded": day(TODAY)}

    def make(_: Timeline) -> list[dict[str, Any]]:
        return [good, {**good, "activity": "nergens"}]

    with pytest.raises(WriteError):
        draft(path, make)
    added = append(draft(path, lambda _: [good, good]), lambda _: [good, good])
    assert [one.id for one in added.records] == ["r-2027-02-01-1", "r-2027-02-01-2"]
    assert path.read_bytes().startswith(before)
    assert path.read_text().splitlines()[added.line - 1] == "[[record]]"


def test_a_file_that_changes_meanwhile_is_looked_at_again(path: Path) -> None:
    """What was shown is what is written; where it would be something else, nothing is."""
    asked = ["simulate", "a", "--by", "P1W", "--record", "--reason=x", f"--file={path}"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "boplan", *asked, f"--today={TODAY}"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**OURS),
        cwd=ROOT,
    ) as process:  # fmt: skip
        os.close(theirs)
        assert process.stderr is not None
        while b"Toevoegen" not in (heard := os.read(process.stderr.fileno(), 100)):
            assert heard
        with path.open("a", encoding="utf-8") as file:
            file.write(record("a", "moved", f"on = {TODAY}", "to = 2027-02-12", reason="y"))
        changed = path.read_bytes()
        os.write(ours, b"j\n")
        _, err = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 2
    assert "het bestand is intussen veranderd en de uitkomst ook" in err.decode()
    assert path.read_bytes() == changed


# -- as JSON ---------------------------------------------------------------------------------


def _documented() -> dict[str, str]:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    rows: dict[str, str] = {"format": "number", "today": "day"}
    for heading in ("`simulate`", "`check`: findings"):
        section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        found = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", section, re.MULTILINE)
        rows |= {key: type_.strip() for key, type_ in found}
    return rows


def test_json_has_the_keys_and_types_of_the_page_and_always() -> None:
    types = _documented()
    children: dict[str, set[str]] = {}
    for key in types:
        parent, _, last = key.rpartition(".")
        children.setdefault(parent.removesuffix("[]"), set()).add(last)
    seen = set()
    cases = [
        (SHIPPED, ("concept-gereed", "--by", "P2M"), SPRING),
        (SHIPPED, ("definitief-gereed", "--by", "P4D"), SPRING),
        (AGENDA, ("concept", "--by", "P4D"), TODAY),
        (AGENDA, ("nota", "--by", "P36D"), TODAY),
        (AGENDA, ("concept", "--by", "P0D"), TODAY),
        (AGENDA, ("--done", "concept", "2027-02-20"), "2027-03-01"),
    ]
    for path, words, today in cases:
        document = _said(path, *words, today=today)
        assert set(document) == children[""]
        for key, value in _walk(document):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    assert set(one) == children[key.removesuffix("[]")], key
            if key.endswith("[]"):
                continue
            if key not in ("recorded", "findings[].settle_by"):
                allowed = types[key].split(" or ")
                assert any(CHECKS[one](value) for one in allowed), (key, value)
            seen.add(key)
    assert seen == set(types)
