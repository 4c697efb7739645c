"""Random date values: every form of the notation, of every precision."""

from __future__ import annotations

from datetime import date, time

from hypothesis import strategies as st

from boplan.model.when import Member, Moment, OneOf, Part, Precision, Range, Span, When

FIRST, LAST = date(1901, 1, 1), date(2197, 12, 31)

days = st.dates(FIRST, LAST)


def _part(day: date, precision: Precision, about: bool) -> Part:
    months = precision.months
    if not months:
        return Part(day, about=about)
    return Part(date(day.year, (day.month - 1) // months * months + 1, 1), precision, about)


def parts_in(where: st.SearchStrategy[date]) -> st.SearchStrategy[Part]:
    """Return parts of the calendar that begin around the days of `where`."""
    return st.builds(_part, where, st.sampled_from(Precision), st.booleans())


parts = parts_in(days)
timed = st.builds(
    lambda day, hour, minute: Part(day, at=time(hour, minute)),
    days, st.integers(0, 23), st.integers(0, 59),
)  # fmt: skip


def _in_order(one: Part, two: Part) -> tuple[Part, Part]:
    return (one, two) if one.first <= two.last else (two, one)


def _spans(some: st.SearchStrategy[Part]) -> st.SearchStrategy[Span]:
    ends = st.tuples(some, some).map(lambda pair: Span(*_in_order(*pair)))
    return ends | some.map(lambda one: Span(one, None)) | some.map(lambda one: Span(None, one))


def _ranges(some: st.SearchStrategy[Part]) -> st.SearchStrategy[Range]:
    ends = st.tuples(some, some).map(lambda pair: Range(*_in_order(*pair)))
    return ends | some.map(lambda one: Range(one, None)) | some.map(lambda one: Range(None, one))


def _set(members: list[Member]) -> When:
    """Return the members in order of time; one that is alone needs no brackets."""
    alone = members[0]
    if len(set(members)) == 1 and isinstance(alone, Part):
        return Moment(alone)
    order = {member: (member.first or date.min, repr(member)) for member in members}
    return OneOf(tuple(sorted(order, key=order.__getitem__)))


def whens_in(where: st.SearchStrategy[date]) -> st.SearchStrategy[When]:
    """Return date values of every form around the days of `where`."""
    some = parts_in(where)
    members: st.SearchStrategy[Member] = some | _ranges(some)
    sets = st.lists(members, min_size=1, max_size=5).map(_set)
    return some.map(Moment) | _spans(some) | sets


whens = whens_in(days) | timed.map(Moment)
