"""How often steps are taken within some days: at least, and at most.

A step that is taken once counts on the day on which it finishes. What is not sure gives two
numbers: a step that may fall in either of two periods counts for neither least and for both
most, and so does one that depends on a condition. A step that comes back counts as planned:

    planned times of the rule       count in the period they lie in
    … from the day it is cancelled  count no more
    a not-done record               takes off one of the times it can be about
    records that it was done        are the least there is, and never more than was planned
                                    unless they are more
    every = "regularly"             what records say is the least; the most is not known
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from boplan.dates.recurrence import last_occurrence, occurrences
from boplan.model.timeline import Record, Recurrence
from boplan.model.vocabulary import RecordKind, Recurs, Status
from boplan.model.when import LAST_YEAR, Bounds, Moment, OneOf, Part, Span, When
from boplan.schedule.progress import DECIDED, Progress

_ENDED = {RecordKind.CANCELLED: Status.CANCELLED, RecordKind.SUPERSEDED: Status.SUPERSEDED}
_FELL_OUT = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_DONE})
_LAST_DAY = date(LAST_YEAR, 12, 31)
_CHUNK = timedelta(days=50 * 366)
"""No recurrence has more times in fifty years than `occurrences` follows."""
_WIDEST = timedelta(days=3 * 366)
"""The longest part of the calendar that one time can be: about a year, one wider on each side."""


@dataclass(frozen=True, slots=True)
class Days:
    """From one day through another, both inclusive; None is unbounded on that side."""

    first: date | None
    last: date | None

    def touches(self, other: Days) -> bool:
        """Return whether the two have a day in common."""
        return not (
            (self.first is not None and other.last is not None and self.first > other.last)
            or (self.last is not None and other.first is not None and self.last < other.first)
        )

    def is_within(self, other: Days) -> bool:
        """Return whether each of its days is one of the other."""
        begins = other.first is None or (self.first is not None and self.first >= other.first)
        ends = other.last is None or (self.last is not None and self.last <= other.last)
        return begins and ends


@dataclass(frozen=True, slots=True)
class Window:
    """The days within which times are counted; where its ends are vague, the two extremes."""

    widest: Days
    narrowest: Days

    def may_hold(self, choices: Iterable[Days]) -> bool:
        """Return whether one of the days to choose from can lie in it."""
        return any(one.touches(self.widest) for one in choices)

    def must_hold(self, choices: Iterable[Days]) -> bool:
        """Return whether it holds whichever is chosen."""
        return all(one.is_within(self.narrowest) for one in choices)


@dataclass(frozen=True, slots=True)
class Time:
    """One time that a step is taken, or fell out."""

    activity: str
    choices: tuple[Days, ...]
    """The days on which it can be; several where there is a choice."""
    when: When | None
    """Its date as a reader knows it."""
    is_sure: bool = True
    fell_out: Status | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How often, and which times that are; most None is not known."""

    least: int
    most: int | None
    times: tuple[Time, ...]
    """Every time that can lie in the window."""
    fell_out: tuple[Time, ...]
    """Every time that could have, but was cancelled, replaced or not done."""


class Once:
    """A step that is taken once."""

    def __init__(self, step: Progress) -> None:
        self.step = step
        status = _status(step)
        is_gone = status in _FELL_OUT or status is Status.NOT_NEEDED
        self.time = Time(
            step.activity.id,
            tuple(_choices(step)),
            step.actual or step.current,
            is_sure=not is_gone and _is_sure(step),
            fell_out=status if is_gone else None,
        )

    def count(self, window: Window) -> Count:
        """Return how often it is taken in the window."""
        time = self.time
        may = window.may_hold(time.choices)
        if time.fell_out is not None:
            named = may and time.fell_out in _FELL_OUT and time.when is not None
            return Count(0, 0, (), (time,) if named else ())
        must = time.is_sure and window.must_hold(time.choices)
        return Count(int(must), int(may), (time,) if may else (), ())

    is_endless = False

    def known(self) -> Iterator[Days]:
        """Yield the days between which it is known to be, or would have been."""
        if self.time.fell_out in (None, Status.CANCELLED, Status.NOT_DONE):
            yield _hull(self.time.choices)


