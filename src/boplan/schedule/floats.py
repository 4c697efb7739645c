"""How much room there is: the total float of jobs, and the slack that a deadline leaves.

The float of a job is the number of days by which it can be later than where it stands now
before the deadline is passed. Of it there are two:

    sure        the plan turns out as late as it can, and a body meets only on days that are
                known: so many days may be lost and nothing breaks
    possible    the plan turns out as early as it can, and a body of which no agenda is
                complete could meet on any day: with more the deadline certainly breaks

Negative is what it is too late already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from boplan.dates.meetings import day_of
from boplan.model.timeline import Deadline
from boplan.model.vocabulary import Status
from boplan.model.when import Truth
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Placed, backward, forward

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Float:
    """Days of room, at least and at most; None: nothing says."""

    sure: int | None
    possible: int | None


@dataclass(frozen=True, slots=True)
class Slack:
    """What room is left before one deadline, and which open steps have no more than that."""

    deadline: Deadline
    room: Float
    sure_at: tuple[Job, ...]
    """The open jobs with the least sure room, in the order of the network."""
    possible_at: tuple[Job, ...]
    """The open jobs with the least possible room."""


def floats(network: Network, deadlines: Iterable[Deadline]) -> dict[Key, Float]:
    """Return the total float of every job against these deadlines together.

    Jobs from which no way leads to one of them have none.
    """
    limits = tuple(deadlines)
    early, late = forward(network), forward(network, late_plans=True)
    last, last_known = backward(network, limits), backward(network, limits, only_known=True)
    return {
        key: Float(_days(late[key], last_known[key]), _days(early[key], last[key]))
        for key in network.jobs
        if last[key].start is not None or last[key].finish is not None
    }


def slack(network: Network, deadline: Deadline) -> Slack:
    """Return the least room of everything that is still to be done for a deadline."""
    found = floats(network, [deadline])
    open_ones = [job for key, job in network.jobs.items() if key in found and is_open(job)]
    return Slack(
        deadline,
        Float(
            min(
                (one for job in open_ones if (one := found[job.key].sure) is not None), default=None
            ),
            min(
                (one for job in open_ones if (one := found[job.key].possible) is not None),
                default=None,
            ),
        ),
        *_least(open_ones, found),
    )


def _least(jobs: list[Job], found: Mapping[Key, Float]) -> tuple[tuple[Job, ...], tuple[Job, ...]]:
    sure = [job for job in jobs if found[job.key].sure is not None]
    possible = [job for job in jobs if found[job.key].possible is not None]
    least_sure = min((found[job.key].sure or 0 for job in sure), default=0)
    least_possible = min((found[job.key].possible or 0 for job in possible), default=0)
    return (
        tuple(job for job in sure if found[job.key].sure == least_sure),
        tuple(job for job in possible if found[job.key].possible == least_possible),
    )


def is_open(job: Job) -> bool:
    """Return whether it is still to be done, as far as is known."""
    return not job.is_done and job.status not in (Status.NO_EVIDENCE, Status.CONDITIONAL)


def cost_of_missing(network: Network, job: Job) -> int | None:
    """Return by how many days the next meeting of a job is later; None if that is not known."""
    day = job.plan.earliest_start
    if day is None or day != job.plan.latest_finish or not job.calendars:
        return None
    answers = [calendar.next_meeting(day + _ONE) for calendar in job.calendars]
    if any(one.truth is not Truth.YES or one.meeting is None for one in answers):
        return None
    return max((day_of(one.meeting) - day).days for one in answers if one.meeting is not None)


def _days(early: Placed, late: Placed) -> int | None:
    if early.start is not None and late.start is not None:
        return (late.start - early.start).days
    if early.finish is not None and late.finish is not None:
        return (late.finish - early.finish).days
    return None
