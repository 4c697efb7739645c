"""Municipalities side by side: the decision table of schedule/tracks.py, and what follows."""

from __future__ import annotations

import pytest

from boplan.model.when import Truth
from boplan.schedule.progress import by_owner, by_urgency, passes, progress
from boplan.schedule.selection import Selection
from boplan.schedule.tracks import Last, last, to_act
from tests.helpers import HEAD, day, record, step, steps_on, timeline_of

PLACES = (
    "".join(
        f'[[municipality]]\nid = "{one}"\nname = "{one.title()}"\n'
        for one in ("hilversum", "huizen", "laren")
    )
    + '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
)
THREE = ("hilversum", "huizen", "laren")


def _three(*words: str, when: str = "2025-05-05") -> str:
    """Return a step of three councils; each word is what is told of one of them.

    A date: done on it. "=date": chosen. ">date": moved to it. "" nothing; else a kind.
    """
    told = ""
    for who, word in zip(THREE, words, strict=True):
        if word.startswith("="):
            told += record(
                "a", "settled", f"settled = {word[1:]}", on="2025-04-01", municipality=who
            )
        elif word.startswith(">"):
            told += record(
                "a", "moved", on="2025-04-01", to=word[1:], municipality=who, reason="Reces."
            )
        elif word[:1].isdigit() or word.startswith("["):
            told += record("a", "done", on=word, municipality=who)
        elif word == "no-evidence":
            told += record("a", word, municipality=who)
        elif word:
            told += record("a", word, on="2025-04-01", municipality=who, reason="Zo is het.")
    return HEAD + PLACES + step("a", f'when = "{when}"', body="raden") + told


def _last(today: str, *words: str, when: str = "2025-05-05") -> Last:
    return last(steps_on(today, _three(*words, when=when))["a"])


DONE, ALL = "2025-05-06", THREE


@pytest.mark.parametrize(
    ("today", "words", "municipalities", "on", "planned"),
    [
        # all done: the latest day, several if they have the same
        ("2025-06-01", ("2025-05-01", DONE, "2025-05-02"), ("huizen",), DONE, False),
        ("2025-06-01", ("2025-05-06", "2025-05-06", "2025-05-02"), ("hilversum", "huizen"),
         "2025-05-06", False),
        ("2025-06-01", (DONE, DONE, DONE), ALL, DONE, False),
        # not all done, but every day is certain: as planned
        ("2025-05-01", ("", "", ""), ALL, "2025-05-05", True),
        ("2025-05-01", ("", "", ">2025-05-19"), ("laren",), "2025-05-19", True),
        ("2025-05-10", ("2025-05-05", "2025-05-02", ">2025-05-19"), ("laren",), "2025-05-19", True),
        # one certainly after the others, whatever day
        ("2025-07-01", ("2025-05-05", "2025-05-02", "2025-06"), ("laren",), None, False),
        ("2025-05-10", ("2025-05-05", "2025-05-02", ">2025-06"), ("laren",), None, True),
        # anything else is not known
        ("2025-07-01", ("2025-05-05", "2025-05", "2025-05-02"), (), None, False),
        ("2025-05-10", ("2025-05-05", "2025-05-02", ""), (), None, True),  # overdue
        ("2025-05-10", ("2025-05-05", "2025-05-02", "no-evidence"), (), None, True),
        ("2025-05-01", ("", "", ">[2025-05-19..]"), (), None, True),
        # who does not act does not count
        ("2025-05-10", ("2025-05-05", "2025-05-02", "cancelled"), ("hilversum",), "2025-05-05",
         False),
        ("2025-05-10", ("2025-05-05", "2025-05-02", "not-done"), ("hilversum",), "2025-05-05",
         False),
        ("2025-05-10", ("cancelled", "cancelled", "superseded"), (), None, False),
    ],
)  # fmt: skip
def test_who_is_last(
    today: str, words: tuple[str, ...], municipalities: tuple[str, ...], on: str | None,
    planned: bool,
) -> None:  # fmt: skip
    assert _last(today, *words) == Last(municipalities, day(on) if on else None, planned)


def test_alternatives_that_are_not_chosen_leave_it_open() -> None:
    days = "[2025-05-06,2025-05-13]"
    assert _last("2025-05-01", "=2025-05-06", "=2025-05-13", "", when=days).municipalities == ()
    chosen = ("=2025-05-06", "=2025-05-13", "=2025-05-06")
    assert _last("2025-05-01", *chosen, when=days) == Last(("huizen",), day("2025-05-13"), True)


