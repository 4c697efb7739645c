"""BP7xx: how often something happens, in each period or within a span.

What counts, and how a vague date gives a least and a most, is said in schedule.counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from boplan.dates.grid import MOST_PERIODS, Grid, grid_of
from boplan.dates.spoken import say_bounds
from boplan.model.timeline import Rule
from boplan.model.vocabulary import STATUS_WORDS, Certainty, RuleKind, Severity, Text
from boplan.model.when import Bounds, Moment, OneOf, Part, Range, Span, When
from boplan.rules.case import (
    GONE,
    Case,
    basis_of,
    is_dated,
    joined,
    settle_day,
    settle_now,
    when_words,
)
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.schedule.counting import (
    Count,
    Counted,
    Days,
    Once,
    Time,
    Window,
    counted,
    total,
    window_of,
)

COUNTING = frozenset({RuleKind.FREQUENCY, RuleKind.COUNT})
"""Kinds of rule that say how often."""

MOST_NAMED = 8
"""A sentence that names more steps than this is not read."""


_COLON = Text(": ", ": ")


@dataclass(frozen=True, slots=True)
class Asked:
    """So many times within some days."""

    window: Window
    words: Text
    least: int | None
    most: int | None


@check(
    "BP701",
    "too-few-in-period",
    Severity.WARNING,
    title=Text("te weinig in een periode", "fewer than agreed in a period"),
    nl="""
    Wat: in een periode van de regel `frequency` gebeurt iets minder vaak dan afgesproken, op
    welke dagen vage data ook uitkomen. Wat is vervallen, vervangen of niet gedaan, telt niet
    mee; een stap onder voorwaarde hoogstens. Van wat "regelmatig" gebeurt, is nooit zeker dat
    het te weinig is.

    Waarom: wie op de afgesproken berichten rekent, mist er een, en niemand ziet dat.

    Voorbeeld: twee voortgangsrapportages per jaar; die van december 2023 vervalt, en 2023
    houdt er één over.

    In plaats daarvan: plan er een bij, of leg vast dat voor die periode iets anders gold
    (exceptions).
    """,
)
def too_few_in_period(case: Case) -> Iterator[Fault]:
    """Fewer times in a period than the rule `frequency` says.

    What: in one of its periods something happens less often than agreed, on whatever days
    vague dates turn out to be. What is cancelled, superseded or not done does not count; a
    step on a condition only may. Of what happens "regularly" it is never certain.

    Why: who counts on the agreed reports misses one, and nobody sees it.

    Example: two progress reports a year; that of December 2023 is cancelled, which leaves
    2023 with one.

    Instead: plan another, or say that other numbers held in that period (exceptions).
    """
    for rule, parts, asked in _periods(case):
        yield from _few(case, rule, parts, asked)


@check(
    "BP702",
    "too-many-in-period",
    Severity.WARNING,
    title=Text("te veel in een periode", "more than agreed in a period"),
    nl="""
    Wat: in een periode van de regel `frequency` gebeurt iets vaker dan afgesproken, op welke
    dagen vage data ook uitkomen.

    Waarom: er is tijd en geld voor wat is afgesproken; wat erbij komt, gaat ergens anders af.

    Voorbeeld: twee tot drie overleggen per jaar, en voor 2025 staan er vier gepland.

    In plaats daarvan: laat er een vervallen of verzet hem naar een andere periode, of leg vast
    dat voor die periode iets anders gold (exceptions).
    """,
)
def too_many_in_period(case: Case) -> Iterator[Fault]:
    """More times in a period than the rule `frequency` says.

    What: in one of its periods something happens more often than agreed, on whatever days
    vague dates turn out to be.

    Why: there is time and money for what was agreed; what is added is taken from elsewhere.

    Example: two to three meetings a year, and four are planned for 2025.

    Instead: cancel one or move it to another period, or say that other numbers held in that
    period (exceptions).
    """
    for rule, parts, asked in _periods(case):
        yield from _many(case, rule, parts, asked)


@check(
    "BP703",
    "count-not-met",
    Severity.WARNING,
    title=Text("te weinig of te veel in een tijdvak", "too few or too many within a span"),
    nl="""
    Wat: in het tijdvak van de regel `count` (within_dates) gebeurt iets minder vaak, of vaker,
    dan afgesproken, op welke dagen vage data ook uitkomen. De zin zegt welk van beide.

    Waarom: de afspraak is een aantal, en losse stappen laten niet zien of dat wordt gehaald.

    Voorbeeld: drie regiopodia in de looptijd van het plan, en er zijn er twee gepland.

    In plaats daarvan: plan er een bij of haal er een weg, of leg het nieuwe aantal vast in de
    regel.
    """,
)
def count_not_met(case: Case) -> Iterator[Fault]:
    """Fewer or more times within a span than the rule `count` says.

    What: within the dates of the rule something happens less often, or more often, than
    agreed, on whatever days vague dates turn out to be. The sentence says which of the two.

    Why: what was agreed is a number, and single steps do not show whether it is reached.

    Example: three regional evenings in the life of the plan, and two are planned.

    Instead: plan another or take one away, or put the new number into the rule.
    """
    for rule in case.rules(RuleKind.COUNT):
        when = rule.within_dates
        windows = window_of(when) if when else []
        parts = _parts(case, rule, _hull(windows))
        asked = [
            Asked(one, _within(when), rule.minimum_count, rule.maximum_count)
            for one in windows
            if when
        ]
        for faults in (_few, _many):
            found = [list(faults(case, rule, parts, one)) for one in asked]
            # Of several stretches only one is meant: what holds in another is no fault.
            if all(found) and found[0]:
                yield found[0][0]


def _hull(windows: list[Window]) -> Days:
    firsts = [one.widest.first for one in windows]
    lasts = [one.widest.last for one in windows]
    return Days(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )


def _parts(case: Case, rule: Rule, within: Days) -> list[Counted]:
    return counted([case.steps[one] for one in rule.activity], within)


def _periods(case: Case) -> Iterator[tuple[Rule, list[Counted], Asked]]:
    """Yield what each rule asks of each of its periods, with what is counted."""
    for rule in case.rules(RuleKind.FREQUENCY):
        judged = judged_periods(case, rule)
        if judged is None:
            continue
        grid, first, last = judged
        parts = _parts(case, rule, Days(grid.first(first), grid.last(last)))
        others = {grid.period_of(one.in_): one for one in rule.exceptions}
        for number in range(first, last + 1):
            days = Days(grid.first(number), grid.last(number))
            least, most = rule.minimum_count, rule.maximum_count
            if (other := others.get(number)) is not None:
                least = least if other.minimum_count is None else other.minimum_count
                most = most if other.maximum_count is None else other.maximum_count
            yield rule, parts, Asked(Window(days, days), _words(grid, number), least, most)


def judged_periods(case: Case, rule: Rule) -> tuple[Grid, int, int] | None:
    """Return the periods of a frequency that are judged, None if there are none.

    From that of `from` through that of `until`. Where the rule has neither, from that of the
    first time that is known through that of the last: a time that may lie in either of two
    periods does not make the outer one count.
    """
    grid = grid_of(rule.per, rule.from_) if rule.per is not None else None
    if grid is None:
        return None
    firsts, lasts = [], []
    is_endless = False
    if rule.from_ is None or rule.until is None:
        for part in _parts(case, rule, Days(None, None)):
            for days in part.known():
                firsts += [grid.number(days.last)] if days.last else []
                lasts += [grid.number(days.first)] if days.first else []
            is_endless = is_endless or part.is_endless
        numbers = [grid.period_of(one.in_) for one in rule.exceptions]
        firsts += [one for one in numbers if one is not None]
        lasts += [one for one in numbers if one is not None]
    first = grid.number(rule.from_.first) if rule.from_ else min(firsts, default=None)
    if is_endless and first is not None:
        lasts.append(first)  # it goes on: there is always one period to judge
    last = grid.whole_by(rule.until.last) if rule.until else max(lasts, default=None)
    if first is None or last is None or last < first:
        return None
    return grid, first, min(last, first + MOST_PERIODS - 1)


def is_counted(case: Case, rule: Rule) -> bool:
    """Return whether the rule can find anything.

    Also where all its steps are gone: then there are too few. Steps without a date can be on
    any day, so they say something only if there are too few of them whatever their days.
    """
    if rule.kind is RuleKind.FREQUENCY and judged_periods(case, rule) is None:
        return False
    living = [case.steps[one] for one in rule.activity if case.steps[one].status not in GONE]
    least = [rule.minimum_count, *(one.minimum_count for one in rule.exceptions)]
    return any(is_dated(step) for step in living) or len(living) < max(one or 0 for one in least)


def _words(grid: Grid, number: int) -> Text:
    first, last = grid.first(number), grid.last(number)
    if grid.precision is not None:
        return _within(Moment(Part(first, grid.precision)))
    return _within(Span(Part(first), Part(last)) if last > first else Moment(Part(first)))


def _within(when: When) -> Text:
    """Return a stretch of time with the word that goes before it: "in 2022", "t/m di 3 jun"."""
    match when:
        case Moment(part) if part.is_day:
            before = Text("op ", "on ")
        case Span(start, end) if start is not None and end is not None:
            before = Text("van ", "from ")
        case Span() | OneOf((Range(None, _) | Range(_, None),)):
            before = Text("", "")
        case _:
            before = Text("in ", "in ")
    words = when_words(when)
    return Text(before.nl + words.nl, before.en + words.en)


def _few(case: Case, rule: Rule, parts: list[Counted], asked: Asked) -> Iterator[Fault]:
    """Yield the fault of too few times, if there are."""
    if asked.least is None:
        return
    count = total(parts, asked.window)
    if count.most is None:
        return
    needed = Text(
        f"afgesproken is minstens {asked.least}", f"the agreement is at least {asked.least}"
    )
    mend = Text("plan er een bij, of pas de regel aan", "plan another, or mend the rule")
    if count.most < asked.least:
        before = Text("hoogstens ", "at most ") if count.least < count.most else Text("", "")
        how = _times(count.most, before)
        yield _fault(rule, asked, count, how, needed, mend)
    elif count.most == asked.least:
        yield from _may_be_few(case, rule, parts, asked, count)


def _many(case: Case, rule: Rule, parts: list[Counted], asked: Asked) -> Iterator[Fault]:
    """Yield the fault of too many times, if there are."""
    if asked.most is None:
        return
    count = total(parts, asked.window)
    needed = Text(
        f"afgesproken is hoogstens {asked.most}", f"the agreement is at most {asked.most}"
    )
    mend = Text(
        "laat er een weg of verzet hem, of pas de regel aan",
        "leave one out or move it, or mend the rule",
    )
    if count.least > asked.most:
        more = count.most is None or count.least < count.most
        how = _times(count.least, Text("minstens ", "at least ") if more else Text("", ""))
        yield _fault(rule, asked, count, how, needed, mend)
    elif count.least == asked.most:
        yield from _may_be_many(case, rule, parts, asked, count)


def _may_be_few(
    case: Case, rule: Rule, parts: list[Counted], asked: Asked, count: Count
) -> Iterator[Fault]:
    """Yield the fault of a choice that would leave too few, if the time to choose is now.

    Only where all that can still come is needed: then a choice outside the period is one too
    few. A day to choose from that lies outside falls away; any other vague date must be
    settled by the last day of the period.
    """
    out: list[tuple[Once, Days]] = []
    settle_by: list[date] = []
    last = asked.window.widest.last
    for part in _open(parts, asked):
        choices = part.time.choices
        outside = [one for one in choices if not one.touches(asked.window.widest)]
        day = settle_day(part.step, case.today)
        if outside and day is not None:
            out += [(part, one) for one in outside]
            settle_by.append(day)
        elif (
            len(choices) == 1
            and last is not None
            and part.step.current is not None
            and (choices[0].last is None or choices[0].last > last)
            and settle_now(case, part.step, last)
        ):
            out.append((part, Days(last + timedelta(days=1), choices[0].last)))
            settle_by.append(last)
    if out:
        what = Text(
            f"heeft alles nodig wat nog kan: minstens {asked.least} keer {asked.words.nl}",
            f"needs all that can still come: at least {asked.least} {asked.words.en}",
        )
        yield _possible(rule, count, what, out, min(settle_by))


def _may_be_many(
    case: Case, rule: Rule, parts: list[Counted], asked: Asked, count: Count
) -> Iterator[Fault]:
    """Yield the fault of a choice that would be one too many: a day to choose from falls away."""
    out: list[tuple[Once, Days]] = []
    settle_by: list[date] = []
    for part in _open(parts, asked):
        inside = [one for one in part.time.choices if asked.window.must_hold([one])]
        day = settle_day(part.step, case.today)
        if inside and part.time.is_sure and day is not None:
            out += [(part, one) for one in inside]
            settle_by.append(day)
    if out:
        what = Text(
            f"is vol: hoogstens {asked.most} keer {asked.words.nl}",
            f"is full: at most {asked.most} {asked.words.en}",
        )
        yield _possible(rule, count, what, out, min(settle_by))


def _open(parts: list[Counted], asked: Asked) -> Iterator[Once]:
    """Yield the steps of which it is still to be chosen whether they lie in the window."""
    for part in parts:
        if (
            isinstance(part, Once)
            and part.time.fell_out is None
            and asked.window.may_hold(part.time.choices)
            and not asked.window.must_hold(part.time.choices)
        ):
            yield part


def _possible(
    rule: Rule, count: Count, what: Text, out: list[tuple[Once, Days]], settle_by: date
) -> Fault:
    said = joined([_choice(part, days) for part, days in out])
    named = _named(count, Text("; geteld: ", "; counted: "))
    return _made(
        rule,
        Text(
            f"{what.nl}; daardoor valt af: {said.nl}{named.nl}",
            f"{what.en}; that rules out: {said.en}{named.en}",
        ),
        Text("kies op tijd een andere dag", "choose another day in time"),
        settle_by,
    )


def _choice(part: Once, days: Days) -> Text:
    bounds = Bounds(days.first, days.last, days.first, days.last)
    one = part.time.activity
    return Text(f"'{one}' ({say_bounds(bounds, 'nl')})", f"'{one}' ({say_bounds(bounds, 'en')})")


def _times(number: int, before: Text) -> Text:
    times = "time" if number == 1 else "times"
    return Text(f"{before.nl}{number} keer", f"{before.en}{number} {times}")


def _fault(rule: Rule, asked: Asked, count: Count, how: Text, needed: Text, mend: Text) -> Fault:
    what = Text(
        f"telt {how.nl} {asked.words.nl}; {needed.nl}{_named(count).nl}",
        f"counts {how.en} {asked.words.en}; {needed.en}{_named(count).en}",
    )
    return _made(rule, what, mend)


def _made(rule: Rule, what: Text, mend: Text, settle_by: date | None = None) -> Fault:
    return Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=rule.activity[0] if len(rule.activity) == 1 else None,
        certainty=Certainty.CERTAIN if settle_by is None else Certainty.POSSIBLE,
        what=what,
        mend=mend,
        basis=basis_of(rule),
        settle_by=settle_by,
    )


def _named(count: Count, start: Text = _COLON) -> Text:
    """Return which steps were counted, and which fell out: ": 'a' (…); vervallen: 'b' (…)"."""
    named = Text("", "")
    if count.times:
        listed = _listed(count.times)
        named = Text(start.nl + listed.nl, start.en + listed.en)
    for status in dict.fromkeys(time.fell_out for time in count.fell_out if time.fell_out):
        listed = _listed([time for time in count.fell_out if time.fell_out is status])
        word = STATUS_WORDS[status]
        named = Text(f"{named.nl}; {word.nl}: {listed.nl}", f"{named.en}; {word.en}: {listed.en}")
    return named


def _listed(times: Sequence[Time]) -> Text:
    """Return steps with their dates; of many only some, of one that recurs how often."""
    groups: dict[str, list[Time]] = {}
    for time in times:
        groups.setdefault(time.activity, []).append(time)
    said = [_group(one, group) for one, group in list(groups.items())[:MOST_NAMED]]
    left = len(groups) - len(said)
    if left:
        said.append(Text(f"en nog {left}", f"and {left} more"))
    return joined(said)


def _group(one: str, times: Sequence[Time]) -> Text:
    if len(times) > 4:
        return Text(f"'{one}' ({len(times)} keer)", f"'{one}' ({len(times)} times)")
    said = [
        Text("zonder datum", "without a date") if time.when is None else when_words(time.when)
        for time in times
    ]
    if not all(time.is_sure or time.fell_out for time in times):
        said.append(Text("niet zeker", "not sure"))
    return Text(f"'{one}' ({joined(said).nl})", f"'{one}' ({joined(said).en})")


RULES = (too_few_in_period, too_many_in_period, count_not_met)
