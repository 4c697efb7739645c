"""The municipalities of one step side by side: who must still act, and who decides its end.

A step that each municipality takes for itself is finished when the last of them is:

    the municipalities that count            the last is
    ---------------------------------------  ------------------------------------------
    all have one certain day                 those with the latest day
    one certainly finishes after the others  that one; its day may be vague
    anything else                            not known
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boplan.model.vocabulary import CLOSED, Status
from boplan.schedule.progress import Progress, Track

_COUNTS_NOT = frozenset(
    {Status.NOT_DONE, Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED, Status.ELAPSED}
)


@dataclass(frozen=True, slots=True)
class Last:
    """Which municipalities decide when a step is finished."""

    municipalities: tuple[str, ...]
    """Several that have the same day; () if it is not known, or if none acts."""
    day: date | None
    is_planned: bool
    """Whether one of all that count has not acted yet, so that it may change."""


def to_act(step: Progress) -> tuple[str, ...]:
    """Return the municipalities from which something is still expected.

    One without evidence is not among them: what it did is not known.
    """
    return tuple(track.municipality for track in step.tracks if is_open(track))


def is_open(track: Track) -> bool:
    """Return whether something is still expected of a municipality."""
    return track.status not in CLOSED and track.status is not Status.NO_EVIDENCE


def last(step: Progress) -> Last:
    """Return which municipalities decide when a step is finished; see the table above."""
    counting = [track for track in step.tracks if track.status not in _COUNTS_NOT]
    is_planned = any(track.status is not Status.DONE for track in counting)
    unknown = Last((), None, is_planned)
    finishes: dict[str, tuple[date, date]] = {}
    for track in counting:
        if track.status in (Status.OVERDUE, Status.NO_EVIDENCE, Status.CONDITIONAL):
            return unknown  # the day it was to be done is past, or it may not happen
        when = track.actual if track.status is Status.DONE else track.current
        bounds = when.bounds if when is not None else None
        if bounds is None or bounds.latest_finish is None:
            return unknown
        finishes[track.municipality] = (
            bounds.earliest_finish or date.min, bounds.latest_finish,
        )  # fmt: skip
    if not finishes:
        return unknown
    end = max(final for _, final in finishes.values())
    if all(first == final for first, final in finishes.values()):
        return Last(tuple(one for one in finishes if finishes[one][1] == end), end, is_planned)
    for one, (first, final) in finishes.items():
        if all(finishes[other][1] < first for other in finishes if other != one):
            return Last((one,), final if first == final else None, is_planned)
    return unknown