class Often:
    """A step that comes back."""

    def __init__(self, step: Progress, recurrence: Recurrence, within: Days) -> None:
        self.step = step
        self._recurrence = recurrence
        self._within = within
        self._is_gone = step.status is Status.NOT_NEEDED
        self._done = [(one, one.on) for one in step.records if one.on and _is_taken(one)]
        ends = [one.on.bounds for one in step.records if one.kind in _ENDED and one.on]
        self._ended = step.status if step.status in _ENDED.values() and ends else None
        self._end = _first_end(ends)

    @cached_property
    def _part_of(self) -> dict[Days, Part]:
        """Every planned time that may be asked for, in order."""
        return {Days(one.first, one.last): one for one in self._parts(self._within)}

    @cached_property
    def _planned(self) -> list[Days]:
        return list(self._part_of)

    @cached_property
    def _firsts(self) -> list[date]:
        return [one.first for one in self._part_of.values()]

    @cached_property
    def _lasts(self) -> list[date]:
        return [one.last for one in self._part_of.values()]

    @cached_property
    def _missed(self) -> list[tuple[Days, ...]]:
        """For each time that was not taken, the planned times that it can be."""
        return [
            self._about(_days_of(one.on)) for one in self.step.records if one.on and _is_missed(one)
        ]

    @property
    def is_endless(self) -> bool:
        """Return whether it comes back without end."""
        rule, until = self._recurrence.rule, self._recurrence.until
        has_end = until is not None or self._ended is not None or "COUNT=" in rule
        return not (has_end or isinstance(rule, Recurs) or self._is_gone)

    def _parts(self, within: Days) -> list[Part]:
        if isinstance(self._recurrence.rule, Recurs) or self._is_gone:
            return []
        first = (within.first or date(1900, 1, 1)) - _WIDEST
        last = min((within.last or _LAST_DAY) + _WIDEST, _LAST_DAY)
        found: dict[Part, None] = {}
        while first <= last:
            through = min(first + _CHUNK, last)
            found |= dict.fromkeys(occurrences(self._recurrence, through, since=first))
            first = through + timedelta(days=1)
        return list(found)

    def _about(self, day: Days) -> tuple[Days, ...]:
        """Return the planned times that a record can be about: of that day, else beside it."""
        first, last = self._range(day)
        if first < last:
            return tuple(self._planned[first:last])
        return tuple(self._planned[max(0, first - 1) : first + 1])

    def _range(self, days: Days) -> tuple[int, int]:
        """Return which of the planned times have a day in common with those."""
        first = bisect_left(self._lasts, days.first) if days.first else 0
        last = bisect_right(self._firsts, days.last) if days.last else len(self._firsts)
        return first, max(first, last)

    def _is_over(self, time: Days) -> bool:
        """Return whether a time lies after the step was cancelled, and so falls out."""
        last = self._end.last
        return bool(self._ended and last and time.first and time.first >= last)

    def _is_before_end(self, time: Days) -> bool:
        first = self._end.first
        return not self._ended or bool(first and time.last and time.last < first)

    def count(self, window: Window) -> Count:
        """Return how often it is taken in the window."""
        if self._is_gone:
            return Count(0, 0, (), ())
        near = self._planned[slice(*self._range(window.widest))]
        may = [one for one in near if not self._is_over(one)]
        must = [one for one in may if self._is_before_end(one) and window.must_hold([one])]
        missed = [one for one in self._missed if one and window.may_hold(one)]
        missed_for_certain = sum(window.must_hold(one) for one in missed)
        sure = len(must) - len(missed) if _is_unconditional(self.step) else 0
        done = [on for _, on in self._done if _days_of(on).touches(window.widest)]
        least = max(0, sure, _certainly_done(self._done, window))
        most: int | None = max(len(may) - missed_for_certain, len(done))
        gone = {one: self._time(one, self._ended) for one in near if self._is_over(one)}
        gone |= {one[0]: self._time(one[0], Status.NOT_DONE) for one in missed if len(one) == 1}
        times = [self._time(one) for one in may if one not in gone]
        if isinstance(self._recurrence.rule, Recurs):
            most = None if window.may_hold([self._unknown()]) else len(done)
            times = [Time(self.step.activity.id, (_days_of(on),), on) for on in dict.fromkeys(done)]
        return Count(least, most, tuple(times), tuple(gone.values()))

    def _unknown(self) -> Days:
        """Return the days in which it comes back at an interval that nobody knows."""
        start, until = self._recurrence.from_, self._recurrence.until
        last = until.last if until else None
        if self._ended and self._end.last:
            last = min(last, self._end.last) if last else self._end.last
        return Days(start.first if start else None, last)

    def _time(self, days: Days, fell_out: Status | None = None) -> Time:
        part = self._part_of[days]
        return Time(self.step.activity.id, (days,), Moment(part), fell_out=fell_out)

    def known(self) -> Iterator[Days]:
        """Yield the days of its first time, of its last if it has one, and of its records."""
        for _, on in self._done:
            yield _days_of(on)
        rule, start = self._recurrence.rule, self._recurrence.from_
        if isinstance(rule, Recurs) or start is None or self._is_gone:
            return
        for first in islice(occurrences(self._recurrence, _LAST_DAY), 1):
            yield Days(first.first, first.last)
        last = last_occurrence(self._recurrence)
        if last is None and self._recurrence.until is not None:
            until = self._recurrence.until.last
            last = max(
                occurrences(self._recurrence, until, since=until - _CHUNK),
                key=lambda part: part.start, default=None,
            )  # fmt: skip
        if last is not None:
            yield Days(last.first, last.last)
        elif self._ended:
            yield self._end


