"""What the previous feeds said: the memory by which a change is known as one.

All feeds of a directory remember together. One event stands in several of them, so what
one file has lost another still knows, and an event has the same SEQUENCE in all. The index
holds the SEQUENCE of every event that ever was, so that none is ever lowered.

A feed that was damaged is read as far as it goes. An event counts if it is whole: of the
form that is written here, so that it can be published again, as cancelled. Of one that is
not, and of an index that is not, every SEQUENCE that can still be read counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from boplan.feeds.lines import unfolded
from boplan.feeds.writing.calendar import PRODID, Stamps, instant_of
from boplan.feeds.writing.catalogue import FEED_FILE
from boplan.feeds.writing.wording import CALLED_OFF
from boplan.model.vocabulary import Text

FORMAT = 1
"""The version of the index."""

INDEX = "index.json"
"""The name of the index."""

_STAMPS = ("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")
_UUID5 = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_UID = re.compile(_UUID5)
_NUMBER = re.compile(r"[0-9]{1,9}")
_MOST_SEQUENCE = 999_999_999
"""Nothing changes so often; what is higher was never written here."""

_SEQUENCE_LINE = re.compile(rf"^SEQUENCE:({_NUMBER.pattern})\r?$", re.MULTILINE)
_SEQUENCE_ENTRY = re.compile(rf'"({_UUID5})"\s*:\s*({_NUMBER.pattern})(?=[\s,}}])')
_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
"""What a feed cannot hold, or should not."""

_TEXT = re.compile(r":(?:[^\\;,]|\\[\\;,nN])+")
_TIME = re.compile(r"(;VALUE=DATE:|;TZID=[A-Za-z0-9_+/-]+:|:)([0-9]{8}(?:T[0-9]{6})?)(Z?)")
_FORMS = {
    "DTSTART": _TIME,
    "DTEND": _TIME,
    "SUMMARY": _TEXT,
    "DESCRIPTION": _TEXT,
    "STATUS": re.compile(r":(?:CONFIRMED|TENTATIVE|CANCELLED)"),
    "TRANSP": re.compile(r":TRANSPARENT"),
    "X-MICROSOFT-CDO-BUSYSTATUS": re.compile(r":FREE"),
    "CATEGORIES": re.compile(r":(?:[^\\;]|\\[\\;,nN])+"),
}
"""The properties of an event in their order, its stamps aside: what stands behind the name.

What a later boplan adds must not be asked of what this one wrote.
"""

_CANCELLED = (f":{CALLED_OFF.nl}", f":{CALLED_OFF.en}")
_YEARS = range(1899, 2301)
"""All days of a timeline lie in these, also in UTC."""

_EDGE = re.compile(r"^(?:BEGIN|END):VEVENT\r$", re.MULTILINE)
_LINE = re.compile(r"[A-Z0-9-]+(?:;[A-Z-]+=[^:;]+)*:.+")


@dataclass(frozen=True, slots=True)
class Remembered:
    """One event as it was published last."""

    uid: str
    stamps: Stamps
    content: tuple[str, ...]
    """Its lines without folds, but for UID and stamps."""
    files: frozenset[str]
    """The feeds in which it stood."""
    is_torn: bool = False
    """Two feeds had it with the same stamps and other words: some have seen the wrong ones."""

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
    title: str = ""
    """Of the timeline of which these are the feeds."""
    names: dict[str, str] = field(default_factory=dict)
    """The label of each feed that the index had."""
    troubles: list[Text] = field(default_factory=list)
    """What of it was lost, for who runs the export."""
    is_damaged: bool = False
    """Whether an event may have been lost of which nothing is known any more."""
    highest: int = 0
    """The highest SEQUENCE in what was damaged, of whatever event it was."""

    @property
    def floor(self) -> int:
        """Return the SEQUENCE of an event that was never seen.

        0; but where events may have been lost it could be one of those, so one more than
        any that is known.
        """
        if not self.is_damaged:
            return 0
        return min(1 + max(self.highest, 0, *self.sequences.values()), _MOST_SEQUENCE)

    def next_sequence(self, uid: str) -> int:
        """Return the SEQUENCE of the next version of an event."""
        if uid in self.sequences:
            return min(self.sequences[uid] + 1, _MOST_SEQUENCE)
        return self.floor


def memory_of(
    feeds: Mapping[str, bytes], index: bytes | None, made: Collection[str] | None = None
) -> Memory:
    """Return what feeds and index together remember; never raises, says what was lost.

    `made` are the files that are made again if they are gone, None all of them; who removed
    another meant it.
    """
    memory = Memory()
    listed = _read_index(memory, index, has_feeds=bool(feeds))
    for file in sorted(listed.intersection(listed if made is None else made) - set(feeds)):
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
    text = data.decode("utf-8", "replace")
    seen: set[str] = set()
    is_whole = text.endswith("END:VCALENDAR\r\n")
    count = 0
    for lines, is_closed in _events_in(text):
        count += 1
        found = _event(memory, lines, file)
        if found is None or found.uid in seen or not is_closed:
            is_whole = False
        if found is not None and is_closed:
            seen.add(found.uid)
            _remember(memory, found)
    if len(_EDGE.findall(text)) != 2 * count:
        is_whole = False
    if not is_whole:
        numbers = map(int, _SEQUENCE_LINE.findall(text))
        memory.highest = max(memory.highest, *numbers, 0)
        memory.is_damaged = True
        memory.troubles.append(
            Text(
                f"de vorige {file} is beschadigd; {len(seen)} afspraken eruit zijn nog bekend",
                f"the previous {file} is damaged; {len(seen)} of its events are still known",
            )
        )


def _events_in(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the lines from each BEGIN of an event, and whether they go on to its END."""
    lines: list[str] | None = None
    for _, line in unfolded(text):
        if line in ("BEGIN:VEVENT", "END:VEVENT"):
            if lines is not None:
                yield lines, line == "END:VEVENT"
            lines = [] if line == "BEGIN:VEVENT" else None
        elif lines is not None:
            lines.append(line)
    if lines is not None:
        yield lines, False


