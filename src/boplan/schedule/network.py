"""The timeline as a precedence network: what can begin when, and what made it so.

A job is a step, or the part that alike municipalities have in it. Two passes place the jobs:

    forward    each job as early as its plan and what it waits for allow
    backward   each job as late as what waits for it and the deadlines allow

All constraints are of the kind "not before" (or "not after") some day that grows with the
day of another job, and the network has no circle. So the forward pass finds the least days
that satisfy all of them, the backward pass the greatest, each in one go; and every day has
one constraint that made it what it is, kept as its cause.

A job stays where the plan has it unless something pushes it off. What is pushed off

    one of several days    goes to the next of them
    its meeting            goes to the next meeting, where the agenda is known; where it is
                           not, to "not before that day"
    anything else          begins on the day itself; a span keeps its length, or where a rule
                           gives a minimum only that
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from boplan.dates.meetings import Answer, Calendar
from boplan.dates.period import shift
from boplan.model.timeline import Activity, After, Agenda, Rule, Timeline
from boplan.model.vocabulary import (
    MEETING_LEVELS,
    MEETING_PURPOSES,
    AgendaKind,
    Link,
    Purpose,
    RuleKind,
    Status,
)
from boplan.model.when import UNKNOWN, Bounds, OneOf, Part, Span, Truth, When
from boplan.schedule.narrowing import in_order
from boplan.schedule.progress import Progress, Track, took_place

Key = tuple[str, str | None]
"""A step, and the first of the municipalities that are alike in everything; None: no part."""

GONE = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED, Status.NOT_DONE})
"""What has one of these binds nothing."""

_DAY = timedelta(days=1)
_MOST_NET_DAYS = 366 * 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One step, or the part of alike municipalities in it."""

    key: Key
    activity: Activity
    municipalities: tuple[str, ...]
    """Those that are alike; () for a step that is not per municipality."""
    status: Status
    plan: Bounds
    """What the plan and the order of the steps leave, or what happened."""
    is_span: bool
    choices: tuple[date, ...]
    """The days of which it is one; () where it is not a choice of days."""
    calendars: tuple[Calendar, ...]
    """Of the bodies that must meet for it; () where nobody must."""
    minima: tuple[Rule, ...]
    """The rules that say how long it lasts at least."""

    @property
    def is_done(self) -> bool:
        """Return whether it is over, so that nothing moves it."""
        return self.status in (Status.DONE, Status.ELAPSED)


@dataclass(frozen=True, slots=True)
class Arc:
    """One thing that a job waits for."""

    first: Key
    second: Key
    after: After
    agenda: Agenda | None = None
    """The derived agenda whose meeting must treat the document first; its offset is the lag."""

    @property
    def from_finish(self) -> bool:
        """Return whether the first must be finished, not only begun."""
        return self.after.link in (Link.FS, Link.FF)

    @property
    def to_start(self) -> bool:
        """Return whether the second may not begin before, not only not finish."""
        return self.after.link in (Link.FS, Link.SS)


@dataclass(slots=True)
class Network:
    """All jobs of a timeline, each after everything that it waits for."""

    timeline: Timeline
    today: date
    jobs: dict[Key, Job] = field(default_factory=dict)
    before: dict[Key, list[Arc]] = field(default_factory=dict)
    """What each job waits for."""
    behind: dict[Key, list[Arc]] = field(default_factory=dict)
    """What waits for each job."""

    @staticmethod
    def of(
        timeline: Timeline,
        steps: Mapping[str, Progress],
        today: date,
        *,
        towards: str | None = None,
    ) -> Network:
        """Return the network of the steps as they stand on a day.

        `towards` leaves out everything from which no way leads to that step.
        """
        chosen = timeline.activities
        if towards is not None:
            chosen = {one: timeline.activities[one] for one in _leading_to(timeline, towards)}
        return _build(timeline, steps, today, chosen)

    def of_step(self, one: str) -> list[Job]:
        """Return the jobs of a step."""
        return [job for key, job in self.jobs.items() if key[0] == one]

    def finish_of(self, job: Job, start: date) -> tuple[date, Rule | None]:
        """Return the first day on which it can finish if it begins on `start`, and by which rule.

        Without a rule a span keeps the length that it has in the plan.
        """
        found, why = start, None
        for rule in job.minima:
            last = _end_of(self.timeline, rule, start)
            if last > found:
                found, why = last, rule
        if why is None and job.is_span and not job.minima:
            found = start + _length(job.plan)
        return found, why

    def next_day(self, job: Job, day: date) -> tuple[date, bool, Answer | None]:
        """Return the first day from `day` on that it can have, whether that is certain, and why.

        Where no agenda tells, that is `day` itself, and not certain.
        """
        later = [one for one in job.choices if one >= day]
        if later:
            return min(later), True, None
        met = day
        for _ in range(len(job.calendars) * 50):
            answers = [calendar.next_meeting(met) for calendar in job.calendars]
            days = [answer.day for answer in answers]
            unknown = next((one for one in answers if one.truth is not Truth.YES), None)
            if unknown is not None:
                return day, False, unknown
            last = max(one for one in days if one is not None)
            if all(one == last for one in days):
                return last, True, answers[0]
            met = last
        return day, not job.calendars, None


