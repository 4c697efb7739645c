"""BP8xx: rules and waivers that have come loose from the plan."""

from __future__ import annotations

from collections.abc import Iterator

from boplan.dates.spoken import say_day
from boplan.model.timeline import Rule
from boplan.model.vocabulary import RuleKind, Severity, Status, Text
from boplan.rules.case import GONE, Case, basis_of, is_dated
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.rules.frequency import COUNTING, is_counted
from boplan.rules.order import governed
from boplan.rules.terms import can_count
from boplan.schedule.progress import Progress


@check(
    "BP801",
    "rule-without-subject",
    Severity.WARNING,
    title=Text("regel die op niets slaat", "rule that applies to nothing"),
    nl="""
    Wat: een regel in het bestand kan niets beoordelen: zijn stappen zijn vervallen of vervangen,
    hebben geen datum, of zijn niet per gemeente terwijl de regel daarover gaat.

    Waarom: zo'n regel stelt gerust zonder iets te bewaken.

    Voorbeeld: een minimale duur voor een stap die geen begin en eind heeft.

    In plaats daarvan: geef de stap een datum, verbeter de regel, of haal hem weg.
    """,
)
def rule_without_subject(case: Case) -> Iterator[Fault]:
    """A rule of the file that can judge nothing.

    What: its steps are cancelled or superseded, have no date, or are not per municipality
    while the rule is about municipalities.

    Why: such a rule reassures without guarding anything.

    Example: a minimum duration for a step without start and end.

    Instead: give the step a date, mend the rule, or take it away.
    """
    for rule in case.timeline.rules.values():
        missing = _missing(case, rule)
        if missing is not None:
            yield Fault(
                place=Place("rule", rule.id),
                rule=rule.id,
                what=missing,
                basis=basis_of(rule),
                mend=Text("verbeter de regel of haal hem weg", "mend the rule or take it away"),
            )


def _missing(case: Case, rule: Rule) -> Text | None:
    """Return why the rule judges nothing, None if it judges something."""
    if rule.kind is RuleKind.LOAD:
        if not any(set(step.activity.body) & set(rule.body) for step in case.meetings):
            return Text("geen enkele stap is van dit overleg", "no step is of this body")
        return None
    if rule.kind is RuleKind.AUTHORITY:
        if governed(case, rule):
            return None
        if rule.document:
            return Text("geen enkele stap behandelt dit stuk", "no step treats this document")
        return Text("geen enkele stap is van dit overleg", "no step is of this body")
    if rule.kind in COUNTING and is_counted(case, rule):
        return None
    steps = [case.steps[one] for one in (*rule.activity, *rule.activities)]
    living = [step for step in steps if step.status not in GONE]
    if not living:
        return Text("alle stappen ervan zijn vervallen of vervangen", "all its steps are gone")
    if not any(is_dated(step) for step in living) and rule.kind is not RuleKind.SCOPE:
        return Text("geen van de stappen ervan heeft een datum", "none of its steps has a date")
    if rule.kind in (RuleKind.SCOPE,) and not any(step.tracks for step in living):
        return Text("de stap is niet per gemeente", "the step is not per municipality")
    if rule.kind is RuleKind.FREQUENCY:
        return Text("er is geen periode te beoordelen", "there is no period to judge")
    others = [case.steps[one] for one in (rule.before, rule.within, rule.event, rule.other) if one]
    mandate = case.steps[rule.mandate] if rule.mandate else None
    if mandate is not None and mandate.status is not Status.CANCELLED:
        others.append(mandate)  # a mandate that was cancelled is judged: it is missing
    if any(other.status in GONE or not is_dated(other) for other in others):
        return Text(
            "de andere stap is vervallen of heeft geen datum", "the other step is gone or undated"
        )
    if rule.kind is RuleKind.DURATION and not any(_has_ends(step) for step in living):
        return Text("de stap heeft geen begin en eind", "the step has no start and end")
    if rule.kind in (RuleKind.TERM, RuleKind.STANDSTILL) and not can_count(rule):
        return Text("deze termijn is niet te tellen", "this term cannot be counted")
    return None


def _has_ends(step: Progress) -> bool:
    plan = step.current.bounds if step.current else step.window.bounds
    return any(
        bounds.earliest_start is not None and bounds.latest_finish is not None
        for bounds in (plan, step.window.bounds)
    )


@check(
    "BP802",
    "waiver-unused",
    Severity.WARNING,
    title=Text("waiver zonder bevinding", "waiver without a finding"),
    nl="""
    Wat: een waiver aanvaardt een bevinding die er niet (meer) is.

    Waarom: hij zou een nieuwe, andere fout kunnen verbergen.

    Voorbeeld: de datum is verbeterd, de waiver bleef staan.

    In plaats daarvan: haal de waiver weg.
    """,
)
def waiver_unused(_case: Case) -> Iterator[Fault]:
    """A waiver that accepts no finding.

    What: the finding that it accepts is not there, or no longer.

    Why: it might hide another fault later.

    Example: the date was mended and the waiver stayed.

    Instead: take the waiver away.
    """
    # Which waivers were used is known only after every other rule has spoken: the engine
    # calls `unused` with them.
    return iter(())


def unused(case: Case, used: set[int], *, of_itself: bool) -> Iterator[Fault]:
    """Yield a fault for each waiver that counts on the day and accepted nothing.

    Either waivers of this very code, or all others: a waiver may accept an unused one.
    """
    for index, waiver in enumerate(case.timeline.waivers):
        if (waiver.code == waiver_unused.code) is not of_itself:
            continue
        if index in used or (waiver.until is not None and waiver.until < case.today):
            continue
        yield Fault(
            place=Place("waiver", index),
            activity=waiver.activity,
            rule=waiver.rule,
            municipality=waiver.municipality,
            what=Text(
                f"aanvaardt {waiver.code}, maar die bevinding is er niet",
                f"accepts {waiver.code}, but there is no such finding",
            ),
            mend=Text("haal de waiver weg", "take the waiver away"),
            basis=Text("waiver", "waiver"),
        )


@check(
    "BP803",
    "waiver-expired",
    Severity.WARNING,
    title=Text("waiver is verlopen", "waiver has expired"),
    nl="""
    Wat: een waiver gold tot en met een dag die voorbij is.

    Waarom: wat tijdelijk was aanvaard, telt weer.

    Voorbeeld: until = 2025-06-30, en het is juli.

    In plaats daarvan: los de bevinding op, of aanvaard haar opnieuw, met een nieuwe reden.
    """,
)
def waiver_expired(case: Case) -> Iterator[Fault]:
    """A waiver whose last day is over.

    What: it held through a day that has passed.

    Why: what was accepted for a time counts again.

    Example: until = 2025-06-30, and it is July.

    Instead: mend the finding, or accept it again with a new reason.
    """
    for index, waiver in enumerate(case.timeline.waivers):
        if waiver.until is not None and waiver.until < case.today:
            yield Fault(
                place=Place("waiver", index),
                activity=waiver.activity,
                rule=waiver.rule,
                municipality=waiver.municipality,
                what=Text(
                    f"gold tot en met {say_day(waiver.until, 'nl')}",
                    f"held through {say_day(waiver.until, 'en')}",
                ),
                mend=Text(
                    "los de bevinding op of vernieuw de waiver", "mend the finding or renew it"
                ),
                basis=Text("waiver", "waiver"),
            )


RULES = (rule_without_subject, waiver_unused, waiver_expired)
