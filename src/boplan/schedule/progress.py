"""Where every step stands on a given day, judged from the plan and the records.

Original, current and actual date of a step are kept apart: the plan as written, the
plan after what was moved or settled, and what happened.

    state of the step                              status
    ---------------------------------------------  ------------------------------------
    a record says done, cancelled, …               that
    a fallback, and the other step was made        not-needed
    a fallback or condition, day not past          conditional
    a condition, day past and not started          no-evidence
    a state (looptijd, contract, …), past          elapsed
    latest finish (or deadline) before today
        … and not after evidence_until             overdue
        … after evidence_until, or no-evidence     no-evidence
    no date or limit, past by the order of steps   no-evidence
    started, or a span of days going on            running
    finish within SOON days, or its window open    due-soon
    anything else                                  upcoming

A step of a body that is per municipality has one track for each; the step as a whole
stands where the track stands that asks most attention.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from boplan.dates.recurrence import last_occurrence
from boplan.model.timeline import Activity, After, Deadline, Record, Timeline
from boplan.model.vocabulary import (
    CLOSED,
    COLOUR_OF,
    STATES,
    Colour,
    Link,
    Outcome,
    RecordKind,
    Status,
)
from boplan.model.when import UNKNOWN, Bounds, Moment, Span, Truth, When, finishes_by, on
from boplan.schedule.narrowing import Narrowed, narrow

SOON = timedelta(days=14)
"""How many days ahead (inclusive) a step is due soon."""

LONG_OVERDUE = timedelta(days=366)
"""What has been overdue for longer than this no longer presses."""

DECIDED = frozenset(
    {Outcome.AKKOORD, Outcome.GEWIJZIGD, Outcome.NIET_OVERGENOMEN, Outcome.KENNISGENOMEN}
)
_FINAL = {
    RecordKind.DONE: Status.DONE,
    RecordKind.NOT_DONE: Status.NOT_DONE,
    RecordKind.CANCELLED: Status.CANCELLED,
    RecordKind.SUPERSEDED: Status.SUPERSEDED,
}
_ONE_TIME = frozenset({RecordKind.DONE, RecordKind.NOT_DONE})
# Of the tracks of one step, the one that asks most attention decides.
_MOST_PRESSING = (
    Status.OVERDUE,
    Status.RUNNING,
    Status.DUE_SOON,
    Status.UPCOMING,
    Status.CONDITIONAL,
    Status.NO_EVIDENCE,
    Status.NOT_DONE,
    Status.DONE,
    Status.ELAPSED,
    Status.SUPERSEDED,
    Status.CANCELLED,
    Status.NOT_NEEDED,
)
_BINDS_NOTHING = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_DONE})
FROM_START = frozenset({Link.SS, Link.SF})
"""The links that wait for a start, not for an end."""
_AHEAD = frozenset({Status.RUNNING, Status.DUE_SOON, Status.UPCOMING})


@dataclass(frozen=True, slots=True)
class Track:
    """Where a step stands for one municipality."""

    municipality: str
    status: Status
    current: When | None
    actual: When | None
    outcome: Outcome | None
    limit: date | None
    """The last day (inclusive) on which this municipality is in time."""

    @property
    def finished_late_on(self) -> date | None:
        """Return the first day on which it can have finished, if that is past its limit."""
        return _late_day(self.status, self.actual, self.limit)

    @property
    def late_at_least(self) -> bool:
        """Return whether it may have finished later still than `finished_late_on`."""
        late = self.finished_late_on
        return late is not None and _later_than(self, self.limit, late)

    def late_days(self, today: date) -> int | None:
        """Return how many days it is overdue, or was finished late; None if it is not."""
        return _days_late(self, today)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a step stands on the day asked for."""

    activity: Activity
    status: Status
    original: When | None
    """The plan as written; for a recurring step the span in which it recurs."""
    current: When | None
    """The plan after what was moved or settled."""
    actual: When | None
    """When it was done, as precisely as that is known."""
    window: Narrowed
    """The actual date, else the current one, narrowed by the order of the steps."""
    tracks: tuple[Track, ...]
    """One per municipality; empty for a step that is not per municipality."""
    deadlines: tuple[Deadline, ...]
    limit: date | None
    """The last day (inclusive) on which it is in time: latest finish or hard deadline.

    Where municipalities differ, the earliest among those that decide its status.
    """
    waiting_for: tuple[str, ...]
    """The steps it waits for directly that are open, in the order of its `after`."""
    records: tuple[Record, ...]
    """What is known of it on that day, oldest first."""

    @property
    def done_count(self) -> int:
        """Return for how many municipalities it is done."""
        return sum(track.status is Status.DONE for track in self.tracks)

    @property
    def own_dates(self) -> bool:
        """Return whether a municipality has another date than the step as a whole."""
        whole = self.actual or self.current
        return any((track.actual or track.current) != whole for track in self.tracks)

    @property
    def needed_count(self) -> int:
        """Return how many municipalities take the step, without those that need it not."""
        return sum(track.status is not Status.NOT_NEEDED for track in self.tracks)

    @property
    def finished_late_on(self) -> date | None:
        """Return the first day on which it can have finished, if that is past its limit."""
        if self.status is Status.DONE and self.tracks:
            latest = _latest(self.tracks)
            return latest.finished_late_on if latest is not None else None
        return _late_day(self.status, self.actual, self.limit)

    @property
    def late_at_least(self) -> bool:
        """Return whether it may have been later still than `finished_late_on`, somewhere."""
        late = self.finished_late_on
        if late is None:
            return False
        parts = [track for track in self.tracks if track.status is Status.DONE] or (self,)
        return any(_later_than(part, self.limit, late) for part in parts)

    def late_days(self, today: date) -> int | None:
        """Return how many days it is overdue, or was finished late; None if it is not."""
        return _days_late(self, today)

    @property
    def is_behind(self) -> bool:
        """Return whether it is still to be done and planned later than at first.

        What passes by itself or comes back is never behind: a contract that was extended
        is no delay.
        """
        if self.status not in _AHEAD or self.original is None or self.current == self.original:
            return False
        if self.activity.purpose in STATES or self.activity.recurrence is not None:
            return False
        was = self.original.bounds
        now = self.current.bounds if self.current is not None else UNKNOWN
        if was.latest_finish is not None:
            return now.latest_finish is None or now.latest_finish > was.latest_finish
        if was.latest_start is not None:
            return now.latest_start is None or now.latest_start > was.latest_start
        return False

    @property
    def colour(self) -> Colour:
        """Return its colour in the legend: that of its status, but red if it is behind."""
        return Colour.ROOD if self.is_behind else COLOUR_OF[self.status]


