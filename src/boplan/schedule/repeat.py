"""The next cycle of a process: its last cycle as template, moved, placed and made whole.

What becomes of each table:

    the process and its phases, steps, deadlines   moved, the steps on days that can be
    its rules, and those without steps             carried over if all they name is
    who and where                                  carried over if they are still there by then
    agendas                                        that hold in the new years; derived ones anew
    closures                                       moved, where the file has none for then
    what happened, what was accepted               left out: it was about the last cycle

What is assumed says so: each date in its `reading`, each closure in its `note`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from boplan.dates.cycle import Move, OutOfReachError, is_of_calendar
from boplan.dates.meetings import day_of
from boplan.dates.open_days import bodies_that_meet, is_tabled
from boplan.dates.recurrence import days as days_of_rule
from boplan.dates.spoken import say, say_day, say_recurrence
from boplan.dates.years import Cycle, is_dated, years_in
from boplan.model.timeline import (
    Activity,
    Agenda,
    Citation,
    Closure,
    Deadline,
    Process,
    Recurrence,
    Rule,
    Source,
    Timeline,
)
from boplan.model.vocabulary import STATES, AgendaKind, Lang, RuleKind, Strength, Text
from boplan.model.when import FIRST_YEAR, LAST_YEAR, OneOf, Part, Span, When, certain_day, on
from boplan.schedule.placing import Placing, follows, place


class AnchorKind(Enum):
    """What of the last cycle is put on a day."""

    IN_FORCE = "in-force"
    DEADLINE = "deadline"
    START = "start"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is asked: this, on that date."""

    kind: AnchorKind
    when: When

    @property
    def day(self) -> date:
        """Return its first day."""
        day = self.when.bounds.earliest_start
        assert day is not None
        return day


class ImpossibleError(Exception):
    """There is no next cycle of this, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Fate(Enum):
    """How a step came to its date."""

    KNOWN = "known"
    """An agenda names it."""
    ASKED = "asked"
    """It follows from the anchor."""
    CALENDAR = "calendar"
    """The same day, month or year of the calendar."""
    MEETING = "meeting"
    """The same weekday; whether the body then meets nobody knows."""
    WEEKDAY = "weekday"
    """The same weekday."""
    MOVED = "moved"
    """Another day: something put it there."""
    UNDATED = "undated"
    """It has no date, as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the last cycle and what it became."""

    before: Activity
    after: Activity
    fate: Fate
    moved: tuple[Text, ...]
    """Why it is not where the move alone would have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A next cycle."""

    timeline: Timeline
    process: Process
    """The last cycle's."""
    anchor: Anchor
    old_anchor: date
    move: Move
    steps: tuple[Step, ...]
    renamed: tuple[tuple[str, str], ...]
    """Titles with other years, before and after."""
    kept_years: tuple[str, ...]
    """Titles that name years which were left as they are."""
    dropped: tuple[Text, ...]
    """What was left out, and why."""
    eased: tuple[str, ...]
    """The rules that the order of the steps contradicts: they have become soft."""


def anchors_of(timeline: Timeline, process: Process) -> dict[AnchorKind, date]:
    """Return the anchors that a process has: the days on which its last cycle has them."""
    found: dict[AnchorKind, date] = {}
    if process.in_force is not None and process.in_force.bounds.earliest_start is not None:
        found[AnchorKind.IN_FORCE] = process.in_force.bounds.earliest_start
    if process.final_deadline is not None:
        found[AnchorKind.DEADLINE] = timeline.deadlines[process.final_deadline].date
    starts = [day for one in _steps(timeline, process) if (day := _first_day(one)) is not None]
    if starts:
        found[AnchorKind.START] = min(starts)
    return found


def _first_day(activity: Activity) -> date | None:
    if activity.recurrence is not None:
        return activity.recurrence.from_.first if activity.recurrence.from_ else None
    return activity.when.bounds.earliest_start if activity.when is not None else None


def _steps(timeline: Timeline, process: Process) -> list[Activity]:
    return [one for one in timeline.activities.values() if one.process == process.id]


