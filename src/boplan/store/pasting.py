"""Tables of a timeline as text to paste: only what is said, in the order of the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import tomli_w

from boplan.dates.notation import write
from boplan.dates.period import format_period
from boplan.model.timeline import Activity, After, Citation, Document, Period, Process, Rule
from boplan.model.when import Moment, OneOf, Span, certain_day
from boplan.store import keys

Table = Activity | Document | Process | Rule


def tables_text(tables: list[Table]) -> str:
    """Return the tables as TOML, a blank line between them; what is absent is left out."""
    return "\n".join("\n".join(_lines(one)) + "\n" for one in tables)


def _lines(table: Table) -> Iterator[str]:
    kind = next(name for name, one in keys.TABLES.items() if one.make is type(table))
    yield f"[[{kind}]]"
    values = {field.name: getattr(table, field.name) for field in fields(table)}
    defaults = {field.name: field.default for field in fields(table)}
    for name, key in keys.TABLES[kind].keys.items():
        value = values.get(key.field)
        if value is None or value == defaults[key.field] or value == ():
            continue
        yield f"{name} = {_text(_plain(value))}"


def _plain(value: Any) -> Any:
    """Return a value as TOML has it."""
    if isinstance(value, (Moment, Span, OneOf)):
        day = certain_day(value)
        return day if day is not None and not write(value).count("T") else write(value)
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, Citation):
        return f"{value.source}, {value.place}"
    if isinstance(value, After) and value == After(id=value.id):
        return value.id
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value):
        raise TypeError(f"not yet written: {type(value).__name__}")
    return value


def _text(value: Any) -> str:
    """Return a value on one line, but for what would be too long for one."""
    if isinstance(value, date):
        return value.isoformat()
    written = tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
    if isinstance(value, list) and len(value) == 1:
        return f"[{_text(value[0])}]"
    return written
