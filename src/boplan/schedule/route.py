"""A route laid to one meeting: what comes before it as late as it may, what follows as early.

The stops of the route become steps in memory, each after the one before it, with a deadline on
the meeting aimed at. So the network and both passes place them as they place any step. What a
route adds to that are the days that they may choose from:

    the meeting aimed at       the day that was asked for
    a derived meeting (AO)     the day that follows from the meeting it prepares, or the meeting
                               known in that week; if that is a day off, some working day of that
                               week, and nobody knows which
    any other meeting          as the agendas have it, but not on a day off
    what needs no meeting      working days

Every stop has two days. Of those before the meeting aimed at

    the latest        the last day on which the aimed meeting is still reached
    the comfortable   the same, if each body may miss one meeting and everything that is not a
                      meeting may take a week more

and of those after it the earliest, and the same with that room. A derived meeting has no other
day: who misses it, misses what it prepares. Where there is no room for a spare meeting between
others, there is no comfortable day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from boplan.dates.meetings import Calendar, Preparation, Rejected, day_of, preparations
from boplan.dates.period import approximate_days, last_day_before, shift
from boplan.dates.resting import day_off, recess_on
from boplan.dates.spoken import say_day
from boplan.model.timeline import (
    Activity,
    After,
    Agenda,
    Deadline,
    Document,
    Period,
    Process,
    Route,
    Rule,
    Stop,
    Timeline,
)
from boplan.model.vocabulary import (
    MEETING_LEVELS,
    MEETING_PURPOSES,
    AgendaKind,
    Basis,
    Lang,
    Link,
    Purpose,
    RuleKind,
    Text,
)
from boplan.model.when import (
    FIRST_YEAR,
    LAST_YEAR,
    Bounds,
    OneOf,
    Part,
    Range,
    Span,
    Truth,
    When,
    on,
)
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Kind, Placed, backward, forward
from boplan.schedule.progress import progress

SPARE = Period(1, "W")
"""The room that what is no meeting has on a comfortable day."""

FAR = 3 * 366
"""How many days beyond what a route lasts by itself a meeting is looked for."""

_DAY = timedelta(days=1)
_Laid = TypeVar("_Laid")


class NoWayError(Exception):
    """There is no way to the meeting, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be laid: a document along a route, to the meeting of a body."""

    route: Route
    body: str
    document: Document
    process: Process
    municipalities: tuple[str, ...] = ()
    """Whose steps they are, where a body is one of each municipality; (): of all."""


class Place(Enum):
    """Where a stop lies."""

    BEFORE = "before"
    AIMED = "aimed"
    AFTER = "after"


class How(Enum):
    """Where a day comes from."""

    ASKED = "asked"
    AGENDA = "agenda"
    DERIVED = "derived"
    ORDER = "order"
    UNKNOWN = "unknown"


class Room(Enum):
    """Whether there is a comfortable day."""

    DAY = "day"
    FIXED = "fixed"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A stop, or the part of some municipalities in it.

    Where `how` is UNKNOWN the days are bounds: not later than them before the aimed meeting, not
    earlier after it.
    """

    municipalities: tuple[str, ...]
    first: date
    last: date
    """The last day; another than the first only of what lasts."""
    how: How
    room: Room
    comfortable: date | None = None
    """The first day if there is a meeting to spare."""
    derived: Preparation | None = None
    off: Text | None = None
    """Why the derived day cannot be: a weekend or holiday."""
    since: date | None = None
    """The first day that it can be, where the day is one of that week and nobody knows which."""
    possible: date | None = None
    """The nearest meeting that a source happens to mention, where the day is not known."""
    resting: Text | None = None
    """The recess or school holiday in which the first day lies."""
    papers: tuple[tuple[str, date], ...] = ()
    """Per body that asks for papers beforehand: the last day on which they are in time."""

    @property
    def is_known(self) -> bool:
        """Return whether these are its days, not bounds of them."""
        return self.how is not How.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One stop with its days; `activity` is the step that it would be in the timeline."""

    stop: Stop
    place: Place
    activity: Activity
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A route laid to a meeting on `day`."""

    wish: Wish
    day: date
    meets: Truth
    """Whether the body is known to meet then; never NO."""
    stops: tuple[Laid, ...]
    rules: tuple[Rule, ...]
    """Of the stops that last at least some time."""

    @property
    def latest(self) -> date:
        """Return the last day on which the papers must be there, as far as is known."""
        return min(share.first for share in self.stops[0].shares)


@dataclass(frozen=True, slots=True)
class Reached:
    """The first meeting that papers can reach that are ready on some day.

    `plan` is laid to the first meeting that is known and can be reached, None if none is. Where
    `unknown_from` is a day, there may be an earlier one, from that day on: nobody knows the agenda.
    """

    plan: Plan | None
    unknown_from: date | None
    missed: tuple[Rejected, ...]
    """The known meetings that the papers miss, and by how many days."""


# -- the steps in memory --------------------------------------------------------------------


def stops_of(route: Route) -> tuple[Stop, ...]:
    """Return the stops, with the delivery of the papers in front."""
    if route.stops[0].purpose is Purpose.AANLEVEREN:
        return route.stops
    return (Stop(purpose=Purpose.AANLEVEREN), *route.stops)


