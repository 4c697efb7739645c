"""The next cycle of a process: by hand, by what `check` finds, and by trying every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from boplan.dates.notation import parse as when_of
from boplan.dates.notation import write
from boplan.dates.period import parse_period, shift
from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Certainty, Severity, Strength
from boplan.model.when import Moment, OneOf, Part, Span, When, on
from boplan.rules.engine import find
from boplan.schedule.placing import NoRoomError
from boplan.schedule.repeat import (
    Anchor,
    AnchorKind,
    Fate,
    ImpossibleError,
    Repeated,
    anchors_of,
    repeat,
)
from boplan.store.whole import write_whole
from tests.helpers import SHIPPED, day, step, timeline_of
from tests.schedule.processes import processes

TODAY = date(2026, 11, 22)
BEFORE_ALL = date(2023, 6, 1)

HEAD = """\
[timeline]
format = 1
title = "Een tijdlijn"
school_region = "Noord"

[[process]]
id = "p"
title = "Plan 2026-2029"
in_force = 2026-01-01

[[body]]
id = "ao"
name = "AO"
level = "ambtelijk"

[[body]]
id = "pfho"
name = "PFHO"
level = "bestuurlijk"
"""


def made(text: str, anchor: str, kind: str = "in-force", today: date = TODAY) -> Repeated:
    """Return the next cycle of the process `p` of the text."""
    timeline = timeline_of(text)
    asked = Anchor(AnchorKind(kind), when_of(anchor))
    return repeat(timeline, timeline.processes["p"], asked, today)


def dates(found: Repeated) -> dict[str, str]:
    """Return the date of each step in the notation."""
    return {one.after.id: write(one.after.when) if one.after.when else "" for one in found.steps}


def why(found: Repeated, one: str) -> str:
    """Return in Dutch what moved a step."""
    return "; ".join(text.nl for its in found.steps if its.after.id == one for text in its.moved)


def errors(timeline: Timeline, today: date) -> set[tuple[str, str | None, str | None]]:
    """Return the certain errors that `check` finds."""
    return {
        (one.code, one.fault.activity, one.fault.rule)
        for one in find(timeline, today)
        if one.fault.certainty is Certainty.CERTAIN and one.severity is Severity.ERROR
    }


def read_back(found: Repeated) -> Timeline:
    """Return what the reader makes of the new timeline, written out."""
    return timeline_of(write_whole(found.timeline))


# -- by hand ------------------------------------------------------------------------------


def holiday(ready: str, more: str = "") -> str:
    """Return a meeting on Wednesday 30 April 2025: 417 weeks on it is King's Day 2033."""
    return HEAD + (
        step("klaar", purpose="aanleveren", when=ready)
        + step("pfho", 'after = ["klaar"]', when="2025-04-30", body="pfho", purpose="besluiten")
        + more
    )  # fmt: skip


def test_a_meeting_off_a_holiday_goes_to_the_nearest_week_that_fits() -> None:
    found = made(holiday("2025-04-15"), "2034-01-01")
    assert dates(found) == {"klaar": "2033-04-12", "pfho": "2033-04-20"}
    assert why(found, "pfho") == "wo 27 apr 2033 is Koningsdag, dus wo 20 apr 2033"


def test_it_goes_later_where_earlier_is_before_what_comes_first() -> None:
    found = made(holiday("2025-04-25"), "2034-01-01")
    assert dates(found) == {"klaar": "2033-04-22", "pfho": "2033-05-04"}


def test_it_goes_earlier_where_later_is_past_a_deadline() -> None:
    """What comes first must then come earlier as well, and says so."""
    limit = '[[deadline]]\nid = "d"\nactivity = "pfho"\ndate = 2025-05-01\nbasis = "custom"\n'
    found = made(holiday("2025-04-25", limit), "2034-01-01")
    assert dates(found) == {"klaar": "2033-04-19", "pfho": "2033-04-20"}
    assert "pfho" in why(found, "klaar")


def test_a_meeting_that_was_on_a_holiday_may_be_on_one_again() -> None:
    """29 May 2025 was Ascension Day, and so is 26 May 2033."""
    text = HEAD + step("pfho", when="2025-05-29", body="pfho", purpose="besluiten")
    assert dates(made(text, "2034-01-01")) == {"pfho": "2033-05-26"}


