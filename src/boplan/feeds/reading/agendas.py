"""Reads the agenda export of a body into meetings, and says what it left out and why.

An export is written by a program that boplan does not know, so each event stands alone:
one that cannot be read is named with its line, the others count.

    event                                                   taken as
    ------------------------------------------------------  ------------------------------
    cancelled (STATUS, METHOD, or its title says so)        left out
    an older version of an event with the same UID          left out
    longer than one day (a recess, a conference)            left out
    a day, or midnight to midnight                          that day
    at a time, also past midnight                           that minute, on the home clock
    a series                                                each occurrence (RFC 5545, 3.8.5)
    a moved occurrence (RECURRENCE-ID)                      instead of the one it replaces
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from boplan.dates.recurrence import MOST_OCCURRENCES, days
from boplan.dates.spoken import say_day
from boplan.feeds.lines import Block, ExportError, UnreadableError, decode, printable, read_blocks
from boplan.feeds.reading.events import Entry, Rule, read_entry, title_of
from boplan.feeds.reading.zones import Start, Zones, unknown_zone
from boplan.model.vocabulary import Text
from boplan.model.when import FIRST_YEAR, LAST_YEAR

MOST_WORK = 1_000_000
"""The series of a file may not have more occurrences than this together."""

_IN_VAIN = 50_000  # what a rule that names no day costs, in occurrences
_DAY = timedelta(days=1)
_OFF = r"(?:geannuleerd|vervallen|vervalt|afgelast|afgezegd|gaat niet door|cancell?ed)"
_CALLED_OFF = re.compile(
    rf"\W*{_OFF}\b|.*[(\[]\s*{_OFF}\s*[)\]]|.*\s[-–]\s*{_OFF}\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of the export, and the line where its event begins."""

    start: date | datetime
    """A day, or a local time on the home clock."""
    title: str
    line: int
    tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An event, or one occurrence of it, that is not among the meetings."""

    line: int
    title: str
    start: date | datetime | None
    reason: Text
    is_fault: bool = False
    """It might be a meeting, but could not be read: the export is not complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """How something doubtful was read."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which meetings are wanted, on which clock; all days are inclusive."""

    zone: str
    horizon: date
    """Through which day a series is followed where no last day is given."""
    first: date | None = None
    last: date | None = None
    title: str = ""

    def covers(self, start: date | datetime) -> bool:
        """Return whether the day lies in the period that is wanted."""
        return (self.first or date.min) <= _day_of(start) <= (self.last or date.max)

    def has_title(self, title: str) -> bool:
        """Return whether the title holds the words that are wanted."""
        return self.title.casefold() in title.casefold()


@dataclass(frozen=True, slots=True)
class Export:
    """What an export says: meetings in order of time, the rest in order of the file."""

    meetings: tuple[Meeting, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Remark, ...]
    outside: int
    """How many meetings lie outside the period that is wanted."""
    other_titles: int
    """How many meetings do not have the title that is wanted."""

    @property
    def faults(self) -> tuple[LeftOut, ...]:
        """Return what might be meetings but could not be read."""
        return tuple(one for one in self.left_out if one.is_fault)


def read_export(data: bytes, choice: Choice) -> Export:
    """Return the meetings in the bytes of an .ics file; raises ExportError."""
    reader = _Reader(choice)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # icalendar guesses a zone, and would say so on stderr
        for calendar in read_blocks(decode(data)):
            reader.read_calendar(calendar)
        return reader.result()


Key = tuple[str, Start]
"""What an exception calls an occurrence: its "day", or its instant ("utc")."""


