"""The timeline and its tables, one frozen dataclass each.

Names of fields are the keys of the file (docs/timeline-format.md says what each means);
ids of other tables are kept as strings and are known to exist once a timeline is read.
Positions in the file belong to the reader, not here. Tables are compared by identity
(`eq=False`): nothing needs more, and it is a quarter of what these classes cost at start-up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from datetime import date, datetime

from boplan.model.vocabulary import (
    AgendaKind,
    Basis,
    ConventionId,
    Level,
    Link,
    Outcome,
    Purpose,
    RecordKind,
    Recurs,
    RuleKind,
    Severity,
    Strength,
)
from boplan.model.when import Part, When


@dataclass(frozen=True, slots=True)
class Period:
    """A number of calendar units, negative when it counts back: `P14D`, `P12W`, `P3M`.

    The unit is kept as written: the law treats twelve weeks and three months
    differently (Algemene termijnenwet, art. 4).
    """

    count: int
    unit: str
    """One of D, W, M, Y."""


ONE_DAY = Period(1, "D")
"""The lag of a plain `after`: the next day or later."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the place in it."""

    source: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A step that comes back, each time with the precision of `from_`."""

    rule: str | Recurs
    """An RFC 5545 recurrence rule without UNTIL, or a word for an unknown interval."""
    from_: Part | None = None
    until: Part | None = None
    """The last day on which an occurrence may begin is the last day of `until`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """One thing that a step waits for."""

    id: str
    lag: Period = ONE_DAY
    """A difference of dates: P7D after 5 December is 12 December."""
    link: Link = Link.FS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """A document that facts come from."""

    id: str
    title: str
    date: When | None = None
    reference: str = ""
    organisation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Municipality:
    """A gemeente, with the days on which it exists (both inclusive)."""

    id: str
    name: str
    from_: date | None = None
    until: date | None = None
    source: tuple[Citation, ...] = ()
    note: str = ""

    def exists_for(self, activity: Activity) -> bool:
        """Return whether it can exist on a day on which the step is planned."""
        if activity.when is None:
            return True
        bounds = activity.when.bounds
        first, last = bounds.earliest_start, bounds.latest_finish
        gone = self.until is not None and first is not None and first > self.until
        not_yet = self.from_ is not None and last is not None and last < self.from_
        return not (gone or not_yet)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Owner:
    """A role or organisation that must act; never a private person."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """Who meets and decides."""

    id: str
    name: str
    level: Level
    short: str = ""
    aliases: tuple[str, ...] = ()
    per_municipality: bool = False
    papers: Period | None = None
    source: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def label(self) -> str:
        """Return the short name if there is one, else the name."""
        return self.short or self.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agenda:
    """When a body meets, as one source or rule has it."""

    body: str
    kind: AgendaKind
    municipality: str | None = None
    meetings: tuple[date | datetime, ...] = ()
    every: str = ""
    except_: tuple[date, ...] = ()
    from_: date | None = None
    until: date | None = None
    derived_from: str | None = None
    offset: Period | None = None
    process: str | None = None
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """What is made and decided on."""

    id: str
    title: str
    short: str = ""
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Process:
    """A piece of policy on its way."""

    id: str
    title: str
    short: str = ""
    in_force: When | None = None
    evidence_until: date | None = None
    """Through which day it is known what happened (inclusive); None: through today."""
    final_deadline: str | None = None
    source: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def label(self) -> str:
        """Return the short title if there is one, else the title."""
        return self.short or self.title


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phase:
    """A part of a process, as the source divides it."""

    id: str
    title: str
    process: str
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Activity:
    """A step: who does what with which document, when, after what."""

    id: str
    title: str
    process: str
    phase: str | None = None
    body: tuple[str, ...] = ()
    purpose: Purpose | None = None
    document: tuple[str, ...] = ()
    owner: str | None = None
    when: When | None = None
    duration: int | None = None
    """Length of a timed step, in minutes."""
    recurrence: Recurrence | None = None
    words: str = ""
    reading: str = ""
    after: tuple[After, ...] = ()
    condition: str = ""
    scope: tuple[str, ...] | None = None
    """Whose step it is; None: of all, if a body of it is per municipality, else of none."""
    fallback_for: str | None = None
    effective: date | None = None
    remind: tuple[Period, ...] = ()
    was: tuple[str, ...] = ()
    """Earlier ids, oldest first."""
    source: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def first_id(self) -> str:
        """Return the id that it had first: what knows it by that id knows it still."""
        return self.was[0] if self.was else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One step of a route: who does what with the document, after the stop before it."""

    purpose: Purpose
    body: tuple[str, ...] = ()
    before: Period | None = None
    """So long before the meeting of the body that the route leads `towards`."""
    minimum: Period | None = None
    """It lasts at least so long; the first day does not count."""
    net_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """The way of a proposal along its bodies, in order; it has no dates of its own."""

    id: str
    title: str
    stops: tuple[Stop, ...]
    towards: str | None = None
    """The body from whose meeting the stops with `before` are counted."""
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deadline:
    """The last day (inclusive) by which an activity must be done."""

    id: str
    activity: str
    date: dt.date
    basis: Basis
    article: str = ""
    hard: bool = True
    consequence: str = ""
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCount:
    """Other numbers for one period of a frequency; None is the number of the rule."""

    in_: Part
    minimum_count: int | None = None
    maximum_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """What must hold. Which of the parameters it uses depends on its kind."""

    id: str
    kind: RuleKind
    basis: Basis
    article: str = ""
    title: str = ""
    strength: Strength = Strength.HARD
    process: str | None = None
    activity: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    before: str | None = None
    within: str | None = None
    mandate: str | None = None
    advice: tuple[str, ...] = ()
    event: str | None = None
    convention: ConventionId | None = None
    other: str | None = None
    needs: tuple[str, ...] = ()
    minimum: Period | None = None
    maximum: Period | None = None
    net_of: tuple[str, ...] = ()
    first_day_counts: bool = False
    scope: tuple[str, ...] = ()
    minimum_count: int | None = None
    maximum_count: int | None = None
    per: Period | None = None
    from_: Part | None = None
    until: Part | None = None
    exceptions: tuple[PeriodCount, ...] = ()
    within_dates: When | None = None
    by: Period | None = None
    times: int | None = None
    extensions: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    document: tuple[str, ...] = ()
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Closure:
    """Days, both ends inclusive, on which something rests."""

    id: str
    title: str
    from_: date
    until: date
    body: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """What happened; appended, never changed."""

    activity: str
    kind: RecordKind
    on: When | None = None
    municipality: tuple[str, ...] = ()
    """Whose step; empty: all in scope."""
    to: When | None = None
    settled: date | None = None
    by: str | None = None
    outcome: Outcome | None = None
    point: str = ""
    reason: str = ""
    id: str | None = None
    retracts: str | None = None
    recorded: date | None = None
    source: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeverityOf:
    """How serious findings of one code are in this timeline."""

    code: str
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waiver:
    """A finding that is accepted, and why."""

    code: str
    reason: str
    activity: str | None = None
    rule: str | None = None
    municipality: str | None = None
    by: str = ""
    until: date | None = None
    source: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timeline:
    """One whole timeline, every id in it known to exist and no link in a circle."""

    title: str
    language: str = "nl"
    time_zone: str = "Europe/Amsterdam"
    school_region: str | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    agendas: tuple[Agenda, ...] = ()
    documents: dict[str, Document] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    phases: dict[str, Phase] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    closures: dict[str, Closure] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    severities: tuple[SeverityOf, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def cite(self, citations: tuple[Citation, ...]) -> str:
        """Return the sources with their places, by the titles of the documents."""
        return "; ".join(f"{self.sources[one.source].title}, {one.place}" for one in citations)

    def municipalities_of(self, activity: Activity) -> tuple[str, ...]:
        """Return whose step it is: () for a step that is not per municipality."""
        if activity.scope is not None:
            return activity.scope
        if any(self.bodies[body].per_municipality for body in activity.body):
            return tuple(one.id for one in self.municipalities.values() if one.exists_for(activity))
        return ()