AGENDA = """
[[agenda]]
body = "pfho"
kind = "complete"
from = 2033-01-01
until = 2033-12-31
meetings = [2033-05-10, 2033-06-14]
"""


def test_a_complete_agenda_of_the_new_year_wins_from_the_weekday() -> None:
    text = HEAD + AGENDA + step("pfho", when="2025-05-22", body="pfho", purpose="besluiten")
    found = made(text, "2034-01-01")
    assert dates(found) == {"pfho": "2033-05-10"}  # 9 days from the 19th; 14 June is 26
    assert found.steps[0].fate is Fate.KNOWN
    assert len(found.timeline.agendas) == 1


def test_a_meeting_that_a_source_names_in_that_week_wins() -> None:
    text = HEAD + (
        '[[agenda]]\nbody = "pfho"\nkind = "attested"\nmeetings = [2033-05-17]\n'
    ) + step("pfho", when="2025-05-22", body="pfho", purpose="besluiten")  # fmt: skip
    assert dates(made(text, "2034-01-01")) == {"pfho": "2033-05-17"}


def test_an_agenda_of_other_years_is_left_behind() -> None:
    text = HEAD + (
        '[[agenda]]\nbody = "pfho"\nkind = "attested"\nmeetings = [2025-05-22]\n'
    ) + step("pfho", when="2025-05-22", body="pfho", purpose="besluiten")  # fmt: skip
    found = made(text, "2034-01-01")
    assert found.timeline.agendas == ()
    assert found.steps[0].fate is Fate.MEETING
    assert found.steps[0].after.reading.startswith("Aangenomen: dezelfde weekdag")


def test_one_of_three_days_stays_one_of_three() -> None:
    """5 May is Liberation Day: the Thursday in its place is free and not chosen already."""
    text = HEAD + step(
        "pfho", "when = [2025-05-08, 2025-05-15, 2025-05-22]", body="pfho", purpose="besluiten"
    )
    assert dates(made(text, "2034-01-01")) == {"pfho": "[2033-04-28,2033-05-12,2033-05-19]"}


def test_a_term_that_runs_into_the_holiday_is_lengthened() -> None:
    """Region Noord: 13 July - 25 August 2024 and 12 July - 24 August 2025."""
    text = HEAD + step("advies", when="2024-06-03/2024-07-12", purpose="adviseren") + (
        '[[rule]]\nid = "zes"\nkind = "duration"\nbasis = "custom"\nactivity = "advies"\n'
        'minimum = "P39D"\nnet_of = ["school-holidays"]\n'
    )  # fmt: skip
    timeline = timeline_of(text)
    asked = Anchor(AnchorKind.START, on(day("2025-06-10")))
    found = repeat(timeline, timeline.processes["p"], asked, day("2025-01-01"))
    # 10 June is a Tuesday, the template a Monday; 53 weeks on is 9 June, which is too early.
    # From 10 June 31 days are left before 12 July, so eight after 24 August.
    assert dates(found) == {"advies": "2025-06-10/2025-09-01"}
    assert "'zes'" in why(found, "advies")


PREPARED = """
[[agenda]]
body = "ao"
kind = "derived"
derived_from = "pfho"
offset = "-P21D"
process = "p"

[[document]]
id = "plan"
title = "Plan"
"""


def test_what_the_last_plan_broke_is_put_right() -> None:
    """The officials meet three weeks before and had no plan yet: then the plan said otherwise."""
    text = HEAD + PREPARED + (
        step("klaar", purpose="aanleveren", document="plan", when="2025-10-13")
        + step("pfho", 'after = ["klaar"]', body="pfho", purpose="vaststellen", document="plan",
               when="2025-10-30")
    )  # fmt: skip
    assert errors(timeline_of(text), TODAY) == {("BP403", "pfho", None)}
    found = made(text, "2034-01-01")
    # 10 October and 21 days is Monday the 31st; the Thursday after it is 3 November.
    assert dates(found) == {"klaar": "2033-10-10", "pfho": "2033-11-03"}
    assert "AO" in why(found, "pfho")
    assert errors(read_back(found), TODAY) == set()