def repeat(
    timeline: Timeline, process: Process, anchor: Anchor, today: date, *,
    new_id: str | None = None, lang: Lang = "nl",
) -> Repeated:  # fmt: skip
    """Return the next cycle of a process.

    The anchor must be one that the process has (`anchors_of`). Nothing comes before `today`.
    `lang` is the language of what is said in the file. Raises ImpossibleError, and
    placing.NoRoomError where the steps do not fit.
    """
    old_day = anchors_of(timeline, process)[anchor.kind]
    move = Move.between(old_day, anchor.day)
    maker = _Maker(timeline, process, anchor, old_day, move, today, lang)
    try:
        return maker.make(new_id)
    except OutOfReachError:
        raise ImpossibleError(
            Text(
                "dan komt een datum voorbij het jaar 2199, en dat kan een tijdlijn niet",
                "then a date comes past the year 2199, which no timeline can hold",
            )
        ) from None


class _Maker:
    def __init__(
        self, timeline: Timeline, process: Process, anchor: Anchor, old_anchor: date, move: Move,
        today: date, lang: Lang,
    ) -> None:  # fmt: skip
        self.timeline, self.process = timeline, process
        self.anchor, self.old_anchor, self.move = anchor, old_anchor, move
        self.today, self.lang = today, lang
        self.old = {one.id: one for one in _steps(timeline, process)}
        texts = [process.id, process.title, process.short]
        in_force = process.in_force.bounds.earliest_start if process.in_force else None
        year = in_force.year if in_force else None
        self.cycle = Cycle.of(texts, year, move.years) if move.years else None
        self.renamed: dict[str, str] = {}
        self.kept: list[str] = []
        self.dropped: list[Text] = []
        self.eased: list[str] = []

    def make(self, new_id: str | None) -> Repeated:
        self.new_id = new_id or self._new_id()
        self.base = _free("vorige-cyclus", self.timeline.sources)
        fixed = frozenset(one.id for one in self.old.values() if self._is_fixed(one))
        moved = {one.id: self._moved(one, fixed) for one in self.old.values()}
        skeleton = self._skeleton(moved)
        start = self.anchor.day if self.anchor.kind is AnchorKind.START else None
        final = self.process.final_deadline
        pinned = final if self.anchor.kind is AnchorKind.DEADLINE else None
        placed = place(
            replace(self.timeline, activities=self.old, deadlines=self._old_deadlines()),
            skeleton, floor=self.today, start=start, fixed=fixed,
            final=final, pinned=pinned,
        )  # fmt: skip
        placings = placed.steps
        steps = tuple(
            self._step(one, skeleton.activities[one.id], placings[one.id])
            for one in self.old.values()
            if one.id in skeleton.activities
        )
        whole = replace(
            skeleton,
            activities={one.after.id: one.after for one in steps},
            deadlines={
                one.id: self._deadline(one, skeleton.deadlines[one.id], placings)
                for one in self._old_deadlines().values()
                if one.id in skeleton.deadlines
            },
            rules={one.id: self._eased(one, placed.unkept) for one in skeleton.rules.values()},
        )
        whole = replace(whole, sources=self._sources(whole), owners=self._owners(whole))
        return Repeated(
            timeline=whole, process=self.process, anchor=self.anchor, old_anchor=self.old_anchor,
            move=self.move, steps=steps, renamed=tuple(self.renamed.items()),
            kept_years=tuple(dict.fromkeys(self.kept)), dropped=tuple(self.dropped),
            eased=tuple(self.eased),
        )  # fmt: skip

    # -- names ----------------------------------------------------------------------------

    def _new_id(self) -> str:
        found = self.cycle.renamed(self.process.id) if self.cycle else self.process.id
        if found != self.process.id:
            return found
        return f"{self.process.id[:75]}-{self.anchor.day.year}"

    def _title(self, text: str) -> str:
        """Return a title with the years of the new cycle, and remember what was done."""
        new = self.cycle.renamed(text) if self.cycle else text
        if new != text:
            self.renamed[text] = new
        elif years_in(text):
            self.kept.append(text)
        return new

    def _note(self, text: str) -> str:
        """Return a note if it is about every cycle: one that names days is about the last."""
        return "" if is_dated(text) else text

    def _based_on(
        self, kind: Text, one: str, citations: tuple[Citation, ...]
    ) -> tuple[Citation, ...]:
        """Return the last cycle as source: the table of that kind and id, and what it cites."""
        cited = "; ".join(f"{its.source}, {its.place}" for its in citations)
        place = f"{self._say(kind)} {one}".strip()
        return (Citation(self.base, f"{place} ({cited})" if cited else place),)

    # -- dates ----------------------------------------------------------------------------

    def _is_fixed(self, one: Activity) -> bool:
        """Return whether the calendar says when a step is, not people: it keeps its date."""
        if one.purpose in STATES:
            return True
        for rule in self.timeline.rules.values():
            lengths = [one for one in (rule.minimum, rule.maximum, rule.by) if one is not None]
            is_length = rule.kind in (RuleKind.DURATION, RuleKind.EXTENSION)
            by_calendar = is_length and any(length.unit in "MY" for length in lengths)
            if by_calendar and one.id in (*rule.activity, *rule.extensions):
                return True
        day = certain_day(one.when)
        if day is None or bodies_that_meet(self.timeline, one):
            return False
        in_force = self.process.in_force.bounds.earliest_start if self.process.in_force else None
        around = {in_force, in_force - timedelta(days=1)} if in_force else set()
        return day in around or is_of_calendar(day)

    def _moved(self, one: Activity, fixed: frozenset[str]) -> Activity:
        keeps = one.id in fixed
        people = bool(bodies_that_meet(self.timeline, one))
        when = self.move.when(one.when, of_calendar=keeps, of_people=people) if one.when else None
        effective = one.effective
        if effective is not None:
            effective = self.move.part(Part(effective), of_calendar=True).start
        recurrence = self._recurrence(one.recurrence) if one.recurrence else None
        return replace(one, when=when, effective=effective, recurrence=recurrence)

    def _recurrence(self, one: Recurrence) -> Recurrence:
        """Return the recurrence from and until as much later, a weekday on that weekday."""
        by_weekday = "BYDAY" in one.rule or "WEEKLY" in one.rule or "DAILY" in one.rule
        from_, until = (
            self.move.part(part, of_calendar=not by_weekday) if part else None
            for part in (one.from_, one.until)
        )
        return replace(one, from_=from_, until=until)

    # -- tables ---------------------------------------------------------------------------

    def _skeleton(self, moved: dict[str, Activity]) -> Timeline:
        """Return the new timeline, its dates only moved."""
        first, last = self._span(moved.values())
        towns = {
            one.id: one
            for one in self.timeline.municipalities.values()
            if (one.until is None or one.until >= first)
            and (one.from_ is None or one.from_ <= last)
        }
        for one in self.timeline.municipalities.values():
            if one.id not in towns:
                self._drop(f"gemeente {one.name}: bestaat dan niet", f"{one.name}: not there then")
        activities = {
            one.id: made
            for one in moved.values()
            if (made := self._activity(one, frozenset(towns))) is not None
        }
        process = self._process()
        activities = {one.id: self._without_others(one, activities) for one in activities.values()}
        deadlines = {
            one.id: self._moved_deadline(one)
            for one in self._old_deadlines().values()
            if one.activity in activities
        }
        if process.final_deadline not in deadlines:
            process = replace(process, final_deadline=None)
        draft = replace(
            self.timeline,
            title=self._title_of_file(),
            municipalities=towns,
            documents=self._documents(activities.values()),
            processes={self.new_id: process},
            phases={
                one.id: replace(
                    one, process=self.new_id, title=self._title(one.title), note="",
                    source=self._based_on(Text("fase", "phase"), one.id, one.source),
                )
                for one in self.timeline.phases.values()
                if one.process == self.process.id
            },
            activities=activities,
            deadlines=deadlines,
            records=(),
            waivers=(),
        )  # fmt: skip
        # A step that cannot be on its day looks around it.
        first, last = _plus(first, -_AROUND), _plus(last, _AROUND)
        draft = replace(draft, closures=self._closures(first, last, towns))
        agendas = list(self._agendas(first, last, towns, activities.values()))
        bodies = {body for one in activities.values() for body in one.body}
        bodies |= {one.body for one in agendas}
        bodies |= {one.derived_from for one in agendas if one.derived_from}
        draft = replace(
            draft,
            agendas=tuple(one for one in agendas if one.body in bodies),
            bodies={one.id: one for one in self.timeline.bodies.values() if one.id in bodies},
            routes={
                one.id: one
                for one in self.timeline.routes.values()
                if all(bodies.issuperset(stop.body) for stop in one.stops)
                and (one.towards is None or one.towards in bodies)
            },
        )
        return replace(draft, rules=self._rules(draft))

    def _span(self, moved: Iterable[Activity]) -> tuple[date, date]:
        days: list[date] = [self.anchor.day]
        for one in moved:
            if one.when is not None:
                bounds = one.when.bounds
                days += [day for day in (bounds.earliest_start, bounds.latest_finish) if day]
        return max(min(days), self.today), max(days)

    def _process(self) -> Process:
        old = self.process
        in_force = old.in_force
        if self.anchor.kind is AnchorKind.IN_FORCE:
            in_force = self.anchor.when
        elif in_force is not None:
            in_force = self.move.when(in_force, of_calendar=True)
        return replace(
            old, id=self.new_id, title=self._title(old.title), short=self._title(old.short),
            in_force=in_force, evidence_until=None, note="",
            source=self._based_on(Text("proces", "process"), old.id, old.source),
        )  # fmt: skip

    def _title_of_file(self) -> str:
        title = self.cycle.renamed(self.process.title) if self.cycle else self.process.title
        return f"{self.timeline.title}: {title}"

    def _activity(self, one: Activity, towns: frozenset[str]) -> Activity | None:
        scope = one.scope
        if scope is not None:
            scope = tuple(name for name in scope if name in towns)
            if not scope:
                self._drop(
                    f"'{one.id}': van de gemeenten bestaat er dan geen",
                    f"'{one.id}': none of its municipalities is there then",
                )
                return None
        return replace(
            one, process=self.new_id, title=self._title(one.title), words="", reading="",
            scope=scope, was=(), note="",
            source=self._based_on(Text("", ""), one.id, one.source),
        )  # fmt: skip

    def _without_others(self, one: Activity, kept: dict[str, Activity]) -> Activity:
        """Return the step without its links to steps that are not in the cycle."""
        gone = [after.id for after in one.after if after.id not in kept]
        for other in gone:
            self._drop(
                f"'{one.id}' wacht op '{other}', en die stap hoort er niet bij",
                f"'{one.id}' waits for '{other}', a step that does not belong to it",
            )
        fallback = one.fallback_for if one.fallback_for in kept else None
        if one.fallback_for is not None and fallback is None:
            self._drop(
                f"'{one.id}' is een terugval voor '{one.fallback_for}', en die hoort er niet bij",
                f"'{one.id}' is a fallback for '{one.fallback_for}', which does not belong to it",
            )
        after = tuple(link for link in one.after if link.id in kept)
        return replace(one, after=after, fallback_for=fallback)

    def _documents(self, activities: Iterable[Activity]) -> dict[str, Any]:
        used = {document for one in activities for document in one.document}
        return {
            one.id: replace(
                one, title=self._title(one.title), short=self._title(one.short),
                note=self._note(one.note),
                source=self._based_on(Text("document", "document"), one.id, one.source),
            )
            for one in self.timeline.documents.values()
            if one.id in used
        }  # fmt: skip

    def _old_deadlines(self) -> dict[str, Deadline]:
        found = self.timeline.deadlines.values()
        return {one.id: one for one in found if one.activity in self.old}

    def _moved_deadline(self, one: Deadline) -> Deadline:
        day = self.move.part(Part(one.date)).start
        if self.anchor.kind is AnchorKind.DEADLINE and one.id == self.process.final_deadline:
            day = self.anchor.day
        return replace(
            one, date=day, note="",
            consequence=self.cycle.renamed(one.consequence) if self.cycle else one.consequence,
            source=self._based_on(Text("uiterste dag", "deadline"), one.id, one.source),
        )  # fmt: skip

    def _deadline(self, old: Deadline, new: Deadline, placings: dict[str, Placing]) -> Deadline:
        """Return the deadline on the last day of its step, where that is what it was."""
        when = placings[old.activity].when
        last = when.bounds.latest_finish if when is not None else None
        is_anchor = (
            self.anchor.kind is AnchorKind.DEADLINE and old.id == self.process.final_deadline
        )
        before = replace(self.timeline, activities=self.old)
        if is_anchor or last is None or not follows(before, old):
            return new
        return replace(new, date=last)

    def _agendas(
        self, first: date, last: date, towns: dict[str, Any], activities: Iterable[Activity]
    ) -> Iterator[Agenda]:
        used = {body for one in activities for body in one.body}
        for one in self.timeline.agendas:
            if one.municipality is not None and one.municipality not in towns:
                continue
            if one.kind is AgendaKind.DERIVED:
                if one.derived_from not in used or one.process not in (None, self.process.id):
                    continue
                if (one.until and one.until < first) or (one.from_ and one.from_ > last):
                    self._drop(
                        f"agenda van {one.body}, afgeleid van {one.derived_from}: geldt dan niet",
                        f"agenda of {one.body}, derived from {one.derived_from}: not in force then",
                    )
                    continue
                process = self.new_id if one.process is not None else None
                source = self._based_on(Text("agenda", "agenda"), one.body, one.source)
                yield replace(one, process=process, source=source)
            elif _holds(one, first, last):
                derived = {
                    other.body for other in self.timeline.agendas if other.derived_from in used
                }
                if one.body in used | derived:
                    yield one

    def _closures(self, first: date, last: date, towns: dict[str, Any]) -> dict[str, Closure]:
        """Return the closures of the new years: those of the file, else the old ones moved."""
        old_first, old_last = self._span(self.old.values())
        old_first = min(
            (day for one in self.old.values() if (day := _first_day(one))), default=old_first
        )
        there = [
            one for one in self.timeline.closures.values()
            if one.until >= first and one.from_ <= last
        ]  # fmt: skip
        wanted = {name for rule in self._own_rules() for name in rule.net_of}
        found: dict[str, Closure] = {}
        for one in self.timeline.closures.values():
            if one.municipality and not set(one.municipality) & set(towns):
                continue
            its = tuple(name for name in one.municipality if name in towns)
            if one in there:
                found[one.id] = replace(one, municipality=its)
                continue
            in_cycle = one.until >= old_first and one.from_ <= old_last
            from_ = self.move.by_weeks(one.from_)
            until = self.move.by_weeks(one.until)
            taken = any(
                other.from_ <= until and other.until >= from_ and _same_whose(one, other)
                for other in there
            )
            if (in_cycle and not taken) or one.id in wanted:
                found[one.id] = replace(
                    one, title=self._title(one.title), from_=from_, until=until, municipality=its,
                    note=self._say(
                        Text(
                            "Aangenomen: dezelfde weken als in de vorige cyclus ({a} t/m {b}).",
                            "Assumed: the same weeks as in the last cycle ({a} through {b}).",
                        ).fill(a=_day(one.from_), b=_day(one.until))
                    ),
                    source=self._based_on(Text("sluiting", "closure"), one.id, one.source),
                )  # fmt: skip
        return found

    # -- rules ----------------------------------------------------------------------------

    def _own_rules(self) -> list[Rule]:
        return [one for one in self.timeline.rules.values() if _named(one) & set(self.old)]

    def _rules(self, draft: Timeline) -> dict[str, Rule]:
        found: dict[str, Rule] = {}
        for one in self.timeline.rules.values():
            rule = self._rule(one, draft)
            if rule is not None:
                found[rule.id] = rule
        return found

    def _rule(self, one: Rule, draft: Timeline) -> Rule | None:
        named = _named(one)
        if one.process not in (None, self.process.id) or (named and not named & set(self.old)):
            return None
        if not named and not _says_something(one, draft):
            return None
        rule = _within(one, draft)
        if rule is None:
            self._drop(
                f"regel '{one.id}': noemt stappen of gemeenten die er niet bij horen",
                f"rule '{one.id}': names steps or municipalities that do not belong to it",
            )
            return None
        exceptions = tuple(
            replace(other, in_=self.move.part(other.in_, of_calendar=True))
            for other in one.exceptions
        )
        return replace(
            rule,
            process=self.new_id if one.process is not None else None,
            title=self._title(one.title),
            note=self._note(one.note),
            from_=self.move.part(one.from_, of_calendar=True) if one.from_ else None,
            until=self.move.part(one.until, of_calendar=True) if one.until else None,
            within_dates=self.move.when(one.within_dates, of_calendar=True)
            if one.within_dates
            else None,
            exceptions=exceptions,
            source=self._based_on(Text("regel", "rule"), one.id, one.source),
        )

    def _eased(self, one: Rule, unkept: frozenset[str]) -> Rule:
        """Return a rule that the order of the steps contradicts as one that should hold."""
        if one.id not in unkept or one.strength is Strength.SOFT:
            return one
        self.eased.append(one.id)
        note = Text(
            "Aangenomen: een streven, want de volgorde van de stappen spreekt deze regel tegen, "
            "zoals in de vorige cyclus.",
            "Assumed: to be aimed at, for the order of the steps contradicts this rule, as it "
            "did in the last cycle.",
        )
        return replace(one, strength=Strength.SOFT, note=self._say(note))

    # -- what it says of itself -----------------------------------------------------------

    def _step(self, old: Activity, new: Activity, placing: Placing) -> Step:
        fate = self._fate(old, placing)
        moved = placing.moved
        reading = self._reading(old, placing, fate)
        after = replace(new, when=placing.when, words=self._words(old), reading=reading)
        return Step(before=old, after=after, fate=fate, moved=moved)

    def _fate(self, old: Activity, placing: Placing) -> Fate:
        when = placing.when
        if when is None:
            return Fate.UNDATED if old.recurrence is None else Fate.CALENDAR
        if placing.is_known:
            return Fate.KNOWN
        day = certain_day(when)
        if day is not None and self.anchor.kind is AnchorKind.IN_FORCE and day == self.anchor.day:
            return Fate.ASKED
        if old.when is not None and when == self.move.when(old.when, of_calendar=True):
            return Fate.CALENDAR
        days = _certain_days(when)
        if days and bodies_that_meet(self.timeline, old) and not isinstance(when, Span):
            return Fate.MEETING
        then = {day.weekday() for day in _certain_days(old.when)}
        if then and {day.weekday() for day in days} <= then:
            return Fate.WEEKDAY
        return Fate.MOVED if placing.moved else Fate.CALENDAR

    def _words(self, old: Activity) -> str:
        """Return what the last cycle said of the date: in its own words, else the date."""
        words = Text(old.words, old.words)
        if not old.words:
            if old.when is not None:
                words = Text(say(old.when, "nl"), say(old.when, "en"))
            elif old.recurrence is not None:
                its = old.recurrence
                words = Text(say_recurrence(its, "nl"), say_recurrence(its, "en"))
            else:
                return ""
        return self._say(Text("vorige cyclus: {words}", "last cycle: {words}").fill(words=words))

    def _reading(self, old: Activity, placing: Placing, fate: Fate) -> str:
        if fate is Fate.UNDATED:
            return ""
        bodies = " + ".join(
            self.timeline.bodies[one].label for one in bodies_that_meet(self.timeline, old)
        )
        now, then = _certain_days(placing.when), _certain_days(old.when)
        is_same = {day.weekday() for day in now} <= {day.weekday() for day in then}
        same = Text(": dezelfde weekdag", ": the same weekday") if is_same else Text("", "")
        said = [_READINGS[fate].fill(bodies=bodies, same=same)]
        if fate is Fate.CALENDAR and self.move.years is None:
            said = [_AS_MUCH_LATER]
        for text in placing.moved:
            said.append(
                Text(text.nl[0].upper() + text.nl[1:] + ".", text.en[0].upper() + text.en[1:] + ".")
            )
        days = [] if fate in (Fate.CALENDAR, Fate.ASKED) else _certain_days(placing.when)
        meets = bool(bodies)
        if any(not is_tabled(self.timeline, day, meets=meets) for day in days):
            said.append(_NO_TABLE)
        return " ".join(self._say(one) for one in said)

    def _sources(self, draft: Timeline) -> dict[str, Source]:
        """Return the sources that are cited, the last cycle first."""
        based = Source(
            id=self.base,
            title=self._say(
                Text(
                    "Gebaseerd op de vorige cyclus: {process} (tijdlijn {title})",
                    "Based on the last cycle: {process} (timeline {title})",
                ).fill(process=self.process.title, title=self.timeline.title)
            ),
            date=on(self.today),
        )
        cited = {one.source for one in _citations(draft)}
        kept = {one.id: one for one in self.timeline.sources.values() if one.id in cited}
        return {self.base: based, **kept}

    def _owners(self, draft: Timeline) -> dict[str, Any]:
        used = {one.owner for one in draft.activities.values()}
        return {one.id: one for one in self.timeline.owners.values() if one.id in used}

    def _say(self, text: Text) -> str:
        return text.say(self.lang)

    def _drop(self, nl: str, en: str) -> None:
        self.dropped.append(Text(nl, en))


