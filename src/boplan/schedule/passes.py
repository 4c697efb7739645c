"""The two passes over the network: how early and how late each job can be, and why.

Each pass is made of a vague plan twice: of its earliest and of its latest days. So a float is
two numbers, what it is for sure and what it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from boplan.dates.meetings import Answer
from boplan.dates.period import last_day_before, shift
from boplan.model.timeline import Deadline, Rule
from boplan.model.vocabulary import Status
from boplan.schedule.network import Arc, Job, Key, Network


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
    arc: Arc | None = None
    rule: Rule | None = None
    answer: Answer | None = None
    deadline: Deadline | None = None


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
    """What moved it on from there: a choice, a meeting, a minimum length."""

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
    asked = [Cause(Kind.PLAN, start)] if start is not None else []
    ends: list[Cause] = []
    certain = True
    for arc in network.before[job.key]:
        first = found[arc.first]
        source = first.finish if arc.from_finish else first.start
        if source is None:
            continue
        cause = Cause(Kind.LINK, shift(source, arc.after.lag), arc)
        if arc.agenda is not None and arc.agenda.offset is not None:
            cause = Cause(Kind.PREPARATION, shift(source, arc.agenda.offset, -1), arc)
        (asked if arc.to_start else ends).append(cause)
        certain = certain and first.is_certain
    if from_today and job.status is Status.OVERDUE:
        ends.append(Cause(Kind.TODAY, network.today))
    if not job.is_span:
        asked, ends = asked + ends, []
    if not asked and not ends:
        return NOWHERE if finish is None else Placed(None, finish, True, ())
    # Of two that ask the same day the plan decides, then what stands first.
    asked.sort(key=lambda one: (one.day, one.kind is Kind.PLAN))
    begins = asked[-1].day if asked else ends[-1].day
    snapped: list[Cause] = []
    is_off_plan = plan.latest_start is not None and begins > plan.latest_start
    if (is_off_plan or plan.latest_start is None) and (job.choices or job.calendars):
        day, is_known, answer = network.next_day(job, begins)
        certain = certain and is_known
        if day != begins or not is_known:
            kind = Kind.MEETING if is_known and answer is not None else Kind.NO_AGENDA
            kind = Kind.CHOICE if answer is None and is_known else kind
            snapped.append(Cause(kind, day, answer=answer))
        begins = day
    stops = max([begins, *(one.day for one in ends)])
    if not is_off_plan and finish is not None and plan.latest_start is not None:
        stops = max(stops, finish)
    else:
        last, rule = network.finish_of(job, begins)
        if last > stops:
            stops = last
            snapped.append(Cause(Kind.MINIMUM, last, rule=rule))
        if finish is not None and job.is_span:
            stops = max(stops, finish)
    return Placed(begins, stops, certain, tuple(asked), tuple(snapped))


def backward(
    network: Network, deadlines: Iterable[Deadline], *, only_known: bool = False
) -> dict[Key, Placed]:
    """Return every job as late as the deadlines and what waits for it allow.

    With `only_known` a job that a body must meet for stays on its planned day where no agenda
    names a later one; without, any day could be a meeting.
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
    ends = [Cause(Kind.DEADLINE, one.date, deadline=one) for one in deadlines]
    starts: list[Cause] = []
    for arc in network.behind[job.key]:
        second = found[arc.second]
        target = second.start if arc.to_start else second.finish
        if target is None:
            continue
        cause = Cause(Kind.LINK, last_day_before(target, arc.after.lag), arc)
        if arc.agenda is not None and arc.agenda.offset is not None:
            cause = Cause(Kind.PREPARATION, shift(target, arc.agenda.offset), arc)
        (ends if arc.from_finish else starts).append(cause)
    asked = sorted(ends + starts, key=lambda one: -one.day.toordinal())
    if not asked:
        return NOWHERE
    stops = min((one.day for one in ends), default=None)
    begins = min((one.day for one in starts), default=None)
    if stops is not None:
        latest = _last_start(network, job, stops)
        begins = latest if begins is None else min(begins, latest)
    assert begins is not None, "one of both is asked"
    snapped: list[Cause] = []
    certain = True
    if job.choices or job.calendars:
        day, certain, why = _last_day(job, begins, only_known=only_known)
        if why is not None:
            snapped.append(why)
        begins = day
    last, _ = network.finish_of(job, begins)
    return Placed(begins, max(last, begins), certain, tuple(asked), tuple(snapped))


def _last_start(network: Network, job: Job, stops: date) -> date:
    """Return the last day on which it can begin and still finish on `stops`.

    The later it begins, the later it finishes; so halving finds it.
    """
    if network.finish_of(job, stops)[0] <= stops:
        return stops
    span = (network.finish_of(job, stops)[0] - stops).days
    good = stops.toordinal() - span
    while network.finish_of(job, date.fromordinal(good))[0] > stops:
        good -= span
    bad = stops.toordinal()
    while bad - good > 1:
        middle = (good + bad) // 2
        if network.finish_of(job, date.fromordinal(middle))[0] <= stops:
            good = middle
        else:
            bad = middle
    return date.fromordinal(good)


def _last_day(job: Job, day: date, *, only_known: bool) -> tuple[date, bool, Cause | None]:
    """Return the last day through `day` that a job can have, and what says so."""
    earlier = [one for one in job.choices if one <= day]
    if earlier:
        chosen = max(earlier)
        return chosen, True, Cause(Kind.CHOICE, chosen) if chosen != day else None
    planned = job.plan.latest_start
    met = day
    for _ in range(len(job.calendars) * 50):
        answers = [calendar.last_meeting(met) for calendar in job.calendars]
        unknown = next((one for one in answers if one.day is None), None)
        if unknown is not None:
            if only_known and planned is not None and planned <= day:
                return planned, True, Cause(Kind.NO_AGENDA, planned, answer=unknown)
            return day, False, Cause(Kind.NO_AGENDA, day, answer=unknown)
        first = min(one.day for one in answers if one.day is not None)
        if all(one.day == first for one in answers):
            return (
                first,
                True,
                Cause(Kind.MEETING, first, answer=answers[0]) if first != day else None,
            )
        met = first
    return day, not job.calendars, None


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