Counted = Once | Often


def counted(steps: Sequence[Progress], within: Days) -> list[Counted]:
    """Return what can be counted of some steps, within days that hold all that is asked."""
    return [
        Once(step)
        if step.activity.recurrence is None
        else Often(step, step.activity.recurrence, within)
        for step in steps
    ]


def total(parts: Iterable[Counted], window: Window) -> Count:
    """Return how often all of them together are taken in the window."""
    counts = [one.count(window) for one in parts]
    mosts = [one.most for one in counts if one.most is not None]
    return Count(
        sum(one.least for one in counts),
        sum(mosts) if len(mosts) == len(counts) else None,
        tuple(time for one in counts for time in one.times),
        tuple(time for one in counts for time in one.fell_out),
    )


def _status(step: Progress) -> Status:
    """Return where a step stands; one that any municipality takes has not fallen out."""
    if step.status in _FELL_OUT:
        alive = [one.status for one in step.tracks if not _is_out(one.status)]
        return alive[0] if alive else step.status
    return step.status


def _is_out(status: Status) -> bool:
    return status in _FELL_OUT or status is Status.NOT_NEEDED


def _is_sure(step: Progress) -> bool:
    """Return whether a step that did not fall out is taken, whatever happens.

    Asked of the records alone, not of the day: else a finding would come and go with time.
    """
    kinds = {record.kind for record in step.records}
    if step.status is Status.DONE or RecordKind.STARTED in kinds:
        return True
    if any(track.status is Status.DONE for track in step.tracks):
        return True
    return _is_unconditional(step) and RecordKind.NO_EVIDENCE not in kinds


def _is_unconditional(step: Progress) -> bool:
    return not step.activity.condition and step.activity.fallback_for is None


