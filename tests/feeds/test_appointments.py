"""What a date of the timeline becomes in a calendar; expectations by hand, read as bytes."""

from __future__ import annotations

import pytest

from boplan.feeds.writing.appointments import Horizon, bound_municipalities, undated
from boplan.feeds.writing.catalogue import feeds_of
from boplan.model.vocabulary import Lang
from boplan.rules.case import Case
from boplan.store.reader import read
from tests.feeds.checker import Event, seen
from tests.feeds.expected import EXPECTED, STAMP, TODAY, Seen
from tests.feeds.feeds import NOTA, feed_of, feeds_on
from tests.helpers import HEAD, SHIPPED, day, record, step, timeline_of

BODIES = """\
[[source]]
id = "bron"
title = "De bron"

[[municipality]]
id = "laren"
name = "Laren"

[[municipality]]
id = "eemnes"
name = "Eemnes"

[[body]]
id = "pfho"
name = "Portefeuillehoudersoverleg"
short = "PFHO"
level = "bestuurlijk"

[[body]]
id = "do"
name = "Directieoverleg"
short = "DO"
level = "directie"

[[body]]
id = "raden"
name = "Gemeenteraden"
short = "Raden"
level = "raad"
per_municipality = true

[[document]]
id = "nota"
title = "Nota"
"""


def shown(text: str, today: str = "2026-01-15", lang: Lang = "nl") -> list[tuple[str, str, str]]:
    """Return first day, last day and title of everything in the feed of all."""
    found = feed_of(timeline_of(HEAD + text), today, lang=lang)
    assert all((one.status == "CONFIRMED") is ("(" not in one.title) for one in found), found
    return [(one.first, one.last, one.title) for one in found]


def only(text: str, today: str = "2026-01-15", lang: Lang = "nl") -> Event:
    """Return the only event."""
    (found,) = feed_of(timeline_of(HEAD + text), today, lang=lang)
    return found


def test_the_whole_of_a_small_timeline() -> None:
    feeds = feeds_on(read(NOTA).timeline, TODAY, STAMP)
    assert seen(feeds["all.ics"]) == EXPECTED


# The date of a step, and what a calendar shows of it: (first, last, what is in brackets).
DATES: dict[str, list[tuple[str, str, str]]] = {
    "2026-03-05": [("2026-03-05", "2026-03-05", "")],
    "2028-02-29": [("2028-02-29", "2028-02-29", "")],
    "2026-03": [("2026-03-01", "2026-03-31", "dag niet bekend")],
    "2026-Q3": [("2026-07-01", "2026-09-30", "dag niet bekend")],
    "2026-H2": [("2026-07-01", "2026-12-31", "dag niet bekend")],
    "2027": [("2027-01-01", "2027-12-31", "dag niet bekend")],
    "2026-06~": [("2026-05-01", "2026-07-31", "dag niet bekend")],
    "2026-06-10~": [("2026-06-09", "2026-06-11", "dag niet bekend")],
    "2026-04-01/2026-06-23": [("2026-04-01", "2026-06-23", "")],
    "2026-06/2026-09-08": [("2026-06-01", "2026-09-08", "begin of einde niet zeker")],
    "2026-01-01/2027-01-01": [("2026-01-01", "2027-01-01", "")],
    "[..2026-12-31]": [("2026-12-31", "2026-12-31", "uiterlijk deze dag")],
    "[2026-04-04..]": [("2026-04-04", "2026-04-04", "niet eerder dan deze dag")],
    "[2026-12-13..2026-12-30]": [("2026-12-13", "2026-12-30", "dag niet bekend")],
    "[2026-11-17,2026-11-24]": [
        ("2026-11-17", "2026-11-17", "één van 2 dagen"),
        ("2026-11-24", "2026-11-24", "één van 2 dagen"),
    ],
    "[2026..2027,2027..2028]": [("2026-01-01", "2028-12-31", "dag niet bekend")],
    "[2026-03-05,2026-05]": [("2026-03-05", "2026-05-31", "dag niet bekend")],
}


@pytest.mark.parametrize("when", DATES)
def test_where_a_date_stands(when: str) -> None:
    found = [
        (first, last, title.removeprefix("Stap a").strip(" ()"))
        for first, last, title in shown(step("a", when=when))
    ]
    assert found == DATES[when]


