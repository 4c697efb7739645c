"""What the status screen makes of records: who is late, who is kept by whom, who is left."""

from __future__ import annotations

import re
from typing import Any

import pytest

from boplan.model.vocabulary import Lang
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from boplan.views.layout import plain
from boplan.views.status import status_lines
from tests.helpers import HEAD, day, record, step, steps_on, timeline_of

PLACES = "".join(
    f'[[municipality]]\nid = "{one}"\nname = "{one.title()}"\n'
    for one in ("blaricum", "eemnes", "hilversum", "huizen", "laren")
) + (
    '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
    '[[owner]]\nid = "regio"\nname = "Regio"\n[[owner]]\nid = "ggd"\nname = "GGD"\n'
)
START = HEAD + PLACES


def _status(text: str, today: str, *, lang: Lang = "nl", **chosen: Any) -> str:
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


# -- what matters on the day, and what is folded ------------------------------------------


def _lines(shown: str, heading: str) -> list[str]:
    """Return the lines of one section, without its heading."""
    return shown.split(heading)[1].split("\n\n")[0].splitlines()[1:]


def test_what_comes_is_counted_a_year_ahead() -> None:
    """On 8 May 2025: 8 May 2026 is within a year, the 9th is later; so is what has no date."""
    text = (
        step("binnen", "when = 2026-05-08") + step("buiten", "when = 2026-05-09")
        + step("zonder") + step("uiterlijk", 'when = "../2025-12-31"')
    )  # fmt: skip
    shown = _status(text, "2025-05-08")
    assert "KOMT ERAAN (2)\n" in shown
    assert "Stap binnen" in shown
    assert "Stap uiterlijk" in shown
    coming = _lines(shown, "KOMT ERAAN")
    assert coming[-1] == "  … 2 later of zonder datum: boplan status --all"
    assert "buiten" not in "".join(coming)
    only_later = _status(step("buiten", "when = 2026-05-09"), "2025-05-08", lang="en")
    assert _lines(only_later, "COMING UP")[0] == (
        "  Nothing within a year, 1 later or undated: boplan status --all"
    )


def test_what_comes_back_leaves_room_for_what_comes_once() -> None:
    weekly = "".join(step(f"w{n}", 'every = "FREQ=WEEKLY"', "from = 2025-05-12") for n in range(6))
    shown = _status(weekly + step("raad", "when = 2025-11-26"), "2025-05-08")
    assert "Stap raad" in "".join(_lines(shown, "KOMT ERAAN"))


def test_what_runs_out_first_stands_first_and_what_lasts_is_folded() -> None:
    text = (
        step("jaren", 'when = "2020/2030"', purpose="contract")
        + step("open", 'when = "2024-01/.."', purpose="contract")
        + step("bijna", 'when = "2021/2025-08"', purpose="contract")
        + step("eerst", 'when = "2025-04/2025-06"')
    )
    shown = _lines(_status(text, "2025-05-08"), "LOOPT")
    assert "Stap eerst" in shown[0]
    assert "Stap bijna" in shown[2]
    assert shown[-1] == "  … en nog 2: boplan list --status running"


def test_what_has_been_late_for_years_does_not_crowd_out_what_is_late_now() -> None:
    old = "".join(step(f"oud{n}", "when = 2022-03-01", owner="regio") for n in range(6))
    shown = _status(old + step("nieuw", "when = 2025-05-05", owner="regio"), "2025-05-08")
    assert "TE LAAT (7)\n" in shown
    late = _lines(shown, "TE LAAT")
    assert "Stap nieuw" in late[0]
    assert late[-1] == "  … en nog 6: boplan list --status overdue"
    assert "Regio  Stap nieuw (3 dagen te laat) en nog 6" in shown
    alone = _lines(_status(old, "2025-05-08"), "TE LAAT")
    assert sum("Stap oud" in one for one in alone) == 2


def test_what_was_reported_later_is_no_news() -> None:
    """A report of May says of three steps that they were done: one since the first of May."""
    text = (
        step("nu", "when = 2025-05-02") + record("nu", "done", 'on = "2025-05-01/2025-05-06"')
        + step("ooit", 'when = "2024-06"') + record("ooit", "done", 'on = "[..2025-05-06]"')
    )  # fmt: skip
    text += step("eens", 'when = "2024-07"') + record("eens", "done", 'on = "[..2025-05-06]"')
    shown = _lines(_status(text, "2025-05-08"), "ONLANGS (3)")
    assert "Stap nu" in shown[0]
    assert shown[-1] == "  … en nog 2: boplan status --all"
    assert "Stap ooit" not in "".join(shown)


