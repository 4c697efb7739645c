"""What is a job, what binds it, and where it can go: case by case."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from boplan.model.timeline import Deadline, Period
from boplan.model.vocabulary import Basis
from boplan.rules.engine import find
from boplan.schedule.floats import slack
from boplan.schedule.network import Network
from boplan.schedule.passes import Kind, Placed, backward, forward, tightest
from boplan.schedule.progress import progress
from boplan.store.reader import read
from tests.helpers import HEAD, SEVEN, SHIPPED, day, record, step, timeline_of
from tests.schedule.networks import Case, cases, network_of

TODAY = "2025-01-01"


def network(text: str, today: str = TODAY) -> Network:
    return network_of(HEAD + text, day(today))


def early(text: str, one: str, today: str = TODAY) -> tuple[str, str]:
    """Return the early start and finish of a step; "None" for what nothing says."""
    placed = forward(network(text, today))[one, None]
    return str(placed.start), str(placed.finish)


def late(text: str, one: str, today: str = TODAY) -> tuple[str, str]:
    made = network(text, today)
    placed = backward(made, made.timeline.deadlines.values())[one, None]
    return str(placed.start), str(placed.finish)


def on(one: str) -> str:
    return f'when = "{one}"'


def after(one: str, lag: str = "P1D", link: str = "FS") -> str:
    return f'after = [{{ id = "{one}", lag = "{lag}", link = "{link}" }}]'


def deadline(one: str, at: str) -> str:
    return f'[[deadline]]\nid = "d-{one}"\nactivity = "{one}"\nbasis = "custom"\ndate = {at}\n'


def lasts(one: str, minimum: str, *lines: str) -> str:
    rule = f'[[rule]]\nid = "r-{one}"\nkind = "duration"\nbasis = "custom"\nactivity = "{one}"\n'
    return rule + f'minimum = "{minimum}"\n' + "".join(f"{line}\n" for line in lines)


PFHO = '[[body]]\nid = "pfho"\nname = "PFHO"\nlevel = "bestuurlijk"\n'
AO = '[[body]]\nid = "ao"\nname = "AO"\nlevel = "ambtelijk"\n'
MEET = ('purpose = "bespreken"', 'body = "pfho"')


def agenda(*meetings: str, body: str = "pfho", more: str = "", year: int = 2025) -> str:
    return (
        f'[[agenda]]\nbody = "{body}"\nkind = "complete"\nfrom = {year}-01-01\n'
        f"until = {year}-12-31\nmeetings = [{', '.join(meetings)}]\n{more}\n"
    )


# -- where a step goes ---------------------------------------------------------------------------


def test_a_month_after_31_january_is_28_february() -> None:
    text = step("a", on("2025-01-31")) + step("b", after("a", "P1M"))
    assert early(text, "b") == ("2025-02-28", "2025-02-28")
    text = step("a", on("2024-01-31")) + step("b", after("a", "P1M"))
    assert early(text, "b", "2024-01-01") == ("2024-02-29", "2024-02-29")


def test_back_from_28_february_a_month_is_31_january() -> None:
    """A month after 28, 29, 30 and 31 January is 28 February: the last of them is in time."""
    text = step("a") + step("b", after("a", "P1M")) + deadline("b", "2025-02-28")
    assert late(text, "a") == ("2025-01-31", "2025-01-31")


def test_a_year_after_a_leap_day_is_28_february() -> None:
    text = step("a", on("2024-02-29")) + step("b", after("a", "P1Y"))
    assert early(text, "b", "2024-01-01")[0] == "2025-02-28"


def test_twelve_weeks_from_12_december_run_through_6_march() -> None:
    """Summer time, which begins within some of them, does not matter to days."""
    text = step("a", on("2024-12-12")) + step("b", after("a", "P0D")) + lasts("b", "P12W")
    assert early(text, "b", "2024-01-01") == ("2024-12-12", "2025-03-06")
    text = step("a", on("2025-03-01")) + step("b", after("a", "P0D")) + lasts("b", "P12W")
    assert early(text, "b") == ("2025-03-01", "2025-05-24")


def test_the_first_and_the_last_year_do_not_overflow() -> None:
    text = step("a", on("2199-12-31")) + step("b", after("a", "P200Y")) + lasts("b", "P200Y")
    assert early(text, "b") == ("2399-12-31", "2599-12-31")
    text = step("a") + step("b", after("a", "P200Y")) + lasts("a", "P200Y")
    text += deadline("b", "1900-01-01")
    assert late(text, "a", "1900-01-01") == ("1500-01-01", "1700-01-01")


def test_a_pushed_span_keeps_its_length_and_one_that_is_only_kept_from_ending_its_start() -> None:
    text = step("a", on("2025-02-10")) + step("b", on("2025-02-11/2025-02-20"), after("a"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-03-01")
    assert early(text, "b") == ("2025-02-11", "2025-02-20")
    assert early(text + moved, "b") == ("2025-03-02", "2025-03-11")
    text = text.replace('link = "FS"', 'link = "FF"')
    assert early(text + moved, "b") == ("2025-02-11", "2025-03-02")


def test_a_meeting_that_is_missed_is_the_next_one() -> None:
    bodies = PFHO + agenda("2025-02-13", "2025-03-20")
    text = bodies + step("a", on("2025-02-12")) + step("b", on("2025-02-13"), *MEET, after("a"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-13")
    assert early(text, "b") == ("2025-02-13", "2025-02-13")
    assert early(text + moved, "b") == ("2025-03-20", "2025-03-20")


def test_past_the_last_meeting_it_is_not_before_the_agenda_ends() -> None:
    bodies = PFHO + agenda("2025-02-13")
    text = bodies + step("a", on("2025-02-13")) + step("b", *MEET, after("a"))
    placed = forward(network(text))["b", None]
    assert (placed.start, placed.is_certain) == (day("2026-01-01"), False)
    assert placed.snapped[0].kind is Kind.NO_AGENDA


def test_two_bodies_meet_on_one_day() -> None:
    bodies = PFHO + AO + agenda("2025-02-13", "2025-03-20", "2025-04-17")
    bodies += agenda("2025-02-20", "2025-04-17", body="ao")
    both = ('purpose = "bespreken"', 'body = ["pfho", "ao"]')
    text = bodies + step("a", on("2025-02-01")) + step("b", *both, after("a"))
    assert early(text, "b")[0] == "2025-04-17"


def test_two_bodies_that_meet_on_other_days_for_years() -> None:
    """No number of rounds is too many: both agendas are followed to their end."""
    weekly = ('every = "FREQ=WEEKLY;BYDAY=TU"', 'every = "FREQ=WEEKLY;BYDAY=WE"')
    bodies = PFHO + AO + "".join(
        f'[[agenda]]\nbody = "{body}"\nkind = "complete"\nfrom = 2025-01-01\n'
        f"until = 2034-12-31\n{every}\n"
        for body, every in zip(("pfho", "ao"), weekly, strict=True)
    )  # fmt: skip
    both = ('purpose = "bespreken"', 'body = ["pfho", "ao"]')
    text = bodies + step("a", on("2025-02-01")) + step("b", *both, after("a"))
    placed = forward(network(text))["b", None]
    assert (placed.start, placed.is_certain) == (day("2035-01-01"), False)


def test_pushed_between_two_days_to_choose_from_it_is_the_later() -> None:
    text = step("a", on("2025-02-10")) + step("b", on("[2025-02-11,2025-02-25]"), after("a"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-14")
    assert early(text, "b")[0] == "2025-02-11"
    assert early(text + moved, "b")[0] == "2025-02-25"


def test_a_choice_that_the_plan_leaves_out_is_there_when_it_is_pushed() -> None:
    """The successor of the 12th leaves only the 11th; pushed past it, the 25th is next."""
    text = step("a", on("2025-02-10")) + step("b", on("[2025-02-11,2025-02-25]"), after("a"))
    text += step("c", on("2025-02-12"), after("b"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-11")
    assert early(text + moved, "b")[0] == "2025-02-25"
    assert early(text + moved, "c")[0] == "2025-02-26"


def test_between_two_choices_the_last_is_the_first_though_the_plan_leaves_one() -> None:
    text = step("b", on("[2025-02-10,2025-02-13]"))
    text += step("c", on("2025-02-10"), after("b", "P0D")) + deadline("c", "2025-02-12")
    assert late(text, "b")[0] == "2025-02-10"


def test_in_a_month_a_body_is_there_on_its_first_meeting() -> None:
    text = PFHO + agenda("2025-03-20", "2025-04-17") + step("a", on("2025-03"), *MEET)
    assert early(text, "a")[0] == "2025-03-20"
    assert str(forward(network(text), late_plans=True)["a", None].start) == "2025-03-20"


@given(
    st.dates(date(2024, 12, 1), date(2025, 12, 1)), st.integers(1, 40), st.sampled_from("DWM"),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_minimum_is_the_first_finish_with_which_no_rule_finds_fault(
    at: date, count: int, unit: str, first: bool, net: bool
) -> None:
    """Looked for day by day with the rules BP301 and BP302, which have their own arithmetic."""
    period = Period(count if unit == "D" else 1 + count % 5, unit)
    more = ["first_day_counts = true"] if first else []
    closure = '[[closure]]\nid = "dicht"\ntitle = "D"\nfrom = 2025-02-10\nuntil = 2025-03-05\n'
    if net:
        more.append('net_of = ["public-holidays", "dicht"]')
    rule = closure + lasts("b", f"P{period.count}{unit}", *more)
    text = step("a", on(str(at))) + step("b", after("a", "P0D")) + rule
    placed = forward(network(text, "2024-01-01"))["b", None]
    assert placed.start == at
    assert placed.finish is not None

    def is_short(finish: date) -> bool:
        spanned = HEAD + step("b", on(f"{at}/{finish}")) + rule
        found = find(timeline_of(spanned), day("2024-01-01"))
        return any(one.code in ("BP301", "BP302") for one in found)

    assert not is_short(placed.finish)
    if placed.finish > at:
        assert is_short(placed.finish - timedelta(days=1))


def test_a_vague_span_that_is_pushed_keeps_the_shortest_or_the_longest_of_its_lengths() -> None:
    """From some day in February through some day in March: 1 to 58 days."""
    text = step("a", on("2025-01-10")) + step("b", on("2025-02/2025-03"), after("a"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-04-01")
    made = network(text + moved)
    assert str(forward(made)["b", None].finish) == "2025-04-03"
    assert str(forward(made, late_plans=True)["b", None].finish) == "2025-05-30"


def test_a_span_of_which_only_the_end_is_known_begins_when_something_says_so() -> None:
    assert early(step("b", on("../2025-03-31")), "b") == ("None", "2025-03-31")
    text = step("a", on("2025-02-10")) + step("b", on("../2025-03-31"), after("a"))
    assert early(text, "b") == ("2025-02-11", "2025-03-31")
    text = step("a", on("2025-01-10")) + step("b", on("../2025-03-31"), after("a", "P60D", "FF"))
    text += record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-10")
    placed = forward(network(text))["b", None]
    assert (placed.start, placed.finish, placed.snapped[0].kind) == (
        None, day("2025-04-11"), Kind.LINK
    )  # fmt: skip


def test_by_a_day_says_how_late_but_not_how_early() -> None:
    made = network(step("b", on("[..2025-03-31]")) + step("c", after("b")))
    assert forward(made)["c", None].start is None
    assert forward(made, late_plans=True)["c", None].start == day("2025-04-01")


def test_a_deadline_before_today_leaves_less_than_no_room() -> None:
    text = step("a", on("2025-02-10")) + deadline("a", "2025-02-05")
    assert early(text, "a", "2025-02-20")[0] == "2025-02-20"
    assert late(text, "a", "2025-02-20")[0] == "2025-02-05"


def test_a_plan_that_is_too_short_stands_until_it_is_pushed() -> None:
    text = step("a", on("2025-01-10")) + step("b", on("2025-02-01/2025-02-10"), after("a"))
    text += lasts("b", "P6W")
    assert early(text, "b") == ("2025-02-01", "2025-02-10")
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-01")
    assert early(text + moved, "b") == ("2025-02-02", "2025-03-16")


def test_what_limits_only_the_start_of_a_span_leaves_its_end_open() -> None:
    text = step("a", on("2025-02-01/2025-02-10")) + step("b", after("a", "P0D", "SS"))
    assert late(text + deadline("b", "2025-02-05"), "a") == ("2025-02-05", "None")


def test_days_that_no_table_reaches_count() -> None:
    """A minimum net of school holidays that are not known yet is not three years long."""
    text = step("a", on("2035-06-01")) + step("b", after("a", "P0D"))
    text += lasts("b", "P6W", 'net_of = ["school-holidays"]')
    assert early(text, "b")[1] == "2035-07-13"


# -- what binds ----------------------------------------------------------------------------------


def test_a_plan_that_contradicts_itself_pushes_nothing() -> None:
    text = step("a", on("2025-02-20")) + step("b", on("2025-02-10"), after("a"))
    assert early(text, "b")[0] == "2025-02-10"


@pytest.mark.parametrize(("kind", "today"), [("moved", TODAY), ("done", "2025-03-02")])
def test_what_happened_since_pushes_what_the_plan_had_in_order(kind: str, today: str) -> None:
    text = step("a", on("2025-02-20")) + step("b", on("2025-02-28"), after("a"))
    lines = (
        ("on = 2024-12-01", 'reason = "Zo"', "to = 2025-03-02")
        if kind == "moved"
        else ("on = 2025-03-02",)
    )
    assert early(text + record("a", kind, *lines), "b", today)[0] == "2025-03-03"


def test_overdue_is_not_before_today_and_what_waits_for_it_not_before_tomorrow() -> None:
    text = step("a", on("2025-02-20")) + step("b", on("2025-02-25"), after("a"))
    assert early(text, "a", "2025-02-27")[0] == "2025-02-27"
    assert early(text, "b", "2025-02-27")[0] == "2025-02-28"


def test_what_is_open_in_its_window_is_not_before_today() -> None:
    text = step("a", on("2025-02")) + step("b", after("a"))
    assert early(text, "b", "2025-02-27")[0] == "2025-02-28"


def test_without_evidence_today_pushes_nothing() -> None:
    """Nobody has written down yet what happened: it may be over."""
    head = HEAD + "evidence_until = 2025-02-10\n"
    text = head + step("a", on("2025-02-20")) + step("b", on("2025-02-25"), after("a"))
    placed = forward(network_of(text, day("2025-02-27")))
    assert placed["a", None].start == day("2025-02-20")
    assert placed["b", None].start == day("2025-02-25")


def test_what_is_open_beyond_what_is_known_may_be_over() -> None:
    text = HEAD + "evidence_until = 2025-02-10\n" + step("a", on("2025-02")) + step("b", after("a"))
    placed = forward(network_of(text, day("2025-02-27")))
    assert placed["a", None].start == day("2025-02-01")


def test_what_was_done_binds_whatever_the_plan_was() -> None:
    """The plan had one day too few; then the first was done early, but not early enough."""
    text = step("a", on("2025-02-20")) + step("b", on("2025-02-20"), after("a", "P7D"))
    done = record("a", "done", "on = 2025-02-14")
    assert early(text, "b", "2025-02-14")[0] == "2025-02-20"
    assert early(text + done, "b", "2025-02-14")[0] == "2025-02-21"


def test_what_is_done_does_not_bind_what_it_waited_for() -> None:
    text = step("a") + step("b", on("2025-02-10"), after("a")) + deadline("b", "2025-02-05")
    done = record("b", "done", "on = 2025-02-10")
    assert late(text, "a", "2025-03-01")[0] == "2025-02-04"
    assert late(text + done, "a", "2025-03-01") == ("None", "None")
    assert late(text + done, "b", "2025-03-01")[0] == "2025-02-05"  # five days too late


@pytest.mark.parametrize("kind", ["cancelled", "superseded", "not-done"])
def test_what_is_gone_is_not_there(kind: str) -> None:
    more = {"cancelled": 'reason = "Zo"', "superseded": 'by = "b"'}.get(kind, "")
    text = step("a", on("2025-02-20")) + step("b", after("a"))
    text += record("a", kind, "on = 2024-12-01", more)
    assert ("a", None) not in network(text).jobs
    assert early(text, "b") == ("None", "None")


def test_a_recurring_step_binds_nothing() -> None:
    recurs = ('every = "FREQ=MONTHLY"', "from = 2025-03-01", "until = 2025-12-31")
    text = step("a", *recurs) + step("b", after("a"))
    assert early(text, "a") == early(text, "b") == ("None", "None")


def test_a_state_binds_from_its_plan_but_today_does_not_lengthen_it() -> None:
    text = step("a", on("2024-06/2025-06"), purpose="looptijd") + step("b", after("a"))
    assert early(text, "a", "2025-06-20")[1] == "2025-06-01"
    assert early(text, "a", "2025-07-20")[1] == "2025-06-01"  # elapsed
    text = text.replace("2024-06/2025-06", "2024-06/2025-08-31")
    assert early(text, "b", "2025-06-20")[0] == "2025-09-01"


def test_a_fallback_that_may_yet_be_needed_binds() -> None:
    text = step("a", on("2025-02-20")) + step("f", on("2025-03-10"), fallback_for="a")
    text += step("b", 'after = ["a", "f"]')
    assert early(text, "b")[0] == "2025-03-11"
    assert early(text + record("a", "done", "on = 2025-02-20"), "b", "2025-02-21")[0] == (
        "2025-02-21"
    )


def test_a_derived_meeting_prepares_only_within_its_period() -> None:
    derived = '[[agenda]]\nbody = "ao"\nkind = "derived"\nderived_from = "pfho"\noffset = "-P21D"\n'
    steps = step("a", on("2025-02-10"), purpose="aanleveren")
    steps += step("b", *MEET, on("2025-03-13"), after("a"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-21")
    bodies = PFHO + AO + agenda("2025-03-13", "2025-04-17")
    assert early(bodies + derived + steps, "b")[0] == "2025-03-13"
    assert early(bodies + derived + steps + moved, "b")[0] == "2025-04-17"
    until = derived + "until = 2025-01-31\n"
    assert early(bodies + until + steps + moved, "b")[0] == "2025-03-13"
    later = derived + "from = 2025-05-01\n"
    assert early(bodies + later + steps + moved, "b")[0] == "2025-03-13"


@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.integers(1, 4))
def test_a_preparation_counted_in_months_day_by_day(ready: date, months: int) -> None:
    """The first meeting whose derived day is not before the delivery."""
    derived = '[[agenda]]\nbody = "ao"\nkind = "derived"\nderived_from = "pfho"\n'
    text = PFHO + AO + derived + f'offset = "-P{months}M"\n'
    text += step("a", on(str(ready)), purpose="aanleveren") + step("b", *MEET, after("a"))
    around = (ready + timedelta(days=n) for n in range(1, 200))
    expected = next(one for one in around if one - relativedelta(months=months) >= ready)
    assert early(text, "b")[0] == str(expected)


# -- municipalities --------------------------------------------------------------------------


TOWNS = "".join(
    f'[[municipality]]\nid = "{one}"\nname = "{one}"\n' for one in ("eemnes", "laren", "huizen")
)
COLLEGES = '[[body]]\nid = "col"\nname = "C"\nlevel = "college"\nper_municipality = true\n'
DECIDE = ('purpose = "besluiten"', 'body = "col"')


@pytest.mark.parametrize(
    ("path", "today"),
    [(SHIPPED, "2025-04-28"), (SHIPPED, "2022-12-01"), (SEVEN, "2026-01-12")],
)
def test_a_part_taken_out_of_the_whole_is_that_part_by_itself(path: Path, today: str) -> None:
    """Towards every step: the same jobs in the same order, with the same room."""
    timeline = read(path).timeline
    steps = progress(timeline, day(today))
    whole = Network.of(timeline, steps, day(today))
    for one in timeline.activities:
        alone = Network.of(timeline, steps, day(today), towards=one)
        part = whole.towards(one)
        limit = Deadline(id="x", activity=one, date=day("2030-01-01"), basis=Basis.CUSTOM)
        ours, its = slack(part, limit), slack(alone, limit)
        assert (ours.of, ours.room, ours.at) == (its.of, its.room, its.at)
        assert forward(part) == {key: forward(alone)[key] for key in part.jobs}


def groups(text: str, one: str, today: str = TODAY) -> dict[tuple[str, ...], str]:
    made = network(text, today)
    placed = forward(made)
    return {job.municipalities: str(placed[job.key].start) for job in made.of_step(one)}


def test_municipalities_that_are_alike_are_one_job() -> None:
    text = TOWNS + COLLEGES + step("a", on("2025-02-04"), *DECIDE)
    assert groups(text, "a") == {("eemnes", "laren", "huizen"): "2025-02-04"}


def test_municipalities_of_which_the_agendas_differ_are_not_alike() -> None:
    text = TOWNS + COLLEGES + agenda("2025-02-04", "2025-02-18", body="col")
    text += agenda("2025-02-11", body="col", more='municipality = "laren"')
    text += step("x", on("2025-02-05")) + step("a", *DECIDE, after("x"))
    assert groups(text, "a") == {("eemnes", "huizen"): "2025-02-18", ("laren",): "2025-02-11"}


def test_municipalities_that_end_are_not_alike() -> None:
    towns = TOWNS.replace('name = "laren"\n', 'name = "laren"\nuntil = 2025-06-30\n')
    text = towns + COLLEGES + step("a", *DECIDE)
    assert set(groups(text, "a")) == {("eemnes", "huizen"), ("laren",)}


def test_municipalities_that_began_on_other_days_are_not_alike() -> None:
    text = TOWNS + COLLEGES + step("a", on("2025-02-04/2025-02-28"), *DECIDE)
    for town, began in (("laren", "2025-02-05"), ("eemnes", "2025-02-07")):
        text += record("a", "started", f"on = {began}", municipality=town).replace(
            f'"{town}"', f'["{town}"]'
        )
    text += record("a", "done", "on = 2025-02-20")
    found = groups(text, "a", "2025-02-21")
    assert found == {
        ("eemnes",): "2025-02-07", ("laren",): "2025-02-05", ("huizen",): "2025-02-04"
    }  # fmt: skip


def test_each_municipality_waits_for_itself_and_a_joint_step_for_all() -> None:
    text = TOWNS + COLLEGES + step("a", on("2025-02-04"), *DECIDE)
    text += step("b", *DECIDE, after("a")) + step("c", after("b"))
    text += record(
        "a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-02-18",
        'municipality = ["laren"]',
    )  # fmt: skip
    assert groups(text, "b") == {("eemnes", "huizen"): "2025-02-05", ("laren",): "2025-02-19"}
    assert early(text, "c")[0] == "2025-02-20"


@given(cases(4))
def test_splitting_municipalities_that_are_alike_changes_no_day(case: Case) -> None:
    """Three municipalities in every step: one job each, or by a step that is one's alone three."""
    scope = 'scope = ["eemnes", "laren", "huizen"]\n'
    text = case.text.replace('process = "p"\n', f'process = "p"\n{scope}') + TOWNS
    alone = "".join(step(f"x-{one}", f'scope = ["{one}"]') for one in ("eemnes", "laren"))
    for go in (_go, _back):
        whole = go(network_of(text, day("2025-01-08")))
        split = go(network_of(text + alone, day("2025-01-08")))
        steps = {key[0] for key in whole}
        assert len(whole) == len(steps)
        for one in steps:
            mine = [days for key, days in split.items() if key[0] == one]
            assert len(mine) == 3
            assert set(mine) == {whole[one, "eemnes"]}


