"""A whole timeline as text: what the reader reads, written.

Only for a timeline that boplan itself made: what a person wrote is never written again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import tomli_w

from boplan.dates.notation import write, write_part
from boplan.dates.period import format_length, format_period
from boplan.model.timeline import (
    ONE_DAY,
    After,
    Citation,
    Period,
    PeriodCount,
    Stop,
    Timeline,
)
from boplan.model.vocabulary import Link, Strength
from boplan.model.when import Moment, OneOf, Part, Span
from boplan.store.keys import TABLES

_TITLES = {
    "source": "Sources",
    "municipality": "Municipalities",
    "owner": "Owners",
    "body": "Bodies",
    "agenda": "Agendas",
    "document": "Documents",
    "process": "Process",
    "phase": "Phases",
    "activity": "Steps",
    "route": "Routes",
    "deadline": "Deadlines",
    "rule": "Rules",
    "closure": "Closures",
    "severity": "Severities",
    "waiver": "Waivers",
    "record": "Records",
}
"""The kinds of table in the order in which they are written, with their headings."""


def write_whole(timeline: Timeline, header: str = "") -> str:
    """Return the timeline as TOML, with `header` as comment above it."""
    pieces = [_comment(header)] if header else []
    pieces.append(_table("[timeline]", _head(timeline)))
    for kind, title in _TITLES.items():
        rows = list(_rows(timeline, kind))
        if rows:
            rule = "=" * (88 - len(title))
            pieces.append("\n" + _comment(f"== {title} {rule}"))
            pieces += [_table(f"[[{kind}]]", _values(kind, row)) for row in rows]
    return "\n".join(pieces)


def _comment(text: str) -> str:
    return "".join(
        f"# {line}".rstrip() + "\n"
        for paragraph in text.split("\n")
        for line in textwrap.wrap(paragraph, 92, break_long_words=False, break_on_hyphens=False)
        or [""]
    )


def _head(timeline: Timeline) -> dict[str, Any]:
    head = {
        "format": 1, "title": timeline.title, "language": timeline.language,
        "time_zone": timeline.time_zone,
    }  # fmt: skip
    if timeline.school_region is not None:
        head["school_region"] = timeline.school_region
    return head


def _rows(timeline: Timeline, kind: str) -> Iterable[Any]:
    name = {
        "municipality": "municipalities", "body": "bodies", "process": "processes",
        "activity": "activities", "severity": "severities",
    }.get(kind, kind + "s")  # fmt: skip
    rows = getattr(timeline, name)
    return rows.values() if isinstance(rows, dict) else rows


def _table(heading: str, values: dict[str, Any]) -> str:
    lines = [heading, *(f"{key} = {_value(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _values(kind: str, row: Any) -> dict[str, Any]:
    """Return the keys of a table that say something, in the order of the format."""
    found: dict[str, Any] = {}
    for name, key in TABLES[kind].keys.items():
        if kind == "activity" and name in ("every", "from", "until"):
            field = {"every": "rule", "from": "from_", "until": "until"}[name]
            value = getattr(row.recurrence, field, None)
        else:
            value = getattr(row, key.field)
        if value is Strength.HARD:
            continue  # what a rule is anyway
        if name == "hard":
            if value is False:
                found[name] = False
        elif value is not None and value is not False and value not in ("", ()):
            found[name] = format_length(value) if name == "duration" else _plain(value)
            if isinstance(value, tuple) and len(value) == 1 and "anyOf" in key.type.schema:
                found[name] = found[name][0]
    if kind == "agenda" and row.derived_from is None and not row.every:
        found.setdefault("meetings", [])  # a body that does not meet at all says so
    return found


def _plain(value: Any) -> Any:
    """Return a value of the model as TOML has it."""
    match value:
        case StrEnum():
            return str(value)
        case Moment(part):
            return _plain(part)
        case OneOf(members) if len(members) > 1 and all(_is_exact(one) for one in members):
            return [_plain(one) for one in members]
        case OneOf() | Span():
            return write(value)
        case Part():
            return value.start if _is_exact(value) and value.at is None else _timed(value)
        case Period():
            return format_period(value)
        case Citation(source, place):
            return f"{source}, {place}"
        case After():
            return _after(value)
        case Stop():
            said = {
                "body": [*value.body] if len(value.body) != 1 else value.body[0],
                "purpose": value.purpose, "before": value.before, "minimum": value.minimum,
                "net_of": [*value.net_of],
            }  # fmt: skip
            return {key: _plain(one) for key, one in said.items() if one}
        case PeriodCount():
            counts = {"minimum_count": value.minimum_count, "maximum_count": value.maximum_count}
            return {
                "in": _plain(value.in_),
                **{key: count for key, count in counts.items() if count is not None},
            }
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def _is_exact(member: Any) -> bool:
    return isinstance(member, Part) and member.is_day


def _timed(part: Part) -> Any:
    if part.is_day and part.at is not None:
        return datetime.combine(part.start, part.at)
    return write_part(part)


def _after(after: After) -> Any:
    if after.lag == ONE_DAY and after.link is Link.FS:
        return after.id
    found = {"id": after.id}
    if after.lag != ONE_DAY:
        found["lag"] = format_period(after.lag)
    if after.link is not Link.FS:
        found["link"] = str(after.link)
    return found


def _value(value: Any) -> str:
    """Return a value as TOML on one line, or an array that is too long for it on several."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        inside = [_value(one) for one in value]
        short = "[" + ", ".join(inside) + "]"
        return (
            short if len(short) <= 80 else "[\n" + "".join(f"    {one},\n" for one in inside) + "]"
        )
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