def test_a_rule_that_the_order_contradicts_becomes_an_aim() -> None:
    text = HEAD + (
        step("a", when="2025-03-03") + step("b", 'after = ["a"]', when="2025-03-10")
        + '[[rule]]\nid = "r"\nkind = "ordering"\nbasis = "custom"\nactivities = ["b", "a"]\n'
    )  # fmt: skip
    found = made(text, "2034-01-01")
    assert found.eased == ("r",)
    assert found.timeline.rules["r"].strength is Strength.SOFT
    assert found.timeline.rules["r"].note.startswith("Aangenomen")


def test_a_term_of_law_is_counted_anew() -> None:
    """Six weeks from the day after publication; of 2033 by hand: 2 May and 42 days is 13 June."""
    text = HEAD + (
        step("bekend", when="2025-05-05", purpose="publiceren")
        + step("bezwaar", 'after = ["bekend"]', when="2025-05-06/2025-06-16")
        + '[[rule]]\nid = "awb"\nkind = "term"\nbasis = "statutory"\narticle = "Awb art. 6:7"\n'
        'activity = "bezwaar"\nevent = "bekend"\nconvention = "awb-6-8"\nminimum = "P6W"\n'
    )  # fmt: skip
    found = made(text, "2034-01-01")
    assert dates(found)["bekend"] == "2033-05-02"
    assert dates(found)["bezwaar"] == "2033-05-03/2033-06-13"
    assert errors(read_back(found), TODAY) == set()


def test_a_term_of_law_moves_off_a_holiday() -> None:
    """16 March 2033 and six weeks is 27 April, King's Day: the statutory term ends a day later."""
    text = HEAD + (
        step("bekend", when="2025-03-19", purpose="publiceren")
        + step("bezwaar", 'after = ["bekend"]', when="2025-03-20/2025-04-30")
        + '[[rule]]\nid = "awb"\nkind = "term"\nbasis = "statutory"\narticle = "Awb art. 6:7"\n'
        'activity = "bezwaar"\nevent = "bekend"\nconvention = "awb-6-8"\nminimum = "P6W"\n'
    )  # fmt: skip
    assert errors(timeline_of(text), TODAY) == set()
    found = made(text, "2034-01-01")
    assert dates(found)["bezwaar"] == "2033-03-17/2033-04-28"
    assert errors(read_back(found), TODAY) == set()


def test_nobody_signs_within_the_standstill() -> None:
    """The award cannot be on King's Day 2033, nor before; 20 days after the 28th is 18 May."""
    text = HEAD + (
        step("klaar", when="2025-04-29")
        + step("gunning", 'after = ["klaar"]', when="2025-04-30", purpose="publiceren")
        + step("tekenen", 'after = ["gunning"]', when="2025-05-21", purpose="ondertekenen")
        + '[[rule]]\nid = "r"\nkind = "standstill"\nbasis = "agreed"\n'
        'source = "s, p. 1"\nactivity = "tekenen"\nevent = "gunning"\n'
        'convention = "aanbestedingswet-2-127"\n[[source]]\nid = "s"\ntitle = "S"\n'
    )  # fmt: skip
    assert errors(timeline_of(text), TODAY) == set()
    found = made(text, "2034-01-01")
    assert dates(found) == {
        "klaar": "2033-04-26", "gunning": "2033-04-28", "tekenen": "2033-05-19",
    }  # fmt: skip
    assert errors(read_back(found), TODAY) == set()


def test_what_lies_within_another_step_goes_along_with_it() -> None:
    text = holiday("2025-04-25") + (
        step("zienswijze", 'after = ["pfho"]', when="2025-05-01/2025-07-01")
        + step("podium", when="2025-05-02", body="ao", purpose="bespreken")
        + '[[rule]]\nid = "r"\nkind = "containment"\nbasis = "custom"\nactivity = "podium"\n'
        'within = "zienswijze"\n'
    )  # fmt: skip
    found = made(text, "2034-01-01")
    # The PFHO is on 4 May, the 5th is Liberation Day; and the AO meets on Fridays.
    assert dates(found)["zienswijze"] == "2033-05-06/2033-07-06"
    assert dates(found)["podium"] == "2033-05-06"
    assert errors(read_back(found), TODAY) == set()


def test_what_is_due_by_the_day_of_another_step_stays_due_by_it() -> None:
    """King's Day again: the plan is ready the day before, and so must the money be."""
    text = HEAD + (
        step("geld", when="[..2025-04-30]")
        + step("klaar", 'after = [{ id = "geld", lag = "P0D" }]', when="2025-04-30")
    )  # fmt: skip
    assert dates(made(text, "2034-01-01")) == {"geld": "[..2033-04-26]", "klaar": "2033-04-26"}