def _event(memory: Memory, lines: list[str], file: str) -> Remembered | None:
    """Return the event with these lines, None if it is not whole; its SEQUENCE counts anyhow."""
    head = dict.fromkeys(_STAMPS, "")
    content = []
    for line in lines:
        name, _, value = line.partition(":")
        if name in head and not head[name]:
            head[name] = value
        else:
            content.append(line)
    uid, created, modified = head["UID"], head["CREATED"], head["LAST-MODIFIED"]
    if not _UID.fullmatch(uid) or not _NUMBER.fullmatch(head["SEQUENCE"]):
        return None
    sequence = int(head["SEQUENCE"])
    memory.sequences[uid] = max(sequence, memory.sequences.get(uid, 0))
    if None in (instant_of(created), instant_of(modified)) or created > modified:
        return None
    stamps = Stamps(sequence, created, modified)
    found = Remembered(uid, stamps, tuple(content), frozenset({file}))
    before = memory.events.get(uid)  # in another feed: the same need not be judged twice
    is_known = before is not None and before.content == found.content
    return found if is_known or _is_whole(content) else None


def _is_whole(content: list[str]) -> bool:
    """Return whether these are the lines of an event, each of its form, alarms last."""
    if not all(_LINE.fullmatch(line) and not _UNSAFE.search(line) for line in content):
        return False
    alarm = content.index("BEGIN:VALARM") if "BEGIN:VALARM" in content else len(content)
    edges = [line for line in content[alarm:] if line.startswith(("BEGIN", "END"))]
    if edges != ["BEGIN:VALARM", "END:VALARM"] * (len(edges) // 2):
        return False
    own = content[:alarm]
    names = [re.split("[:;]", line, maxsplit=1)[0] for line in own]
    if names != list(_FORMS):
        return False
    values = {name: line[len(name) :] for name, line in zip(names, own, strict=True)}
    if not all(form.fullmatch(values[name]) for name, form in _FORMS.items()):
        return False
    if values["STATUS"] == ":CANCELLED" and not values["SUMMARY"].startswith(_CANCELLED):
        return False
    return _is_span(values["DTSTART"], values["DTEND"])


def _is_span(first: str, last: str) -> bool:
    """Return whether an event can begin and end so: of one kind, and in this order."""
    start, end = _TIME.fullmatch(first), _TIME.fullmatch(last)
    if start is None or end is None or start.group(1, 3) != end.group(1, 3):
        return False
    if len(start[2]) != len(end[2]) or (len(start[2]) == len("20260115")) != ("DATE" in start[1]):
        return False
    try:
        moments = [datetime.fromisoformat(one[2]) for one in (start, end)]
    except ValueError:  # the thirteenth month
        return False
    return moments[0] < moments[1] and all(one.year in _YEARS for one in moments)


def _remember(memory: Memory, found: Remembered) -> None:
    """Keep the newest version of an event, and in which feeds it stood."""
    before = memory.events.get(found.uid)
    if before is None:
        memory.events[found.uid] = found
        return
    newest = before if _age(before) >= _age(found) else found
    is_torn = newest.is_torn
    if _age(before) == _age(found) and before.content != found.content:
        is_torn = True
    memory.events[found.uid] = replace(newest, files=before.files | found.files, is_torn=is_torn)


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
    memory.sequences = _numbers(data)
    try:
        document = json.loads(data)
        version, numbers = document["format"], document["sequences"]
        memory.names = dict(map(_listed, document["feeds"]))
        memory.title = str(document.get("title", ""))
        is_whole = type(numbers) is dict and len(numbers) == len(memory.sequences)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        version, is_whole = FORMAT, False
    if not is_whole:
        memory.is_damaged = True
        memory.troubles.append(
            Text(
                f"de vorige {INDEX} is beschadigd; wat de agenda's zelf weten, telt",
                f"the previous {INDEX} is damaged; what the feeds themselves know counts",
            )
        )
    elif version != FORMAT:
        memory.troubles.append(
            Text(
                f"de vorige {INDEX} is van een andere versie van boplan; de nummers erin tellen",
                f"the previous {INDEX} is of another version of boplan; its numbers count",
            )
        )
    return set(memory.names)


def _numbers(data: bytes) -> dict[str, int]:
    """Return the SEQUENCE of each event, also from an index that was cut off."""
    found: dict[str, int] = {}
    for uid, number in _SEQUENCE_ENTRY.findall(data.decode("utf-8", "replace")):
        found[uid] = max(int(number), found.get(uid, 0))
    return found


def _listed(entry: Any) -> tuple[str, str]:
    """Return file and name of a feed; raises an error of what it is not."""
    file, name = entry["file"], entry["name"]
    if not FEED_FILE.fullmatch(file) or not name.strip():
        raise ValueError(file)
    return file, _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", name)
