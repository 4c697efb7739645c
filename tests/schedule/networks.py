"""Small timelines of everything, as data: drawn by hypothesis, written as TOML, and searched.

The search knows nothing of the passes: it tries every choice of days for all jobs together,
keeps those in which everything holds that the page of the format and the head of
`schedule/network.py` say, and takes of each job the least (or greatest) day that occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from boplan.schedule.network import Key, Network
from boplan.schedule.passes import Placed
from boplan.schedule.progress import progress
from tests.helpers import HEAD, timeline_of

ZERO = date(2025, 1, 6)
FIRST, LAST = -40, 60
"""The days that the search looks at."""
BEFORE = -60
"""A day on which all is still ahead."""


def day(number: int) -> date:
    return ZERO + timedelta(days=number)


def number(one: date | None) -> int | None:
    return None if one is None else (one - ZERO).days


def network_of(text: str, today: date) -> Network:
    timeline = timeline_of(text)
    return Network.of(timeline, progress(timeline, today), today)


def days_of(placed: dict[Key, Placed]) -> dict[str, tuple[int | None, int | None]]:
    """Return start and finish of each step as numbers; of steps that are not per municipality."""
    return {key[0]: (number(one.start), number(one.finish)) for key, one in placed.items()}


@dataclass(frozen=True)
class Bond:
    """One link: what is waited for, which ends, how many days."""

    first: int
    link: str = "FS"
    lag: int = 0


@dataclass(frozen=True)
class Step:
    """One step. `plan` holds its days: none, one, first and last of a span, or the choices."""

    kind: str
    """undated, day, range, choice, span."""
    plan: tuple[int, ...] = ()
    after: tuple[Bond, ...] = ()
    bodies: tuple[str, ...] = ()
    minimum: int | None = None
    net: bool = False
    """Whether the closure does not count for its minimum."""
    moved: int | None = None
    """Where a record has moved it: the first day, its length stays."""
    done: int | None = None
    deadline: int | None = None

    @property
    def now(self) -> Step:
        """Return the step with the plan as it stands after the record, or what happened."""
        if self.done is not None:
            return replace(self, kind="day", plan=(self.done,))
        if self.moved is None:
            return self
        if self.kind == "span":
            return replace(self, plan=(self.moved, self.moved + self.plan[1] - self.plan[0]))
        return replace(self, kind="day", plan=(self.moved,))

    @property
    def written(self) -> str:
        """Return the plan as the file writes it."""
        days = [str(day(one)) for one in self.plan]
        return {
            "undated": "",
            "day": "when = {0}",
            "range": 'when = "[{0}..{1}]"',
            "choice": 'when = "[{all}]"',
            "span": 'when = "{0}/{1}"',
        }[self.kind].format(*days, all=",".join(days))


@dataclass(frozen=True)
class Case:
    """A whole timeline and the day on which it is judged."""

    steps: tuple[Step, ...]
    meetings: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Per body all its meetings."""
    closed: tuple[int, int] = (500, 500)
    today: int = BEFORE

    @property
    def text(self) -> str:
        tables = [HEAD]
        tables += [
            f'[[body]]\nid = "{body}"\nname = "{body}"\nlevel = "bestuurlijk"\n\n'
            f'[[agenda]]\nbody = "{body}"\nkind = "complete"\n'
            f"from = {day(FIRST - 400)}\nuntil = {day(LAST + 400)}\n"
            f"meetings = [{', '.join(str(day(one)) for one in met)}]\n"
            for body, met in self.meetings.items()
        ]
        first, last = self.closed
        tables.append(
            f'[[closure]]\nid = "dicht"\ntitle = "Dicht"\n'
            f"from = {day(first)}\nuntil = {day(last)}\n"
        )
        for place, step in enumerate(self.steps):
            tables.append(_activity(place, step))
        return "\n".join(tables)

    @property
    def network(self) -> Network:
        return network_of(self.text, day(self.today))