def test_a_rule_that_only_should_hold_gives_way() -> None:
    text = HEAD + (
        step("a", when="2024-06-03")
        + step("b", when="2025-12-30")
        + '[[rule]]\nid = "r"\nkind = "lead-time"\nbasis = "custom"\nstrength = "{}"\n'
        'activity = "a"\nbefore = "b"\nminimum = "P18M"\n'
        + '[[deadline]]\nid = "d"\nactivity = "b"\ndate = 2025-12-31\nbasis = "custom"\n'
    )  # fmt: skip
    assert dates(made(text.replace("{}", "soft"), "2028-01-01"))["a"] == "2026-11-23"
    with pytest.raises(NoRoomError):
        made(text.replace("{}", "hard"), "2028-01-01")


MONTHLY = """
[[agenda]]
body = "pfho"
kind = "complete"
from = 2033-01-01
until = 2033-12-31
meetings = [2033-04-07, 2033-05-12, 2033-06-09]
"""


def test_a_span_holds_a_meeting_of_its_body() -> None:
    """By weeks it would run from 21 through 25 April, and then nobody meets."""
    text = HEAD + MONTHLY + step(
        "besluit", when="2025-04-24/2025-04-28", body="pfho", purpose="besluiten"
    )  # fmt: skip
    found = made(text, "2034-01-01")
    assert dates(found) == {"besluit": "2033-04-07/2033-04-11"}  # 14 days back, 17 on
    assert errors(read_back(found), TODAY) == set()


def test_a_span_that_was_pushed_off_its_meeting_lasts_until_the_next() -> None:
    text = HEAD + MONTHLY + (
        step("klaar", when="2025-05-14")
        + step("besluit", 'after = [{ id = "klaar", lag = "P7D" }]', when="2025-05-08/2025-05-19",
               body="pfho", purpose="besluiten")
    )  # fmt: skip
    # 11 May and a week is the 18th; twelve days from there, and on until 9 June.
    found = made(text, "2034-01-01")
    assert dates(found)["besluit"] == "2033-05-18/2033-06-09"


def test_a_span_that_starts_later_within_its_month_still_lasts_as_long() -> None:
    """King's Day puts the plan on 28 April 2033; 41 days from there is 8 June, not the 7th."""
    text = HEAD + (
        step("eerst", when="2025-04-29")
        + step("klaar", 'after = ["eerst"]', when="2025-04-30")
        + step("advies", 'after = [{ id = "klaar", lag = "P0D" }]', when="2025-04/2025-06-10")
        + '[[rule]]\nid = "r"\nkind = "duration"\nbasis = "custom"\nactivity = "advies"\n'
        'minimum = "P41D"\n'
    )  # fmt: skip
    assert errors(timeline_of(text), TODAY) == set()
    found = made(text, "2034-01-01")
    assert dates(found)["advies"] == "2033-04/2033-06-08"
    assert errors(read_back(found), TODAY) == set()


def test_a_state_lasts_as_long_net_of_holidays() -> None:
    """In its 39 days of 2033 lie Easter Monday (18 April), King's Day and Liberation Day."""
    text = HEAD.replace("2026-01-01", "2026-02-01") + (
        step("geld", when="2025-03-03/2025-04-11", purpose="financieren")
        + '[[rule]]\nid = "r"\nkind = "duration"\nbasis = "custom"\nactivity = "geld"\n'
        'minimum = "P39D"\nnet_of = ["public-holidays"]\n'
    )  # fmt: skip
    assert errors(timeline_of(text), TODAY) == set()
    found = made(text, "2034-03-04")  # 2953 days: from 3 April 2033 through 12 May
    assert dates(found) == {"geld": "2033-04-03/2033-05-15"}
    assert errors(read_back(found), TODAY) == set()


def test_nothing_begins_before_the_asked_start() -> None:
    """5 May 2033 is asked and rests, as does 26 May: what is left is later, never earlier."""
    text = HEAD + step("a", when="2025-05-08", body="pfho", purpose="besluiten")
    assert dates(made(text, "2033-05-05", "start")) == {"a": "2033-05-12"}
    text = HEAD + step(
        "a", "when = [2025-05-08, 2025-05-15, 2025-05-22]", body="pfho", purpose="besluiten"
    )
    found = made(text, "2033-05-05", "start")
    assert dates(found) == {"a": "[2033-05-12,2033-05-19,2033-06-02]"}


