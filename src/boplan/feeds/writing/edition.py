"""One edition of all feeds: what is new, what changed, what is gone, what stays as it was.

the event was        the timeline has it   it is published
-------------------  --------------------  -----------------------------------------
never there          yes                   as new
there, the same      yes                   with its old stamps, byte for byte
there, other         yes                   SEQUENCE + 1, new stamps
there                off, or not at all    cancelled: SEQUENCE + 1, new stamps
cancelled, recently  off, or not at all    with its old stamps
cancelled, long ago  off, or not at all    no more
never there          off                   not
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from icalendar.parser import Contentline

from boplan.feeds.lines import unfolded
from boplan.feeds.writing.appointments import Appointment, Horizon
from boplan.feeds.writing.calendar import (
    Stamps,
    calendar_of,
    event_lines,
    event_of,
    instant_of,
    order_of,
    stamp_of,
)
from boplan.feeds.writing.catalogue import Feed, Kind
from boplan.feeds.writing.memory import Memory, Remembered
from boplan.feeds.writing.wording import CALLED_OFF, GONE
from boplan.model.vocabulary import Lang

KEPT = timedelta(days=60)
"""How long an event that is cancelled stays in the feeds: longer than a summer holiday."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Published:
    """One event of this edition."""

    uid: str
    stamps: Stamps
    data: bytes
    key: tuple[str, str]
    """By what events stand in order."""
    appointment: Appointment | None
    """None for what the timeline no longer knows."""
    files: frozenset[str]
    """Of such a one, the feeds in which it stood."""
    is_off: bool

    def is_in(self, feed: Feed) -> bool:
        """Return whether it belongs in a feed."""
        if self.appointment is None:  # in the feed of everything it was, also if that is damaged
            return feed.kind is Kind.ALL or feed.file in self.files
        return feed.wants(self.appointment)


class Edition:
    """All events as they are published now."""

    def __init__(
        self,
        appointments: Iterable[Appointment],
        memory: Memory,
        *,
        stamp: datetime,
        horizon: Horizon,
        zone: str,
        lang: Lang,
        alarms: bool = False,
    ) -> None:
        self._memory = memory
        self._stamp = stamp
        self._horizon = horizon
        self._zone = zone
        self._off = CALLED_OFF.say(lang)
        self._gone = GONE.say(lang)
        self._alarms = alarms
        found: dict[str, Published] = {}
        for one in appointments:
            event = self._publish(one)
            if event is not None:
                found[one.uid] = event
        for before in memory.events.values():
            if before.uid not in found:
                gone = self._withdraw(before)
                if gone is not None:
                    found[gone.uid] = gone
        self.events = sorted(found.values(), key=lambda one: one.key)

    @property
    def sequences(self) -> dict[str, int]:
        """Return the SEQUENCE of every event that ever was, by UID."""
        now = {one.uid: one.stamps.sequence for one in self.events}
        return dict(sorted({**self._memory.sequences, **now}.items()))

    def of(self, feed: Feed) -> list[Published]:
        """Return the events of one feed, in order."""
        return [one for one in self.events if one.is_in(feed)]

    def write(self, feed: Feed) -> bytes:
        """Return the bytes of one feed."""
        return calendar_of(feed.name, feed.about, [one.data for one in self.of(feed)])

    def _publish(self, one: Appointment) -> Published | None:
        before = self._memory.events.get(one.uid)
        if one.is_off and (before is None or self._is_forgotten(before)):
            return None
        off = self._off if one.is_off else None
        lines = event_lines(one, self._zone, off=off, alarms=self._alarms)
        stamps = self._stamps(one.uid, lines, before)
        data = event_of(one.uid, stamps, lines)
        return Published(
            one.uid, stamps, data, order_of(lines, one.uid), one, frozenset(), one.is_off
        )

    def _withdraw(self, before: Remembered) -> Published | None:
        """Return an event that the timeline no longer has, as cancelled."""
        if self._is_forgotten(before) or self._is_over(before):
            return None
        content = before.content if before.is_off else self._called_off(before.content)
        lines = _folded(content)
        stamps = self._stamps(before.uid, lines, before)
        data = event_of(before.uid, stamps, lines)
        return Published(
            before.uid, stamps, data, order_of(lines, before.uid), None, before.files, is_off=True
        )

    def _called_off(self, content: Sequence[str]) -> list[str]:
        """Return the lines of an event as those of one that was cancelled."""
        found = []
        is_alarm = False
        for line in content:
            is_alarm = is_alarm or line == "BEGIN:VALARM"
            name, _, value = line.partition(":")
            if is_alarm:
                is_alarm = line != "END:VALARM"  # nobody need be reminded any more
            elif name == "SUMMARY":
                found.append(f"SUMMARY:{self._off}{value}")
            elif name == "DESCRIPTION":
                found.append(f"DESCRIPTION:{self._gone}\\n\\n{value}")
            elif name == "STATUS":
                found.append("STATUS:CANCELLED")
            else:
                found.append(line)
        return found

    def _stamps(self, uid: str, lines: bytes, before: Remembered | None) -> Stamps:
        """Return the stamps of an event: those it had if it is the same, else new ones."""
        known = self._memory.sequences.get(uid, 0)
        if before is not None and before.stamps.sequence == known and _same(lines, before):
            return before.stamps
        sequence = self._memory.next_sequence(uid)
        stamp = stamp_of(self._stamp)
        if before is None:
            return Stamps(sequence, stamp, stamp)
        # A clock that was put back must not make a change look old.
        newer = stamp_of(_changed(before) + _SECOND)
        return Stamps(sequence, before.stamps.created, max(stamp, newer))

    def _is_forgotten(self, before: Remembered) -> bool:
        """Return whether it was cancelled so long ago that everybody has seen it."""
        return before.is_off and _changed(before) + KEPT < self._stamp

    def _is_over(self, before: Remembered) -> bool:
        """Return whether it lies before the horizon, as a repetition of years ago."""
        return before.value("DTEND") <= self._horizon.first.strftime("%Y%m%d")


def _changed(before: Remembered) -> datetime:
    changed = instant_of(before.stamps.modified)
    assert changed is not None, "an event is remembered only with stamps that are right"
    return changed


def _same(lines: bytes, before: Remembered) -> bool:
    content = tuple(line for _, line in unfolded(lines.decode("utf-8")))
    return content == before.content and not before.is_torn


def _folded(lines: Iterable[str]) -> bytes:
    """Return content lines as bytes, folded at 75 octets between characters."""
    content_line: Any = Contentline  # it has no types
    return b"".join(content_line(line).to_ical() + b"\r\n" for line in lines)