def _activity(place: int, step: Step) -> str:
    bonds = ", ".join(
        f'{{ id = "s{one.first}", lag = "{"-" if one.lag < 0 else ""}P{abs(one.lag)}D", '
        f'link = "{one.link}" }}'
        for one in step.after
    )
    lines = [
        "[[activity]]", f'id = "s{place}"', f'title = "Stap {place}"', 'process = "p"',
        f"after = [{bonds}]", step.written,
    ]  # fmt: skip
    if step.bodies:
        lines += ['purpose = "bespreken"', f"body = {list(step.bodies)}".replace("'", '"')]
    if step.minimum is not None:
        lines += [
            "[[rule]]", f'id = "r{place}"', 'kind = "duration"', 'basis = "custom"',
            f'activity = "s{place}"', f'minimum = "P{step.minimum}D"',
            'net_of = ["dicht"]' if step.net else "",
        ]  # fmt: skip
    if step.deadline is not None:
        lines += [
            "[[deadline]]", f'id = "d{place}"', f'activity = "s{place}"', 'basis = "custom"',
            f"date = {day(step.deadline)}",
        ]  # fmt: skip
    if step.moved is not None:
        to = str(day(step.moved))
        if step.kind == "span":
            to = f'"{to}/{day(step.now.plan[1])}"'
        lines += [
            "[[record]]", f'activity = "s{place}"', 'kind = "moved"', 'reason = "Zo"',
            f"to = {to}", f"on = {day(BEFORE - 5)}",
        ]  # fmt: skip
    if step.done is not None:
        lines += [
            "[[record]]", f'activity = "s{place}"', 'kind = "done"', f"on = {day(step.done)}",
        ]  # fmt: skip
    return "\n".join(line for line in lines if line) + "\n"


# -- the search ----------------------------------------------------------------------------

Days = tuple[int, int]
"""Start and finish."""


def choices_of(case: Case, step: Step, *, ahead: bool) -> list[Days]:
    """Return every start and finish that a step can have, whatever the others do.

    With `ahead` not before its plan; without, the plan says only how long it lasts.
    """
    now = step.now
    if ahead and now.done is not None:
        return [(now.done, now.done)]
    meets = set.intersection(*(set(case.meetings[one]) for one in now.bodies or ["-"])) if (
        now.bodies
    ) else set(range(FIRST, LAST + 1))  # fmt: skip
    found = []
    for start in range(FIRST, LAST + 1):
        if ahead and now.plan and start < now.plan[0]:
            continue
        if not _may_be(now, start, meets):
            continue
        for finish in _finishes(case, now, start):
            if ahead and now.kind == "span" and finish < now.plan[1]:
                continue
            if ahead and finish < case.today:
                continue
            found.append((start, finish))
    return found


def _may_be(now: Step, start: int, meets: set[int]) -> bool:
    """Return whether a step can begin on a day: one of its plan, else one of its bodies."""
    if now.kind == "choice" and start <= now.plan[-1]:
        return start in now.plan
    return start in meets or (now.kind in ("day", "span") and start == now.plan[0])


def _finishes(case: Case, now: Step, start: int) -> Iterator[int]:
    """Yield every day on which a step that begins on `start` can finish."""
    if now.kind == "span":
        least = now.plan[1] - now.plan[0]
        for finish in range(start, LAST + 1):
            if _lasted(case, now, start, finish) if now.minimum is not None else (
                finish - start >= least
            ):  # fmt: skip
                yield finish
    elif now.minimum is not None:
        yield next(
            finish for finish in range(start, LAST + 200) if _lasted(case, now, start, finish)
        )
    else:
        yield start


def _lasted(case: Case, now: Step, start: int, finish: int) -> bool:
    """Return whether it has lasted its minimum: the first day does not count."""
    counted = [
        one
        for one in range(start + 1, finish + 1)
        if not (now.net and case.closed[0] <= one <= case.closed[1])
    ]
    return len(counted) >= (now.minimum or 0)


def holds(bond: Bond, first: Days, second: Days) -> bool:
    source = first[0] if bond.link[0] == "S" else first[1]
    target = second[0] if bond.link[1] == "S" else second[1]
    return target - source >= bond.lag


