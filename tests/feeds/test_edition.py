"""What becomes of an event when the timeline changes: the previous feeds are the memory."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.feeds.writing.appointments import Appointment
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import RecordKind
from boplan.schedule.progress import planned
from tests.feeds.checker import faults
from tests.feeds.shelf import (
    FIRST,
    LATER,
    LATEST,
    NOTA,
    TODAY,
    Shelf,
    Told,
    edited,
    news,
    printed,
    told,
    without,
)
from tests.helpers import HEAD, SHIPPED, answer, record, step, timeline_of
from tests.rules.test_properties import HEAD as ANY_HEAD
from tests.rules.test_properties import TABLES, whole_timelines

PERIOD = timedelta(days=60)
SECOND = timedelta(seconds=1)
SHIPPED_TEXT = SHIPPED.read_text("utf-8")

OPENING = "Opening: bal, net; doel \\ 🎉 END:VEVENT"
CONCEPT = "Concept schrijven (dag niet bekend)"
PFHO = "PFHO – bespreken Nota"
AO = "AO – voorbereiding Nota voor PFHO (afgeleid)"
NORTH, SOUTH = "Raad Noorddorp – vaststellen Nota", "Raad Zuidstad – vaststellen Nota"
LAST_DAY = "Uiterste dag: Raden – vaststellen Nota"
WEEKLY = "AO – Werkoverleg"
NAMES = ("Noorddorp", "Noorddorp", "Zuidstad", "Zuidstad")
CLOSING = "Sluiting van het oude veld (uiterlijk deze dag)"


def after(text: str, before: str = NOTA, *, alarms: bool = False) -> list[str]:
    """Return what became of which event, after checking that it stays so."""
    first = Shelf().then(before, alarms=alarms)
    second = first.then(text, LATER, alarms=alarms)
    third = second.then(text, LATEST, alarms=alarms)
    assert (third.files, third.index) == (second.files, second.index)
    assert not [fault for data in second.files.values() for fault in faults(data)]
    return news(first, second, LATER)


# -- nothing changes -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [NOTA, SHIPPED_TEXT], ids=["nota", "shipped"])
def test_the_same_timeline_gives_the_same_bytes(text: str) -> None:
    first = Shelf().then(text)
    stamps = {
        (one.sequence, one.created, one.modified, one.dtstamp) for one in first.events.values()
    }
    assert stamps == {(0, *["20260115T020000Z"] * 3)}
    second = first.then(text, datetime(2026, 7, 1, 3, 4, 5, tzinfo=UTC))
    assert (second.files, second.index, second.troubles) == (first.files, first.index, ())


def test_the_order_of_tables_is_no_change() -> None:
    deadline = NOTA[NOTA.index("[[deadline]]") : NOTA.index('[[activity]]\nid = "looptijd"')]
    assert after(NOTA.replace(deadline, "# Een opmerking.\n") + deadline) == []


_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf"))
_WORDS = st.text(_CHARACTERS | st.sampled_from('\t\n\\;,:" '), min_size=1).filter(str.strip)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@given(_WORDS, _WORDS)
def test_any_text_is_remembered_as_it_was_written(title: str, words: str) -> None:
    title = " ".join(title.split())
    text = HEAD.replace('title = "Een proces"', f"title = {_toml(title)}") + step(
        "a", f"title = {_toml(title)}", f"words = {_toml(words)}", when="2026-03"
    ).replace('title = "Stap a"\n', "")
    first = Shelf().then(text)
    second = first.then(text, LATER)
    assert (second.files, second.index, second.troubles) == (first.files, first.index, ())


@pytest.mark.parametrize("edge", ["BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "BEGIN:VALARM"])
def test_a_title_is_no_outline(edge: str) -> None:
    text = HEAD.replace("Een tijdlijn", edge) + step("a", when="2026-03-01").replace("Stap a", edge)
    first = Shelf().then(text)
    assert [one.title for one in told(first.files["all.ics"])] == [edge]
    second = first.then(text, LATER)
    assert (second.files, second.troubles) == (first.files, ())


# -- one thing changes: so many events, and no other -----------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "concerned"),
    [
        # Who waits for a step names it.
        ('title = "Opdracht verlenen"', 'title = "Opdracht geven"', ["Opdracht geven", CONCEPT]),
        ("when = 2026-05-11", "when = 2026-05-12", [OPENING]),
        ("when = 2026-05-11", "when = 2026-05-11T10:00:00", [OPENING]),
        ("when = 2026-05-11", 'when = "2026-05"', [f"{OPENING} (dag niet bekend)"]),
        ('"[..2026-07-01]"', "2026-07-01", ["Sluiting van het oude veld"]),
        ('name = "Regio"', 'name = "De regio"', ["Opdracht verlenen", CONCEPT]),
        ("Op 17 september is er geen raad.", "De raad is dan op reis.", [SOUTH]),
        ("zonder opvolger", "zonder meer", [LAST_DAY, NORTH, SOUTH]),
        ("date = 2026-10-01", "date = 2026-10-02", [LAST_DAY, NORTH, SOUTH]),
        ("to = 2026-09-24", "to = 2026-09-25", [SOUTH]),
        ("in de loop van februari", "ergens in februari", [CONCEPT]),
        ("when = 2026-03-05T14:00:00", "when = 2026-03-06T14:00:00", [PFHO, AO]),
        ("when = 2026-03-05T14:00:00", "when = 2026-03-05T14:30:00", [PFHO]),
        ('duration = "PT1H30M"', 'duration = "PT1H"', [PFHO]),
        ('offset = "-P21D"', 'offset = "-P20D"', [AO]),
        (
            'name = "Zuidstad"',
            'name = "Zuid"',
            [
                *["College Zuid – besluiten Nota (één van 2 dagen)"] * 2,
                "Raad Zuid – vaststellen Nota",
                "Raad Zuid – zienswijze Nota",
            ],
        ),
        (
            'short = "Accommodaties, velden en zalen"',
            'short = "Velden"',
            [*[WEEKLY] * 3, OPENING, CLOSING],
        ),
        (
            'title = "Nota Sport 2027-2030"\nshort = "Nota"',
            'title = "Nota Sport"\nshort = "Nota"',
            [
                CONCEPT, PFHO, NORTH, SOUTH, LAST_DAY, "Begin: Looptijd van de nota",
                "Einde: Looptijd van de nota",
                *(
                    f"{who} – {what}"
                    for name in ("Noorddorp", "Zuidstad")
                    for who, what in (
                        *[(f"College {name}", "besluiten Nota (één van 2 dagen)")] * 2,
                        (f"Raad {name}", "zienswijze Nota"),
                    )
                ),
            ],
        ),
        # A finding that appears: nothing of the step itself was touched.
        (
            "[[deadline]]",
            '[[rule]]\nid = "lang"\nkind = "duration"\nbasis = "custom"\n'
            'activity = "zienswijze"\nminimum = "P20W"\n\n[[deadline]]',
            ["Raad Noorddorp – zienswijze Nota", "Raad Zuidstad – zienswijze Nota"],
        ),
        ('title = "Nota Sport"\nlanguage', 'title = "Sport"\nlanguage', []),
        ('remind = ["P14D"]', 'remind = ["P10D"]', []),
    ],
)  # fmt: skip
def test_one_change_moves_what_it_concerns_and_nothing_else(
    old: str, new: str, concerned: list[str]
) -> None:
    assert after(edited(NOTA, (old, new))) == sorted(f"changed: {one}" for one in concerned)


def test_another_reminder_is_a_change_where_alarms_are_written() -> None:
    assert after(edited(NOTA, ('["P14D"]', '["P10D"]')), alarms=True) == [f"changed: {PFHO}"]


def test_a_record_that_moves_a_meeting_moves_what_prepares_it() -> None:
    moved = record("bespreking", "moved", on="2026-01-14", to="2026-03-12", reason="Vol.")
    assert after(NOTA + moved) == [f"changed: {AO}", f"changed: {PFHO}"]


def test_what_is_new_begins_at_nought() -> None:
    text = NOTA + '\n[[activity]]\nid = "n"\ntitle = "Nieuw"\nprocess = "nota-sport"\n'
    first = Shelf().then(NOTA)
    second = first.then(f"{text}when = 2026-03-01\n", LATER)
    assert news(first, second, LATER) == ["new: Nieuw"]
    assert second.event("Nieuw").sequence == 0


@pytest.mark.parametrize("stamp", [FIRST - timedelta(days=9), FIRST], ids=["back", "stopped"])
def test_a_clock_that_was_put_back_makes_no_change_look_old(stamp: datetime) -> None:
    first = Shelf().then(NOTA)
    second = first.then(edited(NOTA, ("when = 2026-05-11", "when = 2026-05-12")), stamp)
    assert news(first, second, stamp) == [f"changed: {OPENING}"]
    assert second.event(OPENING).modified == "20260115T020001Z"


# -- cancelled -------------------------------------------------------------------------------------

WITHOUT_OPENING = without(NOTA, 'id = "opening"')


def test_what_is_removed_is_cancelled_wherever_it_stood() -> None:
    first = Shelf().then(NOTA)
    second = first.then(WITHOUT_OPENING, LATER)
    assert news(first, second, LATER) == [f"cancelled: Vervallen: {OPENING}"]
    was, now = first.event(OPENING), second.event(f"Vervallen: {OPENING}")
    assert now.uid == was.uid
    assert now.day == was.day
    assert now.text == f"Dit staat niet meer zo in het plan.\n\n{was.text}"
    assert second.where(now.uid) == first.where(was.uid)
    assert after(WITHOUT_OPENING) == [f"cancelled: Vervallen: {OPENING}"]


def test_nobody_is_reminded_of_what_was_cancelled() -> None:
    first = Shelf().then(NOTA, alarms=True)
    assert b"BEGIN:VALARM" in first.event(CONCEPT).raw
    text = without(edited(NOTA, ('after = ["concept"]\n', "")), 'id = "concept"')
    second = first.then(text, LATER, alarms=True)
    assert b"VALARM" not in second.event(f"Vervallen: {CONCEPT}").raw
    cancelled = NOTA + record("concept", "cancelled", on="2026-01-14", reason="Zo.")
    assert all(b"VALARM" not in one.raw for one in _off(first.then(cancelled, alarms=True)))


@pytest.mark.parametrize(
    "text",
    [
        WITHOUT_OPENING,
        NOTA + record("opening", "cancelled", on="2026-01-14", reason="Geen geld."),
    ],
    ids=["removed", "recorded"],
)
def test_what_is_cancelled_stays_for_sixty_days(text: str) -> None:
    shelf = Shelf().then(NOTA).then(text, LATER)
    title = f"Vervallen: {OPENING}"
    for stamp in (LATER + SECOND, LATER + PERIOD - SECOND, LATER + PERIOD):
        assert shelf.then(text, stamp).files == shelf.files
    # The period counts from the change, not from the last time that it was written.
    late = shelf.then(text, LATER + PERIOD).then(text, LATER + PERIOD + SECOND)
    assert news(shelf, late, LATER + PERIOD) == [f"gone: {title}"]
    assert late.then(text, LATER + 2 * PERIOD).files == late.files


def test_what_comes_back_in_time_is_the_same_event_again() -> None:
    off = Shelf().then(NOTA).then(WITHOUT_OPENING, LATER)
    back = off.then(NOTA, LATER + PERIOD)
    assert news(off, back, LATER + PERIOD) == [f"back: {OPENING}"]
    assert back.event(OPENING).sequence == 2
    assert not _off(back)


def test_what_comes_back_long_after_has_a_higher_sequence_than_ever() -> None:
    off = Shelf().then(NOTA).then(WITHOUT_OPENING, LATER)
    uid, late = _off(off)[0].uid, LATER + PERIOD + SECOND
    gone = off.then(WITHOUT_OPENING, late)
    assert uid not in gone.events
    assert gone.index is not None
    assert json.loads(gone.index)["sequences"][uid] == 1
    back = gone.then(NOTA, late + SECOND)
    assert news(gone, back, late + SECOND) == [f"new: {OPENING}"]
    assert (back.event(OPENING).uid, back.event(OPENING).sequence) == (uid, 2)


def test_what_was_cancelled_before_anybody_saw_it_is_not_shown() -> None:
    text = NOTA + record("opening", "cancelled", on="2026-01-14", reason="Geen geld.")
    assert not _off(Shelf().then(text))


def test_what_was_cancelled_by_a_record_and_then_removed_stays_as_it_was() -> None:
    cancelled = record("opening", "cancelled", on="2026-01-14", reason="Geen geld.")
    assert after(WITHOUT_OPENING, NOTA) == [f"cancelled: Vervallen: {OPENING}"]
    first = Shelf().then(NOTA).then(NOTA + cancelled, LATER)
    assert first.then(WITHOUT_OPENING, LATEST).files == first.files


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (record("opening", "cancelled", on="2026-01-14", reason="Geen geld."), "Reden: Geen geld."),
        (
            record("opening", "superseded", on="2026-01-14", by="sluiting"),
            "Vervangen door: Sluiting van het oude veld.",
        ),
        (record("opening", "not-done", on="2026-01-14"), "Niet gedaan."),
    ],
    ids=["cancelled", "superseded", "not done"],
)
def test_a_record_cancels_and_says_why(tables: str, said: str) -> None:
    assert after(NOTA + tables) == [f"cancelled: Vervallen: {OPENING}"]
    (off,) = _off(Shelf().then(NOTA).then(NOTA + tables, LATER))
    assert said in off.text.split("\n")


def test_a_way_out_that_is_not_needed_is_cancelled() -> None:
    text = HEAD + step("a", when="2026-03-01")
    text += step("b", 'fallback_for = "a"', when="2026-04-01")
    title = "Stap b (onder voorwaarde)"
    assert [one.title for one in told(Shelf().then(text).files["all.ics"])] == ["Stap a", title]
    assert after(text + record("a", "done", on="2026-01-14"), text) == [
        f"cancelled: Vervallen: {title}",
        "changed: Stap a",
    ]


def test_a_deadline_that_is_removed_is_cancelled() -> None:
    assert after(without(NOTA, 'id = "uiterlijk"')) == [
        f"cancelled: Vervallen: {LAST_DAY}",
        f"changed: {NORTH}",
        f"changed: {SOUTH}",
    ]


def test_a_meeting_that_prepares_nothing_any_more_is_cancelled() -> None:
    cancelled = record("bespreking", "cancelled", on="2026-01-14", reason="Zo.")
    assert after(NOTA + cancelled) == [
        f"cancelled: Vervallen: {AO}",
        f"cancelled: Vervallen: {PFHO}",
        # The colleges no longer wait for it, and say so.
        *[f"changed: College {name} – besluiten Nota (één van 2 dagen)" for name in NAMES],
    ]


def test_one_time_of_many_is_cancelled_alone() -> None:
    found = after(edited(NOTA, ("until = 2026-03-31", "until = 2026-02-28")))
    # The others say until when they go on.
    assert found == [f"cancelled: Vervallen: {WEEKLY}", *[f"changed: {WEEKLY}"] * 2]


@pytest.mark.parametrize("municipality", ["", 'municipality = "zuid"'], ids=["all", "one"])
def test_a_choice_keeps_the_day_that_was_chosen(municipality: str) -> None:
    settled = record(
        "colleges-besluit", "settled", municipality, "settled = 2026-03-24", on="2026-01-14"
    )
    first = Shelf().then(NOTA)
    second = first.then(NOTA + settled, LATER)
    names = ["Zuidstad"] if municipality else ["Noorddorp", "Zuidstad"]
    titles = [f"College {name} – besluiten Nota" for name in names]
    assert news(first, second, LATER) == [
        *(f"cancelled: Vervallen: {one} (niet op deze dag)" for one in titles),
        *(f"changed: {one}" for one in titles),
    ]
    for title in titles:
        chosen = second.event(title)
        assert (chosen.day, chosen.status) == ("20260324", "CONFIRMED")
        assert first.events[chosen.uid].day == "20260324"
        dropped = second.event(f"Vervallen: {title} (niet op deze dag)")
        assert dropped.day == "20260317"
        assert "Niet op deze dag, maar: di 24 mrt 2026." in dropped.text


def test_what_leaves_the_horizon_leaves_in_silence() -> None:
    text = (
        HEAD
        + step("a", 'every = "FREQ=MONTHLY"', "from = 2025-06-02", "until = 2026-02-28")
        + step("b", when="[2025-05-01..2027-05-01]")
        + step("c", when="2025-03-01")
    )
    first = Shelf().then(text, today="2026-12-31")
    second = first.then(text, LATER, today="2027-01-01")
    assert news(first, second, LATER) == ["gone: Stap a"] * 7
    # So does what was over before it began; what may still happen does not.
    third = second.then(without(text, 'id = "b"', 'id = "c"'), LATEST, today="2027-01-01")
    assert news(second, third, LATEST) == [
        "cancelled: Vervallen: Stap b (dag niet bekend)",
        "gone: Stap c",
    ]


def _off(shelf: Shelf) -> list[Told]:
    return [one for one in shelf.events.values() if one.is_off]


# -- who it is -------------------------------------------------------------------------------------


def test_a_step_with_another_id_is_the_same_event() -> None:
    once = edited(NOTA, ('id = "opening"', 'id = "feest"\nwas = ["opening"]'))
    twice = edited(NOTA, ('id = "opening"', 'id = "bal"\nwas = ["opening", "feest"]'))
    first = Shelf().then(NOTA)
    second = first.then(once, LATER)
    assert news(first, second, LATER) == [f"changed: {OPENING}"]
    third = second.then(twice, LATEST)
    assert news(second, third, LATEST) == [f"changed: {OPENING}"]
    assert {one.event(OPENING).uid for one in (first, second, third)} == {first.event(OPENING).uid}
    assert third.event(OPENING).text.endswith("Kenmerk: bal")


def test_an_id_that_names_none_before_it_is_another_event() -> None:
    assert after(edited(NOTA, ('id = "opening"', 'id = "feest"'))) == [
        f"cancelled: Vervallen: {OPENING}",
        f"new: {OPENING}",
    ]


def test_a_meeting_and_all_parts_of_a_step_keep_their_identity_too() -> None:
    text = edited(
        NOTA,
        ('id = "bespreking"', 'id = "pfho-nota"\nwas = ["bespreking"]'),
        ('after = ["bespreking"]', 'after = ["pfho-nota"]'),
        ('id = "colleges-besluit"', 'id = "b-en-w"\nwas = ["colleges-besluit"]'),
        ('after = ["colleges-besluit"]', 'after = ["b-en-w"]'),
    )
    found = after(text)
    assert len(found) == 6
    assert all(one.startswith("changed: ") for one in found)


# -- feeds -----------------------------------------------------------------------------------------

BUREAU = NOTA + '\n[[owner]]\nid = "bureau"\nname = "Bureau"\n'


def test_a_step_of_another_owner_changes_feeds_and_is_cancelled_in_none() -> None:
    first = Shelf().then(BUREAU)
    text = edited(
        BUREAU,
        (
            'owner = "regio"\npurpose = "opstellen"\nwhen',
            'owner = "bureau"\npurpose = "opstellen"\nwhen',
        ),
    )
    second = first.then(text, LATER)
    assert news(first, second, LATER) == ["changed: Opdracht verlenen"]
    one = second.event("Opdracht verlenen")
    assert first.where(one.uid) - second.where(one.uid) == {"owner-regio.ics"}
    assert second.where(one.uid) - first.where(one.uid) == {"owner-bureau.ics"}
    assert not _off(second)
    assert second.then(text, LATEST).files == second.files


def test_a_feed_about_what_is_gone_ends_and_stays() -> None:
    gone = edited(
        without(NOTA, 'id = "werkoverleg"', 'body = "ao"', 'id = "ao"').replace(
            'owner = "regio"\n', ""
        ),
        ('[[owner]]\nid = "regio"\nname = "Regio"\n', ""),
    )
    first = Shelf().then(NOTA)
    second = first.then(gone, LATER)
    assert news(first, second, LATER) == [
        *[f"cancelled: Vervallen: {WEEKLY}"] * 3,
        f"cancelled: Vervallen: {AO}",
        f"changed: {CONCEPT}",
        "changed: Opdracht verlenen",
    ]
    assert set(second.files) == set(first.files)
    ao, regio = second.files["body-ao.ics"], second.files["owner-regio.ics"]
    assert b"NAME:AO \xe2\x80\x93 Nota Sport\r\n" in ao
    assert b"DESCRIPTION:Deze agenda is be\xc3\xabindigd" in ao
    assert {one.status for one in told(ao)} == {"CANCELLED"}
    assert told(regio) == []  # the steps go on without it
    late = LATER + PERIOD + SECOND
    third = second.then(gone, late)
    assert set(third.files) == set(first.files)
    assert told(third.files["body-ao.ics"]) == []
    assert not [fault for data in third.files.values() for fault in faults(data)]
    assert third.then(gone, late + PERIOD).files == third.files
    back = third.then(NOTA, late + SECOND)
    assert back.files["body-ao.ics"].count(b"BEGIN:VEVENT") == 4
    assert b"be\xc3\xabindigd" not in back.files["body-ao.ics"]
    assert {one.sequence for one in told(back.files["body-ao.ics"])} == {2}


# -- any edits -------------------------------------------------------------------------------------


class Draft:
    """A timeline of four steps that is edited, and what it must show."""

    def __init__(self) -> None:
        self.steps = {
            name: {"id": name, "day": 1, "title": "", "owner": "x"} for name in ("a", "b", "c", "d")
        }
        self.was: dict[str, list[str]] = {name: [] for name in self.steps}
        self.gone: set[str] = set()
        self.off: set[str] = set()
        self.settled = 0

    def edit(self, kind: str, name: str, number: int) -> None:
        step_ = self.steps[name]
        if kind == "move":
            step_["day"] = number
        elif kind == "title":
            step_["title"] = str(number)
        elif kind == "owner":
            step_["owner"] = "xy"[number % 2]
        elif kind == "rename":
            self.was[name].append(str(step_["id"]))
            step_["id"] = f"{name}{len(self.was[name])}"
        elif kind == "settle":
            self.settled = number % 3
        elif kind in ("remove", "cancel"):
            (self.gone if kind == "remove" else self.off).symmetric_difference_update({name})

    @property
    def toml(self) -> str:
        text = HEAD + "".join(f'[[owner]]\nid = "{one}"\nname = "{one}"\n' for one in "xy")
        for name, its in self.steps.items():
            if name in self.gone:
                continue
            one, day = str(its["id"]), its["day"]
            when = f"2026-05-{day:02}" if name != "d" else "[2026-06-01,2026-06-02]"
            text += f'[[activity]]\nid = "{one}"\ntitle = "{name} {its["title"]}"\nprocess = "p"\n'
            text += f'owner = "{its["owner"]}"\nwhen = "{when}"\nwas = {self.was[name]}\n'
            if name in self.off:
                text += record(one, "cancelled", on="2026-01-14", reason="Zo.")
            elif name == "d" and self.settled:
                text += record(
                    one, "settled", f"settled = 2026-06-{self.settled:02}", on="2026-01-13"
                )
        return text

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Return the days and owners of what is not cancelled."""
        found = []
        for name, its in self.steps.items():
            days = [f"202605{its['day']:02}"]
            if name == "d":
                days = ["20260601", "20260602"][slice(*[(0, 2), (0, 1), (1, 2)][self.settled])]
            if name not in self.gone | self.off:
                found += [(day, str(its["owner"])) for day in days]
        return sorted(found)


