"""BP3xx: how long things must last, and terms of law.

Agreed lengths are counted as people count a difference of dates: the first day does not
count, so twelve weeks from 12 December run through 6 March. A rule says
`first_day_counts = true` where its source counts it: eight years from 1 January 2026 run
through 31 December 2033. It is the same gross and net. Terms of law are counted by their own
article (dates.terms).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from boplan.dates.closures import PUBLIC, closed_days
from boplan.dates.holidays import PUBLIC_HOLIDAYS, Coverage, lacking
from boplan.dates.period import say_period, shift
from boplan.dates.spoken import say_day
from boplan.dates.terms import CONVENTIONS, Counting, TermEnd, term_end
from boplan.model.timeline import Period, Rule
from boplan.model.vocabulary import Certainty, RuleKind, Severity, Text
from boplan.model.when import Bounds, Truth, When, at_least
from boplan.rules.case import (
    GONE,
    Case,
    alternatives,
    basis_of,
    by_municipality,
    day_words,
    judge,
    said,
    said_bounds,
    settle_day,
    settle_now,
    when_words,
)
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.schedule.progress import Progress, Track, took_place

MOST_NET_DAYS = 366 * 30
"""A longer span is not counted net of anything: no table of closed days reaches so far."""


def _spans(case: Case, kind: RuleKind) -> Iterator[tuple[Rule, Progress, Bounds]]:
    """Yield each step with both ends under a rule of that kind."""
    for rule in case.rules(kind):
        for one in rule.activity:
            step = case.steps[one]
            if step.status in GONE:
                continue
            for bounds in _bounds_of(step):
                if bounds.earliest_start is not None and bounds.latest_finish is not None:
                    yield rule, step, bounds


def _bounds_of(step: Progress) -> list[Bounds]:
    """Return the bounds of a step; each of them where municipalities have their own."""
    if not step.own_dates:
        return [step.window.bounds]
    dates = (_span(track) for track in step.tracks if track.status not in GONE)
    return list(dict.fromkeys(when.bounds for when in dates if when is not None))


def _counted_from(rule: Rule, bounds: Bounds) -> tuple[date, date, date, date]:
    """Return the days after which counting begins (earliest, latest), and the last days."""
    first = bounds.earliest_start or date.min
    last = bounds.latest_finish or date.max
    latest = bounds.latest_start or last
    before = timedelta(days=1 if rule.first_day_counts else 0)
    return first - before, latest - before, bounds.earliest_finish or first, last


def _start(rule: Rule, counted_from: date) -> date:
    """Return the first day of a step from the day after which its days are counted."""
    return counted_from + timedelta(days=1 if rule.first_day_counts else 0)


def _length_fault(
    rule: Rule, step: Progress, what: Text, mend: Text, settle_by: date | None = None
) -> Fault:
    return Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=step.activity.id,
        certainty=Certainty.CERTAIN if settle_by is None else Certainty.POSSIBLE,
        what=what,
        mend=mend,
        basis=basis_of(rule),
        settle_by=settle_by,
    )


_LONGER = Text("verleng de stap of begin eerder", "make it longer or begin earlier")


@check(
    "BP301",
    "too-short",
    Severity.ERROR,
    title=Text("duurt te kort", "lasts too short"),
    nl="""
    Wat: een stap duurt korter dan de regel `duration` zegt. De begindag telt niet mee: twaalf
    weken vanaf 12 december lopen tot en met 6 maart. Met `first_day_counts` telt hij wel mee.

    Waarom: wie mag reageren, heeft recht op de hele termijn.

    Voorbeeld: een zienswijzetermijn van twaalf weken van 12 december t/m 5 maart: een dag te kort.

    In plaats daarvan: laat de termijn later eindigen of eerder beginnen. Is het begin nog
    vaag, kies het dan uiterlijk op de genoemde dag.
    """,
)
def too_short(case: Case) -> Iterator[Fault]:
    """A step that lasts shorter than the rule `duration` says.

    What: from its first to its last day is less than the minimum. The first day does not
    count: twelve weeks from 12 December run through 6 March; with `first_day_counts` it does.

    Why: whoever may respond is entitled to the whole term.

    Example: twelve weeks for views, from 12 December through 5 March: one day short.

    Instead: end later or begin earlier. If the start is still vague, choose it in time.
    """
    for rule, step, bounds in _spans(case, RuleKind.DURATION):
        if rule.minimum is None or rule.net_of:
            continue
        es, ls, ef, lf = _counted_from(rule, bounds)
        period = say_period(rule.minimum)
        if shift(es, rule.minimum) > lf:
            days = (shift(es, rule.minimum) - lf).days
            what = Text(
                f"({{own}}) duurt korter dan {period.nl}: {_days(days).nl} te kort",
                f"({{own}}) lasts shorter than {period.en}: {_days(days).en} too short",
            )
            yield _length_fault(rule, step, what.fill(own=said(step)), _LONGER)
        elif shift(ls, rule.minimum) > ef:
            last_good = _start(rule, shift(ef, rule.minimum, -1))
            if settle_now(case, step, last_good):
                yield _length_fault(
                    rule, step, _too_late_start(period, last_good), _LONGER, last_good
                )


def _too_late_start(period: Text, last_good: date) -> Text:
    return Text(
        f"duurt alleen {period.nl} als het begin uiterlijk {say_day(last_good, 'nl')} is",
        f"lasts {period.en} only if it begins by {say_day(last_good, 'en')}",
    )


def _days(count: int) -> Text:
    return say_period(Period(count, "D"))


@check(
    "BP302",
    "too-short-net",
    Severity.ERROR,
    title=Text("duurt zonder reces te kort", "lasts too short net of recess"),
    nl="""
    Wat: een stap duurt korter dan de regel `duration` zegt als de dagen die volgens `net_of`
    niet meetellen (schoolvakantie, feestdagen, een reces) eraf gaan. De begindag telt niet mee.

    Waarom: in het reces kan wie moet reageren, dat niet.

    Voorbeeld: zes weken voor de adviesraden, van 20 juni t/m 8 september, met zes weken
    zomervakantie ertussen.

    In plaats daarvan: begin eerder of eindig later.
    """,
)
def too_short_net(case: Case) -> Iterator[Fault]:
    """A step too short once the days of `net_of` are taken off (rule `duration`).

    What: the days from its first (not counted) to its last, less school holidays, public
    holidays or a recess as the rule says, are fewer than the minimum.

    Why: during recess, who must respond cannot.

    Example: six weeks for advisory councils, from 20 June through 8 September, with a summer
    holiday of six weeks in between.

    Instead: begin earlier or end later.
    """
    for rule, step, bounds in _spans(case, RuleKind.DURATION):
        if rule.minimum is None or not rule.net_of:
            continue
        es, ls, ef, lf = _counted_from(rule, bounds)
        needed = _needed(rule, es)
        most = _net(case, rule, es, lf)[1]
        if most < needed:
            what = Text(
                f"({{own}}) telt netto hoogstens {_days(most).nl}; nodig zijn er {needed}",
                f"({{own}}) has at most {_days(most).en} net; {needed} are needed",
            )
            yield _length_fault(rule, step, what.fill(own=said(step)), _LONGER)
            continue
        if _net(case, rule, ls, ef)[0] < _needed(rule, ls):
            found = _last_good_start(case, rule, es, ls, ef)
            last_good = _start(rule, found) if found else None
            if last_good is not None and settle_now(case, step, last_good):
                what = Text(
                    f"telt alleen {needed} dagen netto als het begin uiterlijk "
                    f"{say_day(last_good, 'nl')} is",
                    f"has {needed} days net only if it begins by {say_day(last_good, 'en')}",
                )
                yield _length_fault(rule, step, what, _LONGER, last_good)


def _net(case: Case, rule: Rule, start: date, last: date) -> tuple[int, int]:
    """Return the fewest and most net days after `start` through `last`."""
    if last <= start:
        return 0, 0
    if (last - start).days > MOST_NET_DAYS:
        return 0, (last - start).days
    days = closed_days(
        start + timedelta(days=1),
        last,
        rule.net_of,
        region=case.timeline.school_region,
        closures=case.timeline.closures,
    )
    return days.fewest, days.most


def _needed(rule: Rule, start: date) -> int:
    """Return how many days the minimum has, counted from the day after `start`."""
    return (shift(start, rule.minimum) - start).days if rule.minimum else 0


def _last_good_start(case: Case, rule: Rule, es: date, ls: date, last: date) -> date | None:
    """Return the latest start from `es` through `ls` that leaves enough net days, or None.

    The later the start, the fewer the days: halving finds it.
    """
    if _net(case, rule, es, last)[0] < _needed(rule, es):
        return None
    good, bad = es, ls
    while (bad - good).days > 1:
        middle = good + (bad - good) // 2
        if _net(case, rule, middle, last)[0] >= _needed(rule, middle):
            good = middle
        else:
            bad = middle
    return good


@check(
    "BP303",
    "too-long",
    Severity.WARNING,
    title=Text("duurt te lang", "lasts too long"),
    nl="""
    Wat: een stap duurt langer dan de regel `duration` toelaat. De begindag telt niet mee.

    Waarom: wat erop wacht, komt in de knel.

    Voorbeeld: een proefperiode van een jaar die veertien maanden duurt.

    In plaats daarvan: eindig eerder, of leg de langere duur vast in de regel.
    """,
)
def too_long(case: Case) -> Iterator[Fault]:
    """A step that lasts longer than the rule `duration` allows.

    What: from its first day (not counted) to its last is more than the maximum, whatever
    days a vague date turns out to have.

    Why: what waits for it gets squeezed.

    Example: a trial of a year that lasts fourteen months.

    Instead: end earlier, or put the longer duration into the rule.
    """
    for rule, step, bounds in _spans(case, RuleKind.DURATION):
        if rule.maximum is None:
            continue
        _, ls, ef, _ = _counted_from(rule, bounds)
        if shift(ls, rule.maximum) < ef:
            period = say_period(rule.maximum)
            what = Text(
                f"({{own}}) duurt langer dan {period.nl}",
                f"({{own}}) lasts longer than {period.en}",
            )
            mend = Text("eindig eerder", "end earlier")
            yield _length_fault(rule, step, what.fill(own=said(step)), mend)


def _event_day(case: Case, rule: Rule, step: Progress) -> date | None:
    """Return the certain day from which a term is counted: the event, or the step's start."""
    event = case.steps[rule.event or ""]
    bounds = event.window.bounds
    if event is step:
        return bounds.earliest_start if bounds.earliest_start == bounds.latest_start else None
    return bounds.earliest_finish if bounds.earliest_finish == bounds.latest_finish else None


