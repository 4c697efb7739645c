"""Terms of law: how they are counted, and what the Algemene termijnenwet does to their end.

Two questions are kept apart. A *convention* says how a term is counted: is the day of the
event counted, forward or back. The *Algemene termijnenwet* (Atw) says whether the last day
moves; it binds terms set by a wet or an AMvB, and no others: an agreed term ends where it
ends. All days are inclusive: `last_day` is the last day on which one is in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from boplan.dates.holidays import Coverage, lacking, rest_day, rests
from boplan.dates.period import approximate_days, say_period, shift
from boplan.dates.spoken import say_day
from boplan.model.timeline import Period
from boplan.model.vocabulary import Basis, Text
from boplan.model.when import FIRST_YEAR, LAST_YEAR, Truth

_DAY = timedelta(days=1)


class Counting(Enum):
    """Which day is the first that counts."""

    AFTER = "after"
    """The day after the event: n days end on event + n."""
    ON = "on"
    """The day of the event itself: n days end on event + n − 1."""
    BACK = "back"
    """The day before the event, counted back: n days end on event − n."""


@dataclass(frozen=True, slots=True)
class Convention:
    """A named way of counting, with the article that prescribes it."""

    id: str
    title: Text
    article: Text
    counting: Counting
    period: Period | None = None
    """The length that the article itself sets, None where another provision sets it."""
    doubt_if_moved: Text | None = None
    """What is contested about moving the end of this term, None if nothing is."""


ORDINARY = Convention(
    "ordinary",
    Text("gewone termijn", "ordinary term"),
    Text("telling", "counting"),
    Counting.AFTER,
)
"""A term whose day of the event is not counted: 84 days after 12 December is 6 March."""

COUNTED_BACK = Convention(
    "counted-back",
    Text("teruggerekende termijn", "term counted back"),
    Text("Atw art. 1 lid 2", "Atw art. 1(2)"),
    Counting.BACK,
)
"""A term counted back from an event: seven days before the 8th is the 1st."""

CONVENTIONS: dict[str, Convention] = {
    convention.id: convention
    for convention in (
        ORDINARY,
        COUNTED_BACK,
        Convention(
            "awb-3-16",
            Text("zienswijze op een ter inzage gelegd ontwerp", "views on a draft laid open"),
            Text("Awb art. 3:16", "Awb art. 3:16"),
            Counting.ON,
            Period(6, "W"),
        ),
        Convention(
            "awb-6-8",
            Text("bezwaar of beroep", "objection or appeal"),
            Text("Awb art. 6:8 lid 1", "Awb art. 6:8(1)"),
            Counting.AFTER,
            Period(6, "W"),
        ),
        Convention(
            "aanbestedingswet-2-127",
            Text("opschortende termijn na gunning (minstens)", "standstill after award (least)"),
            Text("Aanbestedingswet 2012 art. 2.127", "Aanbestedingswet 2012 art. 2.127"),
            Counting.AFTER,
            Period(20, "D"),
            doubt_if_moved=Text(
                "of de termijn doorloopt is betwist waar zij alleen in de aanbestedingsstukken "
                "staat; tekenen na de latere dag is veilig",
                "whether the term runs on is contested where it stands only in the tender "
                "documents; signing after the later day is safe",
            ),
        ),
        Convention(
            "wgr-1-3",
            Text("zienswijze op een ontwerpregeling", "views on a draft regeling"),
            Text("Wgr art. 1 lid 3", "Wgr art. 1(3)"),
            Counting.AFTER,
            Period(8, "W"),
        ),
        Convention(
            "wgr-35-1",
            Text("ontwerpbegroting naar de raden", "draft budget to the councils"),
            Text("Wgr art. 35 lid 1", "Wgr art. 35(1)"),
            Counting.BACK,
            Period(12, "W"),
        ),
        Convention(
            "wgr-34-2",
            Text(
                "begroting naar de provincie na vaststelling",
                "budget to the province after adoption",
            ),
            Text("Wgr art. 34 lid 2", "Wgr art. 34(2)"),
            Counting.AFTER,
            Period(2, "W"),
        ),
    )
}
"""Every convention that boplan knows, by id. The table is closed: no other is ever assumed."""


@dataclass(frozen=True, slots=True)
class FixedDay:
    """Something the law wants *before* a day of the year, wherever in the week that is."""

    id: str
    title: Text
    article: Text
    month: int
    day: int

    def last_day(self, year: int) -> date:
        """Return the last day on which it is in time: the day before the one named.

        Whether the Atw moves such a day is not known; it is taken as hard.
        """
        return date(year, self.month, self.day) - _DAY


FIXED_DAYS: dict[str, FixedDay] = {
    fixed.id: fixed
    for fixed in (
        FixedDay(
            "wgr-34b",
            Text(
                "kaders en voorlopige jaarrekening naar de raden",
                "frameworks and provisional accounts to the councils",
            ),
            Text("Wgr art. 34b", "Wgr art. 34b"),
            4,
            30,
        ),
        FixedDay(
            "wgr-34-4",
            Text("jaarrekening naar de provincie", "accounts to the province"),
            Text("Wgr art. 34 lid 4", "Wgr art. 34(4)"),
            7,
            15,
        ),
        FixedDay(
            "wgr-34-2",
            Text("begroting naar de provincie", "budget to the province"),
            Text("Wgr art. 34 lid 2", "Wgr art. 34(2)"),
            9,
            15,
        ),
    )
}
"""The fixed days that boplan knows, by id."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation: what happened, by which article, and the last day after it."""

    article: Text
    text: Text
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEnd:
    """Where a term ends, and why.

    Counted back, `last_day` is the latest day on which it can be done, and the days counted
    run from `first_day` down to it.
    """

    event: date
    period: Period
    convention: Convention
    basis: Basis
    first_day: date
    """The first day that is counted."""
    unrolled: date
    """The last day as counted, before the Atw. **A second term that follows this one is
    counted from here**, not from `last_day`: extension belongs to the first term only."""
    last_day: date
    """The last day on which one is in time (inclusive)."""
    passed: tuple[tuple[date, Text], ...]
    """The days over which art. 1 rolled the end, each with its name, `unrolled` included."""
    trace: tuple[Step, ...]
    """What was done, in order; the last step ends on `last_day`."""
    unknown: tuple[date, ...]
    """The days on which the answer depended and which no table reaches, in order."""
    doubts: tuple[Text, ...]
    """What the law leaves open and matters to this end."""

    @property
    def covered(self) -> bool:
        """Return whether all calendar data on which the answer depended is there."""
        return not self.unknown

    @property
    def day_after(self) -> date:
        """Return the first day on which the term is over, for instance to sign a contract."""
        return self.last_day + _DAY

    @property
    def unrolled_day_after(self) -> date:
        """Return the same as if the Atw did not exist."""
        return self.unrolled + _DAY


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The last of a number of working days, and what was passed over on the way."""

    day: date
    passed: tuple[tuple[date, Text], ...]
    """The days that were not counted, each with its name."""
    unknown: tuple[date, ...]
    """The days that were counted though no table reaches them, in order."""

    @property
    def covered(self) -> bool:
        """Return whether all calendar data on which the answer depended is there."""
        return not self.unknown


class _Calendar:
    """Answers whether a day rests, and keeps the days about which it could not know."""

    def __init__(self) -> None:
        self.lacks: dict[date, Coverage] = {}

    def why_rests(self, day: date) -> Text | None:
        table = lacking(day)
        if table is not None:
            self.lacks[day] = table
        return rest_day(day)

    @property
    def unknown(self) -> tuple[date, ...]:
        return tuple(sorted(self.lacks))


class _Regime(Enum):
    """What the Atw does to a term."""

    NOT_STATUTORY = 1
    TOO_LONG = 2
    COUNTED_BACK = 3
    FULL = 4


# Atw art. 4(a): terms of more than this are outside, so exactly this is inside. The unit in
# which the term is written decides; a term in years is always outside.
_LIMITS = {"D": 90, "W": 12, "M": 3, "Y": 0}


def term_end(
    event: date,
    period: Period | None = None,
    *,
    convention: Convention = ORDINARY,
    basis: Basis,
) -> TermEnd:
    """Return where a term ends that is counted from `event`.

    `period` is positive, also where the convention counts back; None takes the length that
    the convention's article sets. `basis` decides whether the Atw applies: only STATUTORY
    terms (set by a wet or an AMvB) move, those of a contract, a letter, a planning, a local
    regulation or a gemeenschappelijke regeling (AGREED, CUSTOM) never do. Terms in months or
    years end on the same day number, or on the last day of a shorter month.

    The answer is always given; `covered` says whether the calendar data reached every day
    on which it depended, and if not it may not be shown as certain. A second term that
    follows this one is counted from `unrolled`, never from `last_day`.

    Raises ValueError for a period that is not positive or longer than 200 years, for an
    event outside the years of a timeline, for a convention without a length of its own and
    no `period`, and for months or years counted from the day itself (no law known does so).
    """
    length = _checked(event, period, convention)
    first, unrolled, trace = _count(event, length, convention)
    calendar = _Calendar()
    doubts: list[Text] = []
    passed: list[tuple[date, Text]] = []
    last = unrolled
    # basis      art. 4(a)  counted  | art. 2: two working days   art. 1: off a rest day
    # -----------------------------------------------------------------------------------
    # agreed     any        any      | no                         no
    # statutory  beyond     any      | no                         no
    # statutory  within     back     | not known: no, and say so  no (1(2))
    # statutory  within     forward  | yes, from three days       yes (1(1))
    regime = _regime(length, convention, basis)
    if regime is _Regime.NOT_STATUTORY:
        trace.append(_stays(_NO_STATUTE, _ART_5, unrolled))
    elif regime is _Regime.TOO_LONG:
        trace.append(_stays(_excluded(length), _ART_4, unrolled))
    elif regime is _Regime.COUNTED_BACK:
        trace.append(_stays(_BACK, _ART_1_2, unrolled))
        if _has_three_days(length) and not _two_certain_working_days(unrolled, first):
            doubts.append(_ART_2_BACK)
    else:
        if _has_three_days(length):
            last = _extend(first, unrolled, calendar, trace)
        last = _roll(last, calendar, trace, passed)
    trace += [_not_certain(day, calendar.lacks[day], last) for day in calendar.unknown]
    if convention.doubt_if_moved and last != unrolled:
        doubts.append(convention.doubt_if_moved)
    return TermEnd(
        event=event,
        period=length,
        convention=convention,
        basis=basis,
        first_day=first,
        unrolled=unrolled,
        last_day=last,
        passed=tuple(passed),
        trace=tuple(trace),
        unknown=calendar.unknown,
        doubts=tuple(doubts),
    )


def after_working_days(event: date, count: int) -> WorkingDays:
    """Return the last of `count` working days after `event`, which is itself not counted.

    A working day is one that is no Saturday, Sunday, public holiday or equated day. Raises
    ValueError for a `count` below 1 or above 20,000 or an event outside the years of a
    timeline.
    """
    if not 1 <= count <= 20_000:
        raise ValueError(f"{count} working days cannot be counted")
    _check_year(event)
    calendar = _Calendar()
    passed = []
    day = event
    while count:
        day += _DAY
        why = calendar.why_rests(day)
        if why is None:
            count -= 1
        else:
            passed.append((day, why))
    return WorkingDays(day, tuple(passed), calendar.unknown)


def _check_year(event: date) -> None:
    if not FIRST_YEAR <= event.year <= LAST_YEAR:
        raise ValueError(f"{event} is outside {FIRST_YEAR}–{LAST_YEAR}")


def _checked(event: date, period: Period | None, convention: Convention) -> Period:
    _check_year(event)
    length = convention.period if period is None else period
    if length is None:
        raise ValueError(f"the convention {convention.id} sets no length")
    if length.unit not in _LIMITS or not 1 <= approximate_days(length) <= 73_200:
        raise ValueError(f"{length} is no length of a term")
    if convention.counting is Counting.ON and length.unit in "MY":
        raise ValueError(f"{convention.id} counts days or weeks, not {length}")
    return length


def _count(event: date, length: Period, convention: Convention) -> tuple[date, date, list[Step]]:
    """Return the first day counted, the last one, and the steps that say so."""
    if convention.counting is Counting.BACK:
        first, last, words = event - _DAY, shift(event, length, -1), _COUNTED_BACK
    elif convention.counting is Counting.ON:
        first, last, words = event, shift(event - _DAY, length), _COUNTED_ON
    else:
        first, last, words = event + _DAY, shift(event, length), _COUNTED_AFTER
    text = words.fill(n=say_period(length), event=_say(event), first=_say(first), last=_say(last))
    trace = [Step(convention.article, text, last)]
    if length.unit in "MY" and last.day != event.day:
        trace.append(Step(_HR_2017, _SHORTER.fill(day=event.day, last=_say(last)), last))
    return first, last, trace


def _regime(length: Period, convention: Convention, basis: Basis) -> _Regime:
    if basis is not Basis.STATUTORY:
        return _Regime.NOT_STATUTORY
    if length.count > _LIMITS[length.unit]:
        return _Regime.TOO_LONG
    if convention.counting is Counting.BACK:
        return _Regime.COUNTED_BACK
    return _Regime.FULL


def _has_three_days(length: Period) -> bool:
    """Return whether art. 2 looks at it: every term in weeks or months has three days."""
    return length.unit != "D" or length.count >= 3


def _two_certain_working_days(first: date, last: date) -> bool:
    """Return whether two days from `first` through `last` are working days for certain."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    certain = (day for day in days if rests(day) is Truth.NO)
    return next(certain, None) is not None and next(certain, None) is not None