EDITS = st.tuples(
    st.sampled_from(["move", "title", "owner", "rename", "settle", "remove", "cancel", "wait"]),
    st.sampled_from("abcd"),
    st.integers(1, 28),
)


@given(st.lists(st.lists(EDITS, max_size=3), max_size=8), st.randoms(use_true_random=False))
def test_whatever_is_edited_no_sequence_goes_down(
    edits: list[list[tuple[str, str, int]]], chance: random.Random
) -> None:
    draft, stamp = Draft(), FIRST
    shelf = Shelf().then(draft.toml, stamp)
    highest = dict(shelf.sequences)
    for some in edits:
        for one in some:
            draft.edit(*one)
            if one[0] == "wait":
                stamp += timedelta(days=5 * one[2])
        stamp += timedelta(seconds=chance.randint(-3, 90_000))
        before, shelf = shelf, shelf.then(draft.toml, stamp)
        assert not shelf.troubles
        news(before, shelf, stamp)
        for uid, number in shelf.sequences.items():
            assert uid in before.events or number == highest.get(uid, -1) + 1
            highest[uid] = max(number, highest.get(uid, 0))
        shown = [
            (one.day, owner)
            for owner in "xy"
            for one in told(shelf.files[f"owner-{owner}.ics"])
            if not one.is_off
        ]
        assert sorted(shown) == draft.shown
        assert len([one for one in shelf.events.values() if not one.is_off]) == len(shown)
        assert shelf.then(draft.toml, stamp + SECOND).files == shelf.files
    assert not faults(shelf.files["all.ics"])


