"""Writes a made-up timeline of any size: `python benchmarks/generate.py 1000 > x.toml`.

The same number gives the same bytes. Every step first gets true days, one after another;
its date in the file is then some form of the notation that those days fit, and every
link, record and deadline is written so that they fit it too. So the order of the steps
never contradicts their dates, on whatever day the timeline is judged. Forms and rates
follow the shipped timeline: what is counted there is counted here per hundred steps.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal, NamedTuple

TODAY = date(2026, 3, 2)
"""The day on which to judge what is made here: records run up to it."""

EVIDENCE_UNTIL = date(2026, 1, 31)

Toml = str | int | bool | date | list["Toml"] | dict[str, "Toml"]
Table = dict[str, Toml]
Role = Literal["step", "beside", "state", "recurs", "undated", "closing"]
"""One after another; during the one before; goes on; comes back; no date; ends with a state."""


class _Template(NamedTuple):
    """One kind of step that a process can have."""

    phase: str
    name: str
    title: str
    purpose: str
    body: str = ""
    role: Role = "step"
    forms: str = "day"
    """Forms of the date, as often as they are likely."""
    gap: int = 20
    """At most so many days after what goes before."""
    length: int = 0
    """At most so many days from its start through its finish."""


_MEETING = "day day day day set set month time range"
_VAGUE = "day month month month quarter half about by by from range ranges year"
_LONG = "days days days month/day year/year ../day day/month~"
_TEMPLATES = tuple(
    _Template(*row)
    for row in (
        ("voorbereiding", "opdracht", "Opdracht vaststellen", "opstellen", "ao", "step", _VAGUE),
        ("voorbereiding", "evaluatie", "Evaluatie van de lopende nota", "evalueren", "", "step",
         _LONG, 30, 60),
        ("voorbereiding", "startnotitie", "Startnotitie gereed", "aanleveren", "", "step", _VAGUE),
        ("voorbereiding", "pfho", "Startnotitie bespreken", "bespreken", "pfho", "step", _MEETING),
        ("voorbereiding", "college", "Startnotitie vaststellen", "besluiten", "colleges", "step",
         "set set day month range", 40),
        ("voorbereiding", "raad", "Raad informeren over de startnotitie", "informeren", "raden",
         "step", "by day month range", 40),
        ("concept", "werkgroep", "Overleg van de werkgroep", "overleg", "ao", "recurs"),
        ("concept", "opstellen", "Concept opstellen", "opstellen", "", "step", _LONG, 10, 90),
        ("concept", "financien", "Financiën opnemen in het concept", "opstellen", "do", "beside",
         _VAGUE),
        ("concept", "inwoners", "Gesprekken met inwoners en cliënten", "adviseren", "", "beside",
         "days month/day", 15, 30),
        ("concept", "directies", "Concept bespreken met directies", "bespreken", "do", "step",
         _MEETING),
        ("concept", "concept-pfho", "Concept vrijgeven", "besluiten", "pfho", "step", _MEETING),
        ("zienswijze", "concept-college", "Concept naar de raden", "besluiten", "colleges", "step",
         "set day month", 30),
        ("zienswijze", "zienswijze", "Zienswijze geven op het concept", "zienswijze", "raden",
         "step", "days days days month/day", 10, 90),
        ("zienswijze", "adviesraden", "Advies van de adviesraden", "adviseren", "adviesraden",
         "beside", "by month", 30),
        ("zienswijze", "beeldvormend", "Beeldvormende avond", "informeren", "", "undated"),
        ("zienswijze", "verwerken", "Zienswijzen verwerken", "verwerken", "", "step", _LONG, 5, 30),
        ("vaststelling", "def-pfho", "Nota bespreken", "bespreken", "pfho", "step", _MEETING),
        ("vaststelling", "def-college", "Nota aanbieden aan de raad", "besluiten", "colleges",
         "step", "set day month", 30),
        ("vaststelling", "vaststellen", "Nota vaststellen", "vaststellen", "raden", "step",
         "by by day month range", 60),
        ("vaststelling", "publiceren", "Nota publiceren", "publiceren", "", "step", _VAGUE),
        ("uitvoering", "looptijd", "Looptijd van de nota", "looptijd", "", "state",
         "days year/year open", 30, 1500),
        ("uitvoering", "financiering", "Bijdrage van het Rijk", "financieren", "", "state",
         "days year/year open", 60, 700),
        ("uitvoering", "contract", "Overeenkomst met aanbieders", "contract", "", "state",
         "days open open", 60, 900),
        ("uitvoering", "overleg", "Overleg met partners", "overleg", "pho", "recurs"),
        ("uitvoering", "voortgang", "Voortgang rapporteren", "rapporteren", "", "recurs"),
        ("uitvoering", "monitor", "Cijfers verzamelen", "monitoren", "", "recurs"),
        ("uitvoering", "maatregel", "Maatregel uitvoeren", "uitvoeren", "", "step", _LONG, 90, 200),
        ("uitvoering", "inkoop", "Aanbesteding", "inkoop", "", "step", _LONG, 60, 120),
        ("uitvoering", "scholing", "Training voor medewerkers", "uitvoeren", "", "undated"),
        ("uitvoering", "eind", "Besluit over vervolg", "besluiten", "pfho", "closing", "by month"),
    )
)  # fmt: skip
_PHASES = {
    "voorbereiding": "Voorbereiding", "concept": "Concept", "zienswijze": "Zienswijze",
    "vaststelling": "Vaststelling", "uitvoering": "Uitvoering en evaluatie",
}  # fmt: skip
_SUBJECTS = (
    "jeugdhulp", "beschermd wonen", "schuldhulp", "mantelzorg", "wonen en zorg", "preventie",
    "sport", "ouderen", "participatie", "inburgering", "dak- en thuisloosheid", "veiligheid",
    "cultuur", "vervoer", "publieke gezondheid", "onderwijshuisvesting",
)  # fmt: skip
_RULES = (
    "FREQ=MONTHLY;INTERVAL=6", "FREQ=MONTHLY;INTERVAL=3", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=4",
    "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=7,12", "regularly", "regularly", "continuously",
)  # fmt: skip
_MUNICIPALITIES = ("aardenburg", "bosch-en-meer", "dijkerk", "elzen", "grootveld", "heidam", "ijl")
_BODIES: dict[str, tuple[str, str, bool]] = {
    "ao": ("Ambtelijk overleg", "ambtelijk", False),
    "do": ("Directieoverleg", "directie", False),
    "pfho": ("Portefeuillehoudersoverleg", "bestuurlijk", False),
    "pho": ("Partneroverleg", "partner", False),
    "colleges": ("Colleges", "college", True),
    "raden": ("Gemeenteraden", "raad", True),
    "adviesraden": ("Adviesraden sociaal domein", "adviesraad", True),
}
_OWNERS = ("regio", "gemeenten", "beleidsadviseurs", "trekkers")


@dataclass
class _Step:
    """A step with its true first and last day, and the municipalities that take it."""

    id: str
    first: date
    last: date
    scope: list[str]


class _Maker:
    """Makes one timeline; every choice comes from one source of chance."""

    def __init__(self, count: int, seed: int) -> None:
        self._count = count
        self._chance = Random(seed)
        self._tables: dict[str, list[Table]] = {
            kind: []
            for kind in ("process", "phase", "document", "activity", "deadline", "rule", "record")
        }
        self._records: list[tuple[date, Table]] = []
        self._ends: list[_Step] = []
        """The last step of each process before this one."""
        self._chain: list[_Step] = []
        """The steps of this process that follow one another."""
        self._state: _Step | None = None

    def make(self) -> dict[str, list[Table]]:
        """Return the tables of exactly as many steps as were asked for."""
        activities = self._tables["activity"]
        while len(activities) < self._count:
            # A few large processes and many small ones.
            size = int(self._chance.triangular(4, len(_TEMPLATES), 10))
            self._process(min(size, self._count - len(activities)))
        self._records.sort(key=lambda pair: pair[0])
        self._tables["record"] = [row for _, row in self._records]
        return self._tables

    def _likely(self, percent: int) -> bool:
        return self._chance.random() * 100 < percent

    def _days(self, least: int, most: int) -> timedelta:
        return timedelta(days=self._chance.randint(least, most))

    # -- a process ---------------------------------------------------------------------

    def _process(self, size: int) -> None:
        tables = self._tables
        number = len(tables["process"]) + 1
        subject = self._chance.choice(_SUBJECTS)
        one = f"nota-{'-'.join(subject.replace('-', ' ').split())}-{number}"
        process: Table = {"id": one, "title": f"Nota {subject} ({number})", "short": f"N{number}"}
        if self._likely(70):
            process["evidence_until"] = EVIDENCE_UNTIL
        tables["process"].append(process)
        tables["document"].append({"id": f"{one}-stuk", "title": f"Nota {subject}, deel {number}"})
        picked = sorted(self._chance.sample(range(len(_TEMPLATES)), size))
        phases = {_TEMPLATES[index].phase for index in picked} if self._likely(50) else set()
        tables["phase"] += [
            {"id": f"{one}-{phase}", "title": title, "process": one}
            for phase, title in _PHASES.items()
            if phase in phases
        ]
        self._chain, self._state = [], None
        self._begin = date(2022, 1, 3) + timedelta(days=int(self._chance.triangular(0, 2400, 900)))
        for order, index in enumerate(picked, 1):
            template = _TEMPLATES[index]
            activity = self._activity(one, f"{one}-{order}-{template.name}", template)
            if template.phase in phases:
                activity["phase"] = f"{one}-{template.phase}"
            tables["activity"].append(activity)
        if self._chain:
            deadline = self._deadline(self._chain[-1])
            if self._likely(25):
                process["final_deadline"] = deadline
            self._ends.append(self._chain[-1])
        if len(self._chain) > 2:
            self._rule(one)

    def _deadline(self, step: _Step) -> str:
        one = f"{step.id}-termijn"
        deadline: Table = {"id": one, "activity": step.id, "date": step.last + self._days(0, 120)}
        if self._likely(50):
            deadline |= {"basis": "agreed", "source": "planning, p. 2"}
        else:
            deadline |= {"basis": "custom", "hard": self._likely(50)}
        self._tables["deadline"].append(deadline)
        return one

    def _rule(self, process: str) -> None:
        rule: Table = {"id": f"{process}-regel", "basis": "custom", "process": process}
        if self._likely(50):
            rule |= {"kind": "ordering", "activities": [step.id for step in self._chain]}
        else:
            first, last = self._chain[0].id, self._chain[-1].id
            rule |= {"kind": "lead-time", "activity": first, "before": last, "minimum": "P1D"}
        self._tables["rule"].append(rule)

    # -- a step ------------------------------------------------------------------------

    def _activity(self, process: str, one: str, template: _Template) -> Table:
        """Return the table of one step; what happened to it is recorded on the way."""
        activity: Table = {"id": one, "title": template.title, "process": process}
        if template.body:
            activity["body"] = template.body
        activity["purpose"] = template.purpose
        if self._likely(40):
            activity["document"] = f"{process}-stuk"
        if self._likely(85):
            activity["owner"] = self._chance.choice(_OWNERS)
        if template.role == "recurs":
            activity |= self._recurrence()
        elif template.role != "undated":
            self._date(activity, template)
        if self._likely(6):
            activity["condition"] = "als er middelen beschikbaar zijn"
        if self._likely(3) and "when" in activity:
            activity["remind"] = ["P21D", "P7D"]
        activity["source"] = f"planning, p. {self._chance.randint(1, 40)}"
        if self._likely(15):
            activity["note"] = "Afgestemd met de beleidsadviseurs van de gemeenten en de regio."
        return activity

    def _recurrence(self) -> Table:
        begin = self._ready() + self._days(0, 90)
        start: Toml = begin
        if self._likely(60):
            start = f"{begin.year}-H{(begin.month + 5) // 6}"
        found: Table = {"every": self._chance.choice(_RULES), "from": start}
        if self._likely(20):
            found["until"] = str(begin.year + 4)
        return found

    def _ready(self) -> date:
        return self._chain[-1].last if self._chain else self._begin

    def _date(self, activity: Table, template: _Template) -> None:
        """Give the step its true days, its links, a date that they fit, and records."""
        one = str(activity["id"])
        after, earliest = self._links(template)
        first = _workday(earliest + self._days(0, template.gap))
        last = first + self._days(1, template.length) if template.length else first
        if template.role == "closing" and self._state is not None:
            after.append({"id": self._state.id, "lag": "P0D", "link": "FF"})
            first = last = max(first, self._state.last)
        form = self._chance.choice(template.forms.split())
        plan = first
        if template.role == "step" and first == last and self._likely(8):
            plan = earliest + (first - earliest) / 2  # it was planned sooner, and moved
        activity["when"], words = write_date(form, plan, plan + (last - first), self._chance)
        if form == "time":
            activity["duration"] = "PT1H30M"
        activity["words"] = words
        if not isinstance(activity["when"], date | list) and self._likely(60):
            activity["reading"] = "Gelezen als de hele periode die de bron noemt."
        if after:
            activity["after"] = after
        step = _Step(one, first, last, self._scope(template))
        if 0 < len(step.scope) < len(_MUNICIPALITIES):
            activity["scope"] = [*step.scope]
        if plan < first:
            on = plan - self._days(5, 40)
            to = write_date("month" if form == "time" else form, first, last, self._chance)[0]
            self._record(on, one, "moved", on, to=to, reason="De voorbereiding kost meer tijd.")
        self._happened(step, template, earliest, is_set=isinstance(activity["when"], list))
        if template.role == "state":
            self._state = step
        elif template.role in ("step", "closing"):
            self._chain.append(step)

    def _scope(self, template: _Template) -> list[str]:
        """Return whose step it is: none, all of them, or now and then only some."""
        if not template.body or not _BODIES[template.body][2]:
            return []
        least = 2 if self._likely(10) else len(_MUNICIPALITIES)
        return self._chance.sample(
            _MUNICIPALITIES, self._chance.randint(least, len(_MUNICIPALITIES))
        )

    def _links(self, template: _Template) -> tuple[list[Toml], date]:
        """Return what the step waits for, and the earliest day that this leaves."""
        if template.role == "beside":
            if not self._chain:
                return [], self._begin
            during = self._chain[-1]
            return [{"id": during.id, "lag": "P0D", "link": "SS"}], during.first
        after: list[Toml] = []
        earliest = self._ready() + timedelta(days=1)
        if self._chain and self._likely(75):
            before = self._chain[-1]
            lag = self._chance.choice(["", "", "", "", "P0D", "P7D", "P2W", "P1M", "-P7D"])
            if lag == "P1M" and before.last.day <= 28:
                later = before.last + timedelta(days=31)
            else:
                lag = lag.replace("P1M", "")
                later = before.last + timedelta(
                    days={"": 1, "P0D": 0, "P7D": 7, "P2W": 14, "-P7D": 0}[lag]
                )
            after.append({"id": before.id, "lag": lag} if lag else before.id)
            earliest = max(self._chain[-1].last, later)
            if len(self._chain) > 1 and self._likely(20):
                after.append(self._chance.choice(self._chain[:-1]).id)
                earliest = max(earliest, self._ready() + timedelta(days=1))
        elif not self._chain and self._ends and self._likely(50):
            other = self._chance.choice(self._ends)
            if other.last < earliest:
                after.append(other.id)
        return after, earliest

    # -- what happened -----------------------------------------------------------------

    def _record(self, day: date, activity: str, kind: str, on: Toml | None, **more: Toml) -> None:
        """Write down what happened, if the day on which it is known has come."""
        if day <= TODAY:
            row: Table = {"activity": activity, "kind": kind}
            if on is not None:
                row["on"] = on
            self._records.append((day, row | more | {"source": "voortgang, p. 4"}))

    def _happened(self, step: _Step, template: _Template, earliest: date, *, is_set: bool) -> None:
        one, first, last = step.id, step.first, step.last
        if first < last and self._likely(60):
            self._record(first, one, "started", first)
        if is_set and self._likely(40):
            self._record(first - timedelta(days=30), one, "settled", first - timedelta(days=30),
                         settled=first)  # fmt: skip
        if last > TODAY or template.role == "state":
            return
        on: Toml = last if first == last else f"{first}/{last}"
        what = self._chance.randrange(100)
        if what < 25 and step.scope and first == last:
            for name in step.scope[: self._chance.randint(1, len(step.scope))]:
                day = earliest + self._days(0, (last - earliest).days)
                self._record(day, one, "done", day, municipality=name)
        elif what < 45:
            self._record(last, one, "done", on)
        elif what < 55 and first == last:
            known = last + self._days(5, 60)
            self._record(known, one, "done", f"[..{known}]")
        elif what < 60:
            self._record(last, one, "outcome", on, outcome="akkoord")
        elif what < 75:
            self._record(last, one, "no-evidence", None, note="Er is geen bericht over.")
        elif what < 78:
            self._record(last, one, "not-done", last)
        elif what < 80:
            self._record(last, one, "cancelled", last, reason="Niet meer nodig.")
        elif what < 83:
            self._record(last, one, "note", None, note="Komt terug op de agenda.")


def _workday(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def write_date(form: str, first: date, last: date, chance: Random) -> tuple[Toml, str]:
    """Return a date of that form that leaves room for `first` through `last`, and its words."""

    def near(most: int) -> timedelta:
        return timedelta(days=chance.randint(1, most))

    month, end_month = f"{first:%Y-%m}", f"{last:%Y-%m}"
    half = (first.month + 5) // 6
    quarter = (first.month + 2) // 3
    match form:
        case "day":
            return first, f"{first:%d-%m-%Y}"
        case "time":
            return datetime.combine(first, time(14)), f"{first:%d-%m-%Y}, 14.00 uur"
        case "set":
            week = timedelta(days=7)
            return [first - week, first, first + week], f"een van drie dagen rond {first:%d-%m-%Y}"
        case "month":
            return month, f"in de loop van {month}"
        case "quarter":
            return f"{first.year}-Q{quarter}", f"{quarter}e kwartaal {first.year}"
        case "half":
            return f"{first.year}-H{half}", f"{half}e helft {first.year}"
        case "year":
            return str(first.year), f"in {first.year}"
        case "about":
            return f"{month}~", f"rond {month}"
        case "by":
            by = first + near(60)
            return f"[..{by}]", f"uiterlijk {by:%d-%m-%Y}"
        case "from":
            since = first - near(30)
            return f"[{since}..]", f"vanaf {since:%d-%m-%Y}"
        case "ranges":
            year = first.year
            return f"[{year - 1}..{year},{year}..{year + 1}]", f"{year - 1}-{year} of later"
        case "range":
            one, two = first - near(20), first + near(40)
            return f"[{one}..{two:%Y-%m}]", f"tussen {one:%d-%m-%Y} en {two:%Y-%m}"
        case "days":
            return f"{first}/{last}", f"{first:%d-%m-%Y} tot en met {last:%d-%m-%Y}"
        case "month/day":
            return f"{month}/{last}", f"{month} tot en met {last:%d-%m-%Y}"
        case "day/month~":
            return f"{first}/{end_month}~", f"vanaf {first:%d-%m-%Y} tot rond {end_month}"
        case "year/year":
            return f"{first.year}/{last.year}", f"{first.year}-{last.year}"
        case "../day":
            return f"../{last}", f"tot en met {last:%d-%m-%Y}"
        case "open":
            return f"{first}/..", f"sinds {first:%d-%m-%Y}"
        case _:
            raise ValueError(form)


def _around(tables: dict[str, list[Table]]) -> Iterator[tuple[str, list[Table]]]:
    """Yield all kinds of tables in the order of the file."""
    yield (
        "source",
        [
            {"id": "planning", "title": "Planning", "date": date(2022, 12, 1)},
            {"id": "voortgang", "title": "Voortgangsrapportage", "date": "2026-Q1"},
        ],
    )
    yield "municipality", [{"id": one, "name": one.title()} for one in _MUNICIPALITIES]
    yield "owner", [{"id": one, "name": one.title()} for one in _OWNERS]
    yield (
        "body",
        [
            {"id": one, "name": name, "level": level, "per_municipality": each, "papers": "P14D"}
            for one, (name, level, each) in _BODIES.items()
        ],
    )
    yield "agenda", list(_agendas())
    for kind in ("document", "process", "phase", "activity", "deadline", "rule"):
        yield kind, tables[kind]
    yield "closure", [
        {"id": f"zomer-{year}", "title": "Zomerreces", "from": date(year, 7, 10),
         "until": date(year, 8, 25), "body": ["raden", "colleges"]}
        for year in range(2023, 2033)
    ]  # fmt: skip
    yield "record", tables["record"]


def _agendas() -> Iterator[Table]:
    # Attested: the dates of the steps are made without looking at it, and a complete agenda
    # would make most of what is measured a finding.
    yield {"body": "pfho", "kind": "attested", "every": "FREQ=MONTHLY;BYDAY=2TH",
           "except": [date(2025, 8, 14)], "from": date(2023, 1, 1), "until": date(2032, 12, 31),
           "source": "planning, bijlage"}  # fmt: skip
    yield {"body": "ao", "kind": "derived", "derived_from": "pfho", "offset": "-P21D"}
    yield {"body": "do", "kind": "derived", "derived_from": "pfho", "offset": "-P14D"}
    for index, one in enumerate(_MUNICIPALITIES):
        tuesdays = [date(2026, month, 1) + timedelta(days=7 * index % 28) for month in range(1, 7)]
        yield {"body": "raden", "municipality": one, "kind": "attested", "meetings": [*tuesdays]}


def timeline(count: int, seed: int = 1) -> Iterator[str]:
    """Yield the text of a timeline of `count` steps, table by table."""
    yield f'[timeline]\nformat = 1\ntitle = "Regionale agenda van {count} stappen"\n'
    for kind, rows in _around(_Maker(count, seed).make()):
        for row in rows:
            lines = [f"{key} = {_toml(value)}" for key, value in row.items()]
            yield "\n".join(["", f"[[{kind}]]", *lines, ""])


def _toml(value: Toml) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
        case str() | int():
            return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write the timeline that the command line asks for."""
    options = argparse.ArgumentParser(description="Write a made-up timeline.")
    options.add_argument("count", type=int, help="number of steps")
    options.add_argument("--seed", type=int, default=1, help="another timeline of that size")
    given = options.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.writelines(timeline(given.count, given.seed))


if __name__ == "__main__":
    main()