def test_who_must_act_is_about_a_year() -> None:
    text = (
        step("straks", "when = 2025-09-01", owner="regio")
        + step("ooit", 'when = "2028"', owner="ggd")
        + step("contract", 'when = "2025-07/2027"', owner="ggd", purpose="contract")
    )  # fmt: skip
    assert _lines(_status(text, "2025-05-08"), "WIE IS AAN ZET") == [
        "  Regio  Stap straks (ma 1 sep 2025)"
    ]


def _plan(one: str, begins: str, ends: str) -> str:
    """Return a process with two steps, the last of which has its final deadline."""
    return (
        f'[[process]]\nid = "{one}"\ntitle = "Plan {one}"\nfinal_deadline = "{one}-eind"\n'
        + (
            step(f"{one}-begin", f"when = {begins}") + step(f"{one}-besluit", f"when = {ends}")
        ).replace('process = "p"', f'process = "{one}"')
        + f'[[deadline]]\nid = "{one}-eind"\nactivity = "{one}-besluit"\ndate = {ends}\n'
        'basis = "custom"\n'
    )


PLANS = _plan("x", "2019-03-01", "2021-12-31") + _plan("y", "2024-06-27", "2025-12-31")


def test_the_end_of_a_plan_that_begins_years_later_is_no_heading() -> None:
    """X runs from March 2019, y from June 2024: only who is at it, or soon will be, is told."""
    assert "Einddatum  Plan x: vr 31 dec 2021" in _status(PLANS, "2019-10-01")
    assert "Plan y:" not in _status(PLANS, "2019-10-01")
    assert "Plan y:" not in _status(PLANS, "2023-06-26")
    assert "Einddatum  Plan y: wo 31 dec 2025" in _status(PLANS, "2023-06-27")
    assert "Einddatum" not in _status(PLANS, "2018-02-28")
    assert "Einddatum  Plan x:" in _status(PLANS, "2018-03-01")
    assert "Einddatum  Plan y:" in _status(PLANS, "2019-10-01", process="y")


def test_an_end_that_is_past_is_told_for_a_year() -> None:
    """What is late after that, is late: it is no date to look forward to."""
    assert "Plan y: wo 31 dec 2025" in _status(PLANS, "2026-12-31")
    assert "Plan y: wo 31 dec 2025" not in _status(PLANS, "2027-01-01")
    done = PLANS + record("y-besluit", "done", "on = 2025-12-17")
    assert "Plan y: wo 31 dec 2025" not in _status(done, "2026-01-05")


def test_several_ends_read_as_one_list_the_nearest_in_full() -> None:
    text = PLANS + _plan("z", "2024-01-08", "2025-10-01")
    lines = _status(text, "2025-05-08").split("\n\n")[1].splitlines()
    assert lines[0].startswith("Einddata  Plan z: wo 1 okt 2025")
    assert [one for one in lines if "Plan " in one] == [
        lines[0], f"{' ' * 10}Plan y: wo 31 dec 2025, over ruim 7 maanden",
    ]  # fmt: skip
    assert sum("Speling" in one for one in lines) == 1
    assert sum("Geen enkele stap" in one for one in lines) == 1


def test_only_processes_in_which_something_goes_on_have_a_bar() -> None:
    text = "".join(
        f'[[process]]\nid = "{one}"\ntitle = "Plan {one}"\n'
        + step(f"{one}-stap", f"when = {when}").replace('process = "p"', f'process = "{one}"')
        for one, when in {
            "ver": '"2030"', "nu": "2025-05-12", "laat": "2025-05-05", "oud": '"2020"',
            "straks": "2025-12-01",
        }.items()
    ) + record("oud-stap", "done", 'on = "2020"')  # fmt: skip
    bars = _lines(_status(text, "2025-05-08"), "VOORTGANG")
    assert [one.split()[1] for one in bars[:-1]] == ["laat", "nu", "straks"]
    assert bars[-1] == "  … en nog 2: boplan status --all"


def test_many_decisions_of_one_meeting_are_counted() -> None:
    text = step("a", "when = 2025-05-06") + "".join(
        record("a", "outcome", "on = 2025-05-06", outcome=what, point=f"Punt {n}")
        for n, what in enumerate(["akkoord", "akkoord", "gewijzigd"], 1)
    )
    assert "gedaan, 2 × akkoord, 1 × gewijzigd · a" in _status(text, "2025-05-08")


# -- how late, what moved, what is vague ---------------------------------------------------


