"""Terms of law: worked cases from outside, and what each article says as a property.

No date here was computed by the code under test. Rest days are asked of an independent
calendar, to which the royal decrees are added.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from io import StringIO
from pathlib import Path

import holidays as oracle
import pytest
from cogapp import Cog  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boplan.dates.holidays import ROYAL_DECREE_DAYS
from boplan.dates.terms import (
    CONVENTIONS,
    COUNTED_BACK,
    FIXED_DAYS,
    ORDINARY,
    TermEnd,
    after_working_days,
    term_end,
)
from boplan.model.timeline import Period
from boplan.model.vocabulary import Basis, Text

DAY = timedelta(days=1)
BASES = (Basis.AGREED, Basis.CUSTOM)


def period(text: str) -> Period:
    return Period(int(text[1:-1]), text[-1])


def statutory(event: date, length: str | None = None, convention: str = "ordinary") -> TermEnd:
    return term_end(
        event,
        period(length) if length else None,
        convention=CONVENTIONS[convention],
        basis=Basis.STATUTORY,
    )


def said(term: TermEnd) -> list[tuple[str, str]]:
    return [(step.article.en, step.text.en) for step in term.trace]


# Worked cases, published or computed by hand.


@pytest.mark.parametrize(
    ("event", "length", "last"),
    [
        (date(2017, 12, 19), "P3D", date(2017, 12, 22)),  # published
        (date(2015, 1, 6), "P6W", date(2015, 2, 17)),  # published
        (date(2026, 3, 12), "P4W", date(2026, 4, 9)),  # published
        (date(2016, 2, 29), "P3M", date(2016, 5, 30)),  # HR 2017: the 29th was a Sunday
        (date(2026, 2, 20), "P12W", date(2026, 5, 18)),  # 15 May is a decreed day
        (date(2026, 9, 4), "P3D", date(2026, 9, 8)),  # a Friday: art. 2
        (date(2026, 9, 2), "P3D", date(2026, 9, 7)),  # published: Thursday, Friday, Saturday
        (date(2026, 4, 1), "P3D", date(2026, 4, 7)),  # published: and Monday is Easter Monday
        (date(2027, 4, 21), "P2W", date(2027, 5, 10)),  # 5 and 6 May, decreed 7 May, weekend
        (date(2026, 1, 31), "P1M", date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 9, 4), "P2D", date(2026, 9, 7)),  # two days: art. 2 is silent, art. 1 not
        (date(2026, 9, 4), "P1D", date(2026, 9, 7)),
    ],
)
def test_worked_cases(event: date, length: str, last: date) -> None:
    assert statutory(event, length).last_day == last


def test_three_working_days_over_whitsun() -> None:
    """Published: three working days after 20 May 2015 is the 26th, Whit Monday between."""
    found = after_working_days(date(2015, 5, 20), 3)
    assert found.day == date(2015, 5, 26)
    assert [(day.day, why.en) for day, why in found.passed] == [
        (23, "Saturday"),
        (24, "Sunday"),
        (25, "Whit Monday"),
    ]
    assert not found.covered  # the decrees of 2015 are not in the table
    assert found.unknown == (date(2015, 5, 21), date(2015, 5, 22), date(2015, 5, 26))
    assert after_working_days(date(2026, 9, 4), 1).covered


def test_inspection_starts_on_the_day_itself() -> None:
    """Awb 3:16: six weeks from the day of inspection, so 41 days later."""
    term = statutory(date(2026, 2, 5), convention="awb-3-16")
    assert term.first_day == term.event
    assert term.last_day == date(2026, 3, 18) == term.event + 41 * DAY


def test_objection_starts_on_the_day_after() -> None:
    """Awb 6:8(1): six weeks from the day after notification, so 42 days later."""
    term = statutory(date(2026, 2, 5), convention="awb-6-8")
    assert term.first_day == term.event + DAY
    assert term.last_day == date(2026, 3, 19) == term.event + 42 * DAY


def test_standstill_gives_both_days() -> None:
    """Aanbestedingswet 2.127: at least 20 days; here they end on Whit Sunday."""
    term = statutory(date(2026, 5, 4), convention="aanbestedingswet-2-127")
    assert (term.unrolled, term.unrolled_day_after) == (date(2026, 5, 24), date(2026, 5, 25))
    assert (term.last_day, term.day_after) == (date(2026, 5, 26), date(2026, 5, 27))
    assert term.doubts == (CONVENTIONS["aanbestedingswet-2-127"].doubt_if_moved,)
    plain = statutory(date(2026, 5, 7), convention="aanbestedingswet-2-127")
    assert plain.last_day == plain.unrolled == date(2026, 5, 27)
    assert plain.doubts == ()
    longer = statutory(date(2026, 5, 7), "P22D", convention="aanbestedingswet-2-127")
    assert longer.last_day == date(2026, 5, 29)


def test_views_on_a_draft_regeling() -> None:
    """Wgr 1(3): eight weeks after receipt; 5 May is a holiday."""
    term = statutory(date(2026, 3, 10), convention="wgr-1-3")
    assert (term.unrolled, term.last_day) == (date(2026, 5, 5), date(2026, 5, 6))


def test_the_draft_budget_is_counted_back_and_never_moves() -> None:
    """Wgr 35(1): 84 days before it is offered, here Easter Sunday."""
    term = statutory(date(2026, 6, 28), convention="wgr-35-1")
    assert term.first_day == date(2026, 6, 27)
    assert term.last_day == term.unrolled == date(2026, 4, 5) == term.event - 84 * DAY
    assert said(term) == [
        (
            "Wgr art. 35(1)",
            "12 weeks counted back from Sun 28 Jun 2026, that day not counted: "
            "Sun 5 Apr 2026 at the latest",
        ),
        (
            "Atw art. 1(2)",
            "counted back: the last day stays; Sun 5 Apr 2026 (Sunday) remains the last day",
        ),
    ]


def test_the_budget_goes_to_the_province() -> None:
    """Wgr 34(2): within two weeks of adoption."""
    assert statutory(date(2026, 7, 2), convention="wgr-34-2").last_day == date(2026, 7, 16)


def test_before_a_day_means_the_day_before_at_the_latest() -> None:
    """Wgr 34(2), 34(4), 34b: before 15 September, 15 July, 30 April."""
    assert {name: fixed.last_day(2026) for name, fixed in FIXED_DAYS.items()} == {
        "wgr-34b": date(2026, 4, 29),
        "wgr-34-4": date(2026, 7, 14),
        "wgr-34-2": date(2026, 9, 14),
    }


def test_the_agreed_consultation_is_84_days() -> None:
    """12 weeks from 12 December 2024 as the startnotitie counts: 6 March 2025."""
    term = term_end(date(2024, 12, 12), period("P12W"), basis=Basis.AGREED)
    assert (term.last_day, term.first_day) == (date(2025, 3, 6), date(2024, 12, 13))
    assert (term.last_day - term.event).days == 84


# Article 4(a): scope. Each pair ends on a rest day; only the first one moves.


@pytest.mark.parametrize(
    ("event", "length", "unrolled", "last"),
    [
        (date(2026, 1, 4), "P12W", date(2026, 3, 29), date(2026, 3, 30)),
        (date(2026, 1, 4), "P13W", date(2026, 4, 5), date(2026, 4, 5)),
        (date(2026, 1, 5), "P90D", date(2026, 4, 5), date(2026, 4, 7)),
        (date(2026, 1, 4), "P91D", date(2026, 4, 5), date(2026, 4, 5)),
        (date(2026, 2, 5), "P3M", date(2026, 5, 5), date(2026, 5, 6)),
        (date(2026, 1, 5), "P4M", date(2026, 5, 5), date(2026, 5, 5)),
        # Three months of 92 days are inside, 92 days are not: the unit used decides.
        (date(2026, 6, 13), "P3M", date(2026, 9, 13), date(2026, 9, 14)),
        (date(2026, 6, 13), "P92D", date(2026, 9, 13), date(2026, 9, 13)),
        (date(2025, 5, 5), "P1Y", date(2026, 5, 5), date(2026, 5, 5)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28), date(2025, 2, 28)),
    ],
)
def test_more_than_twelve_weeks_ninety_days_or_three_months_is_outside(
    event: date, length: str, unrolled: date, last: date
) -> None:
    """Art. 4(a): not for terms of more than 90 days, twelve weeks, three months, or in years."""
    term = statutory(event, length)
    assert (term.unrolled, term.last_day) == (unrolled, last)
    assert ("Atw art. 4(a)" in dict(said(term))) is (unrolled == last)


def test_a_term_outside_says_why() -> None:
    assert said(statutory(date(2026, 1, 4), "P13W"))[1] == (
        "Atw art. 4(a)",
        "13 weeks is more than 12 weeks: the Algemene termijnenwet does not apply; "
        "Sun 5 Apr 2026 (Sunday) remains the last day",
    )
    assert said(statutory(date(2024, 2, 29), "P1Y"))[1:] == [
        (
            "HR 1 Sep 2017, ECLI:NL:HR:2017:2225",
            "that month has no day 29, so its last day: Fri 28 Feb 2025",
        ),
        ("Atw art. 4(a)", "a term in years: the Algemene termijnenwet does not apply"),
    ]


# The trace.


def test_the_trace_names_the_days_it_rolled_over() -> None:
    term = statutory(date(2026, 2, 20), "P12W")
    assert [step.text.nl for step in term.trace] == [
        "12 weken na vr 20 feb 2026, die dag niet meegeteld: za 21 feb 2026 t/m vr 15 mei 2026",
        "geen gewone werkdag: vr 15 mei 2026 (bij koninklijk besluit gelijkgesteld), "
        "za 16 mei 2026 (zaterdag), zo 17 mei 2026 (zondag); loopt door t/m ma 18 mei 2026",
    ]
    assert [step.last_day for step in term.trace] == [term.unrolled, term.last_day]
    assert [(day.day, why.en) for day, why in term.passed] == [
        (15, "equated by royal decree"),
        (16, "Saturday"),
        (17, "Sunday"),
    ]


def test_the_trace_says_what_was_extended() -> None:
    assert said(statutory(date(2026, 9, 4), "P3D")) == [
        (
            "counting",
            "3 days after Fri 4 Sep 2026, that day not counted: "
            "Sat 5 Sep 2026 through Mon 7 Sep 2026",
        ),
        (
            "Atw art. 2",
            "fewer than two working days in the term: extended through Tue 8 Sep 2026",
        ),
        (
            "Atw art. 1(1)",
            "Tue 8 Sep 2026 is no Saturday, Sunday or public holiday: the term ends there",
        ),
    ]


@pytest.mark.parametrize("basis", BASES)
def test_the_trace_says_why_an_agreed_term_does_not_roll(basis: Basis) -> None:
    term = term_end(date(2026, 2, 20), period("P12W"), basis=basis)
    assert term.last_day == date(2026, 5, 15)
    assert said(term)[1:] == [
        (
            "Atw art. 1 and 5",
            "no term set by a wet or AMvB: the Algemene termijnenwet does not apply; "
            "Fri 15 May 2026 (equated by royal decree) remains the last day",
        )
    ]


def test_a_second_term_is_counted_from_the_unrolled_day() -> None:
    """From Friday 15 May, a decreed day, and not from Monday the 18th."""
    first = statutory(date(2026, 5, 1), "P2W")
    assert (first.unrolled, first.last_day) == (date(2026, 5, 15), date(2026, 5, 18))
    assert statutory(first.unrolled, "P2W").last_day == date(2026, 5, 29)


# Coverage: what is not known is said.


def test_an_end_past_the_table_is_given_and_marked() -> None:
    term = statutory(date(2028, 12, 24), "P1W")  # ends on Sunday 31 December
    assert term.last_day == date(2029, 1, 2)
    assert not term.covered
    assert term.unknown == (date(2029, 1, 2),)
    assert said(term)[-1] == (
        "calendar data",
        "not certain: Tue 2 Jan 2029 is outside the table (days equated by royal decree, "
        "Fri 1 Jan 2016 through Sun 31 Dec 2028)",
    )
    assert statutory(date(2028, 12, 15), "P2W").covered  # Friday the 29th


def test_an_end_before_the_table_is_marked() -> None:
    assert statutory(date(2015, 1, 6), "P6W").unknown == (date(2015, 2, 16), date(2015, 2, 17))
    early = statutory(date(1999, 3, 1), "P1D")
    assert "Sat 1 Jan 2000 through Mon 31 Dec 2040" in said(early)[-1][1]


@pytest.mark.parametrize("length", ["P13W", "P1Y"])
def test_an_end_that_cannot_move_needs_no_calendar(length: str) -> None:
    assert statutory(date(2050, 1, 3), length).covered
    assert statutory(date(2050, 1, 3), "P12W", "counted-back").covered
    assert term_end(date(2050, 1, 3), period(length), basis=Basis.AGREED).covered


# What the law leaves open.


def test_two_working_days_counted_back_is_an_open_question() -> None:
    """Three days before Tuesday after Easter hold Saturday, Sunday and Easter Monday."""
    term = statutory(date(2026, 4, 7), "P3D", "counted-back")
    assert term.last_day == date(2026, 4, 4)
    assert [doubt.en for doubt in term.doubts] == [
        "fewer than two certain working days in the term; the law does not say whether art. 2 "
        "Atw holds for terms counted back: not extended"
    ]
    # Exactly two, at the one end of the term or at the other.
    assert statutory(date(2026, 4, 9), "P3D", "counted-back").doubts == ()
    assert statutory(date(2026, 9, 6), "P3D", "counted-back").doubts == ()
    assert len(statutory(date(2026, 4, 8), "P3D", "counted-back").doubts) == 1
    assert statutory(date(2026, 4, 7), "P2D", "counted-back").doubts == ()  # under three days


# What is refused.


@pytest.mark.parametrize(
    ("event", "length", "convention", "message"),
    [
        (date(2026, 1, 1), None, "ordinary", "ordinary sets no length"),
        (date(2026, 1, 1), "P0D", "ordinary", "no length of a term"),
        (date(2026, 1, 1), "P-1D", "counted-back", "no length of a term"),
        (date(2026, 1, 1), "P201Y", "ordinary", "no length of a term"),
        (date(2026, 1, 1), "P1H", "ordinary", "no length of a term"),
        (date(2026, 1, 1), "P1M", "awb-3-16", "counts days or weeks"),
        (date(1899, 12, 31), "P1D", "ordinary", "outside 1900–2199"),
        (date(2200, 1, 1), "P1D", "ordinary", "outside 1900–2199"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    event: date, length: str | None, convention: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        statutory(event, length, convention)


@pytest.mark.parametrize("count", [0, -1, 20_001])
def test_working_days_are_at_least_one(count: int) -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        after_working_days(date(2026, 1, 1), count)


def test_working_days_stay_within_the_years_of_a_timeline() -> None:
    with pytest.raises(ValueError, match="outside 1900–2199"):
        after_working_days(date.max, 1)


def test_the_longest_terms_can_be_counted() -> None:
    assert term_end(date(2199, 12, 31), period("P200Y"), basis=Basis.AGREED).last_day.year == 2399
    back = term_end(date(1900, 1, 1), period("P200Y"), convention=COUNTED_BACK, basis=Basis.AGREED)
    assert back.last_day == date(1700, 1, 1)


def test_every_convention_has_its_own_id_and_two_languages() -> None:
    for name, convention in CONVENTIONS.items():
        assert convention.id == name
        assert all(isinstance(text, Text) and all(text) for text in (convention.title,))
        assert all(convention.article)


# Properties. Rest days as an independent calendar has them, within the table of decrees.


@cache
def free_days() -> frozenset[date]:
    calendar = oracle.country_holidays(
        "NL", years=range(2015, 2030), categories=("public", "optional")
    )
    return frozenset(calendar) | {one.day for one in ROYAL_DECREE_DAYS}


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in free_days()


EVENTS = st.dates(date(2016, 1, 15), date(2028, 8, 31))
INSIDE = st.one_of(
    st.builds(Period, st.integers(1, 90), st.just("D")),
    st.builds(Period, st.integers(1, 12), st.just("W")),
    st.builds(Period, st.integers(1, 3), st.just("M")),
)
OUTSIDE = st.one_of(
    st.builds(Period, st.integers(91, 400), st.just("D")),
    st.builds(Period, st.integers(13, 60), st.just("W")),
    st.builds(Period, st.integers(4, 30), st.just("M")),
    st.builds(Period, st.integers(1, 20), st.just("Y")),
)
ANY = st.one_of(INSIDE, OUTSIDE)
unhurried = settings(deadline=None)


@unhurried
@given(EVENTS, INSIDE)
def test_a_term_that_ends_on_a_rest_day_runs_through_the_next_that_is_none(
    event: date, length: Period
) -> None:
    """Art. 1(1): … is extended through the first day that is no Saturday, Sunday or holiday."""
    term = term_end(event, length, basis=Basis.STATUTORY)
    assert works(term.last_day)
    between = [term.unrolled + n * DAY for n in range((term.last_day - term.unrolled).days)]
    if not any(step.article.en == "Atw art. 2" for step in term.trace):
        assert not any(works(day) for day in between)
        assert [day for day, _ in term.passed] == between
    assert term.covered


@unhurried
@given(EVENTS, st.integers(3, 15))
def test_a_term_of_three_days_or_more_holds_two_working_days(event: date, days: int) -> None:
    """Art. 2: … is extended, where needed, so far that it holds at least two working days."""
    term = term_end(event, Period(days, "D"), basis=Basis.STATUTORY)

    def long_enough(last: date) -> bool:
        span = [event + n * DAY for n in range(1, (last - event).days + 1)]
        return works(last) and sum(map(works, span)) >= 2

    assert long_enough(term.last_day)
    earlier = (term.unrolled + n * DAY for n in range((term.last_day - term.unrolled).days))
    assert not any(long_enough(last) for last in earlier)  # and no further than needed


@unhurried
@given(EVENTS, st.integers(1, 2))
def test_a_term_under_three_days_is_not_extended_by_article_2(event: date, days: int) -> None:
    """Art. 2 speaks of a term of at least three days."""
    term = term_end(event, Period(days, "D"), basis=Basis.STATUTORY)
    between = [term.unrolled + n * DAY for n in range((term.last_day - term.unrolled).days)]
    assert not any(works(day) for day in between)


@unhurried
@given(EVENTS, st.integers(3, 75))
def test_an_end_that_was_moved_once_does_not_move_again(event: date, days: int) -> None:
    """Art. 1(1) and 2: what ends on a working day, with two of them in it, ends there.

    From three days: two days from a Friday end on Monday, and as three days on Tuesday.
    """
    last = term_end(event, Period(days, "D"), basis=Basis.STATUTORY).last_day
    again = term_end(event, Period((last - event).days, "D"), basis=Basis.STATUTORY)
    assert again.last_day == again.unrolled == last
    assert again.passed == ()


@unhurried
@given(EVENTS, EVENTS, INSIDE)
def test_who_starts_later_never_ends_earlier(one: date, two: date, length: Period) -> None:
    """Art. 1 and 2 only ever extend, and keep the order of ends."""
    first, second = sorted((one, two))
    ends = [term_end(day, length, basis=Basis.STATUTORY) for day in (first, second)]
    assert ends[0].last_day <= ends[1].last_day
    assert all(end.last_day >= end.unrolled for end in ends)


@unhurried
@given(EVENTS, ANY)
def test_a_term_counted_back_never_moves(event: date, length: Period) -> None:
    """Art. 1(2): … does not apply to terms counted back from a moment or an event."""
    term = term_end(event, length, convention=COUNTED_BACK, basis=Basis.STATUTORY)
    assert term.last_day == term.unrolled < event
    assert term.covered


@unhurried
@given(EVENTS, OUTSIDE)
def test_a_longer_term_never_moves(event: date, length: Period) -> None:
    """Art. 4(a): more than 90 days, twelve weeks or three months, or in years."""
    term = term_end(event, length, basis=Basis.STATUTORY)
    assert term.last_day == term.unrolled
    assert term.covered


@unhurried
@given(EVENTS, ANY, st.sampled_from(BASES), st.sampled_from([ORDINARY, COUNTED_BACK]))
def test_what_no_law_sets_never_moves(
    event: date, length: Period, basis: Basis, convention: object
) -> None:
    """Art. 1(1) and 2 speak of a term set in a wet; art. 5 adds the AMvB."""
    chosen = ORDINARY if convention is ORDINARY else COUNTED_BACK
    term = term_end(event, length, convention=chosen, basis=basis)
    assert term.last_day == term.unrolled
    assert term.passed == ()
    assert term.covered


@unhurried
@given(EVENTS, st.sampled_from(["P12W", "P90D", "P3M"]))
def test_exactly_at_the_limit_the_law_still_holds(event: date, length: str) -> None:
    """Art. 4(a): *more than* 90 days, twelve weeks, three months; so exactly that is inside."""
    term = statutory(event, length)
    assume(not works(term.unrolled))
    assert term.last_day > term.unrolled


@unhurried
@given(EVENTS, st.integers(1, 90))
def test_the_day_itself_is_counted_or_not(event: date, days: int) -> None:
    """Awb 3:16 starts on the day itself, so it ends where the day before would have ended."""
    on = term_end(event, Period(days, "D"), convention=CONVENTIONS["awb-3-16"], basis=Basis.AGREED)
    after = term_end(event - DAY, Period(days, "D"), basis=Basis.AGREED)
    assert on.last_day == after.last_day
    assert on.first_day == after.first_day == event
    assert (on.last_day - on.first_day).days + 1 == days


@unhurried
@given(EVENTS, st.integers(1, 60))
def test_working_days_are_those_days_and_no_others(event: date, count: int) -> None:
    """A working day is no Saturday, Sunday, public holiday or equated day."""
    found = after_working_days(event, count)
    span = [event + n * DAY for n in range(1, (found.day - event).days + 1)]
    assert works(found.day)
    assert sum(map(works, span)) == count
    assert [day for day, _ in found.passed] == [day for day in span if not works(day)]
    assert found.covered


def test_the_page_about_terms_is_up_to_date() -> None:
    """Its tables and examples are made from the code: `cog -r docs/terms.md` rewrites them."""
    page = Path(__file__).parents[2] / "docs" / "terms.md"
    cog, out = Cog(), StringIO()
    cog.set_output(stdout=out)
    assert cog.main(["cog", "--check", str(page)]) == 0, out.getvalue()