# A span that is longer than a year is not drawn over every day of it.
ENDS: dict[str, list[tuple[str, str, str]]] = {
    "2026-01-01/2027-01-02": [
        ("2026-01-01", "2026-01-01", "Begin: Stap a"),
        ("2027-01-02", "2027-01-02", "Einde: Stap a"),
    ],
    "2023/2026": [
        ("2023-01-01", "2023-12-31", "Begin: Stap a (dag niet bekend)"),
        ("2026-01-01", "2026-12-31", "Einde: Stap a (dag niet bekend)"),
    ],
    "../2026-12-31": [("2026-12-31", "2026-12-31", "Einde: Stap a")],
    "2026-06-01/..": [("2026-06-01", "2026-06-01", "Begin: Stap a")],
    "2024-06/..": [("2024-06-01", "2024-06-30", "Begin: Stap a (dag niet bekend)")],
}


@pytest.mark.parametrize("when", ENDS)
def test_a_long_span_is_its_ends(when: str) -> None:
    assert shown(step("a", when=when)) == ENDS[when]


def test_a_state_is_its_ends_however_short() -> None:
    assert shown(step("a", when="2026-02-01/2026-03-31", purpose="contract")) == [
        ("2026-02-01", "2026-02-01", "Begin: Stap a"),
        ("2026-03-31", "2026-03-31", "Einde: Stap a"),
    ]


def test_a_step_without_a_date_is_nowhere_and_named() -> None:
    timeline = timeline_of(
        HEAD
        + step("zonder")
        + step("met", when="2026-03-05")
        + step("vaak", every="regularly")
        + step("maandelijks", every="FREQ=MONTHLY", **{"from": "2026-01"})
        + step("weg")
        + record("weg", "cancelled", "on = 2025-01-01", reason="Niet meer.")
    )
    assert undated(Case(timeline, day("2026-01-15"))) == ["zonder", "vaak"]


def test_the_order_of_the_steps_narrows_what_is_vague() -> None:
    """April, but before the delivery on the 24th: 1 through 23 April."""
    text = step("a", when="2026-04") + step("b", "when = 2026-04-24", 'after = ["a"]')
    assert shown(text)[0] == ("2026-04-01", "2026-04-23", "Stap a (dag niet bekend)")
    assert "Volgens de volgorde van de stappen: wo 1 t/m do 23 apr 2026" in (
        feed_of(timeline_of(HEAD + text), "2026-01-15")[0].description
    )


def test_an_alternative_that_the_order_excludes_is_not_shown() -> None:
    text = step("a", "when = 2026-11-20") + step(
        "b", 'after = ["a"]', "when = [2026-11-17, 2026-11-24, 2026-12-01]"
    )
    assert [title for _, _, title in shown(text)] == [
        "Stap a", "Stap b (één van 2 dagen)", "Stap b (één van 2 dagen)",
    ]  # fmt: skip


def test_of_one_alternative_left_the_day_is_not_certain() -> None:
    text = step("a", "when = 2026-11-20") + step(
        "b", 'after = ["a"]', "when = [2026-11-17, 2026-11-24]"
    )
    assert shown(text)[1] == ("2026-11-24", "2026-11-24", "Stap b (enige dag die overblijft)")


def test_what_depends_on_something_says_so() -> None:
    one = only(step("a", when="2026-05-06", condition="Als de raad instemt."))
    assert one.title == "Stap a (onder voorwaarde)"
    assert one.status == "TENTATIVE"
    assert "Voorwaarde: Als de raad instemt." in one.description
    text = step("a", when="2026-05-06", condition="Als de raad instemt.") + record(
        "a", "done", "on = 2026-05-06"
    )
    assert only(text, "2026-05-06").title == "Stap a"


def test_a_fallback_is_gone_when_the_other_step_was_made() -> None:
    text = step("a", when="2026-05-06") + step("b", when="2026-06-10", fallback_for="a")
    assert shown(text)[1][2] == "Stap b (onder voorwaarde)"
    made = text + record("a", "done", "on = 2026-05-06")
    assert [title for _, _, title in shown(made, "2026-05-07")] == ["Stap a"]


# -- what happened ------------------------------------------------------------------------


def test_what_was_done_stands_on_the_day_it_was_done() -> None:
    text = step("a", when="2026-03-05") + record("a", "done", "on = 2026-03-12")
    assert shown(text, "2026-03-11") == [("2026-03-05", "2026-03-05", "Stap a")]
    assert shown(text, "2026-03-12") == [("2026-03-12", "2026-03-12", "Stap a")]
    assert "Gedaan: do 12 mrt 2026" in only(text, "2026-03-12").description