# -- days that pass --------------------------------------------------------------------------------


def _news_days(timeline: Timeline) -> set[date]:
    """Return the days on which a record begins to count."""
    found = set()
    for one in timeline.records:
        found.add(one.on.bounds.latest_finish if one.on else None)
        plan = planned(timeline.activities[one.activity])
        last = plan.bounds.latest_finish if plan else None
        if one.kind is RecordKind.NO_EVIDENCE and last:
            found.add(last + timedelta(days=1))
    return {one for one in found if one is not None}


def _shown_on(text: str, day: date) -> list[Appointment]:
    found = printed.__wrapped__(text, day.isoformat(), 2025).appointments
    return [one for one in found if not one.is_off]


def test_a_day_that_passes_changes_nothing_shipped() -> None:
    """Between two days on which a record begins to count, all days of 2025 are alike."""
    first, last = date(2025, 1, 1), date(2026, 1, 1)
    counts = sorted(one for one in _news_days(timeline_of(SHIPPED_TEXT)) if first < one < last)
    assert len(counts) > 20
    previous: list[Appointment] = []
    changed = 0
    for begin, end in pairwise([first, *counts, last]):
        found = _shown_on(SHIPPED_TEXT, begin)
        changed += found != previous
        days = {begin + (end - begin) / 2, end - timedelta(days=1)} - {begin}
        for day in days:
            assert _shown_on(SHIPPED_TEXT, day) == found, day
        previous = found
    assert changed > 20


