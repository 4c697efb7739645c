"""What a rule may look at: a timeline on a day, with where every step stands.

Everything that more than one rule asks for is worked out once, when it is first asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from boplan.dates.meetings import Preparation, preparations
from boplan.dates.spoken import say, say_bounds, say_day
from boplan.model.timeline import Activity, Citation, Deadline, Period, Rule, Timeline
from boplan.model.vocabulary import (
    CLOSED,
    MEETING_LEVELS,
    MEETING_PURPOSES,
    Basis,
    Purpose,
    RuleKind,
    Status,
    Text,
)
from boplan.model.when import Bounds, OneOf, Truth, When
from boplan.rules.finding import Fault
from boplan.schedule.network import Network
from boplan.schedule.progress import Progress, progress

GONE = frozenset({Status.CANCELLED, Status.SUPERSEDED, Status.NOT_NEEDED})
"""A step with one of these is not there any more: it breaks no rule and meets none."""


FORTNIGHT = Period(14, "D")
"""How long before its last day a step asks for attention, if nobody says otherwise."""

NEAR = timedelta(days=28)
"""How long before the last day on which a vague date can still be settled well it is said."""


class Case:
    """One timeline on one day, as rules see it."""

    def __init__(self, timeline: Timeline, today: date, within: Period = FORTNIGHT) -> None:
        self.timeline = timeline
        self.today = today
        self.within = within
        self.steps = progress(timeline, today)

    def living(self) -> Iterator[Progress]:
        """Yield every step that is still there."""
        for step in self.steps.values():
            if step.status not in GONE:
                yield step

    def rules(self, *kinds: RuleKind) -> Iterator[Rule]:
        """Yield the [[rule]] tables of these kinds, in the order of the file."""
        for rule in self.timeline.rules.values():
            if rule.kind in kinds:
                yield rule

    def is_past(self, step: Progress) -> bool:
        """Return whether nothing of it can still be chosen: closed, or its time is over."""
        if step.status in CLOSED:
            return True
        last = step.window.bounds.latest_finish
        return last is not None and last < self.today

    @cached_property
    def network(self) -> Network:
        """The steps as a network: what can begin when, and what makes it so."""
        return Network.of(self.timeline, self.steps, self.today)

    @cached_property
    def deliveries(self) -> dict[tuple[str, str], list[Progress]]:
        """The steps that deliver each document, by process and document."""
        found: dict[tuple[str, str], list[Progress]] = defaultdict(list)
        for step in self.living():
            if step.activity.purpose is Purpose.AANLEVEREN:
                for document in step.activity.document:
                    found[step.activity.process, document].append(step)
        return found

    def delivery_of(self, activity: Activity) -> Progress | None:
        """Return the last of the steps that deliver the documents of this one, None if none.

        Only deliveries that the step waits for, directly or through others, count.
        """
        found = [
            step
            for document in activity.document
            for step in self.deliveries.get((activity.process, document), ())
            if step.activity.id != activity.id and step.window.bounds.latest_finish is not None
        ]
        if not found:
            return None
        before = self._before(activity.id)
        found = [step for step in found if step.activity.id in before]
        return max(
            found, key=lambda step: step.window.bounds.latest_finish or date.min, default=None
        )

    def _before(self, one: str) -> set[str]:
        """Return the ids of everything that the step waits for, directly or not."""
        seen: set[str] = set()
        todo = [one]
        while todo:
            for after in self.timeline.activities[todo.pop()].after:
                if after.id not in seen:
                    seen.add(after.id)
                    todo.append(after.id)
        return seen

    @cached_property
    def meetings(self) -> list[Progress]:
        """The steps that a body takes by meeting."""
        meeting = {
            body.id for body in self.timeline.bodies.values() if body.level in MEETING_LEVELS
        }
        return [
            step
            for step in self.living()
            if step.activity.purpose in MEETING_PURPOSES
            and not meeting.isdisjoint(step.activity.body)
        ]

    @cached_property
    def prepared(self) -> list[tuple[Progress, Preparation]]:
        """Every meeting that prepares a step, with that step."""
        if not any(agenda.derived_from for agenda in self.timeline.agendas):
            return []
        return [
            (step, meeting)
            for step in self.living()
            for meeting in preparations(self.timeline, step.activity, step.current)
        ]

    @cached_property
    def deadlines(self) -> list[tuple[Deadline, Progress]]:
        """Every deadline with the step it limits, if that is still there."""
        return [
            (deadline, self.steps[deadline.activity])
            for deadline in self.timeline.deadlines.values()
            if self.steps[deadline.activity].status not in GONE
        ]


def alternatives(step: Progress) -> list[Bounds]:
    """Return the bounds of each alternative of a date; of any other date, its window."""
    when = step.window.given
    if isinstance(when, OneOf) and len(when.members) > 1:
        return [Bounds(one.first, one.last, one.first, one.last) for one in when.members]
    return [step.window.bounds]


def dates_of(step: Progress) -> list[tuple[str | None, list[Bounds]]]:
    """Return the alternatives of a step that is not done, for each municipality that takes it.

    (None, alternatives) for a step that is not per municipality.
    """
    if not step.tracks:
        return [] if step.actual is not None else [(None, alternatives(step))]
    found: list[tuple[str | None, list[Bounds]]] = []
    for track in step.tracks:
        if track.actual is not None or track.status in GONE:
            continue
        if track.current == step.current and step.window.given is not None:
            found.append((track.municipality, alternatives(step)))
        elif isinstance(track.current, OneOf) and len(track.current.members) > 1:
            members = track.current.members
            found.append(
                (track.municipality, [Bounds(m.first, m.last, m.first, m.last) for m in members])
            )
        elif track.current is not None:
            found.append((track.municipality, [track.current.bounds]))
        else:
            found.append((track.municipality, [step.window.bounds]))
    return found


def by_municipality(first: Progress, second: Progress) -> Iterator[tuple[str, When, When]]:
    """Yield, for two steps that municipalities take, each one's date of both.

    Nothing where all share one date of each, or where a step is not per municipality.
    """
    if not (first.tracks and second.tracks) or not (first.own_dates or second.own_dates):
        return
    other = {track.municipality: track for track in second.tracks}
    for track in first.tracks:
        after = other.get(track.municipality)
        if after is None or track.status in GONE or after.status in GONE:
            continue
        one, two = track.actual or track.current, after.actual or after.current
        if one is not None and two is not None:
            yield track.municipality, one, two


def when_words(when: When) -> Text:
    """Return a date in both languages."""
    return Text(say(when, "nl"), say(when, "en"))


def is_dated(step: Progress) -> bool:
    """Return whether something is known of when it is."""
    return not step.window.bounds.is_unknown or step.activity.recurrence is not None


def once(faults: list[Fault], tracks: int) -> list[Fault]:
    """Return one fault without a municipality where all `tracks` have the same."""
    if len(faults) > 1 and len(faults) == tracks and len({fault.what for fault in faults}) == 1:
        return [replace(faults[0], municipality=None)]
    return faults


def settle_day(step: Progress, today: date) -> date | None:
    """Return by when a choice must be made: the first day left to choose that is not past."""
    when = step.window.when
    days = [one.first for one in when.members if one.first] if isinstance(when, OneOf) else []
    days = days or [day for day in (step.window.bounds.earliest_start,) if day]
    return min((day for day in days if day >= today), default=None)


def settle_now(case: Case, step: Progress, last_good: date) -> bool:
    """Return whether the day by which a vague date must be settled is near."""
    return not case.is_past(step) and case.today <= last_good <= case.today + NEAR


def judge(step: Progress, test: Callable[[Bounds], Truth]) -> tuple[Truth, list[Bounds]]:
    """Judge a step alternative by alternative; return the verdict and those that fail.

    NO: every alternative fails. MAYBE: some do, others may hold. YES: none fails for
    certain; that it may fail does not count, for a vague date is not a fault.
    """
    choices = alternatives(step)
    failing = [bounds for bounds in choices if test(bounds) is Truth.NO]
    if len(failing) == len(choices):
        return Truth.NO, failing
    return (Truth.MAYBE, failing) if failing else (Truth.YES, [])


def day_words(day: date) -> Text:
    """Return a day in both languages."""
    return Text(say_day(day, "nl"), say_day(day, "en"))


def joined(texts: list[Text]) -> Text:
    """Return several texts with commas between them."""
    return Text(", ".join(one.nl for one in texts), ", ".join(one.en for one in texts))


def said(step: Progress) -> Text:
    """Return the date of a step as it stands, in words: what happened, else the plan."""
    when = step.actual or step.current
    if step.window.given is None and not step.window.bounds.is_unknown:
        when = None  # municipalities have their own dates, or it follows from other steps
    if when is not None:
        return Text(say(when, "nl"), say(when, "en"))
    bounds = step.window.bounds
    return Text(say_bounds(bounds, "nl"), say_bounds(bounds, "en"))


def said_bounds(choices: list[Bounds]) -> Text:
    """Return some alternatives in words: "di 3 dec 2024, di 10 dec 2024"."""
    return joined([Text(say_bounds(one, "nl"), say_bounds(one, "en")) for one in choices])


_CUSTOM = Text("gewoonte", "custom")
LINKS = Text("volgorde in het bestand (after)", "order in the file (after)")
"""The basis of what follows from `after`."""


def cited(citations: tuple[Citation, ...]) -> Text:
    """Return where it stands: "startnotitie, p. 2"."""
    text = "; ".join(f"{one.source}, {one.place}" for one in citations)
    return Text(text, text)


def basis_of(table: Rule | Deadline) -> Text:
    """Return what a rule or deadline of the file rests on: its article, else its page."""
    if table.article:
        return Text(table.article, table.article)
    if table.source:
        return cited(table.source)
    return _CUSTOM if table.basis is Basis.CUSTOM else Text(str(table.basis), str(table.basis))