def _term(case: Case, rule: Rule, step: Progress) -> TermEnd | None:
    """Return the term of law that the rule counts for this step, None if it cannot yet."""
    event = _event_day(case, rule, step)
    if event is None or rule.convention is None or step.status in GONE:
        return None
    convention = CONVENTIONS[rule.convention]
    try:
        return term_end(event, rule.minimum, convention=convention, basis=rule.basis)
    except ValueError:  # no such term: BP801 says so
        return None


def can_count(rule: Rule) -> bool:
    """Return whether the term of a rule has a length that its convention can count."""
    if rule.convention is None:
        return False
    try:
        term_end(
            date(2025, 1, 2),
            rule.minimum,
            convention=CONVENTIONS[rule.convention],
            basis=rule.basis,
        )
    except ValueError:
        return False
    return True


def _terms(case: Case, kind: RuleKind) -> Iterator[tuple[Rule, Progress, TermEnd]]:
    for rule in case.rules(kind):
        for one in rule.activity:
            step = case.steps[one]
            end = _term(case, rule, step)
            if end is not None:
                yield rule, step, end


def _starts_from(day: date, bounds: Bounds) -> Truth:
    return Truth.NO if bounds.latest_start is not None and bounds.latest_start < day else Truth.YES


def _working(end: TermEnd) -> Text:
    """Return how the term was counted, step by step."""
    return Text(
        "; ".join(f"{one.text.nl} ({one.article.nl})" for one in end.trace),
        "; ".join(f"{one.text.en} ({one.article.en})" for one in end.trace),
    )


