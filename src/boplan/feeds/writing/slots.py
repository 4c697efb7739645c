"""Where a date stands in a calendar, which knows only days and hours.

    the date                                          in the calendar
    ------------------------------------------------  -----------------------------------
    one certain day                                   that day
    one day, but only by the order of the steps       that day, tentative
    one of several days                               each day that is left, tentative
    at the latest a day ("uiterlijk")                 that day, tentative
    at the earliest a day                             that day, tentative
    a month, "medio 2026", one of several stretches   all days that are left, tentative
    a span through a year at most                     from its first day through its last
    a longer or an open span, the span of a state     its first day, and its last
    nothing                                           nothing

A tentative slot says in words why. What is left is judged with the order of the steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from boplan.model.vocabulary import Text
from boplan.model.when import Bounds, Moment, OneOf, Part, Range, Span, When

LONGEST = 366
"""A span of more days than this is shown by its ends, not as a bar over every day."""

BEGIN = Text("Begin: ", "Starts: ")
END = Text("Einde: ", "Ends: ")
NO_DAY = Text("dag niet bekend", "day not known")
NO_ENDS = Text("begin of einde niet zeker", "start or end not certain")
BY = Text("uiterlijk deze dag", "by this day")
FROM = Text("niet eerder dan deze dag", "not before this day")
ONE_OF_DAYS = Text("één van {n} dagen", "one of {n} days")
ONLY_DAY = Text("enige dag die overblijft", "only day that is left")
HELD_OVER = Text("aangehouden", "held over")
_PLAIN = Text("", "")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a calendar; both ends inclusive."""

    first: date
    last: date
    at: time | None = None
    prefix: Text = _PLAIN
    doubt: Text = _PLAIN
    """Why it is tentative; empty where it is certain."""
    key: str = ""
    """What tells it from the other slots of the same date; never changes for the same one."""
    is_its_day: bool = True
    """Whether it can have an hour: not the first or last day of something, or a mere limit."""
    is_dropped: bool = False
    """It was one of several days, but is not the one, or can no longer be."""


def slots_of(
    when: When, left: When, bounds: Bounds, plans: Iterable[When | None], *, is_state: bool
) -> Iterator[Slot]:
    """Yield where a date stands.

    `left` and `bounds` are what the order of the steps leaves of `when`; `plans` are the plan
    as written and those to which it moved, by which a day that was chosen is known as one of
    their alternatives.
    """
    choices = {
        part.start: part
        for plan in (*plans, when)
        if isinstance(plan, OneOf)
        for part in days_in(plan)
    }
    found = list(_slots(when, left, bounds, choices.keys(), is_state=is_state))
    yield from found
    keys = {slot.key for slot in found}
    for day, part in choices.items():
        if _key(day, choices.keys()) not in keys:
            yield Slot(day, day, part.at, key=_key(day, choices.keys()), is_dropped=True)


def _slots(
    when: When, left: When, bounds: Bounds, planned: Collection[date], *, is_state: bool
) -> Iterator[Slot]:
    if isinstance(when, Span):
        yield from _of_span(when, bounds, is_state=is_state)
        return
    choices = days_in(left)
    if len(choices) > 1:
        doubt = ONE_OF_DAYS.fill(n=len(choices))
        for part in choices:
            yield Slot(part.start, part.start, part.at, _PLAIN, doubt, _key(part.start, planned))
        return
    first, last = bounds.earliest_start, bounds.latest_finish
    if first is not None and first == last:
        at = choices[0].at if choices else None
        doubt = _PLAIN if len(days_in(when)) == 1 else ONLY_DAY
        yield Slot(first, first, at, doubt=doubt, key=_key(first, planned))
    elif last is not None and (first is None or is_limit(when)):
        yield Slot(last, last, doubt=BY, is_its_day=False)
    elif first is not None and last is None:
        yield Slot(first, first, doubt=FROM, is_its_day=False)
    elif first is not None and last is not None:
        yield Slot(first, last, doubt=NO_DAY)


def days_in(when: When) -> list[Part]:
    """Return the certain days of which it is one, [] where it may be another."""
    members = when.members if isinstance(when, OneOf) else ()
    if isinstance(when, Moment):
        members = (when.part,)
    days = [one for one in members if isinstance(one, Part) and one.is_day]
    if len(days) < len(members):
        return []
    # Two hours on one day are one day in a calendar, of which the hour is open.
    found: dict[date, Part] = {}
    for one in days:
        before = found.get(one.start)
        found[one.start] = one if before is None else Part(one.start)
    return list(found.values())


def _key(day: date, planned: Collection[date]) -> str:
    """Return the key of a day: its own if it is one of several that were planned."""
    return f"day={day.isoformat()}" if day in planned else ""


def is_limit(when: When | None) -> bool:
    """Return whether a date is a last day only ("uiterlijk")."""
    if not isinstance(when, OneOf) or len(when.members) > 1:
        return False
    (only,) = when.members
    return isinstance(only, Range) and only.start is None


def _of_span(when: Span, bounds: Bounds, *, is_state: bool) -> Iterator[Slot]:
    first, last = bounds.earliest_start, bounds.latest_finish
    is_bar = (
        not is_state
        and when.start is not None
        and when.end is not None
        and first is not None
        and last is not None
        and (last - first).days < LONGEST
    )
    if is_bar and first is not None and last is not None:
        certain = all(part is not None and part.is_day for part in (when.start, when.end))
        yield Slot(first, last, doubt=_PLAIN if certain else NO_ENDS)
        return
    if when.start is not None:
        yield _end(when.start, first, bounds.latest_start, BEGIN, "end=first")
    if when.end is not None:
        yield _end(when.end, bounds.earliest_finish, last, END, "end=last")


def _end(part: Part, first: date | None, last: date | None, prefix: Text, key: str) -> Slot:
    """Return the slot of one end of a span, which is known at least on one side."""
    known = first or last
    assert known is not None, "an end of a span without any day"
    first, last = first or known, last or known
    doubt = ONLY_DAY if first == last else NO_DAY
    doubt = _PLAIN if part.is_day else doubt
    return Slot(first, last, prefix=prefix, doubt=doubt, key=key, is_its_day=False)
