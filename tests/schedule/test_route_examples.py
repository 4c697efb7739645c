"""A route laid to a meeting, worked out by hand with a calendar of 2027 beside it.

Easter is 28 March: Ascension Day is Thursday 6 May (Friday 7 May is equated with a holiday),
Whit Monday 17 May. King's Day is Tuesday 27 April, Liberation Day Wednesday 5 May.
"""

from __future__ import annotations

import pytest

from boplan.model.timeline import Document, Process
from boplan.model.when import Truth
from boplan.schedule.route import How, Laid, NoWayError, Place, Plan, Room, Router, Wish
from tests.helpers import HEAD, day, timeline_of

TODAY = "2027-01-04"
TOWNS = """
[[municipality]]
id = "laren"
name = "Laren"

[[municipality]]
id = "eemnes"
name = "Eemnes"
"""
BODIES = """
[[body]]
id = "ao"
name = "Ambtelijk overleg"
short = "AO"
level = "ambtelijk"

[[body]]
id = "do"
name = "Directieoverleg"
short = "DO"
level = "directie"

[[body]]
id = "pfho"
name = "Portefeuillehoudersoverleg"
short = "PFHO"
level = "bestuurlijk"

[[body]]
id = "colleges"
name = "Colleges"
level = "college"
per_municipality = true

[[body]]
id = "raden"
name = "Raden"
level = "raad"
per_municipality = true
"""
PFHO = """
[[agenda]]
body = "pfho"
kind = "complete"
meetings = [2027-02-18, 2027-04-01, 2027-06-03, 2027-07-01]
from = 2027-01-01
until = 2027-12-31
"""
TUESDAYS = """
[[agenda]]
body = "colleges"
kind = "complete"
every = "FREQ=WEEKLY;BYDAY=TU"
from = 2027-01-01
until = 2027-12-31
"""


def route(*stops: str, towards: str = "") -> str:
    line = f'towards = "{towards}"\n' if towards else ""
    return f'\n[[route]]\nid = "r"\ntitle = "R"\n{line}stops = [{", ".join(stops)}]\n'


def stop(body: str, purpose: str = "besluiten", more: str = "") -> str:
    return f'{{ body = "{body}", purpose = "{purpose}"{more} }}'


USUAL = route(
    stop("ao", "adviseren", ', before = "P21D"'), stop("do", "adviseren", ', before = "P14D"'),
    stop("pfho"), stop("colleges"), towards="pfho",
)  # fmt: skip
MANDATE = route(
    stop("ao", "adviseren", ', before = "P21D"'), stop("do", "adviseren", ', before = "P14D"'),
    stop("colleges"), stop("pfho"), stop("raden", "zienswijze", ', minimum = "P12W"'),
    towards="pfho",
)  # fmt: skip


def router(text: str, body: str = "pfho", *towns: str, process: str = "p") -> Router:
    timeline = timeline_of(HEAD + TOWNS + BODIES + text)
    its = timeline.processes.get(process) or Process(id=process, title="Nieuw")
    wish = Wish(
        route=timeline.routes["r"], body=body, document=Document(id="nota", title="Nota"),
        process=its, municipalities=towns,
    )  # fmt: skip
    return Router(timeline, wish, day(TODAY))


def days(plan: Plan) -> list[tuple[str, str, str]]:
    """Return per share who, its first day, and how that is known."""
    return [
        (" ".join(one.stop.body) or one.stop.purpose, share.first.isoformat(), share.how.value)
        for one in plan.stops
        for share in one.shares
    ]


def of(plan: Plan, body: str) -> Laid:
    return next(one for one in plan.stops if body in one.stop.body)


def why_not(text: str, on: str, body: str = "pfho") -> str:
    with pytest.raises(NoWayError) as raised:
        router(text, body).lay(day(on))
    assert raised.value.text.en
    return raised.value.text.nl