@check(
    "BP304",
    "term-miscounted",
    Severity.ERROR,
    title=Text("wettelijke termijn verkeerd geteld", "statutory term miscounted"),
    nl="""
    Wat: de laatste dag van een stap is niet de laatste dag van de termijn die de regel `term`
    noemt, geteld zoals het artikel zegt.

    Waarom: te kort is onrechtmatig; te lang wekt verwachtingen die de wet niet dekt.

    Voorbeeld: zes weken ter inzage vanaf 5 februari 2026 (Awb 3:16) eindigen op 18 maart, niet
    op 19 maart: de dag van terinzagelegging telt mee.

    In plaats daarvan: neem de dag uit de bevinding over. Is de termijn niet wettelijk, zet dan
    basis op agreed: zo'n termijn schuift niet op.
    """,
)
def term_miscounted(case: Case) -> Iterator[Fault]:
    """The last day of a step is not that of its term of law (rule `term`).

    What: counted as the article says, the term ends on another day than the step does.

    Why: too short is unlawful; too long raises expectations that the law does not meet.

    Example: six weeks on view from 5 February 2026 (Awb 3:16) end on 18 March, not on the
    19th: the day on which the draft is laid open counts.

    Instead: take over the day of the finding. If the term is not set by law, make its basis
    agreed: such a term does not move.
    """
    for rule, step, end in _terms(case, RuleKind.TERM):
        bounds = step.window.bounds
        stated = bounds.latest_finish
        if stated is None or stated != bounds.earliest_finish or stated == end.last_day:
            continue
        # A single act may come sooner than its last day, what is counted back always may.
        is_limit = end.convention.counting is Counting.BACK or bounds.is_day
        if is_limit and stated < end.last_day:
            continue
        how = _working(end)
        yield Fault(
            place=Place("rule", rule.id),
            rule=rule.id,
            activity=step.activity.id,
            what=Text(
                "eindigt op {stated}, de termijn op {last}: {how}",
                "ends on {stated}, the term on {last}: {how}",
            ).fill(stated=day_words(stated), last=day_words(end.last_day), how=how),
            mend=Text(
                f"neem {say_day(end.last_day, 'nl')} over",
                f"take over {say_day(end.last_day, 'en')}",
            ),
            basis=basis_of(rule),
        )