Dates = dict[tuple[str, str | None], tuple[date | None, date | None]]


def _go(made: Network) -> Dates:
    return _dates(forward(made))


def _back(made: Network) -> Dates:
    last = next(iter(made.timeline.activities))
    limit = timeline_of(HEAD + step(last) + deadline(last, "2025-02-01")).deadlines.values()
    return _dates(backward(made, limit))


def _dates(placed: dict[tuple[str, str | None], Placed]) -> Dates:
    return {key: (one.start, one.finish) for key, one in placed.items()}


def _chain(placed: dict[tuple[str, str | None], Placed], one: str) -> list[str]:
    """Return the steps that lead to this one by the tightest links, the first cause first."""
    return [*(link.first[0] for link in reversed(tightest(placed, (one, None)))), one]


# -- tracing and size -------------------------------------------------------------------------


def test_the_chain_leads_through_vague_and_undated_steps_to_its_cause() -> None:
    """What the order narrows is a link, not the plan of the step."""
    text = step("a", on("2025-02-20")) + step("b", after("a")) + step("c", on("2025"), after("b"))
    made = network(text)
    placed = forward(made)
    assert _chain(placed, "c") == ["a", "b", "c"]


def test_of_two_that_ask_the_same_the_first_decides() -> None:
    text = step("a", on("2025-02-20")) + step("b", on("2025-02-20"))
    text += step("c", 'after = ["a", "b"]')
    assert _chain(forward(network(text)), "c") == ["a", "c"]