@pytest.mark.parametrize(
    ("on", "nl", "en"),
    [
        ("2025-05-08", "gedaan, 3 dagen te laat", "done, 3 days late"),
        ("2025-05-06/2025-05-08", "gedaan, 3 dagen te laat", "done, 3 days late"),
        ("[2025-05-08..2025-05-12]", "gedaan, minstens 3 dagen te laat",
         "done, at least 3 days late"),
        ("2025-05-09~", "gedaan, minstens 3 dagen te laat", "done, at least 3 days late"),
        ("[2025-05-08,2025-05-12]", "gedaan, minstens 3 dagen te laat",
         "done, at least 3 days late"),
        ("[2025-05-05..2025-05-12]", "gedaan ·", "done ·"),
        ("[..2025-05-12]", "gedaan ·", "done ·"),
    ],
)  # fmt: skip
def test_late_for_certain_or_at_least(on: str, nl: str, en: str) -> None:
    """Planned on the 5th: what can have been done on the 8th at the earliest, three days late."""
    text = step("a", "when = 2025-05-05") + record("a", "done", on=on)
    langs: tuple[tuple[Lang, str], ...] = (("nl", nl), ("en", en))
    for lang, said in langs:
        shown = _status(text, "2025-05-12", lang=lang)
        assert f"{said.removesuffix(' ·')} · a" in shown
        assert ("minstens" in shown or "at least" in shown) is ("minstens" in nl)


def test_late_for_certain_is_said_so_though_another_finished_later_in_time() -> None:
    """Huizen four days late on the 9th; Laren on the 19th, its own last day."""
    text = (
        step("a", "when = 2025-05-05", 'scope = ["hilversum", "huizen", "laren"]', body="raden")
        + record("a", "moved", "on = 2025-05-01", "to = 2025-05-19", municipality="laren",
                 reason="Reces.")
        + record("a", "done", "on = 2025-05-05", municipality="hilversum")
        + record("a", "done", "on = 2025-05-09", municipality="huizen")
        + record("a", "done", "on = 2025-05-19", municipality="laren")
    )  # fmt: skip
    assert "gedaan, 4 dagen te laat" in _status(text, "2025-05-19")


def _moved(one: str, to: str) -> str:
    return step(one, "when = 2025-06-02") + record(
        one, "moved", "on = 2025-05-01", f"to = {to}", reason="Vakantie."
    )


def test_what_was_moved_to_later_is_counted_where_nothing_is_late() -> None:
    """Not what was moved to earlier, nor what is done: of these nothing is behind any more."""
    later, done = "2025-06-16", record("klaar", "done", "on = 2025-05-07")
    text = _moved("eerder", "2025-05-26") + _moved("klaar", later) + done
    steps = [_moved(f"m{n}", later) for n in range(3)]
    for number, nl, en in (
        (0, "Niets is te laat.", "Nothing is overdue."),
        (1, "Niets is te laat. 1 stap is naar later verplaatst.",
         "Nothing is overdue. 1 step was moved to later."),
        (2, "Niets is te laat. 2 stappen zijn naar later verplaatst.",
         "Nothing is overdue. 2 steps were moved to later."),
    ):  # fmt: skip
        made = text + "".join(steps[:number])
        assert nl in _status(made, "2025-05-08").splitlines()
        assert en in _status(made, "2025-05-08", lang="en").splitlines()
    late = text + steps[0] + step("laat", "when = 2025-05-05")
    assert "naar later verplaatst" not in _status(late, "2025-05-08")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2025-04-01", "di 1 apr 2025"),
        ("[..2025-04-01]", "uiterlijk di 1 apr 2025"),
        ("2025-Q1", "1e kwartaal 2025"),
        ("2025-03", "mrt 2025"),
    ],
)
@pytest.mark.parametrize("kind", ["done", "not-done", "cancelled", "superseded"])
def test_what_ended_on_a_vague_day_ended_on_a_vague_day(kind: str, on: str, said: str) -> None:
    reason = {"reason": "Zo is het."} if kind == "cancelled" else {}
    text = step("a") + record("a", kind, on=on, **reason)
    (first, *_) = _lines(_status(text, "2025-04-08"), "ONLANGS (1)")
    words = first.split()
    assert " ".join(words[1 : words.index("Stap")]) == said


def test_of_what_may_begin_on_one_day_the_surest_comes_first() -> None:
    """All from 1 June; the file has them in the opposite order."""
    text = (
        step("zomer", 'when = "[2025-06-01..2025-08-31]"') + step("maand", 'when = "2025-06"')
        + step("dag", "when = 2025-06-01") + step("open", 'when = "[2025-06-01..]"')
        + step("eerder", 'when = "[2025-05-30..2025-12-31]"')
    )  # fmt: skip
    coming = " ".join(_lines(_status(text, "2025-05-08"), "KOMT ERAAN (5)"))
    assert re.findall(r"Stap (\w+)", coming) == ["eerder", "dag", "maand", "zomer", "open"]


# -- one more than fits --------------------------------------------------------------------

LATE_ON = {
    "TE LAAT": ("when = 2025-05-05", 4), "LOOPT": ('when = "2025-05-01/2025-05-30"', 3),
    "NU AAN DE ORDE": ("when = 2025-05-12", 3), "KOMT ERAAN": ("when = 2025-06-02", 5),
}  # fmt: skip