@check(
    "BP305",
    "standstill-cut-short",
    Severity.ERROR,
    title=Text("binnen de opschortende termijn", "standstill cut short"),
    nl="""
    Wat: een stap begint voordat de termijn voorbij is waarin hij niet mag (regel `standstill`).
    Ligt hij na de getelde, maar vóór de wegens weekend of feestdag verlengde laatste dag, dan is
    dat een mogelijke fout: of die verlenging geldt, is omstreden; wachten is veilig.

    Waarom: een overeenkomst die te vroeg wordt getekend, is vernietigbaar.

    Voorbeeld: gunning medegedeeld op 22 november; tekenen mag vanaf 13 december.

    In plaats daarvan: begin op de dag na de termijn, of later.
    """,
)
def standstill_cut_short(case: Case) -> Iterator[Fault]:
    """A step within the term in which it may not begin (rule `standstill`).

    What: it begins on or before the last day of the term. Between the last day as counted
    and the one moved off a weekend or holiday it is only possible: whether the term moves is
    contested, and waiting is safe.

    Why: a contract signed too early can be annulled.

    Example: award notified on 22 November; signing from 13 December.

    Instead: begin on the day after the term, or later.
    """
    for rule, step, end in _terms(case, RuleKind.STANDSTILL):
        latest, earliest = step.window.bounds.latest_start, step.window.bounds.earliest_start
        truth, failing = judge(step, partial(_starts_from, end.unrolled_day_after))
        certain = truth is Truth.NO
        unsafe = earliest is not None and earliest < end.day_after
        if not certain and (not unsafe or case.is_past(step)):
            continue
        vague = not failing and earliest != latest
        if not certain and vague and not settle_now(case, step, end.day_after):
            continue
        how = _working(end)
        yield Fault(
            place=Place("rule", rule.id),
            rule=rule.id,
            activity=step.activity.id,
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            what=Text(
                f"({{own}}) mag pas vanaf {say_day(end.day_after, 'nl')}: {how.nl}",
                f"({{own}}) may not begin before {say_day(end.day_after, 'en')}: {how.en}",
            ).fill(own=said(step)),
            mend=Text(
                f"begin op {say_day(end.day_after, 'nl')} of later",
                f"begin on {say_day(end.day_after, 'en')} or later",
            ),
            basis=basis_of(rule),
            settle_by=None if certain else settle_day(step, case.today) or latest,
        )


