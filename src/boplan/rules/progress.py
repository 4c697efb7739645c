"""BP6xx: what the day asks for. `warn` says it; `check` does not, for it judges the plan.

Each finding turns on a day and has a grade: when it changes, or gets worse, it is news.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from boplan.dates.period import shift
from boplan.dates.spoken import say, say_day, say_distance, say_late
from boplan.model.timeline import Activity, Period, Timeline
from boplan.model.vocabulary import (
    MEETING_LEVELS,
    MEETING_PURPOSES,
    STATES,
    Link,
    Severity,
    Status,
    Text,
)
from boplan.model.when import Member, Moment, OneOf, Precision, When
from boplan.rules.case import Case
from boplan.rules.check import check
from boplan.rules.finding import Fault, Place
from boplan.schedule.progress import Progress

_LATE = 100
_PAST_DEADLINE = 110
"""Grades of what is late; a reminder counts from 1, so that being late is always worse."""

_AHEAD = frozenset({Status.UPCOMING, Status.DUE_SOON})
_OPEN = _AHEAD | {Status.RUNNING}

_THREE_MONTHS = Period(3, "M")
_PLAN = Text("planning", "plan")
_RECORD = Text(
    "leg vast wat er gebeurde, of geef een nieuwe datum", "record what happened, or a new date"
)


class _Part(NamedTuple):
    """A step, or what one municipality does of it."""

    step: Progress
    municipality: str | None
    status: Status
    current: When | None
    limit: date | None


def _parts(case: Case) -> Iterator[_Part]:
    """Yield every step that somebody can be late with, per municipality if it is."""
    for step in case.steps.values():
        if step.activity.purpose in STATES or step.activity.recurrence is not None:
            continue
        if not step.tracks:
            yield _Part(step, None, step.status, step.current, step.limit)
        for track in step.tracks:
            yield _Part(step, track.municipality, track.status, track.current, track.limit)


def _fault(part: _Part, day: date, grade: int, what: Text, mend: Text) -> Fault:
    return Fault(
        place=Place("activity", part.step.activity.id),
        activity=part.step.activity.id,
        municipality=part.municipality,
        what=what,
        mend=mend,
        basis=_basis(part.step, day),
        day=day,
        grade=grade,
    )


def _basis(step: Progress, day: date) -> Text:
    """Return what the day rests on: a deadline of that day, else the plan."""
    for deadline in step.deadlines:
        if deadline.hard and deadline.date == day:
            text = deadline.article or deadline.id
            return Text(text, text)
    return _PLAN


def reminders(case: Case, activity: Activity, day: date) -> int:
    """Return how many reminders of that day have come: those of the step, else `within`.

    One comes on the day that lies its period before, and holds from then on.
    """
    periods = activity.remind or (case.within,)
    return sum(shift(day, period, -1) <= case.today for period in periods)


def _overdue(case: Case, *, missing: bool) -> Iterator[tuple[_Part, date, int]]:
    """Yield what is late; `missing`: where other municipalities are done, else elsewhere."""
    for part in _parts(case):
        if part.status is not Status.OVERDUE or part.limit is None:
            continue
        if (part.step.done_count > 0) is missing:
            broken = any(one.hard and one.date < case.today for one in part.step.deadlines)
            yield part, part.limit, _PAST_DEADLINE if broken else _LATE


@check(
    "BP601",
    "overdue",
    Severity.ERROR,
    daily=True,
    title=Text("te laat", "overdue"),
    nl="""
    Wat: de laatste dag van een stap is voorbij, en nergens staat dat hij is gedaan.

    Waarom: wat erop wacht, schuift mee, ook als niemand het zegt.

    Voorbeeld: het concept moest op 24 april klaar zijn; het is 28 april.

    In plaats daarvan: leg vast dat het is gebeurd, of geef een nieuwe datum met de reden.
    """,
)
def overdue(case: Case) -> Iterator[Fault]:
    """A step that should have been done.

    What: its last day is past and no record says that it was done.

    Why: what waits for it moves along, also when nobody says so.

    Example: the draft was due on 24 April and it is 28 April.

    Instead: record that it happened, or give a new date with the reason.
    """
    for part, day, grade in _overdue(case, missing=False):
        late = _late(case, day)
        yield _fault(
            part,
            day,
            grade,
            Text(
                f"is {late.nl}: de laatste dag was {say_day(day, 'nl')}",
                f"is {late.en}: the last day was {say_day(day, 'en')}",
            ),
            _RECORD,
        )


def _late(case: Case, day: date) -> Text:
    return Text(say_late(day, case.today, "nl"), say_late(day, case.today, "en"))


@check(
    "BP602",
    "due-while-waiting",
    Severity.WARNING,
    daily=True,
    title=Text("bijna aan de beurt, en wacht nog", "due soon while it still waits"),
    nl="""
    Wat: een stap moet binnenkort klaar zijn, en een stap waarop hij wacht is nog niet gedaan.

    Waarom: als de eerste uitloopt, haalt de tweede zijn datum niet.

    Voorbeeld: het PFHO bespreekt het concept over tien dagen, en het concept is er nog niet.

    In plaats daarvan: maak de eerste af en leg dat vast, of verplaats de tweede.
    """,
)
def due_while_waiting(case: Case) -> Iterator[Fault]:
    """A step that is due soon while a step that it waits for is open.

    What: one of its reminders has come, and what it waits for is not done.

    Why: if the first runs late, the second misses its date.

    Example: the portfolio holders discuss the draft in ten days, and there is no draft yet.

    Instead: finish the first and record it, or move the second.
    """
    seen: set[str] = set()
    for part in _parts(case):
        one = part.step.activity.id
        if one in seen or part.status not in _OPEN or part.limit is None:
            continue
        if not reminders(case, part.step.activity, part.limit):
            continue
        waiting = open_predecessors(case.steps, part.step)
        if not waiting:
            continue
        seen.add(one)
        worse = any(case.steps[other].status is Status.OVERDUE for other in waiting)
        names = ", ".join(waiting)
        whole = _Part(part.step, None, part.step.status, part.step.current, part.step.limit)
        yield _fault(
            whole,
            part.limit,
            2 if worse else 1,
            Text(
                f"moet uiterlijk {say_day(part.limit, 'nl')} klaar zijn en wacht nog op {names}",
                f"is due by {say_day(part.limit, 'en')} and still waits for {names}",
            ),
            Text(
                "maak af waarop hij wacht, of verplaats hem", "finish what it waits for, or move it"
            ),
        )


def open_predecessors(steps: dict[str, Progress], step: Progress) -> list[str]:
    """Return the ids of what must still be done, or begun, before it.

    What happens only under a condition is left out: it may not be needed at all.
    """
    found = []
    for after in step.activity.after:
        status = steps[after.id].status
        if after.id not in step.waiting_for or status is Status.CONDITIONAL:
            continue
        if status is Status.RUNNING and after.link in (Link.SS, Link.SF):
            continue  # it had to begin, and it did
        found.append(after.id)
    return found


@check(
    "BP603",
    "day-to-choose",
    Severity.WARNING,
    daily=True,
    title=Text("de dag moet nu worden gekozen", "the day must be chosen now"),
    nl="""
    Wat: een stap kan op verschillende dagen, of een overleg heeft alleen een maand of
    kwartaal, en de eerste van die dagen is dichtbij. Bij meer dan drie maanden telt het begin
    van de laatste drie.

    Waarom: wie niet kiest, ziet de eerste mogelijkheid vervallen.

    Voorbeeld: het college vergadert op 6, 13 of 20 mei; het is 28 april en niemand koos.

    In plaats daarvan: kies de dag en leg dat vast.
    """,
)
def day_to_choose(case: Case) -> Iterator[Fault]:
    """A date that is still vague while its first day is near.

    What: a step may fall on one of several days, or a meeting has a month or a quarter and
    no day, and the first of those days is near. Of more than three months the first day of
    the last three counts.

    Why: who does not choose sees the first possibility fall away.

    Example: the college meets on 6, 13 or 20 May; it is 28 April and nobody chose.

    Instead: choose the day and record it.
    """
    for part in _parts(case):
        if part.status not in _AHEAD:
            continue
        choice = choice_of(case.timeline, part.step, part.current, case.today)
        if choice is None:
            continue
        when, by = choice
        if not reminders(case, part.step.activity, by):
            continue
        yield _fault(
            part,
            by,
            2 if by <= case.today else 1,
            Text(
                f"heeft nog geen vaste dag ({say(when, 'nl')}): kies uiterlijk {say_day(by, 'nl')}",
                f"has no fixed day yet ({say(when, 'en')}): choose by {say_day(by, 'en')}",
            ),
            Text("kies een dag en leg dat vast", "choose a day and record it"),
        )


def choice_of(
    timeline: Timeline, step: Progress, current: When | None, today: date
) -> tuple[When, date] | None:
    """Return what can still be chosen and by which day, None if there is nothing to choose.

    "By 31 December" leaves nothing to choose, and so does what is not done on one day.
    """
    when = step.window.when if current == step.window.given else current
    if isinstance(when, OneOf):
        left = tuple(one for one in when.members if one.last is None or one.last >= today)
        firsts = [one.first for one in left]
        if None in firsts or not left:
            return None
        if len(left) > 1:
            return OneOf(left), min(day for day in firsts if day)
        return _within(timeline, step, left[0], when)
    if isinstance(when, Moment):
        return _within(timeline, step, when.part, when)
    return None


def _within(
    timeline: Timeline, step: Progress, part: Member, when: When
) -> tuple[When, date] | None:
    """Return the same for one stretch of days, of which only a meeting needs one."""
    activity = step.activity
    first, last = part.first, part.last
    meets = activity.purpose in MEETING_PURPOSES and any(
        timeline.bodies[one].level in MEETING_LEVELS for one in activity.body
    )
    if first is None or last is None or first == last or not meets or step.window.bounds.is_day:
        return None
    about_a_day = isinstance(when, Moment) and when.part.precision is Precision.DAY
    return when, first if about_a_day else max(first, shift(last, _THREE_MONTHS, -1))


@check(
    "BP604",
    "municipality-missing",
    Severity.ERROR,
    daily=True,
    title=Text("gemeente ontbreekt", "municipality missing"),
    nl="""
    Wat: andere gemeenten hebben de stap gedaan, van deze staat het nergens, en haar laatste
    dag is voorbij.

    Waarom: wat op alle gemeenten wacht, wacht op de laatste.

    Voorbeeld: zes colleges stelden het concept vast, van het zevende is niets bekend.

    In plaats daarvan: leg vast wat daar gebeurde, of geef die gemeente een nieuwe datum.
    """,
)
def municipality_missing(case: Case) -> Iterator[Fault]:
    """A municipality that is late while others are done.

    What: other municipalities have done the step, nothing is recorded of this one, and its
    last day is past.

    Why: what waits for all municipalities waits for the last.

    Example: six colleges adopted the draft, of the seventh nothing is known.

    Instead: record what happened there, or give that municipality a new date.
    """
    for part, day, grade in _overdue(case, missing=True):
        done, of = part.step.done_count, len(part.step.tracks)
        late = _late(case, day)
        yield _fault(
            part,
            day,
            grade,
            Text(
                f"ontbreekt, {late.nl}: {done} van {of} gemeenten zijn klaar, de laatste dag was "
                f"{say_day(day, 'nl')}",
                f"is missing, {late.en}: {done} of {of} municipalities are done, the last day was "
                f"{say_day(day, 'en')}",
            ),
            _RECORD,
        )


@check(
    "BP605",
    "due-soon",
    Severity.NOTE,
    daily=True,
    title=Text("bijna aan de beurt", "due soon"),
    nl="""
    Wat: een stap is nog niet gedaan en zijn laatste dag is dichtbij: binnen de tijd die de
    stap zelf noemt (remind), anders binnen veertien dagen, of wat --within zegt.

    Waarom: dan is er nog iets aan te doen.

    Voorbeeld: met remind = ["P21D", "P7D"] en uiterlijk 24 april: vanaf 3 en vanaf 17 april.

    In plaats daarvan: doe de stap en leg dat vast. Een andere herinnering: zet remind.
    """,
)
def due_soon(case: Case) -> Iterator[Fault]:
    """A step that must be done soon.

    What: it is not done and its last day is near: within the time that the step itself has
    (remind), else within fourteen days, or what --within says.

    Why: something can still be done about it.

    Example: with remind = ["P21D", "P7D"] and 24 April as last day: from 3 and from 17 April.

    Instead: do it and record it. For another reminder, set remind.
    """
    for part in _parts(case):
        if part.status not in _OPEN or part.limit is None:
            continue
        come = reminders(case, part.step.activity, part.limit)
        if not come:
            continue
        nl, en = (say_distance(case.today, part.limit, lang) for lang in ("nl", "en"))
        yield _fault(
            part,
            part.limit,
            come,
            Text(
                f"moet uiterlijk {say_day(part.limit, 'nl')} klaar zijn, {nl}",
                f"is due by {say_day(part.limit, 'en')}, {en}",
            ),
            Text("doe hem en leg dat vast", "do it and record it"),
        )


RULES = (overdue, due_while_waiting, day_to_choose, municipality_missing, due_soon)