def meets(timeline: Timeline, stop: Stop) -> bool:
    """Return whether it is done by meeting, on one day."""
    return stop.purpose in MEETING_PURPOSES and any(
        timeline.bodies[one].level in MEETING_LEVELS for one in stop.body
    )


@dataclass(frozen=True, slots=True)
class _Tied:
    """A stop of which the day follows from that of another, and how, where it is a meeting."""

    target: int
    agendas: tuple[Agenda, ...]


class Router:
    """One wish on one day: lays it to any meeting of the body."""

    def __init__(self, timeline: Timeline, wish: Wish, today: date) -> None:
        self._timeline = timeline
        self._today = today
        self.wish = wish
        self.stops = stops_of(wish.route)
        self.aimed = next(place for place, stop in enumerate(self.stops) if wish.body in stop.body)
        self._networks: dict[tuple[tuple[Agenda, ...], frozenset[int]], Network] = {}
        self._calendars: dict[int, Calendar] = {}
        self._whole: dict[tuple[Agenda, ...], Timeline] = {}
        self._made = self._made_agendas()
        self._span: tuple[date, date] | None = None
        self._check_aim()

    def _check_aim(self) -> None:
        stop = self.stops[self.aimed]
        label = self._label(self.aimed)
        if not meets(self._timeline, stop):
            raise NoWayError(
                Text(
                    f"{label} ({stop.purpose}) is in deze route geen vergadering op één dag",
                    f"{label} ({stop.purpose}) is no meeting on one day in this route",
                )
            )
        for place, tied in self._tied(None).items():
            if tied.target > self.aimed:
                target = self._label(tied.target)
                raise NoWayError(
                    Text(
                        f"in deze route volgt de dag van {self._label(place)} uit die van "
                        f"{target}; noem met --body dat overleg, of een dat erna komt",
                        f"in this route the day of {self._label(place)} follows from that of "
                        f"{target}; name that body with --body, or one that comes after it",
                    )
                )

    def _label(self, place: int) -> str:
        stop = self.stops[place]
        names = [self._timeline.bodies[one].label for one in stop.body]
        return " + ".join(names) or stop.purpose.value

    def _agendas(self, day: date | None) -> tuple[Agenda, ...]:
        """Return the agendas that hold for the process, with those that the route itself says.

        Of the file a derived agenda wins from `before`, where it holds on that day.
        """
        process = self.wish.process.id
        found = [one for one in self._timeline.agendas if _holds(one, process, day)]
        derived = {(one.body, one.derived_from) for one in found if one.kind is AgendaKind.DERIVED}
        found += [one for one in self._made if (one.body, one.derived_from) not in derived]
        return tuple(found)

    def _made_agendas(self) -> list[Agenda]:
        """Return what the stops with `before` say, as derived agendas."""
        route = self.wish.route
        return [
            Agenda(
                body=body, kind=AgendaKind.DERIVED, derived_from=route.towards,
                offset=Period(-stop.before.count, stop.before.unit),
                process=self.wish.process.id, source=route.source,
            )
            for stop in self.stops
            if stop.before is not None and meets(self._timeline, stop)
            for body in stop.body
        ]  # fmt: skip

    def _tied(self, day: date | None) -> dict[int, _Tied]:
        """Return the stops of which the day follows from that of a later one."""
        found: dict[int, _Tied] = {}
        agendas = [one for one in self._agendas(day) if one.kind is AgendaKind.DERIVED]
        for place, stop in enumerate(self.stops):
            if not meets(self._timeline, stop):
                if stop.before is not None:
                    target = next(
                        i for i, one in enumerate(self.stops) if self.wish.route.towards in one.body
                    )
                    found[place] = _Tied(target, ())
                continue
            for target in range(place + 1, len(self.stops)):
                its = tuple(
                    one
                    for one in agendas
                    if one.body in stop.body and one.derived_from in self.stops[target].body
                )
                if its and place not in found:
                    found[place] = _Tied(target, its)
        return found

    def _world(self, agendas: tuple[Agenda, ...], spare: frozenset[int]) -> Timeline:
        """Return a timeline of the stops alone; before or after those of `spare` one in reserve."""
        its = self._timeline
        activities: dict[str, Activity] = {}
        rules: dict[str, Rule] = {}
        last: tuple[After, ...] = ()
        for place, stop in enumerate(self.stops):
            one = Activity(
                id=f"s{place}", title=stop.purpose.value, process=self.wish.process.id,
                body=stop.body, purpose=stop.purpose, document=(self.wish.document.id,),
                after=last, scope=self._scope(stop),
            )  # fmt: skip
            names = [one.id]
            activities[one.id] = one
            if place in spare:
                names = self._add_spare(activities, one, place)
            if stop.minimum is not None:
                rules[one.id] = Rule(
                    id=one.id, kind=RuleKind.DURATION, basis=Basis.CUSTOM, activity=(one.id,),
                    minimum=stop.minimum, net_of=stop.net_of,
                )  # fmt: skip
            last = (After(id=names[-1]),)
        process = replace(self.wish.process, evidence_until=None, final_deadline=None)
        return Timeline(
            title=its.title, school_region=its.school_region, municipalities=its.municipalities,
            bodies=its.bodies, agendas=agendas, closures=its.closures, rules=rules,
            documents={self.wish.document.id: self.wish.document}, activities=activities,
            processes={process.id: process},
        )  # fmt: skip

    def _add_spare(self, found: dict[str, Activity], one: Activity, place: int) -> list[str]:
        """Add what is in reserve for a step; return both in the order that they have."""
        is_meeting = meets(self._timeline, self.stops[place])
        extra = replace(one, id=f"{one.id}x")
        if place < self.aimed:
            lag = After(id=one.id) if is_meeting else After(id=one.id, lag=SPARE)
            found[extra.id] = replace(extra, after=(lag,))
            return [one.id, extra.id]
        link = After(id=extra.id) if is_meeting else After(id=extra.id, lag=SPARE, link=Link.SS)
        del found[one.id]
        found[extra.id] = extra
        found[one.id] = replace(one, after=(link,))
        return [extra.id, one.id]

    def _scope(self, stop: Stop) -> tuple[str, ...] | None:
        own = any(self._timeline.bodies[one].per_municipality for one in stop.body)
        return self.wish.municipalities if own and self.wish.municipalities else None

    def _network(self, day: date, spare: frozenset[int] = frozenset()) -> Network:
        agendas = self._agendas(day)
        key = (agendas, spare)
        if key not in self._networks:
            world = self._world(agendas, spare)
            self._networks[key] = Network.of(world, progress(world, self._today), self._today)
        return self._networks[key]

    # -- the days to choose from ------------------------------------------------------------

    def _reach(self, day: date) -> tuple[date, date]:
        """Return the days between which it is known whether they are days off.

        Kept for all days that are asked for: the first time it reaches far enough.
        """
        lasts = FAR
        for stop in self.stops:
            for period in (stop.before, stop.minimum):
                lasts += 2 * approximate_days(period) if period is not None else 0
            for one in stop.body:
                papers = self._timeline.bodies[one].papers
                lasts += approximate_days(papers) if papers is not None else 0
        first, last = min(day, self._today), max(day, self._today)
        if self._span is None or first < self._span[0] + timedelta(lasts) or (
            last > self._span[1] - timedelta(lasts)
        ):  # fmt: skip
            self._span = (_plus(first, -2 * lasts), _plus(last, 2 * lasts))
            self._off = tuple(one for one in _days(*self._span) if day_off(one) is not None)
            off = set(self._off)
            self._working = Calendar.only(
                (one for one in _days(*self._span) if one not in off), _NOBODY
            )
            self._calendars.clear()
        return self._span

    def _open(self, calendar: Calendar) -> Calendar:
        """Return the calendar without meetings on days off."""
        key = id(calendar)  # a network keeps its calendars
        if key not in self._calendars:
            self._calendars[key] = calendar.without(self._off)
        return self._calendars[key]

    # -- to one meeting ---------------------------------------------------------------------

    def lay(self, day: date) -> Plan:
        """Return the route laid to a meeting on `day`.

        Raises NoWayError where the body does not meet then, or where what comes before has no day.
        Whether there is still time is another question: `too_late`.
        """
        self._reach(day)
        truth = self._meets(day)
        before = self._before(day)
        free = [
            place
            for place in reversed(range(self.aimed))
            if place not in before.fixed or before.fixed[place].calendars is None
        ]
        room = self._with_room(free, lambda spare: self._before(day, spare))
        after = self._after(day, before, frozenset())
        rest = range(self.aimed + 1, len(self.stops))
        later = self._with_room(rest, lambda spare: self._after(day, before, spare))
        shares: list[tuple[Share, ...]] = []
        for place in range(len(self.stops)):
            if place == self.aimed:
                shares.append(self._aimed(day, before))
            elif place < self.aimed:
                shares.append(self._shares(before, room, place))
            else:
                shares.append(self._later(after, later, place))
        activities = self._activities(shares)
        laid = tuple(
            Laid(stop=stop, place=self._place(place), activity=activities[place],
                 shares=shares[place])
            for place, stop in enumerate(self.stops)
        )  # fmt: skip
        return Plan(wish=self.wish, day=day, meets=truth, stops=laid, rules=self._rules(activities))

    def too_late(self, plan: Plan) -> Text | None:
        """Return why the meeting of a plan can no longer be reached, None if it can."""
        first = plan.stops[0]
        if plan.latest >= self._today:
            return None
        body, day = self._label(self.aimed), plan.day
        known = all(share.is_known for share in first.shares)
        last = plan.latest
        nl = "moesten" if known else "moesten zeker"
        en = "had to be there" if known else "certainly had to be there"
        return Text(
            f"te laat voor {body} op {say_day(day, 'nl')}: de stukken {nl} uiterlijk "
            f"{say_day(last, 'nl')} er zijn",
            f"too late for {body} on {say_day(day, 'en')}: the papers {en} by "
            f"{say_day(last, 'en')}",
        )

    def _place(self, place: int) -> Place:
        if place == self.aimed:
            return Place.AIMED
        return Place.BEFORE if place < self.aimed else Place.AFTER

    def _meets(self, day: date) -> Truth:
        """Return whether the body is known to meet on `day`; raises NoWayError if it does not."""
        label = self._label(self.aimed)
        off = day_off(day)
        if off is not None:
            raise NoWayError(
                Text(
                    f"{label} kan niet op {say_day(day, 'nl')} vergaderen ({off.nl})",
                    f"{label} cannot meet on {say_day(day, 'en')} ({off.en})",
                )
            )
        truth = Truth.YES
        for job in self._network(day).of_step(f"s{self.aimed}"):
            for calendar in job.calendars:
                found = calendar.meets_on(day)
                if found is Truth.NO:
                    raise NoWayError(self._no_meeting(self._open(calendar), job, day))
                truth = min(truth, found, key=lambda one: one.value)
        return truth

    def _no_meeting(self, calendar: Calendar, job: Job, day: date) -> Text:
        label = self._timeline.bodies[calendar.body].label
        names = [self._timeline.municipalities[one].name for one in job.municipalities]
        whose = f" van {', '.join(names)}" if names else ""
        of = f" of {', '.join(names)}" if names else ""
        near = [
            one.day
            for one in (calendar.last_meeting(day), calendar.next_meeting(day))
            if one.day is not None and one.day >= self._today
        ]
        nl = " of ".join(say_day(one, "nl") for one in near)
        en = " or ".join(say_day(one, "en") for one in near)
        return Text(
            f"{label}{whose} vergadert volgens de agenda niet op {say_day(day, 'nl')}"
            + (f"; wel op {nl}" if near else ""),
            f"{label}{of} does not meet on {say_day(day, 'en')}, by its agenda"
            + (f"; it meets on {en}" if near else ""),
        )

    # -- before it: the backward pass -------------------------------------------------------

    def _before(self, day: date, spare: frozenset[int] = frozenset()) -> _Before:
        """Return what comes before a meeting on `day`; raises NoWayError if it has no day."""
        network = self._network(day, spare)
        tied = self._tied(day)
        fixed: dict[int, _Fixed] = {}
        laid = self._backward(network, day, fixed)
        for place, tie in tied.items():
            target = self._certain_of(laid, tie.target) if tie.target != self.aimed else day
            fixed[place] = self._fix(network, place, tie, target, laid)
        if tied:
            laid = self._backward(network, day, fixed)
        self._check(laid, network, day)
        return laid

    def _backward(self, network: Network, day: date, fixed: Mapping[int, _Fixed]) -> _Before:
        jobs: dict[Key, Job] = {}
        for key, job in network.jobs.items():
            place = place_of(key)
            if place == self.aimed:
                calendars: tuple[Calendar, ...] = (Calendar.only([day], _NOBODY),)
            elif place in fixed and fixed[place].calendars is not None:
                calendars = fixed[place].calendars or ()
            else:
                calendars = self._choice(job)
            jobs[key] = replace(job, calendars=calendars)
        dressed = replace(network, jobs=jobs)
        limits = [_limit(f"s{self.aimed}", day)]
        for place, one in fixed.items():
            if one.last is not None:
                extra = f"s{place}x"
                limits.append(_limit(extra if network.of_step(extra) else f"s{place}", one.last))
        return _Before.of(dressed, backward(dressed, limits), fixed)

    def _choice(self, job: Job) -> tuple[Calendar, ...]:
        """Return the calendars of which a job takes its days."""
        return tuple(map(self._open, job.calendars)) or (self._working,)

    def _certain_of(self, laid: _Before, target: int) -> date | None:
        """Return the one day on which a stop certainly lies, None where that is not known."""
        jobs = laid.network.of_step(f"s{target}")
        days = {laid.placed[job.key].start for job in jobs}
        sure = all(laid.sure[job.key] for job in jobs)
        return days.pop() if sure and len(days) == 1 else None

    def _fix(
        self, network: Network, place: int, tie: _Tied, day: date | None, laid: _Before
    ) -> _Fixed:
        """Return the days that a stop may have, of which the day follows from that of another."""
        before = self.stops[place].before
        if day is None:
            lasts = [laid.placed[job.key].start for job in laid.network.of_step(f"s{tie.target}")]
            latest = max(one for one in lasts if one is not None)
            ends = [shift(latest, one.offset) for one in tie.agendas if one.offset is not None]
            if not ends and before is not None:
                ends = [last_day_before(latest, before)]
            return _Fixed(None, last=min(ends), is_open=True)
        if not tie.agendas:
            assert before is not None, "what is no meeting is tied by `before`"
            return _Fixed(None, last=last_day_before(day, before))
        target = network.timeline.activities[f"s{tie.target}"]
        found = [
            one
            for one in preparations(self._known(network), target, on(day))
            if one.agenda in tie.agendas
        ]
        known = {one.day for one in found if one.is_known}
        days = known if len(known) == 1 else {one.derived for one in found}
        derived = next((one for one in found if one.day in days), found[0])
        met = min(days)
        off = day_off(met)
        if len(days) == 1 and off is None:
            return _Fixed((Calendar.only([met], _NOBODY),), derived, is_certain=True)
        monday = met - timedelta(days=met.weekday())
        jobs = network.of_step(f"s{place}")
        week = [
            one
            for one in _days(monday, _plus(monday, 6))
            if all(
                self._open(calendar).meets_on(one) is not Truth.NO
                for job in jobs
                for calendar in job.calendars
            )
        ]
        calendar = Calendar.perhaps(week, _NOBODY)
        return _Fixed((calendar,), derived, off, since=min(week, default=None))

    def _known(self, network: Network) -> Timeline:
        """Return the whole timeline, with the agendas that hold here: it knows more meetings."""
        agendas = network.timeline.agendas
        if agendas not in self._whole:
            self._whole[agendas] = replace(self._timeline, agendas=agendas)
        return self._whole[agendas]

    def _check(self, laid: _Before, network: Network, day: date) -> None:
        """Raise NoWayError for the last job before the meeting that no day is left for."""
        following: dict[int, date] = {self.aimed: day}
        for key, job in reversed(laid.network.jobs.items()):
            place, found = place_of(key), laid.placed[key].start
            if place > self.aimed or found is None:
                continue
            own = () if place == self.aimed else network.jobs[key].calendars
            calendars = (*job.calendars, *(self._open(one) for one in own))
            is_far = self._span is not None and found < self._span[0]
            if is_far and not meets(self._timeline, self.stops[place]):
                raise NoWayError(self._out_of_reach(place))
            if is_far or any(one.meets_on(found) is Truth.NO for one in calendars):
                raise NoWayError(self._nothing_left(laid, place, job, following))
            following[place] = max(found, following.get(place, date.min))

    def _nothing_left(
        self, laid: _Before, place: int, job: Job, following: Mapping[int, date]
    ) -> Text:
        label = self._label(place)
        names = [self._timeline.municipalities[one].name for one in job.municipalities]
        if 0 < len(names) < len(self._timeline.municipalities):
            label = f"{label} ({', '.join(names)})"
        then = min((one for one in following if one > place), default=self.aimed)
        by = following[then]
        behind = Text("{label} ({day})", "{label} ({day})").fill(
            label=self._label(then), day=_said(by)
        )
        fixed = laid.fixed.get(place)
        if fixed is not None and fixed.derived is not None:
            met = fixed.derived.day
            if fixed.off is not None:
                return Text(
                    "{label} zou hiervoor op {day} vergaderen, maar dat is {off}, en in die week "
                    "blijft geen andere dag over",
                    "{label} would meet for this on {day}, but that is {off}, and that week leaves "
                    "no other day",
                ).fill(label=label, day=_said(met), off=fixed.off)
            if met < by:
                return Text(
                    "{label} zou hiervoor op {day} vergaderen, en doet dat volgens de agenda niet",
                    "{label} would meet for this on {day}, and does not by its agenda",
                ).fill(label=label, day=_said(met))
            return Text(
                "{label} vergadert hiervoor op {day}, en dat is niet vóór {behind}",
                "{label} meets for this on {day}, which is not before {behind}",
            ).fill(label=label, day=_said(met), behind=behind)
        return Text(
            "{label} vergadert volgens de agenda niet meer op tijd vóór {behind}",
            "{label} does not meet in time before {behind} any more, by its agenda",
        ).fill(label=label, behind=behind)

    def _out_of_reach(self, place: int) -> Text:
        return Text(
            f"{self._label(place)} komt verder weg te liggen dan boplan kan rekenen",
            f"{self._label(place)} would lie further away than boplan can reckon",
        )

    def _with_room(
        self, wanted: Sequence[int], lay: Callable[[frozenset[int]], _Laid]
    ) -> tuple[_Laid, frozenset[int]]:
        """Return the stops laid with something to spare wherever that is possible, and where.

        If there is no room for all of it, what stands first in `wanted` goes first.
        """
        every = frozenset(wanted)
        try:
            return lay(every), every
        except NoWayError:
            pass
        spare = frozenset[int]()
        found = lay(spare)
        for place in wanted:
            try:
                found, spare = lay(spare | {place}), spare | {place}
            except NoWayError:
                continue
        return found, spare

    def _shares(
        self, tight: _Before, room: tuple[_Before, frozenset[int]], place: int
    ) -> tuple[Share, ...]:
        easy, spare = room
        found = []
        for job in tight.network.of_step(f"s{place}"):
            placed = tight.placed[job.key]
            first = placed.start
            assert first is not None, "everything before the meeting has a limit"
            fixed = tight.fixed.get(place)
            is_known = tight.sure[job.key]
            left = Room.UNKNOWN
            if is_known and fixed is not None and fixed.derived is not None:
                left = Room.FIXED
            elif is_known and place not in spare:
                left = Room.NONE
            elif is_known and easy.sure[job.key]:
                left = Room.DAY
            comfortable = easy.placed[job.key].start if left is Room.DAY else None
            found.append(
                self._share(
                    job, place, first, placed.finish or first, is_known=is_known, room=left,
                    comfortable=comfortable, placed=placed, fixed=fixed,
                )
            )  # fmt: skip
        return _joined(found)

    def _aimed(self, day: date, laid: _Before) -> tuple[Share, ...]:
        place = self.aimed
        return _joined(
            self._share(
                job, place, day, day, is_known=True, room=Room.FIXED, comfortable=None,
                placed=laid.placed[job.key], fixed=None,
            )
            for job in laid.network.of_step(f"s{place}")
        )  # fmt: skip

    # -- after it: the forward pass ---------------------------------------------------------

    def _after(self, day: date, laid: _Before, spare: frozenset[int]) -> _After:
        """Return what follows a meeting on `day`, when everything before it is as late as it may.

        Raises NoWayError if a body does not meet any more.
        """
        network = self._network(day, spare)
        jobs: dict[Key, Job] = {}
        for key, job in network.jobs.items():
            jobs[key] = replace(job, calendars=self._choice(job))
            if place_of(key) <= self.aimed:
                before = laid.placed[key]
                plan = Bounds(before.start, before.start, before.finish, before.finish)
                jobs[key] = replace(
                    job, plan=plan, is_dated=True, is_vague=False, calendars=(), minima=(),
                    is_span=before.start != before.finish,
                )  # fmt: skip
        placed = forward(replace(network, jobs=jobs))
        for key, job in jobs.items():
            first, last = placed[key].start, placed[key].finish
            place = place_of(key)
            if place <= self.aimed or first is None or last is None:
                continue
            if last.year > LAST_YEAR or (self._span is not None and last > self._span[1]):
                raise NoWayError(self._out_of_reach(place))
            if any(one.meets_on(first) is Truth.NO for one in job.calendars):
                names = [self._timeline.municipalities[one].name for one in job.municipalities]
                label = self._label(place) + (f" ({', '.join(names)})" if names else "")
                raise NoWayError(
                    Text(
                        f"{label} vergadert na {say_day(day, 'nl')} niet meer",
                        f"{label} does not meet any more after {say_day(day, 'en')}",
                    )
                )
        return _After(replace(network, jobs=jobs), placed)

    def _later(
        self, tight: _After, later: tuple[_After, frozenset[int]], place: int
    ) -> tuple[Share, ...]:
        easy, spare = later
        found = []
        for job in tight.network.of_step(f"s{place}"):
            placed = tight.placed[job.key]
            first = placed.start
            assert first is not None, "everything after the meeting follows it"
            more = easy.placed[job.key]
            room = Room.DAY if placed.is_certain and more.is_certain else Room.UNKNOWN
            if placed.is_certain and place not in spare:
                room = Room.NONE
            found.append(
                self._share(
                    job, place, first, placed.finish or first, is_known=placed.is_certain,
                    room=room, comfortable=more.start if room is Room.DAY else None,
                    placed=placed, fixed=None,
                )
            )  # fmt: skip
        return _joined(found)

    # -- what is said of a day --------------------------------------------------------------

    def _share(
        self, job: Job, place: int, first: date, last: date, *, is_known: bool, room: Room,
        comfortable: date | None, placed: Placed, fixed: _Fixed | None,
    ) -> Share:  # fmt: skip
        how = How.UNKNOWN
        if place == self.aimed:
            how = How.ASKED
        elif is_known and fixed is not None and fixed.derived is not None:
            how = How.DERIVED
        elif is_known:
            how = How.AGENDA if meets(self._timeline, self.stops[place]) else How.ORDER
        is_meeting = meets(self._timeline, self.stops[place])
        possible = None if is_known else _possible(placed)
        if possible is not None and (possible < self._today or possible == first):
            possible = None
        return Share(
            municipalities=job.municipalities, first=first, last=last, how=how, room=room,
            comfortable=comfortable,
            derived=fixed.derived if fixed is not None else None,
            off=fixed.off if fixed is not None else None,
            since=fixed.since if fixed is not None and fixed.since != first else None,
            possible=possible,
            resting=self._resting(job, first, last) if how is not How.UNKNOWN else None,
            papers=self._papers(job, first) if is_meeting and how is not How.UNKNOWN else (),
        )  # fmt: skip

    def _resting(self, job: Job, first: date, last: date) -> Text | None:
        its = self._timeline
        bodies: tuple[str | None, ...] = job.activity.body or (None,)
        whose: tuple[str | None, ...] = job.municipalities or (None,)
        found = {
            why: None
            for day in _days(first, last)
            for body in bodies
            for one in whose
            if (
                why := recess_on(
                    day, its.closures.values(), its.school_region, body=body, municipality=one
                )
            )
        }
        if not found:
            return None
        return Text(", ".join(why.nl for why in found), ", ".join(why.en for why in found))

    def _papers(self, job: Job, day: date) -> tuple[tuple[str, date], ...]:
        calendars = [Calendar.of(self._timeline, one) for one in job.activity.body]
        return tuple((one.body, one.papers_due(day)) for one in calendars if one.papers is not None)

    # -- the steps as they would stand in the timeline --------------------------------------

    def _activities(self, shares: list[tuple[Share, ...]]) -> list[Activity]:
        its, wish = self._timeline, self.wish
        taken = {*its.activities, *(old for one in its.activities.values() for old in one.was)}
        found: list[Activity] = []
        for place, stop in enumerate(self.stops):
            name = stop.body[0] if stop.body else stop.purpose.value
            one = free_id(f"{wish.document.id[:42].strip('-')}-{name[:32].strip('-')}", taken)
            taken.add(one)
            label = f" ({self._label(place)})" if stop.body else ""
            made = Activity(
                id=one, title=f"{wish.document.title}: {stop.purpose}{label}",
                process=wish.process.id, body=stop.body, purpose=stop.purpose,
                document=(wish.document.id,), when=self._when(place, shares[place]),
                after=(After(id=found[-1].id),) if found else (), scope=self._scope(stop),
                note=self._note(place, shares[place]),
            )  # fmt: skip
            found.append(made)
        return found

    def _when(self, place: int, shares: tuple[Share, ...]) -> When | None:
        firsts = sorted({one.first for one in shares})
        lasts = sorted({one.last for one in shares})
        lasts_days = self.stops[place].minimum is not None
        if all(one.is_known for one in shares):
            if lasts_days:
                return Span(Part(firsts[0]), Part(lasts[-1]))
            return on(firsts[0]) if len(firsts) == 1 else OneOf(tuple(map(Part, firsts)))
        if place > self.aimed:
            return None if lasts_days else OneOf((Range(Part(firsts[0]), None),))
        if lasts_days:
            return Span(None, Part(lasts[-1]))
        since = {one.since for one in shares}
        start = since.pop() if len(since) == 1 else None
        return OneOf((Range(Part(start) if start else None, Part(firsts[-1])),))

    def _note(self, place: int, shares: tuple[Share, ...]) -> str:
        """Return what marks a date as a proposal, in the language of the timeline."""
        lang: Lang = "en" if self._timeline.language == "en" else "nl"
        route = self.wish.route
        cited = "; ".join(f"{one.source}, {one.place}" for one in route.source)
        basis = f"{route.id} ({cited})" if cited else route.id
        what = Text("de dag waarvoor is teruggerekend", "the day from which was counted back")
        if place < self.aimed:
            what = Text("de laatste dag", "the last day")
        elif place > self.aimed:
            what = Text("de eerste dag", "the first day")
        if not all(one.is_known for one in shares):
            what = Text("de vergaderdag is niet bekend", "the day of the meeting is not known")
        days = {one.comfortable for one in shares}
        easy = days.pop() if len(days) == 1 else None
        more = Text("", "")
        if easy is not None:
            more = Text(
                f", comfortabel is {say_day(easy, 'nl')}", f", comfortable is {say_day(easy, 'en')}"
            )
        return Text(
            f"Voorstel van boplan: {what.nl}{more.nl}. Route {basis}.",
            f"Proposed by boplan: {what.en}{more.en}. Route {basis}.",
        ).say(lang)

    def _rules(self, activities: list[Activity]) -> tuple[Rule, ...]:
        route, taken = self.wish.route, set(self._timeline.rules)
        found = []
        for stop, one in zip(self.stops, activities, strict=True):
            if stop.minimum is None or not isinstance(one.when, Span) or one.when.start is None:
                continue
            name = free_id(f"{one.id[:70].strip('-')}-minimum", taken)
            found.append(
                Rule(
                    id=name, kind=RuleKind.DURATION, activity=(one.id,), minimum=stop.minimum,
                    basis=Basis.AGREED if route.source else Basis.CUSTOM,
                    net_of=stop.net_of, source=route.source,
                )
            )  # fmt: skip
        return tuple(found)

    # -- the first meeting that can be reached ----------------------------------------------

    def reach(self, ready: date) -> Reached:
        """Return the first meeting for which papers that are ready on `ready` are in time.

        Raises NoWayError if there is certainly none.
        """
        self._reach(ready)
        horizon = _plus(ready, FAR)
        self._reach(horizon)
        jobs = self._network(ready).of_step(f"s{self.aimed}")
        if len(jobs) > 1:
            raise NoWayError(
                Text(
                    f"de gemeenten hebben voor {self._label(self.aimed)} elk een eigen agenda; "
                    "kies er een met --municipality",
                    f"for {self._label(self.aimed)} each municipality has an agenda of its own; "
                    "choose one with --municipality",
                )
            )
        own = next(one for one in jobs[0].calendars if one.body == self.wish.body)
        calendar = self._open(own)
        missed: list[Rejected] = []
        unknown: date | None = None
        why: Text | None = None
        first = max(ready, self._today)
        while first <= horizon:
            answer = calendar.next_meeting(first, ready, not_after=horizon)
            missed += [one for one in answer.rejected if one not in missed]
            if answer.truth is Truth.NO:
                break
            if answer.truth is Truth.MAYBE and unknown is None and answer.unknown_from is not None:
                last = min(answer.unknown_through or horizon, horizon)
                unknown, nothing = self._first_reached(answer.unknown_from, last, ready)
                why = why or nothing
                if unknown is None:
                    first = last + _DAY
                    continue
            met = answer.meeting if answer.meeting is not None else answer.possible
            if met is None:
                break
            try:
                plan = self.lay(day_of(met))
            except NoWayError as error:
                why = error.text
            else:
                if plan.latest >= ready:
                    return Reached(plan, unknown, tuple(missed))
                missed.append(Rejected(met, (ready - plan.latest).days))
            first = day_of(met) + _DAY
        if unknown is not None:
            return Reached(None, unknown, tuple(missed))
        raise NoWayError(self._none_left(ready, missed, why))

    def _first_reached(
        self, first: date, last: date, ready: date
    ) -> tuple[date | None, Text | None]:
        """Return the first day of an unknown stretch on which a meeting could be reached.

        None if there is none, then with why the last of those days is not one.
        """
        why = None
        for day in _days(first, last):
            try:
                if self.lay(day).latest >= ready:
                    return day, None
            except NoWayError as error:
                why = error.text
        return None, why

    def _none_left(self, ready: date, missed: list[Rejected], why: Text | None) -> Text:
        more = Text("", "")
        if missed:
            more = Text(
                "; voor {day} komen de stukken {count} dagen te laat",
                "; for {day} the papers are {count} days late",
            ).fill(day=_said(day_of(missed[-1].meeting)), count=missed[-1].days_short)
        if why is not None:
            more = Text("; {why}", "; {why}").fill(why=why)
        return Text(
            "binnen drie jaar is geen vergadering van {label} te halen met stukken die op {ready} "
            "gereed zijn{more}",
            "within three years no meeting of {label} can be reached with papers that are ready on "
            "{ready}{more}",
        ).fill(label=self._label(self.aimed), ready=_said(ready), more=more)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The days that a stop may have because of a later one, or its last day."""

    calendars: tuple[Calendar, ...] | None
    derived: Preparation | None = None
    off: Text | None = None
    last: date | None = None
    since: date | None = None
    """The first of some days of which it is one, where nobody knows which."""
    is_certain: bool = False
    """Whether it has one day, whatever becomes of the others."""
    is_open: bool = False
    """Whether it follows from a day that nobody knows, so that `last` is a bound."""


@dataclass(frozen=True, slots=True)
class _Before:
    """Where the backward pass puts everything before the meeting."""

    network: Network
    placed: dict[Key, Placed]
    fixed: Mapping[int, _Fixed]
    sure: dict[Key, bool]
    """Whether that is its last day, not only a bound: the agendas behind it are known."""

    @staticmethod
    def of(network: Network, placed: dict[Key, Placed], fixed: Mapping[int, _Fixed]) -> _Before:
        sure: dict[Key, bool] = {}
        for key in reversed(network.jobs):
            its = fixed.get(place_of(key))
            is_bound = any(one.kind is Kind.NO_AGENDA for one in placed[key].snapped)
            sure[key] = (its is not None and its.is_certain) or (
                not is_bound
                and not (its is not None and its.is_open)
                and all(
                    sure[arc.second]
                    for arc in network.behind[key]
                    if placed[arc.second].start is not None
                )
            )
        return _Before(network, placed, fixed, sure)


@dataclass(frozen=True, slots=True)
class _After:
    """Where the forward pass puts everything after the meeting."""

    network: Network
    placed: dict[Key, Placed]


_NOBODY = Agenda(body="", kind=AgendaKind.COMPLETE)
"""What names the days of a calendar that is made here."""


def place_of(key: Key) -> int:
    """Return which stop a job in memory belongs to."""
    return int(key[0].strip("sx"))


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return the id, with the first number from 2 on behind it if it is taken."""
    one, number = wanted, 2
    while one in taken:
        one = f"{wanted}-{number}"
        number += 1
    return one


