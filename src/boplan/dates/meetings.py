"""When bodies meet: known from an agenda, or derived from another body's meeting.

A calendar is made of all the [[agenda]] tables of a body. What it says of a day:

    the day                                             meets?
    --------------------------------------------------  ------
    named by an agenda, complete or attested            YES
    not named, within from..until of a complete agenda  NO
    not named, the municipality does not exist then     NO
    any other                                           MAYBE

An agenda without a municipality counts for every municipality of its body. A step that
is planned on a day does not make the body meet; a derived agenda neither: its meetings
exist only for the step that they prepare (`preparations`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from boplan.dates.period import last_day_before, shift
from boplan.dates.recurrence import MOST_OCCURRENCES, days
from boplan.model.timeline import Activity, Agenda, Period, Timeline
from boplan.model.vocabulary import AgendaKind, RecordKind
from boplan.model.when import Truth, When, certain_day

_DAY = timedelta(days=1)
_TAKES_AWAY = frozenset({RecordKind.CANCELLED, RecordKind.SUPERSEDED, RecordKind.NOT_DONE})

Stretch = tuple[date, date]
"""First and last day, both inclusive."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A meeting of `body` that prepares an activity of another body.

    `derived` is the day that follows from the rule of `agenda`; `day` is the day on which
    the body meets: another only where a meeting in the same week is known.
    """

    body: str
    activity: str
    day: date
    derived: date
    is_known: bool
    """Whether a source names this meeting, on the derived day or as the only one of that week."""
    agenda: Agenda


@dataclass(frozen=True, slots=True)
class Rejected:
    """A meeting that the papers miss, and by how many days."""

    meeting: date | datetime
    days_short: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The meeting asked for, or how far the agendas reach.

    `truth` is YES: `meeting` is the one; NO: there is none; MAYBE: not known, because no
    complete agenda covers the days from `unknown_from` through `unknown_through` (None:
    without end), and `possible` is the nearest meeting that a source happens to mention.
    """

    truth: Truth
    meeting: date | datetime | None = None
    agenda: Agenda | None = None
    """The agenda that names `meeting` or `possible`."""
    possible: date | datetime | None = None
    unknown_from: date | None = None
    unknown_through: date | None = None
    rejected: tuple[Rejected, ...] = ()
    """Meetings that the papers miss, earliest first."""

    @property
    def day(self) -> date | None:
        """Return the day of the meeting that is certain."""
        return day_of(self.meeting) if self.meeting is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When one body meets, in one municipality if it is one of each."""

    body: str
    municipality: str | None
    papers: Period | None
    """How long before a meeting its papers must be in; None: on the day itself."""
    days: tuple[date, ...]
    """Every day on which a meeting is known, in order."""
    covered: tuple[Stretch, ...]
    """Where every meeting is known, in order; stretches neither touch nor overlap."""
    _named: dict[date, tuple[date | datetime, Agenda]] = field(repr=False)

    @staticmethod
    def of(timeline: Timeline, body: str, municipality: str | None = None) -> Calendar:
        """Return the calendar of a body, computed once for each timeline.

        Without a municipality it holds what counts for all of them.
        """
        calendars = _index(timeline).calendars
        key = (body, municipality)
        if key not in calendars:
            calendars[key] = _calendar(timeline, body, municipality)
        return calendars[key]

    @staticmethod
    def only(days: Iterable[date], agenda: Agenda) -> Calendar:
        """Return the calendar of a body that meets on these days and on no other."""
        found = tuple(sorted(days))
        named: dict[date, tuple[date | datetime, Agenda]] = {day: (day, agenda) for day in found}
        return Calendar(
            body=agenda.body, municipality=None, papers=None, days=found,
            covered=((date.min, date.max),), _named=named,
        )  # fmt: skip

    @staticmethod
    def perhaps(days: Iterable[date], agenda: Agenda) -> Calendar:
        """Return the calendar of a body that may meet on these days, and meets on no other."""
        off: list[Stretch] = []
        first = date.min
        for day in sorted(days):
            if first < day:
                off.append((first, day - _DAY))
            first = day + _DAY
        return replace(Calendar.only((), agenda), covered=(*off, (first, date.max)))

    def without(self, days: Iterable[date]) -> Calendar:
        """Return the calendar in which it is known that the body does not meet on these days."""
        off = set(days)
        named = {day: one for day, one in self._named.items() if day not in off}
        return replace(
            self,
            days=tuple(day for day in self.days if day not in off),
            covered=_joined([*self.covered, *((day, day) for day in off)]),
            _named=named,
        )

    def meets_on(self, day: date) -> Truth:
        """Return whether the body meets on `day`; NO only where all meetings are known."""
        if day in self._named:
            return Truth.YES
        return Truth.MAYBE if self._first_gap(day, day) else Truth.NO

    def meeting_on(self, day: date) -> date | datetime | None:
        """Return the meeting known on `day`, with its time if a source gives one."""
        named = self._named.get(day)
        return named[0] if named else None

    def in_time_from(self, papers_ready: date) -> date:
        """Return the first day for whose meeting papers that are ready then are in time."""
        return shift(papers_ready, self.papers) if self.papers else papers_ready

    def papers_due(self, meeting: date | datetime) -> date:
        """Return the last day on which papers are in time for that meeting."""
        day = day_of(meeting)
        return last_day_before(day, self.papers) if self.papers else day

    def next_meeting(
        self, not_before: date, papers_ready: date | None = None, *, not_after: date | None = None
    ) -> Answer:
        """Return the first meeting from `not_before` on that the papers are in time for.

        With `not_after` only meetings through that day count, and the answer can be NO
        where all meetings up to it are known.
        """
        last = not_after or date.max
        first = not_before
        if papers_ready is not None:
            first = max(first, self.in_time_from(papers_ready))
        rejected = self._rejected(not_before, last, first)
        index = bisect_left(self.days, first)
        day = self.days[index] if index < len(self.days) and self.days[index] <= last else None
        # A meeting that nobody mentioned can only come before the one that somebody did.
        gap = self._first_gap(first, day - _DAY if day and day > first else last, day)
        return self._answer(day, gap, rejected)

    def last_meeting(
        self, not_after: date, papers_ready: date | None = None, *, not_before: date | None = None
    ) -> Answer:
        """Return the last meeting through `not_after` that the papers are in time for.

        With `not_before` only meetings from that day on count, and the answer can be NO
        where all meetings since are known.
        """
        start = first = not_before or date.min
        if papers_ready is not None:
            first = max(first, self.in_time_from(papers_ready))
            start = max(start, papers_ready)
        index = bisect_right(self.days, not_after) - 1
        day = self.days[index] if index >= 0 and self.days[index] >= first else None
        rejected = () if day else self._rejected(start, not_after, first)
        gap = self._last_gap(day + _DAY if day and day < not_after else first, not_after, day)
        return self._answer(day, gap, rejected)

    def _answer(
        self, day: date | None, gap: Stretch | None, rejected: tuple[Rejected, ...]
    ) -> Answer:
        meeting, agenda = self._named[day] if day else (None, None)
        if gap is None:
            truth = Truth.YES if meeting is not None else Truth.NO
            return Answer(truth, meeting, agenda, rejected=rejected)
        first = gap[0] if gap[0] != date.min else None
        through = gap[1] if gap[1] != date.max else None
        return Answer(Truth.MAYBE, None, agenda, meeting, first, through, rejected)

    def _rejected(self, first: date, last: date, in_time: date) -> tuple[Rejected, ...]:
        start, end = bisect_left(self.days, first), bisect_left(self.days, in_time)
        return tuple(
            Rejected(self._named[day][0], (in_time - day).days)
            for day in self.days[start:end]
            if day <= last
        )

    def _first_gap(self, first: date, last: date, met: date | None = None) -> Stretch | None:
        """Return the first days from `first` through `last` that no agenda covers wholly."""
        if met == first or first > last:
            return None
        index = bisect_right(self.covered, (first, date.max)) - 1
        if index >= 0 and self.covered[index][1] >= first:
            end = self.covered[index][1]
            if end >= last:
                return None
            first = end + _DAY
        if index + 1 < len(self.covered):
            last = min(last, self.covered[index + 1][0] - _DAY)
        return first, last

    def _last_gap(self, first: date, last: date, met: date | None = None) -> Stretch | None:
        """Return the last days from `first` through `last` that no agenda covers wholly."""
        if met == last or first > last:
            return None
        index = bisect_right(self.covered, (last, date.max)) - 1
        if index >= 0 and self.covered[index][1] >= last:
            start = self.covered[index][0]
            if start <= first:
                return None
            last, index = start - _DAY, index - 1
        if index >= 0:
            first = max(first, self.covered[index][1] + _DAY)
        return first, last


@dataclass(slots=True)
class _Index:
    """The agendas and meeting days of a timeline by body."""

    agendas: dict[str, list[Agenda]] = field(default_factory=dict)
    derived: dict[str, list[tuple[int, Agenda]]] = field(default_factory=dict)
    """By the body they are derived from, with their place in the file."""
    days: dict[str, frozenset[date]] = field(default_factory=dict)
    calendars: dict[tuple[str, str | None], Calendar] = field(default_factory=dict)


@lru_cache(maxsize=8)
def _index(timeline: Timeline) -> _Index:
    index = _Index()
    found: dict[str, set[date]] = {}
    for place, agenda in enumerate(timeline.agendas):
        if agenda.kind is AgendaKind.DERIVED:
            if agenda.derived_from is not None:
                index.derived.setdefault(agenda.derived_from, []).append((place, agenda))
            continue
        index.agendas.setdefault(agenda.body, []).append(agenda)
        if agenda.municipality is None:
            found.setdefault(agenda.body, set()).update(map(day_of, meetings_in(agenda)))
    changed = _changed_days(timeline)
    for activity in timeline.activities.values():
        day = changed.get(activity.id, certain_day(activity.when))
        if day is not None:
            for body in activity.body:
                found.setdefault(body, set()).add(day)
    index.days = {body: frozenset(known) for body, known in found.items()}
    return index


def _changed_days(timeline: Timeline) -> dict[str, date | None]:
    """Return the day of every step that a record moved, settled or took away; None: no day.

    Whatever day is asked for: of a meeting that is moved later on, it is safer not to say
    that a source has it.
    """
    retracted = {record.retracts for record in timeline.records}
    found: dict[str, date | None] = {}
    for record in timeline.records:
        if record.municipality or (record.id is not None and record.id in retracted):
            continue
        if record.kind in _TAKES_AWAY:
            found[record.activity] = None
        elif record.kind is RecordKind.MOVED:
            found[record.activity] = certain_day(record.to)
        elif record.kind is RecordKind.SETTLED:
            found[record.activity] = record.settled
    return found


def _calendar(timeline: Timeline, body: str, municipality: str | None) -> Calendar:
    named: dict[date, tuple[date | datetime, Agenda]] = {}
    stretches: list[Stretch] = []
    for agenda in _index(timeline).agendas.get(body, ()):
        if agenda.municipality not in (None, municipality):
            continue
        for meeting in meetings_in(agenda):
            before = named.get(day_of(meeting))
            # A source that gives the hour says more; of two hours on a day the first counts.
            if before is None or _is_earlier(meeting, before[0]):
                named[day_of(meeting)] = (meeting, agenda)
        if agenda.kind is AgendaKind.COMPLETE and agenda.from_ and agenda.until:
            until = agenda.until
            ruled = list(days(agenda.every, agenda.from_, until)) if agenda.every else []
            if len(ruled) == MOST_OCCURRENCES:
                until = ruled[-1]  # a rule not followed to its end says nothing beyond
            stretches.append((agenda.from_, until))
    if municipality is not None:
        its = timeline.municipalities[municipality]
        if its.from_ is not None:
            stretches.append((date.min, its.from_ - _DAY))
        if its.until is not None:
            stretches.append((its.until + _DAY, date.max))
    return Calendar(
        body=body,
        municipality=municipality,
        papers=timeline.bodies[body].papers,
        days=tuple(sorted(named)),
        covered=_joined(stretches),
        _named=named,
    )


def _is_earlier(one: date | datetime, other: date | datetime) -> bool:
    if not isinstance(one, datetime):
        return False
    return not isinstance(other, datetime) or one < other


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for first, last in sorted(stretches):
        if joined and (joined[-1][1] == date.max or first <= joined[-1][1] + _DAY):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def day_of(meeting: date | datetime) -> date:
    """Return the day of a meeting that may have a time."""
    return meeting.date() if isinstance(meeting, datetime) else meeting


def meetings_in(agenda: Agenda) -> Iterator[date | datetime]:
    """Yield the meetings that the agenda itself gives; none for a derived one."""
    yield from agenda.meetings
    if agenda.every and agenda.from_ and agenda.until:
        rested = set(agenda.except_)
        yield from (
            day for day in days(agenda.every, agenda.from_, agenda.until) if day not in rested
        )


def known_days(timeline: Timeline, body: str) -> frozenset[date]:
    """Return every day on which an agenda or a step of the timeline has the body meet."""
    return _index(timeline).days.get(body, frozenset())


def preparations(
    timeline: Timeline, activity: Activity, when: When | None
) -> tuple[Preparation, ...]:
    """Return the meetings of other bodies that prepare this activity, earliest first.

    `when` is the activity's date as it now stands; a date that is not one certain day has
    no derived meetings.
    """
    day = certain_day(when)
    if day is None:
        return ()
    derived_from = _index(timeline).derived
    agendas = sorted(
        (pair for body in set(activity.body) for pair in derived_from.get(body, ())),
        key=lambda pair: pair[0],
    )
    found = []
    for _, agenda in agendas:
        if agenda.process is not None and agenda.process != activity.process:
            continue
        if (agenda.from_ and day < agenda.from_) or (agenda.until and day > agenda.until):
            continue
        if agenda.offset is None:
            continue
        derived = shift(day, agenda.offset)
        monday = derived - timedelta(days=derived.weekday())
        week = {monday + timedelta(days=n) for n in range(7)}
        known = sorted(week & known_days(timeline, agenda.body))
        # Of two meetings in a week nothing says which of them prepares.
        is_known = derived in known or len(known) == 1
        met = known[0] if is_known and derived not in known else derived
        found.append(Preparation(agenda.body, activity.id, met, derived, is_known, agenda))
    return tuple(sorted(found, key=lambda one: (one.day, one.body)))
