"""What the status screen makes of records: who is late, who is kept by whom, who is left."""

from __future__ import annotations

from boplan.model.vocabulary import Lang
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from boplan.views.layout import plain
from boplan.views.status import status_lines
from tests.helpers import HEAD, day, record, step, timeline_of

PLACES = "".join(
    f'[[municipality]]\nid = "{one}"\nname = "{one.title()}"\n'
    for one in ("blaricum", "eemnes", "hilversum", "huizen", "laren")
) + (
    '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
    '[[owner]]\nid = "regio"\nname = "Regio"\n[[owner]]\nid = "ggd"\nname = "GGD"\n'
)
START = HEAD + PLACES


def _status(text: str, today: str, *, lang: Lang = "nl", **chosen: str) -> str:
    timeline = timeline_of(START + text)
    everything = progress(timeline, day(today))
    selection = Selection(**chosen)
    steps = selection.pick(timeline, everything)
    made = status_lines(
        timeline, steps, everything, day(today), lang=lang, width=200, selection=selection
    )
    return plain(made)


def _councils(*done: str) -> str:
    who = ", ".join(f'"{one}"' for one in done)
    told = record("a", "done", "on = 2025-05-02", f"municipality = [{who}]") if done else ""
    return step("a", "when = 2025-05-05", body="raden", owner="ggd") + told


def test_who_is_left_is_named_when_they_are_few() -> None:
    """On 8 May three days late; three of five may be named, four may not."""
    few = _status(_councils("blaricum", "eemnes", "hilversum"), "2025-05-08")
    assert "3 dagen te laat" in few
    assert "3 van 5 gedaan · nog: Huizen, Laren" in few
    assert "nog: Hilversum, Huizen, Laren" in _status(_councils("blaricum", "eemnes"), "2025-05-08")
    many = _status(_councils("blaricum"), "2025-05-08")
    assert "1 van 5 gedaan · nog: 4 van 5" in many
    none = _status(_councils(), "2025-05-08")
    assert "nog:" not in none
    assert "still: Huizen, Laren" in _status(
        _councils("blaricum", "eemnes", "hilversum"), "2025-05-08", lang="en"
    )


def test_who_is_late_stands_apart_from_who_has_a_later_date() -> None:
    text = _councils("blaricum", "eemnes", "hilversum") + record(
        "a", "moved", "on = 2025-05-01", "to = 2025-05-19", municipality="laren", reason="Reces."
    )
    shown = _status(text, "2025-05-08")
    assert "te laat: Huizen, nog: Laren" in shown
    silent = _councils("blaricum", "eemnes", "hilversum") + record(
        "a", "no-evidence", municipality="laren"
    )
    assert "nog: Huizen, geen bericht: Laren" in _status(silent, "2025-05-08")


def test_a_moved_step_says_from_when() -> None:
    text = step("a", "when = 2025-05-05", owner="ggd") + record(
        "a", "moved", "on = 2025-05-01", "to = 2025-05-12", reason="Vakantie."
    )
    soon = _status(text, "2025-05-08")
    assert "ma 12 mei 2025" in soon
    assert "eerst ma 5 mei 2025" in soon
    late = _status(text, "2025-05-14")
    assert "2 dagen te laat" in late
    assert "ma 12 mei 2025 · eerst ma 5 mei 2025 · GGD · a" in late


def test_done_late_and_what_ended_lately() -> None:
    """For fourteen days: done on 7 May, it is on the screen through the 21st."""
    text = (
        step("a", "when = 2025-05-05", owner="ggd")
        + record("a", "outcome", "on = 2025-05-07", outcome="gewijzigd", point="Punt 1")
        + step("b", "when = 2025-05-20")
        + record("b", "cancelled", "on = 2025-05-08", reason="Geen geld.")
    )
    shown = _status(text, "2025-05-21")
    assert "ONLANGS (2)" in shown
    assert "gedaan, 2 dagen te laat, gewijzigd (Punt 1) · GGD · a" in shown
    assert "gepland ma 5 mei 2025" in shown
    assert "vervallen · Geen geld · b" in shown
    assert shown.index("· b\n") < shown.index("· a\n")  # the latest first
    assert "ONLANGS (1)" in _status(text, "2025-05-22")
    assert "ONLANGS" not in _status(text, "2025-05-23")


