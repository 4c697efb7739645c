"""What changes between the findings of two timelines, the second made out of the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from boplan.rules.finding import Finding, Place


class Change(Enum):
    """What becomes of a finding."""

    APPEARS = "appears"
    VANISHES = "vanishes"
    CHANGES = "changes"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Changed:
    """A finding and what becomes of it; one that changes as it is afterwards."""

    change: Change
    finding: Finding


def difference(
    before: Iterable[Finding], after: Iterable[Finding], vague: Collection[str] = ()
) -> list[Changed]:
    """Return what changes: first what appears, last what can no longer be judged.

    A finding is the same if its rule, place, step and certainty are; other words are a change.
    That nothing is found any more of a step that became `vague` does not say that all is well.
    """
    left: dict[object, list[Finding]] = defaultdict(list)
    for one in before:
        left[_key(one)].append(one)
    news: list[Finding] = []
    for one in after:
        same = left[_key(one)]
        exact = next((old for old in same if old.fault.what == one.fault.what), None)
        if exact is not None:
            same.remove(exact)
        else:
            news.append(one)
    found: list[Changed] = []
    for one in news:
        same = left[_key(one)]
        if same:
            same.pop(0)
            found.append(Changed(Change.CHANGES, one))
        else:
            found.append(Changed(Change.APPEARS, one))
    for gone in left.values():
        for one in gone:
            change = Change.UNJUDGED if one.fault.activity in vague else Change.VANISHES
            found.append(Changed(change, one))
    # Whether its waiver is used can then not be judged either.
    blind = {
        (one.finding.fault.activity, one.finding.fault.rule)
        for one in found
        if one.change is Change.UNJUDGED and one.finding.waived is not None
    }
    found = [
        one for one in found
        if not (one.change is Change.APPEARS and _is_about(one.finding, blind))
    ]  # fmt: skip
    order = list(Change)
    return sorted(found, key=lambda one: (order.index(one.change), one.finding.code))


def renumbered(
    findings: Iterable[Finding], numbers: Mapping[str, Mapping[int, int]]
) -> Iterator[Finding]:
    """Yield findings with tables that have no id by the number that they have elsewhere.

    `numbers` has it per kind by the old number; what is not there gets one below zero, which no
    table has.
    """
    for one in findings:
        place = one.fault.place
        if isinstance(place.name, int) and place.kind in numbers:
            number = numbers[place.kind].get(place.name, -1 - place.name)
            one = replace(one, fault=replace(one.fault, place=Place(place.kind, number)))
        yield one


def _is_about(one: Finding, blind: Collection[tuple[str | None, str | None]]) -> bool:
    """Return whether it is of a waiver that accepted one of these findings."""
    fault = one.fault
    return fault.place.kind == "waiver" and any(
        fault.activity in (None, step) and fault.rule in (None, rule) for step, rule in blind
    )


def _key(one: Finding) -> object:
    fault = one.fault
    return (
        one.code, fault.certainty, fault.place, fault.activity, fault.municipality, fault.rule,
        one.waived is None,
    )  # fmt: skip