@check(
    "BP306",
    "lead-time-too-short",
    Severity.ERROR,
    title=Text("te kort van tevoren", "lead time too short"),
    nl="""
    Wat: een stap is minder lang vóór een andere klaar dan de regel `lead-time` zegt. Er wordt
    teruggerekend vanaf die andere stap; zo'n termijn schuift nooit op (Atw art. 1 lid 2).

    Waarom: wie erover moet besluiten, heeft die tijd nodig.

    Voorbeeld: de ontwerpbegroting gaat elf weken voor de aanbieding naar de raden; het moeten er
    twaalf zijn (Wgr art. 35).

    In plaats daarvan: wees eerder klaar, of stel de andere stap uit.
    """,
)
def lead_time_too_short(case: Case) -> Iterator[Fault]:
    """A step done less long before another than the rule `lead-time` says.

    What: counted back from the other step, the minimum begins before this one is done. Such
    a term is never moved (Atw art. 1(2)).

    Why: who must decide needs that time.

    Example: the draft budget goes to the councils eleven weeks before it is offered; it must
    be twelve (Wgr art. 35).

    Instead: be ready earlier, or put the other step off.
    """
    for rule in case.rules(RuleKind.LEAD_TIME):
        other = case.steps[rule.before or ""]
        if rule.minimum is None or other.status in GONE:
            continue
        for one in rule.activity:
            step = case.steps[one]
            if step.status not in GONE:
                yield from _lead_time(case, rule, rule.minimum, step, other)


def _lead_time(
    case: Case, rule: Rule, minimum: Period, step: Progress, other: Progress
) -> Iterator[Fault]:
    starts = other.window.bounds.latest_start
    if starts is None:
        return
    due = shift(starts, minimum, -1)
    ready = step.window.bounds
    truth, failing = judge(step, partial(_done_by, day=due))
    certain, settle_by, more = truth is Truth.NO, None, Text("", "")
    if truth is Truth.MAYBE:
        settle_by = settle_day(step, case.today)
        ruled_out = said_bounds(failing)
        more = Text(f"; daardoor valt af: {ruled_out.nl}", f"; that rules out: {ruled_out.en}")
    elif truth is Truth.YES:
        too_soon = [
            bounds
            for bounds in alternatives(other)
            if bounds.latest_start is not None
            and ready.earliest_finish is not None
            and shift(bounds.latest_start, minimum, -1) < ready.earliest_finish
        ]
        if too_soon:
            settle_by = settle_day(other, case.today)
            ruled_out = said_bounds(too_soon)
            more = Text(
                f"; daardoor valt af voor '{rule.before}': {ruled_out.nl}",
                f"; that rules out for '{rule.before}': {ruled_out.en}",
            )
        elif (
            step.current is not None
            and ready.latest_finish is not None
            and ready.latest_finish > due
            and settle_now(case, step, due)
        ):
            settle_by = due
    if not certain and (settle_by is None or case.is_past(step)):
        return
    what = Text(
        "({own}) is geen {period} vóór '{before}' ({other}): uiterlijk {due}",
        "({own}) is not {period} before '{before}' ({other}): by {due}",
    )
    if not certain:
        what = Text(
            "({own}) moet {period} vóór '{before}' ({other}) klaar zijn: uiterlijk {due}",
            "({own}) must be done {period} before '{before}' ({other}): by {due}",
        )
    sentence = what.fill(
        own=said(step),
        period=say_period(minimum),
        before=other.activity.id,
        other=said(other),
        due=day_words(due),
    )
    yield Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=step.activity.id,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        what=Text(sentence.nl + more.nl, sentence.en + more.en),
        mend=Text("wees uiterlijk {day} klaar", "be done by {day}").fill(day=day_words(due)),
        basis=basis_of(rule),
        settle_by=settle_by,
    )


def _done_by(bounds: Bounds, day: date) -> Truth:
    if bounds.earliest_finish is None:
        return Truth.MAYBE
    return Truth.NO if bounds.earliest_finish > day else Truth.YES