def test_the_anchor_is_met_exactly() -> None:
    text = (
        HEAD.replace("in_force", 'final_deadline = "d"\nin_force')
        + step("a", when="2024-03-05")
        + step("b", 'after = ["a"]', when="2025-03-05")
        + '[[deadline]]\nid = "d"\nactivity = "b"\ndate = 2025-06-16\nbasis = "custom"\n'
    )
    by_deadline = made(text, "2031-09-10", "deadline")
    assert by_deadline.timeline.deadlines["d"].date == date(2031, 9, 10)
    by_start = made(text, "2031-09-10", "start")
    first = by_start.steps[0].after.when
    assert first is not None
    assert first.bounds.earliest_start == date(2031, 9, 10)
    in_force = made(text, "2034-01").timeline.processes["p-2034"].in_force
    assert in_force == when_of("2034-01")


def test_a_state_that_begins_later_ends_no_later_for_it() -> None:
    """By the calendar the money begins on 13 December, a day before the plan is there."""
    text = HEAD + (
        step("plan", when="2025-12-11", purpose="opstellen")
        + step("geld", 'after = ["plan"]', when="2025-12-12/2027-12-31", purpose="financieren")
    )  # fmt: skip
    found = made(text, "2034-12-12", "start")
    assert dates(found) == {"plan": "2034-12-14", "geld": "2034-12-15/2036-12-31"}


def test_what_does_not_fit_says_what_clashes() -> None:
    text = HEAD + (
        step("a", when="2025-01-06/2025-06-02")
        + step("b", 'after = ["a"]', when="2025-06-03/2025-12-30")
        + '[[rule]]\nid = "r"\nkind = "duration"\nbasis = "custom"\nactivity = ["a", "b"]\n'
        'minimum = "P140D"\n'
        + '[[deadline]]\nid = "d"\nactivity = "b"\ndate = 2025-12-31\nbasis = "custom"\n'
    )  # fmt: skip
    with pytest.raises(NoRoomError) as error:
        made(text, "2027-07-01")  # 280 days of work, 220 left
    assert error.value.chain[0].job.activity.id == "a"
    assert error.value.job.activity.id == "b"
    assert error.value.deadline.id == "d"


def test_the_whole_comes_along_and_what_does_not_is_named() -> None:
    text = (
        HEAD
        + '[[owner]]\nid = "regio"\nname = "Regio"\n\n[[owner]]\nid = "ander"\nname = "Ander"\n'
        + '[[process]]\nid = "q"\ntitle = "Ander proces"\n'
        + '[[municipality]]\nid = "laren"\nname = "Laren"\nuntil = 2028-06-30\n'
        + '[[municipality]]\nid = "huizen"\nname = "Huizen"\n'
        + '[[phase]]\nid = "f"\ntitle = "Evaluatie 2022-2025"\nprocess = "p"\n'
        + step("a", "effective = 2026-01-01", 'scope = ["laren", "huizen"]', phase="f",
               owner="regio", when="2025-03-06", condition="als het moet", note="Zo ging het.")
        + step("terugval", "every = 'FREQ=MONTHLY'", 'from = "2025-03"', 'until = "2025-12"',
               'after = ["buiten"]', fallback_for="a")
        + step("weg", 'scope = ["laren"]', when="2025-03-07")
        + step("buiten", when="2025-01-06").replace('process = "p"', 'process = "q"')
        + '[[rule]]\nid = "r"\nkind = "dependency"\nbasis = "custom"\nactivity = "a"\n'
        'needs = ["buiten"]\n'
        + '[[record]]\nactivity = "a"\nkind = "moved"\non = 2025-01-01\nto = 2025-05-06\n'
        'reason = "r"\n'
        + '[[waiver]]\ncode = "BP501"\nreason = "r"\n'
    )  # fmt: skip
    found = made(text, "2030-01-01")
    whole = read_back(found)
    assert list(whole.activities) == ["a", "terugval"]
    assert list(whole.municipalities) == ["huizen"]
    assert list(whole.owners) == ["regio"]
    assert list(whole.processes) == ["p-2030"]
    assert whole.phases["f"].title == "Evaluatie 2026-2029"
    assert whole.records == ()
    assert whole.waivers == ()
    assert whole.rules == {}
    one = whole.activities["a"]
    assert one.when == when_of("2029-03-08")  # the plan, not what became of it
    assert (one.scope, one.condition, one.note) == (("huizen",), "als het moet", "")
    assert one.effective == date(2030, 1, 1)
    assert one.words == "vorige cyclus: do 6 mrt 2025"
    again = whole.activities["terugval"]
    assert again.fallback_for == "a"
    assert again.recurrence is not None
    assert again.recurrence.from_ == Part(date(2029, 3, 1), again.recurrence.from_.precision)  # type: ignore[union-attr]
    dropped = " | ".join(text.nl for text in found.dropped)
    for name in ("Laren", "'weg'", "'buiten'", "'r'"):
        assert name in dropped, name


