"""The timeline as a precedence network: what can begin when, and what made it so.

A job is a step, or the part that alike municipalities have in it. Two passes place the jobs:

    forward    each job as early as its plan and what it waits for allow
    backward   each job as late as what waits for it and the deadlines allow

All constraints are of the kind "not before" (or "not after") some day that grows with the
day of another job, and the network has no circle. So the forward pass finds the least days
that satisfy all of them, the backward pass the greatest, each in one go; and every day has
one constraint that made it what it is, kept as its cause.

A job stays where the plan has it unless something pushes it off. What is pushed off, and
what the plan has only vaguely,

    one of several days    goes to the next of them; past the last it is as any other
    its meeting            goes to the next day on which all its bodies meet; where no agenda
                           is complete, to "not before" the first day that none covers
    anything else          begins on the day itself; a span keeps its length, or where a rule
                           gives a minimum only that

A planned span that is only kept from finishing lasts longer: its start stays. A step without
a date lasts exactly its minimum, so what keeps it from finishing moves its start too. A plan
that is shorter than a minimum (BP301) stands as long as nothing pushes it.

What binds, and what does not:

    done, elapsed          stays where it was; what waits for it is bound by that day, what it
                           waited for is not bound by it any more
    open                   cannot be over before today, as far as what happens is known; one of
                           which nothing else says when it is says nothing, not even that
    no evidence            binds as any step, but today does not push it: it may be over
    fallback, condition    binds as any step: it may yet be needed
    recurring              binds nothing: it is not one day that could move
    cancelled, not needed  is not there, and nor are its links
    broken link            one that the plan as written contradicts (BP201) binds nothing; one
                           that only what happened since contradicts is what must be made good
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from boplan.dates.meetings import Answer, Calendar
from boplan.dates.period import shift
from boplan.model.timeline import Activity, After, Agenda, Rule, Timeline
from boplan.model.vocabulary import (
    MEETING_LEVELS,
    MEETING_PURPOSES,
    STATES,
    AgendaKind,
    Link,
    Purpose,
    RecordKind,
    RuleKind,
    Status,
)
from boplan.model.when import LAST_YEAR, UNKNOWN, Bounds, OneOf, Part, Span, Truth, When
from boplan.schedule.narrowing import Narrowed, in_order, narrow
from boplan.schedule.progress import Progress, Track, took_place

Key = tuple[str, str | None]
"""A step, and the first of the municipalities that are alike in everything; None: no part."""

GONE = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED, Status.NOT_DONE})
"""What has one of these binds nothing."""

_OVER = frozenset({Status.DONE, Status.ELAPSED})
_OPEN = frozenset({Status.RUNNING, Status.DUE_SOON, Status.UPCOMING})

_DAY = timedelta(days=1)
_LAST = date(LAST_YEAR, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One step, or the part of alike municipalities in it."""

    key: Key
    activity: Activity
    municipalities: tuple[str, ...]
    """Those that are alike; () for a step that is not per municipality."""
    status: Status
    plan: Bounds
    """Not before what the plan has, not after what the order leaves of it; or what happened."""
    is_dated: bool
    """Whether the step has a date of its own, however vague."""
    is_vague: bool
    """Whether it has none, or one that leaves more than one day to begin on."""
    is_span: bool
    choices: tuple[date, ...]
    """The days of which it is one, also those that the order as planned leaves out; or ()."""
    calendars: tuple[Calendar, ...]
    """Of the bodies that must meet for it; () where nobody must."""
    minima: tuple[Rule, ...]
    """The rules that say how long it lasts at least; () for what is over."""

    @property
    def is_done(self) -> bool:
        """Return whether it is over, so that nothing moves it."""
        return self.status in _OVER

    @property
    def is_block(self) -> bool:
        """Return whether it lasts exactly its minimum: a length is all that is known of it."""
        return bool(self.minima) and not self.is_dated


