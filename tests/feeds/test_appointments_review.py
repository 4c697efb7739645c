"""What a hostile reader found in the appointments: each fault once, as small as it can be."""

from __future__ import annotations

from datetime import UTC, date, datetime

from boplan.feeds.writing.appointments import Horizon, appointments, undated
from boplan.feeds.writing.catalogue import feeds_of
from boplan.feeds.writing.edition import Edition
from boplan.feeds.writing.memory import Memory, memory_of
from boplan.model.vocabulary import Lang
from boplan.rules.case import Case
from boplan.rules.engine import judged
from tests.feeds.checker import Event, events
from tests.helpers import HEAD, timeline_of

TABLES = """
[[municipality]]
id = "noord"
name = "Noorddorp"

[[municipality]]
id = "zuid"
name = "Zuidstad"

[[document]]
id = "nota"
title = "De Nota"
short = "Nota"

[[body]]
id = "ao"
name = "Ambtelijk overleg"
short = "AO"
level = "ambtelijk"

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


def step(one: str, *keys: str) -> str:
    """Return the table of a step."""
    return "\n".join(
        [f'\n[[activity]]\nid = "{one}"\ntitle = "Stap {one}"\nprocess = "p"', *keys, ""]
    )


def record(one: str, kind: str, *keys: str) -> str:
    """Return the table of a record."""
    return "\n".join([f'\n[[record]]\nactivity = "{one}"\nkind = "{kind}"', *keys, ""])


def case_of(text: str, today: str) -> Case:
    return Case(timeline_of(HEAD + TABLES + text), date.fromisoformat(today))


def feed_of(
    text: str, today: str = "2026-06-30", *, before: bytes = b"", lang: Lang = "nl"
) -> bytes:
    """Return the feed of everything on that day; `before` is what it was a day ago."""
    case = case_of(text, today)
    horizon = Horizon.of(case.today)
    edition = Edition(
        appointments(case, judged(case), horizon, lang),
        memory_of({"all.ics": before}, None) if before else Memory(),
        stamp=datetime(2026, 7, 2 if before else 1, tzinfo=UTC),
        horizon=horizon,
        zone="Europe/Amsterdam",
        lang=lang,
    )
    return edition.write(feeds_of(case.timeline, horizon, lang)[0])


def shown(text: str, today: str = "2026-06-30", lang: Lang = "nl") -> list[Event]:
    """Return the events of everything on that day."""
    return events(feed_of(text, today, lang=lang))


def when(found: list[Event]) -> list[tuple[str, str, str]]:
    """Return start, end and status of each event."""
    return [(one.first, one.last, one.status) for one in found]


def test_what_was_done_before_the_plan_does_not_stand_on_the_day_of_the_plan() -> None:
    text = step("a", "when = 2026-03-05") + record("a", "done", 'on = "[..2026-01-10]"')
    assert when(shown(text)) == [("2026-01-10", "2026-01-10", "TENTATIVE")]


def test_what_was_done_by_a_day_in_the_window_does_not_stand_after_it() -> None:
    text = step("a", 'when = "2026-02"') + record("a", "done", 'on = "[..2026-02-10]"')
    assert when(shown(text)) == [("2026-02-01", "2026-02-10", "TENTATIVE")]


def test_a_choice_that_came_after_it_was_done_is_none() -> None:
    text = step("a", "when = [2026-03-17, 2026-03-24]")
    text += record("a", "done", 'on = "[..2026-03-20]"')
    assert when(shown(text)) == [("2026-03-17", "2026-03-17", "TENTATIVE")]


def test_a_span_that_was_over_by_a_day_does_not_go_on_after_it() -> None:
    text = step("a", 'when = "2026-01-01/2026-06-30"')
    text += record("a", "done", 'on = "[..2026-05-20]"')
    assert when(shown(text)) == [("2026-01-01", "2026-05-20", "TENTATIVE")]


AGENDA = '\n[[agenda]]\nbody = "pfho"\nkind = "attested"\nmeetings = [2026-03-05T14:00:00]\n'
AT_THE_PFHO = ('body = "pfho"', 'document = "nota"')


def test_a_meeting_keeps_its_hour_when_it_is_done_that_day() -> None:
    text = step("a", "when = 2026-03-05T14:00:00", 'duration = "PT1H30M"')
    text += record("a", "done", "on = 2026-03-05")
    assert when(shown(text)) == [("2026-03-05T14:00", "2026-03-05T15:30", "CONFIRMED")]


def test_a_choice_keeps_its_hour_when_it_is_settled() -> None:
    text = step("a", 'when = "[2026-03-05T10:00,2026-03-06T14:00]"')
    text += record("a", "settled", "on = 2026-01-10", "settled = 2026-03-06")
    assert when(shown(text)) == [("2026-03-06T14:00", "2026-03-06T15:00", "CONFIRMED")]


def test_a_meeting_that_moved_to_another_day_leaves_its_hour_behind() -> None:
    text = step("a", "when = 2026-03-05T14:00:00")
    text += record("a", "moved", "on = 2026-01-10", "to = 2026-03-12", 'reason = "Reces"')
    assert when(shown(text)) == [("2026-03-12", "2026-03-12", "CONFIRMED")]


def test_two_hours_on_one_day_are_one_day() -> None:
    text = step("a", 'when = "[2026-03-05T10:00,2026-03-05T14:00]"')
    assert when(shown(text)) == [("2026-03-05", "2026-03-05", "CONFIRMED")]


def test_a_limit_has_no_hour() -> None:
    text = AGENDA + step("a", 'when = "[..2026-03-05]"', 'purpose = "bespreken"', *AT_THE_PFHO)
    assert when(shown(text)) == [("2026-03-05", "2026-03-05", "TENTATIVE")]


def test_papers_are_not_handed_in_at_the_hour_of_the_meeting() -> None:
    text = AGENDA + step("a", "when = 2026-03-05", 'purpose = "aanleveren"', *AT_THE_PFHO)
    assert when(shown(text)) == [("2026-03-05", "2026-03-05", "CONFIRMED")]


def test_a_day_that_the_order_took_away_is_not_named_as_one_that_is_left() -> None:
    text = step("x", "when = 2026-03-10")
    text += step("a", "when = [2026-03-17, 2026-03-24, 2026-03-31]", 'after = ["x"]')
    before = feed_of(text)
    text += record("x", "moved", "on = 2026-01-10", "to = 2026-03-20", 'reason = "Reces"')
    found = events(feed_of(text, before=before))
    (gone,) = (one for one in found if one.status == "CANCELLED")
    assert (gone.first, gone.title) == ("2026-03-17", "Vervallen: Stap a (niet op deze dag)")
    assert "Niet op deze dag, maar: 24 of 31 mrt 2026." in gone.description


def test_a_step_of_which_one_municipality_has_a_date_is_without_date() -> None:
    text = step("a", 'body = "raden"')
    text += record(
        "a", "moved", "on = 2026-01-10", "to = 2026-03-06", 'reason = "r"', 'municipality = "noord"'
    )
    assert undated(case_of(text, "2026-01-15")) == ["a"]
    text += record(
        "a", "moved", "on = 2026-01-10", "to = 2026-03-09", 'reason = "r"', 'municipality = "zuid"'
    )
    assert undated(case_of(text, "2026-01-15")) == []
    text += step("b", 'when = "[..2026-01-01,2026-06-01..]"')
    assert undated(case_of(text, "2026-01-15")) == ["b"]


def test_what_lasts_begins_on_the_day_on_which_it_began() -> None:
    text = step("a", 'when = "2026-04/2026-06-23"') + record("a", "started", "on = 2026-04-10")
    (found,) = shown(text, "2026-05-01")
    assert (found.first, found.last, found.status) == ("2026-04-10", "2026-06-23", "CONFIRMED")
    assert "Begonnen: vr 10 apr 2026" in found.description
    text = step("a", "when = 2026-04-01") + record("a", "started", "on = 2026-04-10")
    assert when(shown(text, "2026-05-01")) == [("2026-04-01", "2026-04-01", "CONFIRMED")]


def test_what_was_done_on_another_day_says_when_it_was_planned() -> None:
    text = step("a", "when = 2026-03-05") + record("a", "done", "on = 2026-03-12")
    (found,) = shown(text)
    assert "Oorspronkelijk gepland: do 5 mrt 2026\nGedaan: do 12 mrt 2026" in found.description


def test_what_was_done_is_not_also_unknown() -> None:
    text = step("a", "when = 2026-03-05") + record("a", "no-evidence")
    (found,) = shown(text)
    assert "Of dit is gebeurd, is niet bekend." in found.description
    (found,) = shown(text + record("a", "done", 'on = "[..2026-04-01]"'))
    assert "Of dit is gebeurd" not in found.description


def test_a_fallback_is_certain_for_who_needs_it() -> None:
    text = step("a", "when = 2026-03-05", 'body = "raden"')
    text += step("b", "when = 2026-07-02", 'body = "raden"', 'fallback_for = "a"')
    assert {one.status for one in shown(text) if "Stap b" in one.title} == {"TENTATIVE"}
    text += record("a", "not-done", "on = 2026-03-05", 'municipality = "noord"')
    noord, zuid = (one for one in shown(text) if "Stap b" in one.title)
    if "Zuidstad" in noord.title:
        noord, zuid = zuid, noord
    assert (noord.title, noord.status) == ("Raad Noorddorp – Stap b", "CONFIRMED")
    assert "Nodig, want „Stap a” is niet gehaald." in noord.description
    assert (zuid.title, zuid.status) == ("Raad Zuidstad – Stap b (onder voorwaarde)", "TENTATIVE")


DEADLINE = '\n[[deadline]]\nid = "d"\nactivity = "a"\ndate = 2026-05-01\nbasis = "custom"\n'


def test_what_hangs_on_a_condition_makes_its_deadline_and_preparation_uncertain() -> None:
    text = AGENDA + DEADLINE
    text += '\n[[agenda]]\nbody = "ao"\nkind = "derived"\nderived_from = "pfho"\noffset = "-P7D"\n'
    text += '\n[[agenda]]\nbody = "ao"\nkind = "attested"\nmeetings = [2026-02-26]\n'
    sure = text + step("a", "when = 2026-03-05", 'purpose = "bespreken"', *AT_THE_PFHO)
    assert {one.status for one in shown(sure)} == {"CONFIRMED"}
    found = shown(sure + 'condition = "Als er geld is"\n')
    assert {one.status for one in found} == {"TENTATIVE"}
    assert all(one.title.endswith(" (onder voorwaarde)") for one in found)


def test_a_deadline_says_that_it_was_met() -> None:
    text = DEADLINE + step("a", "when = 2026-03-05")
    text += record("a", "done", "on = 2026-03-06")
    (found,) = (one for one in shown(text) if one.first == "2026-05-01")
    assert "Gedaan: vr 6 mrt 2026" in found.description


def test_a_regional_body_is_not_one_of_the_municipality_whose_step_it_is() -> None:
    text = step("a", "when = 2026-03-05", 'body = "pfho"', 'scope = ["zuid"]')
    assert [one.title for one in shown(text)] == ["PFHO (Zuidstad) – Stap a"]
    text = step("a", "when = 2026-03-05", 'body = ["pfho", "raden"]', 'scope = ["zuid"]')
    assert [one.title for one in shown(text)] == ["PFHO + Raad (Zuidstad) – Stap a"]


def test_nothing_waits_for_what_is_off_and_what_is_done_waits_for_nothing() -> None:
    text = step("x", "when = 2026-03-01") + step("y", "when = 2026-03-02")
    text += step("a", "when = 2026-03-05", 'after = ["x", "y"]')
    text += record("x", "cancelled", "on = 2026-01-10", 'reason = "r"')
    assert "Hangt af van: Stap y\n" in shown(text)[-1].description
    text += record("a", "done", "on = 2026-03-05")
    assert "Hangt af van" not in shown(text)[-1].description


def test_what_was_held_over_is_not_certain_until_it_has_a_new_day() -> None:
    text = step("a", "when = 2026-03-05", 'body = "raden"', 'scope = ["zuid"]')
    text += record("a", "outcome", "on = 2026-03-05", 'outcome = "aangehouden"')
    (found,) = shown(text, "2026-03-06")
    assert (found.title, found.status) == ("Raad Zuidstad – Stap a (aangehouden)", "TENTATIVE")
    assert "Besluit: aangehouden" in found.description
    text += record("a", "moved", "on = 2026-03-10", "to = 2026-04-02", 'reason = "Aangehouden"')
    assert when(shown(text, "2026-03-11")) == [("2026-04-02", "2026-04-02", "CONFIRMED")]


def test_the_upkeep_of_the_file_is_not_in_the_calendar() -> None:
    text = step("x", "when = 2026-03-10") + step("a", "when = 2026-03-09", 'after = ["x"]')
    text += '\n[[waiver]]\ncode = "BP201"\nactivity = "a"\nreason = "r"\nuntil = 2026-02-01\n'
    assert "BP201" in shown(text, "2026-02-02")[0].description
    assert "BP803" not in shown(text, "2026-02-02")[0].description


def test_a_municipality_that_has_merged_repeats_nothing() -> None:
    text = step(
        "a", 'every = "FREQ=MONTHLY"', "from = 2026-05-10", "until = 2026-08-31",
        'scope = ["zuid"]',
    )  # fmt: skip
    merged = text + '\n[[municipality]]\nid = "west"\nname = "West"\nuntil = 2026-06-30\n'
    merged = merged.replace('"zuid"', '"west"')
    assert [one.first for one in shown(text)] == [f"2026-0{month}-10" for month in (5, 6, 7, 8)]
    assert [one.first for one in shown(merged)] == ["2026-05-10", "2026-06-10"]


def test_what_began_before_the_horizon_and_is_not_over_does_not_vanish_in_silence() -> None:
    text = step("b", "when = 2026-03-05")
    before = feed_of(text + step("a", 'when = "2024-12-20/2025-06-30"'), "2026-01-15")
    found = events(feed_of(text, "2026-01-16", before=before))
    assert [one.title for one in found] == ["Vervallen: Stap a", "Stap b"]
    before = feed_of(text + step("a", 'when = "2024-12-20/2024-12-31"'), "2026-01-15")
    found = events(feed_of(text, "2026-01-16", before=before))
    assert [one.title for one in found] == ["Stap b"]


def test_what_recurred_before_it_was_cancelled_did_take_place() -> None:
    text = step("a", 'every = "FREQ=MONTHLY"', "from = 2026-01-10", "until = 2026-03-31")
    before = feed_of(text)
    text += record("a", "cancelled", "on = 2026-02-05", 'reason = "r"')
    found = events(feed_of(text, before=before))
    assert [(one.first, one.title) for one in found] == [
        ("2026-01-10", "Stap a"),
        ("2026-02-10", "Vervallen: Stap a"),
        ("2026-03-10", "Vervallen: Stap a"),
    ]
    assert found[0].sequence == 0


def test_a_deadline_says_what_its_step_waits_for() -> None:
    text = DEADLINE + step("x", "when = 2026-03-01")
    text += step("a", "when = 2026-03-05", 'after = ["x"]')
    assert all("Hangt af van: Stap x\n" in one.description for one in shown(text)[1:])


def test_a_day_that_only_the_order_leaves_is_not_certain() -> None:
    first = step("x", "when = 2026-03-30")
    for date_of in ('"2026-03"', "[2026-03-24, 2026-03-31]"):
        text = first + step("a", f"when = {date_of}", 'after = ["x"]')
        _, found = shown(text)
        assert (found.first, found.last, found.status) == ("2026-03-31", "2026-03-31", "TENTATIVE")
        assert found.title == "Stap a (enige dag die overblijft)"
        assert "Volgens de volgorde van de stappen: di 31 mrt 2026" in found.description
        assert "één van deze dagen" not in found.description
    text = first + step("a", 'when = "2026-03/2026-06-23"', 'after = ["x"]')
    assert when(shown(text))[1:] == [("2026-03-31", "2026-06-23", "TENTATIVE")]
    text = first + step("a", 'when = "2026-03/2028-06-23"', 'after = ["x"]')
    assert [one.status for one in shown(text)[1:]] == ["TENTATIVE", "CONFIRMED"]


def test_alternatives_to_which_it_moved_are_each_an_event_that_stays() -> None:
    text = step("a", "when = 2026-03-05")
    text += record(
        "a", "moved", "on = 2026-01-10", 'to = "[2026-03-12,2026-03-19]"', 'reason = "r"'
    )
    before = feed_of(text, "2026-01-10")
    first, second = events(before)
    assert [one.first for one in (first, second)] == ["2026-03-12", "2026-03-19"]
    assert first.uid != second.uid
    text += record("a", "settled", "on = 2026-01-20", "settled = 2026-03-19")
    found = events(feed_of(text, "2026-01-20", before=before))
    assert [(one.uid, one.status) for one in found] == [
        (first.uid, "CANCELLED"),
        (second.uid, "CONFIRMED"),
    ]
    assert "Niet op deze dag, maar: do 19 mrt 2026." in found[0].description


def test_done_on_one_of_two_days_is_two_events() -> None:
    text = step("a", "when = 2026-03-05")
    text += record("a", "done", 'on = "[2026-03-12,2026-03-19]"')
    assert len({one.uid for one in shown(text)}) == 2


DERIVED = '\n[[agenda]]\nbody = "ao"\nkind = "derived"\nderived_from = "pfho"\noffset = "-P{n}D"\n'


def test_a_further_derived_agenda_does_not_change_the_first() -> None:
    text = step("a", "when = 2026-03-05", *AT_THE_PFHO) + DERIVED.format(n=21)
    (first, _) = shown(text)
    found = shown(text + DERIVED.format(n=28))
    assert found[1].raw == first.raw
    assert found[0].first == "2026-02-05"


def test_a_meeting_that_prepares_has_the_hour_that_its_agenda_names() -> None:
    text = step("a", "when = 2026-03-05", *AT_THE_PFHO) + DERIVED.format(n=21)
    text += '\n[[agenda]]\nbody = "ao"\nkind = "attested"\nmeetings = [2026-02-12T09:30:00]\n'
    found = shown(text)[0]
    assert (found.first, found.last) == ("2026-02-12T09:30", "2026-02-12T10:30")
    assert "hier staat één uur" in found.description