def _late_day(status: Status, actual: When | None, limit: date | None) -> date | None:
    if status is not Status.DONE or actual is None or limit is None:
        return None
    finished = actual.bounds.earliest_finish
    return finished if finished is not None and finished > limit else None


def _later_than(part: Track | Progress, limit: date | None, late: date) -> bool:
    """Return whether a part may have been later against its own limit than `late` is."""
    if part.actual is None or part.limit is None or limit is None:
        return False
    last = part.actual.bounds.latest_finish
    return last is None or last - part.limit > late - limit


def _days_late(part: Track | Progress, today: date) -> int | None:
    day = today if part.status is Status.OVERDUE else part.finished_late_on
    return (day - part.limit).days if day is not None and part.limit is not None else None


def _latest(tracks: Iterable[Track]) -> Track | None:
    """Return the municipality that was done latest against its limit, else the last one."""

    def lateness(track: Track) -> tuple[int, date]:
        late = track.finished_late_on
        days = (late - track.limit).days if late is not None and track.limit is not None else 0
        last = track.actual.bounds.latest_finish if track.actual is not None else None
        return days, last or date.min

    done = [track for track in tracks if track.status is Status.DONE]
    return max(done, key=lateness, default=None)


def known_records(timeline: Timeline, today: date) -> dict[str, list[Record]]:
    """Return per activity the records that count on `today`, oldest first.

    A record counts from the latest day of its date, one without a date always; a
    no-evidence record from the day after the step's latest finish: while the step may
    still happen there is nothing to be silent about. A retracted record never counts,
    whatever day is asked for.
    """
    retracted = {record.retracts for record in timeline.records if record.retracts}
    known: dict[str, list[tuple[date, int, Record]]] = defaultdict(list)
    for index, record in enumerate(timeline.records):
        if record.kind is RecordKind.RETRACTED or (record.id and record.id in retracted):
            continue
        day = record.on.bounds.latest_finish if record.on else None
        if record.kind is RecordKind.NO_EVIDENCE and _ends_after(timeline, record, today):
            continue  # there is no silence yet about what is not over
        if day is None or day <= today:
            known[record.activity].append((day or date.min, index, record))
    return {
        one: [record for *_, record in sorted(found, key=lambda item: item[:2])]
        for one, found in known.items()
    }


