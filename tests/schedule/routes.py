"""Small timelines with a route, drawn by hypothesis, and a search over all days that knows no pass.

The search takes the sentences of docs/route.md one by one: which days each stop may choose from,
that each comes a day or more after the one before it, that papers are in time. Of all choices of
days in which everything holds it takes for each stop the last one (before the meeting) or the
first one (after it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from boplan.dates.holidays import equated_day_on, holiday_on
from boplan.model.timeline import Document, Process, Timeline
from boplan.schedule.route import Router, Wish
from tests.helpers import timeline_of

ZERO = date(2027, 4, 5)
"""A Monday; King's Day, Ascension and Whit Monday lie in the eight weeks from here."""
AIM = 28
"""The Monday around which the aimed meeting lies."""
LAST = 56
FIRST = -25
"""No meeting that is drawn, and no chain of days behind one, begins earlier."""
TODAY = date(2027, 1, 4)


def day(number: int) -> date:
    return ZERO + timedelta(days=number)


def number(one: date) -> int:
    return (one - ZERO).days


@dataclass(frozen=True)
class Body:
    """A body: all its meetings, or those that somebody mentioned."""

    kind: str
    """complete, attested, none."""
    meetings: tuple[int, ...] = ()
    papers: int | None = None


@dataclass(frozen=True)
class Case:
    """A route of bodies b0, b1, …, of which one is aimed at."""

    bodies: tuple[Body, ...]
    aimed: int
    offsets: tuple[int | None, ...]
    """So many days before the aimed meeting; None: only in order."""
    by_agenda: bool
    """Whether a derived agenda says so, instead of `before`."""
    on: int
    last: int | None = None
    """How many weeks a last stop lasts, if there is one."""
    ready: int = 0

    @property
    def text(self) -> str:
        lines = ['[timeline]\nformat = 1\ntitle = "T"\nschool_region = "Noord"\n']
        for place, body in enumerate(self.bodies):
            papers = f'papers = "P{body.papers}D"\n' if body.papers else ""
            lines.append(
                f'[[body]]\nid = "b{place}"\nname = "B{place}"\nlevel = "bestuurlijk"\n{papers}'
            )
            met = ", ".join(str(day(one)) for one in body.meetings)
            if body.kind == "complete":
                lines.append(
                    f'[[agenda]]\nbody = "b{place}"\nkind = "complete"\nmeetings = [{met}]\n'
                    "from = 1950-01-01\nuntil = 2150-12-31\n"
                )
            elif body.kind == "attested" and met:
                lines.append(
                    f'[[agenda]]\nbody = "b{place}"\nkind = "attested"\nmeetings = [{met}]\n'
                )
            offset = self.offsets[place] if place < self.aimed else None
            if offset is not None and self.by_agenda:
                lines.append(
                    f'[[agenda]]\nbody = "b{place}"\nkind = "derived"\n'
                    f'derived_from = "b{self.aimed}"\noffset = "-P{offset}D"\n'
                )
        stops = []
        uses = False
        for place in range(len(self.bodies)):
            offset = self.offsets[place] if place < self.aimed else None
            before = ""
            if offset is not None and not self.by_agenda:
                before, uses = f', before = "P{offset}D"', True
            stops.append(f'{{ body = "b{place}", purpose = "besluiten"{before} }}')
        if self.last is not None:
            lines.append('[[body]]\nid = "w"\nname = "W"\nlevel = "partner"\n')
            stops.append(f'{{ body = "w", purpose = "zienswijze", minimum = "P{self.last}W" }}')
        towards = f'towards = "b{self.aimed}"\n' if uses else ""
        lines.append(f'[[route]]\nid = "r"\ntitle = "R"\n{towards}stops = [{", ".join(stops)}]\n')
        return "\n".join(lines)

    @property
    def timeline(self) -> Timeline:
        return timeline_of(self.text)

    @property
    def router(self) -> Router:
        timeline = self.timeline
        wish = Wish(
            route=timeline.routes["r"], body=f"b{self.aimed}",
            document=Document(id="d", title="Stuk"), process=Process(id="p", title="Proces"),
        )  # fmt: skip
        return Router(timeline, wish, TODAY)