def _choices(step: Progress) -> Iterator[Days]:
    """Yield the days on which it can finish: of municipalities, the last one that takes it."""
    alive = [one for one in step.tracks if not _is_out(one.status)]
    if alive and (step.own_dates or len(alive) < len(step.tracks)):
        dates = [one.actual or one.current for one in alive]
        bounds = [one.bounds for one in dates if one is not None]
        firsts = [one.earliest_finish for one in bounds if one.earliest_finish]
        lasts = [one.latest_finish for one in bounds if one.latest_finish]
        last = max(lasts) if len(lasts) == len(alive) else None
        yield Days(max(firsts, default=None), last)
        return
    window = step.window
    whole = Days(window.bounds.earliest_finish, window.bounds.latest_finish)
    if isinstance(window.when, OneOf) and len(window.when.members) > 1:
        for one in window.when.members:
            yield _overlap(Days(one.first, one.last), whole)
    else:
        yield whole


def _overlap(one: Days, other: Days) -> Days:
    firsts = [day for day in (one.first, other.first) if day]
    lasts = [day for day in (one.last, other.last) if day]
    return Days(max(firsts, default=None), min(lasts, default=None))


def _hull(choices: Sequence[Days]) -> Days:
    firsts = [one.first for one in choices if one.first]
    lasts = [one.last for one in choices if one.last]
    return Days(
        min(firsts) if len(firsts) == len(choices) else None,
        max(lasts) if len(lasts) == len(choices) else None,
    )


def _days_of(when: When) -> Days:
    """Return the days on which it can finish."""
    return Days(when.bounds.earliest_finish, when.bounds.latest_finish)


def _is_taken(record: Record) -> bool:
    """Return whether the record says that a time was taken: done, or decided."""
    return record.kind is RecordKind.DONE or (
        record.kind is RecordKind.OUTCOME and record.outcome in DECIDED
    )


def _certainly_done(records: Iterable[tuple[Record, When]], window: Window) -> int:
    """Return how many times were surely taken in the window.

    Records of several municipalities can be about one time, and so can what was decided on
    the day on which it was done.
    """
    sure = [one for one, on in records if window.must_hold([_days_of(on)])]
    municipalities = {None, *(name for one in sure for name in one.municipality)}
    return max(_times_in(sure, municipality) for municipality in municipalities)


def _times_in(records: Sequence[Record], municipality: str | None) -> int:
    common = [one for one in records if not one.municipality]
    own = [one for one in records if municipality in one.municipality]
    done = [one.on for one in common if one.kind is RecordKind.DONE]
    done += [one.on for one in own if one.kind is RecordKind.DONE and one.on not in done]
    return len(done) + len({one.on for one in (*common, *own)} - set(done))


def _is_missed(record: Record) -> bool:
    """Return whether the record says that one whole time was not taken."""
    return record.kind is RecordKind.NOT_DONE and not record.municipality


def _first_end(ends: Sequence[Bounds]) -> Days:
    firsts = [one.earliest_finish for one in ends if one.earliest_finish]
    lasts = [one.latest_finish for one in ends if one.latest_finish]
    return Days(
        min(firsts) if ends and len(firsts) == len(ends) else None, max(lasts, default=None)
    )


def window_of(when: When) -> list[Window]:
    """Return the days that a date names as a stretch of time; one for each alternative.

    "2022/2025" is four whole years; only "about" makes it vague.
    """
    if isinstance(when, OneOf):
        ends = [
            (one, one) if isinstance(one, Part) else (one.start, one.end) for one in when.members
        ]
    elif isinstance(when, Span):
        ends = [(when.start, when.end)]
    else:
        ends = [(when.part, when.part)]
    return [
        Window(
            Days(start.first if start else None, end.last if end else None), _exactly(start, end)
        )
        for start, end in ends
    ]


def _exactly(start: Part | None, end: Part | None) -> Days:
    """Return the days from one part through another as if neither were "about"."""
    return Days(
        Part(start.start, start.precision).first if start else None,
        Part(end.start, end.precision).last if end else None,
    )