@dataclass(frozen=True, slots=True)
class Arc:
    """One thing that a job waits for."""

    first: Key
    second: Key
    after: After
    agenda: Agenda | None = None
    """The derived agenda whose meeting must treat the document first; its offset is the lag."""
    papers: str | None = None
    """The body whose papers must be in so long before; that is the lag."""

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
    parts: dict[str, list[Job]] = field(default_factory=dict)
    """The jobs of each step."""
    places: dict[Key, int] = field(default_factory=dict)
    """The order of the jobs, once that has been asked."""

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
            leading = _leading_to(timeline, towards)
            chosen = {one: step for one, step in timeline.activities.items() if one in leading}
        return _build(timeline, steps, today, chosen)

    def towards(self, one: str) -> Network:
        """Return the part from which a way leads to a step.

        As `of` with `towards`, where the whole is there already.
        """
        kept: set[Key] = set()
        todo = [job.key for job in self.of_step(one)]
        while todo:
            key = todo.pop()
            if key not in kept:
                kept.add(key)
                todo.extend(arc.first for arc in self.before[key])
        if not self.places:
            self.places = {key: place for place, key in enumerate(self.jobs)}
        jobs = {key: self.jobs[key] for key in sorted(kept, key=self.places.__getitem__)}
        parts: dict[str, list[Job]] = {}
        for job in jobs.values():
            parts.setdefault(job.activity.id, []).append(job)
        return Network(
            self.timeline, self.today, jobs, {key: self.before[key] for key in jobs},
            {key: [arc for arc in self.behind[key] if arc.second in kept] for key in jobs}, parts,
        )  # fmt: skip

    def of_step(self, one: str) -> list[Job]:
        """Return the jobs of a step."""
        return self.parts.get(one, [])

    def is_awaited(self, job: Job) -> bool:
        """Return whether it is known that it has yet to be over."""
        if job.activity.recurrence is not None or job.activity.purpose in STATES:
            return False
        if job.status is Status.OVERDUE:
            return True
        known = self.timeline.processes[job.activity.process].evidence_until
        return job.status in _OPEN and (known is None or known >= self.today)

    def finish_of(self, job: Job, start: date, *, longest: bool = True) -> tuple[date, Rule | None]:
        """Return the first day on which it can finish if it begins on `start`, and by which rule.

        Without a rule a span keeps the length that it has in the plan: of a vague one the
        longest, or else the shortest.
        """
        found, why = start, None
        for rule in job.minima:
            last = _end_of(self.timeline, rule, start)
            if last > found:
                found, why = last, rule
        if job.is_span and not job.minima:
            found = _plus(start, _length(job.plan, longest=longest))
        return found, why

    def first_start(self, job: Job, finish: date) -> date:
        """Return the first day on which it can begin and not finish before `finish`."""
        return _first(lambda day: self.finish_of(job, day)[0] >= finish, finish)

    def last_start(self, job: Job, finish: date, *, longest: bool = True) -> date:
        """Return the last day on which it can begin and still finish on `finish`."""
        late = _first(lambda day: self.finish_of(job, day, longest=longest)[0] > finish, finish)
        if self.finish_of(job, late, longest=longest)[0] <= finish:
            return finish
        return late - _DAY

    def next_day(self, job: Job, day: date) -> tuple[date, bool, Answer | None]:
        """Return the first day from `day` on that it can have, whether that is certain, and why.

        Where no agenda tells, that is the first day on which it could be, and not certain.
        """
        later = [one for one in job.choices if one >= day]
        if later:
            return min(later), True, None
        met, why = day, None
        while job.calendars:
            answers = [calendar.next_meeting(met) for calendar in job.calendars]
            never = next((one for one in answers if one.truth is Truth.NO), None)
            if never is not None:
                return met, False, never
            last, why = max(
                ((one.day or one.unknown_from or met, one) for one in answers),
                key=lambda pair: pair[0],
            )
            if last <= met:
                unknown = next((one for one in answers if one.truth is not Truth.YES), None)
                return met, unknown is None, unknown or why
            met = last
        return day, True, None

    def last_day(self, job: Job, day: date) -> tuple[date, bool, Answer | None]:
        """Return the last day through `day` that it can have, whether that is certain, and why.

        Where no agenda tells, that is the last day on which it could be, and not certain; where
        there is none at all, `day`.
        """
        met = self._last_meeting(job, day)
        own = self.own_day(job, day)
        if own is not None and (met is None or own >= met[0]):
            return own, True, None
        return met or (day, True, None)

    def last_known_day(self, job: Job, day: date) -> date | None:
        """Return the last day through `day` of its plan, or of a complete agenda of all its bodies.

        A meeting that a source happens to mention is no agenda: nothing may rest on it.
        """
        own = self.own_day(job, day)
        if not job.calendars:
            return day if not job.choices or day > job.choices[-1] else own
        planned = job.plan.latest_start
        shared = set.intersection(*(_agreed(calendar) for calendar in job.calendars))
        floor = job.choices[-1] if job.choices else date.min
        known = [one for one in shared if floor < one <= day]
        if not job.choices and planned is not None and planned <= day:
            known.append(planned)
        return max([*known, own] if own is not None else known, default=None)

    def own_day(self, job: Job, day: date) -> date | None:
        """Return the last day through `day` on which the plan itself has it, None if none."""
        if job.choices:
            return max((one for one in job.choices if one <= day), default=None)
        first, last = job.plan.earliest_start, job.plan.latest_start
        if first is None or last is None or first > day or (job.is_vague and not job.is_span):
            return None
        return min(day, last)

    def _last_meeting(self, job: Job, day: date) -> tuple[date, bool, Answer | None] | None:
        if job.choices and day <= job.choices[-1]:
            return None
        met = day
        while job.calendars:
            answers = [calendar.last_meeting(met) for calendar in job.calendars]
            if any(one.truth is Truth.NO for one in answers):
                return None
            first, why = min(
                ((one.day or one.unknown_through or met, one) for one in answers),
                key=lambda pair: pair[0],
            )
            if first >= met:
                unknown = next((one for one in answers if one.truth is not Truth.YES), None)
                if job.choices and met <= job.choices[-1]:
                    return None
                return met, unknown is None, unknown or why
            met = first
        return day, True, None


