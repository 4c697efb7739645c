"""Dates as the sources give them: exact, vague, spans, alternatives.

Every date value is one of three forms, and each has four bounds:

    Moment   one part of the calendar         2024-12-05, 2025-03, 2025-Q1, 2026-06~
    Span     from one part through another    2024-12-12/2025-03-06, ../2025-12-31
    OneOf    one day out of several members   [2024-11-19,2024-11-26], [..2025-12-31]

Bounds are worked out once, when the value is made: everything else asks for them often.

All ends are inclusive. A bound that is not known is None: at the start it stands for
"as early as you like", at the finish for "as late as you like".
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import Enum

FIRST_YEAR = 1900
"""No timeline of a policy holds an earlier year; anything earlier is a slip of the pen."""

LAST_YEAR = 2199
"""The last year a date may lie in, so that no arithmetic leaves what `date` can hold."""

_DAY = timedelta(days=1)


class Precision(Enum):
    """How large the part of the calendar is that a `Part` names."""

    DAY = 0
    MONTH = 1
    QUARTER = 3
    HALF = 6
    YEAR = 12

    @property
    def months(self) -> int:
        """Return the number of months in one such part (0 for a day)."""
        return self.value


class Truth(Enum):
    """A judgement about vague dates: certainly, possibly, certainly not."""

    NO = 0
    MAYBE = 1
    YES = 2


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month.

    Terms in months end on the same day number, and on the last day where the month has
    no such day (HR 1 September 2017, ECLI:NL:HR:2017:2225).
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the calendar: a day, month, quarter, half-year or year.

    `start` is its first day as written. `about` widens it by one such part on each side.
    `at` is the local time of day, only on a day.
    """

    start: date
    precision: Precision = Precision.DAY
    about: bool = False
    at: time | None = None

    @property
    def first(self) -> date:
        """Return the first day that it can be (inclusive)."""
        if not self.about:
            return self.start
        months = self.precision.months
        return add_months(self.start, -months) if months else self.start - _DAY

    @property
    def last(self) -> date:
        """Return the last day that it can be (inclusive)."""
        months = self.precision.months
        if not months:
            return self.start + _DAY if self.about else self.start
        return add_months(self.start, 2 * months if self.about else months) - _DAY

    @property
    def is_day(self) -> bool:
        """Return whether it is one certain day."""
        return self.precision is Precision.DAY and not self.about


@dataclass(frozen=True, slots=True)
class Bounds:
    """Earliest and latest start, earliest and latest finish; None is unknown.

    All four are days and inclusive. Where both are known, earliest ≤ latest and
    start ≤ finish.
    """

    earliest_start: date | None
    latest_start: date | None
    earliest_finish: date | None
    latest_finish: date | None

    @property
    def is_day(self) -> bool:
        """Return whether start and finish are one certain day."""
        return self.earliest_start is not None and (
            self.earliest_start == self.latest_start == self.earliest_finish == self.latest_finish
        )

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing is known at all."""
        return self == UNKNOWN


UNKNOWN = Bounds(None, None, None, None)
"""The bounds of a step without a date."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One part of the calendar in which it happens: `2024-12-05`, `2025-03`, `2026~`."""

    part: Part
    bounds: Bounds = field(init=False, compare=False, repr=False)
    """It starts and finishes within the part."""

    def __post_init__(self) -> None:
        first, last = self.part.first, self.part.last
        object.__setattr__(self, "bounds", Bounds(first, last, first, last))


@dataclass(frozen=True, slots=True)
class Span:
    """From some day in `start` through some day in `end`; None is unknown or open.

    `../2025-12-31` has no start, `2024-06/..` no end. At least one is present.
    """

    start: Part | None
    end: Part | None
    bounds: Bounds = field(init=False, compare=False, repr=False)
    """Where the parts overlap, start ≤ finish still holds."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", self._bounds())

    def _bounds(self) -> Bounds:
        earliest_start = self.start.first if self.start else None
        latest_finish = self.end.last if self.end else None
        latest_start = self.start.last if self.start else latest_finish
        if latest_start and latest_finish:
            latest_start = min(latest_start, latest_finish)
        earliest_finish = self.end.first if self.end else earliest_start
        if earliest_finish and earliest_start:
            earliest_finish = max(earliest_finish, earliest_start)
        return Bounds(earliest_start, latest_start, earliest_finish, latest_finish)


@dataclass(frozen=True, slots=True)
class Range:
    """A member of a set: one day from `start` through `end`; None is unbounded."""

    start: Part | None
    end: Part | None

    @property
    def first(self) -> date | None:
        """Return the first day that it can be, None if there is none."""
        return self.start.first if self.start else None

    @property
    def last(self) -> date | None:
        """Return the last day that it can be, None if there is none."""
        return self.end.last if self.end else None


Member = Part | Range
"""What stands between the commas of a set."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A moment in one of the members: `[2024-11-19,2024-11-26]`, `[..2025-12-31]`."""

    members: tuple[Member, ...]
    bounds: Bounds = field(init=False, compare=False, repr=False)
    """The four bounds over all members."""

    def __post_init__(self) -> None:
        firsts = [member.first for member in self.members]
        lasts = [member.last for member in self.members]
        first = None if None in firsts else min(day for day in firsts if day)
        last = None if None in lasts else max(day for day in lasts if day)
        object.__setattr__(self, "bounds", Bounds(first, last, first, last))


When = Moment | Span | OneOf
"""A date as a timeline holds it."""


def on(day: date) -> Moment:
    """Return the moment that is this day."""
    return Moment(Part(day))


def certain_day(when: When | None) -> date | None:
    """Return the one day that `when` is for certain, or None."""
    if isinstance(when, Moment) and when.part.is_day:
        return when.part.start
    return None


def at_least(earlier: date | None, later: date | None, days: int = 0) -> Truth:
    """Return YES if `later` − `earlier` ≥ `days`, NO if not, MAYBE if either is unknown."""
    if earlier is None or later is None:
        return Truth.MAYBE
    return Truth.YES if (later - earlier).days >= days else Truth.NO


def finishes_before_start(first: Bounds, second: Bounds, days: int = 1) -> Truth:
    """Judge whether `second` starts at least `days` after `first` finishes.

    YES whatever days they turn out to have, NO whatever days they turn out to have, else
    MAYBE. The default of one day is a plain `after`: the next day or later.
    """
    if at_least(first.latest_finish, second.earliest_start, days) is Truth.YES:
        return Truth.YES
    if at_least(first.earliest_finish, second.latest_start, days) is Truth.NO:
        return Truth.NO
    return Truth.MAYBE


def finishes_by(bounds: Bounds, day: date) -> Truth:
    """Judge whether it finishes on `day` or before (inclusive)."""
    if at_least(bounds.latest_finish, day) is Truth.YES:
        return Truth.YES
    if at_least(bounds.earliest_finish, day) is Truth.NO:
        return Truth.NO
    return Truth.MAYBE
