"""Which tables of two timelines are the same one, and with what other values.

A table with an id is the same by that, a step also by an earlier one (`was`); one without an id by
what it holds, else by what it is about. Order, also of members of an array, means nothing but in
the few arrays that are sequences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from boplan.model.timeline import (
    Activity,
    Deadline,
    Record,
    Recurrence,
    Rule,
    Timeline,
    Waiver,
)

K = TypeVar("K", bound=Hashable)


# -- the older in the ids of the newer -----------------------------------------------------


def renamed(old: Timeline, new: Timeline) -> dict[str, str]:
    """Return the id that a step had by the one that it has now, where those differ.

    A step is the same if either knows the other by an earlier id, or both had one in common.
    """
    gone = [one for one in old.activities.values() if one.id not in new.activities]
    if not gone:
        return {}
    known = {alias: one.id for one in gone for alias in (*one.was, one.id)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for activity in new.activities.values():
        if activity.id in old.activities:
            continue
        for alias in (activity.id, *reversed(activity.was)):
            was = known.get(alias)
            if was is not None and was not in taken:
                found[activity.id] = was
                taken.add(was)
                break
    return found


_STEPS: dict[type, tuple[str, ...]] = {
    Activity: ("id", "fallback_for"),
    Deadline: ("activity",),
    Rule: (
        "activity", "activities", "before", "within", "mandate", "advice", "event", "other",
        "needs", "extensions",
    ),
    Record: ("activity", "by"),
    Waiver: ("activity",),
}  # fmt: skip
"""The fields that hold ids of steps, but for `after`."""


def in_ids_of(old: Timeline, names: Mapping[str, str]) -> Timeline:
    """Return a timeline in which every step has its new id; `names` is of `renamed`."""
    if not names:
        return old
    new_of = {was: now for now, was in names.items()}

    def put(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(new_of.get(one, one) for one in value)
        return new_of.get(value, value)

    def of(table: Any) -> Any:
        changed: dict[str, Any] = {}
        for name in _STEPS[type(table)]:
            value = getattr(table, name)
            if (now := put(value)) != value:
                changed[name] = now
        if isinstance(table, Activity) and any(after.id in new_of for after in table.after):
            changed["after"] = tuple(replace(one, id=put(one.id)) for one in table.after)
        return replace(table, **changed) if changed else table

    return replace(
        old,
        activities={put(one): of(table) for one, table in old.activities.items()},
        deadlines={one: of(table) for one, table in old.deadlines.items()},
        rules={one: of(table) for one, table in old.rules.items()},
        records=tuple(map(of, old.records)),
        waivers=tuple(map(of, old.waivers)),
    )


# -- what is the same table ----------------------------------------------------------------

_FIELDS = {
    "source": "sources", "municipality": "municipalities", "owner": "owners", "body": "bodies",
    "agenda": "agendas", "document": "documents", "process": "processes", "phase": "phases",
    "route": "routes", "deadline": "deadlines", "rule": "rules", "closure": "closures",
    "record": "records", "severity": "severities", "waiver": "waivers",
}  # fmt: skip
_ORDERED = frozenset({"activities", "was", "extensions", "stops"})
"""The arrays whose order means something."""

# Of two tables without an id that differ, these say whether one has become the other: the first
# that no two of them share.
_ALIKE: dict[str, tuple[Callable[[Any], Hashable], ...]] = {
    "agenda": (
        lambda one: (one.body, one.kind, one.municipality, one.process, one.from_),
        lambda one: (one.body, one.kind, one.municipality),
    ),
    "record": (
        lambda one: one.id or object(),
        lambda one: (one.activity, one.kind, one.municipality, one.on, one.point),
        lambda one: (one.activity, one.kind, one.municipality),
    ),
    "severity": (lambda one: one.code,),
    "waiver": (
        lambda one: (one.code, one.activity, one.rule, one.municipality),
    ),
}  # fmt: skip
Pairs = list[tuple[Any, Any]]


def matched(old: Timeline, new: Timeline) -> tuple[dict[str, Pairs], dict[str, dict[int, int]]]:
    """Return per kind the tables of both, each beside what it is now (None: nothing)."""
    pairs: dict[str, Pairs] = {}
    numbers: dict[str, dict[int, int]] = {}
    for kind, field in _FIELDS.items():
        was, now = getattr(old, field), getattr(new, field)
        if isinstance(was, dict):
            pairs[kind] = [(was.get(one), now.get(one)) for one in merged(was, now)]
        else:
            numbers[kind] = same = _same_numbers(was, now, _ALIKE[kind])
            back = {second: first for first, second in same.items()}
            # Numbers of the new file, and for what is gone the next below zero.
            left = [same.get(number, -1 - number) for number in range(len(was))]
            pairs[kind] = [
                (was[-1 - one], None)
                if one < 0
                else (was[back[one]] if one in back else None, now[one])
                for one in merged(left, range(len(now)))
            ]
    return pairs, numbers


def _same_numbers(
    was: Sequence[Any], now: Sequence[Any], alike: Iterable[Callable[[Any], Hashable]]
) -> dict[int, int]:
    """Return the number of each table now by its old one: first what holds the same."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for mark in (_content, *alike):
        free: dict[Hashable, list[int]] = defaultdict(list)
        for number, table in enumerate(now):
            if number not in taken:
                free[mark(table)].append(number)
        if not free:
            break
        for number, table in enumerate(was):
            if number in found:
                continue
            same = free.get(mark(table))
            if same:
                found[number] = same.pop(0)
                taken.add(found[number])
    return found


