"""Narrows vague dates by the order of the steps.

Each link makes one of two things known: a successor cannot start before what it waits
for has finished, and what is waited for cannot finish later than its successor allows.
Lower bounds travel forward through the network, upper bounds back. A step whose window
would become empty keeps the window it was given, is marked, and passes on nothing that
it could not keep itself: the contradiction stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from boplan.dates.period import shift
from boplan.model.timeline import Activity, After
from boplan.model.vocabulary import Link
from boplan.model.when import UNKNOWN, Bounds, Member, OneOf, When


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a date once the order of the steps is taken into account."""

    bounds: Bounds
    when: When | None
    """The date as it stands; alternatives that cannot be are left out."""
    given: When | None
    """The date as it was given."""
    conflict: bool = False
    """Nothing would be left: the date as given is kept."""

    @property
    def is_narrower(self) -> bool:
        """Return whether the order of the steps says more than the date itself."""
        return self.bounds != (self.given.bounds if self.given else UNKNOWN)

    @property
    def dropped(self) -> tuple[Member, ...]:
        """Return the alternatives that cannot be."""
        if not isinstance(self.given, OneOf) or not isinstance(self.when, OneOf):
            return ()
        return tuple(one for one in self.given.members if one not in self.when.members)


def in_order(activities: Mapping[str, Activity]) -> list[str]:
    """Return all ids with every step after all that it waits for, else in file order."""
    waiting: dict[str, list[str]] = {}
    open_links: dict[str, int] = {}
    for activity in activities.values():
        open_links[activity.id] = len(activity.after)
        for after in activity.after:
            waiting.setdefault(after.id, []).append(activity.id)
    ready = [one for one, count in open_links.items() if count == 0]
    for one in ready:  # grows while it is walked
        for successor in waiting.get(one, ()):
            open_links[successor] -= 1
            if open_links[successor] == 0:
                ready.append(successor)
    return ready


def narrow(
    activities: Mapping[str, Activity], dates: Mapping[str, When | None]
) -> dict[str, Narrowed]:
    """Return what is left of the date of every step in `dates`.

    Steps that are not in `dates` (cancelled, not needed) bind nothing. Raises nothing: a
    contradiction is marked.
    """
    order = [one for one in in_order(activities) if one in dates]
    frozen: set[str] = set()
    while True:
        windows = {one: _Window(dates[one], frozen=one in frozen) for one in order}
        _settle(activities, order, windows)
        conflicts = {one for one, window in windows.items() if window.conflict}
        if conflicts <= frozen:
            return {one: window.result() for one, window in windows.items()}
        # A step that cannot keep what it was told must not have passed it on either.
        frozen |= conflicts


def _settle(
    activities: Mapping[str, Activity], order: list[str], windows: dict[str, _Window]
) -> None:
    links = [
        (windows[after.id], after, windows[one])
        for one in order
        for after in activities[one].after
        if after.id in windows
    ]
    while True:
        for first, after, second in links:
            _forward(first, after, second)
        for first, after, second in reversed(links):
            _back(first, after, second)
        # One pass each way is enough, unless a dropped alternative moves a bound.
        if sum(window.drop() for window in windows.values()) == 0:
            return


def _forward(first: _Window, after: After, second: _Window) -> None:
    from_finish = after.link in (Link.FS, Link.FF)
    source = first.earliest_finish if from_finish else first.earliest_start
    if source is None:
        return
    bound = shift(source, after.lag)
    if after.link in (Link.FS, Link.SS):
        second.start_from(bound)
    else:
        second.finish_from(bound)


def _back(first: _Window, after: After, second: _Window) -> None:
    to_start = after.link in (Link.FS, Link.SS)
    target = second.latest_start if to_start else second.latest_finish
    if target is None:
        return
    bound = shift(target, after.lag, -1)
    if after.link in (Link.FS, Link.FF):
        first.finish_by(bound)
    else:
        first.start_by(bound)


class _Window:
    """The four bounds of one step while they are being narrowed."""

    __slots__ = (
        "conflict", "earliest_finish", "earliest_start", "frozen", "given", "is_moment",
        "latest_finish", "latest_start", "when",
    )  # fmt: skip

    def __init__(self, when: When | None, *, frozen: bool) -> None:
        self.given = self.when = when
        self.is_moment = isinstance(when, OneOf)
        self.conflict = self.frozen = frozen
        bounds = when.bounds if when else UNKNOWN
        self.earliest_start = bounds.earliest_start
        self.latest_start = bounds.latest_start
        self.earliest_finish = bounds.earliest_finish
        self.latest_finish = bounds.latest_finish

    def start_from(self, day: date) -> None:
        """Start on `day` at the earliest."""
        if self.frozen or (self.earliest_start is not None and day <= self.earliest_start):
            return
        if self.latest_start is not None and day > self.latest_start:
            self.conflict = True
            return
        self.earliest_start = day
        if self.earliest_finish is None or self.earliest_finish < day:
            self.earliest_finish = day

    def finish_from(self, day: date) -> None:
        """Finish on `day` at the earliest."""
        if self.frozen or (self.earliest_finish is not None and day <= self.earliest_finish):
            return
        if self.latest_finish is not None and day > self.latest_finish:
            self.conflict = True
            return
        self.earliest_finish = day
        if self.is_moment:
            self.earliest_start = day

    def finish_by(self, day: date) -> None:
        """Finish on `day` at the latest."""
        if self.frozen or (self.latest_finish is not None and day >= self.latest_finish):
            return
        if self.earliest_finish is not None and day < self.earliest_finish:
            self.conflict = True
            return
        self.latest_finish = day
        if self.latest_start is None or self.latest_start > day:
            self.latest_start = day

    def start_by(self, day: date) -> None:
        """Start on `day` at the latest."""
        if self.frozen or (self.latest_start is not None and day >= self.latest_start):
            return
        if self.earliest_start is not None and day < self.earliest_start:
            self.conflict = True
            return
        self.latest_start = day
        if self.is_moment:
            self.latest_finish = day

    def drop(self) -> bool:
        """Drop alternatives outside the window; return whether that moved a bound."""
        if self.frozen or not isinstance(self.when, OneOf):
            return False
        first, last = self.earliest_start, self.latest_finish
        left = tuple(
            one
            for one in self.when.members
            if (first is None or one.last is None or one.last >= first)
            and (last is None or one.first is None or one.first <= last)
        )
        if not left:
            # The window lies between two alternatives: neither can be.
            self.conflict = True
            return False
        if len(left) == len(self.when.members):
            return False
        self.when = OneOf(left)
        bounds = self.when.bounds
        if bounds.earliest_start is not None:
            self.start_from(bounds.earliest_start)
        if bounds.latest_finish is not None:
            self.finish_by(bounds.latest_finish)
        return True

    def result(self) -> Narrowed:
        """Return what is left, or the date as given where nothing would be."""
        if self.conflict:
            bounds = self.given.bounds if self.given else UNKNOWN
            return Narrowed(bounds, self.given, self.given, conflict=True)
        bounds = Bounds(
            self.earliest_start, self.latest_start, self.earliest_finish, self.latest_finish
        )
        return Narrowed(bounds, self.when, self.given)