def test_a_step_of_the_region_has_no_last() -> None:
    assert last(steps_on("2025-05-01", HEAD + step("a"))["a"]) == Last((), None, False)


def test_who_is_still_to_act() -> None:
    """Not who is done or will not; nor of whom nothing is known."""
    text = _three("2025-05-05", "", "no-evidence")
    assert to_act(steps_on("2025-05-10", text)["a"]) == ("huizen",)
    text = _three("not-done", "started", "")
    assert to_act(steps_on("2025-05-01", text)["a"]) == ("huizen", "laren")


# -- the step as a whole ------------------------------------------------------------------


def test_lateness_counts_from_the_limit_of_who_is_late() -> None:
    """Laren was to be done on 19 May: on 21 May two days late, not sixteen."""
    one = steps_on("2025-05-21", _three("2025-05-05", "2025-05-02", ">2025-05-19"))["a"]
    assert (one.limit, one.late_days(day("2025-05-21"))) == (day("2025-05-19"), 2)
    both = steps_on("2025-05-21", _three("2025-05-05", "", ">2025-05-19"))["a"]
    assert (both.limit, both.late_days(day("2025-05-21"))) == (day("2025-05-05"), 16)


def test_done_late_counts_from_each_own_limit() -> None:
    """Laren moved to 19 May and was done that day; Huizen was four days late on 9 May."""
    one = steps_on("2025-05-21", _three("2025-05-05", "2025-05-09", ">2025-05-19") + record(
        "a", "done", on="2025-05-19", municipality="laren"
    ))["a"]  # fmt: skip
    assert one.actual is not None
    assert one.actual.bounds.latest_finish == day("2025-05-19")
    assert (one.finished_late_on, one.late_days(day("2025-05-21"))) == (day("2025-05-09"), 4)
    assert [track.late_days(day("2025-05-21")) for track in one.tracks] == [None, 4, None]
    intime = steps_on("2025-05-21", _three("2025-05-05", "2025-05-02", ">2025-05-19") + record(
        "a", "done", on="2025-05-19", municipality="laren"
    ))["a"]  # fmt: skip
    assert intime.finished_late_on is None


def test_a_plan_that_all_municipalities_share_is_that_of_the_step() -> None:
    """Moved one by one to the same day: the step moved, and what waits for it with it."""
    text = _three(">2025-05-19", ">2025-05-19", ">2025-05-19") + step(
        "na", 'when = "[2025-05-06..2025-06-30]"', 'after = ["a"]'
    )
    steps = steps_on("2025-05-01", text)
    assert steps["a"].limit == day("2025-05-19")
    assert steps["na"].window.bounds.earliest_start == day("2025-05-20")
    apart = steps_on("2025-05-01", text.replace("2025-05-19", "2025-05-20", 1))
    assert apart["a"].current == apart["a"].original


def test_one_municipality_past_the_deadline_passes_it() -> None:
    """The plan is before 31 May; Laren moved to 2 June."""
    limit = '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2025-05-31\nbasis = "custom"\n'
    for laren, expected in ((">2025-06-02", {"a": Truth.YES}), (">2025-05-26", {}),
                            (">2025-06~", {"a": Truth.MAYBE}), ("cancelled", {})):  # fmt: skip
        timeline = timeline_of(_three("", "", laren) + limit)
        steps = progress(timeline, day("2025-05-01"))
        assert passes(timeline, steps, timeline.deadlines["d"]) == expected


def test_in_one_municipality_a_step_waits_for_its_own_part() -> None:
    """The college of Laren has decided, that of Huizen has not: only Huizen is kept waiting."""
    timeline = timeline_of(
        _three("2025-05-05", "", "2025-05-05") + step("regio", "when = 2025-05-05")
        + step("b", 'after = ["a", "regio"]', "when = 2025-05-12", body="raden")
    )  # fmt: skip
    steps = progress(timeline, day("2025-05-06"))
    waits = {
        who: Selection(municipality=who).pick(timeline, steps)["b"].waiting_for for who in THREE
    }
    assert waits == {"hilversum": ("regio",), "huizen": ("a", "regio"), "laren": ("regio",)}
    assert steps["b"].waiting_for == ("a", "regio")
    held = timeline_of(
        _three("2025-05-05", "", "2025-05-05") + step("regio", "when = 2025-05-05")
        + record("regio", "done", "on = 2025-05-05")
        + step("b", 'after = ["a", "regio"]', "when = 2025-05-12", body="raden")
    )  # fmt: skip
    done = progress(held, day("2025-05-06"))
    assert [Selection(municipality=who).pick(held, done)["b"].waiting_for for who in THREE] == [
        (),
        ("a",),
        (),
    ]


