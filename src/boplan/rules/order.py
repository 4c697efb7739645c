"""BP2xx: what must come before what, and what must be done in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise

from boplan.dates.period import approximate_days, say_period
from boplan.dates.spoken import say, say_day
from boplan.model.timeline import After, Deadline, Period, Record, Rule
from boplan.model.vocabulary import (
    Certainty,
    Link,
    RecordKind,
    RuleKind,
    Severity,
    Status,
    Text,
)
from boplan.model.when import Bounds, Moment, OneOf, Truth, at_least, finishes_by
from boplan.model.when import finishes_before_start as before
from boplan.rules.case import (
    GONE,
    LINKS,
    NEAR,
    Case,
    basis_of,
    by_municipality,
    day_words,
    judge,
    said,
    said_bounds,
    settle_day,
    when_words,
)
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.schedule.clash import clash
from boplan.schedule.network import Job, Key, Network
from boplan.schedule.passes import Placed, forward
from boplan.schedule.progress import Progress


@check(
    "BP201",
    "starts-before-predecessor",
    Severity.ERROR,
    title=Text(
        "begint voordat is gebeurd waarop het wacht", "starts before what it waits for is done"
    ),
    nl="""
    Wat: een stap staat gepland voordat een stap waarop hij wacht klaar kan zijn, direct of
    via andere stappen; of van de dagen waaruit nog gekozen wordt, valt er een om die reden af.

    Waarom: wat `after` zegt, is de volgorde die is afgesproken. Een datum die daar niet in
    past, wordt niet gehaald.

    Voorbeeld: het PFHO stelt het plan vast op 30 oktober en wacht op de colleges, die op 4
    november vergaderen.

    In plaats daarvan: verplaats een van beide stappen, of haal de koppeling weg als zij niet
    klopt. Vervalt een van de mogelijke dagen, kies dan op tijd een andere.
    """,
)
def starts_before_predecessor(case: Case) -> Iterator[Fault]:
    """Order as the file links it, through chains.

    What: a step is planned before a step that it waits for can be done, directly or through
    others; or one of the days still to choose from falls away for that reason.

    Why: `after` is the order that was agreed. A date that does not fit it will not be met.

    Example: the portfolio holders adopt the plan on 30 October and wait for the colleges,
    which meet on 4 November.

    Instead: move one of the two, or take the link away if it is wrong. If one of several
    possible days falls away, choose another in time.
    """
    for step in case.living():
        for after in step.window.broken:
            yield _broken(case, step, after)
        for after in step.activity.after:
            yield from _broken_apart(case, step, after)
        if step.window.dropped and not case.is_past(step):
            settle_by = settle_day(step, case.today)
            if settle_by is not None:
                yield _dropped(step, settle_by)


def _broken(case: Case, step: Progress, after: After) -> Fault:
    first = case.steps[after.id]
    words = Text(
        "is op {own}, maar wacht op '{first}' ({other}){lag}",
        "is on {own}, but waits for '{first}' ({other}){lag}",
    )
    lag = Text("", "")
    if after.link is not Link.FS or after.lag.count not in (0, 1):
        length = say_period(after.lag)
        sign = "+" if after.lag.count >= 0 else "-"
        lag = Text(f", {after.link} {sign} {length.nl}", f", {after.link} {sign} {length.en}")
    reason = Text("", "")
    if first.actual is None and first.window.is_narrower:
        earliest = first.window.bounds.earliest_finish
        if earliest is not None:
            reason = Text(
                f"; door de stappen ervoor niet vóór {say_day(earliest, 'nl')} klaar",
                f"; because of earlier steps not done before {say_day(earliest, 'en')}",
            )
    text = words.fill(own=said(step), first=after.id, other=said(first), lag=lag)
    return Fault(
        place=Place("activity", step.activity.id),
        activity=step.activity.id,
        what=Text(text.nl + reason.nl, text.en + reason.en),
        mend=Text(
            f"verplaats deze stap of '{after.id}', of haal de koppeling weg als die niet klopt",
            f"move this step or '{after.id}', or take the link away if it is wrong",
        ),
        basis=LINKS,
    )


def _broken_apart(case: Case, step: Progress, after: After) -> Iterator[Fault]:
    """Yield the municipalities for which a link cannot hold, where they have their own dates."""
    first = case.steps[after.id]
    if after.link is not Link.FS or after.lag.unit not in "DW" or first.status in GONE:
        return
    days = approximate_days(after.lag)
    for municipality, one, other in by_municipality(first, step):
        if before(one.bounds, other.bounds, days) is Truth.NO:
            yield Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                municipality=municipality,
                what=Text(
                    "is op {own}, maar wacht op '{first}' ({on})",
                    "is on {own}, but waits for '{first}' ({on})",
                ).fill(own=when_words(other), first=after.id, on=when_words(one)),
                mend=Text("verplaats een van beide", "move one of the two"),
                basis=LINKS,
            )


def _dropped(step: Progress, settle_by: date) -> Fault:
    dropped = [Bounds(one.first, one.last, one.first, one.last) for one in step.window.dropped]
    left = (step.window.shared or step.window).when
    return Fault(
        place=Place("activity", step.activity.id),
        activity=step.activity.id,
        certainty=Certainty.POSSIBLE,
        what=Text("door de volgorde valt af: {days}", "the order rules out: {days}").fill(
            days=said_bounds(dropped)
        ),
        mend=Text("kies uit wat overblijft: {left}", "choose from what is left: {left}").fill(
            left=Text(say(left, "nl"), say(left, "en")) if left else "",
        ),
        basis=LINKS,
        settle_by=settle_by,
    )


@check(
    "BP202",
    "past-deadline",
    Severity.ERROR,
    title=Text("komt na de uiterste datum klaar", "finishes past its deadline"),
    nl="""
    Wat: een stap komt volgens plan, of volgens wat er gebeurd is, na zijn uiterste datum
    klaar; of dat kan nog gebeuren en het moment om te kiezen is dichtbij.

    Waarom: een uiterste datum geldt tot en met die dag. Een streefdatum (hard = false) geeft
    een mogelijke bevinding, geen fout.

    Voorbeeld: de raad stelt het plan op 8 januari vast, en 31 december was de uiterste datum.

    In plaats daarvan: haal de stap naar voren, of volg de terugval die ervoor is afgesproken.
    """,
)
def past_deadline(case: Case) -> Iterator[Fault]:
    """Finish against deadline, both ends inclusive.

    What: a step finishes after its deadline, as planned or as it happened; or it still may,
    and the time to choose is near.

    Why: a deadline holds through that day. Missing a target (hard = false) is only possible,
    never an error.

    Example: the council adopts the plan on 8 January, and 31 December was the deadline.

    Instead: bring the step forward, or follow the fallback that was agreed for it.
    """
    for deadline, step in case.deadlines:
        limit, bounds = deadline.date, step.window.bounds
        truth, failing = judge(step, partial(finishes_by, day=limit))
        what: Text
        certain = truth is Truth.NO and deadline.hard
        if certain:
            what = Text(
                "is op {own}, na de uiterste datum {day}", "is on {own}, after its deadline {day}"
            )
        elif case.is_past(step) or not case.today <= limit:
            continue  # nothing can be chosen any more: late, not possibly late
        elif truth is Truth.NO:
            what = Text(
                "is op {own}, na de streefdatum {day}", "is on {own}, after its target {day}"
            )
        elif truth is Truth.MAYBE:
            what = Text(
                "na de uiterste datum {day} valt: {days}", "after its deadline {day} falls: {days}"
            )
        elif (
            step.current is not None
            and bounds.latest_finish is not None
            and finishes_by(bounds, limit) is Truth.MAYBE
            and limit <= case.today + NEAR
        ):
            what = Text(
                "({own}) kan na de uiterste datum {day} vallen",
                "({own}) may fall after its deadline {day}",
            )
        else:
            continue
        yield Fault(
            place=Place("deadline", deadline.id),
            activity=step.activity.id,
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            what=what.fill(own=said(step), day=day_words(limit), days=said_bounds(failing)),
            mend=Text("haal de stap naar voren", "bring the step forward"),
            basis=basis_of(deadline),
            settle_by=None if certain else limit,
        )


def _pair(
    case: Case,
    rule: Rule,
    first: Progress,
    second: Progress,
    days: int,
    what: Text,
    mend: Text,
) -> Iterator[Fault]:
    """Yield the fault of `second` starting less than `days` after `first` finishes."""
    if first.status in GONE or second.status in GONE:
        return
    apart = list(by_municipality(first, second))
    if apart:
        for municipality, one, other in apart:
            if before(one.bounds, other.bounds, days) is Truth.NO:
                sentence = what.fill(
                    first=first.activity.id, second=second.activity.id,
                    on=when_words(one), own=when_words(other),
                )  # fmt: skip
                yield Fault(
                    place=Place("rule", rule.id), rule=rule.id, activity=second.activity.id,
                    municipality=municipality, what=sentence, mend=mend, basis=basis_of(rule),
                )  # fmt: skip
        return
    truth, failing = judge(second, lambda bounds: before(first.window.bounds, bounds, days))
    if truth is Truth.YES:
        truth, failing = judge(first, lambda bounds: before(bounds, second.window.bounds, days))
    certain = truth is Truth.NO
    settle_by = None if certain else settle_day(second, case.today) or settle_day(first, case.today)
    if truth is Truth.YES or (not certain and (case.is_past(second) or settle_by is None)):
        return
    more = Text("", "")
    if not certain:
        ruled_out = said_bounds(failing)
        more = Text(f"; daardoor valt af: {ruled_out.nl}", f"; that rules out: {ruled_out.en}")
    sentence = what.fill(
        first=first.activity.id, second=second.activity.id, on=said(first), own=said(second)
    )
    yield Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=second.activity.id,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        what=Text(sentence.nl + more.nl, sentence.en + more.en),
        mend=mend,
        basis=basis_of(rule),
        settle_by=settle_by,
    )


@check(
    "BP203",
    "advice-after-decision",
    Severity.ERROR,
    title=Text("besluit vóór het advies", "decides before it is advised"),
    nl="""
    Wat: een overleg besluit voordat het overleg dat erover adviseert klaar is (regel `advice`).

    Waarom: een advies dat na het besluit komt, kan het besluit niet meer dienen.

    Voorbeeld: het DO besluit op 21 maart, en het BOZV adviseert op 28 maart.

    In plaats daarvan: laat het besluit na het advies komen, of vraag het advies eerder.
    """,
)
def advice_after_decision(case: Case) -> Iterator[Fault]:
    """A body that decides before the one that advises it (rule `advice`).

    What: a body decides before the body that advises it has done so.

    Why: advice that comes after the decision cannot serve it.

    Example: the directors decide on 21 March and the advisers meet on 28 March.

    Instead: decide after the advice, or ask for the advice earlier.
    """
    what = Text(
        "besluit op {own}, maar '{first}' adviseert op {on}",
        "decides on {own}, but '{first}' advises on {on}",
    )
    mend = Text("laat het besluit na het advies komen", "decide after the advice")
    for rule in case.rules(RuleKind.ADVICE):
        for one in rule.activity:
            for other in rule.advice:
                yield from _pair(case, rule, case.steps[other], case.steps[one], 1, what, mend)


@check(
    "BP204",
    "out-of-order",
    Severity.ERROR,
    title=Text("wijkt af van de afgesproken volgorde", "departs from the agreed order"),
    nl="""
    Wat: twee stappen staan in een andere volgorde dan de regel `ordering` zegt.

    Waarom: de volgorde van overleggen is een bestuurlijke afspraak, met een bron.

    Voorbeeld: voor de startnotitie geldt colleges, dan PFHO; het PFHO staat eerder.

    In plaats daarvan: verplaats een van beide, of leg de nieuwe afspraak vast in de regel.
    """,
)
def out_of_order(case: Case) -> Iterator[Fault]:
    """Steps in another order than agreed (rule `ordering`).

    What: two steps that follow each other in the rule do not in the plan. On the same day is
    allowed.

    Why: the order of bodies is an agreement, with a source.

    Example: colleges first, then the portfolio holders, who are planned earlier.

    Instead: move one of the two, or put the new agreement into the rule.
    """
    what = Text("is op {own}, vóór '{first}' ({on})", "is on {own}, before '{first}' ({on})")
    mend = Text("houd de volgorde van de regel aan", "keep to the order of the rule")
    for rule in case.rules(RuleKind.ORDERING):
        steps = [case.steps[one] for one in rule.activities]
        # A step that is gone or has no date does not break the order around it.
        dated = [
            step for step in steps if step.status not in GONE and not step.window.bounds.is_unknown
        ]
        for first, second in pairwise(dated):
            yield from _pair(case, rule, first, second, 0, what, mend)


@check(
    "BP205",
    "mandate-missing",
    Severity.ERROR,
    title=Text("mandaat ontbreekt", "mandate missing"),
    nl="""
    Wat: een overleg besluit met mandaat, maar een gemeente heeft haar standpunt dan nog niet
    bepaald, of heeft dat niet gedaan (regel `mandate`).

    Waarom: de portefeuillehouder bindt zijn college alleen als het college eerst besloot.

    Voorbeeld: het PFHO is op 22 mei en het college van Laren besluit op 27 mei.

    In plaats daarvan: het college eerder, of het PFHO later.
    """,
)
def mandate_missing(case: Case) -> Iterator[Fault]:
    """A decision with mandate before every municipality has given it (rule `mandate`).

    What: a body decides with mandate while a municipality has not taken its position yet, or
    is known not to have taken it.

    Why: a portfolio holder binds the college only if the college decided first.

    Example: the portfolio holders meet on 22 May, one college decides on 27 May.

    Instead: the college earlier, or the meeting later.
    """
    for rule in case.rules(RuleKind.MANDATE):
        mandate = case.steps[rule.mandate or ""]
        for one in rule.activity:
            decision = case.steps[one]
            if decision.status in GONE or mandate.status is Status.SUPERSEDED:
                continue
            yield from _mandates(case, rule, mandate, decision)


def _mandates(case: Case, rule: Rule, mandate: Progress, decision: Progress) -> Iterator[Fault]:
    mend = Text(
        "het college eerder of het overleg later", "the college earlier or the meeting later"
    )
    missing: list[tuple[str | None, Text]] = []
    for track in mandate.tracks:
        when = track.actual or track.current
        if track.status in (Status.NOT_DONE, Status.CANCELLED):
            missing.append(
                (track.municipality, Text("heeft geen mandaat gegeven", "gave no mandate"))
            )
        elif when is not None and before(when.bounds, decision.window.bounds) is Truth.NO:
            on = Text(say(when, "nl"), say(when, "en"))
            missing.append(
                (
                    track.municipality,
                    Text("besluit pas op {on}", "decides only on {on}").fill(on=on),
                )
            )
    if missing and len(missing) == len(mandate.tracks) and len({text for _, text in missing}) == 1:
        missing = [(None, missing[0][1])]
    for municipality, text in missing:
        who = (
            case.timeline.municipalities[municipality].name if municipality else mandate.activity.id
        )
        yield Fault(
            place=Place("rule", rule.id),
            rule=rule.id,
            activity=decision.activity.id,
            municipality=municipality,
            basis=basis_of(rule),
            mend=mend,
            what=Text(
                "besluit op {own}, maar {who} {text}", "decides on {own}, but {who} {text}"
            ).fill(own=said(decision), who=who, text=text),
        )
    if not missing:
        what = Text(
            "besluit op {own}, maar '{first}' is op {on}",
            "decides on {own}, but '{first}' is on {on}",
        )
        yield from _pair(case, rule, mandate, decision, 1, what, mend)


@check(
    "BP206",
    "needs-unmet",
    Severity.ERROR,
    title=Text("nodig stuk of besluit is er dan nog niet", "what it needs is not there yet"),
    nl="""
    Wat: een stap begint voordat alles wat hij nodig heeft klaar is, of terwijl iets daarvan
    is vervallen of niet is gedaan (regel `dependency`). Dezelfde dag mag.

    Waarom: de bron zegt dat de stap zonder dit niet kan.

    Voorbeeld: het PFHO van 30 oktober heeft het plan én de reactie op de zienswijzen nodig.

    In plaats daarvan: zorg dat het er op tijd is, of stel de stap uit.
    """,
)
def needs_unmet(case: Case) -> Iterator[Fault]:
    """A step before all that it needs is there (rule `dependency`).

    What: a step starts before everything it needs is done, or while some of it was cancelled
    or not done. The same day is allowed.

    Why: the source says that the step cannot do without.

    Example: the meeting of 30 October needs the plan and the reply to the views.

    Instead: see that it is there in time, or put the step off.
    """
    what = Text(
        "is op {own}, maar '{first}' is er pas op {on}",
        "is on {own}, but '{first}' is only there on {on}",
    )
    mend = Text(
        "zorg dat het op tijd klaar is, of stel de stap uit",
        "have it ready in time, or put the step off",
    )
    for rule in case.rules(RuleKind.DEPENDENCY):
        for one in rule.activity:
            for other in rule.needs:
                step, needed = case.steps[one], case.steps[other]
                if needed.status in (Status.NOT_DONE, Status.CANCELLED) and step.status not in GONE:
                    yield Fault(
                        place=Place("rule", rule.id),
                        rule=rule.id,
                        activity=one,
                        mend=mend,
                        basis=basis_of(rule),
                        what=Text(
                            f"heeft '{other}' nodig, en die is niet gedaan of vervallen",
                            f"needs '{other}', which was not done or was cancelled",
                        ),
                    )
                else:
                    yield from _pair(case, rule, needed, step, 0, what, mend)


@check(
    "BP207",
    "outside-span",
    Severity.ERROR,
    title=Text(
        "valt buiten de periode waarin het hoort", "outside the span that should contain it"
    ),
    nl="""
    Wat: een stap valt buiten de periode van een andere stap (regel `containment`).

    Waarom: de stap heeft alleen binnen die periode zin.

    Voorbeeld: het Regiopodium over de startnotitie hoort in de zienswijzetermijn.

    In plaats daarvan: plan de stap van de eerste tot en met de laatste dag van die periode.
    """,
)
def outside_span(case: Case) -> Iterator[Fault]:
    """A step outside the span that should contain it (rule `containment`).

    What: a step lies before the first or after the last day of another step.

    Why: it makes sense only within that span.

    Example: the meeting for councillors belongs in the consultation that it is about.

    Instead: plan it from the first through the last day of the span.
    """
    for rule in case.rules(RuleKind.CONTAINMENT):
        outer = case.steps[rule.within or ""]
        for one in rule.activity:
            inner = case.steps[one]
            if inner.status in GONE or outer.status in GONE:
                continue
            truth, failing = judge(inner, partial(_contains, outer))
            certain = truth is Truth.NO
            settle_by = None if certain else settle_day(inner, case.today)
            if truth is Truth.YES or (not certain and (case.is_past(inner) or settle_by is None)):
                continue
            own = said(inner) if certain else said_bounds(failing)
            yield Fault(
                place=Place("rule", rule.id),
                rule=rule.id,
                activity=one,
                basis=basis_of(rule),
                certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
                settle_by=settle_by,
                what=Text(
                    "({own}) valt buiten '{outer}' ({span})",
                    "({own}) is outside '{outer}' ({span})",
                ).fill(own=own, outer=outer.activity.id, span=said(outer)),
                mend=Text("plan de stap binnen die periode", "plan it within that span"),
            )


def _contains(outer: Progress, bounds: Bounds) -> Truth:
    span = outer.window.bounds
    starts = at_least(span.earliest_start, bounds.latest_start)
    ends = at_least(bounds.earliest_finish, span.latest_finish)
    return Truth.NO if Truth.NO in (starts, ends) else Truth.YES


@check(
    "BP208",
    "scope-incomplete",
    Severity.ERROR,
    title=Text("niet alle gemeenten doen mee", "not all municipalities take part"),
    nl="""
    Wat: een gemeente die een stap moet zetten, staat niet bij die stap, of zette hem niet,
    en volgde ook geen terugval (regel `scope`).

    Waarom: het besluit geldt pas als alle gemeenten het nemen.

    Voorbeeld: zes van de zeven raden stelden het plan vast.

    In plaats daarvan: laat de gemeente alsnog besluiten, of leg de terugval vast.
    """,
)
def scope_incomplete(case: Case) -> Iterator[Fault]:
    """Adoption by fewer than all municipalities in scope (rule `scope`).

    What: a municipality that must take a step is not in its scope, or did not take it and
    followed no fallback either.

    Why: the decision holds only if all of them take it.

    Example: six of seven councils adopted the plan.

    Instead: have the municipality decide after all, or record its fallback.
    """
    for rule in case.rules(RuleKind.SCOPE):
        for one in rule.activity:
            step = case.steps[one]
            if step.status in GONE:
                continue
            tracks = {track.municipality: track for track in step.tracks}
            for municipality in rule.scope:
                track = tracks.get(municipality)
                name = case.timeline.municipalities[municipality].name
                if track is None:
                    what = Text(f"geldt niet voor {name}", f"does not include {name}")
                elif track.status in (Status.NOT_DONE, Status.CANCELLED) and not _fell_back(
                    case, one, municipality
                ):
                    what = Text(f"is door {name} niet gezet", f"was not taken by {name}")
                else:
                    continue
                yield Fault(
                    place=Place("rule", rule.id),
                    rule=rule.id,
                    activity=one,
                    municipality=municipality,
                    what=what,
                    basis=basis_of(rule),
                    mend=Text(
                        "laat de gemeente besluiten of leg de terugval vast",
                        "have it decide, or record its fallback",
                    ),
                )


def _fell_back(case: Case, one: str, municipality: str) -> bool:
    return any(
        track.municipality == municipality
        and track.status is not Status.NOT_NEEDED
        and track.status not in (Status.NOT_DONE, Status.CANCELLED)
        for step in case.living()
        if step.activity.fallback_for == one
        for track in step.tracks
    )


@check(
    "BP209",
    "settled-outside-alternatives",
    Severity.ERROR,
    title=Text(
        "gekozen of gebeurd op een dag die niet mogelijk was",
        "chosen or done on a day that was no alternative",
    ),
    nl="""
    Wat: een stap met een keuze uit dagen is vastgelegd, of gedaan, op een andere dag.

    Waarom: dan klopt de keuze niet, of de dag niet, en wie op de keuze rekende weet dat niet.

    Voorbeeld: gekozen kon worden uit 19 en 26 november; vastgelegd is 25 november.

    In plaats daarvan: verbeter het record, of leg de nieuwe dag vast als verplaatst, met reden.
    """,
)
def settled_outside_alternatives(case: Case) -> Iterator[Fault]:
    """A choice recorded that was not among the days to choose from.

    What: a step with alternatives is settled, or done, on another day.

    Why: either the choice or the day is wrong, and who counted on the choice does not know.

    Example: the choice was 19 or 26 November, and 25 November is recorded.

    Instead: correct the record, or record the new day as moved, with its reason.
    """
    known = {id(record) for step in case.steps.values() for record in step.records}
    for index, record in enumerate(case.timeline.records):
        activity = case.timeline.activities[record.activity]
        if id(record) not in known or not isinstance(activity.when, OneOf):
            continue
        if _is_limit(activity.when) or _was_moved(case, record):
            continue
        day = record.settled
        if (
            record.kind is RecordKind.DONE
            and isinstance(record.on, Moment)
            and record.on.part.is_day
        ):
            day = record.on.part.start
        if day is None or any(_holds(one.first, day, one.last) for one in activity.when.members):
            continue
        yield Fault(
            place=Place("record", index),
            activity=activity.id,
            municipality=record.municipality[0] if len(record.municipality) == 1 else None,
            what=Text(
                "{day} is geen van de mogelijke dagen: {days}",
                "{day} is none of the possible days: {days}",
            ).fill(
                day=day_words(day), days=Text(say(activity.when, "nl"), say(activity.when, "en"))
            ),
            mend=Text(
                "verbeter het record, of leg vast dat de stap is verplaatst",
                "correct the record, or record that the step was moved",
            ),
            basis=Text("de keuze in when", "the alternatives in when"),
        )


def _is_limit(when: OneOf) -> bool:
    """Return whether it only says "at the latest" or "at the earliest": no choice of days."""
    member = when.members[0]
    return len(when.members) == 1 and None in (member.first, member.last)


def _was_moved(case: Case, record: Record) -> bool:
    """Return whether the step was moved for everyone that the record is about."""
    whose = set(record.municipality)
    return any(
        one.kind is RecordKind.MOVED
        and (not one.municipality or (whose and whose <= set(one.municipality)))
        for one in case.steps[record.activity].records
    )


def _holds(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


@check(
    "BP210",
    "fallback-too-early",
    Severity.ERROR,
    title=Text("terugval ligt vóór wat hij vervangt", "fallback lies before what it replaces"),
    nl="""
    Wat: de terugval valt op of vóór de laatste dag van de stap waarvoor hij de uitweg is.

    Waarom: pas als die dag voorbij is, is duidelijk wie de uitweg nodig heeft.

    Voorbeeld: uiterlijk 31 december 2025, en anders "januari 2025".

    In plaats daarvan: controleer het jaar; de terugval hoort erna te liggen.
    """,
)
def fallback_too_early(case: Case) -> Iterator[Fault]:
    """A fallback on or before the last day of the step it replaces.

    What: a fallback lies, whatever its day, not after the last day of the other step.

    Why: only once that day has passed is it clear who needs the way out.

    Example: by 31 December 2025, or else "January 2025".

    Instead: check the year; a fallback belongs after it.
    """
    for step in case.living():
        if step.activity.fallback_for is None:
            continue
        other = case.steps[step.activity.fallback_for]
        last = step.window.bounds.latest_finish
        if other.limit is None or last is None or last > other.limit:
            continue
        yield Fault(
            place=Place("activity", step.activity.id),
            activity=step.activity.id,
            what=Text(
                "is op {own}, niet na '{other}' (tot en met {day})",
                "is on {own}, not after '{other}' (through {day})",
            ).fill(own=said(step), other=other.activity.id, day=day_words(other.limit)),
            mend=Text("plan de terugval na die dag", "plan the fallback after that day"),
            basis=Text("fallback_for", "fallback_for"),
        )


@check(
    "BP211",
    "done-before-predecessor",
    Severity.WARNING,
    title=Text("gedaan terwijl iets ervoor nog openstaat", "done while what it waits for is open"),
    nl="""
    Wat: een stap is als gedaan vastgelegd, terwijl een stap waarop hij wacht te laat is of
    niet is gedaan.

    Waarom: óf het record van die andere stap ontbreekt, óf de volgorde is niet gevolgd.

    Voorbeeld: het PFHO stelde vast, en van de colleges is niets vastgelegd.

    In plaats daarvan: leg vast wat er met de andere stap gebeurde, ook als dat "geen bericht" is.
    """,
)
def done_before_predecessor(case: Case) -> Iterator[Fault]:
    """A step recorded done while a step that it waits for is overdue or not done.

    What: the record of the step says done, that of its predecessor is missing or says no.

    Why: either a record is missing, or the order was not followed.

    Example: the portfolio holders adopted, and nothing is recorded of the colleges.

    Instead: record what happened to the other step, even if that is "no evidence".
    """
    for step in case.steps.values():
        if step.status is not Status.DONE:
            continue
        for after in step.activity.after:
            other = case.steps[after.id]
            if after.link is not Link.FS or other.status not in (Status.OVERDUE, Status.NOT_DONE):
                continue
            yield Fault(
                place=Place("activity", step.activity.id),
                activity=step.activity.id,
                what=Text(
                    "is gedaan ({on}), maar '{other}' niet", "is done ({on}), but '{other}' is not"
                ).fill(on=said(step), other=after.id),
                mend=Text(
                    f"leg vast wat er met '{after.id}' gebeurde",
                    f"record what happened to '{after.id}'",
                ),
                basis=LINKS,
            )


@check(
    "BP212",
    "deadline-out-of-reach",
    Severity.ERROR,
    title=Text("uiterste dag is niet te halen", "deadline out of reach"),
    nl="""
    Wat: de stap past zelf nog vóór zijn uiterste dag, maar wat eraan voorafgaat duwt hem
    erover: elke stap, elke wachttijd, elke minimale duur en de eerstvolgende vergadering
    meegerekend, komt hij op zijn vroegst daarna klaar.

    Waarom: geen enkele stap valt dan op, en toch loopt het mis. De keten zegt waar het knelt:
    laat een van deze voorwaarden vallen, en het past weer.

    Voorbeeld: stukken op 24 april, twaalf weken zienswijze, en het besluit uiterlijk 30 juni.

    In plaats daarvan: begin eerder, maak een stap in de keten korter, of verzet de uiterste dag.
    """,
)
def deadline_out_of_reach(case: Case) -> Iterator[Fault]:
    """A deadline that the plan cannot make, whatever days are chosen.

    What: the step itself would fit before its deadline, but what comes before pushes it past:
    with every step, lag, minimum length and next known meeting it finishes later at the
    earliest.

    Why: no single step looks wrong, and still it fails. The chain says where it is too tight:
    let one of its conditions go, and it fits again.

    Example: papers on 24 April, twelve weeks for views, and the decision by 30 June.

    Instead: begin earlier, shorten a step of the chain, or move the deadline.
    """
    hard = [
        (deadline, step)
        for deadline, step in case.deadlines
        if deadline.hard and step.status is not Status.DONE
    ]
    if not hard:
        return
    network = case.network
    early = forward(network, from_today=False)
    for deadline, step in hard:
        if finishes_by(step.window.bounds, deadline.date) is Truth.NO:
            continue  # its own date passes the deadline: BP202 says so
        late = [
            (job, early[job.key])
            for job in network.of_step(step.activity.id)
            if (finish := early[job.key].finish) is not None and finish > deadline.date
        ]
        if not late:
            continue
        job, placed = max(late, key=lambda pair: pair[1].finish or deadline.date)
        assert placed.finish is not None
        days = say_period(Period((placed.finish - deadline.date).days, "D"))
        yield Fault(
            place=Place("deadline", deadline.id),
            activity=step.activity.id,
            municipality=job.key[1] if len(late) < len(network.of_step(step.activity.id)) else None,
            what=Text(
                "kan niet vóór {first} klaar zijn, {days} na de uiterste dag ({day}): {chain}",
                "cannot be finished before {first}, {days} after the deadline ({day}): {chain}",
            ).fill(
                first=day_words(placed.finish),
                days=days,
                day=day_words(deadline.date),
                chain=_chain(network, early, job, deadline),
            ),
            mend=Text(
                "begin eerder, verkort een stap van deze keten of verzet de uiterste dag",
                "begin earlier, shorten a step of this chain or move the deadline",
            ),
            basis=basis_of(deadline),
        )


def _chain(network: Network, early: dict[Key, Placed], last: Job, deadline: Deadline) -> Text:
    """Return the steps that clash with a deadline, the first one first."""
    found = clash(network, early, last, deadline)
    said = " → ".join(dict.fromkeys(f"'{one.job.activity.id}'" for one in found))
    return Text(said, said)


@check(
    "BP213",
    "without-authority",
    Severity.ERROR,
    title=Text("overleg zonder bevoegdheid voor deze stap", "body without authority for this step"),
    nl="""
    Wat: een overleg neemt een stap met een doel waarvoor het geen bevoegdheid heeft (regel
    `authority`): een ander doel dan de regel van dat overleg noemt (purposes), of een besluit
    over een stuk waarover alleen andere overleggen gaan (document).

    Waarom: een besluit van wie er niet over gaat, is geen besluit.

    Voorbeeld: het AO adviseert, en staat in de planning met doel besluiten.

    In plaats daarvan: laat het bevoegde overleg besluiten, of verbeter het doel van de stap.
    """,
)
def without_authority(case: Case) -> Iterator[Fault]:
    """A body that takes a step which is not its to take (rule `authority`).

    What: a body takes a step with another purpose than the rule allows it (purposes), or a
    decision on a document on which only other bodies decide (document).

    Why: a decision by those who have no say in it is no decision.

    Example: the officials advise, and the plan has them decide.

    Instead: have the body with the authority decide, or correct the purpose of the step.
    """
    for rule in case.rules(RuleKind.AUTHORITY):
        for step in governed(case, rule):
            activity = step.activity
            if rule.document:
                outside = [one for one in activity.body if one not in rule.body]
                allowed = activity.purpose not in rule.purposes or not outside
            else:
                outside = [one for one in activity.body if one in rule.body]
                allowed = activity.purpose is None or activity.purpose in rule.purposes
            if not allowed:
                yield _without_authority(case, rule, step, outside)


def governed(case: Case, rule: Rule) -> list[Progress]:
    """Return the steps that a rule `authority` is about: of its documents, else of its bodies."""
    return [
        step
        for step in case.living()
        if rule.process in (None, step.activity.process)
        and (
            set(rule.document) & set(step.activity.document)
            if rule.document
            else set(rule.body) & set(step.activity.body)
        )
    ]


def _without_authority(case: Case, rule: Rule, step: Progress, bodies: list[str]) -> Fault:
    who = ", ".join(case.timeline.bodies[one].label for one in bodies)
    if rule.document:
        only = ", ".join(case.timeline.bodies[one].label for one in rule.body)
        limit = Text(f"alleen {only} mag dat", f"only {only} may do so")
    else:
        only = ", ".join(rule.purposes)
        limit = Text(f"wel voor: {only}", f"it has it for: {only}")
    return Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=step.activity.id,
        what=Text(
            f"heeft als doel '{step.activity.purpose}', maar daarvoor heeft {who} geen "
            f"bevoegdheid; {limit.nl}",
            f"has the purpose '{step.activity.purpose}', for which {who} has no authority; "
            f"{limit.en}",
        ),
        mend=Text(
            "laat het bevoegde overleg dit doen, of verbeter het doel",
            "have the body with the authority do it, or correct the purpose",
        ),
        basis=basis_of(rule),
    )


RULES = (
    starts_before_predecessor,
    past_deadline,
    advice_after_decision,
    out_of_order,
    mandate_missing,
    needs_unmet,
    outside_span,
    scope_incomplete,
    settled_outside_alternatives,
    fallback_too_early,
    done_before_predecessor,
    deadline_out_of_reach,
    without_authority,
)
