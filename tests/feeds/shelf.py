"""A directory of feeds in memory: what one export leaves there, the next one reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from boplan.feeds.writing.appointments import Appointment, Horizon, appointments, undated
from boplan.feeds.writing.catalogue import Feed, ended, feeds_of
from boplan.feeds.writing.edition import Edition
from boplan.feeds.writing.index import bytes_of, document_of, entry_of
from boplan.feeds.writing.memory import Memory, memory_of
from boplan.model.timeline import Timeline
from boplan.rules.case import Case
from boplan.rules.engine import judged
from tests.helpers import day, timeline_of

NOTA = (Path(__file__).parent / "nota.toml").read_text("utf-8")
TODAY = "2026-01-15"
FIRST = datetime(2026, 1, 15, 2, tzinfo=UTC)
LATER = datetime(2026, 1, 16, 2, tzinfo=UTC)
LATEST = datetime(2026, 1, 17, 2, tzinfo=UTC)

_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """One event as it stands in a feed, its lines without folds."""

    uid: str
    sequence: int
    created: str
    modified: str
    dtstamp: str
    content: tuple[str, ...]
    """Everything but UID and stamps."""
    raw: bytes

    @property
    def title(self) -> str:
        return self._value("SUMMARY")

    @property
    def text(self) -> str:
        return self._value("DESCRIPTION")

    @property
    def day(self) -> str:
        return next(one for one in self.content if one.startswith("DTSTART")).rpartition(":")[2]

    @property
    def status(self) -> str:
        return self._value("STATUS")

    @property
    def is_off(self) -> bool:
        return self.status == "CANCELLED"

    def _value(self, name: str) -> str:
        found = next(one for one in self.content if one.startswith(f"{name}:"))
        return re.sub(r"\\(.)", lambda at: "\n" if at[1] == "n" else at[1], found[len(name) + 1 :])


@dataclass(frozen=True)
class Printed:
    """What a timeline comes to on a day, before anything is compared."""

    timeline: Timeline
    case: Case
    horizon: Horizon
    appointments: list[Appointment]
    feeds: list[Feed]


@lru_cache(maxsize=256)
def printed(text: str, today: str = TODAY, year: int | None = None) -> Printed:
    """Return what the text comes to; `year` fixes the horizon to that of another year."""
    timeline = timeline_of(text)
    case = Case(timeline, day(today))
    horizon = Horizon.of(date(year, 1, 1) if year else day(today))
    found = appointments(case, judged(case), horizon, "nl")
    return Printed(timeline, case, horizon, found, feeds_of(timeline, horizon, "nl"))


@dataclass(frozen=True)
class Shelf:
    """The feeds and the index of one edition."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    index: bytes | None = None
    troubles: tuple[str, ...] = ()
    """What this edition had to say about the one before it."""

    def then(
        self, text: str, stamp: datetime = FIRST, *, today: str = TODAY, alarms: bool = False
    ) -> Shelf:
        """Return the edition of a timeline that follows this one."""
        new, memory = printed(text, today), memory_of(self.files, self.index)
        edition = edition_of(new, memory, stamp, alarms=alarms)
        own = {one.file for one in new.feeds}
        feeds = [*new.feeds]
        feeds += [ended(one, memory.names.get(one), "nl") for one in sorted(set(self.files) - own)]
        entries = [entry_of(edition, one) for one in feeds]
        document = document_of(new.timeline.title, entries, edition, undated(new.case))
        return Shelf(
            {one.file: edition.write(one) for one in feeds},
            bytes_of(document),
            tuple(one.nl for one in memory.troubles),
        )

    def having(self, **files: bytes | None) -> Shelf:
        """Return it with other files; `all_ics`, `index_json`; None is none."""
        index, feeds = self.index, dict(self.files)
        for key, data in files.items():
            name = re.sub(r"_(?=ics$|json$)", ".", key).replace("_", "-")
            if name == "index.json":
                index = data
            elif data is None:
                del feeds[name]
            else:
                feeds[name] = data
        return Shelf(feeds, index)

    @property
    def events(self) -> dict[str, Told]:
        """Return every event, by UID; it is the same in every feed."""
        found: dict[str, Told] = {}
        for data in self.files.values():
            for one in told(data):
                assert found.setdefault(one.uid, one) == one, one
        return found

    @property
    def sequences(self) -> dict[str, int]:
        return {uid: one.sequence for uid, one in self.events.items()}

    def event(self, title: str) -> Told:
        """Return the only event with this title."""
        (found,) = (one for one in self.events.values() if one.title == title)
        return found

    def where(self, uid: str) -> set[str]:
        """Return in which feeds an event stands."""
        return {name for name, data in self.files.items() if f"UID:{uid}\r\n".encode() in data}


def edition_of(
    new: Printed, memory: Memory, stamp: datetime = FIRST, *, alarms: bool = False
) -> Edition:
    """Return the edition of it that follows what is remembered."""
    return Edition(
        new.appointments, memory, stamp=stamp, horizon=new.horizon,
        zone=new.timeline.time_zone, lang="nl", alarms=alarms,
    )  # fmt: skip


def told(feed: bytes) -> list[Told]:
    """Return the events of a feed that is right, in its order."""
    return [_told(raw) for raw in _EVENT.findall(feed)]


def _told(raw: bytes) -> Told:
    lines = raw.decode().replace("\r\n ", "").split("\r\n")[1:-2]
    names = "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"
    head = dict(line.split(":", 1) for line in lines[: len(names)])
    assert tuple(head) == names, raw
    return Told(
        head["UID"], int(head["SEQUENCE"]), head["CREATED"], head["LAST-MODIFIED"],
        head["DTSTAMP"], tuple(lines[len(names) :]), raw,
    )  # fmt: skip


def news(before: Shelf, after: Shelf, stamp: datetime) -> list[str]:
    """Return what became of which event, and check what holds for every change."""
    old, new = before.events, after.events
    found = []
    for uid, one in new.items():
        was = old.get(uid)
        assert one.dtstamp == one.modified, one
        assert one.created <= one.modified, one
        if was is None:
            assert one.created == one.modified == _said(stamp), one
            found.append(f"new: {one.title}")
        elif was.content == one.content:
            assert was.raw == one.raw, one
        else:
            assert one.sequence == was.sequence + 1, one
            assert one.created == was.created, one
            assert one.modified == max(_said(stamp), _second_after(was.modified)), one
            kinds = {(False, True): "cancelled", (True, False): "back"}
            found.append(f"{kinds.get((was.is_off, one.is_off), 'changed')}: {one.title}")
    found += [f"gone: {one.title}" for uid, one in old.items() if uid not in new]
    return sorted(found)


def _said(stamp: datetime) -> str:
    return stamp.strftime("%Y%m%dT%H%M%SZ")


def _second_after(stamp: str) -> str:
    return _said(datetime.strptime(stamp, "%Y%m%dT%H%M%S%z") + timedelta(seconds=1))


def edited(text: str, *changes: tuple[str, str]) -> str:
    """Return the text with each change made in the one place where it fits."""
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def without(text: str, *tables: str) -> str:
    """Return the text without the tables that have these first lines."""
    for first in tables:
        text, count = re.subn(
            rf"^(?:#.*\n)*\[\[\w+\]\]\n{re.escape(first)}\n(?:(?!\[\[|#).*\n?)*", "", text,
            flags=re.MULTILINE,
        )  # fmt: skip
        assert count, first
    return text
