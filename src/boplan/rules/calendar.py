"""BP5xx: days on which it is unwise or impossible to meet, and where the calendar ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from boplan.dates.closures import school_coverage
from boplan.dates.holidays import PUBLIC_HOLIDAYS, Coverage
from boplan.dates.resting import recess_on, weekday_off, weekend_on
from boplan.dates.spoken import say_day
from boplan.model.timeline import Body
from boplan.model.vocabulary import DECISIONS, MEETING_LEVELS, Certainty, RuleKind, Severity, Text
from boplan.model.when import Bounds, Truth
from boplan.rules.case import (
    Case,
    basis_of,
    dates_of,
    day_words,
    joined,
    once,
    said_bounds,
    settle_day,
)
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.rules.meetings import calendars
from boplan.rules.terms import uncovered_terms
from boplan.schedule.progress import Progress

Reason = Callable[[Case, Body, str | None, date], Text | None]
"""Why a body, of a municipality if it is one of each, should not meet on a day."""


def _bad_days(case: Case, reason: Reason, mend: Text, basis: Text) -> Iterator[Fault]:
    """Yield a fault for each step, and each meeting that prepares one, on a bad day.

    Of alternatives, certain only if all are bad. What has happened is not judged.
    """
    for step in case.meetings:
        for one in step.activity.body:
            body = case.timeline.bodies[one]
            if body.level not in MEETING_LEVELS:
                continue
            faults = [
                Fault(
                    place=Place("activity", step.activity.id),
                    activity=step.activity.id,
                    municipality=municipality,
                    certainty=Certainty.CERTAIN if settle_by is None else Certainty.POSSIBLE,
                    what=Text("({label}) staat op {said}", "({label}) is on {said}").fill(
                        label=body.label, said=said
                    ),
                    mend=mend,
                    basis=basis,
                    settle_by=settle_by,
                )
                for municipality, choices in dates_of(step)
                for said, settle_by in _bad_day(case, step, body, municipality, choices, reason)
            ]
            yield from once(faults, len(step.tracks))
    for step, meeting in case.prepared:
        why = reason(case, case.timeline.bodies[meeting.body], None, meeting.day)
        if why is None or meeting.is_known or step.actual is not None:
            continue
        label = case.timeline.bodies[meeting.body].label
        yield Fault(
            place=Place("activity", step.activity.id),
            activity=step.activity.id,
            what=Text(
                "wordt voorbereid door {label} op {day} (afgeleid): {why}",
                "is prepared by {label} on {day} (derived): {why}",
            ).fill(label=label, day=day_words(meeting.day), why=why),
            mend=mend,
            basis=basis,
        )


def _bad_day(
    case: Case,
    step: Progress,
    body: Body,
    municipality: str | None,
    choices: list[Bounds],
    reason: Reason,
) -> Iterator[tuple[Text, date | None]]:
    """Yield the bad days with their reasons, and by when to choose another if there is one."""
    bad = {}
    for bounds in choices:
        day = bounds.earliest_start
        why = reason(case, body, municipality, day) if day and bounds.is_day else None
        if day is not None and why is not None:
            bad[day] = why
    if not bad:
        return
    said = joined([Text("{d}: {w}", "{d}: {w}").fill(d=day_words(d), w=w) for d, w in bad.items()])
    if len(bad) == len(choices):
        yield said, None
        return
    settle_by = settle_day(step, case.today)
    if settle_by is not None and not case.is_past(step):
        yield said, settle_by


def _weekend(_case: Case, _body: Body, _whose: str | None, day: date) -> Text | None:
    return weekend_on(day)


@check(
    "BP501",
    "on-weekend",
    Severity.ERROR,
    title=Text("overleg in het weekend", "meeting on a weekend"),
    nl="""
    Wat: een overleg staat op een zaterdag of zondag.

    Waarom: zo'n dag is bijna altijd een verschrijving.

    Voorbeeld: het PFHO op zaterdag 24 mei 2025, een jaar te ver doorgerekend.

    In plaats daarvan: controleer dag en jaar.
    """,
)
def on_weekend(case: Case) -> Iterator[Fault]:
    """A meeting on a Saturday or Sunday.

    What: a body is planned to meet on a weekend, or all the days to choose from are.

    Why: such a day is nearly always a slip of the pen.

    Example: the portfolio holders on Saturday 24 May 2025, reckoned a year too far.

    Instead: check day and year.
    """
    mend = Text("controleer dag en jaar", "check day and year")
    yield from _bad_days(case, _weekend, mend, Text("weekend", "weekend"))


def _holiday(_case: Case, _body: Body, _whose: str | None, day: date) -> Text | None:
    return weekday_off(day)


@check(
    "BP502",
    "on-holiday",
    Severity.WARNING,
    title=Text("overleg op een feestdag", "meeting on a public holiday"),
    nl="""
    Wat: een overleg staat op een algemeen erkende feestdag, of een dag die daarmee gelijkstaat.

    Waarom: het wordt vrijwel zeker verplaatst, en dan schuift wat erop volgt mee.

    Voorbeeld: een college op tweede paasdag.

    In plaats daarvan: vraag naar de vervangende dag. Of een overleg op Goede Vrijdag of een bij
    koninklijk besluit aangewezen dag doorgaat, bepaalt het overleg zelf.
    """,
)
def on_holiday(case: Case) -> Iterator[Fault]:
    """A meeting on a public holiday or a day equated with one.

    What: a body is planned to meet on such a day, or all the days to choose from are.

    Why: it will nearly certainly be moved, and what follows moves with it.

    Example: a college on Easter Monday.

    Instead: ask for the day that replaces it. Whether a body meets on Good Friday or on a day
    named by royal decree is its own affair.
    """
    basis = Text("Algemene termijnenwet, art. 3", "Algemene termijnenwet, art. 3")
    mend = Text("vraag naar de vervangende dag", "ask for the day that replaces it")
    yield from _bad_days(case, _holiday, mend, basis)


def _recess(case: Case, body: Body, whose: str | None, day: date) -> Text | None:
    timeline = case.timeline
    closures = timeline.closures.values()
    return recess_on(day, closures, timeline.school_region, body=body.id, municipality=whose)


@check(
    "BP503",
    "in-recess",
    Severity.NOTE,
    title=Text("overleg in een vakantie of reces", "meeting in a holiday or recess"),
    nl="""
    Wat: een overleg staat in een schoolvakantie van de regio of in een reces uit het bestand.

    Waarom: het mag, maar vaak ontbreken mensen of gaat het overleg niet door. Geen wet bepaalt
    een reces; daarom is dit een opmerking en geen fout.

    Voorbeeld: het AO van drie weken voor 22 mei 2025 is 1 mei, in de meivakantie.

    In plaats daarvan: vraag of het doorgaat, of kies een andere dag.
    """,
)
def in_recess(case: Case) -> Iterator[Fault]:
    """A meeting in a school holiday of the region or a recess of the file.

    What: a body is planned to meet in one, or all the days to choose from are in one.

    Why: it is allowed, but people are often away or the meeting is not held. No law sets a
    recess, so this is a note and not an error.

    Example: the officials' meeting three weeks before 22 May 2025 is on 1 May, in the May
    holiday.

    Instead: ask whether it is held, or choose another day.
    """
    basis = Text("schoolvakanties en [[closure]]", "school holidays and [[closure]]")
    mend = Text("vraag of het overleg doorgaat", "ask whether it is held")
    yield from _bad_days(case, _recess, mend, basis)


@check(
    "BP504",
    "deadline-in-recess",
    Severity.WARNING,
    title=Text("uiterste datum in een vakantie of reces", "deadline in a holiday or recess"),
    nl="""
    Wat: een harde uiterste datum valt in een schoolvakantie of reces van wie moet besluiten.

    Waarom: dan vergadert er niemand; de werkelijke laatste dag ligt ervoor.

    Voorbeeld: raden besluiten uiterlijk 31 december 2025, en de kerstvakantie begint 20 december.

    In plaats daarvan: reken met de laatste werkdag vóór het reces.
    """,
)
def deadline_in_recess(case: Case) -> Iterator[Fault]:
    """A deadline that nobody can meet on its last day.

    What: a hard deadline lies in a school holiday or recess of the body that must decide.

    Why: nobody meets then; the real last day is before it.

    Example: councils decide by 31 December 2025, and the Christmas holiday begins on the 20th.

    Instead: reckon with the last working day before the recess.
    """
    for deadline, step in case.deadlines:
        if not deadline.hard or step.actual is not None:
            continue
        for one in step.activity.body:
            body = case.timeline.bodies[one]
            reason = _recess(case, body, None, deadline.date)
            if reason is None or body.level not in MEETING_LEVELS:
                continue
            last = deadline.date
            while _is_closed(case, body, last):
                last -= timedelta(days=1)
            yield Fault(
                place=Place("deadline", deadline.id),
                activity=step.activity.id,
                what=Text(
                    f"heeft als uiterste datum {say_day(deadline.date, 'nl')}, in {reason.nl}; "
                    f"de laatste werkdag ervoor is {say_day(last, 'nl')}",
                    f"has its deadline on {say_day(deadline.date, 'en')}, in the {reason.en}; "
                    f"the last working day before it is {say_day(last, 'en')}",
                ),
                mend=Text(f"reken met {say_day(last, 'nl')}", f"reckon with {say_day(last, 'en')}"),
                basis=basis_of(deadline),
            )


def _is_closed(case: Case, body: Body, day: date) -> bool:
    reasons = (_weekend, _holiday, _recess)
    return any(reason(case, body, None, day) is not None for reason in reasons)


@check(
    "BP505",
    "calendar-ends",
    Severity.NOTE,
    title=Text("kalender reikt niet tot deze datum", "calendar does not reach this date"),
    nl="""
    Wat: voor een datum die ertoe doet, is niet bekend of het een feestdag, gelijkgestelde dag,
    vakantie of vergaderdag is, omdat de tabel of agenda daar niet reikt.

    Waarom: boplan gokt niet. Wat niet beoordeeld kon worden, is niet goedgekeurd.

    Voorbeeld: een wettelijke termijn die in 2029 eindigt, terwijl de gelijkgestelde dagen tot en
    met 2028 bekend zijn.

    In plaats daarvan: vul de agenda aan, of wacht tot de regeling er is en werk boplan bij.
    """,
)
def calendar_ends(case: Case) -> Iterator[Fault]:
    """A date that depends on days no table reaches.

    What: whether a day that matters is a holiday, an equated day, in a school holiday or a
    day of meeting is not known, because the table or agenda ends before it.

    Why: boplan does not guess. What could not be judged was not approved.

    Example: a statutory term that ends in 2029, while equated days are known through 2028.

    Instead: fill in the agenda, or wait until the regulation exists and update boplan.
    """
    for step in case.meetings:
        for municipality, choices in dates_of(step):
            days = [one.earliest_start for one in choices if one.is_day and one.earliest_start]
            short = next((found for day in days if (found := _too_short(case, day))), None)
            if short is not None:
                place = Place("activity", step.activity.id)
                yield _unknown(place, step.activity.id, short, municipality)
                break
        yield from once(list(_agenda_ends(case, step)), len(step.tracks))
    for rule, one, day, coverage in uncovered_terms(case):
        what = _beyond(day, coverage) if coverage else _no_school(case, day)
        yield _unknown(Place("rule", rule), one, what)


def _unknown(place: Place, activity: str, what: Text, municipality: str | None = None) -> Fault:
    return Fault(
        place=place,
        activity=activity,
        municipality=municipality,
        rule=str(place.name) if place.kind == "rule" else None,
        what=what,
        mend=Text("beoordeel deze datum met de hand", "judge this date by hand"),
        basis=Text("tabellen van boplan (docs/terms.md)", "tables of boplan (docs/terms.md)"),
    )


def _too_short(case: Case, day: date) -> Text | None:
    """Return why it is not known whether a day is a holiday, None if it is known."""
    if day not in PUBLIC_HOLIDAYS:
        return _beyond(day, PUBLIC_HOLIDAYS)
    school = school_coverage(case.timeline.school_region)
    if case.timeline.school_region is not None and (school is None or day not in school):
        return _no_school(case, day)
    return None


def _no_school(case: Case, day: date) -> Text:
    region = case.timeline.school_region
    school = school_coverage(region)
    if school is not None:
        return _beyond(day, school)
    if region is None:
        return Text(
            "hangt af van {day}, maar zonder school_region zijn geen schoolvakanties bekend",
            "depends on {day}, but without school_region no school holidays are known",
        ).fill(day=day_words(day))
    return Text(
        "hangt af van {day}, maar van regio {region} zijn geen schoolvakanties bekend",
        "depends on {day}, but of region {region} no school holidays are known",
    ).fill(day=day_words(day), region=region)


def _beyond(day: date, coverage: Coverage) -> Text:
    return Text(
        "hangt af van {day}, maar {name} zijn bekend van {first} t/m {last}",
        "depends on {day}, but {name} are known from {first} through {last}",
    ).fill(
        day=day_words(day),
        name=coverage.name,
        first=day_words(coverage.first),
        last=day_words(coverage.last),
    )


def _agenda_ends(case: Case, step: Progress) -> Iterator[Fault]:
    """Yield a fault for each calendar that knows all meetings, but not those of the step."""
    for calendar, municipality, choices in calendars(case, step):
        for bounds in choices if calendar.covered else ():
            first, last = bounds.earliest_start, bounds.latest_finish
            if first is None or last is None:
                continue
            if calendar.next_meeting(first, not_after=last).truth is not Truth.MAYBE:
                continue
            label = case.timeline.bodies[calendar.body].label
            yield Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                municipality=municipality,
                what=Text(
                    "({days}): of {label} dan vergadert, is niet bekend; de volledige agenda "
                    "reikt niet tot daar",
                    "({days}): whether {label} meets then is not known; its complete agenda "
                    "does not reach there",
                ).fill(days=said_bounds([bounds]), label=label),
                mend=Text("vul de agenda aan", "fill in the agenda"),
                basis=Text(f"agenda van {label}", f"agenda of {label}"),
            )
            break


@check(
    "BP506",
    "overloaded",
    Severity.WARNING,
    title=Text(
        "te veel besluiten in één overleg of maand", "too many decisions in one meeting or month"
    ),
    nl="""
    Wat: een overleg moet op één dag, of in één week, kalendermaand of jaar, meer besluiten
    nemen dan de regel `load` toelaat.

    Waarom: stukken worden doorgeschoven, en dan loopt het eerste stuk zonder ruimte vast.

    Voorbeeld: zes besluiten voor de raden in december.

    In plaats daarvan: spreid de besluiten, of spreek vooraf af wat voorgaat.
    """,
)
def overloaded(case: Case) -> Iterator[Fault]:
    """More decisions in one meeting or month than the rule `load` allows.

    What: a body must take more decisions on one day (per = "P1D"), or in one week, calendar
    month or year (P1W, P1M, P1Y), than allowed.

    Why: papers are put off, and the first without room to spare is stuck.

    Example: six decisions for the councils in December.

    Instead: spread them, or agree beforehand on what goes first.
    """
    for rule in case.rules(RuleKind.LOAD):
        for body in rule.body:
            groups: dict[tuple[int, ...], list[Progress]] = defaultdict(list)
            for step in case.meetings:
                if body not in step.activity.body or step.activity.purpose not in DECISIONS:
                    continue
                first, last = step.window.bounds.earliest_start, step.window.bounds.latest_finish
                if first is None or last is None or rule.per is None:
                    continue
                # A step belongs to a period only if it must fall in it, whatever its day.
                if _period_of(first, rule.per.unit) == _period_of(last, rule.per.unit):
                    groups[_period_of(first, rule.per.unit)].append(step)
            for steps in groups.values():
                if rule.maximum_count is not None and len(steps) > rule.maximum_count:
                    yield _load_fault(case, rule.id, body, steps, rule.maximum_count)


def _period_of(day: date, unit: str) -> tuple[int, ...]:
    """Return the day, ISO week, calendar month or year in which `day` lies."""
    match unit:
        case "D":
            return (day.year, day.month, day.day)
        case "W":
            return day.isocalendar()[:2]
        case "M":
            return (day.year, day.month)
        case _:
            return (day.year,)


def _load_fault(case: Case, rule: str, body: str, steps: list[Progress], most: int) -> Fault:
    ids = ", ".join(f"'{step.activity.id}'" for step in steps)
    label = case.timeline.bodies[body].label
    return Fault(
        place=Place("rule", rule),
        rule=rule,
        what=Text(
            f"{label} moet {len(steps)} besluiten tegelijk nemen, hoogstens {most}: {ids}",
            f"{label} must take {len(steps)} decisions at once, at most {most}: {ids}",
        ),
        mend=Text("spreid de besluiten", "spread the decisions"),
        basis=basis_of(case.timeline.rules[rule]),
    )


RULES = (on_weekend, on_holiday, in_recess, deadline_in_recess, calendar_ends, overloaded)
