"""How often, against a search over all days on which vague dates can turn out to be."""

from __future__ import annotations

import re
from calendar import isleap
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from boplan.dates.recurrence import MOST_OCCURRENCES
from boplan.model.vocabulary import Certainty
from boplan.rules.engine import find
from boplan.rules.finding import Finding
from boplan.store.reader import parse
from tests.helpers import HEAD, record, step

ZERO = date(2024, 1, 1)
TODAY = date(2024, 2, 1)
WEEKS = 4
"""The periods of these tests: as many weeks, one after the other."""


def on(number: int) -> date:
    return ZERO + timedelta(days=number)


def judged(text: str, today: date = TODAY) -> list[Finding]:
    return find(parse(text.encode(), Path("t.toml")).timeline, today)


def certain(text: str, today: date = TODAY) -> Counter[tuple[str, str]]:
    return Counter(
        (one.code, one.fault.what.en)
        for one in judged(text, today)
        if one.fault.certainty is Certainty.CERTAIN and one.code.startswith("BP7")
    )


def rule(steps: int, *lines: str) -> str:
    ids = ", ".join(f'"s{number}"' for number in range(steps))
    return "\n".join(['[[rule]]\nid = "r"\nbasis = "custom"', f"activity = [{ids}]", *lines, ""])


# -- single steps ----------------------------------------------------------------------------


@st.composite
def vague(draw: st.DrawFn) -> tuple[str, list[int]]:
    """Draw a date as the file has it, with all days that it can turn out to be."""
    days = sorted(draw(st.sets(st.integers(0, 7 * WEEKS - 1), min_size=1, max_size=3)))
    shape = draw(st.sampled_from(["set", "range", "span"]))
    if shape == "set" or len(days) == 1:
        return f"[{', '.join(str(on(one)) for one in days)}]", days
    if shape == "span":  # it counts on the day on which it ends
        return f'"{on(days[0])}/{on(days[-1])}"', [days[-1]]
    return f'"[{on(days[0])}..{on(days[-1])}]"', list(range(days[0], days[-1] + 1))


LIMITS = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)