def _holds(agenda: Agenda, process: str, day: date | None) -> bool:
    """Return whether an agenda counts for a process, and a derived one for meetings on `day`."""
    if agenda.kind is not AgendaKind.DERIVED:
        return True
    if agenda.process not in (None, process) or agenda.offset is None:
        return False
    return day is None or (
        (agenda.from_ is None or agenda.from_ <= day)
        and (agenda.until is None or day <= agenda.until)
    )


def _joined(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Return the shares with those that say the same made one."""
    found: dict[tuple[object, ...], Share] = {}
    for one in shares:
        key = (one.first, one.last, one.how, one.room, one.comfortable, one.possible, one.resting)
        same = found.get(key)
        its = (*same.municipalities, *one.municipalities) if same else one.municipalities
        found[key] = replace(one, municipalities=its)
    return tuple(found.values())


def _possible(placed: Placed) -> date | None:
    """Return the nearest meeting that a source happens to mention, where no agenda tells."""
    for cause in placed.snapped:
        if cause.answer is not None and cause.answer.possible is not None:
            return day_of(cause.answer.possible)
    return None


def _limit(activity: str, day: date) -> Deadline:
    return Deadline(id=activity, activity=activity, date=day, basis=Basis.CUSTOM)


def _said(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


def _plus(day: date, count: int) -> date:
    """Return the day so many days later, within the years of a timeline."""
    number = day.toordinal() + count
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    return date.fromordinal(max(first, min(number, last)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))