@pytest.mark.parametrize("section", LATE_ON)
@pytest.mark.parametrize("number", range(1, 9))
def test_a_line_that_says_one_more_shows_it_instead(section: str, number: int) -> None:
    """A section of so many lines shows one more rather than say that there is one more."""
    lines, fits = LATE_ON[section]
    shown = _lines(
        _status("".join(step(f"s{n}", lines) for n in range(number)), "2025-05-08"),
        f"{section} ({number})",
    )
    expected = number if number <= fits + 1 else fits
    assert sum("Stap s" in one for one in shown) == expected
    folds = [one for one in shown if "… en nog" in one]
    assert len(folds) == (number > fits + 1)
    assert all(f"… en nog {number - fits}:" in one for one in folds)


def test_what_is_later_is_counted_so_the_line_is_there_anyway() -> None:
    text = "".join(step(f"s{n}", "when = 2025-06-02") for n in range(6)) + step("ver", when="2028")
    shown = _lines(_status(text, "2025-05-08"), "KOMT ERAAN (6)")
    assert sum("Stap s" in one for one in shown) == 5
    assert shown[-1] == "  … en nog 1 binnen een jaar, 1 later of zonder datum: boplan status --all"


def test_one_more_stands_in_its_place_in_time() -> None:
    """Five steps once from June to October, and a weekly one that comes before all of them."""
    text = "".join(step(f"s{n}", f"when = 2025-{n:02}-02") for n in range(6, 11)) + step(
        "week", 'every = "FREQ=WEEKLY"', "from = 2025-05-26"
    )
    shown = " ".join(_lines(_status(text, "2025-05-08"), "KOMT ERAAN (6)"))
    assert re.findall(r"Stap (\w+)", shown) == ["week", "s6", "s7", "s8", "s9", "s10"]


# -- what ended ----------------------------------------------------------------------------

ENDED = {
    "elapsed": step("a", 'when = "2024/2025-04"', purpose="contract"),
    "cancelled": step("a") + record("a", "cancelled", "on = 2024-05-01", reason="Geen geld."),
    "superseded": step("a") + record("a", "superseded", "on = 2024-05-01"),
    "not-needed": step("b") + record("b", "done", "on = 2024-05-01")
    + step("a", fallback_for="b"),
}  # fmt: skip


@pytest.mark.parametrize("status", ENDED)
def test_what_ended_is_counted_apart_and_explained(status: str) -> None:
    text = ENDED[status]
    steps = steps_on("2025-05-08", START + text)
    assert steps["a"].status == status
    done = sum(one.status == "done" for one in steps.values())
    legend: dict[Lang, str] = {
        "nl": "– afgelopen, vervallen of vervangen", "en": "– over, cancelled or superseded",
    }  # fmt: skip
    for lang, said in legend.items():
        shown = _status(text, "2025-05-08", lang=lang)
        assert said in " ".join(shown.split())
        (heading,) = re.findall(r"^(?:VOORTGANG|PROGRESS) .*$", shown, re.MULTILINE)
        numbers = re.findall(r"(\d+) ([✔▶✖○?–])", heading)
        assert numbers == [
            (str(done), "✔"), ("0", "▶"), ("0", "✖"), ("0", "○"), ("0", "?"), ("1", "–"),
        ]  # fmt: skip


def test_nothing_ended_so_nothing_is_explained() -> None:
    """Neither what was done nor what was not done has ended so, nor what nobody heard of."""
    text = (
        step("a") + step("b", "when = 2025-05-12") + step("c", "when = 2025-05-05")
        + step("d") + record("d", "done", "on = 2025-05-01")
        + step("e") + record("e", "not-done", "on = 2025-05-01")
        + step("f", "when = 2025-05-01") + record("f", "no-evidence")
    )  # fmt: skip
    shown = _status(text, "2025-05-08")
    assert "afgelopen" not in shown
    (heading,) = re.findall(r"^VOORTGANG .*$", shown, re.MULTILINE)
    assert re.findall(r"\d+ [✔▶✖○?–]", heading) == ["1 ✔", "0 ▶", "2 ✖", "2 ○", "1 ?", "0 –"]


def test_the_counts_of_a_bar_are_of_every_step_once() -> None:
    text = "".join(ENDED[one].replace('"a"', f'"a-{one}"') for one in ENDED) + (
        '[[process]]\nid = "q"\ntitle = "Ander"\n'
        + step("nu", "when = 2025-05-12").replace('process = "p"', 'process = "q"')
    )
    shown = _status(text, "2025-05-08", lang="nl") + _status(text, "2025-05-08", process="p")
    counted = re.findall(r"Een proces.*   1 ✔   0 ▶   0 ✖   0 ○   0 \?   4 –", shown)
    assert len(counted) == 1  # as a sheet; as a bar only with --all, for nothing goes on in it