def search(case: Case, *, ahead: bool) -> list[tuple[Days, ...]]:
    """Return all choices of days in which everything holds.

    With `ahead` none is before its plan; without, none is past its deadline.
    """
    options = [choices_of(case, one, ahead=ahead) for one in case.steps]
    if not ahead:
        options = [
            [one for one in days if step.deadline is None or one[1] <= step.deadline]
            for step, days in zip(case.steps, options, strict=True)
        ]
    bonds = [
        (bond.first, bond, place)
        for place, step in enumerate(case.steps)
        for bond in step.after
        if step.done is None  # what is done waits for nothing
    ]
    found: list[tuple[Days, ...]] = [()]
    for place, days in enumerate(options):
        mine = [(first, bond) for first, bond, second in bonds if second == place]
        found = [
            (*chosen, one)
            for chosen, one in product(found, days)
            if all(holds(bond, chosen[first], one) for first, bond in mine)
        ]
    return found


# -- drawing ---------------------------------------------------------------------------------

_LINKS = st.sampled_from(("FS", "FS", "FS", "SS", "FF", "SF"))


@st.composite
def cases(draw: st.DrawFn, most: int = 3, *, links: st.SearchStrategy[str] = _LINKS) -> Case:
    """Draw a plan that keeps its order; then records move and end some of it."""
    steps: list[Step] = []
    real: list[Days] = []
    meetings = {
        body: (*sorted(draw(st.sets(st.integers(-20, 30), min_size=3, max_size=12))), 40)
        for body in ("b0", "b1")
    }
    for place in range(draw(st.integers(2, most))):
        firsts = draw(st.sets(st.integers(0, place - 1), max_size=2)) if place else set()
        bonds = tuple(Bond(one, draw(links), draw(st.integers(-2, 3))) for one in sorted(firsts))
        kind = draw(st.sampled_from(("undated", "day", "day", "range", "choice", "span")))
        start, length = draw(st.integers(0, 6)), draw(st.integers(0, 3))
        for bond in bonds:
            source = real[bond.first][bond.link[0] == "F"]
            start = max(start, source + bond.lag)
        finish = start + length if kind == "span" else start
        real.append((start, finish))
        more = sorted(draw(st.sets(st.integers(start, start + 6), max_size=2)) | {start})
        plan = {
            "undated": (), "day": (start,), "range": (start - length, start + 2),
            "choice": tuple(more), "span": (start, finish),
        }[kind]  # fmt: skip
        bodies = draw(st.sampled_from(((), (), ("b0",), ("b0", "b1"))))
        minimum = None
        if kind == "undated" and draw(st.booleans()):
            bodies, minimum = (), draw(st.integers(1, 4))
        elif kind == "span":
            bodies = ()
            minimum = draw(st.sampled_from((None, length)))
        steps.append(Step(kind, plan, bonds, bodies, minimum))
    for place, step in enumerate(steps):
        if step.kind != "undated" and draw(st.integers(0, 2)) == 0:
            steps[place] = replace(step, moved=draw(st.integers(0, 12)))
    today = draw(st.sampled_from((BEFORE, BEFORE, 2, 5)))
    if today > 0 and draw(st.booleans()) and steps[0].kind != "span":
        steps[0] = replace(steps[0], done=draw(st.integers(0, today)))
    return Case(tuple(steps), meetings, today=today)


@st.composite
def limited(draw: st.DrawFn, most: int = 3) -> Case:
    """Draw a plan with deadlines and with a closure that does not count for some minima."""
    case = draw(cases(most))
    first = draw(st.integers(-5, 12))
    steps = [
        replace(step, net=step.kind == "undated" and draw(st.booleans()))
        if step.minimum is not None
        else step
        for step in case.steps
    ]
    for place in range(len(steps)):
        if draw(st.integers(0, 1)) or place == len(steps) - 1:
            steps[place] = replace(steps[place], deadline=draw(st.integers(4, 25)))
    return replace(case, steps=tuple(steps), closed=(first, first + draw(st.integers(0, 4))))
