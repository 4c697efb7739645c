"""The periods in which something is agreed to happen so many times.

length                 periods
---------------------  --------------------------------------------------------
P1Y, P6M, P3M, P1M     years, half-years, quarters and months of the calendar
any other              one after the other, the first from the day named as start
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from boplan.model.timeline import Period
from boplan.model.when import Part, Precision, add_months

CALENDAR = {
    Period(1, "Y"): Precision.YEAR,
    Period(6, "M"): Precision.HALF,
    Period(3, "M"): Precision.QUARTER,
    Period(1, "M"): Precision.MONTH,
}
"""The lengths that are periods of the calendar. Twelve months are not: they may begin in May."""

MOST_PERIODS = 4_000
"""No more periods are judged; the months of three hundred years are fewer."""

_DAY = timedelta(days=1)
_LENGTHS = {"D": 1, "W": 7, "M": 1, "Y": 12}


@dataclass(frozen=True, slots=True)
class Grid:
    """Periods that follow each other without gaps, each known by a number."""

    per: Period
    start: date
    """The first day of number 0; of periods of the calendar any first day will do."""

    @property
    def precision(self) -> Precision | None:
        """Return how large a part of the calendar a period is, None if it is none."""
        return CALENDAR.get(self.per)

    @property
    def _length(self) -> int:
        return self.per.count * _LENGTHS[self.per.unit]

    def first(self, number: int) -> date:
        """Return the first day of a period."""
        steps = number * self._length
        if self.per.unit in "DW":
            return self.start + timedelta(days=steps)
        return add_months(self.start, steps)

    def last(self, number: int) -> date:
        """Return the last day of a period (inclusive)."""
        return self.first(number + 1) - _DAY

    def number(self, day: date) -> int:
        """Return the number of the period that holds the day."""
        if self.per.unit in "DW":
            return (day - self.start).days // self._length
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        # The start can be the 31st: shorter months begin a period on their last day.
        found = months // self._length
        return found - 1 if self.first(found) > day else found

    def whole_by(self, day: date) -> int:
        """Return the number of the last period that is over on the day."""
        found = self.number(day)
        return found if self.last(found) == day else found - 1

    def period_of(self, part: Part) -> int | None:
        """Return the period that a part of the calendar names, None if it names none.

        That is the part which is the period; where the calendar has no such part, its first
        day as well.
        """
        if part.about:
            return None
        found = self.number(part.first)
        if self.first(found) != part.first:
            return None
        if part.last == self.last(found) or (self.precision is None and part.is_day):
            return found
        return None


def grid_of(per: Period, start: Part | None) -> Grid | None:
    """Return the periods of that length; None where nothing says when the first one begins."""
    if per.count < 1:
        return None
    if per in CALENDAR:
        # Every period of the calendar begins on the first of a month, counted from January.
        return Grid(per, date(1900, 1, 1))
    return None if start is None or start.about else Grid(per, start.first)