def test_three_and_two_weeks_before_and_the_papers_before_all() -> None:
    """3 June less 21 days is 13 May, less 14 is 20 May; the day before 13 May is a Wednesday."""
    plan = router(USUAL + PFHO + TUESDAYS).lay(day("2027-06-03"))
    assert days(plan) == [
        ("aanleveren", "2027-05-12", "order"),
        ("ao", "2027-05-13", "derived"),
        ("do", "2027-05-20", "derived"),
        ("pfho", "2027-06-03", "asked"),
        ("colleges", "2027-06-08", "agenda"),
    ]
    assert plan.meets is Truth.YES
    assert [one.shares[0].room for one in plan.stops] == [
        Room.DAY, Room.FIXED, Room.FIXED, Room.FIXED, Room.DAY,
    ]  # fmt: skip
    easy = [one.shares[0].comfortable for one in plan.stops]
    assert easy == [day("2027-05-04"), None, None, None, day("2027-06-15")], (
        "a week before 12 May is 5 May, a holiday"
    )


def test_a_college_on_a_tuesday_before_the_meeting_and_the_week_before_as_room() -> None:
    """Tuesdays between the DO (20 May) and the PFHO (3 June): 25 May and 1 June."""
    share = of(router(MANDATE + PFHO + TUESDAYS).lay(day("2027-06-03")), "colleges").shares[0]
    assert (share.first, share.comfortable) == (day("2027-06-01"), day("2027-05-25"))
    assert share.municipalities == ("laren", "eemnes")


def test_without_room_between_others_there_is_no_comfortable_day() -> None:
    """Without 25 May only 1 June is left between the DO and the PFHO."""
    text = MANDATE + PFHO + TUESDAYS + "except = [2027-05-25]\n"
    plan = router(text).lay(day("2027-06-03"))
    share = of(plan, "colleges").shares[0]
    assert (share.first, share.room, share.comfortable) == (day("2027-06-01"), Room.NONE, None)
    assert plan.stops[0].shares[0].comfortable == day("2027-05-04")


def test_a_consultation_of_twelve_weeks_follows() -> None:
    """From Friday 4 June: 84 days later is 27 August."""
    share = of(router(MANDATE + PFHO + TUESDAYS).lay(day("2027-06-03")), "raden").shares[0]
    assert (share.first, share.last) == (day("2027-06-04"), day("2027-08-27"))
    assert share.comfortable == day("2027-06-11")


def test_a_derived_day_that_is_a_holiday_is_another_day_of_that_week() -> None:
    """20 May less 14 days is Ascension Day; of that week Monday 3 and Tuesday 4 May are left."""
    plan = router(USUAL).lay(day("2027-05-20"))
    share = of(plan, "do").shares[0]
    assert (share.how, share.since, share.first) == (
        How.UNKNOWN, day("2027-05-03"), day("2027-05-04"),
    )  # fmt: skip
    assert share.off is not None
    assert share.off.nl == "Hemelvaartsdag"
    assert of(plan, "ao").shares[0].first == day("2027-04-29")
    assert plan.stops[0].shares[0].how is How.ORDER, "the AO is certain, so the papers are"


def test_a_known_meeting_in_that_week_wins() -> None:
    known = '[[agenda]]\nbody = "do"\nkind = "attested"\nmeetings = [2027-05-04]\n'
    share = of(router(USUAL + known).lay(day("2027-05-20")), "do").shares[0]
    assert (share.how, share.first) == (How.DERIVED, day("2027-05-04"))


def test_a_derived_agenda_of_the_process_wins_from_the_route() -> None:
    agenda = (
        '[[agenda]]\nbody = "ao"\nkind = "derived"\nderived_from = "pfho"\noffset = "-P35D"\n'
        'process = "p"\n'
    )
    plan = router(USUAL + agenda).lay(day("2027-06-03"))
    assert of(plan, "ao").shares[0].first == day("2027-04-29")
    other = router(USUAL + agenda, process="ander").lay(day("2027-06-03"))
    assert of(other, "ao").shares[0].first == day("2027-05-13")


def test_papers_of_a_body_are_in_time_for_every_meeting() -> None:
    """Two weeks before 13 May is 29 April."""
    papers = BODIES.replace('level = "ambtelijk"', 'level = "ambtelijk"\npapers = "P14D"')
    timeline = timeline_of(HEAD + TOWNS + papers + USUAL + PFHO + TUESDAYS)
    wish = Wish(
        route=timeline.routes["r"], body="pfho", document=Document(id="n", title="N"),
        process=Process(id="x", title="X"),
    )  # fmt: skip
    plan = Router(timeline, wish, day(TODAY)).lay(day("2027-06-03"))
    assert plan.latest == day("2027-04-29")
    assert of(plan, "ao").shares[0].papers == (("ao", day("2027-04-29")),)