@check(
    "BP307",
    "ends-on-another-day",
    Severity.ERROR,
    title=Text("eindigt niet op dezelfde dag", "does not end on the same day"),
    nl="""
    Wat: een stap eindigt op een andere dag dan de stap waarmee hij volgens de regel `alignment`
    gelijk op loopt. Van wat terugkomt telt de laatste dag. Waarvan het einde open is, wordt
    niets gezegd.

    Waarom: het geld of het besluit van het een hangt aan het ander.

    Voorbeeld: het PHP loopt tot en met 31 december 2024, het beleidsplan een jaar langer.

    In plaats daarvan: laat beide op dezelfde dag eindigen.
    """,
)
def ends_on_another_day(case: Case) -> Iterator[Fault]:
    """Steps that should end on one day and do not (rule `alignment`).

    What: a step ends on another day than the step that it should keep up with. Of what
    comes back the last day counts. Nothing is said of what has no known end.

    Why: the money or the decision of the one depends on the other.

    Example: the prevention plan runs through 31 December 2024, the policy plan a year longer.

    Instead: have both end on the same day.
    """
    for rule in case.rules(RuleKind.ALIGNMENT):
        other = case.steps[rule.other or ""]
        for one in rule.activity:
            step = case.steps[one]
            if step is not other and step.status not in GONE and other.status not in GONE:
                yield from _alignment(case, rule, step, other)


def _alignment(case: Case, rule: Rule, step: Progress, other: Progress) -> Iterator[Fault]:
    apart = list(by_municipality(step, other))
    for municipality, one, two in apart:
        if _end_together(two.bounds, one.bounds) is Truth.NO:
            yield _unaligned(rule, step, other, _end(one.bounds), _end(two.bounds), municipality)
    if apart:
        return
    bounds = step.window.bounds, other.window.bounds
    if _end_together(*bounds) is Truth.NO:
        yield _unaligned(rule, step, other, _end(bounds[0]), _end(bounds[1]))
        return
    for chosen, fixed in ((step, bounds[1]), (other, bounds[0])):
        truth, failing = judge(chosen, partial(_end_together, fixed))
        settle_by = settle_day(chosen, case.today)
        if truth is Truth.MAYBE and settle_by is not None and not case.is_past(chosen):
            out, name = said_bounds(failing), chosen.activity.id
            what = Text(
                f"({{own}}) en '{{other}}' ({{on}}) eindigen op dezelfde dag; daardoor valt af "
                f"voor '{name}': {out.nl}",
                f"({{own}}) and '{{other}}' ({{on}}) end on the same day; that rules out for "
                f"'{name}': {out.en}",
            ).fill(own=_end(bounds[0]), other=other.activity.id, on=_end(bounds[1]))
            yield Fault(
                place=Place("rule", rule.id),
                rule=rule.id,
                activity=step.activity.id,
                certainty=Certainty.POSSIBLE,
                what=what,
                mend=_SAME_DAY,
                basis=basis_of(rule),
                settle_by=settle_by,
            )
            return


_SAME_DAY = Text("laat beide op dezelfde dag eindigen", "have both end on the same day")


def _end_together(fixed: Bounds, bounds: Bounds) -> Truth:
    """Judge whether the two can finish on one day; an end that is open can be any."""
    ends = bounds.earliest_finish, bounds.latest_finish
    others = fixed.earliest_finish, fixed.latest_finish
    if None in (bounds.latest_finish, fixed.latest_finish):
        return Truth.MAYBE
    late = at_least(ends[0], others[1]) is Truth.NO
    early = at_least(others[0], ends[1]) is Truth.NO
    return Truth.NO if late or early else Truth.MAYBE


def _begin(bounds: Bounds) -> Text:
    """Return when it begins, in words."""
    first, last = bounds.earliest_start, bounds.latest_start
    return said_bounds([Bounds(first, last, first, last)])


def _end(bounds: Bounds) -> Text:
    """Return when it ends, in words."""
    first, last = bounds.earliest_finish, bounds.latest_finish
    return said_bounds([Bounds(first, last, first, last)])


def _unaligned(
    rule: Rule,
    step: Progress,
    other: Progress,
    own: Text,
    on: Text,
    municipality: str | None = None,
) -> Fault:
    return Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=step.activity.id,
        municipality=municipality,
        what=Text(
            "eindigt op een andere dag ({own}) dan '{other}' ({on})",
            "ends on another day ({own}) than '{other}' ({on})",
        ).fill(own=own, other=other.activity.id, on=on),
        mend=_SAME_DAY,
        basis=basis_of(rule),
    )