def merged(old: Iterable[K], new: Iterable[K]) -> list[K]:
    """Return what is in either, in the order of the new, the rest after what it stood behind."""
    order = list(new)
    known = set(order)
    behind: dict[K | None, list[K]] = defaultdict(list)
    last: K | None = None
    for one in old:
        if one in known:
            last = one
        else:
            behind[last].append(one)
    if not behind:
        return order
    found = list(behind.get(None, ()))
    for one in order:
        found.append(one)
        found.extend(behind.get(one, ()))
    return found


# -- what a table holds --------------------------------------------------------------------


_Reader = tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]
_readers: dict[type, _Reader] = {}


def _reader(table: Any) -> _Reader:
    """Return the fields of a table, and what reads them all."""
    kind = type(table)
    if kind not in _readers:
        names = tuple(field.name for field in fields(table))
        _readers[kind] = names, attrgetter(*names)
    return _readers[kind]


def _content(table: Any) -> Hashable:
    """Return what a table holds, the same for two in which only the order is another."""
    names, read = _reader(table)
    return tuple(
        frozenset(value) if isinstance(value, tuple) and name not in _ORDERED else value
        for name, value in zip(names, read(table), strict=True)
    )


# -- with what other values ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """A key of a table with another value; None where it was not there."""

    key: str
    before: Any
    after: Any


def edits_of(before: Any, after: Any) -> tuple[Edit, ...]:
    """Return the keys with another value, in the order of the format."""
    names, read = _reader(after)
    was, now = read(before), read(after)
    if was == now:
        return ()
    found: list[Edit] = []
    for name, old, new in zip(names, was, now, strict=True):
        if old == new or _is_same_set(name, old, new):
            continue
        if name == "recurrence":
            found += _recurrence(old, new)
        else:
            found.append(Edit(name.rstrip("_"), _given(old), _given(new)))
    return tuple(found)


def _is_same_set(name: str, old: Any, new: Any) -> bool:
    return (
        isinstance(old, tuple) and isinstance(new, tuple) and name not in _ORDERED
        and Counter(old) == Counter(new)
    )  # fmt: skip


def _given(value: Any) -> Any:
    return None if value in ("", ()) else value


def _recurrence(old: Recurrence | None, new: Recurrence | None) -> Iterator[Edit]:
    for key, name in (("every", "rule"), ("from", "from_"), ("until", "until")):
        was, now = (getattr(one, name) if one is not None else None for one in (old, new))
        if was != now:
            yield Edit(key, was, now)