def test_a_delivery_with_a_term_of_its_own() -> None:
    """P24D before 3 June is Monday 10 May; a week earlier is 3 May."""
    text = route('{ purpose = "aanleveren", before = "P24D" }', stop("pfho"), towards="pfho")
    share = router(text + PFHO).lay(day("2027-06-03")).stops[0].shares[0]
    assert (share.first, share.how, share.comfortable) == (
        day("2027-05-10"), How.ORDER, day("2027-05-03"),
    )  # fmt: skip


def test_aimed_past_the_meeting_that_others_prepare() -> None:
    """The college of 15 June: the last PFHO before it is that of 3 June, and the AO prepares it."""
    plan = router(USUAL + PFHO + TUESDAYS, "colleges").lay(day("2027-06-15"))
    assert days(plan)[1:] == [
        ("ao", "2027-05-13", "derived"),
        ("do", "2027-05-20", "derived"),
        ("pfho", "2027-06-03", "agenda"),
        ("colleges", "2027-06-15", "asked"),
    ]


def test_aimed_past_a_meeting_that_nobody_knows() -> None:
    """The PFHO is by Monday 14 June, so the AO is by 24 May: bounds, not days."""
    plan = router(USUAL, "colleges").lay(day("2027-06-15"))
    assert days(plan) == [
        ("aanleveren", "2027-05-21", "unknown"),
        ("ao", "2027-05-24", "unknown"),
        ("do", "2027-05-31", "unknown"),
        ("pfho", "2027-06-14", "unknown"),
        ("colleges", "2027-06-15", "asked"),
    ]


def test_who_prepares_another_meeting_cannot_be_aimed_at() -> None:
    with pytest.raises(NoWayError) as raised:
        router(USUAL, "do")
    assert "volgt de dag van AO uit die van PFHO" in raised.value.text.nl


def test_each_municipality_has_its_own_last_day() -> None:
    """Laren on Tuesdays, Eemnes on Mondays: 1 June and 31 May, and one choice for both."""
    own = "".join(
        f'[[agenda]]\nbody = "colleges"\nmunicipality = "{one}"\nkind = "complete"\n'
        f'every = "FREQ=WEEKLY;BYDAY={weekday}"\nfrom = 2027-01-01\nuntil = 2027-12-31\n'
        for one, weekday in (("laren", "TU"), ("eemnes", "MO"))
    )
    plan = router(MANDATE + PFHO + own).lay(day("2027-06-03"))
    found = of(plan, "colleges")
    assert [(one.municipalities, one.first) for one in found.shares] == [
        (("laren",), day("2027-06-01")), (("eemnes",), day("2027-05-31")),
    ]  # fmt: skip
    when = found.activity.when
    assert when is not None
    assert when.bounds.earliest_start == day("2027-05-31")
    alone = router(MANDATE + PFHO + own, "pfho", "eemnes").lay(day("2027-06-03"))
    assert of(alone, "colleges").activity.scope == ("eemnes",)
    assert of(alone, "colleges").shares[0].first == day("2027-05-31")


def test_where_the_body_does_not_meet() -> None:
    said = why_not(USUAL + PFHO, "2027-06-10")
    assert said == (
        "PFHO vergadert volgens de agenda niet op do 10 jun 2027; wel op do 3 jun 2027 of "
        "do 1 jul 2027"
    )
    assert why_not(USUAL, "2027-05-22") == "PFHO kan niet op za 22 mei 2027 vergaderen (zaterdag)"
    assert "Hemelvaartsdag" in why_not(USUAL, "2027-05-06")


