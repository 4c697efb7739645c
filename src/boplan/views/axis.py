"""From days to columns: which cell of a picture a day lies in, at which scale.

A window of days is cut into cells, each a unit of the calendar, a part of one, or several:

    room for the units of the window                 a cell is
    -----------------------------------------------  ---------------------------------------
    at least twice                                   a part of a unit (a day: several columns)
    once                                             one unit
    not even for quarters                            2, 4, 8 … quarters
    not at the scale that was asked for              one unit; the window ends earlier

Every day of the window lies in exactly one cell. All ends are inclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class Scale(StrEnum):
    """Which unit of the calendar a picture counts in, the finest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


_MONTHS = {Scale.MONTH: 1, Scale.QUARTER: 3}
# In how many parts a unit is cut, or how many columns a day is wide: parts that read well.
_PARTS = {
    Scale.DAY: (4, 3, 2, 1),
    Scale.WEEK: (7, 3, 2, 1),
    Scale.MONTH: (15, 10, 6, 5, 4, 3, 2, 1),
    Scale.QUARTER: (12, 6, 3, 2, 1),
}
_MULTIPLES = (2, 4, 8, 20, 40, 80, 200, 400)
"""How many quarters a cell may hold: half a year, a year, two, five, ten …"""


@dataclass(frozen=True, slots=True)
class Axis:
    """The cells of a window, in order."""

    scale: Scale
    starts: tuple[date, ...]
    """The first day of each cell."""
    last: date
    parts: int = 1
    """In how many cells a unit is cut."""
    multiple: int = 1
    """How many units a cell holds."""
    stretch: int = 1
    """How many columns a cell is wide."""

    @property
    def first(self) -> date:
        """Return the first day of the window."""
        return self.starts[0]

    @property
    def columns(self) -> int:
        """Return how many columns all cells take."""
        return len(self.starts) * self.stretch

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def cell_of(self, day: date) -> int:
        """Return the cell in which a day of the window lies."""
        return bisect_right(self.starts, day) - 1

    def cells_of(self, first: date, last: date) -> range:
        """Return the cells that the days from `first` through `last` touch."""
        if last < self.first or first > self.last:
            return range(0)
        return range(self.cell_of(max(first, self.first)), self.cell_of(min(last, self.last)) + 1)

    def days_of(self, cell: int) -> tuple[date, date]:
        """Return the first and the last day of a cell."""
        following = self.starts[cell + 1] - _DAY if cell + 1 < len(self.starts) else self.last
        return self.starts[cell], following


def unit_start(day: date, scale: Scale, multiple: int = 1) -> date:
    """Return the first day of the unit, or of the group of units, in which a day lies."""
    if scale is Scale.DAY:
        return day
    if scale is Scale.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[scale] * multiple
    return _month((day.year * 12 + day.month - 1) // months * months)


def unit_after(start: date, scale: Scale, multiple: int = 1) -> date:
    """Return the first day of the unit after the one that begins on `start`."""
    if scale is Scale.DAY:
        return start + _DAY
    if scale is Scale.WEEK:
        return start + 7 * _DAY
    return _month(start.year * 12 + start.month - 1 + _MONTHS[scale] * multiple)


def _month(index: int) -> date:
    # Groups of many years may begin before the first year that there is.
    year, month = divmod(index, 12)
    return date(year, month + 1, 1) if year > 0 else date.min


def units_in(first: date, last: date, scale: Scale, multiple: int = 1) -> int:
    """Return how many units the days from `first` through `last` touch."""
    if scale in _MONTHS:
        months = _MONTHS[scale] * multiple
        ends = [(day.year * 12 + day.month - 1) // months for day in (first, last)]
        return ends[1] - ends[0] + 1
    length = 1 if scale is Scale.DAY else 7
    between = unit_start(last, scale) - unit_start(first, scale)
    return between.days // length + 1


def axis_for(
    first: date,
    last: date,
    room: int,
    scale: Scale | None = None,
    *,
    whole_first: bool = False,
    whole_last: bool = False,
    around: date | None = None,
) -> Axis:
    """Return the axis of a window that fits in `room` columns, at the finest scale that does.

    With a `scale` it is that one, and the window ends earlier if it does not fit; or, where
    that would leave out the day `around`, begins later too. With `whole_first` it begins
    where a unit begins, with `whole_last` it ends where one ends.
    """
    multiple = 1
    if scale is None:
        scale = next((one for one in Scale if units_in(first, last, one) <= room), Scale.QUARTER)
        if units_in(first, last, scale) > room:
            fitting = (one for one in _MULTIPLES if units_in(first, last, scale, one) <= room)
            multiple = next(fitting, _MULTIPLES[-1])
    begins = list(_units(first, last, scale, multiple))
    if around is not None and len(begins) > room and begins[0] <= around:
        at = bisect_right(begins, around) - 1
        begins = begins[max(0, min(at - room // 4, len(begins) - room)) :]
        first = max(first, begins[0])
    begins = begins[:room]
    end = unit_after(begins[-1], scale, multiple) - _DAY
    last = end if whole_last else min(last, end)
    parts = next(one for one in _PARTS[scale] if len(begins) * one <= room)
    starts = begins
    if scale is not Scale.DAY and parts > 1:
        starts = [day for one in begins for day in _cut(one, unit_after(one, scale), parts)]
    if not whole_first:
        # The first cells may lie before the window, the cell in which it begins is cut.
        starts = [first, *(day for day in starts if day > first)]
    return Axis(
        scale=scale,
        starts=tuple(day for day in starts if day <= last),
        last=last,
        parts=parts if scale is not Scale.DAY else 1,
        multiple=multiple,
        stretch=parts if scale is Scale.DAY else 1,
    )


def _units(first: date, last: date, scale: Scale, multiple: int) -> Iterator[date]:
    start = unit_start(first, scale, multiple)
    while start <= last:
        yield start
        start = unit_after(start, scale, multiple)


def _cut(start: date, after: date, parts: int) -> Iterator[date]:
    days = (after - start).days
    for number in range(parts):
        yield start + timedelta(days=number * days // parts)