def _ends_after(timeline: Timeline, record: Record, today: date) -> bool:
    plan = planned(timeline.activities[record.activity])
    last = plan.bounds.latest_finish if plan else None
    return last is not None and last >= today


def planned(activity: Activity) -> When | None:
    """Return the plan of a step; of a recurring one, the span in which it recurs."""
    recurrence = activity.recurrence
    if recurrence is None or not (recurrence.from_ or recurrence.until):
        return activity.when
    return Span(recurrence.from_, recurrence.until or last_occurrence(recurrence))


def progress(timeline: Timeline, today: date) -> dict[str, Progress]:
    """Return where every step stands on `today`, in the order of the file."""
    return _Judge(timeline, today).judge()


def passes(
    timeline: Timeline, steps: Mapping[str, Progress], deadline: Deadline
) -> dict[str, Truth]:
    """Return the steps that finish after the deadline: YES certainly, MAYBE possibly.

    Judged are the step of the deadline and everything that it waits for, by their actual
    or current dates; where a municipality has a date of its own, by that too. Steps without
    a latest finish are left out: nothing is known.
    """
    found: dict[str, Truth] = {}
    todo, seen = [deadline.activity], {deadline.activity}
    while todo:
        one = todo.pop()
        step = steps[one]
        for after in step.activity.after:
            if after.id not in seen:
                seen.add(after.id)
                todo.append(after.id)
        if step.status in _BINDS_NOTHING or step.window.bounds.latest_finish is None:
            continue
        judged = {finishes_by(bounds, deadline.date) for bounds in _finishes(step)}
        if judged != {Truth.YES}:
            found[one] = Truth.YES if Truth.NO in judged else Truth.MAYBE
    if len(found) < 2:
        return found
    order = {one: number for number, one in enumerate(timeline.activities)}
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))


def _finishes(step: Progress) -> Iterator[Bounds]:
    """Yield the window of a step, and of each municipality that has a date of its own."""
    own = 0
    for track in step.tracks:
        when = track.actual or track.current
        if track.status in _BINDS_NOTHING or track.status is Status.NOT_NEEDED:
            own += 1
        elif when is not None and when not in (step.actual, step.current):
            own += 1
            yield when.bounds
    if not step.tracks or own < len(step.tracks):
        yield step.window.bounds


@dataclass(frozen=True, slots=True)
class _Told:
    """What the records say of a step, or of one municipality's part in it."""

    final: Status | None = None
    actual: When | None = None
    current: When | None = None
    outcome: Outcome | None = None
    started: When | None = None
    no_evidence: bool = False


def _told(activity: Activity, records: Iterable[Record]) -> _Told:
    """Return what the records say; of a recurring step each is about one time of many."""
    final: Status | None = None
    actual: When | None = None
    outcome: Outcome | None = None
    current = planned(activity)
    recurs = activity.recurrence is not None
    started: When | None = None
    no_evidence = False
    for record in records:
        if record.kind is RecordKind.MOVED:
            current = record.to
        elif record.kind is RecordKind.SETTLED and record.settled:
            current = on(record.settled)
        elif record.kind is RecordKind.STARTED:
            started = record.on
        elif record.kind is RecordKind.NO_EVIDENCE:
            no_evidence = True
        elif record.kind is RecordKind.OUTCOME:
            outcome = record.outcome
            if outcome in DECIDED and not recurs:
                final, actual = Status.DONE, record.on
        elif record.kind in _FINAL and not (recurs and record.kind in _ONE_TIME):
            final = _FINAL[record.kind]
            actual = record.on if final is Status.DONE else None
    return _Told(final, actual, current, outcome, started, no_evidence)