@settings(max_examples=150)
@given(st.lists(st.tuples(vague(), st.booleans()), min_size=1, max_size=4), LIMITS)
@example([(("[2024-01-07, 2024-01-08]", [6, 7]), False)], [1, 3])
def test_certain_is_what_holds_on_whatever_days(
    steps: list[tuple[tuple[str, list[int]], bool]], limits: list[int]
) -> None:
    """Every outcome is tried: each day of each step, and no day for one on a condition."""
    least, most = limits
    text = HEAD + "".join(
        step(f"s{number}", f"when = {when}", *(['condition = "Zo nodig."'] if maybe else []))
        for number, ((when, _), maybe) in enumerate(steps)
    )
    text += rule(
        len(steps), 'kind = "frequency"\nper = "P7D"', f"from = {ZERO}",
        f"until = {on(7 * WEEKS - 1)}", f"minimum_count = {least}", f"maximum_count = {most}",
    )  # fmt: skip
    # What matters of a day is the week that it lies in; None: it is not taken.
    weeks = [
        sorted({one // 7 for one in days}) + ([-1] if maybe else []) for (_, days), maybe in steps
    ]
    outcomes = [Counter(outcome) for outcome in product(*weeks)]
    wanted = Counter(
        {
            "BP701": sum(
                all(outcome[week] < least for outcome in outcomes) for week in range(WEEKS)
            ),
            "BP702": sum(
                all(outcome[week] > most for outcome in outcomes) for week in range(WEEKS)
            ),
        }
    )
    assert Counter(code for code, _ in certain(text).elements()) == +wanted


@given(
    st.lists(vague(), min_size=1, max_size=4),
    LIMITS,
    st.integers(0, 7 * WEEKS - 1),
    st.integers(0, 7 * WEEKS - 1),
)
def test_a_count_is_certain_on_whatever_days(
    steps: list[tuple[str, list[int]]], limits: list[int], first: int, last: int
) -> None:
    assume(first < last)
    least, most = limits
    text = HEAD + "".join(
        step(f"s{number}", f"when = {when}") for number, (when, _) in enumerate(steps)
    )
    text += rule(
        len(steps), f'kind = "count"\nwithin_dates = "{on(first)}/{on(last)}"',
        f"minimum_count = {least}", f"maximum_count = {most}",
    )  # fmt: skip
    inside = [{first <= one <= last for one in days} for _, days in steps]
    numbers = [sum(outcome) for outcome in product(*inside)]
    wanted = all(one < least for one in numbers) or all(one > most for one in numbers)
    assert len(list(certain(text).elements())) == wanted


@given(
    st.lists(vague(), min_size=1, max_size=4), LIMITS, st.dates(ZERO, on(7 * WEEKS)),
    st.dates(ZERO, on(7 * WEEKS)),
)  # fmt: skip
def test_what_is_certain_does_not_depend_on_the_day(
    steps: list[tuple[str, list[int]]], limits: list[int], one: date, other: date
) -> None:
    """As long as nobody records anything: the plan is judged, not the day."""
    text = HEAD + "".join(
        step(f"s{number}", f"when = {when}") for number, (when, _) in enumerate(steps)
    )
    text += step("s9", 'every = "FREQ=WEEKLY"', f"from = {on(3)}", f"until = {on(20)}")
    ids = len(steps)
    text += rule(
        ids, 'kind = "frequency"\nper = "P7D"', f"from = {ZERO}",
        f"minimum_count = {limits[0]}", f"maximum_count = {limits[1]}",
    )  # fmt: skip
    assert certain(text, one) == certain(text, other)


# -- steps that come back --------------------------------------------------------------------


def series(lines: str, *records: str, ask: str, per: str = "P1Y") -> list[str]:
    """Return what is found of a step that comes back, in English."""
    text = HEAD + step("s0", lines) + "".join(records)
    text += rule(1, f'kind = "frequency"\nper = "{per}"', ask)
    return [one for _, one in certain(text, date(2030, 1, 1))]


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]), st.integers(1, 40), st.dates(ZERO, on(400)),
    st.integers(1, 60),
)  # fmt: skip
def test_planned_times_are_those_of_the_rule(
    frequency: str, interval: int, first: date, weeks: int
) -> None:
    """Counted by dateutil: as many in each period as there are occurrences in it."""
    from dateutil.rrule import rrulestr

    text = f"FREQ={frequency};INTERVAL={interval}"
    begin = rrulestr(text, dtstart=_midnight(first))
    until = first + timedelta(days=800)
    days = [one.date() for one in begin.between(_midnight(first), _midnight(until), inc=True)]
    start, length = first - timedelta(days=10), timedelta(weeks=weeks)
    periods = max(1, 400 // (7 * weeks))
    last = start + periods * length - timedelta(days=1)
    wanted = []
    for number in range(periods):
        begins = start + number * length
        wanted.append(sum(begins <= one < begins + length for one in days))
    found = series(
        f'every = "{text}"\nfrom = {first}',
        ask=f"from = {start}\nuntil = {last}\nminimum_count = 1000",
        per=f"P{weeks}W",
    )
    said = [_number(one) for one in found]
    assert said == wanted


def _midnight(one: date) -> datetime:
    return datetime.combine(one, time())


def _number(sentence: str) -> int:
    return int(sentence.removeprefix("counts ").split()[0])


def test_a_series_longer_than_is_followed_at_once_is_counted_to_its_end() -> None:
    """Every day of a century: each year has all its days."""
    found = series(
        'every = "FREQ=DAILY"\nfrom = 1990-01-01',
        ask='from = "2100"\nuntil = "2199"\nminimum_count = 366',
    )
    assert MOST_OCCURRENCES < 100 * 365
    years = [one for one in range(2100, 2200) if not isleap(one)]
    assert [one.split(";")[0] for one in found] == [f"counts 365 times in {one}" for one in years]


def test_what_comes_back_about_then_can_lie_in_the_year_beside() -> None:
    found = series(
        'every = "FREQ=YEARLY"\nfrom = "2023~"\nuntil = "2023"',
        ask='from = "2021"\nuntil = "2025"\nminimum_count = 1',
    )
    assert [one.split(";")[0] for one in found] == [
        "counts 0 times in 2021", "counts 0 times in 2025",
    ]  # fmt: skip


def test_a_record_takes_off_one_of_the_times_it_can_be_about() -> None:
    every = 'every = "FREQ=MONTHLY"\nfrom = 2024-01-31\nuntil = 2024-12-31'  # seven months
    ask = 'from = "2024"\nuntil = "2024"\nminimum_count = 7'
    assert series(every, ask=ask) == []
    for day in ("2024-01-31", "2024-02-10", "2024-01-01"):
        assert len(series(every, record("s0", "not-done", f"on = {day}"), ask=ask)) == 1, day
    vague = record("s0", "not-done", on="2024-02")  # no planned time: that before or after
    assert len(series(every, vague, ask=ask)) == 1


def test_more_records_than_planned_times_are_more() -> None:
    every = 'every = "FREQ=YEARLY"\nfrom = 2024-03-01\nuntil = 2025-03-01'
    done = [record("s0", "done", f"on = 2024-0{month}-01") for month in (3, 5)]
    ask = 'from = "2024"\nuntil = "2024"\nmaximum_count = 1'
    (found,) = series(every, *done, ask=ask)
    assert found.startswith("counts 2 times in 2024; the agreement is at most 1")
    assert series(every, done[0], ask=ask) == []
    few = 'from = "2024"\nuntil = "2024"\nminimum_count = 2'
    assert series(every, *done, ask=few) == []
    assert len(series(every, done[0], ask=few)) == 1


def test_a_series_that_was_cancelled_ends_on_that_day() -> None:
    every = 'every = "FREQ=MONTHLY"\nfrom = "2024-01"'
    end = record("s0", "cancelled", "on = 2024-04-10", reason="Gestopt.")
    (found,) = series(every, end, ask='minimum_count = 5\nuntil = "2024"')
    # April may have been before or after the tenth.
    assert found.startswith("counts at most 4 times in 2024; the agreement is at least 5")
    assert "cancelled: 's0' (8 times)" in found
    (found,) = series(every, end, ask='maximum_count = 2\nuntil = "2024"')
    assert found.startswith("counts at least 3 times in 2024; the agreement is at most 2")
    vague = record("s0", "cancelled", on="[..2024-04-10]", reason="Gestopt.")
    assert series(every, vague, ask='maximum_count = 0\nuntil = "2024"') == []


def test_a_series_on_a_condition_may_not_be_there_at_all() -> None:
    every = 'every = "FREQ=MONTHLY"\nfrom = "2024-01"\nuntil = "2024"\ncondition = "Zo nodig."'
    assert series(every, ask="maximum_count = 3") == []
    assert series(every, ask="minimum_count = 12") == []
    (found,) = series(every, ask="minimum_count = 13")
    assert found.startswith("counts at most 12 times")


def test_many_steps_are_not_all_named() -> None:
    text = HEAD + "".join(step(f"s{number}", "when = 2024-03-01") for number in range(11))
    text += rule(11, 'kind = "frequency"\nper = "P1Y"\nmaximum_count = 10')
    ((_, said),) = certain(text)
    assert said.endswith("'s7' (Fri 1 Mar 2024), and 3 more")


def test_what_was_regular_until_it_was_cancelled_is_not_there_after() -> None:
    every = 'every = "regularly"\nfrom = "2023"\nuntil = "2026"'
    end = record("s0", "cancelled", "on = 2024-04-10", reason="Gestopt.")
    ask = 'from = "2023"\nuntil = "2027"\nminimum_count = 1'
    years = [one.split(";")[0][-4:] for one in series(every, end, ask=ask)]
    assert years == ["2025", "2026", "2027"]
    assert [one.split(";")[0][-4:] for one in series(every, ask=ask)] == ["2027"]


def test_a_series_that_is_not_needed_is_not_there() -> None:
    """What it falls back for was done."""
    text = HEAD + step("s1", "when = 2024-01-10") + record("s1", "done", "on = 2024-01-10")
    text += step("s0", 'every = "FREQ=MONTHLY"', 'from = "2024-02"', fallback_for="s1")
    text += rule(
        1, 'kind = "frequency"\nper = "P1Y"\nfrom = "2024"\nuntil = "2024"\nminimum_count = 1'
    )
    ((_, said),) = certain(text)
    assert said == "counts 0 times in 2024; the agreement is at least 1"
    assert certain(text.replace('from = "2024"\nuntil = "2024"\n', "")) == Counter()


def test_a_series_without_any_day_is_known_by_none() -> None:
    every = 'every = "FREQ=MONTHLY;BYMONTHDAY=31"\nfrom = 2024-02-01\nuntil = 2024-02-29'
    assert series(every, ask="minimum_count = 1") == []
    assert len(series(every, ask='minimum_count = 1\nfrom = "2024"\nuntil = "2024"')) == 1


def test_what_one_municipality_did_on_a_condition_is_done() -> None:
    text = HEAD + "".join(f'[[municipality]]\nid = "{one}"\nname = "M"\n' for one in ("m", "n"))
    text += step("s0", "when = 2024-01-10", 'condition = "Zo nodig."', 'scope = ["m", "n"]')
    text += rule(1, 'kind = "frequency"\nper = "P1Y"\nmaximum_count = 0')
    assert certain(text) == Counter()
    done = record("s0", "done", "on = 2024-01-10", municipality="m")
    assert [code for code, _ in certain(text + done)] == ["BP702"]


def test_days_and_stretches_are_said_as_people_say_them() -> None:
    every = 'every = "FREQ=DAILY"\nfrom = 2024-05-13\nuntil = 2024-05-14'
    ask = "from = 2024-05-13\nuntil = 2024-05-13\nmaximum_count = 0"
    (found,) = series(every, ask=ask, per="P1D")
    assert found.startswith("counts 1 time on Mon 13 May 2024;")
    ask = "from = 2024-05-13\nuntil = 2024-05-14\nmaximum_count = 0"
    (found,) = series(every, ask=ask, per="P2D")
    assert found.startswith("counts 2 times from Mon 13 through Tue 14 May 2024;")
    for within, said in (
        ("2024/..", "from 2024"), ("../2024", "through 2024"), ("[..2024]", "by 2024"),
        ("[2023,2024..2025]", "in 2023 or 2024 through 2025"), ("2024-05", "in May 2024"),
    ):  # fmt: skip
        text = (
            HEAD
            + step("s0", every)
            + rule(1, f'kind = "count"\nwithin_dates = "{within}"\nminimum_count = 9')
        )
        ((_, found),) = certain(text)
        assert re.match(rf"counts \d times {said}; ", found), found