def _length(plan: Bounds) -> timedelta:
    if plan.earliest_start is None or plan.latest_finish is None:
        return timedelta()
    return plan.latest_finish - plan.earliest_start


def _end_of(timeline: Timeline, rule: Rule, start: date) -> date:
    """Return the first day on which a step that begins on `start` has lasted long enough.

    Days that no table knows do not count: too late is safer than too early.
    """
    if rule.minimum is None:
        return start
    counted_from = start - _DAY if rule.first_day_counts else start
    end = shift(counted_from, rule.minimum)
    if not rule.net_of or end <= counted_from:
        return max(start, end)
    left = (end - counted_from).days
    end = counted_from
    while left and (end - counted_from).days < _MOST_NET_DAYS:
        end += _DAY
        left -= _counts(timeline, rule, end)
    return end


@lru_cache(maxsize=8192)
def _counts(timeline: Timeline, rule: Rule, day: date) -> bool:
    """Return whether a day counts for a minimum that is net of something."""
    from boplan.dates.closures import closed_days  # reads the tables of holidays

    days = closed_days(
        day, day, rule.net_of, region=timeline.school_region, closures=timeline.closures
    )
    return days.fewest == 1


# -- from steps to jobs -------------------------------------------------------------------


def _leading_to(timeline: Timeline, last: str) -> set[str]:
    found, todo = {last}, [last]
    while todo:
        for after in timeline.activities[todo.pop()].after:
            if after.id not in found:
                found.add(after.id)
                todo.append(after.id)
    return found


def _build(
    timeline: Timeline, steps: Mapping[str, Progress], today: date, chosen: Mapping[str, Activity]
) -> Network:
    alike = {
        process: _alike(
            timeline, [one for one in steps.values() if one.activity.process == process]
        )
        for process in {one.process for one in chosen.values()}
    }
    minima: dict[str, list[Rule]] = {}
    for rule in timeline.rules.values():
        if rule.kind is RuleKind.DURATION and rule.minimum is not None:
            for one in rule.activity:
                minima.setdefault(one, []).append(rule)
    network = Network(timeline, today)
    parts: dict[str, list[Job]] = {}
    for one in in_order(chosen):
        step = steps[one]
        rules = tuple(minima.get(one, ()))
        parts[one] = [
            job
            for job in _jobs(timeline, step, alike[step.activity.process], rules)
            if job.status not in GONE
        ]
        for job in parts[one]:
            network.jobs[job.key] = job
            network.before[job.key] = []
            network.behind[job.key] = []
    for one, jobs in parts.items():
        for second in jobs:
            for arc in _arcs(timeline, steps[one], second, parts):
                network.before[second.key].append(arc)
                network.behind[arc.first].append(arc)
    return network


def _alike(timeline: Timeline, steps: Iterable[Progress]) -> dict[str, tuple[str, ...]]:
    """Return for the first of each group of municipalities that are alike, the whole group.

    Alike are those that have the same part, with the same dates, in every one of the steps.
    """
    found: dict[tuple[object, ...], list[str]] = {}
    marks: dict[str, list[object]] = {one: [] for one in timeline.municipalities}
    for step in steps:
        if not step.tracks:
            continue
        own = {track.municipality: track for track in step.tracks}
        for one, mark in marks.items():
            track = own.get(one)
            mark.append(track and (track.status, track.current, track.actual))
    for one, mark in marks.items():
        found.setdefault(tuple(mark), []).append(one)
    return {group[0]: tuple(group) for group in found.values()}


