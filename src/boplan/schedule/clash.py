"""Why a deadline cannot be made: one smallest set of constraints that clash.

Of everything that binds the step of the deadline, the pass knows which chain puts it too late.
Each constraint of that chain is tried without: if the chain is too late all the same, it is not
part of the clash. What is left clashes only all together: let any one of it go, and this chain
fits. (Another chain may be too late as well; then that is the next clash to be seen.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from boplan.dates.period import shift
from boplan.model.timeline import Deadline
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Cause, Kind, Placed


@dataclass(frozen=True, slots=True)
class Binding:
    """One constraint of a clash: what it asks of which job."""

    job: Job
    cause: Cause


def clash(
    network: Network, early: Mapping[Key, Placed], job: Job, deadline: Deadline
) -> list[Binding]:
    """Return constraints that together put a job past a deadline, the first cause first.

    [] if the job is in time.
    """
    finish = early[job.key].finish
    if finish is None or finish <= deadline.date:
        return []
    found = _chain(network, early, job)
    for one in list(found):
        if one.cause.kind in _LENGTHENING:
            without = [other for other in found if other is not one]
            if _end(network, without) > deadline.date:
                found = without
    return found


_LENGTHENING = frozenset({Kind.MEETING, Kind.CHOICE, Kind.MINIMUM, Kind.NO_AGENDA})
"""What only moves on; the others hold the chain together."""


def _chain(network: Network, early: Mapping[Key, Placed], job: Job) -> list[Binding]:
    """Return every constraint that decides along the way to a job, the first cause first."""
    found: list[Binding] = []
    at: Job | None = job
    while at is not None:
        placed = early[at.key]
        decides = [*placed.asked[-1:], *placed.snapped]
        # What keeps only the finish late leads elsewhere than what put the start where it is.
        ends = [
            cause
            for cause in placed.snapped
            if cause.kind not in _LENGTHENING and cause.day == placed.finish
        ]
        decides = ends[-1:] or decides
        found = [*(Binding(at, cause) for cause in decides), *found]
        arc = decides[0].arc if decides else None
        at = network.jobs[arc.first] if arc is not None else None
    return found


def _end(network: Network, bindings: Sequence[Binding]) -> date:
    """Return when the last job of a chain finishes if only these constraints bind."""
    day = finish = bindings[0].cause.day
    lasting: Job | None = None
    for one in bindings:
        cause = one.cause
        if one.job is not lasting:
            if cause.arc is not None:
                source = finish if cause.arc.from_finish else day
                lag, sign = cause.arc.after.lag, 1
                if cause.arc.agenda is not None and cause.arc.agenda.offset is not None:
                    lag, sign = cause.arc.agenda.offset, -1
                day = shift(source, lag, sign)
            else:
                day = cause.day
            finish = max(day, finish) if cause.of_finish else day
            lasting = one.job
        elif cause.kind is Kind.MINIMUM:
            finish = network.finish_of(one.job, day)[0]
        else:
            day = network.next_day(one.job, day)[0]
            finish = max(day, finish)
    return finish