def took_place(current: When | None, began: When | None, actual: When | None) -> When | None:
    """Return when a step took place: a span began as recorded, or as planned.

    A record says when it was done; what waits for its start must not wait for its end.
    """
    if not isinstance(current, Span) or not isinstance(actual, Moment):
        return actual
    start = began.part if isinstance(began, Moment) else current.start
    if start is None or start.first > actual.part.last:
        return actual
    return Span(start, actual.part)


class _Judge:
    """One judgement of a whole timeline on one day."""

    def __init__(self, timeline: Timeline, today: date) -> None:
        self._timeline = timeline
        self._today = today
        self._records = known_records(timeline, today)
        self._deadlines: dict[str, list[Deadline]] = defaultdict(list)
        for deadline in timeline.deadlines.values():
            self._deadlines[deadline.activity].append(deadline)
        self._tracks: dict[str, tuple[Track, ...]] = {}
        self._status: dict[str, Status] = {}
        self._judging: set[str] = set()

    def judge(self) -> dict[str, Progress]:
        """Return where every step stands."""
        activities = self._timeline.activities
        told = {
            one: _told(
                activity,
                [record for record in self._records.get(one, ()) if not record.municipality],
            )
            for one, activity in activities.items()
        }
        for one, activity in activities.items():
            self._judge(activity)
            told[one] = self._in_common(one, told[one])
        actual = {one: self._actual(one, told[one]) for one in activities}
        dates = {
            one: took_place(told[one].current, told[one].started, actual[one]) or told[one].current
            for one in activities
            if self._status[one] not in _BINDS_NOTHING
        }
        joined = {one: bounds for one in dates if (bounds := self._joined(one, told[one]))}
        windows = narrow(activities, dates, joined, frozenset(filter(self._tracks.get, dates)))
        self._fall_silent(told, windows)
        made = {}
        for one, activity in activities.items():
            current = told[one].current
            window = windows.get(one)
            if window is None:
                window = narrow({one: activity}, {one: current})[one]
            made[one] = Progress(
                activity=activity,
                status=self._status[one],
                original=planned(activity),
                current=current,
                actual=actual[one],
                window=window,
                tracks=self._tracks[one],
                deadlines=tuple(self._deadlines.get(one, ())),
                limit=self._limit_of(activity, current),
                waiting_for=tuple(
                    after.id
                    for after in activity.after
                    if self._keeps_waiting(after, told[after.id])
                ),
                records=tuple(self._records.get(one, ())),
            )
        return made

    def _fall_silent(self, told: Mapping[str, _Told], windows: Mapping[str, Narrowed]) -> None:
        """Give up on steps without a date whose last day, by the order of steps, is past.

        Nobody promised that day, so they are not overdue; but they are not ahead either,
        unless a hard deadline is.
        """
        for one, window in windows.items():
            last = window.bounds.latest_finish
            if self._status[one] is not Status.UPCOMING or told[one].current is not None:
                continue
            if last is None or last >= self._today:
                continue
            if any(deadline.hard for deadline in self._deadlines.get(one, ())):
                continue  # which is ahead: else it would be overdue
            self._status[one] = Status.NO_EVIDENCE
            self._tracks[one] = tuple(
                replace(track, status=Status.NO_EVIDENCE)
                if track.status is Status.UPCOMING
                else track
                for track in self._tracks[one]
            )

    def _keeps_waiting(self, after: After, told: _Told) -> bool:
        """Return whether a link still holds up: what waits for a start needs no end."""
        status = self._status[after.id]
        if status in CLOSED or status is Status.NO_EVIDENCE:
            return False
        begun = status is Status.RUNNING or told.started is not None
        return after.link not in FROM_START or not begun

    def _joined(self, one: str, told: _Told) -> Bounds | None:
        """Return the bounds over all municipalities, None where they share one date.

        The step begins with the first of them and is over with the last.
        """
        tracks = [track for track in self._tracks[one] if track.status not in _BINDS_NOTHING]
        own = [
            took_place(track.current, told.started, track.actual) or track.current
            for track in tracks
        ]
        if len(set(own)) < 2 and (not own or own[0] in (told.actual, told.current)):
            return None
        all_bounds = [when.bounds if when else UNKNOWN for when in own]
        starts = [bounds.earliest_start for bounds in all_bounds]
        ends = [bounds.latest_finish for bounds in all_bounds]
        return Bounds(
            None if None in starts else min(day for day in starts if day),
            min((day.latest_start for day in all_bounds if day.latest_start), default=None),
            max((day.earliest_finish for day in all_bounds if day.earliest_finish), default=None),
            None if None in ends else max(day for day in ends if day),
        )

    def _actual(self, one: str, told: _Told) -> When | None:
        if self._status[one] is not Status.DONE:
            return None
        dates = [track.actual for track in self._tracks[one] if track.actual]
        if not dates:
            return told.actual
        return max(dates, key=lambda when: when.bounds.latest_finish or date.min)

    def _in_common(self, one: str, told: _Told) -> _Told:
        """Return what is told of a step, with the plan that all its municipalities share."""
        plans = {track.current for track in self._tracks[one]}
        return replace(told, current=plans.pop()) if len(plans) == 1 else told

    def _limit_of(self, activity: Activity, current: When | None) -> date | None:
        """Return the limit of a step: where municipalities differ, of the most pressing."""
        tracks, status = self._tracks[activity.id], self._status[activity.id]
        if not tracks:
            return self._limit(activity, current)
        latest = _latest(tracks) if status is Status.DONE else None
        if latest is not None:
            return latest.limit
        limits = [track.limit for track in tracks if track.status is status]
        return min((day for day in limits if day is not None), default=None)

    def _limit(self, activity: Activity, current: When | None) -> date | None:
        days = [one.date for one in self._deadlines.get(activity.id, ()) if one.hard]
        if current is not None and current.bounds.latest_finish is not None:
            days.append(current.bounds.latest_finish)
        return min(days, default=None)

    def _judge(self, activity: Activity) -> Status:
        """Judge a step and, before it, the step whose fallback it is."""
        known = self._status.get(activity.id)
        if known is not None:
            return known
        if activity.id in self._judging:  # two steps are each other's fallback
            return Status.UPCOMING
        self._judging.add(activity.id)
        if activity.fallback_for:
            self._judge(self._timeline.activities[activity.fallback_for])
        tracks = self._judge_tracks(activity)
        if tracks:
            statuses = {track.status for track in tracks}
            status = next(one for one in _MOST_PRESSING if one in statuses)
        else:
            status = self._judge_part(activity, None)[0]
        self._tracks[activity.id] = tracks
        self._status[activity.id] = status
        return status

    def _judge_tracks(self, activity: Activity) -> tuple[Track, ...]:
        municipalities = self._timeline.municipalities_of(activity)
        if not municipalities:
            return ()
        records = self._records.get(activity.id, ())
        alike = not activity.fallback_for and not any(one.municipality for one in records)
        tracks: list[Track] = []
        for municipality in municipalities:
            if alike and tracks:
                first = tracks[0]
                tracks.append(
                    Track(
                        municipality, first.status, first.current, first.actual, first.outcome,
                        first.limit,
                    )
                )  # fmt: skip
                continue
            status, told = self._judge_part(activity, municipality)
            limit = self._limit(activity, told.current)
            tracks.append(
                Track(municipality, status, told.current, told.actual, told.outcome, limit)
            )
        return tuple(tracks)

    def _judge_part(self, activity: Activity, municipality: str | None) -> tuple[Status, _Told]:
        records = [
            record
            for record in self._records.get(activity.id, ())
            if not record.municipality or municipality in record.municipality
        ]
        told = _told(activity, records)
        return told.final or self._by_date(activity, municipality, told), told

    def _by_date(self, activity: Activity, municipality: str | None, told: _Told) -> Status:
        if activity.fallback_for:
            other = self._status_of(activity.fallback_for, municipality)
            if other in (Status.DONE, Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED):
                return Status.NOT_NEEDED
        else:
            other = None
        limit = self._limit(activity, told.current)
        is_state = activity.purpose in STATES or activity.recurrence is not None
        if limit is not None and limit < self._today:
            if is_state and (told.started or not activity.condition):
                return Status.ELAPSED
            process = self._timeline.processes[activity.process]
            is_known = process.evidence_until is None or limit <= process.evidence_until
            unsure = activity.condition or other is Status.NO_EVIDENCE or told.no_evidence
            return Status.OVERDUE if is_known and not unsure else Status.NO_EVIDENCE
        if activity.condition and not told.started:
            return Status.CONDITIONAL
        if other is not None and other not in (Status.OVERDUE, Status.NOT_DONE):
            return Status.CONDITIONAL
        if told.started:
            return Status.RUNNING
        return self._ahead(told.current, limit, is_state=is_state)

    def _status_of(self, one: str, municipality: str | None) -> Status:
        for track in self._tracks.get(one, ()):
            if track.municipality == municipality:
                return track.status
        return self._status.get(one, Status.UPCOMING)

    def _ahead(self, current: When | None, limit: date | None, *, is_state: bool) -> Status:
        """Return the status of a step that is not past and of which nothing is told."""
        if current is None:
            bounds = None
        else:
            bounds = current.bounds
            begins = bounds.earliest_start if is_state else bounds.latest_start
            if isinstance(current, Span) and begins is not None and begins <= self._today:
                return Status.RUNNING
        if limit is not None and limit - self._today <= SOON:
            return Status.DUE_SOON
        if bounds is not None and _is_open(bounds, self._today):
            return Status.DUE_SOON
        return Status.UPCOMING