def test_what_keeps_a_step_is_named_with_its_owner() -> None:
    text = (
        step("een", "when = 2025-05-06", owner="regio")
        + step("twee", "when = 2025-05-06", owner="regio")
        + step("drie", "when = 2025-05-12", owner="ggd")
        + step("vier", "when = 2025-05-12")
        + step("b", 'after = ["een", "twee", "drie", "vier"]', "when = 2025-05-06", owner="ggd")
    )
    shown = _status(text, "2025-05-05")
    assert "wacht op een, twee van Regio; drie van GGD; vier" in shown
    assert "waits for een, twee from Regio; drie from GGD; vier" in _status(
        text, "2025-05-05", lang="en"
    )


def test_what_keeps_a_step_is_told_with_who_is_left() -> None:
    text = _councils("blaricum", "eemnes", "hilversum") + step(
        "b", 'after = ["a"]', "when = 2025-05-12", owner="regio"
    )
    assert "wacht op a (nog: Huizen, Laren) van GGD" in _status(text, "2025-05-08")


def test_an_owner_reads_first_what_to_do_first() -> None:
    text = (
        _councils("blaricum", "eemnes", "hilversum")
        + step("b", 'after = ["a"]', "when = 2025-05-12", owner="ggd")
        + step("c", "when = 2025-05-08", owner="regio")
    )
    shown = _status(text, "2025-05-08", owner="ggd")
    assert shown.splitlines()[1] == "Alleen: GGD"
    head = shown.split("TE LAAT")[0].split("EERSTVOLGENDE ACTIE\n")[1]
    assert head.startswith("  Eerst   Stap a (3 dagen te laat; nog: Huizen, Laren)\n")
    assert "Daarna  Stap b (ma 12 mei 2025; wacht op a (nog: Huizen, Laren) van GGD)" in head
    assert "WIE IS AAN ZET" not in shown
    assert "Stap c" not in shown
    assert "· GGD ·" not in shown  # who asked knows who they are


def test_an_adviser_of_one_municipality_is_not_kept_by_the_others() -> None:
    text = _councils("blaricum", "eemnes", "hilversum") + step(
        "b", 'after = ["a"]', "when = 2025-05-12", body="raden", owner="ggd"
    )
    eemnes = _status(text, "2025-05-08", owner="ggd", municipality="eemnes")
    assert eemnes.splitlines()[1] == "Alleen: GGD · Eemnes"
    assert "Eerst   Stap b (ma 12 mei 2025)" in eemnes
    assert "wacht op" not in eemnes
    assert "Niets is te laat." in eemnes
    laren = _status(text, "2025-05-08", owner="ggd", municipality="laren")
    assert "Eerst   Stap a (3 dagen te laat)" in laren
    assert "Daarna  Stap b (ma 12 mei 2025; wacht op a van GGD)" in laren


def test_silence_after_the_evidence_is_explained() -> None:
    known = 'title = "Een proces"\nevidence_until = 2025-05-10\n'
    text = step("a", "when = 2025-05-12") + step("b", "when = 2025-05-09")
    timeline = timeline_of(START.replace('title = "Een proces"\n', known) + text)
    steps = progress(timeline, day("2025-06-01"))
    shown = plain(status_lines(timeline, steps, steps, day("2025-06-01"), lang="nl", width=200))
    assert "TE LAAT (1)" in shown
    assert "? geen bericht (bekend is wat er gebeurde t/m za 10 mei 2025)" in shown
    assert "(known is what" in plain(
        status_lines(timeline, steps, steps, day("2025-06-01"), lang="en", width=200)
    )
