"""BP4xx: bodies meet on their own days, and what they treat must be there by then."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from boplan.dates.period import say_period, shift
from boplan.dates.spoken import say_day
from boplan.model.timeline import Period
from boplan.model.vocabulary import Certainty, Severity, Text
from boplan.model.when import Bounds, Truth
from boplan.rules.case import Case, cited, day_words, judge, said, said_bounds
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place


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
    for step in case.meetings():
        delivery = case.delivery_of(step.activity)
        if delivery is None:
            continue
        for body in step.activity.body:
            papers = case.timeline.bodies[body].papers
            if papers is None:
                continue

            truth, failing = judge(step, partial(_in_time, papers, delivery.window.bounds))
            if truth is Truth.YES or (truth is Truth.MAYBE and case.is_past(step)):
                continue
            certain = truth is Truth.NO
            label = case.timeline.bodies[body].label
            yield Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
                settle_by=None if certain else step.window.bounds.earliest_start,
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


RULES = (papers_too_late, prepared_before_document)
