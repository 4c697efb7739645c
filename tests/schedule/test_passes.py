"""The two passes, against searches and longest paths that know nothing of them."""

from __future__ import annotations

from hypothesis import assume, given

from boplan.schedule.passes import backward, forward
from tests.schedule.networks import (
    FIRST,
    LAST,
    Case,
    cases,
    choices_of,
    days_of,
    limited,
    search,
)


def _asked(case: Case) -> set[int]:
    """Return the steps of which something says how early they can be."""
    found: set[int] = set()
    for place, step in enumerate(case.steps):
        is_over = step.deadline is not None and step.deadline < case.today
        known = bool(step.plan) or step.done is not None or is_over
        if known or found & {one.first for one in step.after}:
            found.add(place)
    return found


def _size(case: Case, *, ahead: bool) -> int:
    size = 1
    for step in case.steps:
        size *= max(1, len(choices_of(case, step, ahead=ahead)))
    return size


@given(limited())
def test_forward_is_the_least_of_all_choices_of_days(case: Case) -> None:
    assume(_size(case, ahead=True) < 300_000)
    found = days_of(forward(case.network))
    every = search(case, ahead=True)
    asked = _asked(case)
    for place in range(len(case.steps)):
        mine = found[f"s{place}"]
        if place not in asked:
            assert mine == (None, None)
            continue
        least = tuple(min(one[place][end] for one in every) for end in (0, 1))
        # Nothing says when it begins: then the search begins with the first day it knows.
        assert mine == least, (place, every[:1], case.text)


def _bound(case: Case) -> dict[int, set[str]]:
    """Return which ends of which steps a deadline limits, directly or through what waits."""
    found: dict[int, set[str]] = {place: set() for place in range(len(case.steps))}
    for place, step in reversed(list(enumerate(case.steps))):
        if step.deadline is not None:
            found[place].add("F")
        if found[place] and step.now.kind != "span":
            found[place] = {"S", "F"}
        if "F" in found[place]:
            found[place].add("S")
        for bond in step.after if step.done is None else ():
            if bond.link[1] in found[place]:
                found[bond.first].add(bond.link[0])
    return found


@given(limited())
def test_backward_is_the_greatest_of_all_choices_of_days(case: Case) -> None:
    assume(_size(case, ahead=False) < 300_000)
    network = case.network
    found = days_of(backward(network, network.timeline.deadlines.values()))
    every = search(case, ahead=False)
    assume(every)
    for place, ends in _bound(case).items():
        for end, letter in enumerate("SF"):
            mine = found[f"s{place}"][end]
            if letter not in ends:
                assert mine is None, (place, case.text)
                continue
            assert mine == max(one[place][end] for one in every), (place, case.text)