def _agreed(calendar: Calendar) -> set[date]:
    """Return the meetings of the complete agendas of a body."""
    return {
        day
        for day in calendar.days
        if any(first <= day <= last for first, last in calendar.covered)
    }


def _length(plan: Bounds, *, longest: bool) -> timedelta:
    first = plan.earliest_start if longest else plan.latest_start
    last = plan.latest_finish if longest else plan.earliest_finish
    if first is None or last is None or last < first:
        return timedelta()
    return last - first


def _plus(day: date, length: timedelta) -> date:
    return day + length if date.max - day > length else date.max


def _first(holds: Callable[[date], bool], last: date) -> date:
    """Return the first day through `last` that `holds`; from there on every day does.

    `last` where none does.
    """
    step = 1
    good = last.toordinal()
    bad = good - step
    while bad > 1 and holds(date.fromordinal(bad)):
        good, step = bad, step * 2
        bad = max(1, good - step)
    while good - bad > 1:
        middle = (good + bad) // 2
        if holds(date.fromordinal(middle)):
            good = middle
        else:
            bad = middle
    return date.fromordinal(good)


def _end_of(timeline: Timeline, rule: Rule, start: date) -> date:
    """Return the first day on which a step that begins on `start` has lasted long enough.

    A day that no table reaches counts as open: not before that day, whatever it turns out to be.
    """
    if rule.minimum is None:
        return start
    counted_from = start - _DAY if rule.first_day_counts else start
    end = shift(counted_from, rule.minimum)
    if not rule.net_of or end <= counted_from:
        return max(start, end)
    left = (end - counted_from).days
    end = counted_from
    while left and end < _LAST:
        end += _DAY
        left -= _may_count(timeline, rule, end)
    return max(start, end)