def is_off(one: int) -> bool:
    its = day(one)
    return its.weekday() > 4 or holiday_on(its) is not None or equated_day_on(its) is not None


def may_meet(case: Case, place: int, one: int) -> bool:
    """Return whether a body may meet on a day, as far as its agenda says."""
    body = case.bodies[place]
    return not is_off(one) and (body.kind != "complete" or one in body.meetings)


def choices(case: Case, place: int, on: int) -> list[int]:
    """Return the days that a stop may choose from, whatever the others do."""
    if place == case.aimed:
        return [on] if may_meet(case, place, on) else []
    offset = case.offsets[place] if place < case.aimed else None
    if offset is None:
        return [one for one in range(FIRST, on) if may_meet(case, place, one)]
    derived = on - offset
    monday = derived - day(derived).weekday()
    week = range(monday, monday + 7)
    known = [one for one in week if one in case.bodies[place].meetings]
    met = known[0] if len(known) == 1 else derived
    if is_off(met):
        return [one for one in week if may_meet(case, place, one)]
    return [met] if may_meet(case, place, met) else []


def search(case: Case, on: int) -> list[int] | None:
    """Return the last day of each stop through the aimed one, the delivery first; None: no way.

    Every choice of days is tried, from the back: the days before can only be earlier.
    """
    best: list[int] | None = None

    def papers(place: int) -> int:
        return case.bodies[place].papers or 0

    def go(place: int, later: int, due: int, taken: list[int]) -> None:
        nonlocal best
        if place < 0:
            ready = min(later - 1, due)
            while is_off(ready):
                ready -= 1
            found = [ready, *taken]
            best = [max(pair) for pair in zip(best or found, found, strict=True)]
            return
        for one in choices(case, place, on):
            if one < later:
                go(place - 1, one, min(due, one - papers(place)), [one, *taken])

    go(case.aimed, LAST * 10, LAST * 10, [])
    return best if best is not None and following(case, on, best[0]) is not None else None


def following(case: Case, on: int, ready: int) -> list[int] | None:
    """Return the first day of each stop after the aimed one; None: one does not meet any more."""
    found = [on]
    for place in range(case.aimed + 1, len(case.bodies)):
        first = max(found[-1] + 1, ready + (case.bodies[place].papers or 0))
        days = (one for one in range(first, first + 100) if may_meet(case, place, one))
        met = next(days, None)
        if met is None:
            return None
        found.append(met)
    return found[1:]


_OFFSETS = st.sampled_from((None, None, 7, 14, 21))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a route of one to four bodies and the day of a meeting."""
    count = draw(st.integers(1, 4))
    aimed = draw(st.integers(0, count - 1))
    bodies = []
    for _ in range(count):
        kind = draw(st.sampled_from(("complete", "complete", "attested", "none")))
        met = tuple(sorted(draw(st.sets(st.integers(-10, LAST), max_size=14))))
        if kind == "complete" and not met:
            kind = "none"
        bodies.append(
            Body(kind, met if kind != "none" else (), draw(st.sampled_from((None, None, 3, 10))))
        )
    on = draw(st.integers(AIM, AIM + 6))
    its = bodies[aimed]
    if its.kind == "complete" and draw(st.booleans()):
        bodies[aimed] = Body("complete", tuple(sorted({*its.meetings, on})), its.papers)
    offsets = tuple(draw(_OFFSETS) for _ in range(count))
    return Case(
        tuple(bodies), aimed, offsets, draw(st.booleans()), on,
        last=draw(st.sampled_from((None, 2, 12))), ready=draw(st.integers(-20, AIM)),
    )  # fmt: skip
