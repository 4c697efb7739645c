"""The date notation against the calendar, the page that documents it, and EDTF."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.notation import (
    NotationError,
    from_toml,
    parse,
    parse_part,
    part_containing,
    parts_of,
    write,
)
from boplan.dates.spoken import say
from boplan.model.when import Bounds, Moment, Part, Precision, When
from tests.dates import documented
from tests.dates.strategies import days, whens
from tests.helpers import day

ALL_BOUNDS = {**documented.BOUNDS, **documented.MORE_BOUNDS}


def _bounds(texts: tuple[str, str, str, str]) -> Bounds:
    return Bounds(*[day(text) if text else None for text in texts])


def test_every_form_on_the_page_has_its_bounds_here() -> None:
    """A form that is added to the page must be added to the hand-written bounds."""
    assert [form for forms, _ in documented.rows() for form in forms] == list(documented.BOUNDS)


@pytest.mark.parametrize("form", ALL_BOUNDS)
def test_form_has_the_bounds_of_the_calendar(form: str) -> None:
    assert parse(form).bounds == _bounds(ALL_BOUNDS[form])


@pytest.mark.parametrize("form", ALL_BOUNDS)
def test_form_is_written_back_as_it_was(form: str) -> None:
    assert write(parse(form)) == form


@pytest.mark.parametrize(("form", "said"), documented.words())
def test_form_is_said_as_the_page_says(form: str, said: str) -> None:
    """The third column of the table is what a reader of an overview gets to see."""
    assert say(parse(form), "nl") == said == documented.SAID[form]


@pytest.mark.parametrize("form", [*ALL_BOUNDS, *documented.EDTF])
def test_json_gets_edtf(form: str) -> None:
    """Only quarters and halves are written otherwise than in the notation."""
    same = form if not set(form) & {"Q", "H"} else documented.EDTF.get(form)
    expected = documented.EDTF.get(form, same)
    if expected is None:
        expected = form
        for ours, code in (("Q1", "33"), ("Q2", "34"), ("Q3", "35"), ("Q4", "36"),
                           ("H1", "40"), ("H2", "41")):  # fmt: skip
            expected = expected.replace(ours, code)
    assert write(parse(form), edtf=True) == expected


@given(whens)
def test_what_is_written_reads_the_same(when: When) -> None:
    assert parse(write(when)) == when


@given(whens)
def test_bounds_are_in_order(when: When) -> None:
    """Earliest is not after latest, the start not after the finish."""
    bounds = when.bounds
    pairs = [
        (bounds.earliest_start, bounds.latest_start),
        (bounds.earliest_finish, bounds.latest_finish),
        (bounds.earliest_start, bounds.earliest_finish),
        (bounds.latest_start, bounds.latest_finish),
        (bounds.earliest_start, bounds.latest_finish),
    ]
    for one, two in pairs:
        assert one is None or two is None or one <= two


@given(days, st.sampled_from(Precision))
def test_about_holds_the_plain_part_and_one_more_on_each_side(
    one: dt.date, precision: Precision
) -> None:
    plain = part_containing(one, precision)
    about = Part(plain.start, precision, about=True)
    before = part_containing(plain.first - dt.timedelta(days=1), precision)
    after = part_containing(plain.last + dt.timedelta(days=1), precision)
    assert plain.first <= one <= plain.last
    assert (about.first, about.last) == (before.first, after.last)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ('"[2024-11-19]"', "2024-11-19"),
        ("2024-12-05", "2024-12-05"),
        ("2022-10-03T14:00:00", "2022-10-03T14:00"),
        ("[2024-11-19, 2024-11-26, 2024-12-03]", "[2024-11-19,2024-11-26,2024-12-03]"),
        ("[2024-11-19]", "2024-11-19"),
        ('"2024-12-05"', "2024-12-05"),
        ('"[2024-11-19, 2024-11-26 ,2024-12-03 ]"', "[2024-11-19,2024-11-26,2024-12-03]"),
        ('" 2025-Q1 "', "2025-Q1"),
    ],
)
def test_toml_values_equal_the_text(written: str, form: str) -> None:
    """A TOML date, date-time or array means the same as the form in text."""
    assert from_toml(tomllib.loads(f"when = {written}")["when"]) == parse(form)


# What is wrong, and the nearest right form ("" where there is none to be had).
WRONG = {
    "2025-02-30": "2025-02-28",
    "2024-02-30": "2024-02-29",
    "2025-04-31": "2025-04-30",
    "2025-04-00": "",
    "2025-13": "",
    "2025-13-01": "",
    "2025-00": "",
    "0000": "",
    "0000-01-01": "",
    "1899-12-31": "",
    "2200-01-01": "",
    "9999-12-31": "",
    "2025-Q5": "",
    "2025-H3": "",
    "2025-33": "2025-Q1",
    "2025-36": "2025-Q4",
    "2025-40": "2025-H1",
    "2025-41": "2025-H2",
    "2025-41~": "2025-H2~",
    "Q1 2025": "2025-Q1",
    "2025 Q1": "2025-Q1",
    "2025Q3": "2025-Q3",
    "2025-q2": "2025-Q2",
    "2025-1": "2025-01",
    "2025-3-1": "2025-03-01",
    "2025/03/01": "2025-03-01",
    "1-3-2025": "2025-03-01",
    "01-03-2025": "2025-03-01",
    "31/12/2025": "2025-12-31",
    "5 december 2024": "2024-12-05",
    "5 dec. 2024": "2024-12-05",
    "maart 2025": "2025-03",
    "Maart 2025": "2025-03",
    "t/m 31 december 2025": "[..2025-12-31]",
    "uiterlijk 31 december 2025": "[..2025-12-31]",
    "12 december 2024 t/m 6 maart 2025": "2024-12-12/2025-03-06",
    "2 juni 2025 – 3 oktober 2025": "2025-06-02/2025-10-03",
    "2024-12-05T25:00": "",
    "2024-12-05T14:00~": "2024-12-05T14:00",
    "2025-03-06/2024-12-12": "2024-12-12/2025-03-06",
    "[2025-03-06..2024-12-12]": "[2024-12-12..2025-03-06]",
    "[2024-12-03,2024-11-19]": "[2024-11-19,2024-12-03]",
    "[2024-11-19,2024-11-19]": "[2024-11-19]",
    "[2024-11-19": "[2024-11-19]",
    "[2025-03,2025-03-01,2025-03]": "[2025-03,2025-03-01]",
    "[]": "",
    "[,]": "",
    "[..]": "",
    "../..": "",
    "2025/2026/2027": "",
    "..": "",
    "": "",
    "~": "",
    "binnenkort": "",
    "²⁰²⁵": "",
    "２０２５-０３": "",
    "٢٠٢٥": "",
    "2025-03\n": None,
    "2025-03-01 ": None,
}


@pytest.mark.parametrize("text", [text for text, near in WRONG.items() if near is not None])
def test_wrong_form_is_refused(text: str) -> None:
    with pytest.raises(NotationError) as refused:
        parse(text)
    assert refused.value.problem.nl
    assert refused.value.problem.en


@pytest.mark.parametrize(("text", "near"), [pair for pair in WRONG.items() if pair[1]])
def test_wrong_form_gets_the_nearest_right_one(text: str, near: str) -> None:
    with pytest.raises(NotationError) as refused:
        parse(text)
    assert refused.value.instead == near


@pytest.mark.parametrize("text", [text for text, near in WRONG.items() if near == ""])
def test_nothing_is_suggested_where_nothing_is_near(text: str) -> None:
    """A guess that is not a right form, or of another date, is worse than none."""
    with pytest.raises(NotationError) as refused:
        parse(text)
    assert refused.value.instead == ""


_NOISE = st.text("0123456789-/.[],~QHTt/m :jandec", max_size=24)


@given(_NOISE | whens.map(write).flatmap(lambda good: st.sampled_from(
    [good[::-1], good[1:], good[:-1], good.replace("-", ""), good.replace("-", "/"), good + "]"]
)))  # fmt: skip
def test_any_text_is_read_or_refused_with_a_form_that_reads(text: str) -> None:
    """Noise never breaks the reader, and whatever it suggests is right itself."""
    try:
        when = parse(text)
    except NotationError as refused:
        if refused.instead:
            parse(refused.instead)
    else:
        assert parse(write(when)) == when


@pytest.mark.parametrize("value", [True, 1, 1.5, dt.time(1, 2), {}, [], [1], ["2025"], None])
def test_other_toml_values_are_no_date(value: object) -> None:
    with pytest.raises(NotationError):
        from_toml(value)


@pytest.mark.parametrize(
    "written",
    ["2024-12-05T14:00:00Z", "2024-12-05T14:00:00+01:00", "2024-12-05T14:00:01",
     "1899-12-31", "2200-01-01", "[2024-12-03, 2024-11-19]", "[2024-11-19, 2024-11-19]"],
)  # fmt: skip
def test_toml_dates_that_the_notation_has_no_place_for_are_refused(written: str) -> None:
    with pytest.raises(NotationError):
        from_toml(tomllib.loads(f"when = {written}")["when"])


def test_a_set_has_at_most_a_thousand_members() -> None:
    first = dt.date(2025, 1, 1)
    texts = [(first + dt.timedelta(days=n)).isoformat() for n in range(1001)]
    assert parse(f"[{','.join(texts[:1000])}]").bounds.latest_finish == day("2027-09-27")
    with pytest.raises(NotationError):
        parse(f"[{','.join(texts)}]")


def test_parts_of_names_every_part() -> None:
    assert [part.start.isoformat() for part in parts_of(parse("[2025-03,2025-06..2026]"))] == [
        "2025-03-01", "2025-06-01", "2026-01-01",
    ]  # fmt: skip
    assert parts_of(parse("../2025-H2")) == (parse_part("2025-H2"),)


def test_only_one_certain_day_is_a_day() -> None:
    certain = {form for form in ALL_BOUNDS if parse(form).bounds.is_day}
    assert certain == {"2024-12-05", "2022-10-03T14:00", "[2026-05-04..2026-05-04]"}
    assert isinstance(parse("2024-12-05"), Moment)