@lru_cache(maxsize=8192)
def _may_count(timeline: Timeline, rule: Rule, day: date) -> bool:
    """Return whether a day can count for a minimum that is net of something."""
    from boplan.dates.closures import closed_days  # reads the tables of holidays

    days = closed_days(
        day, day, rule.net_of, region=timeline.school_region, closures=timeline.closures
    )
    return days.most == 1


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
    of_process: dict[str, list[Progress]] = {one.process: [] for one in chosen.values()}
    for step in steps.values():
        if step.activity.process in of_process:
            of_process[step.activity.process].append(step)
    alike = {process: _alike(timeline, its) for process, its in of_process.items()}
    minima: dict[str, list[Rule]] = {}
    for rule in timeline.rules.values():
        if rule.kind is RuleKind.DURATION and rule.minimum is not None:
            for one in rule.activity:
                minima.setdefault(one, []).append(rule)
    network = Network(timeline, today)
    parts = network.parts
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
    written = narrow(chosen, {one: steps[one].original for one, jobs in parts.items() if jobs})
    for jobs in parts.values():
        for second in jobs:
            for arc in _arcs(timeline, steps, second, parts, written):
                network.before[second.key].append(arc)
                network.behind[arc.first].append(arc)
    return network


def _alike(timeline: Timeline, steps: Iterable[Progress]) -> dict[str, tuple[str, ...]]:
    """Return for the first of each group of municipalities that are alike, the whole group.

    Alike are those that have the same part, with the same dates, in every one of the steps,
    and of which every body meets on the same days, as far as is known.
    """
    found: dict[tuple[object, ...], list[str]] = {}
    marks: dict[str, list[object]] = {one: [] for one in timeline.municipalities}
    for step in steps:
        if not step.tracks:
            continue
        own = {track.municipality: track for track in step.tracks}
        for one, mark in marks.items():
            track = own.get(one)
            if track is None:
                mark.append(None)
                continue
            mark.append((track.status, track.current, track.actual, _began(step, one)))
            for calendar in _calendars(timeline, step.activity, one):
                mark.append((calendar.days, calendar.covered))
    for one, mark in marks.items():
        found.setdefault(tuple(mark), []).append(one)
    return {group[0]: tuple(group) for group in found.values()}


def _began(step: Progress, municipality: str | None) -> When | None:
    """Return when a record says that it began, the last one first."""
    for record in reversed(step.records):
        its = not record.municipality or municipality in record.municipality
        if record.kind is RecordKind.STARTED and its:
            return record.on
    return None


def _jobs(
    timeline: Timeline, step: Progress, alike: Mapping[str, tuple[str, ...]],
    minima: tuple[Rule, ...],
) -> Iterator[Job]:  # fmt: skip
    own = {track.municipality: track for track in step.tracks}
    parts: list[tuple[str | None, Progress | Track]] = [
        (one, own[one]) for one in alike if one in own
    ]
    for one, part in parts or [(None, step)]:
        when = took_place(part.current, _began(step, one), part.actual) or part.current
        window = step.window if step.window.given == when else step.window.shared
        known = window is not None and window.given == when
        activity = step.activity
        plan = _bounds(when)
        is_over = part.status in _OVER
        # A step without a date has no plan that could turn out late: it follows what it waits for.
        if known and window is not None and when is not None:
            plan = _upper(plan, window.bounds)
            if is_over or _has_gaps(when):
                plan = window.bounds
        if activity.recurrence is not None:
            plan = UNKNOWN  # it is not one day that could move
        yield Job(
            key=(activity.id, one),
            activity=activity,
            municipalities=alike[one] if one is not None else (),
            status=part.status,
            plan=plan,
            is_dated=when is not None,
            is_vague=_is_vague(when),
            is_span=isinstance(when, Span) and activity.recurrence is None,
            choices=_choices(when) if activity.recurrence is None else (),
            calendars=_calendars(timeline, activity, one),
            minima=() if is_over else minima,
        )


def _bounds(when: When | None) -> Bounds:
    return when.bounds if when is not None else UNKNOWN


def _is_vague(when: When | None) -> bool:
    bounds = _bounds(when)
    return bounds.earliest_start is None or bounds.earliest_start != bounds.latest_start


def _upper(plan: Bounds, narrowed: Bounds) -> Bounds:
    """Return the plan with the last days that the order of the steps leaves of it.

    Its first days stay those of the plan: what keeps a job from them is then a link.
    """
    return Bounds(
        plan.earliest_start, narrowed.latest_start, plan.earliest_finish, narrowed.latest_finish
    )


