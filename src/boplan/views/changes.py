"""What changed between two timelines, in words: one item for each step, table or finding.

Items stand in sections, and there in groups: the steps of a process, the tables of a kind. How
they are laid out is for views.compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from boplan.dates.period import format_period, say_period
from boplan.dates.spoken import say, say_bounds, say_day, say_moment, say_rule
from boplan.model.timeline import (
    ONE_DAY,
    After,
    Citation,
    Period,
    PeriodCount,
    Stop,
    Timeline,
)
from boplan.model.vocabulary import STATUS_WORDS, Certainty, Lang, Link, Recurs, Text
from boplan.model.when import Moment, OneOf, Part, Span
from boplan.rules.difference import Change as FindingChange
from boplan.rules.difference import Changed
from boplan.schedule.comparison import (
    By,
    Change,
    Comparison,
    Kind,
    Shift,
    StepChange,
    TableChange,
    Way,
)
from boplan.schedule.matching import Edit
from boplan.schedule.progress import Progress
from boplan.views.findings import CHANGES, sentence
from boplan.views.history import RECORD_WORDS
from boplan.views.layout import Span as Piece
from boplan.views.parts import actors, date_words, sayer, slip_words

LONG_TEXT = 60
"""From how many characters on only what differs of a text is shown."""


_NO_MARK = Piece("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One step, table or finding, and what became of it."""

    title: str
    id: str = ""
    brief: str
    """What stands in for it where it is folded."""
    lines: tuple[Piece, ...] = ()
    mark: Piece = _NO_MARK


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All that became one thing."""

    title: str
    style: str
    groups: tuple[Group, ...]
    is_headed: bool = True
    """False: the titles of its groups only stand in for items that are folded."""

    @property
    def count(self) -> int:
        """Return how many items there are."""
        return sum(len(group.items) for group in self.groups)


def sections(
    made: Comparison, findings: Sequence[Changed], lang: Lang, *, whole: bool
) -> Iterator[Section]:
    """Yield every section that has something in it; `whole` shortens no text."""
    teller = Teller(made, lang, whole=whole)
    say_text = sayer(lang)
    for kinds, title, style in _SECTIONS[:2]:
        yield from teller.steps(kinds, say_text(title), style)
    yield from teller.findings(findings)
    for kinds, title, style in _SECTIONS[2:]:
        yield from teller.steps(kinds, say_text(title), style)
    yield from teller.tables()


_SECTIONS: tuple[tuple[tuple[Kind, ...], Text, str], ...] = (
    ((Kind.MOVED, Kind.SETTLED), Text("ANDERE DATUM", "OTHER DATE"), "oranje"),
    ((Kind.AFFECTED,), Text("GEVOLG VOOR ANDERE STAPPEN", "EFFECT ON OTHER STEPS"), "oranje"),
    ((Kind.RECORDED,), Text("VASTGELEGD", "RECORDED"), "groen"),
    ((Kind.ADDED,), Text("NIEUW", "NEW"), "bold"),
    ((Kind.REMOVED,), Text("VERWIJDERD", "REMOVED"), "rood"),
    ((Kind.RENAMED,), Text("ANDER ID", "OTHER ID"), "bold"),
    ((Kind.CHANGED,), Text("AANGEPAST", "EDITED"), "bold"),
)  # fmt: skip


class Teller:
    """Says what became of steps, tables and findings in one language."""

    def __init__(self, made: Comparison, lang: Lang, *, whole: bool = False) -> None:
        self._made = made
        self._lang = lang
        self._whole = whole
        self._say = sayer(lang)

    # -- steps -----------------------------------------------------------------------------

    def steps(self, kinds: Sequence[Kind], title: str, style: str) -> Iterator[Section]:
        """Yield the section of what became of these kinds, by process."""
        found: dict[str, list[Item]] = {}
        for one in self._made.steps:
            if set(kinds) & set(one.kinds):
                timeline = self.timeline_of(one)
                process = timeline.processes[one.step.activity.process]
                found.setdefault(process.label, []).append(self.item(one, kinds[0]))
        if found:
            groups = tuple(Group(name, tuple(items)) for name, items in found.items())
            yield Section(title, style, groups)

    def timeline_of(self, one: StepChange) -> Timeline:
        """Return the timeline in which a step is, the newer if it is in both."""
        return self._made.old if one.after is None else self._made.new

    def item(self, one: StepChange, kind: Kind) -> Item:
        """Return a step with what became of it in one respect."""
        activity = one.step.activity
        lines, brief = {
            Kind.MOVED: self._moved,
            Kind.AFFECTED: self._affected,
            Kind.RECORDED: self._recorded,
            Kind.ADDED: self._came,
            Kind.REMOVED: self._came,
            Kind.RENAMED: self._renamed,
            Kind.CHANGED: self._changed,
        }[kind](one)
        return Item(
            title=activity.title, id=one.id, lines=tuple(lines),
            brief=f"{one.id} {brief}".rstrip(),
        )  # fmt: skip

    def _moved(self, one: StepChange) -> tuple[list[Piece], str]:
        lines = []
        for shift in one.shifts:
            names = self._names(shift.municipalities)
            style = shift_style(shift)
            cost = "" if shift.way in _PLAIN else f", {self.shift(shift)}"
            lines.append(Piece(f"{names}{self._from_to(shift)}{cost}", style))
            lines += self._why(shift)
        briefs = dict.fromkeys(self.shift(shift) for shift in one.shifts)
        return lines, f"({'; '.join(briefs)})"

    def _names(self, municipalities: Iterable[str]) -> str:
        known = {**self._made.old.municipalities, **self._made.new.municipalities}
        names = ", ".join(known[one].name for one in municipalities)
        return f"{names}: " if names else ""

    def _from_to(self, shift: Shift) -> str:
        was, now = (
            say(one, self._lang) if one is not None else self._say(_NO_DATE)
            for one in (shift.before, shift.after)
        )
        return f"{was} → {now}"

    def shift(self, shift: Shift) -> str:
        """Return what another date comes to: "14 dagen later", "gekozen"."""
        if shift.way is Way.MOVED:
            return self._say(_finish_words(shift))
        if shift.way is Way.WIDENED and shift.slip is not None:
            return f"{self._say(WAYS[shift.way])}: {self._say(slip_words(shift.slip))}"
        return self._say(WAYS[shift.way])

    def _why(self, shift: Shift) -> Iterator[Piece]:
        said = {
            By.RECORD: Text("vastgelegd", "recorded"),
            By.RETRACTED: Text("teruggedraaid", "retracted"),
        }
        if shift.by in said:
            last = shift.records[-1]
            on = f" {say(last.on, self._lang)}" if last.on is not None else ""
            why = ": " + self._shorter(last.reason) if last.reason else ""
            yield Piece(f"{self._say(said[shift.by])}{on}{why}", "dim")
        if shift.lost:
            text = Text(
                "een record dat over deze datum ging, is verdwenen",
                "a record that was about this date is gone",
            )
            yield Piece(self._say(text), "oranje")

    def _shorter(self, text: str) -> str:
        return " ".join(text.split()) if self._whole else _shortened(text)

    def _affected(self, one: StepChange) -> tuple[list[Piece], str]:
        lines = self._window(one)
        was, now = one.before, one.after
        assert was is not None
        assert now is not None
        briefs = []
        if was.window.conflict != now.window.conflict:
            against = Text("tegen de volgorde", "against the order")
            agrees = Text("klopt weer", "agrees again")
            briefs.append(self._say(against if now.window.conflict else agrees))
        elif one.is_other_window:
            briefs.append(self._say(Text("andere ruimte", "other room")))
        if one.is_other_status:
            status = f"{self._status(was)} → {self._status(now)}"
            lines.append(Piece(status))
            briefs.append(status)
        return lines, f"({', '.join(briefs)})"

    def _window(self, one: StepChange) -> list[Piece]:
        """Return what the order of the steps leaves of a date, before and after."""
        was, now = one.before, one.after
        if was is None or now is None or not one.is_other_window:
            return []
        lines = []
        if was.window.bounds != now.window.bounds:
            bounds = [
                say_bounds(step.window.bounds, self._lang) or self._say(_NO_DATE)
                for step in (was, now)
            ]
            if bounds[0] != bounds[1]:
                lines.append(Piece(f"{bounds[0]} → {bounds[1]}", "bold"))
            else:
                same = Text("andere ruimte binnen dezelfde dagen", "other room within those days")
                lines.append(Piece(self._say(same)))
        if was.window.conflict != now.window.conflict:
            after = ", ".join(
                link.id for link in (now if now.window.conflict else was).window.broken
            )
            text = Text(
                "klopt niet meer met de volgorde: wacht op {a}",
                "contradicts the order now: waits for {a}",
            )
            if was.window.conflict:
                text = Text(
                    "klopt weer met de volgorde (wacht op {a})",
                    "agrees with the order again (waits for {a})",
                )
            style = "rood" if now.window.conflict else "groen"
            lines.append(Piece(self._say(text.fill(a=after)), style))
        return lines

    def _status(self, step: Progress) -> str:
        return self._say(STATUS_WORDS[step.status])

    def _recorded(self, one: StepChange) -> tuple[list[Piece], str]:
        lines, briefs = [], []
        for record in one.records:
            timeline = self._made.old if record.after is None else self._made.new
            said = self.record(timeline, record.table)
            if record.change is Change.ADDED:
                lines.append(Piece(said))
                late = self._not_yet(record.table)
                if late:
                    lines.append(Piece(late, "dim"))
            elif record.change is Change.REMOVED:
                gone = self._say(RECORD_CHANGES[record.change])
                lines.append(Piece(f"{gone}: {said}", "rood"))
            else:
                other = self._say(RECORD_CHANGES[record.change])
                lines.append(Piece(f"{other}: {said}", "oranje"))
                lines += [Piece(text, "dim") for text in self.edits("record", record.edits)]
            briefs.append(self._record_brief(record))
        return lines, f"({', '.join(dict.fromkeys(briefs))})"

    def _record_brief(self, one: TableChange) -> str:
        if one.change is Change.ADDED:
            return record_word(one.table, self._lang)
        return self._say(RECORD_CHANGES[one.change])

    def _not_yet(self, record: Any) -> str:
        """Return that a record is of a later day than the one asked for."""
        last = record.on.bounds.latest_finish if record.on is not None else None
        if last is None or last <= self._made.today:
            return ""
        return self._say(
            Text("telt op {d} nog niet mee", "does not count yet on {d}").fill(
                d=say_day(self._made.today, self._lang)
            )
        )

    def record(self, timeline: Timeline, record: Any) -> str:
        """Return a record in one line: "gedaan, do 5 dec 2024 (Laren): reden"."""
        to = say_day(record.settled, self._lang) if record.settled is not None else ""
        if record.to is not None:
            to = say(record.to, self._lang)
        text = self._say(RECORD_WORDS[record.kind].fill(to=to, outcome=record.outcome or ""))
        if record.on is not None:
            text += f", {say(record.on, self._lang)}"
        if record.municipality:
            names = ", ".join(timeline.municipalities[one].name for one in record.municipality)
            text += f" ({names})"
        if record.by:
            text += f" {self._say(Text('door', 'by'))} {record.by}"
        if record.point:
            text += f" ({record.point})"
        why = record.reason or (record.note if record.kind.value == "note" else "")
        return f"{text}: {self._shorter(why)}" if why else text

    def _came(self, one: StepChange) -> tuple[list[Piece], str]:
        step, timeline = one.step, self.timeline_of(one)
        pieces = [
            date_words(step, self._made.today, self._lang)[0], actors(timeline, step.activity),
            self._status(step),
        ]  # fmt: skip
        return [Piece(" · ".join(piece for piece in pieces if piece))], ""

    def _renamed(self, one: StepChange) -> tuple[list[Piece], str]:
        text = Text("heette {was}", "was called {was}").fill(was=one.was)
        return [Piece(self._say(text))], f"({self._say(text)})"

    def _changed(self, one: StepChange) -> tuple[list[Piece], str]:
        lines = [Piece(text) for text in self.edits("activity", one.edits)]
        if not one.shifts and not one.is_affected:
            so = self._say(Text("dus", "so"))
            lines += [Piece(f"{so} {piece.text}", piece.style) for piece in self._window(one)]
        keys = [self._say(KEYS[edit.key]).lower() for edit in one.edits]
        return lines, f"({', '.join(keys)})"

    # -- other tables ----------------------------------------------------------------------

    def tables(self) -> Iterator[Section]:
        """Yield the section of all tables but steps and their records, by kind."""
        found: dict[str, list[Item]] = {}
        for one in self._made.tables:
            found.setdefault(one.kind, []).append(self._table(one))
        if found:
            groups = tuple(
                Group(self._say(TABLES[kind][1]), tuple(items)) for kind, items in found.items()
            )
            yield Section(self._say(Text("ANDERE TABELLEN", "OTHER TABLES")), "bold",
                          groups)  # fmt: skip

    def _table(self, one: TableChange) -> Item:
        table = one.table
        sign, style = {
            Change.ADDED: ("+", "groen"), Change.REMOVED: ("−", "rood"),
            Change.CHANGED: ("~", "oranje"),
        }[one.change]  # fmt: skip
        name = getattr(table, "id", None) or ""
        timeline = self._made.old if one.after is None else self._made.new
        title, brief = self._name(one.kind, table, timeline), name
        if not brief:
            brief = title
        lines = [Piece(text) for text in self.edits(one.kind, one.edits)]
        return Item(
            title=title, id=name, brief=f"{sign}{brief}", lines=tuple(lines),
            mark=Piece(sign, style),
        )  # fmt: skip

    def _name(self, kind: str, table: Any, timeline: Timeline) -> str:
        if kind == "timeline":
            return self._say(Text("de tijdlijn zelf", "the timeline itself"))
        if kind == "agenda":
            its = (
                f", {timeline.municipalities[table.municipality].name}"
                if table.municipality
                else ""
            )
            return f"{timeline.bodies[table.body].label}{its} ({table.kind})"
        if kind == "deadline":
            return f"{timeline.activities[table.activity].title}: {say_day(table.date, self._lang)}"
        if kind == "rule":
            return table.title or f"{table.kind}: {', '.join((*table.activity, *table.activities))}"
        if kind in ("severity", "waiver"):
            about = [getattr(table, key, None) for key in ("activity", "rule", "municipality")]
            return " ".join(str(one) for one in (table.code, *about) if one)
        return str(getattr(table, "title", None) or table.name)

    # -- keys ------------------------------------------------------------------------------

    def edits(self, kind: str, edits: Iterable[Edit]) -> Iterator[str]:
        """Yield one line for each key with another value."""
        for edit in edits:
            label = self._say(KEYS[edit.key])
            if kind == "activity" and edit.key == "when":
                label = self._say(Text("Oorspronkelijk", "Original"))
            if edit.before is None and not isinstance(edit.after, tuple):
                label += f" {self._say(_CAME)}"
            elif edit.after is None and not isinstance(edit.before, tuple):
                label += f" {self._say(_WENT)}"
            yield f"{label}: {self._edit(edit)}"

    def _edit(self, edit: Edit) -> str:
        if isinstance(edit.before, tuple) or isinstance(edit.after, tuple):
            return self._members(edit)
        was, now = edit.before, edit.after
        if was is None or now is None:
            timeline = self._made.new if was is None else self._made.old
            return self._shorter(self._value(edit.key, now if was is None else was, timeline))
        are_texts = isinstance(was, str) and isinstance(now, str)
        if are_texts and not self._whole and max(len(was), len(now)) > LONG_TEXT:
            was, now = _differing(was, now)
            return f"„{was}” → „{now}”"
        words = [
            self._value(edit.key, was, self._made.old),
            self._value(edit.key, now, self._made.new),
        ]
        if words[0] == words[1]:
            words = [str(was), str(now)]
        return " → ".join(words)

    def _members(self, edit: Edit) -> str:
        """Return which members an array got and lost, or that only their order is another."""
        was, now = edit.before or (), edit.after or ()
        came = [self._value(edit.key, one, self._made.new) for one in now if one not in was]
        gone = [self._value(edit.key, one, self._made.old) for one in was if one not in now]
        pieces = []
        if came:
            pieces.append(f"{self._say(_CAME)} {', '.join(came)}")
        if gone:
            pieces.append(f"{self._say(_WENT)} {', '.join(gone)}")
        if not pieces:
            order = ", ".join(self._value(edit.key, one, self._made.new) for one in now)
            pieces.append(
                self._say(Text("andere volgorde: {m}", "another order: {m}").fill(m=order))
            )
        return "; ".join(pieces)

    def _value(self, key: str, value: Any, timeline: Timeline) -> str:
        """Return one value in words."""
        lang = self._lang
        match value:
            case bool():
                return self._say(Text("ja", "yes") if value else Text("nee", "no"))
            case Moment() | Span() | OneOf():
                return say(value, lang)
            case Part():
                return say(Moment(value), lang)
            case datetime():
                return say_moment(value, lang)
            case date():
                return say_day(value, lang)
            case Period():
                less = "-" if value.count < 0 else ""
                return f"{less}{self._say(say_period(value))}"
            case After():
                return _after(value)
            case Citation():
                return f"{value.source}, {value.place}"
            case PeriodCount():
                low, high = (
                    "" if one is None else str(one)
                    for one in (value.minimum_count, value.maximum_count)
                )
                return f"{say(Moment(value.in_), lang)}: {low}–{high}"
            case Stop():
                return self._stop(value, timeline)
            case StrEnum() if not isinstance(value, Recurs):
                return value.value
            case str() if key == "every":
                return say_rule(value, lang)
            case str():
                return _named(getattr(timeline, _NAMED.get(key, ""), {}).get(value), value)
            case _:
                return str(value)

    def _stop(self, stop: Stop, timeline: Timeline) -> str:
        """Return a stop of a route: "AO adviseren, 21 dagen ervoor"."""
        bodies = " + ".join(timeline.bodies[one].label for one in stop.body)
        said = [f"{bodies} {stop.purpose.value}".strip()]
        for period, words in (
            (stop.before, Text("{n} ervoor", "{n} before")),
            (stop.minimum, Text("minstens {n}", "at least {n}")),
        ):
            if period is not None:
                said.append(self._say(words.fill(n=say_period(period))))
        if stop.net_of:
            said.append(self._say(KEYS["net_of"]).lower() + " " + ", ".join(stop.net_of))
        return ", ".join(said)

    # -- findings --------------------------------------------------------------------------

    def findings(self, findings: Sequence[Changed]) -> Iterator[Section]:
        """Yield the section of the certain findings that came, went or changed, by code."""
        found: dict[str, list[Item]] = {}
        for one in findings:
            finding = one.finding
            if finding.waived is not None or finding.fault.certainty is Certainty.POSSIBLE:
                continue
            sign, word, style = CHANGES[one.change]
            gone = one.change in (FindingChange.VANISHES, FindingChange.UNJUDGED)
            timeline = self._made.old if gone else self._made.new
            said = sentence(timeline, finding, self._lang)
            item = Item(
                title=f"{finding.code} {self._say(word)}: {said}", mark=Piece(sign, style),
                brief=f"{sign}{finding.fault.activity or finding.fault.rule or said}",
            )  # fmt: skip
            found.setdefault(finding.code, []).append(item)
        if found:
            groups = tuple(Group(code, tuple(items)) for code, items in found.items())
            came = any(
                item.mark.text == CHANGES[FindingChange.APPEARS][0]
                for group in groups
                for item in group.items
            )
            title = self._say(Text("BEVINDINGEN VAN CHECK", "FINDINGS OF CHECK"))
            yield Section(title, "rood" if came else "groen", groups, is_headed=False)


# -- words ---------------------------------------------------------------------------------

_NO_DATE = Text("geen datum", "no date")
_CAME = Text("erbij", "added")
_WENT = Text("weg", "gone")
WAYS: dict[Way, Text] = {
    Way.MOVED: Text("verschoven", "moved"),
    Way.SETTLED: Text("gekozen", "settled"),
    Way.NARROWED: Text("nauwkeuriger, binnen wat er stond", "more precise, within what it was"),
    Way.WIDENED: Text("minder nauwkeurig", "less precise"),
    Way.DATED: Text("nu met datum", "now dated"),
    Way.UNDATED: Text("nu zonder datum", "now undated"),
}
"""What each way of having another date is called."""
_PLAIN = frozenset({Way.DATED, Way.UNDATED})
"""Of which both dates say as much."""


RECORD_CHANGES = {
    Change.REMOVED: Text("record verdwenen", "record gone"),
    Change.CHANGED: Text("record gewijzigd", "record changed"),
}
"""What is said of a record that is not only new: records are never changed."""


def record_word(record: Any, lang: Lang) -> str:
    """Return what a record says in a word or two: its outcome, else its kind."""
    if record.outcome:
        return str(record.outcome)
    return re.split(r":| (?:naar |to )?\{", RECORD_WORDS[record.kind].say(lang))[0]


def shift_style(shift: Shift) -> str:
    """Return the style of another date: red for certainly later, green for certainly earlier."""
    slip = shift.slip
    if shift.way is Way.MOVED and slip is not None:
        if slip.least is not None and slip.least > 0:
            return "rood"
        if slip.most is not None and slip.most < 0:
            return "groen"
    return "bold"


def _finish_words(shift: Shift) -> Text:
    if shift.slip is None:
        return Text("hoeveel later is niet bekend", "how much later is not known")
    if shift.slip.days == 0:
        return Text("eindigt op dezelfde dag", "ends on the same day")
    return slip_words(shift.slip)


def _after(one: After) -> str:
    lag = f" {format_period(one.lag)}" if one.lag != ONE_DAY else ""
    link = f" {one.link}" if one.link is not Link.FS else ""
    return f"{one.id}{link}{lag}"


def _named(found: Any, value: str) -> str:
    """Return the name of a table for people, else its id."""
    for key in ("short", "name", "title"):
        if getattr(found, key, ""):
            return str(getattr(found, key))
    return value


_NAMED = {
    "body": "bodies", "derived_from": "bodies", "towards": "bodies",
    "owner": "owners", "phase": "phases",
    "process": "processes", "document": "documents", "municipality": "municipalities",
    "scope": "municipalities",
}  # fmt: skip
"""Of which keys the value is an id that has a name for people, and where that stands."""


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 2 * LONG_TEXT else f"{text[: 2 * LONG_TEXT]}…"


def _differing(was: str, now: str) -> tuple[str, str]:
    """Return what differs of two texts, by whole words, with "…" for what they share.

    What differs is shortened too where it is long.
    """
    old, new = was.split(), now.split()
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    first = max(0, first - 2)  # two words of what is shared, to find it by
    last = max(0, last - 2)

    def cut(words: list[str]) -> str:
        shown = _shortened(" ".join(words[first : len(words) - last]))
        return f"{'… ' if first else ''}{shown}{' …' if last else ''}"

    return cut(old), cut(new)


TABLES: dict[str, tuple[Text, Text]] = {
    "timeline": (Text("tijdlijn", "timeline"), Text("Tijdlijn", "Timeline")),
    "source": (Text("bron", "source"), Text("Bronnen", "Sources")),
    "municipality": (Text("gemeente", "municipality"), Text("Gemeenten", "Municipalities")),
    "owner": (Text("eigenaar", "owner"), Text("Eigenaren", "Owners")),
    "body": (Text("overleg", "body"), Text("Overleggen", "Bodies")),
    "agenda": (Text("agenda", "agenda"), Text("Agenda's", "Agendas")),
    "document": (Text("stuk", "document"), Text("Stukken", "Documents")),
    "process": (Text("proces", "process"), Text("Processen", "Processes")),
    "phase": (Text("fase", "phase"), Text("Fasen", "Phases")),
    "route": (Text("route", "route"), Text("Routes", "Routes")),
    "deadline": (Text("uiterste datum", "deadline"), Text("Uiterste data", "Deadlines")),
    "rule": (Text("regel", "rule"), Text("Regels", "Rules")),
    "closure": (Text("sluiting", "closure"), Text("Sluitingen", "Closures")),
    "severity": (Text("ernst", "severity"), Text("Ernst van bevindingen", "Severities")),
    "waiver": (Text("aanvaarding", "waiver"), Text("Aanvaarde bevindingen", "Waivers")),
}
"""What each kind of table is called, one and several."""

KEYS: dict[str, Text] = {
    "activities": Text("Stappen", "Activities"),
    "activity": Text("Stap", "Activity"),
    "advice": Text("Advies", "Advice"),
    "after": Text("Wacht op", "Waits for"),
    "aliases": Text("Andere namen", "Aliases"),
    "article": Text("Artikel", "Article"),
    "basis": Text("Grondslag", "Basis"),
    "before": Text("Vóór", "Before"),
    "body": Text("Overleg", "Body"),
    "by": Text("Door", "By"),
    "code": Text("Code", "Code"),
    "condition": Text("Voorwaarde", "Condition"),
    "consequence": Text("Gevolg", "Consequence"),
    "convention": Text("Telwijze", "Convention"),
    "date": Text("Datum", "Date"),
    "derived_from": Text("Afgeleid van", "Derived from"),
    "document": Text("Stuk", "Document"),
    "duration": Text("Duur in minuten", "Duration in minutes"),
    "effective": Text("Werkt vanaf", "Effective"),
    "event": Text("Gebeurtenis", "Event"),
    "every": Text("Herhaling", "Recurs"),
    "evidence_until": Text("Bekend tot en met", "Known through"),
    "except": Text("Behalve op", "Except on"),
    "exceptions": Text("Uitzonderingen", "Exceptions"),
    "extensions": Text("Verlengingen", "Extensions"),
    "fallback_for": Text("Terugval voor", "Fallback for"),
    "final_deadline": Text("Einddatum", "Final deadline"),
    "first_day_counts": Text("Eerste dag telt", "First day counts"),
    "from": Text("Vanaf", "From"),
    "hard": Text("Hard", "Hard"),
    "id": Text("Id", "Id"),
    "in_force": Text("Van kracht", "In force"),
    "kind": Text("Soort", "Kind"),
    "language": Text("Taal", "Language"),
    "level": Text("Niveau", "Level"),
    "mandate": Text("Mandaat", "Mandate"),
    "maximum": Text("Hoogstens", "Maximum"),
    "maximum_count": Text("Hoogste aantal", "Maximum count"),
    "meetings": Text("Vergaderingen", "Meetings"),
    "minimum": Text("Minstens", "Minimum"),
    "minimum_count": Text("Laagste aantal", "Minimum count"),
    "municipality": Text("Gemeente", "Municipality"),
    "name": Text("Naam", "Name"),
    "needs": Text("Nodig", "Needs"),
    "net_of": Text("Zonder", "Net of"),
    "note": Text("Aantekening", "Note"),
    "offset": Text("Afstand", "Offset"),
    "on": Text("Op", "On"),
    "organisation": Text("Organisatie", "Organisation"),
    "other": Text("Andere stap", "Other"),
    "outcome": Text("Besluit", "Outcome"),
    "owner": Text("Aan zet", "Owner"),
    "papers": Text("Stukken vooraf", "Papers"),
    "per": Text("Per", "Per"),
    "per_municipality": Text("Per gemeente", "Per municipality"),
    "phase": Text("Fase", "Phase"),
    "point": Text("Beslispunt", "Point"),
    "process": Text("Proces", "Process"),
    "purpose": Text("Doel", "Purpose"),
    "purposes": Text("Doelen", "Purposes"),
    "reading": Text("Zo gelezen", "Read as"),
    "reason": Text("Reden", "Reason"),
    "recorded": Text("Opgeschreven", "Recorded"),
    "reference": Text("Kenmerk", "Reference"),
    "remind": Text("Herinnering", "Reminder"),
    "retracts": Text("Trekt in", "Retracts"),
    "rule": Text("Regel", "Rule"),
    "school_region": Text("Schoolregio", "School region"),
    "scope": Text("Gemeenten", "Municipalities"),
    "settled": Text("Gekozen", "Settled"),
    "severity": Text("Ernst", "Severity"),
    "short": Text("Kort", "Short"),
    "source": Text("Bron", "Source"),
    "stops": Text("Haltes", "Stops"),
    "strength": Text("Sterkte", "Strength"),
    "time_zone": Text("Tijdzone", "Time zone"),
    "times": Text("Aantal keren", "Times"),
    "title": Text("Titel", "Title"),
    "to": Text("Naar", "To"),
    "towards": Text("Geteld naar", "Counted to"),
    "until": Text("Tot en met", "Until"),
    "was": Text("Eerdere id's", "Earlier ids"),
    "when": Text("Datum", "Date"),
    "within": Text("Binnen", "Within"),
    "within_dates": Text("Binnen", "Within"),
    "words": Text("Bron zegt", "Source says"),
}
"""What each key of the file is called."""