def test_what_was_done_on_an_unknown_day_keeps_the_planned_one_in_doubt() -> None:
    text = step("a", when="2026-03-05") + record("a", "done", on="[..2026-04-30]")
    assert shown(text, "2026-05-01") == [
        ("2026-03-05", "2026-03-05", "Stap a (dag niet bekend)")
    ]  # fmt: skip
    said = only(text, "2026-05-01").description
    assert "Gedaan: uiterlijk do 30 apr 2026" in said
    assert "Welke dag het was, is niet bekend." in said


def test_a_move_says_where_it_was_and_why() -> None:
    text = step("a", when="2026-03-05") + record(
        "a", "moved", "on = 2026-01-10", "to = 2026-03-19", reason="De zaal is bezet."
    )
    one = only(text)
    assert one.first == one.last == "2026-03-19"
    assert "Oorspronkelijk gepland: do 5 mrt 2026" in one.description
    assert "Verplaatst naar do 19 mrt 2026. De zaal is bezet." in one.description


def test_a_choice_makes_one_day_certain_and_the_same_event() -> None:
    text = step("a", "when = [2026-11-17, 2026-11-24]")
    before = feed_of(timeline_of(HEAD + text), "2026-01-15")
    after = only(text + record("a", "settled", "on = 2026-01-10", "settled = 2026-11-24"))
    assert (after.first, after.title, after.status) == ("2026-11-24", "Stap a", "CONFIRMED")
    assert after.uid == before[1].uid
    assert "Gekozen: di 24 nov 2026" in after.description


@pytest.mark.parametrize("kind", ["cancelled", "superseded", "not-done"])
def test_what_is_off_and_was_never_published_is_not_there(kind: str) -> None:
    by = ['by = "b"'] if kind == "superseded" else []
    text = (
        step("a", when="2026-03-05")
        + step("b", when="2026-04-09")
        + record("a", kind, "on = 2026-01-10", *by, reason="Daarom.")
    )
    assert [title for _, _, title in shown(text)] == ["Stap b"]


# -- municipalities -----------------------------------------------------------------------

COUNCILS = BODIES + step(
    "b", "when = 2026-09-17", body="raden", purpose="vaststellen", document="nota"
)


def test_each_municipality_has_its_own_event_date_and_outcome() -> None:
    text = COUNCILS + record(
        "b", "outcome", "on = 2026-09-24", outcome="gewijzigd", municipality="laren"
    )
    found = feed_of(timeline_of(HEAD + text), "2026-10-01")
    assert [(one.first, one.title) for one in found] == [
        ("2026-09-17", "Raad Eemnes – vaststellen Nota"),
        ("2026-09-24", "Raad Laren – vaststellen Nota"),
    ]
    assert "Besluit: gewijzigd" not in found[0].description
    assert "Besluit: gewijzigd" in found[1].description
    assert len({one.uid for one in found}) == 2


def test_of_a_scope_only_those_that_are_named() -> None:
    text = COUNCILS.replace(
        'purpose = "vaststellen"', 'purpose = "vaststellen"\nscope = ["eemnes"]'
    )
    assert [title for _, _, title in shown(text)] == ["Raad Eemnes – vaststellen Nota"]


def test_a_municipality_feed_holds_what_is_its_own_and_what_binds_it() -> None:
    text = (
        BODIES
        + step("los", when="2026-01-20")
        + step("stukken", when="2026-02-02")
        + step(
            "raad", "when = 2026-03-05", 'after = ["stukken"]', 'scope = ["laren"]', body="raden",
            purpose="vaststellen", document="nota",
        )
        + step("brief", "when = 2026-04-02", 'after = ["raad"]')
        + step("daarna", "when = 2026-05-07", 'after = ["brief"]')
        + step("overleg", when="2026-01-29", body="pfho", purpose="bespreken", document="nota")
        + step("ander", when="2026-02-26", body="pfho", purpose="bespreken")
        + '[[deadline]]\nid = "d"\nactivity = "raad"\ndate = 2026-03-31\nbasis = "custom"\n'
    )  # fmt: skip
    feeds = feeds_on(timeline_of(HEAD + text), "2026-01-15")
    assert [one.title for one in seen(feeds["municipality-laren.ics"])] == [
        "PFHO – bespreken Nota",
        "Stap stukken",
        "Raad Laren – vaststellen Nota",
        "Uiterste dag: Raden – vaststellen Nota",
        "Stap brief",
    ]
    assert seen(feeds["municipality-eemnes.ics"]) == []