def _has_gaps(when: When | None) -> bool:
    return isinstance(when, OneOf) and len(when.members) > 1 and not _choices(when)


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
    timeline: Timeline, steps: Mapping[str, Progress], second: Job,
    parts: Mapping[str, list[Job]], written: Mapping[str, Narrowed],
) -> Iterator[Arc]:  # fmt: skip
    step = steps[second.key[0]]
    agendas = list(_preparing(timeline, step))
    for after in step.activity.after:
        is_broken = after in step.window.broken and after in written[second.key[0]].broken
        for first in _firsts(second, parts[after.id]):
            if is_broken and not first.is_done:
                continue  # it cannot hold, which BP201 says; here it binds nothing
            yield Arc(first.key, second.key, after)
    needs_papers = any(timeline.bodies[one].papers for one in second.activity.body)
    if not agendas and not needs_papers:
        return
    for one in _deliveries(timeline, second.activity):
        for first in _firsts(second, parts.get(one, ())):
            for agenda in agendas:
                if _holds(steps[one], step, agenda):
                    yield Arc(first.key, second.key, After(id=one), agenda)
            yield from _papers(timeline, steps, first, second)


def _deliveries(timeline: Timeline, activity: Activity) -> Iterator[str]:
    """Yield what delivers a document of a step, among all that it waits for, directly or not.

    Where the file does not say which document, what it waits for directly delivers it.
    """
    direct = {after.id for after in activity.after}
    for one in sorted(_leading_to(timeline, activity.id) - {activity.id}):
        other = timeline.activities[one]
        is_delivery = other.purpose is Purpose.AANLEVEREN and other.process == activity.process
        if not is_delivery:
            continue
        is_untold = one in direct and not (activity.document and other.document)
        if is_untold or not set(activity.document).isdisjoint(other.document):
            yield one


def _papers(
    timeline: Timeline, steps: Mapping[str, Progress], first: Job, second: Job
) -> Iterator[Arc]:
    """Yield how long before a meeting its papers must be in; what the plan misses binds nothing.

    That it misses it is what BP402 says.
    """
    ready = _bounds(steps[first.key[0]].original).earliest_finish
    latest = _bounds(steps[second.key[0]].original).latest_start
    for body in second.activity.body if second.calendars else ():
        papers = timeline.bodies[body].papers
        if papers is None or (ready and latest and shift(ready, papers) > latest):
            continue
        yield Arc(first.key, second.key, After(id=first.key[0], lag=papers), papers=body)


def _holds(first: Progress, second: Progress, agenda: Agenda) -> bool:
    """Return whether the plan as written can keep a preparation; else (BP403) it binds nothing.

    So it is, too, where a known meeting of the body lies later than the derived one: then the
    plan may count on that.
    """
    ready, latest = _bounds(first.original).earliest_finish, _bounds(second.original).latest_start
    if ready is None or latest is None or agenda.offset is None:
        return True
    return shift(latest, agenda.offset) >= ready


def _firsts(second: Job, jobs: Iterable[Job]) -> Iterator[Job]:
    """Yield the jobs of a step for which another waits: of a municipality its own, else all."""
    found = list(jobs)
    if second.municipalities and any(job.municipalities for job in found):
        its = set(second.municipalities)
        yield from (job for job in found if its.intersection(job.municipalities))
    else:
        yield from found


def _preparing(timeline: Timeline, step: Progress) -> Iterator[Agenda]:
    """Yield the derived agendas by which others meet before this step.

    One that holds for a period holds if the step can lie in it.
    """
    activity, bounds = step.activity, step.window.bounds
    for agenda in timeline.agendas:
        if agenda.kind is not AgendaKind.DERIVED or agenda.offset is None:
            continue
        if agenda.from_ and bounds.latest_start and bounds.latest_start < agenda.from_:
            continue
        if agenda.until and bounds.earliest_start and bounds.earliest_start > agenda.until:
            continue
        if agenda.derived_from in activity.body and agenda.process in (None, activity.process):
            yield agenda