def _jobs(
    timeline: Timeline, step: Progress, alike: Mapping[str, tuple[str, ...]],
    minima: tuple[Rule, ...],
) -> Iterator[Job]:  # fmt: skip
    own = {track.municipality: track for track in step.tracks}
    parts: list[tuple[str | None, Progress | Track]] = [
        (one, own[one]) for one in alike if one in own
    ]
    for one, part in parts or [(None, step)]:
        began = next(
            (
                record.on
                for record in reversed(step.records)
                if record.kind == "started"
                and (not record.municipality or one in record.municipality)
            ),
            None,
        )
        when = took_place(part.current, began, part.actual) or part.current
        window = step.window if step.window.given == when else step.window.shared
        known = window is not None and window.given == when
        left = window.when if known and window is not None else when
        activity = step.activity
        plan = window.bounds if known and window is not None else _bounds(when)
        if activity.recurrence is not None:
            plan, left = UNKNOWN, None  # it is not one day that could move
        yield Job(
            key=(activity.id, one),
            activity=activity,
            municipalities=alike[one] if one is not None else (),
            status=part.status,
            plan=plan,
            is_span=isinstance(when, Span),
            choices=_choices(left),
            calendars=_calendars(timeline, activity, one),
            minima=minima,
        )


def _bounds(when: When | None) -> Bounds:
    return when.bounds if when is not None else UNKNOWN


def _choices(when: When | None) -> tuple[date, ...]:
    if not isinstance(when, OneOf):
        return ()
    days = [one.start for one in when.members if isinstance(one, Part) and one.is_day]
    return tuple(sorted(days)) if len(days) == len(when.members) else ()


def _calendars(
    timeline: Timeline, activity: Activity, municipality: str | None
) -> tuple[Calendar, ...]:
    if activity.purpose not in MEETING_PURPOSES:
        return ()
    bodies = [timeline.bodies[one] for one in activity.body]
    return tuple(
        Calendar.of(timeline, body.id, municipality if body.per_municipality else None)
        for body in bodies
        if body.level in MEETING_LEVELS
    )


def _arcs(
    timeline: Timeline, step: Progress, second: Job, parts: Mapping[str, list[Job]]
) -> Iterator[Arc]:
    agendas = list(_preparing(timeline, step.activity))
    for after in step.activity.after:
        if after in step.window.broken:
            continue  # it cannot hold, which BP201 says; here it binds nothing
        for first in _firsts(second, parts[after.id]):
            yield Arc(first.key, second.key, after)
            if first.activity.purpose is Purpose.AANLEVEREN and after.link is Link.FS:
                for agenda in agendas:
                    if _holds(first.plan, second.plan, agenda):
                        yield Arc(first.key, second.key, after, agenda)


def _holds(first: Bounds, second: Bounds, agenda: Agenda) -> bool:
    """Return whether the plan can keep a preparation; one that it cannot (BP403) binds nothing."""
    if first.earliest_finish is None or second.latest_start is None or agenda.offset is None:
        return True
    return shift(first.earliest_finish, agenda.offset, -1) <= second.latest_start


def _firsts(second: Job, jobs: Iterable[Job]) -> Iterator[Job]:
    """Yield the jobs of a step for which another waits: of a municipality its own, else all."""
    found = list(jobs)
    if second.municipalities and any(job.municipalities for job in found):
        its = set(second.municipalities)
        yield from (job for job in found if its.intersection(job.municipalities))
    else:
        yield from found


def _preparing(timeline: Timeline, activity: Activity) -> Iterator[Agenda]:
    """Yield the derived agendas by which others meet before this step."""
    for agenda in timeline.agendas:
        if agenda.kind is not AgendaKind.DERIVED or agenda.offset is None:
            continue
        if agenda.derived_from in activity.body and agenda.process in (None, activity.process):
            yield agenda