def _extend(first: date, last: date, calendar: _Calendar, trace: list[Step]) -> date:
    """Return the last day after art. 2: lengthened until it holds two working days.

    Looks from the end, and no further than it must: only what it looked at has to be known.
    """
    working = 0
    day = last
    while day >= first and working < 2:
        working += calendar.why_rests(day) is None
        day -= _DAY
    if working == 2:
        return last
    while working < 2:
        last += _DAY
        working += calendar.why_rests(last) is None
    trace.append(Step(_ART_2, _EXTENDED.fill(last=_say(last)), last))
    return last


def _roll(
    last: date, calendar: _Calendar, trace: list[Step], passed: list[tuple[date, Text]]
) -> date:
    """Return the last day after art. 1(1): the first day from `last` on that does not rest."""
    why = calendar.why_rests(last)
    if why is None:
        trace.append(Step(_ART_1_1, _WORKING.fill(last=_say(last)), last))
        return last
    while why is not None:
        passed.append((last, why))
        last += _DAY
        why = calendar.why_rests(last)
    over = [_NAMED.fill(day=_say(day), why=name) for day, name in passed]
    trace.append(Step(_ART_1_1, _ROLLED.fill(over=_join(over), last=_say(last)), last))
    return last


def _stays(why: Text, article: Text, last: date) -> Step:
    """Return the step that says why the end does not move, though it may be a rest day."""
    name = rest_day(last)
    if name is None:
        return Step(article, why, last)
    return Step(article, _STAYS.fill(why=why, day=_NAMED.fill(day=_say(last), why=name)), last)


