"""Calendars of bodies, against literal calendars and against a scan of every day."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boplan.dates.meetings import Answer, Calendar, Rejected, known_days, preparations
from boplan.dates.period import parse_period
from boplan.model.timeline import Activity, Agenda, Body, Municipality, Period, Process, Timeline
from boplan.model.vocabulary import AgendaKind, Level
from boplan.model.when import Truth, on
from boplan.store.reader import parse

at = datetime.fromisoformat

DAY = timedelta(days=1)


def body(one: str = "pfho", *, papers: str = "", each: bool = False) -> Body:
    return Body(
        id=one,
        name=one,
        level=Level.BESTUURLIJK,
        per_municipality=each,
        papers=parse_period(papers) if papers else None,
    )


def timeline(*agendas: Agenda, papers: str = "", **more: object) -> Timeline:
    return Timeline(
        title="Proef",
        bodies={"pfho": body(papers=papers), "do": body("do"), "raden": body("raden", each=True)},
        municipalities={
            "laren": Municipality(id="laren", name="Laren"),
            "eemnes": Municipality(id="eemnes", name="Eemnes", until=date(2025, 12, 31)),
        },
        agendas=agendas,
        **more,  # type: ignore[arg-type]
    )


def complete(*meetings: date | datetime, year: int = 2025, **more: object) -> Agenda:
    values: dict[str, object] = {
        "body": "pfho", "from_": date(year, 1, 1), "until": date(year, 12, 31), **more,
    }  # fmt: skip
    return Agenda(kind=AgendaKind.COMPLETE, meetings=meetings, **values)  # type: ignore[arg-type]


def attested(*meetings: date | datetime, **more: object) -> Agenda:
    values: dict[str, object] = {"body": "pfho", **more}
    return Agenda(kind=AgendaKind.ATTESTED, meetings=meetings, **values)  # type: ignore[arg-type]


YEAR = complete(date(2025, 2, 6), at("2025-04-03 14:00"), date(2025, 6, 5))


# -- one day ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "truth"),
    [
        (date(2025, 2, 6), Truth.YES),
        (date(2025, 4, 3), Truth.YES),
        (date(2025, 2, 7), Truth.NO),
        (date(2025, 1, 1), Truth.NO),
        (date(2025, 12, 31), Truth.NO),
        (date(2024, 12, 31), Truth.MAYBE),
        (date(2026, 1, 1), Truth.MAYBE),
        (date(2026, 3, 5), Truth.YES),
    ],
)
def test_absence_proves_something_only_within_a_complete_agenda(day: date, truth: Truth) -> None:
    calendar = Calendar.of(timeline(YEAR, attested(date(2026, 3, 5))), "pfho")
    assert calendar.meets_on(day) is truth


def test_a_body_without_agendas_is_not_known_on_any_day() -> None:
    calendar = Calendar.of(timeline(), "pfho")
    assert calendar.meets_on(date(2025, 1, 1)) is Truth.MAYBE
    assert calendar.next_meeting(date(2025, 1, 1)) == Answer(
        Truth.MAYBE, unknown_from=date(2025, 1, 1)
    )
    assert calendar.last_meeting(date(2025, 1, 1)) == Answer(
        Truth.MAYBE, unknown_through=date(2025, 1, 1)
    )


def test_a_planned_step_does_not_make_the_body_meet() -> None:
    step = Activity(id="a", title="A", process="p", body=("pfho",), when=on(date(2025, 2, 7)))
    made = timeline(YEAR, activities={"a": step}, processes={"p": Process(id="p", title="P")})
    assert Calendar.of(made, "pfho").meets_on(date(2025, 2, 7)) is Truth.NO
    assert date(2025, 2, 7) in known_days(made, "pfho")


def test_the_source_that_gives_the_hour_says_more() -> None:
    made = timeline(
        complete(date(2025, 2, 6)),
        attested(at("2025-02-06 16:00"), at("2025-02-06 14:00")),
    )
    calendar = Calendar.of(made, "pfho")
    assert calendar.days == (date(2025, 2, 6),)
    assert calendar.meeting_on(date(2025, 2, 6)) == at("2025-02-06 14:00")
    assert calendar.meeting_on(date(2025, 2, 7)) is None


def test_a_rule_with_exceptions() -> None:
    first_thursdays = complete(
        every="FREQ=MONTHLY;BYDAY=1TH", except_=(date(2025, 5, 1), date(2025, 8, 7))
    )
    calendar = Calendar.of(timeline(first_thursdays), "pfho")
    assert [day.day for day in calendar.days] == [2, 6, 6, 3, 5, 3, 4, 2, 6, 4]
    assert calendar.meets_on(date(2025, 5, 1)) is Truth.NO


def test_a_rule_that_is_not_followed_to_its_end_says_nothing_beyond() -> None:
    daily = complete(every="FREQ=DAILY", from_=date(1900, 1, 1), until=date(2199, 12, 31))
    calendar = Calendar.of(timeline(daily), "pfho")
    assert calendar.covered == ((date(1900, 1, 1), date(1954, 10, 4)),)
    assert calendar.meets_on(date(2025, 1, 1)) is Truth.MAYBE


# -- municipalities --------------------------------------------------------------------------


def test_an_agenda_without_municipality_counts_for_every_one() -> None:
    made = timeline(
        complete(date(2025, 3, 5), body="raden"),
        attested(date(2025, 3, 12), body="raden", municipality="laren"),
    )
    assert Calendar.of(made, "raden").days == (date(2025, 3, 5),)
    assert Calendar.of(made, "raden", "eemnes").days == (date(2025, 3, 5),)
    assert Calendar.of(made, "raden", "laren").days == (date(2025, 3, 5), date(2025, 3, 12))
    assert Calendar.of(made, "raden", "laren").meets_on(date(2025, 3, 19)) is Truth.NO


def test_a_municipality_that_does_not_exist_does_not_meet() -> None:
    made = timeline(complete(date(2025, 3, 5), body="raden"))
    calendar = Calendar.of(made, "raden", "eemnes")
    assert calendar.meets_on(date(2026, 1, 1)) is Truth.NO
    assert calendar.next_meeting(date(2025, 3, 6)) == Answer(Truth.NO)
    assert Calendar.of(made, "raden", "laren").next_meeting(date(2025, 3, 6)) == Answer(
        Truth.MAYBE, unknown_from=date(2026, 1, 1)
    )


# -- the next one ----------------------------------------------------------------------------


def test_the_next_meeting_is_the_day_itself_or_a_later_one() -> None:
    calendar = Calendar.of(timeline(YEAR), "pfho")
    assert calendar.next_meeting(date(2025, 2, 6)) == Answer(Truth.YES, date(2025, 2, 6), YEAR)
    answer = calendar.next_meeting(date(2025, 2, 7))
    assert answer == Answer(Truth.YES, at("2025-04-03 14:00"), YEAR)
    assert answer.day == date(2025, 4, 3)


def test_two_days_late_costs_a_meeting() -> None:
    """Papers three weeks ahead, ready on 15 January: 6 February is 22 days later, in time."""
    calendar = Calendar.of(timeline(YEAR, papers="P3W"), "pfho")
    in_time = calendar.next_meeting(date(2025, 1, 1), date(2025, 1, 16))
    assert in_time == Answer(Truth.YES, date(2025, 2, 6), YEAR)
    late = calendar.next_meeting(date(2025, 1, 1), date(2025, 1, 18))
    assert late.day == date(2025, 4, 3)
    assert late.rejected == (Rejected(date(2025, 2, 6), 2),)
    later = calendar.next_meeting(date(2025, 1, 1), date(2025, 5, 1))
    assert [(one.meeting, one.days_short) for one in later.rejected] == [
        (date(2025, 2, 6), 105),
        (at("2025-04-03 14:00"), 49),
    ]


def test_papers_are_due_on_the_day_itself_without_a_lead_time() -> None:
    calendar = Calendar.of(timeline(YEAR), "pfho")
    assert calendar.next_meeting(date(2025, 1, 1), date(2025, 2, 6)).day == date(2025, 2, 6)
    assert calendar.papers_due(date(2025, 2, 6)) == date(2025, 2, 6)


def test_after_the_complete_agenda_an_attested_date_is_only_a_possibility() -> None:
    mentioned = attested(date(2026, 3, 5))
    calendar = Calendar.of(timeline(YEAR, mentioned), "pfho")
    assert calendar.next_meeting(date(2025, 6, 6)) == Answer(
        Truth.MAYBE,
        agenda=mentioned,
        possible=date(2026, 3, 5),
        unknown_from=date(2026, 1, 1),
        unknown_through=date(2026, 3, 4),
    )
    assert calendar.next_meeting(date(2026, 3, 5)) == Answer(Truth.YES, date(2026, 3, 5), mentioned)


def test_with_a_last_day_the_answer_can_be_none() -> None:
    calendar = Calendar.of(timeline(YEAR, papers="P3W"), "pfho")
    until = date(2025, 12, 31)
    assert calendar.next_meeting(date(2025, 6, 6), not_after=until) == Answer(Truth.NO)
    assert calendar.next_meeting(date(2025, 6, 6)).truth is Truth.MAYBE
    missed = calendar.next_meeting(date(2025, 6, 1), date(2025, 6, 1), not_after=until)
    assert missed == Answer(Truth.NO, rejected=(Rejected(date(2025, 6, 5), 17),))
    assert calendar.next_meeting(date(2026, 6, 1), not_after=until) == Answer(Truth.NO)


def test_two_years_that_touch_are_one_stretch() -> None:
    calendar = Calendar.of(timeline(complete(date(2026, 1, 8), year=2026), YEAR), "pfho")
    assert calendar.covered == ((date(2025, 1, 1), date(2026, 12, 31)),)
    assert calendar.next_meeting(date(2025, 6, 6)).day == date(2026, 1, 8)


def test_days_at_the_edge_of_what_a_date_can_hold() -> None:
    calendar = Calendar.of(timeline(YEAR, papers="P3W"), "pfho")
    assert calendar.next_meeting(date.max, date.max).truth is Truth.MAYBE
    assert calendar.last_meeting(date.min).truth is Truth.MAYBE
    assert calendar.papers_due(date.min) == date.min


# -- the last one ----------------------------------------------------------------------------


def test_the_last_meeting() -> None:
    calendar = Calendar.of(timeline(YEAR, attested(date(2024, 11, 7)), papers="P3W"), "pfho")
    assert calendar.last_meeting(date(2025, 6, 5)).day == date(2025, 6, 5)
    assert calendar.last_meeting(date(2025, 6, 4)).meeting == at("2025-04-03 14:00")
    before = calendar.last_meeting(date(2025, 2, 5))
    assert (before.truth, before.possible) == (Truth.MAYBE, date(2024, 11, 7))
    assert (before.unknown_from, before.unknown_through) == (
        date(2024, 11, 8),
        date(2024, 12, 31),
    )
    start = date(2025, 1, 1)
    assert calendar.last_meeting(date(2025, 2, 5), not_before=start) == Answer(Truth.NO)
    assert calendar.last_meeting(date(2025, 2, 28), date(2025, 1, 18)) == Answer(
        Truth.NO, rejected=(Rejected(date(2025, 2, 6), 2),)
    )


# -- every day -------------------------------------------------------------------------------

START = date(2025, 1, 27)
SPAN = 70
A_DAY = st.integers(0, SPAN - 1).map(lambda n: START + n * DAY)


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    meetings = tuple(draw(st.lists(A_DAY, max_size=4)))
    place = draw(st.sampled_from([None, "laren", "eemnes"]))
    if draw(st.booleans()):
        return attested(*meetings, body="raden", municipality=place)
    first, last = sorted((draw(A_DAY), draw(A_DAY)))
    every = ""
    exceptions: tuple[date, ...] = ()
    if draw(st.booleans()):
        every = draw(st.sampled_from(["FREQ=WEEKLY;BYDAY=TU", "FREQ=DAILY;INTERVAL=9"]))
        exceptions = tuple(draw(st.lists(A_DAY, max_size=2)))
    return complete(
        *meetings, body="raden", municipality=place, from_=first, until=last,
        every=every, except_=exceptions,
    )  # fmt: skip


def rule_says(agenda: Agenda, day: date) -> bool:
    """Judge the two rules above by hand."""
    if not agenda.every or not agenda.from_ or not agenda.until or day in agenda.except_:
        return False
    if not agenda.from_ <= day <= agenda.until:
        return False
    if "WEEKLY" in agenda.every:
        return day.isoweekday() == 2
    return (day - agenda.from_).days % 9 == 0


def scan(made: Timeline, place: str, day: date) -> Truth:
    covered = False
    for agenda in made.agendas:
        if agenda.municipality in (None, place):
            if day in agenda.meetings or rule_says(agenda, day):
                return Truth.YES
            if agenda.kind is AgendaKind.COMPLETE and agenda.from_ and agenda.until:
                covered = covered or agenda.from_ <= day <= agenda.until
    return Truth.NO if covered else Truth.MAYBE


@settings(max_examples=300)
@given(
    st.lists(agendas(), max_size=5),
    A_DAY,
    st.none() | A_DAY,
    st.none() | A_DAY,
    st.sampled_from(["", "P10D", "P2W", "P1M"]),
)
def test_every_answer_is_that_of_a_scan_of_every_day(
    found: list[Agenda], ask: date, ready: date | None, other: date | None, papers: str
) -> None:
    made = timeline(*found)
    made.bodies["raden"] = Body(
        id="raden", name="Raden", level=Level.RAAD, per_municipality=True,
        papers=parse_period(papers) if papers else None,
    )  # fmt: skip
    calendar = Calendar.of(made, "raden", "laren")
    # A month after the last date in any agenda nothing is known, and a year is far enough.
    days = [START + n * DAY for n in range(-40, SPAN + 400)]
    truths = {day: scan(made, "laren", day) for day in days}
    assert all(calendar.meets_on(day) is truth for day, truth in truths.items())

    end = max(ask, other) if other else None
    in_time = calendar.in_time_from(ready) if ready else ask
    row = [day for day in days if ask <= day and (end is None or day <= end)]
    answer = calendar.next_meeting(ask, ready, not_after=end)
    compare(answer, [(d, truths[d]) for d in row if d >= in_time], bounded=end is not None)
    assert [(one.meeting, one.days_short) for one in answer.rejected] == [
        (day, (in_time - day).days) for day in row if day < in_time and truths[day] is Truth.YES
    ]
    if answer.meeting is not None and ready is not None:
        assert ready <= calendar.papers_due(answer.meeting)
    for one in answer.rejected:
        assert ready is not None
        assert ready > calendar.papers_due(one.meeting)

    start = min(ask, other) if other else None
    low = max((ready and in_time) or date.min, start or date.min)
    row = [day for day in reversed(days) if low <= day <= ask]
    answer = calendar.last_meeting(ask, ready, not_before=start)
    compare(answer, [(d, truths[d]) for d in row], bounded=low > date.min)


def compare(answer: Answer, row: list[tuple[date, Truth]], *, bounded: bool) -> None:
    """Compare with walking along the days, away from the day that was asked about."""
    unknown = None
    for day, truth in row:
        if truth is Truth.YES:
            if unknown is None:
                assert (answer.truth, answer.meeting) == (Truth.YES, day)
            else:
                assert (answer.truth, answer.possible) == (Truth.MAYBE, day)
                assert unknown in (answer.unknown_from, answer.unknown_through)
            return
        if truth is Truth.MAYBE and unknown is None:
            unknown = day
    if unknown is None and bounded:
        assert (answer.truth, answer.meeting) == (Truth.NO, None)
    else:
        assert (answer.truth, answer.possible) == (Truth.MAYBE, None)
        assert unknown in (answer.unknown_from, answer.unknown_through)


@given(A_DAY, st.sampled_from(["P1M", "P3M", "P1Y", "P10D"]))
def test_papers_that_are_due_are_in_time_and_a_day_later_are_not(day: date, papers: str) -> None:
    calendar = Calendar.of(timeline(papers=papers), "pfho")
    due = calendar.papers_due(day)
    assert calendar.in_time_from(due) <= day < calendar.in_time_from(due + DAY)


# -- preparations and size -------------------------------------------------------------------


def derived(process: str | None = None) -> Agenda:
    return Agenda(
        body="do", kind=AgendaKind.DERIVED, derived_from="pfho", offset=Period(-14, "D"),
        process=process,
    )  # fmt: skip


def test_a_known_meeting_in_the_same_week_wins_from_a_derived_one() -> None:
    step = Activity(id="a", title="A", process="p", body=("pfho",), when=on(date(2025, 4, 3)))
    made = timeline(derived(), attested(date(2025, 3, 18), body="do"))
    (meeting,) = preparations(made, step, step.when)
    assert (meeting.day, meeting.derived, meeting.is_known) == (
        date(2025, 3, 18),
        date(2025, 3, 20),
        True,
    )
    assert preparations(timeline(derived("q")), step, step.when) == ()


def test_ten_thousand_steps_cost_no_scan_each() -> None:
    steps = {
        f"s{n}": Activity(
            id=f"s{n}", title="S", process="p", body=("pfho",), when=on(START + n % 300 * DAY)
        )
        for n in range(10_000)
    }
    weeks = complete(every="FREQ=WEEKLY;BYDAY=TH", from_=date(2020, 1, 1), until=date(2033, 12, 31))
    made = timeline(weeks, derived(), *[attested(START) for _ in range(500)], activities=steps)
    began = time.process_time()
    for step in steps.values():
        preparations(made, step, step.when)
        Calendar.of(made, "pfho").next_meeting(START, START)
    assert time.process_time() - began < 2


def test_the_calendar_of_a_timeline_that_was_read() -> None:
    text = """
[timeline]
format = 1
title = "Nota"

[[body]]
id = "raad"
name = "Raad"
level = "raad"
papers = "P2W"

[[agenda]]
body = "raad"
kind = "complete"
from = 2025-01-01
until = 2025-12-31
every = "FREQ=MONTHLY;BYDAY=3WE"
except = [2025-07-16, 2025-08-20]
"""
    made = parse(text.encode(), Path("timeline.toml")).timeline
    calendar = Calendar.of(made, "raad")
    assert calendar is Calendar.of(made, "raad")
    assert calendar.next_meeting(date(2025, 6, 19)).day == date(2025, 9, 17)