def test_of_a_link_and_the_plan_that_ask_the_same_the_plan_decides() -> None:
    text = step("a", on("2025-02-20")) + step("b", on("2025-02-21"), after("a"))
    driver = forward(network(text))["b", None].driver
    assert driver is not None
    assert driver.kind is Kind.PLAN


def test_what_waits_for_an_unknown_meeting_is_not_certain_either() -> None:
    text = PFHO + step("a", on("2025-02-20")) + step("b", *MEET, after("a")) + step("c", after("b"))
    assert not forward(network(text))["c", None].is_certain
    text = PFHO + step("a") + step("b", *MEET, after("a")) + deadline("b", "2025-02-20")
    made = network(text)
    assert not backward(made, made.timeline.deadlines.values())["a", None].is_certain


def test_the_limit_that_decides_is_the_one_with_the_earliest_start() -> None:
    """Finishing by the 20th is stricter for ten days than beginning by the 15th."""
    text = step("a") + lasts("a", "P10D") + deadline("a", "2025-02-20")
    text += step("b", after("a", "P0D", "SS")) + deadline("b", "2025-02-15")
    made = network(text)
    placed = backward(made, made.timeline.deadlines.values())["a", None]
    assert placed.start == day("2025-02-10")
    assert placed.driver is not None
    assert placed.driver.deadline is not None


