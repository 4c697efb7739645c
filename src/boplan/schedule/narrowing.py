"""Narrows vague dates by the order of the steps.

Each link makes two things known: a successor cannot start before what it waits for has
finished, and what is waited for cannot finish later than its successor allows. Lower
bounds travel forward through the network in one pass, upper bounds back in another; an
alternative outside its window is dropped, and moves the bound to the next one.

A link that cannot hold is broken: it binds nothing, and its successor is marked. So one
contradiction is found once, where it shows, and spoils no other step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from boplan.dates.period import last_day_before, shift
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
    """The date as it was given; None where there is none, or one for each municipality."""
    broken: tuple[After, ...] = ()
    """The links of this step that cannot hold, whatever days are chosen."""

    @property
    def conflict(self) -> bool:
        """Return whether the date contradicts the order of the steps."""
        return bool(self.broken)

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
    """Return all ids with every step after all that it waits for, else in file order.

    What a step waits for outside `activities` does not count.
    """
    waiting: dict[str, list[str]] = {}
    open_links: dict[str, int] = {}
    for activity in activities.values():
        found = [after.id for after in activity.after if after.id in activities]
        open_links[activity.id] = len(found)
        for one in found:
            waiting.setdefault(one, []).append(activity.id)
    ready = [one for one, count in open_links.items() if count == 0]
    for one in ready:  # grows while it is walked
        for successor in waiting.get(one, ()):
            open_links[successor] -= 1
            if open_links[successor] == 0:
                ready.append(successor)
    return ready


def narrow(
    activities: Mapping[str, Activity],
    dates: Mapping[str, When | None],
    joined: Mapping[str, Bounds] | None = None,
) -> dict[str, Narrowed]:
    """Return what is left of the date of every step in `dates`.

    Steps that are not in `dates` (cancelled, not needed) bind nothing. `joined` holds the
    bounds of steps that no single date can say: municipalities that each have their own.
    """
    order = [one for one in in_order(activities) if one in dates]
    windows = {
        one: _Window(None, joined[one]) if joined and one in joined else _Window(dates[one])
        for one in order
    }
    for one in order:
        window = windows[one]
        for after in activities[one].after:
            first = windows.get(after.id)
            if first is not None and not _forward(first, after, window):
                window.broken.append(after)
    for one in reversed(order):
        window = windows[one]
        for after in activities[one].after:
            first = windows.get(after.id)
            if first is None or after in window.broken:
                continue
            if not _back(first, after, window):
                window.broken.append(after)
    return {one: window.result() for one, window in windows.items()}


def _forward(first: _Window, after: After, second: _Window) -> bool:
    """Bind the second from below; return False if no day is left for it."""
    from_finish = after.link in (Link.FS, Link.FF)
    source = first.earliest_finish if from_finish else first.earliest_start
    if source is None:
        return True
    bound = shift(source, after.lag)
    if after.link in (Link.FS, Link.SS):
        return second.start_from(bound)
    return second.finish_from(bound)


def _back(first: _Window, after: After, second: _Window) -> bool:
    """Bind the first from above; return False if no day is left for it."""
    to_start = after.link in (Link.FS, Link.SS)
    target = second.latest_start if to_start else second.latest_finish
    if target is None:
        return True
    bound = last_day_before(target, after.lag)
    if after.link in (Link.FS, Link.FF):
        return first.finish_by(bound)
    return first.start_by(bound)


class _Window:
    """The four bounds of one step while they are being narrowed."""

    __slots__ = (
        "broken", "earliest_finish", "earliest_start", "given", "latest_finish", "latest_start",
        "members",
    )  # fmt: skip

    def __init__(self, when: When | None, joined: Bounds | None = None) -> None:
        self.given = when
        self.members = when.members if isinstance(when, OneOf) else None
        self.broken: list[After] = []
        bounds = joined or (when.bounds if when else UNKNOWN)
        self.earliest_start = bounds.earliest_start
        self.latest_start = bounds.latest_start
        self.earliest_finish = bounds.earliest_finish
        self.latest_finish = bounds.latest_finish

    def start_from(self, day: date) -> bool:
        """Start on `day` at the earliest."""
        if self.earliest_start is not None and day <= self.earliest_start:
            return True
        if self.latest_start is not None and day > self.latest_start:
            return False
        if self.members is not None:
            return self._choose_from(day)
        self.earliest_start = day
        if self.earliest_finish is None or self.earliest_finish < day:
            self.earliest_finish = day
        return True

    def finish_from(self, day: date) -> bool:
        """Finish on `day` at the earliest."""
        if self.earliest_finish is not None and day <= self.earliest_finish:
            return True
        if self.latest_finish is not None and day > self.latest_finish:
            return False
        if self.members is not None:
            return self._choose_from(day)
        self.earliest_finish = day
        return True

    def finish_by(self, day: date) -> bool:
        """Finish on `day` at the latest."""
        if self.latest_finish is not None and day >= self.latest_finish:
            return True
        if self.earliest_finish is not None and day < self.earliest_finish:
            return False
        if self.members is not None:
            return self._choose_by(day)
        self.latest_finish = day
        if self.latest_start is None or self.latest_start > day:
            self.latest_start = day
        return True

    def start_by(self, day: date) -> bool:
        """Start on `day` at the latest."""
        if self.latest_start is not None and day >= self.latest_start:
            return True
        if self.earliest_start is not None and day < self.earliest_start:
            return False
        if self.members is not None:
            return self._choose_by(day)
        self.latest_start = day
        return True

    def _choose_from(self, day: date) -> bool:
        """Keep the alternatives that can be on `day` or later: a moment has one day."""
        left = tuple(one for one in self.members or () if one.last is None or one.last >= day)
        firsts = [one.first for one in left if one.first is not None]
        begins = day if len(firsts) < len(left) else max(day, min(firsts))
        self.members = left
        self.earliest_start = self.earliest_finish = begins
        return True

    def _choose_by(self, day: date) -> bool:
        """Keep the alternatives that can be on `day` or before."""
        left = tuple(one for one in self.members or () if one.first is None or one.first <= day)
        lasts = [one.last for one in left if one.last is not None]
        ends = day if len(lasts) < len(left) else min(day, max(lasts, default=day))
        if not left or (self.earliest_start is not None and ends < self.earliest_start):
            return False  # the window lies between two alternatives
        self.members = left
        self.latest_start = self.latest_finish = ends
        return True

    def result(self) -> Narrowed:
        """Return what is left."""
        when = self.given
        if isinstance(when, OneOf) and self.members is not None and self.members != when.members:
            when = OneOf(self.members)
        bounds = Bounds(
            self.earliest_start, self.latest_start, self.earliest_finish, self.latest_finish
        )
        return Narrowed(bounds, when, self.given, tuple(self.broken))