def test_a_day_that_passes_changes_nothing_small() -> None:
    alike = _shown_on(NOTA, date(2026, 2, 9))
    for number in range(1, 800):
        assert _shown_on(NOTA, date(2026, 2, 9) + timedelta(days=number)) == alike, number


@given(whole_timelines(), st.dates(date(2024, 12, 1), date(2025, 9, 30)), st.integers(1, 40))
def test_a_day_that_passes_changes_nothing_anywhere(
    tables: list[str], first: date, number: int
) -> None:
    """But for BP211: once a step is late, what went ahead of it is a fault."""
    text = ANY_HEAD + TABLES + "\n".join(tables)
    last = first + timedelta(days=number)
    if not any(first < one <= last for one in _news_days(timeline_of(text))):
        assert _bare(_shown_on(text, first)) == _bare(_shown_on(text, last))


def _bare(found: list[Appointment]) -> list[tuple[object, ...]]:
    return [
        (one.uid, one.first, one.last, one.summary, re.sub(r".*\(BP211\).*\n", "", one.description))
        for one in found
    ]


# -- the machine -----------------------------------------------------------------------------------


def test_the_machine_does_not_matter(tmp_path: Path) -> None:
    changed = tmp_path / "changed.toml"
    changed.write_text(edited(NOTA, ("when = 2026-05-11", "when = 2026-05-12")), "utf-8")
    nota = Path(__file__).with_name("nota.toml")
    found = []
    for number, (seed, zone, locale) in enumerate(
        [("1", "UTC", "C"), ("2", "Pacific/Kiritimati", "C.UTF-8"), ("3", "America/Lima", "POSIX")]
    ):
        env = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        folder = tmp_path / str(number)
        for file, stamp in ((nota, "2026-01-15T02:00:00Z"), (changed, "2026-01-16T02:00:00Z")):
            answer(
                "export", "--file", file, "--dir", folder, "--today", TODAY, "--stamp", stamp,
                env=env,
            )  # fmt: skip
        found.append({one.name: one.read_bytes() for one in sorted(folder.iterdir())})
    assert len(found[0]) == 12
    assert found == [found[0]] * 3
    in_memory = Shelf().then(NOTA).then(changed.read_text("utf-8"), LATER)
    assert found[0] == {**in_memory.files, "index.json": in_memory.index}