def test_a_link_that_lengthens_a_span_is_told() -> None:
    text = step("a", on("2025-02-12"))
    text += step("b", on("2025-02-11/2025-02-15"), after("a", "P0D", "FF"))
    moved = record("a", "moved", "on = 2024-12-01", 'reason = "Zo"', "to = 2025-03-01")
    placed = forward(network(text + moved))["b", None]
    assert placed.snapped[-1].kind is Kind.LINK
    assert placed.snapped[-1].day == placed.finish


def test_ten_thousand_steps_in_a_row() -> None:
    """No recursion, and every link is looked at a fixed number of times."""
    many = 10_000
    text = step("s0", on("2025-02-01")) + "".join(
        step(f"s{n}", after(f"s{n - 1}")) for n in range(1, many)
    )
    timeline = timeline_of(HEAD + text + deadline(f"s{many - 1}", "2100-01-01"))
    made = Network.of(timeline, progress(timeline, day(TODAY)), day(TODAY))
    looked = 0

    class Counted(dict):  # type: ignore[type-arg]
        def __getitem__(self, key: object) -> object:
            nonlocal looked
            looked += 1
            return super().__getitem__(key)

    made.jobs = Counted(made.jobs)
    made.before = Counted(made.before)
    made.behind = Counted(made.behind)
    placed = forward(made)
    backward(made, timeline.deadlines.values())
    assert placed[f"s{many - 1}", None].start == day("2025-02-01") + timedelta(days=many - 1)
    assert looked <= 5 * many
    links = Counted(placed)
    looked = 0
    assert len(_chain(links, f"s{many - 1}")) == many
    assert looked <= 4 * many
