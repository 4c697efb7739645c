"""BP4xx: bodies meet on their own days, and what they treat must be there by then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from boplan.dates.meetings import Calendar
from boplan.dates.period import say_period, shift
from boplan.dates.spoken import say_day
from boplan.model.timeline import Period
from boplan.model.vocabulary import Certainty, Severity, Text
from boplan.model.when import Bounds, Truth
from boplan.rules.case import (
    Case,
    cited,
    dates_of,
    day_words,
    joined,
    judge,
    once,
    said,
    said_bounds,
    settle_day,
)
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.schedule.progress import Progress


def calendars(case: Case, step: Progress) -> Iterator[tuple[Calendar, str | None, list[Bounds]]]:
    """Yield each calendar that a step must fit, whose it is, and the step's alternatives.

    A body that is per municipality has a calendar for each municipality, which has its own
    date; what is done already must fit nothing any more.
    """
    for body in step.activity.body:
        own = case.timeline.bodies[body].per_municipality
        for municipality, choices in dates_of(step):
            calendar = Calendar.of(case.timeline, body, municipality if own else None)
            yield calendar, municipality, choices


@check(
    "BP401",
    "body-does-not-meet",
    Severity.ERROR,
    title=Text("overleg vergadert die dag niet", "body does not meet on that day"),
    nl="""
    Wat: een stap staat op een dag waarop het overleg volgens zijn volledige agenda niet
    vergadert; of van de mogelijke dagen valt er een om die reden af.

    Waarom: zonder vergadering geen besluit, en de volgende is weken later.

    Voorbeeld: het college staat op dinsdag 12 mei, en vergadert die week niet.

    In plaats daarvan: kies een dag uit de agenda. Een agenda die alleen genoemde data bevat
    (attested) bewijst niets en geeft deze bevinding nooit.
    """,
)
def body_does_not_meet(case: Case) -> Iterator[Fault]:
    """A step on a day on which its body does not meet, by a complete agenda.

    What: the day is within a complete agenda and not in it; or one of the days to choose from
    is not.

    Why: without a meeting there is no decision, and the next meeting is weeks away.

    Example: a college on Tuesday 12 May, a week in which it does not meet.

    Instead: choose a day of the agenda. An attested agenda proves nothing by what it leaves
    out and never gives this finding.
    """
    for step in case.meetings:
        faults = []
        for calendar, municipality, choices in calendars(case, step):
            days = [bounds.earliest_start for bounds in choices if bounds.is_day]
            bad = [day for day in days if day and calendar.meets_on(day) is Truth.NO]
            certain = len(bad) == len(choices)
            settle_by = None if certain else settle_day(step, case.today)
            if not bad or (not certain and (case.is_past(step) or settle_by is None)):
                continue
            label = case.timeline.bodies[calendar.body].label
            fault = Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                municipality=municipality,
                certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
                what=Text(
                    "{label} vergadert volgens de agenda niet op {days}",
                    "{label} does not meet on {days}, by its agenda",
                ).fill(label=label, days=joined([day_words(day) for day in bad])),
                mend=_nearest_meeting(calendar, bad[0]),
                basis=Text(f"agenda van {label}", f"agenda of {label}"),
                settle_by=settle_by,
            )
            faults.append(fault)
        yield from once(faults, len(step.tracks))


def _nearest_meeting(calendar: Calendar, day: date) -> Text:
    """Return the meetings before and after that day, as far as the agenda knows them."""
    before, after = calendar.last_meeting(day), calendar.next_meeting(day)
    known = [day_words(one.day) for one in (before, after) if one.day is not None]
    if not known:
        return Text("kies een dag uit de agenda", "choose a day of the agenda")
    days = joined(known)
    return Text(f"wel: {days.nl}", f"it meets on: {days.en}")


@check(
    "BP404",
    "no-meeting-left",
    Severity.ERROR,
    title=Text(
        "geen vergadering meer in de beschikbare tijd", "no meeting left in the time there is"
    ),
    nl="""
    Wat: een stap met een vage datum heeft volgens de volledige agenda van het overleg geen
    enkele vergadering in de tijd die ervoor is.

    Waarom: welke dag ook wordt gekozen, het overleg is er niet.

    Voorbeeld: de raad moet na 8 december en uiterlijk 31 december besluiten, en vergadert op
    4 december en 15 januari.

    In plaats daarvan: maak meer tijd, vraag een extra vergadering, of volg de terugval.
    """,
)
def no_meeting_left(case: Case) -> Iterator[Fault]:
    """A vague date in which the body has no meeting, by a complete agenda.

    What: none of the days on which the step can be is one on which the body meets.

    Why: whatever day is chosen, the body is not there.

    Example: a council must decide after 8 December and by 31 December, and meets on 4
    December and 15 January.

    Instead: make more time, ask for an extra meeting, or follow the fallback.
    """
    for step in case.meetings:
        faults = []
        for calendar, municipality, choices in calendars(case, step):
            if all(bounds.is_day for bounds in choices):
                continue  # listed days are judged one by one
            stretches = [(one.earliest_start, one.latest_finish) for one in choices]
            if any(_may_meet(calendar, first, last) for first, last in stretches):
                continue
            first, last = stretches[0][0], stretches[-1][1]
            if first is None or last is None:
                continue
            label = case.timeline.bodies[calendar.body].label
            fault = Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                municipality=municipality,
                what=Text(
                    "{label} vergadert volgens de agenda niet van {first} t/m {last}",
                    "{label} does not meet from {first} through {last}, by its agenda",
                ).fill(label=label, first=day_words(first), last=day_words(last)),
                mend=_nearest_meeting(calendar, last),
                basis=Text(f"agenda van {label}", f"agenda of {label}"),
            )
            faults.append(fault)
        yield from once(faults, len(step.tracks))


def _may_meet(calendar: Calendar, first: date | None, last: date | None) -> bool:
    if first is None or last is None:
        return True
    return calendar.next_meeting(first, not_after=last).truth is not Truth.NO


@check(
    "BP402",
    "papers-too-late",
    Severity.ERROR,
    title=Text("stukken te laat voor het overleg", "papers too late for the meeting"),
    nl="""
    Wat: het stuk wordt later aangeleverd dan het overleg vraagt (`papers` van het overleg).

    Waarom: wie de stukken te laat krijgt, behandelt ze niet; het volgende overleg is weken later.

    Voorbeeld: het PFHO vraagt stukken 10 dagen vooraf, en het plan is 8 dagen vooraf klaar.

    In plaats daarvan: lever eerder aan, of ga naar het volgende overleg.
    """,
)
def papers_too_late(case: Case) -> Iterator[Fault]:
    """Papers delivered later than the body wants them (`papers` of the body).

    What: the document that a step treats is delivered fewer days before the meeting than the
    body asks for.

    Why: who gets the papers too late does not treat them, and the next meeting is weeks away.

    Example: papers are due ten days before, and the plan is ready eight days before.

    Instead: deliver earlier, or go to the next meeting.
    """
    for step in case.meetings:
        delivery = case.delivery_of(step.activity)
        if delivery is None:
            continue
        for body in step.activity.body:
            papers = case.timeline.bodies[body].papers
            if papers is None:
                continue

            truth, failing = judge(step, partial(_in_time, papers, delivery.window.bounds))
            certain = truth is Truth.NO
            settle_by = None if certain else settle_day(step, case.today)
            if truth is Truth.YES or (not certain and (case.is_past(step) or settle_by is None)):
                continue
            label = case.timeline.bodies[body].label
            yield Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
                settle_by=settle_by,
                what=Text(
                    "({own}): {label} wil de stukken {period} vooraf, en '{first}' is op {on}",
                    "({own}): {label} wants papers {period} before, and '{first}' is on {on}",
                ).fill(
                    own=said(step) if certain else said_bounds(failing),
                    label=label,
                    period=say_period(papers),
                    first=delivery.activity.id,
                    on=said(delivery),
                ),
                mend=Text(
                    "lever eerder aan of ga naar het volgende overleg",
                    "deliver earlier or go to the next meeting",
                ),
                basis=Text(f"aanlevertermijn van {label}", f"papers of {label}"),
            )


def _in_time(papers: Period, ready: Bounds, bounds: Bounds) -> Truth:
    if bounds.latest_start is None or ready.earliest_finish is None:
        return Truth.MAYBE
    due = shift(bounds.latest_start, papers, -1)
    return Truth.NO if ready.earliest_finish > due else Truth.YES


@check(
    "BP403",
    "prepared-before-document",
    Severity.ERROR,
    title=Text("voorbereidend overleg vóór het stuk er is", "prepared before the document exists"),
    nl="""
    Wat: een overleg dat een besluit voorbereidt (AO, DO), valt voordat het stuk is aangeleverd.
    Dat geldt ook voor een overleg dat alleen is afgeleid uit de datum van het besluit.

    Waarom: dat overleg kan over het stuk niet adviseren; in de planning lijkt het of dat wel kan.

    Voorbeeld: het AO is drie weken voor het PFHO van 30 oktober, dus op 9 oktober, en het plan
    wordt op 13 oktober aangeleverd.

    In plaats daarvan: lever aan vóór het voorbereidend overleg, plan dat overleg later, of leg
    vast dat het deze keer wordt overgeslagen.
    """,
)
def prepared_before_document(case: Case) -> Iterator[Fault]:
    """A preparatory meeting before the document is delivered, also a derived one.

    What: a body that prepares a decision (AO, DO) meets before the document is there, be it
    on a known day or on one that only follows from the day of the decision.

    Why: it cannot advise on the document, though the plan looks as if it could.

    Example: the officials meet three weeks before 30 October, on the 9th, and the plan is
    delivered on the 13th.

    Instead: deliver before that meeting, hold it later, or record that it is left out.
    """
    for step, meeting in case.prepared:
        delivery = case.delivery_of(step.activity)
        ready = delivery.window.bounds.earliest_finish if delivery else None
        if delivery is None or ready is None or ready <= meeting.day:
            continue
        label = case.timeline.bodies[meeting.body].label
        kind = Text("", "") if meeting.is_known else Text(" (afgeleid)", " (derived)")
        yield Fault(
            place=Place("activity", step.activity.id),
            activity=step.activity.id,
            what=Text(
                "wordt voorbereid door {label} op {day}{kind}, maar '{first}' ({on}) is dan nog "
                "niet klaar: op zijn vroegst {ready}",
                "is prepared by {label} on {day}{kind}, but '{first}' ({on}) is not ready by "
                "then: {ready} at the earliest",
            ).fill(
                label=label,
                day=day_words(meeting.day),
                kind=kind,
                first=delivery.activity.id,
                on=said(delivery),
                ready=day_words(ready),
            ),
            mend=Text(
                f"lever aan vóór {say_day(meeting.day, 'nl')}, of plan {label} later",
                f"deliver before {say_day(meeting.day, 'en')}, or hold {label} later",
            ),
            basis=cited(meeting.agenda.source)
            if meeting.agenda.source
            else Text("agenda", "agenda"),
        )


RULES = (body_does_not_meet, papers_too_late, prepared_before_document, no_meeting_left)
