"""How much room there is: the total float of jobs, and the slack that a deadline leaves.

The float of a job is the number of days by which it can be later than where it stands now
before the deadline is passed. Of it there are two:

    sure        the plan turns out as late as it can, and a body meets only on its planned day
                or in a complete agenda: so many days may be lost and nothing breaks
    possible    the plan turns out as early as it can, and a body of which no agenda is
                complete could meet on any day: with more the deadline certainly breaks

Negative is what it is too late already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from boplan.dates.meetings import day_of
from boplan.model.timeline import Deadline, Timeline
from boplan.model.vocabulary import Status
from boplan.model.when import Truth
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Placed, backward, forward
from boplan.schedule.progress import Progress

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Float:
    """Days of room, at least and at most; None: nothing says."""

    sure: int | None
    possible: int | None


@dataclass(frozen=True, slots=True)
class Slack:
    """What room is left before one deadline."""

    deadline: Deadline
    jobs: tuple[Job, ...]
    """Everything from which a way leads to the deadline."""
    of: dict[Key, Float]
    """The float of every job from which a way leads to the deadline."""
    room: Float
    """The least of all that is still to be done."""
    at: tuple[str, ...]
    """The steps that have no more room than that: no more sure room if some is sure, else no
    more possible room. In the order of the network."""
    early: dict[Key, Placed]
    """Every job as early as the plan has it, if that turns out as early as it can."""
    late: dict[Key, Placed]
    """The same, if the plan turns out as late as it can."""


def floats(network: Network, deadlines: Iterable[Deadline]) -> dict[Key, Float]:
    """Return the total float of every job against these deadlines together.

    Jobs from which no way leads to one of them have none.
    """
    return _floats(network, tuple(deadlines), forward(network), forward(network, late_plans=True))


def _floats(
    network: Network, limits: tuple[Deadline, ...], early: Mapping[Key, Placed],
    late: Mapping[Key, Placed],
) -> dict[Key, Float]:  # fmt: skip
    last, last_known = backward(network, limits), backward(network, limits, only_known=True)
    return {
        key: Float(_days(late[key], last_known[key]), _days(early[key], last[key]))
        for key in network.jobs
        if last[key].start is not None or last[key].finish is not None
    }


def slack(network: Network, deadline: Deadline) -> Slack:
    """Return the least room of everything that is still to be done for a deadline."""
    early, late = forward(network), forward(network, late_plans=True)
    found = _floats(network, (deadline,), early, late)
    rooms = {
        job.key: found[job.key]
        for job in network.jobs.values()
        if job.key in found and is_open(job)
    }
    sure = min((one.sure for one in rooms.values() if one.sure is not None), default=None)
    possible = min(
        (one.possible for one in rooms.values() if one.possible is not None), default=None
    )
    by_sure = sure is not None and sure > 0
    tight = [
        key[0]
        for key, one in rooms.items()
        if (one.sure == sure if by_sure else one.possible == possible)
    ]
    jobs = tuple(network.jobs[key] for key in found)
    at = tuple(dict.fromkeys(tight))
    return Slack(deadline, jobs, found, Float(sure, possible), at, early, late)


def tightest_steps(
    timeline: Timeline, steps: Mapping[str, Progress], today: date
) -> frozenset[str]:
    """Return the steps that have the least room before the final deadline of their process.

    Only of deadlines that are still ahead.
    """
    found: set[str] = set()
    for process in timeline.processes.values():
        if process.final_deadline is None:
            continue
        deadline = timeline.deadlines[process.final_deadline]
        if deadline.date >= today and steps[deadline.activity].status is not Status.DONE:
            network = Network.of(timeline, steps, today, towards=deadline.activity)
            found.update(slack(network, deadline).at)
    return frozenset(found)


def is_open(job: Job) -> bool:
    """Return whether it is still to be done, as far as is known."""
    return not job.is_done and job.status not in (Status.NO_EVIDENCE, Status.CONDITIONAL)


def cost_of_missing(job: Job) -> int | None:
    """Return by how many days the next meeting of a job is later; None if that is not known."""
    day = job.plan.earliest_start
    if day is None or day != job.plan.latest_finish or not job.calendars:
        return None
    answers = [calendar.next_meeting(day + _ONE) for calendar in job.calendars]
    if any(one.truth is not Truth.YES or one.meeting is None for one in answers):
        return None
    return max((day_of(one.meeting) - day).days for one in answers if one.meeting is not None)


def meetings_between(job: Job, first: date, last: date) -> int | None:
    """Return how many meetings of a job lie after `first` and through `last`.

    None where nobody must meet, or where no complete agenda covers all those days.
    """
    if not job.calendars or last < first:
        return None
    for calendar in job.calendars:
        if not any(begin <= first and last <= end for begin, end in calendar.covered):
            return None
    shared = set.intersection(*(set(calendar.days) for calendar in job.calendars))
    return sum(first < day <= last for day in shared)


def _days(early: Placed, late: Placed) -> int | None:
    if early.start is not None and late.start is not None:
        return (late.start - early.start).days
    if early.finish is not None and late.finish is not None:
        return (late.finish - early.finish).days
    return None
