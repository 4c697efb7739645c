"""A clash is what it says: all of it together is too much, and without any one of it it fits.

Tried on chains: there one constraint can be taken out of the file, and the file be placed anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from boplan.schedule.clash import Binding, clash
from boplan.schedule.network import Network
from boplan.schedule.passes import Kind, forward
from boplan.schedule.progress import progress
from tests.helpers import HEAD, day, record, step, timeline_of

TODAY = day("2026-01-01")
BEGIN = day("2026-01-05")


@dataclass(frozen=True)
class Link:
    """One step of a chain: what it waits, how long it lasts, when its body meets."""

    waits: bool
    lag: int
    minimum: int
    every: int
    """Its body meets every so many days; 0: nobody must meet."""


@dataclass(frozen=True)
class Chain:
    links: tuple[Link, ...]
    begin: bool
    """Whether the first step has a planned day."""
    due: int

    def text(self) -> str:
        """Return the chain as a timeline."""
        made = HEAD
        for number, link in enumerate(self.links):
            lines = []
            if number == 0 and self.begin:
                lines.append(f"when = {BEGIN}")
            if number and link.waits:
                lines.append(f'after = [{{ id = "s{number - 1}", lag = "P{link.lag}D" }}]')
            keys = {"purpose": "besluiten", "body": f"b{number}"} if link.every else {}
            made += step(f"s{number}", *lines, **keys)
            if link.every:
                made += _body(f"b{number}", link.every)
            if link.minimum:
                made += (
                    f'[[rule]]\nid = "r{number}"\nkind = "duration"\nbasis = "custom"\n'
                    f'activity = "s{number}"\nminimum = "P{link.minimum}D"\n'
                )
        last = f"s{len(self.links) - 1}"
        due = BEGIN + timedelta(days=self.due)
        return (
            made + f'[[deadline]]\nid = "d"\nactivity = "{last}"\ndate = {due}\nbasis = "custom"\n'
        )

    def clash(self) -> list[Binding]:
        """Return what clashes with the deadline, [] if it can be made."""
        timeline = timeline_of(self.text())
        network = Network.of(timeline, progress(timeline, TODAY), TODAY)
        early = forward(network, from_today=False)
        (job,) = network.of_step(f"s{len(self.links) - 1}")
        return clash(network, early, job, timeline.deadlines["d"])

    def without(self, one: Binding) -> Chain:
        """Return the chain without a constraint."""
        if one.cause.kind is Kind.PLAN:
            return replace(self, begin=False)
        number = int(one.job.activity.id[1:])
        link = self.links[number]
        changed = {
            Kind.LINK: replace(link, waits=False),
            Kind.MINIMUM: replace(link, minimum=0),
            Kind.MEETING: replace(link, every=0),
        }[one.cause.kind]
        return replace(self, links=(*self.links[:number], changed, *self.links[number + 1 :]))


def _body(one: str, every: int) -> str:
    meetings = ", ".join(
        str(BEGIN + timedelta(days=days)) for days in range(every, 400, every)
    )  # fmt: skip
    return (
        f'[[body]]\nid = "{one}"\nname = "B"\nlevel = "bestuurlijk"\n'
        f'[[agenda]]\nbody = "{one}"\nkind = "complete"\nfrom = 2026-01-01\nuntil = 2027-12-31\n'
        f"meetings = [{meetings}]\n"
    )


_links = st.builds(
    Link, st.just(True), st.integers(0, 9), st.sampled_from([0, 0, 7, 20]),
    st.sampled_from([0, 0, 11, 30]),
)  # fmt: skip


def _only(chain: Chain, found: list[Binding]) -> Chain:
    """Return the chain with nothing but what is part of a clash."""
    held = {(one.job.activity.id, one.cause.kind) for one in found}
    links = tuple(
        replace(
            link,
            minimum=link.minimum if (f"s{number}", Kind.MINIMUM) in held else 0,
            every=link.every if (f"s{number}", Kind.MEETING) in held else 0,
        )
        for number, link in enumerate(chain.links)
    )
    return replace(chain, links=links)


_FIRST = Link(waits=False, lag=0, minimum=0, every=0)
_chains = st.builds(
    lambda links, due: Chain((_FIRST, *links), begin=True, due=due),
    st.lists(_links, min_size=1, max_size=3), st.integers(1, 90),
)  # fmt: skip


@given(_chains)
def test_a_smallest_set_fits_without_any_one_of_it(chain: Chain) -> None:
    found = chain.clash()
    assume(found)
    alone = _only(chain, found)
    assert alone.clash(), "what is not part of it may go: it is too late all the same"
    for one in found:
        assert alone.without(one).clash() == [], one.cause.kind


def test_what_can_be_made_does_not_clash() -> None:
    """From the 5th: a day and a week, a day and a week: through the 21st."""
    week = Link(waits=True, lag=1, minimum=7, every=0)
    assert Chain((_FIRST, week, week), begin=True, due=16).clash() == []
    assert [one.cause.kind for one in Chain((_FIRST, week, week), begin=True, due=15).clash()] == [
        Kind.PLAN, Kind.LINK, Kind.MINIMUM, Kind.LINK, Kind.MINIMUM,
    ]  # fmt: skip


def test_of_two_that_would_do_one_is_named() -> None:
    """The meeting of the 16th and the week are each too late for the 6th."""
    chain = Chain((_FIRST, Link(waits=True, lag=0, minimum=7, every=11)), begin=True, due=1)
    kinds = [one.cause.kind for one in chain.clash()]
    assert len({Kind.MEETING, Kind.MINIMUM} & set(kinds)) == 1


def test_a_link_that_only_ends_a_span_leads_to_what_it_comes_from() -> None:
    """A span from the 5th must end with a report of 2 March; the deadline is 20 February."""
    text = (
        HEAD
        + step("report", "when = 2026-03-02")
        + step(
            "span", 'when = "2026-01-05/2026-02-10"',
            'after = [{ id = "report", lag = "P0D", link = "FF" }]',
        )
        + '[[deadline]]\nid = "d"\nactivity = "span"\ndate = 2026-02-20\nbasis = "custom"\n'
    )  # fmt: skip
    moved = text.replace("2026-02-10", "2026-03-10") + record(
        "span", "moved", "on = 2026-01-01", to="2026-01-05/2026-02-10", reason="Eerder."
    )
    timeline = timeline_of(moved)
    network = Network.of(timeline, progress(timeline, TODAY), TODAY)
    early = forward(network, from_today=False)
    (job,) = network.of_step("span")
    found = clash(network, early, job, timeline.deadlines["d"])
    assert [(one.job.activity.id, one.cause.kind) for one in found] == [
        ("report", Kind.PLAN), ("span", Kind.LINK),
    ]  # fmt: skip