def test_a_closure_of_the_last_cycle_is_assumed_again() -> None:
    recess = '[[closure]]\nid = "reces"\ntitle = "Reces"\nfrom = {}\nuntil = {}\nbody = "pfho"\n'
    body = step("pfho", when="2025-05-22", body="pfho", purpose="besluiten")
    found = made(HEAD + recess.format("2025-07-14", "2025-08-17") + body, "2034-01-01")
    its = found.timeline.closures["reces"]
    assert (its.from_, its.until) == (date(2033, 7, 11), date(2033, 8, 14))
    assert its.note.startswith("Aangenomen")
    found = made(HEAD + recess.format("2033-05-16", "2033-05-20") + body, "2034-01-01")
    assert found.timeline.closures["reces"].from_ == date(2033, 5, 16)  # that of the year itself
    assert dates(found) == {"pfho": "2033-05-12"}  # and on 26 May it is Ascension Day
    both = recess.format("2025-07-14", "2025-08-17") + recess.format(
        "2033-07-18", "2033-08-21"
    ).replace("reces", "volgend-reces")
    assert list(made(HEAD + both + body, "2034-01-01").timeline.closures) == ["volgend-reces"]


def test_the_year_2200_is_refused() -> None:
    with pytest.raises(ImpossibleError):
        made(HEAD + step("a", when="2027-03-05"), "2199-01-01")


def test_anchors() -> None:
    timeline = timeline_of(HEAD.replace("in_force = 2026-01-01\n", "") + step("a"))
    assert anchors_of(timeline, timeline.processes["p"]) == {}
    timeline = timeline_of(HEAD + step("a", when="[..2025-03-06]"))
    its = anchors_of(timeline, timeline.processes["p"])
    assert its == {AnchorKind.IN_FORCE: date(2026, 1, 1)}


def test_the_plan_after_2033() -> None:
    """What a project lead would put in the agenda, by hand with a calendar of 2032 and 2033."""
    timeline = timeline_of(SHIPPED.read_text(encoding="utf-8"))
    process = timeline.processes["beleidsplan-2026-2033"]
    asked = Anchor(AnchorKind.IN_FORCE, on(date(2034, 1, 1)))
    found = repeat(timeline, process, asked, TODAY)
    expected = {
        "planning-do": "2032-06-24",
        "evaluatie-partners": "[2032-09-01..2032-10-10]",
        "startnotitie-colleges": "[2032-11-16,2032-11-23,2032-11-30]",
        "startnotitie-pfho": "2032-12-02",
        "zienswijze-startnotitie": "2032-12-09/2033-03-03",  # 84 days
        "spiegelen-partners": "2033-04",
        "concept-gereed": "2033-04-21",
        "concept-pfho": "2033-05-19",
        "zienswijze-concept": "2033-05-30/2033-09-30",
        "adviesraden-input": "2033-06/2033-09-05",
        "definitief-gereed": "2033-10-10",
        "vaststelling-pfho": "2033-11-03",  # a week later than 27 October: the AO needs the plan
        "vaststelling-raden": "[..2033-12-31]",
        "vaststelling-terugval": "2034-01",
        "inwerkingtreding": "2034-01-01",
    }
    assert {one: date_ for one, date_ in dates(found).items() if one in expected} == expected
    assert found.timeline.processes.keys() == {"beleidsplan-2034-2041"}
    assert len(found.steps) == 39
    assert errors(read_back(found), TODAY) == set()
    seen = {one.code for one in find(read_back(found), TODAY)}
    assert "BP505" in seen  # the tables of school holidays do not reach so far


