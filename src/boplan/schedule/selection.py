"""Which steps a reader wants to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from boplan.dates.recurrence import next_occurrence
from boplan.model.timeline import Activity, After, Timeline
from boplan.model.vocabulary import RecordKind, Recurs, Status
from boplan.schedule.progress import FROM_START, Progress
from boplan.schedule.tracks import is_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A choice of steps by id; None does not restrict."""

    process: str | None = None
    phase: str | None = None
    body: str | None = None
    municipality: str | None = None
    owner: str | None = None
    asked: str | None = field(default=None, compare=False)
    """The day that was asked for, and --later; chooses nothing, but more is asked for likewise."""

    def as_options(self) -> str:
        """Return the choice as options of the command line, "" if nothing is chosen."""
        chosen = {
            "process": self.process, "phase": self.phase, "body": self.body,
            "municipality": self.municipality, "owner": self.owner, "today": self.asked,
        }  # fmt: skip
        return " ".join(f"--{name} {one}" for name, one in chosen.items() if one is not None)

    def pick(self, timeline: Timeline, steps: Mapping[str, Progress]) -> dict[str, Progress]:
        """Return the steps that fit all choices, in the order of the file.

        With a municipality, only the steps that it takes itself, each standing where that
        municipality stands.
        """
        picked = {}
        for one, step in steps.items():
            if not self.fits(timeline, step.activity):
                continue
            if self.municipality is not None:
                step = _of_municipality(step, self.municipality, steps)
            picked[one] = step
        return picked

    def fits(self, timeline: Timeline, activity: Activity) -> bool:
        """Return whether a step fits all choices."""
        return (
            self.process in (None, activity.process)
            and self.phase in (None, activity.phase)
            and (self.body is None or self.body in activity.body)
            and self.owner in (None, activity.owner)
            and (
                self.municipality is None
                or self.municipality in timeline.municipalities_of(activity)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A choice of steps by the days on which they may be, both ends inclusive; None is open."""

    first: date | None = None
    last: date | None = None

    def pick(self, steps: Mapping[str, Progress]) -> tuple[dict[str, Progress], int]:
        """Return the steps that may be in these days, and how many were left out undated."""
        judged = {one: self._may_be(step) for one, step in steps.items()}
        undated = sum(may_be is None for may_be in judged.values())
        return {one: steps[one] for one, may_be in judged.items() if may_be}, undated

    def _may_be(self, step: Progress) -> bool | None:
        """Return whether a step may be in these days, None if no day of it is known."""
        own = (step.actual or step.current) if len(step.tracks) == 1 else None
        bounds = own.bounds if own is not None else step.window.bounds
        if bounds.earliest_start is None and bounds.latest_finish is None:
            return None
        first, last = self.first or date.min, self.last or date.max
        if (bounds.earliest_start or date.min) > last or (bounds.latest_finish or date.max) < first:
            return False
        recurrence = step.activity.recurrence
        if recurrence is None or self.first is None:
            return True
        following = next_occurrence(recurrence, first)
        if following is None:  # how often is not known, or it has been for the last time
            return isinstance(recurrence.rule, Recurs)
        return following.first <= last


EVERYTHING = Selection()
"""No choice at all."""


def _of_municipality(step: Progress, municipality: str, steps: Mapping[str, Progress]) -> Progress:
    """Return a step as it stands in one municipality, which waits for its own part of others."""
    track = next(one for one in step.tracks if one.municipality == municipality)
    records = tuple(
        record
        for record in step.records
        if not record.municipality or municipality in record.municipality
    )
    return replace(
        step,
        status=track.status,
        current=track.current,
        actual=track.actual,
        limit=track.limit,
        tracks=(track,),
        records=records,
        waiting_for=tuple(
            after.id
            for after in step.activity.after
            if _keeps_waiting_there(step, after, steps[after.id], municipality)
        ),
    )


def _keeps_waiting_there(step: Progress, after: After, first: Progress, municipality: str) -> bool:
    """Return whether a link holds up a municipality: by its own part of `first`, if it has one."""
    own = next((one for one in first.tracks if one.municipality == municipality), None)
    if own is None:
        return after.id in step.waiting_for
    begun = own.status is Status.RUNNING or any(
        record.kind is RecordKind.STARTED
        and (not record.municipality or municipality in record.municipality)
        for record in first.records
    )
    return is_open(own) and not (after.link in FROM_START and begun)
