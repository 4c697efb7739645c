"""Dates, distances and recurrence as people say them; every word was read by a person."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.dates.notation import parse, parse_part, parts_of
from boplan.dates.spoken import (
    MONTHS,
    say,
    say_bounds,
    say_day,
    say_distance,
    say_late,
    say_moment,
    say_recurrence,
    say_rule,
)
from boplan.model.timeline import Recurrence
from boplan.model.vocabulary import Lang, Recurs
from boplan.model.when import UNKNOWN, When
from tests.dates.strategies import days, whens
from tests.helpers import day

# Weekdays as published: adoption of the startnotitie, end of the consultation, the
# attack on the Twin Towers, the landing on the moon, Christmas 2000 and the days at the
# edge of what a timeline holds (ISO 8601 calendars of 1900 and 2199).
KNOWN_WEEKDAYS = {
    "2024-12-05": ("do", "Thu"),
    "2025-03-06": ("do", "Thu"),
    "2001-09-11": ("di", "Tue"),
    "1969-07-20": ("zo", "Sun"),
    "2000-12-25": ("ma", "Mon"),
    "2024-02-29": ("do", "Thu"),
    "2025-10-03": ("vr", "Fri"),
    "2025-12-31": ("wo", "Wed"),
    "2026-01-31": ("za", "Sat"),
    "1900-01-01": ("ma", "Mon"),
    "2199-12-31": ("di", "Tue"),
}


@pytest.mark.parametrize("iso", KNOWN_WEEKDAYS)
def test_weekday_is_the_published_one(iso: str) -> None:
    dutch, english = KNOWN_WEEKDAYS[iso]
    assert say_day(day(iso), "nl").split()[0] == dutch
    assert say_day(day(iso), "en").split()[0] == english


@given(days)
def test_a_week_later_has_the_same_weekday_and_tomorrow_another(one: date) -> None:
    weekday = say_day(one, "nl").split()[0]
    later = [say_day(one + timedelta(days=n), "nl").split()[0] for n in range(1, 8)]
    assert later.index(weekday) == 6


ENGLISH = {
    "2024-12-05": "Thu 5 Dec 2024",
    "2022-10-03T14:00": "Mon 3 Oct 2022 14:00",
    "2025-03": "Mar 2025",
    "2025-Q1": "Q1 2025",
    "2025-H2": "H2 2025",
    "2025": "2025",
    "2026-06~": "about Jun 2026",
    "2024-12-12/2025-03-06": "Thu 12 Dec 2024 through Thu 6 Mar 2025",
    "2025-06/2025-09-08": "Jun through Mon 8 Sep 2025",
    "../2025-12-31": "through Wed 31 Dec 2025",
    "2024-06/..": "from Jun 2024",
    "[..2025-12-31]": "by Wed 31 Dec 2025",
    "[2024-04-04..]": "not before Thu 4 Apr 2024",
}


@pytest.mark.parametrize("form", ENGLISH)
def test_form_in_english(form: str) -> None:
    assert say(parse(form), "en") == ENGLISH[form]


def test_the_year_and_month_are_said_once() -> None:
    assert say(parse("2025-10-06/2025-10-09"), "nl") == "ma 6 t/m do 9 okt 2025"
    assert say(parse("2025-06-02/2025-10-03"), "nl") == "ma 2 jun t/m vr 3 okt 2025"
    assert say(parse("2019/2021"), "nl") == "2019 t/m 2021"
    assert say(parse("2025-Q2/2025-Q3"), "nl") == "2e kwartaal t/m 3e kwartaal 2025"


LANGUAGES: tuple[Lang, ...] = ("nl", "en")


@given(whens, st.sampled_from(LANGUAGES))
def test_every_date_has_words_and_no_year_is_lost(when: When, lang: Lang) -> None:
    """Whatever the form, every year that it names is said, and no word is left open."""
    said = say(when, lang)
    assert said == " ".join(said.split())
    assert not set(said) & set("?{}_")
    assert {str(part.start.year) for part in parts_of(when)} <= set(re.findall(r"\d{4}", said))


def test_months_and_moments() -> None:
    assert MONTHS["nl"][2] == "mrt"
    assert len(set(MONTHS["nl"])) == len(set(MONTHS["en"])) == 12
    assert say_moment(day("2024-12-05"), "nl") == "do 5 dec 2024"


DISTANCES = {
    # from, to: in Dutch, in English
    ("2025-04-28", "2025-04-28"): ("vandaag", "today"),
    ("2025-04-28", "2025-04-29"): ("morgen", "tomorrow"),
    ("2025-04-28", "2025-04-27"): ("gisteren", "yesterday"),
    ("2025-04-28", "2025-04-30"): ("over 2 dagen", "in 2 days"),
    ("2025-04-28", "2025-04-25"): ("3 dagen geleden", "3 days ago"),
    ("2025-04-28", "2025-08-05"): ("over 99 dagen", "in 99 days"),
    ("2025-04-28", "2025-08-06"): ("over ruim 3 maanden", "in more than 3 months"),
    ("2025-04-28", "2025-12-31"): ("over ruim 8 maanden", "in more than 8 months"),
    ("2025-04-28", "2026-04-27"): ("over ruim 11 maanden", "in more than 11 months"),
    ("2025-04-28", "2026-04-28"): ("over 1 jaar", "in 1 year"),
    ("2025-04-28", "2026-04-29"): ("over ruim een jaar", "in more than a year"),
    ("2025-04-28", "2027-04-28"): ("over 2 jaar", "in 2 years"),
    ("2025-04-28", "2033-12-31"): ("over ruim 8 jaar", "in more than 8 years"),
    ("2025-04-28", "2023-03-31"): ("ruim 2 jaar geleden", "more than 2 years ago"),
    # Exactly so many months is not "ruim" (a little more than) so many.
    ("2025-04-28", "2025-10-28"): ("over 6 maanden", "in 6 months"),
    ("2024-02-29", "2025-02-28"): ("over 1 jaar", "in 1 year"),
}


@pytest.mark.parametrize(("start", "end"), DISTANCES)
def test_distance(start: str, end: str) -> None:
    dutch, english = DISTANCES[start, end]
    assert say_distance(day(start), day(end), "nl") == dutch
    assert say_distance(day(start), day(end), "en") == english


def test_late() -> None:
    """The day after the last good day is one day late."""
    assert say_late(day("2025-04-24"), day("2025-04-25"), "nl") == "1 dag te laat"
    assert say_late(day("2025-04-24"), day("2025-04-28"), "nl") == "4 dagen te laat"
    assert say_late(day("2025-03-31"), day("2025-04-28"), "en") == "28 days late"
    assert say_late(day("2023-03-31"), day("2025-04-28"), "nl") == "ruim 2 jaar te laat"


def test_windows() -> None:
    """What is left of a vague date: a window, half a window, one day or nothing."""
    april = parse("2025-04-01/2025-04-23").bounds
    assert say_bounds(april, "nl") == "di 1 t/m wo 23 apr 2025"
    assert say_bounds(parse("2024-12-05").bounds, "nl") == "do 5 dec 2024"
    assert say_bounds(parse("[..2025-12-31]").bounds, "nl") == "uiterlijk wo 31 dec 2025"
    assert say_bounds(parse("[2024-04-04..]").bounds, "en") == "not before Thu 4 Apr 2024"
    assert say_bounds(UNKNOWN, "nl") == ""


RULES = {
    "FREQ=DAILY": ("elke dag", "every day"),
    "FREQ=WEEKLY": ("elke week", "every week"),
    "FREQ=WEEKLY;INTERVAL=6": ("elke 6 weken", "every 6 weeks"),
    "FREQ=MONTHLY": ("elke maand", "every month"),
    "FREQ=MONTHLY;INTERVAL=2": ("elke 2 maanden", "every 2 months"),
    "FREQ=MONTHLY;INTERVAL=3": ("elk kwartaal", "every quarter"),
    "FREQ=MONTHLY;INTERVAL=6": ("elk halfjaar", "every half-year"),
    "FREQ=YEARLY": ("elk jaar", "every year"),
    "FREQ=YEARLY;INTERVAL=4;COUNT=2": ("elke 4 jaar (2 keer)", "every 4 years (2 times)"),
    "FREQ=YEARLY;BYMONTH=7,12": ("elk jaar (in jul en dec)", "every year (in Jul and Dec)"),
    "FREQ=YEARLY;BYMONTH=3,4,5": (
        "elk jaar (in mrt, apr en mei)",
        "every year (in Mar, Apr and May)",
    ),
    "FREQ=MONTHLY;BYDAY=1MO": ("elke maand (eerste maandag)", "every month (first Monday)"),
    "FREQ=MONTHLY;BYDAY=-1TH": ("elke maand (laatste donderdag)", "every month (last Thursday)"),
    "FREQ=WEEKLY;BYDAY=TU,TH": (
        "elke week (dinsdag en donderdag)",
        "every week (Tuesday and Thursday)",
    ),
    "FREQ=WEEKLY;WKST=MO": ("elke week", "every week"),
}


@pytest.mark.parametrize("rule", RULES)
def test_rule_in_words(rule: str) -> None:
    assert (say_rule(rule, "nl"), say_rule(rule, "en")) == RULES[rule]


def test_what_has_no_words_is_not_hidden() -> None:
    assert "BYSETPOS=2" in say_rule("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "nl")


def test_recurrence_with_its_bounds() -> None:
    half, end = parse_part("2026-H1"), parse_part("2033")
    both = Recurrence(rule="FREQ=MONTHLY;INTERVAL=6", from_=half, until=end)
    assert say_recurrence(both, "nl") == "elk halfjaar, 1e halfjaar 2026 t/m 2033"
    open_ = Recurrence(rule="FREQ=MONTHLY;INTERVAL=6", from_=half)
    assert say_recurrence(open_, "nl") == "elk halfjaar, vanaf 1e halfjaar 2026"
    assert say_recurrence(Recurrence(rule=Recurs.REGULARLY), "nl") == "regelmatig"
    assert say_recurrence(Recurrence(rule=Recurs.CONTINUOUSLY), "en") == "continuously"
