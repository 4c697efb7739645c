"""What became of a step: each number of days is counted by hand in a calendar of 2025.

5 May is a Monday; 12, 19 and 26 May and 2 June are the Mondays after it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.notation import parse
from boplan.schedule.history import NO_SLIP, Histories, History, Slip, slip_between
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from tests.helpers import HEAD, SEVEN, day, record, step, timeline_of

PLACES = (
    "".join(
        f'[[municipality]]\nid = "{one}"\nname = "{one.title()}"\n'
        for one in ("hilversum", "huizen", "laren")
    )
    + '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
)


def _history(today: str, *records: str, when: str = "2025-05-05", head: str = HEAD) -> History:
    """Return the history of a step without municipalities."""
    timeline = timeline_of(
        head + step("a", *([f'when = "{when}"'] if when else [])) + "".join(records)
    )
    return Histories(timeline, day(today)).of(progress(timeline, day(today))["a"])


def _moved(on: str, to: str, reason: str = "Vakantie.", **more: str) -> str:
    return record("a", "moved", on=on, to=to, reason=reason, **more)


# -- slip ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "least", "most"),
    [
        ("2025-05-05", "2025-05-19", 14, 14),
        ("2025-05-19", "2025-05-05", -14, -14),
        ("2025-05-05", "2025-05-05", 0, 0),
        ("2024-02-28", "2024-03-01", 2, 2),  # a leap year
        ("2025-05-05T19:30", "2025-05-05T20:30", 0, 0),
        ("2025-05-05/2025-05-09", "2025-05-12/2025-05-23", 14, 14),  # the finish counts
        ("2025-05-05", "2025-06", 27, 56),  # 5 May to 1 June, to 30 June
        ("2025-05", "2025-06", 1, 60),  # 31 May to 1 June; 1 May to 30 June
        ("2025-05", "2025-05-20", -11, 19),
        ("[..2025-12-31]", "2026-01-08", 8, None),
        ("2025-05-05", "[2025-06-01..]", 27, None),
        ("2025-05-05", "[..2025-05-19]", None, 14),
        ("[2025-05-06,2025-05-13]", "2025-05-13", 0, 7),
        ("2025-05-05~", "2025-05-12", 6, 8),
    ],
)  # fmt: skip
def test_slip_by_hand(before: str, after: str, least: int | None, most: int | None) -> None:
    assert slip_between(parse(before), parse(after)) == Slip(least, most)


def test_a_plan_that_nobody_changed_has_not_slipped() -> None:
    for when in ("2025-05-05", "2025-05", "[..2025-05-31]", "2025-05-05/2025-05-31"):
        assert _history("2025-05-01", when=when).slip == NO_SLIP
        assert slip_between(parse(when), parse(when)) == NO_SLIP


def test_of_what_has_no_date_nothing_is_known() -> None:
    assert _history("2025-05-01", when="").slip is None
    assert _history("2025-05-01", _moved("2025-04-01", "2025-05-19"), when="").slip is None
    assert slip_between(parse("[..2025-05-05]"), parse("[..2025-06-02]")) is None


def test_moved_twice_and_done_late() -> None:
    """Planned 5 May; on 28 April to 12 May (7), on 9 May to 26 May (14); done on 28 May (2)."""
    records = (
        _moved("2025-04-28", "2025-05-12", "Vakantie."),
        _moved("2025-05-09", "2025-05-26", "Geen zaal."),
        record("a", "done", "on = 2025-05-28"),
    )
    done = _history("2025-06-01", *records)
    assert (done.moves, done.slip) == (2, Slip(23, 23))
    assert [event.slip for event in done.events] == [Slip(7, 7), Slip(14, 14), None]
    assert [event.record.reason for event in done.events] == ["Vakantie.", "Geen zaal.", ""]
    assert done.events[1].before == parse("2025-05-12")
    then = _history("2025-05-10", *records)
    assert (then.moves, then.slip) == (2, Slip(21, 21))
    first = _history("2025-04-28", *records)
    assert (first.moves, first.slip) == (1, Slip(7, 7))
    assert _history("2025-04-27", *records).moves == 0


def test_done_earlier_is_a_negative_slip() -> None:
    assert _history("2025-05-05", record("a", "done", "on = 2025-05-01")).slip == Slip(-4, -4)


def test_done_on_a_vague_day_leaves_bounds() -> None:
    """Planned 11 November 2024, done by 5 December: at most 24 days later."""
    done = record("a", "done", on="[..2024-12-05]")
    assert _history("2025-01-01", done, when="2024-11-11").slip == Slip(None, 24)


def test_overdue_is_at_least_through_today() -> None:
    """Due 5 May: on 8 May it can be done that day at the earliest, three days later."""
    assert _history("2025-05-08").slip == Slip(3, None)
    assert _history("2025-05-05").slip == NO_SLIP


def test_overdue_is_known_no_further_than_the_evidence() -> None:
    """Known through 10 May: not done by then, so on 11 May at the earliest; 6 days later."""
    known = HEAD + "evidence_until = 2025-05-10\n"
    assert _history("2025-07-01", head=known).slip == Slip(6, None)
    assert _history("2025-05-08", head=known).slip == Slip(3, None)


@pytest.mark.parametrize(
    "ended",
    [record("a", "cancelled", "on = 2025-05-02", reason="Geen geld."),
     record("a", "superseded", "on = 2025-05-02"),
     record("a", "not-done", "on = 2025-05-02"),
     record("a", "no-evidence")],
)  # fmt: skip
def test_what_does_not_finish_or_is_not_known_has_no_slip(ended: str) -> None:
    history = _history("2025-05-20", _moved("2025-05-01", "2025-05-12"), ended)
    assert (history.slip, history.moves) == (None, 1)


def test_silence_after_the_evidence_is_no_slip() -> None:
    """Moved to a day after the last that is known about: nothing can be said."""
    known = HEAD + "evidence_until = 2025-05-10\n"
    history = _history("2025-07-01", _moved("2025-05-01", "2025-05-12"), head=known)
    assert history.slip is None


def test_a_choice_is_no_move() -> None:
    chosen = record("a", "settled", "on = 2025-05-02", "settled = 2025-05-13")
    history = _history("2025-05-03", chosen, when="[2025-05-06,2025-05-13]")
    assert (history.moves, history.slip) == (0, Slip(0, 7))


# -- what was retracted -------------------------------------------------------------------


def test_a_retracted_record_is_history_and_counts_for_nothing() -> None:
    """Whatever day is asked for; but it is not told before its own day."""
    wrong = _moved("2025-05-01", "2025-05-19", id="fout")
    back = record("a", "retracted", "recorded = 2025-05-03", retracts="fout", reason="Vergist.")
    history = _history("2025-05-04", wrong, back)
    assert (history.moves, history.slip) == (0, NO_SLIP)
    (event,) = history.events
    assert event.retracted_by is not None
    assert event.retracted_by.reason == "Vergist."
    assert not event.is_move
    assert _history("2025-04-30", wrong, back).events == ()
    assert len(_history("2025-05-01", wrong, back).events) == 1


def test_what_was_retracted_stands_in_its_place() -> None:
    history = _history(
        "2025-05-20",
        record("a", "started", "on = 2025-05-03"),
        record("a", "done", "on = 2025-05-02", id="fout"),
        record("a", "retracted", retracts="fout", reason="Vergist."),
        record("a", "note", "on = 2025-05-01", note="Begin."),
    )
    assert [event.record.kind.value for event in history.events] == ["note", "done", "started"]


# -- properties ---------------------------------------------------------------------------

_days = st.integers(0, 300).map(lambda number: date(2025, 1, 1) + timedelta(days=number))


@given(st.lists(_days, min_size=1, max_size=6))
def test_the_slip_is_the_sum_of_what_each_move_cost(plans: list[date]) -> None:
    """From one certain day to the next, whatever the days."""
    moves = [
        _moved(str(date(2024, 1, 1) + timedelta(days=number)), str(plan))
        for number, plan in enumerate(plans[1:])
    ]
    history = _history("2024-12-31", *moves, when=str(plans[0]))
    each = [event.slip for event in history.events]
    assert history.slip == sum((one for one in each if one is not None), NO_SLIP)
    assert history.slip == Slip(*[(plans[-1] - plans[0]).days] * 2)
    assert [one.days for one in each if one] == [(b - a).days for a, b in pairwise(plans)]


_whens = st.one_of(
    _days.map(str),
    _days.map(lambda one: f"{one:%Y-%m}"),
    _days.map(lambda one: f"[..{one}]"),
    _days.map(lambda one: f"{one}~"),
    st.tuples(_days, _days).map(lambda pair: f"{min(pair)}/{max(pair)}"),
    st.lists(_days, min_size=2, max_size=3, unique=True).map(
        lambda days: f"[{','.join(map(str, sorted(days)))}]"
    ),
)


@given(_whens, _whens)
def test_a_slip_lies_between_its_bounds_and_turns_around(before: str, after: str) -> None:
    """Back again is the same, the other way; and the least is never more than the most."""
    there = slip_between(parse(before), parse(after))
    back = slip_between(parse(after), parse(before))
    if there is None:
        assert back is None
        return
    assert back is not None
    if there.least is not None and there.most is not None:
        assert there.least <= there.most
    assert back.least == (None if there.most is None else -there.most)
    assert back.most == (None if there.least is None else -there.least)


@given(_whens, st.lists(_whens, max_size=4), _whens)
def test_retracting_the_last_move_restores_what_was(
    first: str, plans: list[str], last: str
) -> None:
    moves = [
        _moved(str(date(2024, 1, 1) + timedelta(days=number)), plan)
        for number, plan in enumerate(plans)
    ]
    more = _moved("2024-02-01", last, id="laatste")
    back = record("a", "retracted", retracts="laatste", reason="Vergist.")
    before = _history("2024-12-31", *moves, when=first)
    moved = _history("2024-12-31", *moves, more, when=first)
    after = _history("2024-12-31", *moves, more, back, when=first)
    assert moved.moves == before.moves + 1
    for name in ("slip", "moves", "parts"):
        assert getattr(after, name) == getattr(before, name)
    shown = ("status", "original", "current", "actual", "limit")
    for name in shown:
        assert getattr(after.step, name) == getattr(before.step, name)
    assert after.events[:-1] == tuple(
        one for one in after.events if one.retracted_by is None
    )  # fmt: skip
    assert len(after.events) == len(before.events) + 1


# -- per municipality ---------------------------------------------------------------------

COUNCILS = HEAD + PLACES + step("a", "when = 2025-05-05", body="raden")


def _of(today: str, *records: str, municipality: str | None = None) -> History:
    timeline = timeline_of(COUNCILS + "".join(records))
    steps = Selection(municipality=municipality).pick(timeline, progress(timeline, day(today)))
    return Histories(timeline, day(today)).of(steps["a"])


def test_those_with_the_same_fate_stand_together() -> None:
    """Laren to 19 May (14) and 26 May (7); the two others done on 6 May, a day late."""
    history = _of(
        "2025-05-20",
        _moved("2025-05-01", "2025-05-19", municipality="laren"),
        _moved("2025-05-16", "2025-05-26", municipality="laren"),
        record("a", "done", "on = 2025-05-06", 'municipality = ["hilversum", "huizen"]'),
    )
    assert [(part.municipalities, part.slip, part.moves) for part in history.parts] == [
        (("hilversum", "huizen"), Slip(1, 1), 0), (("laren",), Slip(21, 21), 2),
    ]  # fmt: skip
    assert (history.slip, history.moves) == (Slip(21, 21), 2)  # the last one decides


def test_one_record_for_several_is_one_move() -> None:
    moved = record(
        "a", "moved", "on = 2025-05-01", "to = 2025-05-19",
        'municipality = ["laren", "huizen"]', reason="Reces.",
    )  # fmt: skip
    history = _of("2025-05-02", moved)
    assert (history.moves, history.slip) == (1, Slip(14, 14))
    assert history.events[0].slip == Slip(14, 14)


def test_a_move_of_all_after_one_of_some_has_no_single_cost() -> None:
    """Laren was at 12 May, the others at 5 May: to 19 May is 7 days or 14."""
    history = _of(
        "2025-05-03",
        _moved("2025-05-01", "2025-05-12", municipality="laren"),
        _moved("2025-05-02", "2025-05-19"),
    )
    assert [event.slip for event in history.events] == [Slip(7, 7), None]
    assert history.events[1].before is None
    assert {part.slip for part in history.parts} == {Slip(14, 14)}
    assert history.step.current == parse("2025-05-19")


def test_the_history_of_one_municipality_is_its_own() -> None:
    records = (
        _moved("2025-05-01", "2025-05-19", municipality="laren"),
        _moved("2025-05-02", "2025-05-20", municipality="huizen", id="fout"),
        record("a", "retracted", retracts="fout", reason="Vergist."),
    )
    laren = _of("2025-05-03", *records, municipality="laren")
    assert (laren.moves, laren.slip, len(laren.events)) == (1, Slip(14, 14), 1)
    huizen = _of("2025-05-03", *records, municipality="huizen")
    assert (huizen.moves, huizen.slip, len(huizen.events)) == (0, NO_SLIP, 1)


def test_who_needs_it_not_does_not_decide() -> None:
    cancelled = record("a", "cancelled", "on = 2025-05-01", municipality="laren", reason="Niet.")
    history = _of("2025-05-06", cancelled, record(
        "a", "done", "on = 2025-05-06", 'municipality = ["hilversum", "huizen"]'
    ))  # fmt: skip
    assert history.slip == Slip(1, 1)
    assert [part.slip for part in history.parts] == [Slip(1, 1), None]


def test_one_without_evidence_leaves_no_upper_bound() -> None:
    """The others finished two days late; of Laren nothing is known."""
    history = _of(
        "2025-05-20",
        record("a", "done", "on = 2025-05-07", 'municipality = ["hilversum", "huizen"]'),
        record("a", "no-evidence", municipality="laren"),
    )
    assert history.slip == Slip(2, None)


# -- in total -----------------------------------------------------------------------------


def test_what_a_process_comes_to() -> None:
    """One moved 14 days, one done 3 days early, one undated, one cancelled, one as planned."""
    timeline = timeline_of(
        HEAD + 'final_deadline = "d"\n'
        + step("a", "when = 2025-05-05") + step("b", "when = 2025-05-12") + step("c")
        + step("d", "when = 2025-05-12") + step("e", "when = 2025-06-02")
        + '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-06-30\nbasis = "custom"\n'
        + _moved("2025-04-28", "2025-05-12") + _moved("2025-05-01", "2025-05-19")
        + record("b", "done", "on = 2025-05-09")
        + record("d", "cancelled", "on = 2025-05-01", reason="Geen geld.")
    )  # fmt: skip
    steps = progress(timeline, day("2025-05-10"))
    total = Histories(timeline, day("2025-05-10")).total(steps, "p")
    assert (total.steps_moved, total.moves, total.later, total.earlier) == (1, 2, 1, 1)
    assert (total.slip, total.unknown) == (Slip(11, 11), 1)
    assert total.final is not None
    assert total.final.slip == Slip(14, 14)


def test_bounds_are_added_up_and_lost_where_one_is_lost() -> None:
    assert Slip(1, 3) + Slip(2, None) == Slip(3, None)
    assert Slip(None, 3) + Slip(2, 4) == Slip(None, 7)
    assert (Slip(2, 2) + Slip(3, 3)).days == 5
    assert Slip(1, 2).days is None
    assert Slip(None, None).days is None


def test_the_seven_by_hand() -> None:
    """tests/views/seven.toml on 12 January 2026, counted from 31 December and 13 October."""
    timeline = timeline_of(SEVEN.read_text(encoding="utf-8"))
    today = day("2026-01-12")
    steps = progress(timeline, today)
    histories = Histories(timeline, today)
    assert histories.of(steps["plan-gereed"]).slip == Slip(16, 16)  # 13 to 29 October
    councils = histories.of(steps["vaststelling-raden"])
    slips = {one: part.slip for part in councils.parts for one in part.municipalities}
    assert slips == {
        "blaricum": Slip(-15, None), "eemnes": Slip(12, None), "gooise-meren": Slip(-13, None),
        "hilversum": Slip(7, None), "huizen": Slip(12, None), "laren": Slip(28, None),
        "wijdemeren": None,
    }  # fmt: skip
    assert councils.moves == 2


def test_ten_thousand_moves_are_counted_at_once() -> None:
    moves = "".join(_moved("2025-01-01", f"2025-05-{1 + n % 28:02}") for n in range(10_000))
    history = _history("2025-01-02", moves)
    assert history.moves == 10_000