@pytest.mark.parametrize(("link", "waiting"), [("SS", ("laren",)), ("SF", ("laren",)),
                                              ("FS", ("huizen", "laren")),
                                              ("FF", ("huizen", "laren"))])  # fmt: skip
def test_in_one_municipality_a_step_waits_for_its_own_start(
    link: str, waiting: tuple[str, ...]
) -> None:
    """Huizen has begun and Laren has not, in time on 5 May and late on the 6th."""
    timeline = timeline_of(
        _three("2025-05-02", "started", "")
        + step("b", f'after = [{{ id = "a", link = "{link}" }}]', 'when = "2025-05"', body="raden")
    )  # fmt: skip
    for today in ("2025-05-05", "2025-05-06"):
        steps = progress(timeline, day(today))
        assert waiting == tuple(
            who
            for who in THREE
            if Selection(municipality=who).pick(timeline, steps)["b"].waiting_for
        )


def test_who_does_not_need_a_fallback_is_not_counted() -> None:
    text = _three("2025-05-02", "", "") + step(
        "anders", when="2025-06", body="raden", fallback_for="a"
    )
    assert steps_on("2025-05-06", text)["anders"].needed_count == 2


# -- what presses most --------------------------------------------------------------------


def test_first_what_is_overdue_then_what_is_now_then_what_comes() -> None:
    text = (
        HEAD + '[[owner]]\nid = "x"\nname = "X"\n[[owner]]\nid = "y"\nname = "Y"\n'
        + step("later", "when = 2025-09-01", owner="x")
        + step("nu", "when = 2025-05-12", owner="x")
        + step("laat", "when = 2025-05-05", owner="x")
        + step("later-nog", "when = 2025-05-01", owner="y")
        + step("loopt", 'when = "2025-04-01/2025-05-20"', owner="y")
        + step("jaren", 'when = "2020/2030"', owner="y")
        + step("klaar", "when = 2025-05-01", owner="y") + record("klaar", "done", "on = 2025-05-01")
        + step("niemand", "when = 2025-05-02")
        + step("uiterlijk", 'when = "[..2025-05-13]"', owner="x")
        + step("lang-geleden", "when = 2024-05-03", owner="x")
    )  # fmt: skip
    today = day("2025-05-06")
    steps = steps_on("2025-05-06", text).values()
    assert [one.activity.id for one in by_urgency(steps, today)] == [
        "later-nog", "niemand", "laat", "nu", "uiterlijk", "loopt", "later", "lang-geleden",
    ]  # fmt: skip
    owners = by_owner(steps, today)
    assert {name: [one.activity.id for one in its] for name, its in owners.items()} == {
        "y": ["later-nog", "loopt"], "x": ["laat", "nu", "uiterlijk", "later", "lang-geleden"],
    }  # fmt: skip


def test_how_late_at_least_and_how_late_for_certain() -> None:
    """Each against its own limit: who was latest decides, and who may have been later still."""
    today = day("2025-07-01")
    for finished, days, at_least in (
        # Huizen certainly four days, though Laren finished later: on its own last day
        (("2025-05-05", "2025-05-09", "2025-05-19"), 4, False),
        # Huizen four days or more
        (("2025-05-05", "[2025-05-09..2025-05-12]", "2025-05-19"), 4, True),
        # Huizen certainly four; Laren one, or as many as eleven
        (("2025-05-05", "2025-05-09", "[2025-05-20..2025-05-30]"), 4, True),
        # Laren at most three
        (("2025-05-05", "2025-05-09", "[2025-05-20..2025-05-22]"), 4, False),
        # a span ends on a certain day
        (("2025-05-05", "2025-05-01/2025-05-09", "2025-05-19"), 4, False),
    ):
        done = "".join(
            record("a", "done", on=on, municipality=who)
            for who, on in zip(THREE, finished, strict=True)
        )
        one = steps_on("2025-07-01", _three("", "", ">2025-05-19") + done)["a"]
        assert (one.late_days(today), one.late_at_least) == (days, at_least), finished
    intime = _three("2025-05-05", "2025-05-05", "[..2025-05-12]")
    assert not steps_on("2025-07-01", intime)["a"].late_at_least