def _excluded(length: Period) -> Text:
    if length.unit == "Y":
        return _IN_YEARS
    limit = Period(_LIMITS[length.unit], length.unit)
    return _TOO_LONG.fill(n=say_period(length), limit=say_period(limit))


def _not_certain(day: date, table: Coverage, last: date) -> Step:
    reach = _UNKNOWN.fill(
        day=_say(day), table=table.name, first=_say(table.first), last=_say(table.last)
    )
    return Step(_DATA, reach, last)


def _say(day: date) -> Text:
    return Text(say_day(day, "nl"), say_day(day, "en"))


def _join(texts: list[Text]) -> Text:
    return Text(", ".join(text.nl for text in texts), ", ".join(text.en for text in texts))


_ART_1_1 = Text("Atw art. 1 lid 1", "Atw art. 1(1)")
_ART_1_2 = Text("Atw art. 1 lid 2", "Atw art. 1(2)")
_ART_2 = Text("Atw art. 2", "Atw art. 2")
_ART_4 = Text("Atw art. 4, onder a", "Atw art. 4(a)")
_ART_5 = Text("Atw art. 1 en 5", "Atw art. 1 and 5")
_HR_2017 = Text("HR 1 september 2017, ECLI:NL:HR:2017:2225", "HR 1 Sep 2017, ECLI:NL:HR:2017:2225")
_DATA = Text("kalendergegevens", "calendar data")

