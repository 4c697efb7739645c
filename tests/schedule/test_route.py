"""A route laid to a meeting: against a search over all days, and against the rules of `check`."""

from __future__ import annotations

from hypothesis import given, settings

from boplan.dates.meetings import day_of
from boplan.model.when import Truth
from boplan.rules.engine import find
from boplan.schedule.route import How, NoWayError, Place, Plan, Room
from boplan.store.pasting import tables_text
from tests.helpers import timeline_of
from tests.schedule.routes import (
    FIRST,
    TODAY,
    Case,
    cases,
    day,
    following,
    is_off,
    may_meet,
    number,
    search,
)


def laid(case: Case) -> Plan | None:
    try:
        return case.router.lay(day(case.on))
    except NoWayError:
        return None


def pasted(case: Case, plan: Plan) -> str:
    its = plan.wish
    return (
        case.text
        + "\n"
        + tables_text(
            [its.document, its.process, *(one.activity for one in plan.stops), *plan.rules]
        )
    )


@settings(max_examples=300)
@given(cases())
def test_every_stop_is_on_the_last_day_of_all_choices(case: Case) -> None:
    """Of all choices of days in which everything holds, none has a later day for any stop."""
    expected, plan = search(case, case.on), laid(case)
    assert (plan is None) == (expected is None), (case.text, expected)
    if plan is not None:
        found = [number(one.shares[0].first) for one in plan.stops if one.place is not Place.AFTER]
        assert found == expected, case.text


@settings(max_examples=300)
@given(cases())
def test_what_is_proposed_reads_and_gives_no_certain_finding(case: Case) -> None:
    plan = laid(case)
    if plan is None:
        return
    timeline = timeline_of(pasted(case, plan))
    broken = [one for one in find(timeline, TODAY) if one.counts]
    assert broken == [], pasted(case, plan)
    for one in plan.stops:
        read = timeline.activities[one.activity.id]
        assert (read.when, read.after, read.title) == (
            one.activity.when, one.activity.after, one.activity.title,
        )  # fmt: skip


@given(cases())
def test_a_day_that_is_called_known_is_known(case: Case) -> None:
    """It is in a complete agenda; of the aimed meeting some agenda says whether it is one."""
    plan = laid(case)
    if plan is None:
        return
    for place, one in enumerate(plan.stops[1:]):
        share = one.shares[0]
        if share.how is How.AGENDA:
            assert case.bodies[place].kind == "complete"
            assert number(share.first) in case.bodies[place].meetings
        if one.place is Place.AIMED:
            known = number(share.first) in case.bodies[place].meetings
            assert (plan.meets is Truth.YES) == known


@given(cases())
def test_on_comfortable_days_every_body_can_miss_a_meeting(case: Case) -> None:
    """The comfortable days are in order, and each body has a later meeting before the next stop."""
    plan = laid(case)
    if plan is None:
        return
    before = [one for one in plan.stops if one.place is Place.BEFORE]
    limit = number(plan.day)
    for place, one in reversed(list(enumerate(before))):
        share = one.shares[0]
        first = number(share.first)
        if share.room is Room.DAY and share.comfortable is not None:
            easy = number(share.comfortable)
            if place == 0:
                assert first - easy >= 7
            else:
                again = [d for d in range(easy + 1, first + 1) if may_meet(case, place - 1, d)]
                assert may_meet(case, place - 1, easy)
                assert [d for d in again if d < limit]
            limit = easy
        else:
            limit = min(limit, first)


@given(cases())
def test_what_follows_is_on_the_first_day_that_it_can_be(case: Case) -> None:
    plan = laid(case)
    if plan is None:
        return
    ready = number(plan.stops[0].shares[0].first)
    after = [number(one.shares[0].first) for one in plan.stops if one.place is Place.AFTER]
    expected = following(case, case.on, ready)
    assert expected is not None
    assert after[: len(expected)] == expected
    if case.last is not None:
        share = plan.stops[-1].shares[0]
        start = max([case.on, *expected]) + 1
        while is_off(start):
            start += 1
        assert (number(share.first), number(share.last)) == (start, start + 7 * case.last)


@given(cases())
def test_the_first_meeting_that_can_be_reached(case: Case) -> None:
    """Every known meeting is tried by hand, in order; before the first that fits none does."""
    body = case.bodies[case.aimed]
    fits = [
        one
        for one in body.meetings
        if one >= case.ready and (search(case, one) or [FIRST])[0] >= case.ready
    ]
    try:
        reached = case.router.reach(day(case.ready))
    except NoWayError:
        assert fits == []
        return
    if reached.plan is not None:
        assert number(reached.plan.day) == fits[0]
        assert number(reached.plan.latest) >= case.ready
    else:
        assert fits == []
    if body.kind == "complete":
        assert reached.unknown_from is None
    elif reached.unknown_from is not None:
        for one in range(case.ready, number(reached.unknown_from)):
            found = search(case, one) if may_meet(case, case.aimed, one) else None
            assert one in body.meetings or found is None or found[0] < case.ready
    for missed in reached.missed:
        found = search(case, number(day_of(missed.meeting)))
        assert missed.days_short > 0
        assert found is None or found[0] < case.ready