def _is_open(bounds: Bounds, today: date) -> bool:
    """Return whether `today` lies in the window in which it must happen, or begin."""
    first, last = bounds.earliest_start, bounds.latest_finish or bounds.latest_start
    return first is not None and last is not None and first <= today <= last


def by_limit(steps: Sequence[Progress]) -> list[Progress]:
    """Return the steps with the most urgent first; those without a limit last."""
    return sorted(steps, key=lambda step: (step.limit is None, step.limit or date.max))


def long_overdue(step: Progress, today: date) -> bool:
    """Return whether it has been overdue for more than a year: nobody is at it any more."""
    late = step.late_days(today) if step.status is Status.OVERDUE else None
    return late is not None and late > LONG_OVERDUE.days


def by_urgency(steps: Iterable[Progress], today: date) -> list[Progress]:
    """Return the steps on which somebody must act, what presses most first.

    First what is overdue, then what runs or is due soon, then what is planned; last what
    has been overdue for more than a year. What lasts for years asks nothing.
    """
    found = list(steps)

    def those(*statuses: Status) -> list[Progress]:
        return by_limit([step for step in found if step.status in statuses])

    now = [step for step in those(Status.DUE_SOON, Status.RUNNING) if not is_lasting(step)]
    late = those(Status.OVERDUE)
    old = [step for step in late if long_overdue(step, today)]
    return [
        *(step for step in late if not long_overdue(step, today)),
        *now,
        *those(Status.UPCOMING),
        *old,
    ]


def by_owner(steps: Iterable[Progress], today: date) -> dict[str, list[Progress]]:
    """Return per owner the steps on which they must act, what presses most first."""
    found: dict[str, list[Progress]] = {}
    for step in by_urgency(steps, today):
        if step.activity.owner:
            found.setdefault(step.activity.owner, []).append(step)
    return found


def is_lasting(step: Progress) -> bool:
    """Return whether it is a state, comes back, or goes on for more than a year."""
    if step.activity.purpose in STATES or step.activity.recurrence is not None:
        return True
    if step.current is None:
        return False
    bounds = step.current.bounds
    if bounds.latest_finish is None:
        return True
    if bounds.earliest_start is None:  # by some day: when it begins nobody says, not that it lasts
        return False
    return (bounds.latest_finish - bounds.earliest_start).days > 366