@check(
    "BP308",
    "extended-too-far",
    Severity.ERROR,
    title=Text("verder verlengd dan afgesproken", "extended further than agreed"),
    nl="""
    Wat: een verlenging volgt niet op de dag na het einde van wat zij verlengt, duurt langer dan
    de regel `extension` toelaat (by, de eerste dag telt mee), of is er een te veel (times). Noemt
    de regel geen extensions, dan: de stap zelf is verder verschoven dan by maal times.

    Waarom: daarna is er geen afspraak meer waarop het steunt.

    Voorbeeld: twee opties van een jaar, en een derde verlenging van 1 januari 2028.

    In plaats daarvan: laat de verlengingen op elkaar aansluiten en op tijd eindigen, of leg een
    nieuwe afspraak vast.
    """,
)
def extended_too_far(case: Case) -> Iterator[Fault]:
    """An extension that does not follow on, lasts too long or is one too many.

    What: an extension does not begin on the day after what it extends ends, lasts longer
    than the rule `extension` says (by, with its first day), or there are more of them
    (times). Without extensions in the rule: the step itself was moved further than by, times
    over.

    Why: after that, no agreement covers it.

    Example: two options of a year, and a third extension from 1 January 2028.

    Instead: have the extensions follow each other and end in time, or make a new agreement.
    """
    for rule in case.rules(RuleKind.EXTENSION):
        for one in rule.activity:
            step = case.steps[one]
            if rule.by is None or step.status in GONE:
                continue
            if rule.extensions:
                yield from _extensions(case, rule, rule.by, step)
            else:
                yield from _moved_too_far(rule, rule.by, step)


def _extensions(case: Case, rule: Rule, by: Period, step: Progress) -> Iterator[Fault]:
    """Yield what is wrong with the extensions of a step; one that was dropped is passed over."""
    used = [case.steps[one] for one in rule.extensions if case.steps[one].status not in GONE]
    for before, extension in pairwise([step, *used]):
        for municipality, ends, bounds in _each(before, extension):
            if _follows(ends, bounds) is Truth.NO:
                yield _extended(
                    rule,
                    extension,
                    Text(
                        "begint ({own}) niet op de dag na '{before}' (tot en met {end})",
                        "does not begin ({own}) on the day after '{before}' (through {end})",
                    ).fill(own=_begin(bounds), before=before.activity.id, end=_end(ends)),
                    Text("laat de verlenging aansluiten", "have the extension follow on"),
                    municipality,
                )
        for bounds in _bounds_of(extension):
            start, finish = bounds.latest_start, bounds.earliest_finish
            if start and finish and finish > (last := _last_day(start, by)):
                yield _extended(
                    rule,
                    extension,
                    Text(
                        "verlengt (tot en met {own}) met meer dan {by}: dat is tot en met {last}",
                        "extends (through {own}) by more than {by}: that is through {last}",
                    ).fill(own=_end(bounds), by=say_period(by), last=day_words(last)),
                    Text("laat de verlenging eerder eindigen", "have the extension end earlier"),
                )
    times = _times(rule)
    for number, extra in enumerate(used[times:], start=times + 1):
        yield _extended(
            rule,
            extra,
            Text(
                f"({{own}}) is verlenging {number}; afgesproken is hoogstens {times}",
                f"({{own}}) is extension {number}; the agreement is at most {times}",
            ).fill(own=said(extra)),
            Text("leg een nieuwe afspraak vast", "make a new agreement"),
        )


def _each(first: Progress, second: Progress) -> Iterator[tuple[str | None, Bounds, Bounds]]:
    """Yield the bounds of two steps; of each municipality where those have their own dates."""
    ends = {one.municipality: _span(one) for one in first.tracks if one.status not in GONE}
    begins = {one.municipality: _span(one) for one in second.tracks if one.status not in GONE}
    if not (ends and begins) or not (first.own_dates or second.own_dates):
        yield None, first.window.bounds, second.window.bounds
        return
    for municipality, when in begins.items():
        before = ends.get(municipality)
        if before is not None and when is not None:
            yield municipality, before.bounds, when.bounds


