"""Edits that a person makes to a small timeline, each with the one change that it is."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomli
import tomli_w
from hypothesis import strategies as st

from boplan.model.timeline import Timeline
from boplan.store.reader import parse

Tables = dict[str, Any]
Found = dict[tuple[str, str], tuple[str, ...]]
"""What became of each table, by its kind and id (of a table without one, what it is about)."""

TODAY = date(2027, 3, 1)
BASE = tomli.loads(
    """
[timeline]
format = 1
title = "Nota"

[[source]]
id = "bron"
title = "Bron"

[[municipality]]
id = "laren"
name = "Laren"

[[municipality]]
id = "huizen"
name = "Huizen"

[[owner]]
id = "regio"
name = "Regio"

[[owner]]
id = "lokaal"
name = "Lokaal"

[[body]]
id = "pfho"
name = "PFHO"
level = "bestuurlijk"

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true

[[document]]
id = "nota"
title = "Nota"

[[process]]
id = "p"
title = "Nota"
final_deadline = "einde"

[[phase]]
id = "eerst"
title = "Eerst"
process = "p"

[[activity]]
id = "a"
title = "Stap a"
process = "p"
owner = "regio"
when = 2027-04-01

[[activity]]
id = "b"
title = "Stap b"
process = "p"
body = "pfho"
purpose = "bespreken"
when = "2027-05"
after = ["a"]

[[activity]]
id = "c"
title = "Stap c"
process = "p"
when = "2027-06-01/2027-08-31"
after = [{ id = "b", lag = "P7D" }]

[[activity]]
id = "d"
title = "Stap d"
process = "p"
body = "raden"
purpose = "vaststellen"
when = [2027-09-09, 2027-09-23, 2027-10-07]
after = ["c"]

[[activity]]
id = "e"
title = "Stap e"
process = "p"

[[activity]]
id = "f"
title = "Stap f"
process = "p"
every = "FREQ=MONTHLY"
from = "2027-01"

[[deadline]]
id = "einde"
activity = "d"
date = 2027-12-31
basis = "custom"

[[rule]]
id = "eerst-a"
kind = "ordering"
basis = "custom"
activities = ["a", "b"]