_COUNTED_AFTER = Text(
    "{n} na {event}, die dag niet meegeteld: {first} t/m {last}",
    "{n} after {event}, that day not counted: {first} through {last}",
)
_COUNTED_ON = Text(
    "{n} vanaf {event}, die dag meegeteld: {first} t/m {last}",
    "{n} from {event}, that day counted: {first} through {last}",
)
_COUNTED_BACK = Text(
    "{n} teruggerekend vanaf {event}, die dag niet meegeteld: uiterlijk {last}",
    "{n} counted back from {event}, that day not counted: {last} at the latest",
)
_SHORTER = Text(
    "er is geen {day}e in die maand, dus de laatste dag ervan: {last}",
    "that month has no day {day}, so its last day: {last}",
)
_NO_STATUTE = Text(
    "geen termijn uit een wet of AMvB: de Algemene termijnenwet geldt niet",
    "no term set by a wet or AMvB: the Algemene termijnenwet does not apply",
)
_IN_YEARS = Text(
    "een termijn in jaren: de Algemene termijnenwet geldt niet",
    "a term in years: the Algemene termijnenwet does not apply",
)
_TOO_LONG = Text(
    "{n} is meer dan {limit}: de Algemene termijnenwet geldt niet",
    "{n} is more than {limit}: the Algemene termijnenwet does not apply",
)
_BACK = Text("teruggerekend: de laatste dag schuift niet", "counted back: the last day stays")
_STAYS = Text("{why}; {day} blijft de laatste dag", "{why}; {day} remains the last day")
_EXTENDED = Text(
    "minder dan twee werkdagen in de termijn: verlengd t/m {last}",
    "fewer than two working days in the term: extended through {last}",
)
_WORKING = Text(
    "{last} is geen zaterdag, zondag of feestdag: de termijn eindigt daar",
    "{last} is no Saturday, Sunday or public holiday: the term ends there",
)
_ROLLED = Text(
    "geen gewone werkdag: {over}; loopt door t/m {last}",
    "no ordinary working day: {over}; runs on through {last}",
)
_NAMED = Text("{day} ({why})", "{day} ({why})")
_UNKNOWN = Text(
    "niet zeker: {day} ligt buiten de tabel ({table}, {first} t/m {last})",
    "not certain: {day} is outside the table ({table}, {first} through {last})",
)
_ART_2_BACK = Text(
    "minder dan twee zekere werkdagen in de termijn; of art. 2 Atw ook voor teruggerekende "
    "termijnen geldt, zegt de wet niet: niet verlengd",
    "fewer than two certain working days in the term; the law does not say whether art. 2 Atw "
    "holds for terms counted back: not extended",
)