def _span(track: Track) -> When | None:
    return took_place(track.current, None, track.actual) or track.current


def _moved_too_far(rule: Rule, by: Period, step: Progress) -> Iterator[Fault]:
    if step.original is None or step.original.bounds.latest_finish is None:
        return
    planned = step.original.bounds.latest_finish
    whole = Period(by.count * _times(rule), by.unit)
    last = max(planned, _last_day(planned + timedelta(days=1), whole))
    for municipality, when in _dates_now(step):
        finish = when.bounds.earliest_finish
        if finish is not None and finish > last:
            yield _extended(
                rule,
                step,
                Text(
                    "({own}) eindigt later dan {planned}, {times} maal verlengd met {by}: {last}",
                    "({own}) ends later than {planned}, extended {times} times by {by}: {last}",
                ).fill(
                    own=when_words(when),
                    planned=day_words(planned),
                    times=_times(rule),
                    by=say_period(by),
                    last=day_words(last),
                ),
                Text("laat de stap eerder eindigen", "have it end earlier"),
                municipality,
            )


def _dates_now(step: Progress) -> list[tuple[str | None, When]]:
    """Return the date of a step as it stands now; each where municipalities have their own."""
    if step.own_dates:
        tracks = [one for one in step.tracks if one.status not in GONE]
        dates = [(one.municipality, one.actual or one.current) for one in tracks]
        return [(name, when) for name, when in dates if when is not None]
    when = step.actual or step.current
    return [] if when is None else [(None, when)]


def _times(rule: Rule) -> int:
    return 1 if rule.times is None else rule.times


def _follows(ends: Bounds, bounds: Bounds) -> Truth:
    """Judge whether the second can begin on the day after the first ends."""
    if at_least(ends.earliest_finish, bounds.latest_start, 1) is Truth.NO:
        return Truth.NO
    if ends.latest_finish is not None and bounds.earliest_start is not None:
        gap = bounds.earliest_start - ends.latest_finish
        return Truth.NO if gap.days > 1 else Truth.MAYBE
    return Truth.MAYBE


def _last_day(start: date, length: Period) -> date:
    """Return the last day of a length that counts its first day.

    At the ends of months there are two ways to count it, and the longer is allowed: a year
    from 1 March 2023 may last through 29 February 2024, a month from 31 January through the
    last day of February.
    """
    one = timedelta(days=1)
    return max(shift(start - one, length), shift(start, length) - one)


def _extended(
    rule: Rule, step: Progress, what: Text, mend: Text, municipality: str | None = None
) -> Fault:
    return Fault(
        place=Place("rule", rule.id),
        rule=rule.id,
        activity=step.activity.id,
        municipality=municipality,
        what=what,
        mend=mend,
        basis=basis_of(rule),
    )


def uncovered_terms(case: Case) -> Iterator[tuple[str, str, date, Coverage | None]]:
    """Yield rule, step, day and table wherever a count depended on a day that no table has.

    None stands for the school holidays of the region.
    """
    for kind in (RuleKind.TERM, RuleKind.STANDSTILL):
        for rule, step, end in _terms(case, kind):
            for day in end.unknown[:1]:
                yield rule.id, step.activity.id, day, lacking(day) or PUBLIC_HOLIDAYS
    for rule, step, bounds in _spans(case, RuleKind.DURATION):
        if rule.minimum is None or not rule.net_of:
            continue
        es, _, _, lf = _counted_from(rule, bounds)
        if lf <= es:
            continue
        if (lf - es).days > MOST_NET_DAYS:
            continue
        days = closed_days(
            es,
            lf,
            rule.net_of,
            region=case.timeline.school_region,
            closures=case.timeline.closures,
        )
        if days.covered or days.fewest >= _needed(rule, es):
            continue
        day = days.unknown[0]
        table = PUBLIC_HOLIDAYS if PUBLIC in rule.net_of and day not in PUBLIC_HOLIDAYS else None
        yield rule.id, step.activity.id, day, table


RULES = (
    too_short,
    too_short_net,
    too_long,
    term_miscounted,
    standstill_cut_short,
    lead_time_too_short,
    ends_on_another_day,
    extended_too_far,
)