def test_on_the_real_timeline_every_municipality_is_bound_by_the_pfho() -> None:
    timeline = read(SHIPPED).timeline
    bound = bound_municipalities(timeline)
    assert bound["vaststelling-pfho"] == frozenset(timeline.municipalities)
    assert "briefadres-besluit" not in bound


# -- hours --------------------------------------------------------------------------------


def test_a_time_and_its_length() -> None:
    one = only(step("a", "when = 2026-03-05T14:00:00", 'duration = "PT1H30M"'))
    assert (one.first, one.last) == ("2026-03-05T14:00", "2026-03-05T15:30")
    assert "één uur" not in one.description


def test_a_length_that_is_not_known_is_said() -> None:
    one = only(step("a", "when = 2026-03-05T14:00:00"))
    assert (one.first, one.last) == ("2026-03-05T14:00", "2026-03-05T15:00")
    assert "Hoe lang het duurt, is niet bekend; hier staat één uur." in one.description


AGENDA = '[[agenda]]\nbody = "{}"\nkind = "attested"\nmeetings = [{}]\nsource = "bron, p. 1"\n'


def test_the_hour_that_an_agenda_gives() -> None:
    text = BODIES + AGENDA.format("pfho", "2026-03-05T09:30:00, 2026-03-12")
    first = step("a", when="2026-03-05", body="pfho") + step("b", when="2026-03-12", body="pfho")
    assert [(one[0], one[1]) for one in shown(text + first)] == [
        ("2026-03-05T09:30", "2026-03-05T10:30"),
        ("2026-03-12", "2026-03-12"),
    ]


def test_two_bodies_with_two_hours_have_none() -> None:
    """Which of them holds for the step is not known, and the day is."""
    text = (
        BODIES
        + AGENDA.format("pfho", "2026-03-05T09:30:00")
        + AGENDA.format("do", "2026-03-05T11:00:00")
        + step("a", 'body = ["pfho", "do"]', when="2026-03-05")
    )
    assert shown(text) == [("2026-03-05", "2026-03-05", "PFHO + DO – Stap a")]


_HERE = "DTSTART;TZID=Europe/Amsterdam"


@pytest.mark.parametrize(
    ("when", "zone", "expected"),
    [
        # Summer, winter, the hour that comes twice, the hour that is skipped.
        ("2026-07-01T14:00:00", "Europe/Amsterdam", f"{_HERE}:20260701T140000"),
        ("2026-01-20T14:00:00", "Europe/Amsterdam", f"{_HERE}:20260120T140000"),
        ("2026-10-25T02:30:00", "Europe/Amsterdam", "DTSTART:20261025T003000Z"),
        ("2026-03-29T02:30:00", "Europe/Amsterdam", f"{_HERE}:20260329T033000"),
        ("1995-10-10T12:00:00", "Europe/Amsterdam", "DTSTART:19951010T110000Z"),
        ("2026-07-01T14:00:00", "America/New_York", "DTSTART:20260701T180000Z"),
        ("2026-07-01T14:00:00", "UTC", "DTSTART:20260701T140000Z"),
    ],
)  # fmt: skip
def test_an_instant_is_always_the_right_one(when: str, zone: str, expected: str) -> None:
    head = HEAD.replace('title = "Een tijdlijn"', f'title = "Een tijdlijn"\ntime_zone = "{zone}"')
    feeds = feeds_on(timeline_of(head + step("a", f"when = {when}")), "2026-01-15")
    assert expected.encode() in feeds["all.ics"].split(b"\r\n")


# -- recurrence ---------------------------------------------------------------------------


def test_a_recurrence_is_written_out_within_whole_years() -> None:
    """From 1 January of last year through 31 December of the year after next."""
    text = step("a", every="FREQ=MONTHLY;INTERVAL=6", **{"from": "2019-H1"})
    found = shown(text, "2026-06-15")
    assert found[0] == ("2025-01-01", "2025-06-30", "Stap a (dag niet bekend)")
    assert found[-1] == ("2028-07-01", "2028-12-31", "Stap a (dag niet bekend)")
    assert len(found) == 8
    assert shown(text, "2026-01-01") == found == shown(text, "2026-12-31")


