"""What the previous feeds said: the memory by which a change is known as one.

All feeds of a directory remember together. One event stands in several of them, so what
one file has lost another still knows, and an event has the same SEQUENCE in all. The index
holds the SEQUENCE of every event that ever was, so that none is ever lowered.

A feed that was damaged is read as far as it goes: every event that is whole counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from boplan.feeds.lines import unfolded
from boplan.feeds.writing.calendar import PRODID, Stamps
from boplan.model.vocabulary import Text

FORMAT = 1
"""The version of the index."""

INDEX = "index.json"
"""The name of the index."""

_STAMPS = ("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")
_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_UTC = re.compile(r"[0-9]{8}T[0-9]{6}Z", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_MOST_SEQUENCE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Remembered:
    """One event as it was published last."""

    uid: str
    stamps: Stamps
    content: tuple[str, ...]
    """Its lines without folds, but for UID and stamps."""
    files: frozenset[str]
    """The feeds in which it stood."""

    @property
    def is_off(self) -> bool:
        """Return whether it was cancelled then."""
        return "STATUS:CANCELLED" in self.content

    def value(self, name: str) -> str:
        """Return what stands behind the name of a property, "" if there is none."""
        for line in self.content:
            if line.startswith((f"{name}:", f"{name};")):
                return line.partition(":")[2]
        return ""


@dataclass(slots=True)
class Memory:
    """Everything that the previous feeds said."""

    events: dict[str, Remembered] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    """The highest SEQUENCE known of every event that ever was."""
    names: dict[str, str] = field(default_factory=dict)
    """The label of each feed that the index had."""
    troubles: list[Text] = field(default_factory=list)
    """What of it was lost, for who runs the export."""
    is_damaged: bool = False
    """Whether an event may have been lost of which nothing is known any more."""

    @property
    def floor(self) -> int:
        """Return the SEQUENCE of an event that was never seen.

        0; but where events may have been lost it could be one of those, so one more than
        any that is known.
        """
        if not self.is_damaged:
            return 0
        return 1 + max(self.sequences.values(), default=0)

    def next_sequence(self, uid: str) -> int:
        """Return the SEQUENCE of the next version of an event."""
        if uid in self.sequences:
            return min(self.sequences[uid] + 1, _MOST_SEQUENCE)
        return self.floor


def memory_of(feeds: Mapping[str, bytes], index: bytes | None) -> Memory:
    """Return what feeds and index together remember; never raises, says what was lost."""
    memory = Memory()
    listed = _read_index(memory, index, has_feeds=bool(feeds))
    for file in sorted(listed - set(feeds)):
        memory.troubles.append(
            Text(
                f"de vorige {file} is er niet meer; zij wordt opnieuw gemaakt",
                f"the previous {file} is gone; it is made again",
            )
        )
    for file, data in sorted(feeds.items()):
        _read_feed(memory, file, data)
    return memory


def is_ours(data: bytes) -> bool:
    """Return whether boplan made this file, also if it is damaged since."""
    return f"PRODID:{PRODID}\r\n".encode() in data or not data.strip(b"\0")


def _read_feed(memory: Memory, file: str, data: bytes) -> None:
    is_whole = data.endswith(b"END:VCALENDAR\r\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text, is_whole = data.decode("utf-8", "replace"), False
    seen: set[str] = set()
    for lines in _events_in(text):
        found = _event(lines, file)
        if found is None or found.uid in seen:
            is_whole = False
        if found is not None and found.uid not in seen:
            seen.add(found.uid)
            _remember(memory, found)
    if text.count("BEGIN:VEVENT\r\n") != len(seen):
        is_whole = False
    if not is_whole:
        memory.is_damaged = True
        memory.troubles.append(
            Text(
                f"de vorige {file} is beschadigd; {len(seen)} afspraken eruit zijn nog bekend",
                f"the previous {file} is damaged; {len(seen)} of its events are still known",
            )
        )


def _events_in(text: str) -> Iterator[list[str]]:
    """Yield the lines between BEGIN and END of each event that has both."""
    lines: list[str] | None = None
    for _, line in unfolded(text):
        if line == "BEGIN:VEVENT":
            lines = []
        elif line == "END:VEVENT":
            if lines is not None:
                yield lines
            lines = None
        elif lines is not None:
            lines.append(line)


def _event(lines: list[str], file: str) -> Remembered | None:
    head = dict.fromkeys(_STAMPS, "")
    content = []
    for line in lines:
        name, _, value = line.partition(":")
        if name in head and not head[name]:
            head[name] = value
        else:
            content.append(line)
    stamps = head["CREATED"], head["LAST-MODIFIED"]
    if not all(map(_UTC.fullmatch, stamps)) or not _UID.fullmatch(head["UID"]):
        return None
    if not _NUMBER.fullmatch(head["SEQUENCE"]):
        return None
    sequence = min(int(head["SEQUENCE"]), _MOST_SEQUENCE)
    return Remembered(head["UID"], Stamps(sequence, *stamps), tuple(content), frozenset({file}))


def _remember(memory: Memory, found: Remembered) -> None:
    """Keep the newest version of an event, and in which feeds it stood."""
    before = memory.events.get(found.uid)
    files = found.files | (before.files if before is not None else frozenset())
    newest = found
    if before is not None and _age(before) >= _age(found):
        newest = before
    memory.events[found.uid] = Remembered(found.uid, newest.stamps, newest.content, files)
    known = memory.sequences.get(found.uid, 0)
    memory.sequences[found.uid] = max(known, newest.stamps.sequence)


def _age(one: Remembered) -> tuple[int, str]:
    return one.stamps.sequence, one.stamps.modified


def _read_index(memory: Memory, data: bytes | None, *, has_feeds: bool) -> set[str]:
    """Read the index; return which files it lists."""
    if data is None:
        if has_feeds:
            memory.is_damaged = True
            memory.troubles.append(
                Text(
                    f"de vorige {INDEX} is er niet meer; wat de agenda's zelf weten, telt",
                    f"the previous {INDEX} is gone; what the feeds themselves know counts",
                )
            )
        return set()
    try:
        document = json.loads(data)
        version, feeds, sequences = document["format"], document["feeds"], document["sequences"]
        listed = {str(one["file"]): str(one["name"]) for one in feeds}
        numbers = {
            uid: min(number, _MOST_SEQUENCE)
            for uid, number in sequences.items()
            if type(number) is int and number >= 0 and _UID.fullmatch(uid)
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        memory.is_damaged = True
        memory.troubles.append(
            Text(
                f"de vorige {INDEX} is beschadigd; wat de agenda's zelf weten, telt",
                f"the previous {INDEX} is damaged; what the feeds themselves know counts",
            )
        )
        return set()
    if version != FORMAT:
        memory.troubles.append(
            Text(
                f"de vorige {INDEX} is van een andere versie van boplan; de nummers erin tellen",
                f"the previous {INDEX} is of another version of boplan; its numbers count",
            )
        )
    memory.names = listed
    memory.sequences = numbers
    return set(listed)
