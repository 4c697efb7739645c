"""The two passes over the network: how early and how late each job can be, and why.

Each pass is made of a vague plan twice: of its earliest and of its latest days. So a float is
two numbers, what it is for sure and what it may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from boplan.dates.meetings import Answer
from boplan.dates.period import last_day_before, shift
from boplan.model.timeline import Deadline, Period, Rule
from boplan.model.vocabulary import Status
from boplan.schedule.network import Arc, Job, Key, Network

_DAY = timedelta(days=1)


class Kind(Enum):
    """What keeps a job from being earlier, or later."""

    PLAN = "plan"
    DONE = "done"
    TODAY = "today"
    LINK = "link"
    PREPARATION = "preparation"
    MINIMUM = "minimum"
    CHOICE = "choice"
    MEETING = "meeting"
    NO_AGENDA = "no-agenda"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Cause:
    """One constraint, and the day that it asks for: not before it, or not after."""

    kind: Kind
    day: date
    """Of its start; of its finish where `of_finish`."""
    arc: Arc | None = None
    rule: Rule | None = None
    answer: Answer | None = None
    deadline: Deadline | None = None
    of_finish: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a pass puts a job; None: nothing says."""

    start: date | None
    finish: date | None
    is_certain: bool
    """False: not before (in the other pass: not after) those days, for no agenda tells more."""
    asked: tuple[Cause, ...]
    """Everything that binds its start, the one that decides last."""
    snapped: tuple[Cause, ...] = ()
    """What moved it on from there: a choice, a meeting; then what decides its finish, if more
    than its start does: a minimum length, a link, today."""

    @property
    def driver(self) -> Cause | None:
        """Return what decides its start."""
        return self.asked[-1] if self.asked else None


NOWHERE = Placed(None, None, True, ())


def forward(
    network: Network, *, late_plans: bool = False, from_today: bool = True
) -> dict[Key, Placed]:
    """Return every job as early as plan and order allow.

    Of a vague plan its earliest days count, with `late_plans` its latest. What is overdue is
    done today at the earliest, unless only the plan is asked for (`from_today` False).
    """
    found: dict[Key, Placed] = {}
    for key, job in network.jobs.items():
        found[key] = _early(network, job, found, late_plans=late_plans, from_today=from_today)
    return found


def _early(
    network: Network, job: Job, found: Mapping[Key, Placed], *, late_plans: bool, from_today: bool
) -> Placed:
    plan = job.plan
    start = plan.latest_start if late_plans else plan.earliest_start
    finish = plan.latest_finish if late_plans else plan.earliest_finish
    if job.is_done:
        day = start or finish
        done = (Cause(Kind.DONE, day),) if day is not None else ()
        return Placed(start or finish, finish or start, True, done)
    if late_plans and start is not None and job.calendars and not job.choices:
        last, is_known, _ = network.last_day(job, start)
        if is_known and plan.earliest_start is not None and last >= plan.earliest_start:
            start = last  # as late as the plan has it is the last meeting within it
    asked = [Cause(Kind.PLAN, start)] if start is not None else []
    ends: list[Cause] = []
    certain = True
    for arc in network.before[job.key]:
        first = found[arc.first]
        source = first.finish if arc.from_finish else first.start
        if source is None:
            continue
        cause = Cause(Kind.LINK, shift(source, arc.after.lag), arc, of_finish=not arc.to_start)
        if arc.agenda is not None and arc.agenda.offset is not None:
            cause = Cause(Kind.PREPARATION, _first_from(source, arc.agenda.offset), arc)
        (asked if arc.to_start else ends).append(cause)
        certain = certain and first.is_certain
    is_awaited = from_today and network.is_awaited(job)
    if is_awaited and (asked or ends or job.status is Status.OVERDUE):
        ends.append(Cause(Kind.TODAY, network.today, of_finish=True))
    if not job.is_span:
        asked, ends = asked + ends, []
    if not asked:
        over = max([*(one.day for one in ends), *([finish] if finish else [])], default=None)
        driving = [one for one in ends if one.day == over and over != finish]
        return Placed(None, over, certain, (), tuple(driving[:1]))
    begins, asked = _decided(
        asked,
        lambda one: (
            network.first_start(job, one.day) if one.of_finish and job.is_block else one.day
        ),
    )
    snapped: list[Cause] = []
    is_off_plan = plan.latest_start is None or begins > plan.latest_start
    is_pushed = start is None or begins > start
    is_free = is_off_plan or (not job.is_span and (is_pushed or (job.is_vague and not late_plans)))
    if job.choices or (job.calendars and is_free):
        day, is_known, answer = network.next_day(job, begins)
        certain = certain and is_known
        if day != begins or not is_known:
            kind = Kind.MEETING if is_known else Kind.NO_AGENDA
            kind = Kind.CHOICE if answer is None else kind
            snapped.append(Cause(kind, day, answer=answer))
        begins = day
        is_off_plan = plan.latest_start is None or begins > plan.latest_start
    last, rule = network.finish_of(job, begins, longest=late_plans)
    if job.is_dated and not is_off_plan and plan.latest_finish is not None:
        last = min(last, plan.latest_finish)  # a plan that is too short (BP301) stands
    stops = max(begins, finish) if job.is_span and finish is not None else begins
    if last > stops:
        stops = last
        snapped.append(Cause(Kind.MINIMUM, last, rule=rule, of_finish=True))
    for one in ends:
        if one.day > stops:
            stops = one.day
            snapped.append(one)
    return Placed(begins, stops, certain, tuple(asked), tuple(snapped))