def test_where_what_comes_before_has_no_day() -> None:
    """The colleges meet on 4 May and then not until 8 June; the DO is on 20 May."""
    summer = TUESDAYS + "except = [2027-05-11, 2027-05-18, 2027-05-25, 2027-06-01]\n"
    said = why_not(MANDATE + PFHO + summer, "2027-06-03")
    assert (
        said
        == "DO vergadert hiervoor op do 20 mei 2027, en dat is niet vóór Colleges (di 4 mei 2027)"
    )
    never = PFHO.replace('"pfho"', '"do"').replace("2027-04-01, ", "")
    assert why_not(USUAL + PFHO + never, "2027-06-03") == (
        "DO zou hiervoor op do 20 mei 2027 vergaderen, en doet dat volgens de agenda niet"
    )


def test_too_late_says_until_when() -> None:
    made = router(USUAL + PFHO + TUESDAYS)
    plan = made.lay(day("2027-06-03"))
    assert made.too_late(plan) is None
    timeline = timeline_of(HEAD + TOWNS + BODIES + USUAL + PFHO + TUESDAYS)
    late = Router(timeline, plan.wish, day("2027-05-13"))
    said = late.too_late(late.lay(day("2027-06-03")))
    assert said is not None
    assert said.nl == (
        "te laat voor PFHO op do 3 jun 2027: de stukken moesten uiterlijk wo 12 mei 2027 er zijn"
    )
    in_time = Router(timeline, plan.wish, day("2027-05-12"))
    assert in_time.too_late(in_time.lay(day("2027-06-03"))) is None


def test_ready_too_late_for_one_meeting_is_the_next() -> None:
    """Ready on 13 May misses 3 June by a day; the AO for 1 July is on 10 June."""
    reached = router(USUAL + PFHO + TUESDAYS).reach(day("2027-05-13"))
    assert reached.plan is not None
    assert (reached.plan.day, reached.plan.latest) == (day("2027-07-01"), day("2027-06-09"))
    assert [(one.meeting, one.days_short) for one in reached.missed] == [(day("2027-06-03"), 1)]
    assert reached.unknown_from is None
    assert router(USUAL + PFHO + TUESDAYS).reach(day("2027-05-12")).plan.day == (  # type: ignore[union-attr]
        day("2027-06-03")
    )


def test_ready_where_no_agenda_is_known_gives_the_first_day_and_no_meeting() -> None:
    """Papers on Wednesday 12 May, the AO on the 13th, so the PFHO from 3 June on."""
    reached = router(USUAL).reach(day("2027-05-12"))
    assert reached.plan is None
    assert reached.unknown_from == day("2027-06-03")


def test_ready_after_the_last_meeting_of_a_complete_agenda() -> None:
    """Until the agenda ends there is none; after it nobody knows."""
    reached = router(USUAL + PFHO + TUESDAYS).reach(day("2027-06-20"))
    assert reached.plan is None
    assert reached.unknown_from == day("2028-01-03")
    assert [one.meeting for one in reached.missed] == [day("2027-07-01")]


def test_where_no_meeting_can_be_reached_it_says_why() -> None:
    """The colleges never meet before the PFHO, whatever day that has."""
    never = PFHO.replace('"pfho"', '"colleges"').replace("2027", "1950")
    never = never.replace("until = 1950", "until = 2150")
    with pytest.raises(NoWayError) as raised:
        router(MANDATE + never).reach(day("2027-05-12"))
    said = raised.value.text.nl
    assert said.startswith("binnen drie jaar is geen vergadering van PFHO te halen")
    assert "; Colleges vergadert volgens de agenda niet meer op tijd vóór PFHO (" in said


def test_nobody_who_does_not_meet_can_be_aimed_at() -> None:
    with pytest.raises(NoWayError):
        router(MANDATE, "raden")


def test_absurd_terms_are_refused() -> None:
    long = route(stop("raden", "zienswijze", ', minimum = "P200Y"'), stop("pfho"))
    assert "verder weg" in why_not(long, "2027-06-03")


def test_a_step_before_and_a_step_after_know_their_place() -> None:
    plan = router(USUAL + PFHO + TUESDAYS).lay(day("2027-06-03"))
    assert [one.place for one in plan.stops] == [
        Place.BEFORE, Place.BEFORE, Place.BEFORE, Place.AIMED, Place.AFTER,
    ]  # fmt: skip