def test_an_occurrence_on_a_public_holiday_is_in_doubt() -> None:
    """The first Monday of April 2026 is Easter Monday."""
    text = step("a", "from = 2026-03-01", "until = 2026-05-31", every="FREQ=MONTHLY;BYDAY=1MO")
    assert shown(text) == [
        ("2026-03-02", "2026-03-02", "Stap a"),
        ("2026-04-06", "2026-04-06", "Stap a (valt op Tweede Paasdag)"),
        ("2026-05-04", "2026-05-04", "Stap a"),
    ]


def test_one_time_that_is_done_or_decided_ends_no_series() -> None:
    text = step("a", "from = 2026-01-05", "until = 2026-04-30", every="FREQ=MONTHLY")
    days = ["2026-01-05", "2026-02-05", "2026-03-05"]
    for happened in (
        record("a", "done", "on = 2026-01-05"),
        record("a", "outcome", "on = 2026-01-05", outcome="kennisgenomen"),
        record("a", "not-done", "on = 2026-01-05", reason="Te weinig mensen."),
    ):
        found = shown(text + happened, "2026-02-01")
        assert [first for first, _, _ in found][:3] == days
        assert len(found) == 4


# -- what prepares a step -----------------------------------------------------------------

PREPARED = BODIES + (
    '[[agenda]]\nbody = "do"\nkind = "derived"\nderived_from = "pfho"\noffset = "-P14D"\n'
    + step("b", "when = 2026-03-05", body="pfho")
)
"""A PFHO on Thursday 5 March; the DO meets two weeks before it, on 19 February."""


def prepares(text: str) -> list[tuple[str, str]]:
    return [
        (first, title) for first, _, title in shown(PREPARED + text) if "voorbereiding" in title
    ]


def test_a_meeting_that_prepares_is_derived_unless_a_step_has_it() -> None:
    derived = "DO – voorbereiding Stap b voor PFHO (afgeleid)"
    known = "DO – voorbereiding Stap b voor PFHO"
    assert prepares("") == [("2026-02-19", derived)]
    tuesday = step("c", "when = 2026-02-17", body="do")
    assert prepares(tuesday) == [("2026-02-17", known)]
    friday = step("d", "when = 2026-02-20", body="do")
    assert prepares(tuesday + friday) == [("2026-02-19", derived)]  # which of the two?
    moved = record("c", "moved", "on = 2026-01-10", "to = 2026-02-25", reason="Zaal.")
    assert prepares(tuesday + moved) == [("2026-02-19", derived)]
    gone = record("c", "cancelled", "on = 2026-01-10", reason="Zaal.")
    assert prepares(tuesday + gone) == [("2026-02-19", derived)]
    closer = record("c", "moved", "on = 2026-01-10", "to = 2026-02-18", reason="Zaal.")
    assert prepares(tuesday + closer) == [("2026-02-18", known)]


def test_what_will_not_be_done_needs_no_preparation_but_keeps_its_missed_deadline() -> None:
    deadline = '[[deadline]]\nid = "d"\nactivity = "b"\ndate = 2026-03-31\nbasis = "custom"\n'
    gone = record("b", "not-done", "on = 2026-01-10", reason="Geen stuk.")
    assert [title for _, _, title in shown(PREPARED + deadline + gone)] == [
        "Uiterste dag: PFHO – Stap b"
    ]


# -- words --------------------------------------------------------------------------------


def test_every_title_in_english() -> None:
    feeds = feeds_on(read(NOTA).timeline, TODAY, STAMP, lang="en")
    titles = {one.title for one in seen(feeds["all.ics"])}
    assert {
        "Concept schrijven (day not known)",
        "AO – preparing Nota for PFHO (derived)",
        "College Noorddorp – besluiten Nota (one of 2 days)",
        "Council Zuidstad – vaststellen Nota",
        "Deadline: Raden – vaststellen Nota",
        "Starts: Looptijd van de nota",
        "Ends: Looptijd van de nota",
        "Sluiting van het oude veld (by this day)",
    } <= titles


def test_a_target_is_not_called_a_last_day() -> None:
    text = step("a") + (
        '[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2026-03-31\nbasis = "custom"\n'
        'hard = false\nconsequence = "Dan pas na de zomer."\n'
    )
    one = only(text)
    assert one.title == "Streefdatum: Stap a"
    said = "Streefdatum: di 31 mrt 2026. Gevolg als het later wordt: Dan pas na de zomer."
    assert said in one.description


def test_a_title_is_cut_and_the_text_is_not() -> None:
    title = "Heel lang " * 900
    one = only(step("a", when="2026-03-05").replace('"Stap a"', f'"{title}"'))
    assert len(one.title) == 100
    assert one.title.endswith("…")
    assert title.strip() in one.description