def _decided(
    causes: Iterable[Cause], start_of: Callable[[Cause], date], sign: int = 1
) -> tuple[date, list[Cause]]:
    """Return the start that is asked for, and the causes with the one that decides last.

    Of two that ask the same the plan decides, then what stands first.
    """
    found = [(start_of(one), one) for one in causes]
    found.reverse()
    found.sort(key=lambda pair: (sign * pair[0].toordinal(), pair[1].kind is Kind.PLAN))
    return found[-1][0], [one for _, one in found]


def _first_from(source: date, offset: Period) -> date:
    """Return the first day that, moved by `offset`, is not before `source`."""
    found = shift(source, offset, -1)
    while shift(found, offset) < source:
        found += _DAY
    while shift(found - _DAY, offset) >= source:
        found -= _DAY
    return found


def backward(
    network: Network, deadlines: Iterable[Deadline], *, only_known: bool = False
) -> dict[Key, Placed]:
    """Return every job as late as the deadlines and what waits for it allow.

    With `only_known` a job that a body must meet for stays on its planned day where no agenda
    names a later one; without, any day that no complete agenda covers could be a meeting.

    A span may last longer than it must: its last finish is that of the limits, not its last
    start and its length. What is done binds nothing that it waited for.
    """
    limits: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        limits.setdefault(deadline.activity, []).append(deadline)
    found: dict[Key, Placed] = {}
    for key, job in reversed(network.jobs.items()):
        found[key] = _late(network, job, found, limits.get(key[0], ()), only_known=only_known)
    return found


def _late(
    network: Network, job: Job, found: Mapping[Key, Placed], deadlines: Iterable[Deadline], *,
    only_known: bool,
) -> Placed:  # fmt: skip
    ends = [Cause(Kind.DEADLINE, one.date, deadline=one, of_finish=True) for one in deadlines]
    starts: list[Cause] = []
    certain = True
    for arc in network.behind[job.key]:
        second = found[arc.second]
        target = second.start if arc.to_start else second.finish
        if target is None or network.jobs[arc.second].is_done:
            continue
        day = last_day_before(target, arc.after.lag)
        cause = Cause(Kind.LINK, day, arc, of_finish=arc.from_finish)
        if arc.agenda is not None and arc.agenda.offset is not None:
            day = shift(target, arc.agenda.offset)
            cause = Cause(Kind.PREPARATION, day, arc, of_finish=True)
        (ends if arc.from_finish else starts).append(cause)
        certain = certain and second.is_certain
    if not ends and not starts:
        return NOWHERE
    longest = only_known
    begins, asked = _decided(
        ends + starts,
        lambda one: network.last_start(job, one.day, longest=longest) if one.of_finish else one.day,
        -1,
    )
    snapped: list[Cause] = []
    if job.choices or job.calendars:
        day, is_known, why = _last_day(network, job, begins, only_known=only_known)
        certain = certain and is_known
        if why is not None:
            snapped.append(why)
        begins = day
    if job.is_span:  # it may last longer than it must
        stops = min((one.day for one in ends), default=None)
    else:
        stops = max(begins, network.finish_of(job, begins)[0])
    return Placed(begins, stops, certain, tuple(asked), tuple(snapped))


def _last_day(
    network: Network, job: Job, day: date, *, only_known: bool
) -> tuple[date, bool, Cause | None]:
    """Return the last day through `day` that a job can have, and what says so."""
    last, is_known, answer = network.last_day(job, day)
    if only_known and not is_known:
        known = network.last_known_day(job, day)
        if known is not None:
            return known, True, Cause(Kind.NO_AGENDA, known, answer=answer)
    if last == day and is_known:
        return day, True, None
    kind = Kind.MEETING if is_known else Kind.NO_AGENDA
    if answer is None:
        kind = Kind.CHOICE if job.choices else Kind.PLAN
    return last, is_known, Cause(kind, last, answer=answer)


@dataclass(frozen=True, slots=True)
class Tightest:
    """The link of a job that leaves the least room, and where that puts what it waits for."""

    first: Key
    placed: Placed
    gap: int
    """By how many days the first can be later before the second must be."""


def tightest(placed: Mapping[Key, Placed], key: Key) -> list[Tightest]:
    """Return the chain of tightest links that lead to a job, the nearest first.

    Where every gap is 0 it is the chain that drives the job; where the plan waits for longer
    than it must, the gap says how much.
    """
    found: list[Tightest] = []
    while True:
        links = [one for one in placed[key].asked if one.arc is not None]
        start = placed[key].start
        if not links or start is None:
            return found
        nearest = links[-1]
        assert nearest.arc is not None
        key = nearest.arc.first
        found.append(Tightest(key, placed[key], (start - nearest.day).days))
