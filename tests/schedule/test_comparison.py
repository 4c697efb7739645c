"""What changed between two timelines: every edit is what it is, and nothing else is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.model.timeline import Timeline
from boplan.model.when import on
from boplan.rules.case import Case
from boplan.rules.difference import Change as FindingChange
from boplan.rules.difference import difference, renumbered
from boplan.rules.engine import judged
from boplan.schedule.comparison import (
    By,
    Change,
    Comparison,
    Kind,
    Shift,
    StepChange,
    TableChange,
    Way,
    compare,
)
from boplan.schedule.history import Slip
from boplan.schedule.matching import Edit as KeyEdit
from boplan.schedule.matching import in_ids_of, merged, renamed
from boplan.schedule.selection import EVERYTHING, Selection
from tests.helpers import HEAD, SHIPPED, day, timeline_of
from tests.helpers import record as record_text
from tests.helpers import step as step_text
from tests.schedule.edits import (
    BASE,
    TODAY,
    Edit,
    Found,
    add_table,
    each,
    edited,
    edits,
    layout,
    move,
    record,
    rename,
    timeline,
)

OPPOSITE = {"added": "removed", "removed": "added"}


def _compare(old: Timeline, new: Timeline, today: date = TODAY, **more: Any) -> Comparison:
    names = renamed(old, new)
    was, now = Case(in_ids_of(old, names), today), Case(new, today)
    return compare(was, now, names=names, **more)


def _of(old: str, new: str, today: str = "2027-03-01", **more: Any) -> Comparison:
    return _compare(timeline_of(HEAD + old), timeline_of(HEAD + new), day(today), **more)


def _only(made: Comparison, one: str) -> StepChange:
    return next(step for step in made.steps if step.id == one)


def _found(made: Comparison) -> Found:
    """Return what is said of each table itself, leaving out what others did to it."""
    found: Found = {}
    for step in made.steps:
        kinds = tuple(kind.value for kind in step.kinds if kind is not Kind.AFFECTED)
        if kinds:
            found["activity", step.was] = kinds
    for table in made.tables:
        about = "" if table.kind == "timeline" else _about(table)
        found[table.kind, about] = (table.change.value,)
    return found


def _about(one: TableChange) -> str:
    table = one.table
    return str(getattr(table, "id", None) or getattr(table, "code", None) or table.body)


# -- every edit is what it is ----------------------------------------------------------------


@pytest.mark.parametrize("edit", each(), ids=lambda edit: edit.name)
def test_each_edit_alone(edit: Edit) -> None:
    """As it is, and back again as its opposite."""
    old, new = timeline(BASE), timeline(edited(edit))
    assert _found(_compare(old, new)) == edit.found
    (kinds,) = _found(_compare(new, old)).values()
    (there,) = edit.found.values()
    back = tuple(OPPOSITE.get(kind, kind) for kind in there)
    assert kinds == (("moved",) if there == ("settled",) else back)


@given(edits())
def test_every_edit_is_reported_as_what_it_is_and_nothing_else(made: list[Edit]) -> None:
    expected: Found = {}
    for edit in made:
        expected |= edit.found
    compared = _compare(timeline(BASE), timeline(edited(*made)))
    assert _found(compared) == expected
    assert compared.is_empty == (not expected)


@given(edits())
def test_nothing_differs_from_itself(made: list[Edit]) -> None:
    one, other = timeline(edited(*made)), timeline(edited(*made))
    compared = _compare(one, other)
    assert compared.is_empty
    assert (compared.steps, compared.tables) == ((), ())
    assert compared.unchanged == len(one.activities)
    assert all(ends.before == ends.after or _alike(ends) for ends in compared.ends)


def _alike(ends: Any) -> bool:
    """Return whether two ends say the same of two deadlines that hold the same."""
    return bool(replace(ends.before, deadline=ends.after.deadline) == ends.after)


@given(edits(), st.integers(0, 10))
def test_layout_order_and_defaults_mean_nothing(made: list[Edit], seed: int) -> None:
    tables = edited(*made)
    compared = _compare(timeline(tables), timeline(layout(tables, seed)))
    assert _found(compared) == {}
    assert compared.is_empty


@given(edits(), edits())
def test_the_other_way_round_everything_is_its_opposite(one: list[Edit], two: list[Edit]) -> None:
    old, new = timeline(edited(*one)), timeline(edited(*two))
    there, back = _compare(old, new), _compare(new, old)
    assert {step.was: _mirrored(step) for step in there.steps} == {
        step.id: _plain(step) for step in back.steps
    }
    assert Counter(map(_opposite, there.tables)) == Counter(map(_said, back.tables))
    assert [(ends.process, _end(ends.after), _end(ends.before)) for ends in there.ends] == [
        (ends.process, _end(ends.before), _end(ends.after)) for ends in back.ends
    ]
    assert there.unchanged == back.unchanged


def _plain(step: StepChange) -> object:
    shifts = {
        (shift.municipalities, shift.before, shift.after, shift.slip) for shift in step.shifts
    }
    keys = {(edit.key, str(edit.before), str(edit.after)) for edit in _by_value(step.edits)}
    return _opened(step), shifts, keys, step.is_other_window, step.is_other_status


def _mirrored(step: StepChange) -> object:
    shifts = {
        (shift.municipalities, shift.after, shift.before, _negative(shift.slip))
        for shift in step.shifts
    }
    keys = {(edit.key, str(edit.after), str(edit.before)) for edit in _by_value(step.edits)}
    kinds = frozenset(OPPOSITE.get(kind, kind) for kind in _opened(step))
    return kinds, shifts, keys, step.is_other_window, step.is_other_status


def _by_value(found: tuple[KeyEdit, ...]) -> Iterator[KeyEdit]:
    """Yield the edits with arrays in one order, and without ids that the other way has else."""
    for edit in found:
        if edit.key not in ("after", "was", "fallback_for"):
            values = [
                tuple(sorted(map(str, one))) if isinstance(one, tuple) else one
                for one in (edit.before, edit.after)
            ]
            yield KeyEdit(edit.key, *values)


def _opened(step: StepChange) -> frozenset[str]:
    """Return what became of a step; to choose a day is, the other way, to open the choice."""
    return frozenset("moved" if kind is Kind.SETTLED else kind.value for kind in step.kinds)


def _negative(slip: Slip | None) -> Slip | None:
    if slip is None:
        return None
    least, most = (None if one is None else -one for one in (slip.most, slip.least))
    return Slip(least, most)


def _said(one: TableChange) -> object:
    keys = tuple(sorted((edit.key, str(edit.before), str(edit.after)) for edit in one.edits))
    return one.kind, one.change.value, "" if one.kind == "timeline" else _about(one), keys


def _opposite(one: TableChange) -> object:
    keys = tuple(sorted((edit.key, str(edit.after), str(edit.before)) for edit in one.edits))
    about = "" if one.kind == "timeline" else _about(one)
    return one.kind, OPPOSITE.get(one.change.value, one.change.value), about, keys


def _end(end: Any) -> object:
    if end is None:
        return None
    return end.deadline.id, end.deadline.date, end.first, end.last, end.room, len(end.at)


# -- dates -----------------------------------------------------------------------------------


@given(st.integers(-30, 40).filter(bool))
def test_a_record_moves_a_step_as_editing_its_plan_does(days: int) -> None:
    """What differs is only what gave it the date, and why."""
    to = date.fromordinal(date(2027, 4, 1).toordinal() + days)
    by_hand = _compare(timeline(BASE), timeline(edited(move("a", to))))
    told = record("a", "moved", "moved", on=date(2027, 2, 15), to=to, reason="Drukte.")
    recorded = _compare(timeline(BASE), timeline(edited(told)))
    (one,), (other,) = (_only(made, "a").shifts for made in (by_hand, recorded))
    assert (one.by, one.reason) == (By.PLAN, "")
    assert (other.by, other.reason) == (By.RECORD, "Drukte.")
    assert replace(one, by=None) == replace(other, by=None, records=())
    assert one.slip == Slip(days, days)
    windows = [
        {step.id: step.step.window.bounds for step in made.steps} for made in (by_hand, recorded)
    ]
    assert windows[0] == windows[1]


@pytest.mark.parametrize(
    ("before", "after", "way", "slip"),
    [
        ("2027-04-01", "2027-04-15", Way.MOVED, (14, 14)),
        ("2027-04-15", "2027-04-01", Way.MOVED, (-14, -14)),
        ("2027-04", "2027-06", Way.MOVED, (32, 90)),
        ("2027-04", "2027-04-10", Way.NARROWED, (-20, 9)),
        ("2027-04-10", "2027-04", Way.WIDENED, (-9, 20)),
        ("2027-04-01", "[2027-04-01,2027-04-08]", Way.WIDENED, (0, 7)),
        ("[2027-04-01,2027-04-08]", "2027-04-08", Way.SETTLED, (0, 7)),
        ("[2027-04-01,2027-04-08]", "2027-04-15", Way.MOVED, (7, 14)),
        ("[2027-04-01,2027-04-08]", "2027-04-05", Way.NARROWED, (-3, 4)),
        ("[..2027-04-30]", "2027-04-08", Way.NARROWED, (-22, None)),
        ("[2027-04-01..]", "[2027-04-10..]", Way.NARROWED, (None, None)),
        ("2027-04-01/2027-04-30", "2027-04-10/2027-04-30", Way.MOVED, (0, 0)),
        ("2027-04-01/2027-04-30", "2027-04-01/2027-05-07", Way.MOVED, (7, 7)),
        ("2027-04/2027-06", "2027-04-10/2027-06", Way.NARROWED, (-29, 29)),
        (None, "2027-04", Way.DATED, None),
        ("2027-04", None, Way.UNDATED, None),
    ],
)
def test_how_one_date_differs_from_another(
    before: str | None, after: str | None, way: Way, slip: tuple[int | None, int | None] | None
) -> None:
    old, new = (step_text("a", **({"when": one} if one else {})) for one in (before, after))
    (shift,) = _only(_of(old, new), "a").shifts
    assert shift.way is way
    expected = Slip(*slip) if slip is not None and slip != (None, None) else None
    assert shift.slip == expected


def test_municipalities_that_got_the_same_date_stand_together() -> None:
    told = record("d", "moved", "moved", on=date(2027, 2, 15), to=date(2027, 11, 4), reason="R.",
                  municipality=["huizen"])  # fmt: skip
    chosen = record("d", "settled", "settled", on=date(2027, 2, 16), settled=date(2027, 9, 23),
                    municipality="laren")  # fmt: skip
    step = _only(_compare(timeline(BASE), timeline(edited(told, chosen))), "d")
    assert [(one.municipalities, one.way, one.reason) for one in step.shifts] == [
        (("laren",), Way.SETTLED, ""), (("huizen",), Way.MOVED, "R."),
    ]  # fmt: skip
    assert step.kinds == (Kind.MOVED, Kind.SETTLED)


def test_a_plan_that_a_record_overrules_is_edited_not_moved() -> None:
    moved = record_text("a", "moved", "on = 2027-02-01", to="2027-05-01", reason="R.")
    old = step_text("a", when="2027-04-01") + moved
    new = step_text("a", when="2027-04-08") + moved
    step = _only(_of(old, new), "a")
    assert step.kinds == (Kind.CHANGED,)
    assert [(edit.key, edit.before, edit.after) for edit in step.edits] == [
        ("when", on(date(2027, 4, 1)), on(date(2027, 4, 8)))
    ]


def test_a_retracted_move_and_a_lost_one_say_so() -> None:
    plan = step_text("a", when="2027-04-01")
    moved = plan + record_text(
        "a", "moved", "on = 2027-02-01", id="r", to="2027-05-01", reason="Eerst."
    )
    back = moved + record_text("a", "retracted", retracts="r", reason="Toch niet.")
    taken = _only(_of(moved, back), "a")
    assert [(one.by, one.reason, one.slip) for one in taken.shifts] == [
        (By.RETRACTED, "Toch niet.", Slip(-30, -30))
    ]
    assert taken.kinds == (Kind.MOVED,)
    lost = _only(_of(moved, plan), "a")
    assert [(one.by, one.after) for one in lost.shifts] == [(By.GONE, on(date(2027, 4, 1)))]
    assert lost.kinds == (Kind.MOVED,)


def test_a_record_of_a_later_day_moves_nothing_yet() -> None:
    plan = step_text("a", when="2027-04-01")
    moved = plan + record_text("a", "moved", "on = 2027-03-15", to="2027-05-01", reason="R.")
    assert _only(_of(plan, moved, "2027-03-14"), "a").kinds == (Kind.RECORDED,)
    assert _only(_of(plan, moved, "2027-03-15"), "a").kinds == (Kind.MOVED,)


def test_a_record_of_a_later_day_is_not_what_moved_it() -> None:
    """The plan has the date already that the record will give it."""
    plan, later = step_text("a", when="2027-04-01"), step_text("a", when="2027-05-01")
    told = record_text("a", "moved", "on = 2027-03-15", to="2027-05-01", reason="R.")
    found = _only(_of(plan, later + told, "2027-03-14"), "a")
    assert [one.by for one in found.shifts] == [By.PLAN]
    assert found.kinds == (Kind.MOVED, Kind.RECORDED)


def test_a_record_that_was_rewritten_is_the_same_record() -> None:
    plan = step_text("a", when="2027-04-01")
    one = plan + record_text("a", "done", "on = 2027-02-01", note="Goed.")
    other = plan + record_text("a", "done", "on = 2027-02-01", note="Beter.")
    (changed,) = _only(_of(one, other), "a").records
    assert changed.change is Change.CHANGED
    assert changed.edits == (KeyEdit("note", "Goed.", "Beter."),)


def test_two_of_the_same_record_are_two() -> None:
    plan = step_text("a", every="FREQ=MONTHLY", **{"from": "2027-01"})
    once = record_text("a", "note", note="Weer.")
    (more,) = _only(_of(plan + once, plan + once + once), "a").records
    assert more.change is Change.ADDED


# -- ids -------------------------------------------------------------------------------------


def test_every_id_of_the_shipped_timeline_can_be_another() -> None:
    """Wherever an id of a step may stand, another one is no change but of the id."""
    text = SHIPPED.read_text(encoding="utf-8")
    old = timeline_of(text)
    new_of = {one: f"{one[:70]}-anders" for one in old.activities}
    names = "|".join(re.escape(one) for one in sorted(new_of, key=len, reverse=True))
    tables = re.split(r"(?m)^(?=\[\[)", text)
    keys = (
        "id|activity|activities|after|before|within|mandate|advice|event|other|needs|extensions|"
        "fallback_for|by"
    )
    changed = []
    for table in tables:
        kind = table[2 : table.index("]")] if table.startswith("[[") else ""
        if kind not in ("activity", "deadline", "rule", "record", "waiver"):
            changed.append(table)
            continue
        its = keys if kind == "activity" else keys.removeprefix("id|")
        whole = re.compile(rf"^({its}) = (\[[^\]]*\]|[^\n]*)$", re.M)
        text = whole.sub(
            lambda match: re.sub(rf'"({names})"', lambda one: f'"{new_of[one[1]]}"', match[0]),
            table,
        )
        if kind == "activity":
            its_was = re.search(r'^id = "([^"]+)"$', table, re.M)
            assert its_was is not None
            its_id = f'id = "{new_of[its_was[1]]}"'
            known = re.search(r"^was = \[(.*)\]$", text, re.M)
            if known is not None:
                text = text.replace(known[0], f'was = [{known[1]}, "{its_was[1]}"]')
            else:
                text = text.replace(its_id, f'{its_id}\nwas = ["{its_was[1]}"]')
        changed.append(text)
    new = timeline_of("".join(changed))
    today = day("2025-04-28")
    made = _compare(old, new, today)
    assert {step.kinds for step in made.steps} == {(Kind.RENAMED,)}
    assert [(step.was, step.id) for step in made.steps] == list(new_of.items())
    assert made.tables == ()
    one = Case(in_ids_of(old, renamed(old, new)), today)
    found = difference(renumbered(judged(one), made.numbers), judged(Case(new, today)))
    assert [change.finding.code for change in found] == []


def test_an_id_that_comes_back_is_the_same_step() -> None:
    """Two that both once were called so, and one that goes back to its old id."""
    old = step_text("b", 'was = ["a"]')
    assert renamed(timeline_of(HEAD + old), timeline_of(HEAD + step_text("a"))) == {"a": "b"}
    both = step_text("c", 'was = ["a"]')
    assert renamed(timeline_of(HEAD + old), timeline_of(HEAD + both)) == {"c": "b"}
    none = step_text("d")
    assert renamed(timeline_of(HEAD + old), timeline_of(HEAD + none)) == {}


def test_a_renamed_step_keeps_what_else_changed() -> None:
    made = _compare(timeline(BASE), timeline(edited(move("a", date(2027, 4, 8)), rename("a"))))
    step = _only(made, "a-nieuw")
    assert (step.was, step.kinds) == ("a", (Kind.RENAMED, Kind.MOVED))
    assert [one.id for one in made.steps if Kind.AFFECTED not in one.kinds] == ["a-nieuw"]


# -- what follows ----------------------------------------------------------------------------


def test_what_waits_for_it_gets_other_days() -> None:
    """A is in April, b waits for it: once a is known to be the 20th, b cannot be before the 21st.

    c, on a fixed day, is against the order when a moves behind it, and d knows nothing of it.
    """
    rest = (
        step_text("b", 'after = ["a"]', when="2027-04")
        + step_text("c", 'after = ["a"]', "when = 2027-05-10")
        + step_text("d", when="2027-04")
    )
    made = _of(step_text("a", when="2027-04") + rest, step_text("a", when="2027-04-20") + rest)
    assert {step.id: step.kinds for step in made.steps} == {
        "a": (Kind.MOVED,), "b": (Kind.AFFECTED,),
    }  # fmt: skip
    b = _only(made, "b")
    assert b.before is not None
    assert b.after is not None
    assert b.before.window.bounds.earliest_start == date(2027, 4, 2)
    assert b.after.window.bounds.earliest_start == date(2027, 4, 21)
    made = _of(step_text("a", when="2027-04") + rest, step_text("a", when="2027-05-20") + rest)
    c = _only(made, "c")
    assert c.kinds == (Kind.AFFECTED,)
    assert c.is_other_window
    assert made.unchanged == 1


def test_another_status_is_an_effect_too() -> None:
    late = step_text("a", when="2027-02-01")
    made = _of(late, late.replace("[[process]]", "[[process]]"), "2027-03-01")
    assert made.is_empty
    told = HEAD.replace('title = "Een proces"', 'title = "Een proces"\nevidence_until = 2027-01-01')
    made = _compare(timeline_of(HEAD + late), timeline_of(told + late))
    step = _only(made, "a")
    assert (step.kinds, step.is_other_status, step.is_other_window) == (
        (Kind.AFFECTED,), True, False,
    )  # fmt: skip


def test_a_note_on_a_step_hides_no_effect() -> None:
    rest = step_text("b", 'after = ["a"]', when="2027-04")
    noted = step_text("b", 'after = ["a"]', when="2027-04", note="Let op.")
    made = _of(step_text("a", when="2027-04") + rest, step_text("a", when="2027-04-20") + noted)
    assert _only(made, "b").kinds == (Kind.CHANGED, Kind.AFFECTED)


def test_the_room_before_the_end_shrinks_by_what_a_step_moves() -> None:
    """By hand: a on 1 April, b the day after at the earliest, the deadline is 30 April.

    28 days may be lost: b on the 30th is in time, a then on the 29th. A week later: 21.
    """
    process = HEAD + 'final_deadline = "einde"\n'
    rest = step_text("b", 'after = ["a"]') + (
        '[[deadline]]\nid = "einde"\nactivity = "b"\ndate = 2027-04-30\nbasis = "custom"\n'
    )
    made = _compare(
        timeline_of(process + step_text("a", when="2027-04-01") + rest),
        timeline_of(process + step_text("a", when="2027-04-08") + rest),
    )
    (ends,) = made.ends
    assert ends.before is not None
    assert ends.after is not None
    assert ends.before.room is not None
    assert ends.after.room is not None
    assert (ends.before.room.possible, ends.after.room.possible) == (28, 21)
    assert (ends.before.first, ends.after.first) == (date(2027, 4, 2), date(2027, 4, 9))
    assert ends.after.at == ("a", "b")


@given(edits(), edits())
def test_findings_differ_by_exactly_what_either_has(one: list[Edit], two: list[Edit]) -> None:
    """The words of all findings, as a multiset: what is gone and what is new is the difference."""
    old, new = timeline(edited(*one)), timeline(edited(*two))
    names = renamed(old, new)
    was, now = Case(in_ids_of(old, names), TODAY), Case(new, TODAY)
    made = compare(was, now, names=names)
    before = list(renumbered(judged(was), made.numbers))
    after = judged(now)
    found = difference(before, after)
    words = [
        Counter((one.code, one.fault.what, one.fault.certainty, one.waived) for one in side)
        for side in (before, after)
    ]
    count = Counter(change.change for change in found)
    gained = sum((words[1] - words[0]).values())
    lost = sum((words[0] - words[1]).values())
    assert count[FindingChange.APPEARS] + count[FindingChange.CHANGES] == gained
    assert count[FindingChange.VANISHES] + count[FindingChange.CHANGES] == lost


# -- choices and order -----------------------------------------------------------------------


def test_a_choice_counts_what_it_leaves_out() -> None:
    new = timeline(
        edited(move("a", date(2027, 4, 8)), move("c", "2027-06-15/2027-08-31"),
               add_table("owner", "clubs", id="clubs", name="Clubs"))
    )  # fmt: skip
    everything = _compare(timeline(BASE), new)
    own = _compare(timeline(BASE), new, chosen=replace(EVERYTHING, owner="regio"))
    assert [step.id for step in own.steps] == ["a"]
    assert own.tables == ()
    total = len(everything.steps) + len(everything.tables)
    assert own.left_out == total - 1
    assert not own.is_empty


def test_a_municipality_sees_its_own_part() -> None:
    told = record("d", "moved", "moved", on=date(2027, 2, 15), to=date(2027, 11, 4), reason="R.",
                  municipality=["huizen"])  # fmt: skip
    new = timeline(edited(told))
    laren = _compare(timeline(BASE), new, chosen=Selection(municipality="laren"))
    huizen = _compare(timeline(BASE), new, chosen=Selection(municipality="huizen"))
    assert laren.steps == ()
    assert [shift.after for step in huizen.steps for shift in step.shifts] == [
        on(date(2027, 11, 4))
    ]


def test_a_step_that_left_the_choice_is_still_shown() -> None:
    old, new = step_text("a", owner="regio"), step_text("a", owner="lokaal")
    owners = '[[owner]]\nid = "regio"\nname = "R"\n[[owner]]\nid = "lokaal"\nname = "L"\n'
    for chosen in ("regio", "lokaal"):
        made = _of(owners + old, owners + new, chosen=Selection(owner=chosen))
        assert [step.id for step in made.steps] == ["a"]


@given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 9), unique=True))
def test_the_order_is_that_of_the_new_one(old: list[int], new: list[int]) -> None:
    """What is gone stands right behind what it stood behind, as far as that is still there."""
    found = merged(old, new)
    assert sorted(found) == sorted({*old, *new})
    assert [one for one in found if one in new] == new
    for one in set(old) - set(new):
        kept = [other for other in old[: old.index(one)] if other in new]
        at = found.index(one)
        before = next((other for other in reversed(found[:at]) if other in new), None)
        assert before == (kept[-1] if kept else None)


def test_a_shift_without_records_has_no_reason() -> None:
    shift = Shift(municipalities=(), before=None, after=None, way=Way.MOVED, slip=None, by=None)
    assert shift.reason == ""
