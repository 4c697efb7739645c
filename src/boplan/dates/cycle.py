"""From one cycle of a process to the next: every date moved, and as vague as it was.

Two ways of moving, for a calendar has no year of whole weeks:

    by weeks       a day on which people work or meet: the whole weeks nearest to the move, so
                   that it keeps its weekday, and all such days keep their distances
    by the calendar   a month, a quarter, a year, and a day that is what it is because of the
                   calendar: the same day or month so many years on; where the move is no number
                   of whole years, so many days on, and of a month the one that holds its middle

A day is one of the calendar where the caller says so, or where it is 1 January or 31 December;
so are both ends of a stretch that are said in parts of a month ("1 September through 10
October": begin, middle and end of a month run through the 10th, the 20th and the last).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from boplan.dates.notation import part_containing
from boplan.model.when import (
    FIRST_YEAR,
    LAST_YEAR,
    Member,
    Moment,
    OneOf,
    Part,
    Precision,
    Range,
    Span,
    When,
    add_months,
)

_DAY = timedelta(days=1)
_FIRST_OF_THIRD = (1, 11, 21)
_LAST_OF_THIRD = (10, 20)


class OutOfReachError(ValueError):
    """A date would come to lie in a year that no timeline can hold."""


@dataclass(frozen=True, slots=True)
class Move:
    """How far the next cycle lies from the last one."""

    days: int
    """From anchor to anchor."""
    years: int | None
    """The same in whole years, None where it is no number of them."""

    @staticmethod
    def between(old: date, new: date) -> Move:
        """Return the move that takes one anchor to the other."""
        years = new.year - old.year
        return Move((new - old).days, years if add_months(old, 12 * years) == new else None)

    @property
    def weeks(self) -> int:
        """Return the number of whole weeks that is nearest to the move."""
        return round(self.days / 7)  # never halfway: seven is odd

    def by_weeks(self, day: date) -> date:
        """Return a day of people, moved; raises OutOfReachError."""
        return _in_reach(lambda: day + timedelta(weeks=self.weeks))

    def by_calendar(self, day: date) -> date:
        """Return a day of the calendar, moved; raises OutOfReachError."""
        if self.years is None:
            return _in_reach(lambda: day + timedelta(days=self.days))
        months = 12 * self.years
        return _in_reach(lambda: add_months(day, months))

    def part(self, part: Part, *, of_calendar: bool = False) -> Part:
        """Return one part of the calendar, moved; raises OutOfReachError.

        `of_calendar` is about a day; larger parts always are.
        """
        if part.precision is Precision.DAY:
            fixed = of_calendar or is_of_calendar(part.start)
            day = self.by_calendar(part.start) if fixed else self.by_weeks(part.start)
            return replace(part, start=day)
        if self.years is not None:
            return replace(part, start=self.by_calendar(part.start))
        plain = Part(part.start, part.precision)
        middle = plain.start + (plain.last - plain.start) // 2
        moved = part_containing(self.by_calendar(middle), part.precision)
        return replace(moved, about=part.about)

    def when(self, when: When, *, of_calendar: bool = False, of_people: bool = False) -> When:
        """Return a date, moved; raises OutOfReachError.

        `of_calendar`: its days are all days of the calendar. `of_people`: a single day is not,
        whatever day it is.
        """
        if isinstance(when, Moment):
            if when.part.precision is Precision.DAY and of_people:
                return Moment(replace(when.part, start=self.by_weeks(when.part.start)))
            return Moment(self.part(when.part, of_calendar=of_calendar))
        if isinstance(when, Span):
            fixed = of_calendar or _in_months(when.start, when.end)
            start, end = self._ends(when.start, when.end, fixed)
            return Span(start, end)
        if len(when.members) > 1 and all(isinstance(one, Part) for one in when.members):
            # Several days to choose from stay as far apart as they are.
            return OneOf(tuple(self._choice(one, of_calendar) for one in when.members))
        return OneOf(tuple(self._member(one, of_calendar) for one in when.members))

    def _choice(self, member: Member, of_calendar: bool) -> Member:
        assert isinstance(member, Part)
        if member.precision is Precision.DAY and not of_calendar:
            return replace(member, start=self.by_weeks(member.start))
        return self.part(member, of_calendar=of_calendar)

    def _member(self, member: Member, of_calendar: bool) -> Member:
        if isinstance(member, Part):
            return self.part(member, of_calendar=of_calendar)
        fixed = of_calendar or _in_thirds(member.start, member.end)
        start, end = self._ends(member.start, member.end, fixed)
        return Range(start, end)

    def _ends(
        self, start: Part | None, end: Part | None, fixed: bool
    ) -> tuple[Part | None, Part | None]:
        first = self.part(start, of_calendar=fixed) if start else None
        last = self.part(end, of_calendar=fixed) if end else None
        if first and last and first.first > last.last:  # the two ways of moving have crossed
            assert start is not None
            assert end is not None
            first = self.part(start, of_calendar=True)
            last = self.part(end, of_calendar=True)
        return first, last


def is_of_calendar(day: date) -> bool:
    """Return whether a day is the first or last of a year: nobody chose it for its weekday."""
    return (day.month, day.day) in ((1, 1), (12, 31))


def _in_months(start: Part | None, end: Part | None) -> bool:
    """Return whether a stretch runs from the first of a month through the last of one."""
    if start is None or end is None or not (start.is_day and end.is_day):
        return False
    return start.start.day == 1 and (end.start + _DAY).day == 1


def _in_thirds(start: Part | None, end: Part | None) -> bool:
    """Return whether a stretch is made of thirds of months: begin, middle, end."""
    if start is None or end is None or not (start.is_day and end.is_day):
        return False
    last = end.start.day in _LAST_OF_THIRD or (end.start + _DAY).day == 1
    return start.start.day in _FIRST_OF_THIRD and last


def _in_reach(moved: object) -> date:
    try:
        day = moved()  # type: ignore[operator]
    except (OverflowError, ValueError):
        raise OutOfReachError from None
    assert isinstance(day, date)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OutOfReachError
    return day
