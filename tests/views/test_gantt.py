"""The picture: what stands in a row for each form of date, and in which column."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boplan.model.vocabulary import Lang, Status
from boplan.model.when import Bounds, Moment, Part, Precision, on
from boplan.schedule.progress import progress
from boplan.schedule.selection import Selection
from boplan.views.axis import Axis, Scale, axis_for
from boplan.views.canvas import ASCII, LEGEND, Cells, in_ascii
from boplan.views.gantt import chart_width, gantt_lines
from boplan.views.layout import cells, cut, line, plain
from boplan.views.shapes import Drawn, meetings, picture, shapes_of, window_for
from tests.helpers import HEAD, day, record, step, timeline_of
from tests.views.test_axis import axes

WIDTH = 80


def _lines(
    text: str, today: str, first: str, last: str, scale: Scale | None = None, *,
    lang: Lang = "nl", width: int = WIDTH, by: bool = False, ids: bool = False, **chosen: Any,
) -> list[str]:  # fmt: skip
    timeline = timeline_of(text)
    selection = Selection(**chosen)
    steps = selection.pick(timeline, progress(timeline, day(today)))
    axis = axis_for(day(first), day(last), chart_width(width), scale)
    shown = picture(steps, day(today), axis, by_municipality=by)
    meets = meetings(
        timeline, shown, steps.values(), body=selection.body, municipality=selection.municipality
    )
    return plain(
        gantt_lines(
            timeline, shown, steps, meets, day(today), lang=lang, width=width, ids=ids,
            selection=selection,
        )
    ).splitlines()  # fmt: skip


def _row(*tables: str, today: str = "2025-05-02", scale: Scale = Scale.DAY) -> str:
    """Return the chart of the first step, 28 April through 25 May 2025: a day is a column."""
    shown = _lines(HEAD + "".join(tables), today, "2025-04-28", "2025-05-25", scale)
    found = next(one for one in shown if one[3:9] == "Stap a")
    return found[WIDTH - 28 :].ljust(28)


def _a(when: str, *more: str, **keys: str) -> str:
    value = when if when.startswith("[2") or when.startswith("2025-05-") else f'"{when}"'
    value = f'"{when}"' if "/" in when or ".." in when or "~" in when else value
    return step("a", f"when = {value}", *more, **keys)


#   28 Apr is column 0, 2 May (today) 4, 5 May 7, 12 May 14, 19 May 21, 25 May 27.
FORMS = {
    "2025-05-05": "    │  ◆                    ",
    "2025-05": "   ░░░░░░░░░░░░░░░░░░░░░░░░▸",
    "2025-05-14~": "    │          ░░░          ",
    "2025-05-05/2025-05-12": "    │  ━━━━━━━━             ",
    "2025-04/2025-05-05": "◂░━━┿━━━                    ",
    "2025-05/2025-05-19": "   ░░░░░░░░░░░░░░░░░░━      ",
    "2025-05-05/2025-05-14~": "    │  ━━━━━━━━━░░             ",
    "2025-05-05/..": "    │  ━━━━━━━━━━━━━━━━━━━━▸",
    "../2025-05-12": "◂━━━┿━━━━━━━━━━             ",
    "2025-04-01/2025-06-30": "◂━━━┿━━━━━━━━━━━━━━━━━━━━━━▸",
    "[2025-05-06,2025-05-13,2025-05-20]": "    │   ◇      ◇      ◇     ",
    "[..2025-05-15]": "    │         ◂░░┤          ",
    "[2025-05-12..]": "    │         ├░░▸          ",
    "[2025-05-09..2025-05-14]": "    │      ░░░░░░           ",
}


@pytest.mark.parametrize("when", FORMS)
def test_every_form_of_date(when: str) -> None:
    expected = FORMS[when]
    assert _row(_a(when)).rstrip() == expected.rstrip()


def test_the_order_narrows_what_is_vague() -> None:
    before = step("b", "when = 2025-05-12")
    after = step("c", "when = 2025-05-19")
    narrowed = (
        _a("2025-05", 'after = ["b"]') + before + after.replace("when", 'after = ["a"]\nwhen')
    )
    assert _row(narrowed) == "    │          ░░░░░░       "  # 13 through 18 May
    late = _a("[..2025-05-22]", 'after = ["b"]') + before
    assert _row(late) == "    │          ░░░░░░░░░┤   "


def test_fates() -> None:
    """Done on its actual day, moved, overdue until yesterday, cancelled: beside the plan."""
    done = record("a", "done", on="2025-05-01")
    assert _row(_a("2025-04-29"), done) == " · ◆│                       "
    moved = record("a", "moved", on="2025-05-01", to="2025-05-12", reason="Ziekte.")
    assert _row(_a("2025-05-06"), moved) == "    │   ·     ◆             "
    assert _row(_a("2025-04-29")) == " ◆──│                       "
    assert _row(_a("2025-04-29/2025-04-30")) == " ━━─│                       "
    gone = record("a", "cancelled", on="2025-05-01", reason="Geen geld.")
    assert _row(_a("2025-05-05"), gone) == "    │  ×                    "
    assert _row(_a("2025-05-05/2025-05-09"), gone) == "    │  ×╌╌╌×                "
    settled = record("a", "settled", "settled = 2025-05-13", on="2025-05-01")
    assert _row(_a("[2025-05-06,2025-05-13,2025-05-20]"), settled) == (
        "    │   ·      ◆      ·     "
    )  # fmt: skip
    # A vague plan that came true is no other plan; one that was missed is.
    held = record("a", "done", on="2025-05-01")
    assert _row(_a("[2025-04-29..2025-05-09]"), held).rstrip() == "   ◆│"
    assert _row(_a("[2025-05-05..2025-05-07]"), held).rstrip() == "   ◆│  ···"
    span = record("a", "done", on="2025-05-01")
    assert _row(_a("2025-04-29/2025-05-06"), span).startswith(" ━━━│"), "planned end: dots"


def _deadline(on_: str, *, hard: bool = True) -> str:
    basis = 'basis = "custom"\n' + ("" if hard else "hard = false\n")
    return f'[[deadline]]\nid = "d{on_}"\nactivity = "a"\ndate = {on_}\n{basis}'


def test_deadlines() -> None:
    assert _row(_a("2025-05-05"), _deadline("2025-05-12")) == "    │  ◆      ▼             "
    assert _row(_a("2025-05-05"), _deadline("2025-05-12", hard=False)) == (
        "    │  ◆      ▽             "
    )  # fmt: skip
    assert _row(_a("2025-05-05"), _deadline("2025-05-05")) == "    │  ◈                    "
    # A step without a date has its deadline at least.
    undated = step("a") + _deadline("2025-05-12")
    assert _row(undated) == "    │         ▼             "


def test_recurring_steps() -> None:
    weekly = 'every = "FREQ=WEEKLY"\nfrom = 2025-04-15\n'
    assert _row(step("a") + weekly) == " •  │   •      •      •     "
    monthly = 'every = "FREQ=MONTHLY"\nfrom = "2025-04"\n'
    assert _row(step("a") + monthly) == "░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒"
    some = 'every = "regularly"\nfrom = 2025-05-05\n'
    assert _row(step("a") + some) == "    │  ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈▸"
    always = 'every = "continuously"\nfrom = 2025-05-05\n'
    assert _row(step("a") + always) == "    │  ━━━━━━━━━━━━━━━━━━━━▸"


def test_a_recurring_step_outside_the_window_is_counted_there() -> None:
    later = step("a") + 'every = "FREQ=WEEKLY"\nfrom = 2025-06-02\n'
    over = step("b") + 'every = "FREQ=WEEKLY"\nfrom = 2025-03-03\nuntil = 2025-03-31\n'
    between = step("c") + 'every = "FREQ=YEARLY"\nfrom = 2024-03-03\n'
    unknown = step("d") + 'every = "regularly"\n'
    for table, said in (
        (later, "1 later ▸"), (over, "◂ 1 eerder"), (between, "1 later ▸"),
        (unknown, "1 zonder datum"),
    ):  # fmt: skip
        shown = _lines(HEAD + table, "2025-05-02", "2025-04-28", "2025-05-25")
        assert f"  Een proces: {said}" in shown, said


def test_labels_do_not_run_together() -> None:
    """The 1st of March is a Saturday: its column has no room for "1" before the "3"."""
    table = HEAD + step("a", "when = 2025-03-05")
    shown = _lines(table, "2025-05-02", "2025-03-01", "2025-05-31", Scale.WEEK)
    assert shown[5][WIDTH - 40 :] == " 3  10 17 24 31 7  14 21 28 5  12 19 26"


def test_what_lies_outside_is_counted_never_dropped() -> None:
    phases = "".join(f'[[phase]]\nid = "f{n}"\ntitle = "Fase {n}"\nprocess = "p"\n' for n in (1, 2))
    other = '[[process]]\nid = "q"\ntitle = "Ander proces"\n'
    text = (
        HEAD + other + phases
        + step("a", "when = 2025-05-05", phase="f1")
        + step("b", "when = 2025-03-05", phase="f1")
        + step("c", "when = 2025-07-05", phase="f1")
        + step("d", phase="f1")
        + step("e", "when = 2025-07-05", phase="f2")
        + step("f").replace('process = "p"', 'process = "q"')
        + record("b", "done", on="2025-03-05")
    )  # fmt: skip
    shown = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25")
    words = [one[:50].split("│")[0].strip() for one in shown]
    for said in (
        "◂ 1 eerder · 1 later ▸ · 1 zonder datum", "Fase 2: 1 later ▸",
        "Ander proces: 1 zonder datum",
    ):  # fmt: skip
        assert words.count(said) == 1, words
    assert "BUITEN DEZE PERIODE" in words
    english = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25", lang="en")
    assert any("◂ 1 earlier · 1 later ▸ · 1 without a date" in one for one in english)


def test_no_step_in_the_window_and_no_step_at_all() -> None:
    shown = _lines(HEAD + step("a", "when = 2025-05-05"), "2025-05-02", "2026-01-01", "2026-01-31")
    assert "Geen stappen in deze periode." in shown
    assert "  Een proces: ◂ 1 eerder" in shown
    none = _lines(HEAD, "2025-05-02", "2026-01-01", "2026-01-31")
    assert none[-1] == "Geen stappen gevonden."


PLACES = (
    "".join(
        f'[[municipality]]\nid = "{one}"\nname = "{one.title()}"\n' for one in ("huizen", "laren")
    )
    + '[[body]]\nid = "raden"\nname = "Raden"\nlevel = "raad"\nper_municipality = true\n'
    + '[[body]]\nid = "staf"\nname = "Staf"\nlevel = "ambtelijk"\n'
    + '[[body]]\nid = "stil"\nname = "Stil"\nlevel = "ambtelijk"\n'
)


def test_municipalities_where_they_differ() -> None:
    text = (
        HEAD + PLACES + step("a", "when = 2025-05-05", body="raden")
        + step("b", "when = 2025-05-06", body="raden")
        + record("a", "done", on="2025-04-30", municipality="laren")
    )  # fmt: skip
    shown = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25", by=True)
    rows = {one[:20].strip(): one[WIDTH - 28 :] for one in shown}
    assert rows["▷ Stap a"] == "  ◆ │  ◆"
    assert rows["▷ Huizen"] == "    │  ◆"
    assert rows["✔ Laren"] == "  ◆ │  ·"
    assert sum("Huizen" in one for one in shown) == 1, "step b is alike in both"
    assert not any(
        "Huizen" in one for one in _lines(text, "2025-05-02", "2025-04-28", "2025-05-25")
    )
    one = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25", municipality="laren")
    assert next(it for it in one if "Stap a" in it).rstrip().endswith("  ◆ │  ·")


def _agenda(body: str, kind: str, *lines: str) -> str:
    return "\n".join(["[[agenda]]", f'body = "{body}"', f'kind = "{kind}"', *lines]) + "\n"


def test_meetings_known_and_derived() -> None:
    """Only of bodies that are shown; of whom nothing is known, nothing is said."""
    text = (
        HEAD + PLACES + step("a", "when = 2025-05-19", body="raden")
        + step("b", "when = 2025-05-06", body="stil")
        + _agenda("raden", "attested", "meetings = [2025-05-05, 2025-06-30]")
        + _agenda("staf", "derived", 'derived_from = "raden"', 'offset = "-P7D"')
    )  # fmt: skip
    shown = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25")
    rows = {one[:20].strip(): one[WIDTH - 28 :] for one in shown}
    assert rows["Raden"] == "    │  ●"
    assert rows["Staf"] == "    │         ○"
    assert "Stil" not in rows
    assert "● overleg · ○ afgeleid overleg" in " ".join(shown)


def test_meetings_of_one_municipality() -> None:
    text = (
        HEAD + PLACES + step("a", "when = 2025-05-19", body="raden")
        + _agenda("raden", "attested", "meetings = [2025-05-05]")
        + _agenda("raden", "attested", "meetings = [2025-05-08]", 'municipality = "laren"')
    )  # fmt: skip
    shown = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25")
    rows = {one[:20].strip(): one[WIDTH - 28 :] for one in shown}
    assert (rows["Raden"], rows["Raden Laren"]) == ("    │  ●", "    │     ●")
    own = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25", municipality="laren")
    assert next(one for one in own if "Raden Laren" in one).endswith("    │  ●  ●")
    other = _lines(text, "2025-05-02", "2025-04-28", "2025-05-25", municipality="huizen")
    assert next(one for one in other if "Raden Huizen" in one).endswith("    │  ●")


def test_the_axis_by_day() -> None:
    region = HEAD.replace('title = "Een tijdlijn"', 'title = "T"\nschool_region = "Noord"')
    closed = '[[closure]]\nid = "r"\ntitle = "R"\nfrom = 2025-05-12\nuntil = 2025-05-13\n'
    text = region + closed + step("a", "when = 2025-05-05")
    shown = [
        one[WIDTH - 28 :] for one in _lines(text, "2025-05-02", "2025-04-28", "2025-05-25")[3:12]
    ]
    assert shown[:8] == [
        "2025",
        "   mei",  # of April there are three days: no room
        "28     5      12     19",
        "mdwdvzzmdwdvzzmdwdvzzmdwdvzz",
        "▄▄▄▄▄▄▄",  # the May holiday of region Noord ends on the 4th
        "       ▄",  # Liberation Day
        "              ▄▄",
        "    │ vr 2 mei",
    ]


def test_what_no_table_reaches_is_not_known() -> None:
    region = HEAD.replace('title = "Een tijdlijn"', 'title = "T"\nschool_region = "Noord"')
    text = region + step("a", "when = 2030-09-02")
    shown = _lines(text, "2025-05-02", "2030-08-26", "2030-09-22")
    lane = next(one for one in shown if one.startswith("   schoolvakantie"))
    assert lane[WIDTH - 28 :] == "▄▄▄▄▄▄▄" + "?" * 21
    assert "? niet bekend" in " ".join(shown)


@pytest.mark.parametrize("width", [60, 80, 120, 240])
def test_today_runs_through_all_rows(width: int) -> None:
    """From its name above the rows to the last meeting; and it is named below them."""
    text = HEAD + PLACES + "".join(
        step(f"s{n}", f"when = 2025-06-{n:02}", body="raden") for n in range(1, 9)
    ) + _agenda("raden", "attested", "meetings = [2025-06-05]")  # fmt: skip
    shown = _lines(text, "2025-05-02", "2025-04-01", "2025-09-30", width=width)
    top = next(n for n, one in enumerate(shown) if one.startswith("   vandaag"))
    column = shown[top].index("│")
    until = next(n for n, one in enumerate(shown) if one.startswith("   Raden"))
    assert all(one[column] in "│┼" for one in shown[top : until + 1])
    assert shown[-2].startswith("│ vandaag")


# -- properties ----------------------------------------------------------------------------


def _drawn(axis: Axis, drawn: Drawn) -> str:
    made = Cells(axis, [" "] * axis.columns, [""] * axis.columns, None)
    made.draw(drawn)
    return "".join(span.text for span in made.spans())


@given(axes(), st.data())
def test_a_certain_day_is_one_mark_in_the_cell_that_holds_it(
    axis: Axis, data: st.DataObject
) -> None:
    one = data.draw(st.dates(axis.first, axis.last))
    when = on(one)
    shown = _drawn(axis, Drawn(Status.UPCOMING, tuple(shapes_of(when, when.bounds))))
    assert [n for n, char in enumerate(shown) if char != " "] == [axis.cell_of(one) * axis.stretch]


@given(axes(), st.data())
def test_a_vague_window_covers_exactly_the_cells_it_touches(
    axis: Axis, data: st.DataObject
) -> None:
    precision = data.draw(st.sampled_from(list(Precision)[1:]))
    start = data.draw(st.dates(max(date(1900, 1, 1), axis.first), axis.last))
    months = precision.months
    index = (start.year * 12 + start.month - 1) // months * months
    when = Moment(Part(date(index // 12, index % 12 + 1, 1), precision))
    bounds: Bounds = when.bounds
    assert bounds.earliest_start is not None
    assert bounds.latest_finish is not None
    shown = _drawn(axis, Drawn(Status.UPCOMING, tuple(shapes_of(when, bounds))))
    touched = axis.cells_of(bounds.earliest_start, bounds.latest_finish)
    columns = range(touched.start * axis.stretch, touched.stop * axis.stretch)
    assert [n for n, char in enumerate(shown) if char != " "] == list(columns)
    assert set(shown) <= set(" ░◂▸")
    assert ("◂" in shown) <= (bounds.earliest_start < axis.first)
    assert ("▸" in shown) == (bounds.latest_finish > axis.last)


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)), st.integers(-2000, 2000))
def test_the_window_that_is_chosen_holds_today_if_something_is_open(today: date, away: int) -> None:
    when = today + timedelta(days=away)
    if not 1900 <= when.year <= 2199:
        return
    timeline = timeline_of(HEAD + step("a", f"when = {when}"))
    steps = progress(timeline, today)
    first, last = window_for(steps.values(), today, None, None)
    assert first <= last
    if 0 <= away <= 731 or away < 0:
        assert last >= today or away < 0
    shown = picture(steps, today, axis_for(first, last, 60))
    assert list(shown.rows) == ["a"], "its only step is in the picture"


# -- texts that must fit -------------------------------------------------------------------

HOSTILE = {
    "long": "x" * 10_000,
    "wide": "漢字" * 50,
    "joined": "é" * 60 + "👩‍👩‍👧",
    "rtl": "عنوان طويل جدا للخطوة الأولى في الخطة",
    "marks": "◆━░│▼ " * 10,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [60, 80, 160])
def test_whatever_a_title_holds_the_marks_stay_in_their_column(name: str, width: int) -> None:
    text = HEAD + step("a", "when = 2025-05-05").replace("Stap a", HOSTILE[name])
    plain_text = HEAD + step("a", "when = 2025-05-05")
    days = ("2025-05-02", "2025-04-28", "2025-05-25")
    row = next(one for one in _lines(text, *days, width=width) if one.startswith(" ▷"))
    usual = next(one for one in _lines(plain_text, *days, width=width) if one.startswith(" ▷"))
    at = usual.rindex("◆")
    assert cells(row[: row.rindex("◆")]) == at
    assert all(cells(one) <= width for one in _lines(text, *days, width=width))


def test_titles_that_are_cut_alike_give_way_to_ids() -> None:
    both = "Startnotitie - bestaande uit procesvoorstel, evaluatie"
    text = HEAD + "".join(
        step(one, "when = 2025-05-05").replace(f"Stap {one}", f"{both} {one}")
        for one in ("colleges", "raden")
    )
    days = ("2025-05-02", "2025-04-28", "2025-05-25")
    shown = "\n".join(_lines(text, *days))
    assert " ▷ colleges " in shown
    assert " ▷ raden " in shown
    assert "Startnotitie" in "\n".join(_lines(text, *days, width=240))
    assert "Startnotitie" not in "\n".join(_lines(text, *days, width=240, ids=True))


def test_a_text_is_cut_to_its_columns() -> None:
    assert cut("Bespreken", 9) == "Bespreken"
    assert cut("Bespreken", 8) == "Besprek…"
    assert cut("漢字漢字", 8) == "漢字漢字"
    assert cut("漢字漢字", 7) == "漢字漢…"
    assert cut("漢字漢字", 6) == "漢字…"
    assert cut("a\nb\tc", 9) == "a b c"
    assert cells(cut("\u0633" * 20, 5)) == 5


def test_ascii_keeps_every_column() -> None:
    """Every sign has one of its own width; a letter its base, what has none a "?"."""
    made = plain(in_ascii([line("Financiën ◆━░│ 漢 “é”")]))
    assert made == 'Financien *=:| ?? "e"\n'
    signs = [chr(code) if isinstance(code, int) else code for code in ASCII]
    assert all(cells(one) == 1 for one in signs)
    marks = [one for one in LEGEND if one != "?"]
    assert len({ASCII[ord(one)] for one in marks}) == len(marks)