[[record]]
activity = "e"
kind = "note"
on = 2027-02-01
note = "Nog te plannen."
"""
)


@dataclass(frozen=True)
class Edit:
    """One edit: what it does to the tables, and what must be said of it."""

    name: str
    make: Callable[[Tables], None]
    found: Found


def toml(tables: Tables) -> str:
    """Return the tables as TOML, each under a heading of its own."""
    rows = [(kind, row) for kind, its in tables.items() if isinstance(its, list) for row in its]
    pieces = ["[timeline]\n" + tomli_w.dumps(tables["timeline"])]
    pieces += [f"[[{kind}]]\n{tomli_w.dumps(row)}" for kind, row in rows]
    return "\n".join(pieces)


def timeline(tables: Tables) -> Timeline:
    """Return the timeline that the real reader makes of the tables."""
    return parse(toml(tables).encode(), Path("timeline.toml")).timeline


def edited(*edits: Edit) -> Tables:
    """Return the base with these edits, one after another."""
    tables = copy.deepcopy(BASE)
    for edit in edits:
        edit.make(tables)
    return tables


def step(tables: Tables, one: str) -> dict[str, Any]:
    """Return a step by its id, or by the one that it had."""
    found: dict[str, Any] = next(
        table for table in tables["activity"] if one in (table["id"], *table.get("was", ()))
    )
    return found


def _put(kind: str, one: str, key: str, value: Any, found: str = "changed") -> Edit:
    def make(tables: Tables) -> None:
        if kind == "timeline":
            tables["timeline"][key] = value
        elif kind == "activity":
            step(tables, one)[key] = value
        else:
            next(table for table in tables[kind] if table["id"] == one)[key] = value

    return Edit(f"{kind} {one}: {key} = {value}", make, {(kind, one): (found,)})


def _drop(one: str, key: str) -> Edit:
    return Edit(
        f"{one}: no {key}",
        lambda tables: step(tables, one).pop(key),
        {("activity", one): ("changed",)},
    )


def add_table(table: str, about: str, **keys: Any) -> Edit:
    """Return the edit that adds a table which is not of a step."""
    return Edit(
        f"+ {table} {about}",
        lambda tables: tables.setdefault(table, []).append(dict(keys)),
        {(table, about): ("added",)},
    )


def rename(one: str) -> Edit:
    """Return the edit that gives a step another id, everywhere."""

    def make(tables: Tables) -> None:
        new = f"{one}-nieuw"

        def put(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: put(inner) for key, inner in value.items()}
            if isinstance(value, list):
                return [put(inner) for inner in value]
            return new if value == one else value

        its = step(tables, one)
        for kind in ("activity", "deadline", "rule", "record"):
            tables[kind] = put(tables[kind])
        its = step(tables, new)
        its["was"] = [*its.get("was", ()), one]

    return Edit(f"rename {one}", make, {("activity", one): ("renamed",)})


def record(one: str, kind: str, found: str, **keys: Any) -> Edit:
    """Return the edit that adds a record."""

    def make(tables: Tables) -> None:
        name = step(tables, one)["id"]
        tables["record"].append({"activity": name, "kind": kind, **keys})

    return Edit(f"{one} {kind} {keys}", make, {("activity", one): (found,)})


def move(one: str, when: Any, found: str = "moved") -> Edit:
    """Return the edit that gives a step another date in its plan."""
    return _put("activity", one, "when", when, found)


_NEW = {"id": "g", "title": "Stap g", "process": "p"}
_LATER = date(2027, 2, 15)
_DAYS = st.integers(1, 40) | st.integers(-30, -1)


def _dates(days: int) -> list[Edit]:
    """Return each way of giving step a, on 1 April, a date so many days later."""
    to = date(2027, 4, 1) + timedelta(days=days)
    return [
        move("a", to),
        record("a", "moved", "moved", on=_LATER, to=to, reason="Drukte."),
    ]


def _of_step_e() -> list[Edit]:
    """Return what may become of a step that has no date."""
    on = date(2027, 2, 20)
    return [
        move("e", "2027-Q4"),
        record("e", "started", "recorded", on=on),
        record("e", "done", "recorded", on=on),
        record("e", "cancelled", "recorded", on=on, reason="Niet meer nodig."),
        record("e", "outcome", "recorded", on=on, outcome="akkoord"),
        record("e", "note", "recorded", note="Opgemerkt."),
        record("e", "done", "recorded", on=date(2027, 9, 1)),  # does not count yet
        _put("activity", "e", "owner", "lokaal"),
        _put("activity", "e", "title", "Andere titel"),
        _put("activity", "e", "note", "Iets."),
        _put("activity", "e", "after", ["d"]),
        _put("activity", "e", "purpose", "opstellen"),
        _put("activity", "e", "phase", "eerst"),
        _put("activity", "e", "document", "nota"),
        _put("activity", "e", "condition", "Als er geld is."),
        _put("activity", "e", "source", "bron, p. 1"),
        _put("activity", "e", "remind", ["P7D"]),
        rename("e"),
        Edit("no note", lambda tables: tables["record"].pop(0), {("activity", "e"): ("recorded",)}),
        Edit(
            "other note",
            lambda tables: tables["record"][0].update(note="Anders."),
            {("activity", "e"): ("recorded",)},
        ),
    ]


def _other() -> dict[str, list[Edit]]:
    """Return edits by what they are about: one of each may be made together."""
    return {
        "b": [
            move("b", "2027-05-20"),
            move("b", "2027-06"),
            move("b", "2027-Q2"),
            _put("activity", "b", "body", ["pfho", "raden"]),
            _drop("b", "purpose"),
            rename("b"),
        ],
        "c": [
            move("c", "2027-06-15/2027-08-31"),
            _put("activity", "c", "after", ["b"]),
            _put("activity", "c", "after", [{"id": "b", "lag": "P7D", "link": "SS"}]),
            _drop("c", "after"),
            rename("c"),
        ],
        "d": [
            move("d", date(2027, 9, 23), "settled"),
            record("d", "settled", "settled", on=_LATER, settled=date(2027, 9, 23)),
            record("d", "settled", "settled", on=_LATER, settled=date(2027, 9, 9),
                   municipality="laren"),
            record("d", "moved", "moved", on=_LATER, to=date(2027, 11, 4), reason="Drukte.",
                   municipality=["huizen"]),
            move("d", [date(2027, 9, 9), date(2027, 9, 23)]),
            _put("activity", "d", "scope", ["laren"]),
            rename("d"),
        ],
        "f": [
            _put("activity", "f", "every", "FREQ=MONTHLY;INTERVAL=2"),
            _put("activity", "f", "from", "2027-02"),
            _put("activity", "f", "until", "2027-12"),
            Edit("- f", lambda tables: tables["activity"].remove(step(tables, "f")),
                 {("activity", "f"): ("removed",)}),
        ],
        "new": [
            Edit("+ g", lambda tables: tables["activity"].append(dict(_NEW)),
                 {("activity", "g"): ("added",)}),
            Edit("+ g first", lambda tables: tables["activity"].insert(0, dict(_NEW)),
                 {("activity", "g"): ("added",)}),
        ],
        "tables": [
            _put("timeline", "", "title", "Andere nota"),
            _put("timeline", "", "school_region", "Noord"),
            _put("body", "pfho", "papers", "P14D"),
            _put("owner", "regio", "name", "De regio"),
            _put("process", "p", "evidence_until", date(2027, 2, 1)),
            _put("source", "bron", "date", "2027"),
            _put("municipality", "laren", "until", date(2027, 12, 31)),
            _put("deadline", "einde", "date", date(2027, 11, 30)),
            _put("deadline", "einde", "hard", False),
            _put("rule", "eerst-a", "strength", "soft"),
            _put("rule", "eerst-a", "activities", ["b", "a"]),
            _put("phase", "eerst", "title", "Het begin"),
            _put("document", "nota", "short", "N"),
        ],
        "more": [
            add_table("deadline", "halverwege", id="halverwege", activity="c", basis="custom",
                      date=date(2027, 9, 1)),
            add_table("rule", "niet-lang", id="niet-lang", kind="duration", basis="custom",
                      activity="c", maximum="P6M"),
            add_table("closure", "reces", id="reces", title="Reces", until=date(2027, 8, 20),
                      **{"from": date(2027, 7, 10)}),
            add_table("agenda", "pfho", body="pfho", kind="attested", meetings=[date(2027, 5, 20)]),
            add_table("waiver", "BP201", code="BP201", reason="Mag."),
            add_table("severity", "BP503", code="BP503", severity="off", reason="Hoort zo."),
            add_table("owner", "clubs", id="clubs", name="Clubs"),
        ],
    }  # fmt: skip


def layout(tables: Tables, seed: int) -> Tables:
    """Return tables that mean the same, in another order and with defaults written out."""
    made = copy.deepcopy(tables)
    for kind, rows in made.items():
        if isinstance(rows, list):
            turn = seed % len(rows) if rows else 0
            made[kind] = rows[turn:] + rows[:turn]
            if seed % 2:
                made[kind] = [dict(reversed(list(row.items()))) for row in made[kind]]
    made["timeline"]["language"] = "nl"
    made["timeline"]["time_zone"] = "Europe/Amsterdam"
    for table in made["deadline"]:
        table.setdefault("hard", True)
    for table in made["body"]:
        table.setdefault("per_municipality", False)
    for table in made["activity"]:
        table["after"] = [
            {"id": one, "lag": "P1D", "link": "FS"} if isinstance(one, str) else one
            for one in table.get("after", ())
        ]
        for key in ("body", "document"):
            if isinstance(table.get(key), str):
                table[key] = [table[key]]
            elif key in table:
                table[key] = table[key][::-1]
    return dict(reversed(list(made.items())))


def each() -> list[Edit]:
    """Return every edit there is."""
    groups = [_dates(14), _of_step_e(), *_other().values(), [rename("a")]]
    return [edit for group in groups for edit in group]


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """Return a few edits, each about something else; those of ids come last."""
    groups: dict[str, list[Edit]] = {"a": _dates(draw(_DAYS)), "e": _of_step_e(), **_other()}
    about = draw(st.lists(st.sampled_from(sorted(groups)), unique=True, max_size=5))
    chosen = [draw(st.sampled_from(groups[one])) for one in about]
    return sorted(chosen, key=lambda edit: edit.name.startswith("rename"))