# -- what holds of all --------------------------------------------------------------------


@given(processes(), st.sampled_from(AnchorKind), st.integers(300, 1400))
def test_check_finds_no_error_that_the_template_did_not_have(
    text: str, kind: AnchorKind, later: int
) -> None:
    timeline = timeline_of(text)
    process = timeline.processes["p-2025"]
    anchors = anchors_of(timeline, process)
    assume(kind in anchors and not errors(timeline, BEFORE_ALL))
    asked = Anchor(kind, on(anchors[kind] + timedelta(days=later)))
    try:
        found = repeat(timeline, process, asked, BEFORE_ALL)
    except NoRoomError:
        return  # test_there_is_room… says when
    assert errors(read_back(found), BEFORE_ALL) == set()
    for one in found.steps:
        before, after = one.before.when, one.after.when
        assert _form(before) == _form(after) or one.moved
        if kind is AnchorKind.START and before and before.bounds.earliest_start:
            assert after is not None
            latest = after.bounds.latest_start
            assert latest is None or latest >= asked.day


def _form(when: When | None) -> object:
    match when:
        case Moment(part):
            return part.precision, part.about
        case Span(start, end):
            return start and start.precision, end and end.precision
        case OneOf(members):
            return len(members), [type(one) for one in members]
        case None:
            return None


@given(processes())
def test_a_shift_by_nothing_gives_the_dates_back(text: str) -> None:
    timeline = timeline_of(text)
    process = timeline.processes["p-2025"]
    assume(not find(timeline, BEFORE_ALL))  # what the template broke would be put right
    anchors = anchors_of(timeline, process)
    for kind, its in anchors.items():
        found = repeat(timeline, process, Anchor(kind, on(its)), BEFORE_ALL)
        for one in found.steps:
            assert one.after.when == one.before.when, one.after.id
        for deadline in found.timeline.deadlines.values():
            assert deadline.date == timeline.deadlines[deadline.id].date


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["P1D", "P7D", "P3W"])), min_size=1,
             max_size=3),
    st.integers(5, 80),
)  # fmt: skip
def test_there_is_room_exactly_where_trying_every_day_finds_some(
    steps: list[tuple[int, str]], days: int
) -> None:
    """A chain of meetings with complete agendas, between today and a final deadline."""
    today = date(2028, 1, 3)
    text = HEAD.replace("in_force = 2026-01-01", 'final_deadline = "d"')
    planned, meetings = date(2025, 1, 7), []
    for number, (weeks, lag) in enumerate(steps):
        name = f"b{number}"
        its = [today + timedelta(days=number + 7 * weeks * n) for n in range(-60, 60 // weeks)]
        meetings.append([one for one in its if one > today - timedelta(days=400)])
        text += f'[[body]]\nid = "{name}"\nname = "{name}"\nlevel = "directie"\n'
        text += f'[[agenda]]\nbody = "{name}"\nkind = "complete"\nfrom = 2026-12-01\n'
        text += f"until = 2029-12-31\nmeetings = [{', '.join(map(str, meetings[-1]))}]\n"
        after = [f'after = [{{ id = "s{number - 1}", lag = "{lag}" }}]'] if number else []
        text += step(f"s{number}", *after, body=name, purpose="besluiten", when=str(planned))
        planned += timedelta(days=28)
    last = f"s{len(steps) - 1}"
    limit = planned + timedelta(days=3)
    text += f'[[deadline]]\nid = "d"\nactivity = "{last}"\ndate = {limit}\nbasis = "custom"\n'
    final = today + timedelta(days=days)
    inside = [[one for one in its if today <= one <= final] for its in meetings]
    fits = any(
        all(
            shift(one, _lag(lag)) <= two
            for one, two, (_, lag) in zip(chosen, chosen[1:], steps[1:], strict=False)
        )
        for chosen in product(*inside)
    )
    try:
        found = made(text, final.isoformat(), "deadline", today=today)
    except NoRoomError:
        assert not fits
        return
    assert fits
    assert errors(read_back(found), today) == set()
    for one, its in zip(found.steps, inside, strict=True):
        assert one.after.when is not None
        assert one.after.when.bounds.earliest_start in its


def _lag(text: str):  # type: ignore[no-untyped-def]
    found = parse_period(text)
    assert found is not None
    return found