def test_a_finding_stands_with_the_step_and_a_waived_one_with_its_reason() -> None:
    timeline = read(SHIPPED).timeline
    feeds = feed_of(timeline, "2025-04-28")
    (pfho,) = [one for one in feeds if "Kenmerk: vaststelling-pfho" in one.description
               and one.title.startswith("PFHO")]  # fmt: skip
    assert "Let op: " in pfho.description
    assert "(BP403)" in pfho.description
    assert "Aanvaard: " in pfho.description


def test_the_feeds_and_their_files() -> None:
    timeline = read(NOTA).timeline
    found = feeds_of(timeline, Horizon.of(day(TODAY)), "nl")
    assert [one.file for one in found] == [
        "all.ics", "deadlines.ics", "process-nota-sport.ics", "process-accommodaties.ics",
        "body-ao.ics", "body-pfho.ics", "body-colleges.ics", "body-raden.ics",
        "municipality-noord.ics", "municipality-zuid.ics", "owner-regio.ics",
    ]  # fmt: skip
    assert found[0].name == "Alles – Nota Sport"
    assert found[8].name == "Noorddorp – Nota Sport"


def test_each_feed_holds_what_its_name_says() -> None:
    feeds = feeds_on(read(NOTA).timeline, TODAY, STAMP)

    def titles(file: str) -> set[str]:
        return {one.title for one in seen(feeds[file])}

    assert titles("deadlines.ics") == {
        "Uiterste dag: Raden – vaststellen Nota",
        "Sluiting van het oude veld (uiterlijk deze dag)",
    }
    assert titles("body-ao.ics") == {"AO – voorbereiding Nota voor PFHO (afgeleid)",
                                     "AO – Werkoverleg"}  # fmt: skip
    assert titles("owner-regio.ics") == {"Opdracht verlenen", "Concept schrijven (dag niet bekend)"}
    assert titles("process-accommodaties.ics") == {
        "AO – Werkoverleg",
        "Opening: bal, net; doel \\ 🎉 END:VEVENT",
        "Sluiting van het oude veld (uiterlijk deze dag)",
    }
    everything = seen(feeds["all.ics"])
    assert all(set(seen(feed)) <= set(everything) for feed in feeds.values())
    assert Seen("2026-03-05T14:00", "2026-03-05T15:30", "PFHO – bespreken Nota") in everything


def test_joined_characters_stay_joined() -> None:
    """A family of emoji is one character made of several; Persian words hold a non-joiner."""
    one = only(step("a", when="2026-03-05").replace("Stap a", "Gezin 👩\u200d👧 می\u200cخواهم"))
    assert one.title == "Gezin 👩\u200d👧 می\u200cخواهم"


def test_a_time_zone_in_a_title_is_only_a_title() -> None:
    text = step("a", when="2026-03-05").replace("Stap a", "DTSTART;TZID=Mars")
    feed = feeds_on(timeline_of(HEAD + text), "2026-01-15")["all.ics"]
    assert b"VTIMEZONE" not in feed


def test_events_of_another_zone_stand_in_order() -> None:
    """At two in the night in Kathmandu it is still the day before in Amsterdam."""
    head = HEAD.replace(
        'title = "Een tijdlijn"', 'title = "Een tijdlijn"\ntime_zone = "Asia/Kathmandu"'
    )
    text = step("a", when="2026-07-01") + step("b", "when = 2026-07-01T02:00:00")
    found = feed_of(timeline_of(head + text), "2026-01-15")
    assert [(one.first, one.title) for one in found] == [
        ("2026-06-30T22:15", "Stap b"), ("2026-07-01", "Stap a"),
    ]  # fmt: skip


def test_a_fault_of_one_municipality_is_not_told_as_that_of_another() -> None:
    """Laren adopts after the deadline; Eemnes must not read that its own decision is late."""
    text = COUNCILS + (
        '[[deadline]]\nid = "d"\nactivity = "b"\ndate = 2026-09-20\nbasis = "custom"\n'
        + record("b", "moved", "on = 2026-01-10", "to = 2026-09-24", municipality="laren",
                 reason="Geen raad.")
    )  # fmt: skip
    found = {one.title: one for one in feed_of(timeline_of(HEAD + text), "2026-01-15")}
    eemnes = found["Raad Eemnes – vaststellen Nota"].description
    assert "(BP202)" in eemnes
    assert "Let op: " not in eemnes
    assert "Over alle gemeenten samen: " in eemnes
