"""A date moved as a whole by a period: what is vague stays as vague as it was."""

from __future__ import annotations

from datetime import date

from boplan.dates.period import shift
from boplan.model.timeline import Period
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
)


def shift_when(when: When, period: Period) -> When | None:
    """Return the date moved by the period, None where the notation cannot write what it becomes.

        a day                 that day, moved
        a month, a year, …    the same kind of part if the period fits it (March by P1M is
                              April), else some day from its moved first through its moved last
        one of several        each of them, moved
        a span                from the moved start through the moved end

    The notation has no span of which begin or end lies between two days; and no year before
    1900 or after 2199.
    """
    if not period.count:
        return when
    if isinstance(when, OneOf):
        members = [_member(one, period) for one in when.members]
        return OneOf(tuple(one for one in members if one)) if None not in members else None
    if isinstance(when, Span):
        start = _part(when.start, period) if when.start else None
        end = _part(when.end, period) if when.end else None
        if (when.start and not start) or (when.end and not end):
            return None
        return Span(start, end)
    whole = _part(when.part, period)
    if whole is not None:
        return Moment(whole)
    member = _member(when.part, period)
    return OneOf((member,)) if member is not None else None


def _member(member: Member, period: Period) -> Member | None:
    if isinstance(member, Part):
        whole = _part(member, period)
        if whole is not None:
            return whole
        ends = Range(Part(member.first), Part(member.last))
    else:
        ends = member
    first = _end(ends.start, ends.first, period)
    last = _end(ends.end, ends.last, period)
    if (ends.start and not first) or (ends.end and not last):
        return None
    return Range(first, last)


def _end(part: Part | None, day: date | None, period: Period) -> Part | None:
    """Return one end of a range, moved: as a part like it, else as its outermost day."""
    if part is None or day is None:
        return None
    whole = _part(part, period)
    if whole is not None:
        return whole
    moved = _day(day, period)
    return Part(moved) if moved is not None else None


def _part(part: Part, period: Period) -> Part | None:
    """Return the part moved, if what comes out is such a part again."""
    if part.precision is Precision.DAY:
        if part.about and period.unit not in "DW":
            return None  # the days around it do not move as far as it does
    else:
        months = period.count * {"M": 1, "Y": 12}.get(period.unit, 0)
        if not months or months % part.precision.months:
            return None
    start = _day(part.start, period)
    return Part(start, part.precision, part.about, part.at) if start is not None else None


def _day(day: date, period: Period) -> date | None:
    moved = shift(day, period)
    return moved if FIRST_YEAR <= moved.year <= LAST_YEAR else None