_READINGS: dict[Fate, Text] = {
    Fate.KNOWN: Text("Vergaderdag uit de agenda.", "A meeting of the agenda."),
    Fate.ASKED: Text("De gevraagde dag.", "The day that was asked for."),
    Fate.CALENDAR: Text(
        "Aangenomen: dezelfde tijd van het jaar.", "Assumed: the same time of the year."
    ),
    Fate.MEETING: Text(
        "Aangenomen{same}; de vergaderdagen van {bodies} zijn zo ver vooruit niet bekend.",
        "Assumed{same}; the meetings of {bodies} are not known so far ahead.",
    ),
    Fate.MOVED: Text("Aangenomen.", "Assumed."),
    Fate.WEEKDAY: Text("Aangenomen: dezelfde weekdag.", "Assumed: the same weekday."),
}
_AS_MUCH_LATER = Text(
    "Aangenomen: even ver verschoven als de hele cyclus.",
    "Assumed: moved as far as the whole cycle.",
)
_NO_TABLE = Text(
    "Vakanties en feestdagen zijn van die dag nog niet alle bekend.",
    "Not all holidays of that day are known yet.",
)


_AROUND = timedelta(days=92)


def _plus(day: date, length: timedelta) -> date:
    return min(max(day + length, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))


def _day(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


def _free(name: str, taken: Iterable[str]) -> str:
    known, found, number = set(taken), name, 2
    while found in known:
        found, number = f"{name}-{number}", number + 1
    return found


def _certain_days(when: When | None) -> list[date]:
    if isinstance(when, Span):
        return [one.start for one in (when.start, when.end) if one is not None and one.is_day]
    if isinstance(when, OneOf):
        return [one.start for one in when.members if isinstance(one, Part) and one.is_day]
    day = certain_day(when)
    return [day] if day is not None else []


def _holds(agenda: Agenda, first: date, last: date) -> bool:
    """Return whether an agenda says anything about the days from `first` through `last`."""
    if any(first <= day_of(one) <= last for one in agenda.meetings):
        return True
    if agenda.from_ is None or agenda.until is None:
        return False
    overlaps = agenda.from_ <= last and agenda.until >= first
    if agenda.kind is AgendaKind.COMPLETE:
        return overlaps
    return overlaps and any(
        first <= day <= last for day in days_of_rule(agenda.every, agenda.from_, agenda.until)
    )


def _same_whose(one: Closure, other: Closure) -> bool:
    return one.body == other.body and one.municipality == other.municipality


_STEPS_OF_RULE = ("activity", "activities", "advice", "needs", "extensions")
_STEP_OF_RULE = ("before", "within", "mandate", "event", "other")


def _named(rule: Rule) -> set[str]:
    """Return the steps that a rule names."""
    found = {one for name in _STEPS_OF_RULE for one in getattr(rule, name)}
    return found | {one for name in _STEP_OF_RULE if (one := getattr(rule, name)) is not None}


def _within(rule: Rule, draft: Timeline) -> Rule | None:
    """Return the rule about what is in the timeline only, None if too little is left of it."""
    if any(
        (one := getattr(rule, name)) is not None and one not in draft.activities
        for name in _STEP_OF_RULE
    ):
        return None
    found: dict[str, Any] = {}
    for name in _STEPS_OF_RULE:
        given = getattr(rule, name)
        kept = tuple(one for one in given if one in draft.activities)
        if len(kept) < (2 if name == "activities" else 1) and given:
            return None
        found[name] = kept
    for name, known in (
        ("scope", draft.municipalities), ("body", draft.bodies), ("document", draft.documents),
    ):  # fmt: skip
        given = getattr(rule, name)
        found[name] = tuple(one for one in given if one in known)
        if given and not found[name]:
            return None
    if rule.kind is RuleKind.EXTENSION and found["extensions"] != rule.extensions:
        return None
    return replace(rule, **found)


def _says_something(rule: Rule, draft: Timeline) -> bool:
    """Return whether a rule about bodies or documents is about anything in the timeline."""
    steps = draft.activities.values()
    if rule.document:
        return any(
            not set(rule.document).isdisjoint(one.document) and one.purpose in rule.purposes
            for one in steps
        )
    return any(not set(rule.body).isdisjoint(one.body) for one in steps)


def _citations(draft: Timeline) -> Iterator[Citation]:
    for table in (
        draft.municipalities, draft.bodies, draft.documents, draft.processes, draft.phases,
        draft.activities, draft.deadlines, draft.rules, draft.closures, draft.routes,
    ):  # fmt: skip
        for row in table.values():
            yield from row.source
    for agenda in draft.agendas:
        yield from agenda.source