@dataclass(slots=True)
class _Reader:
    """Collects the entries of all calendars in a file, then unfolds them."""

    choice: Choice
    zones: Zones = field(init=False)
    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    work: int = 0

    def __post_init__(self) -> None:
        home = ZoneInfo(self.choice.zone)
        self.zones = Zones(home, {}, home)

    # -- from lines to entries ---------------------------------------------------------

    def read_calendar(self, calendar: Block) -> None:
        zones = Zones.of(calendar, self.zones.home)
        is_cancelled = calendar.value("METHOD").upper() == "CANCEL"
        passed_over: dict[str, int] = {}
        for block in calendar.blocks:
            if block.name == "VEVENT":
                self._read_event(block, zones, is_cancelled=is_cancelled)
            elif block.name != "VTIMEZONE":
                passed_over[block.name] = passed_over.get(block.name, 0) + 1
        for name, line in zones.unknown.items():
            self._remark(line, *unknown_zone(name, self.choice.zone))
        for name, count in passed_over.items():
            shown = f"{count} × {printable(name, 30)}"
            self._remark(
                calendar.line,
                f"{shown} overgeslagen: alleen een VEVENT kan een vergadering zijn",
                f"{shown} passed over: only a VEVENT can be a meeting",
            )

    def _read_event(self, block: Block, zones: Zones, *, is_cancelled: bool) -> None:
        try:
            self.entries.append(read_entry(block, zones, is_cancelled=is_cancelled))
            return
        except UnreadableError as error:
            reason = error.text
        except Exception as error:  # icalendar lets through whatever its parts raise
            kind = type(error).__name__
            reason = Text(f"is niet te lezen ({kind})", f"cannot be read ({kind})")
        self.left_out.append(
            LeftOut(
                line=block.line, title=title_of(block), start=None, reason=reason, is_fault=True
            )
        )

    # -- from entries to meetings ------------------------------------------------------

    def result(self) -> Export:
        found = [meeting for entries in self._by_uid() for meeting in self._meetings_of(entries)]
        within = [one for one in found if self.choice.covers(one.start)]
        wanted = [one for one in within if self.choice.has_title(one.title)]
        wanted.sort(key=lambda one: (*_sort_key(one.start), one.line))
        once: list[Meeting] = []
        for one in wanted:
            if once and once[-1].start == one.start:
                line = once[-1].line
                self._leave_out(one, f"staat er al (regel {line})", f"is there (line {line})")
            else:
                once.append(one)
        return Export(
            tuple(once),
            tuple(sorted(self._worth_saying(), key=lambda one: one.line)),
            tuple(sorted(dict.fromkeys(self.remarks), key=lambda one: one.line)),
            len(found) - len(within),
            len(within) - len(wanted),
        )

    def _worth_saying(self) -> Iterator[LeftOut]:
        for one in self.left_out:
            within = one.start is None or self.choice.covers(one.start)
            if one.is_fault or (within and self.choice.has_title(one.title)):
                yield one

    def _by_uid(self) -> Iterator[list[Entry]]:
        """Yield the entries of each UID; one without a UID stands alone."""
        yield from ([entry] for entry in self.entries if not entry.uid)
        named = sorted((one for one in self.entries if one.uid), key=lambda one: one.uid)
        for _, group in groupby(named, lambda one: one.uid):
            yield list(group)

    def _meetings_of(self, entries: list[Entry]) -> Iterator[Meeting]:
        masters = self._newest([one for one in entries if one.replaces is None])
        cancelled = [one for one in masters if one.is_cancelled]
        # Programs exist that give all their events one UID: only the same start is the same.
        gone = {one.start for one in cancelled}
        going_on = [one for one in masters if one.start not in gone]
        moved: dict[Key, list[Entry]] = {}
        for one in entries:
            if one.replaces is not None:
                moved.setdefault(_key(one.replaces), []).append(one)
        changes = [one for versions in moved.values() for one in self._newest(versions)]
        for one in cancelled:
            self._called_off(one)
        for one in changes:
            if (cancelled and not going_on) or one.is_cancelled or _CALLED_OFF.match(one.title):
                self._called_off(one)
            else:
                yield from self._single(one, one.start)
        for one in going_on:
            yield from self._series(one, changes)

    def _newest(self, versions: list[Entry]) -> list[Entry]:
        """Return the newest version; several where nothing tells which is newer."""
        newest = max((one.version for one in versions), default=None)
        for one in versions:
            if one.version != newest:
                self._leave_out(one, "oudere versie van een ander", "older version of another")
        return [one for one in versions if one.version == newest]

    def _called_off(self, entry: Entry) -> None:
        nl, en = "afgezegd", "cancelled"
        if not entry.is_cancelled and _CALLED_OFF.match(entry.title):
            nl, en = "afgezegd volgens de titel", "cancelled, says the title"
        if entry.rule is not None:
            nl, en = f"{nl}, de hele reeks", f"{en}, the whole series"
        self._leave_out(entry, nl, en)

    def _single(self, entry: Entry, start: Start) -> Iterator[Meeting]:
        local = self.zones.home_start(start)
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            years = FIRST_YEAR, LAST_YEAR
            self._leave_out(
                entry,
                "ligt niet van {} tot en met {}".format(*years),
                "is not from {} through {}".format(*years),
                start,
            )
        elif entry.is_long:
            self._leave_out(entry, "duurt langer dan een dag", "lasts longer than a day", start)
        else:
            yield Meeting(
                start=local, title=entry.title, line=entry.line, tentative=entry.is_tentative
            )

    def _series(self, entry: Entry, changes: list[Entry]) -> Iterator[Meeting]:
        if _CALLED_OFF.match(entry.title):
            self._called_off(entry)
            return
        replaced = [one.replaces for one in changes if one.replaces is not None]
        if not isinstance(entry.start, datetime):
            replaced = [self.zones.home_day(one) for one in replaced]
        excepted = {_key(one) for one in (*entry.dropped, *replaced)}
        ends = [one.replaces for one in changes if one.changes_following and one.replaces]
        seen: set[Key] = set()
        for start in self._occurrences(entry):
            keys = {_key(start), ("day", _day_of(start))}
            seen |= keys
            if keys & excepted:
                continue
            if any(not _is_after(end, start) for end in ends):
                self._leave_out(
                    entry,
                    "de reeks verandert vanaf hier (RANGE=THISANDFUTURE): niet verder gevolgd",
                    "the series changes from here on (RANGE=THISANDFUTURE): not followed further",
                    start, is_fault=True,
                )  # fmt: skip
                break
            yield from self._single(entry, start)
        self._remark_in_vain(entry, seen)

    def _remark_in_vain(self, entry: Entry, seen: set[Key]) -> None:
        """Remark on exceptions that name no occurrence: some programs get them wrong."""
        for one in entry.dropped:
            day = self.zones.home_day(one)
            if _key(one) not in seen and self.choice.covers(day) and day <= self._through():
                self._remark(
                    entry.line,
                    f"de uitzondering op {say_day(day, 'nl')} (EXDATE) treft geen vergadering "
                    "van deze reeks",
                    f"the exception on {say_day(day, 'en')} (EXDATE) meets no meeting of this "
                    "series",
                )

    def _through(self) -> date:
        return self.choice.last or self.choice.horizon

    def _occurrences(self, entry: Entry) -> Iterator[Start]:
        """Yield the starts of an entry: the first, then by rule, then by RDATE."""
        starts = [entry.start]
        if entry.rule is not None and FIRST_YEAR <= entry.start.year <= LAST_YEAR:
            starts += self._by_rule(entry, entry.rule)
        starts += entry.added
        self.work += len(starts)
        self._check_work(entry)
        yield from dict.fromkeys(starts)

    def _by_rule(self, entry: Entry, rule: Rule) -> list[Start]:
        first, through = _day_of(entry.start), self._through()
        if rule.until is not None:
            # A day more: at midnight UTC it is another day elsewhere.
            through = min(through, _day_of(rule.until) + _DAY)
        found = list(days(rule.text, first, through))
        if not found and through >= first:
            self.work += _IN_VAIN
        if len(found) == MOST_OCCURRENCES:
            self._leave_out(
                entry,
                f"komt {MOST_OCCURRENCES} keer of vaker terug: alleen de eerste keer meegenomen",
                f"comes back {MOST_OCCURRENCES} times or more: only the first one was taken",
                is_fault=True,
            )
            return []
        if through >= first and first not in found[:1]:
            self._remark(
                entry.line,
                "de eerste keer volgt niet uit de herhalingsregel; zij telt wel mee",
                "the first time does not follow from the recurrence rule; it counts all the same",
            )
            found = [first, *found][: rule.count]
        self._remark_cut(entry, rule, len(found))
        starts = [_on(day, entry.start) for day in found]
        return [one for one in starts if rule.until is None or not _is_after(one, rule.until)]

    def _remark_cut(self, entry: Entry, rule: Rule, found: int) -> None:
        through = self._through()
        if rule.until is not None:
            goes_on = _day_of(rule.until) > through
        else:
            goes_on = rule.count is None or found < rule.count
        if goes_on and self.choice.last is None:
            self._remark(
                entry.line,
                f"deze reeks gaat verder dan {say_day(through, 'nl')}: meegenomen tot en met "
                "die dag (--until noemt een andere)",
                f"this series goes on after {say_day(through, 'en')}: taken through that day "
                "(--until names another)",
            )

    def _check_work(self, entry: Entry) -> None:
        if self.work > MOST_WORK:
            raise ExportError(
                Text(
                    f"de reeksen in dit bestand tellen samen meer dan {MOST_WORK} keren; "
                    "exporteer een kortere periode",
                    f"the series in this file have more than {MOST_WORK} occurrences together; "
                    "export a shorter period",
                ),
                entry.line,
            )

    def _leave_out(
        self,
        one: Entry | Meeting,
        nl: str,
        en: str,
        start: Start | None = None,
        *,
        is_fault: bool = False,
    ) -> None:
        local = self.zones.home_start(start if start is not None else one.start)
        if isinstance(one, Meeting):
            local = one.start
        self.left_out.append(
            LeftOut(
                line=one.line, title=one.title, start=local, reason=Text(nl, en), is_fault=is_fault
            )
        )

    def _remark(self, line: int, nl: str, en: str) -> None:
        self.remarks.append(Remark(line=line, text=Text(nl, en)))


def _day_of(start: Start) -> date:
    return start.date() if isinstance(start, datetime) else start


def _sort_key(start: Start) -> tuple[date, int]:
    minute = start.hour * 60 + start.minute if isinstance(start, datetime) else -1
    return _day_of(start), minute


def _on(day: date, start: Start) -> Start:
    """Return that day, at the time on the clock that `start` has."""
    return datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day


def _key(start: Start) -> Key:
    return ("utc", start.astimezone(UTC)) if isinstance(start, datetime) else ("day", start)


def _is_after(one: Start, other: Start) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.astimezone(UTC) > other.astimezone(UTC)
    return _day_of(one) > _day_of(other)
