"""Every view at many widths: nothing sticks out, nothing is lost, no word falls apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len

from boplan.model.timeline import Timeline
from boplan.model.vocabulary import Lang
from boplan.schedule.history import Histories
from boplan.schedule.progress import Progress, progress
from boplan.store.reader import read
from boplan.views.axis import axis_for
from boplan.views.canvas import in_ascii
from boplan.views.gantt import chart_width, gantt_lines
from boplan.views.layout import Line, plain
from boplan.views.listing import list_lines, preparation_lines
from boplan.views.matrix import choose, matrix_lines
from boplan.views.shapes import meetings, picture, window_for
from boplan.views.show import show_lines
from boplan.views.status import status_lines
from tests.helpers import SEVEN, SHIPPED, day, record, step, timeline_of

DAYS = ("2024-11-20", "2025-04-28", "2026-11-22")
WIDTHS = (60, 70, 80, 100, 120, 200)
LANGUAGES: tuple[Lang, ...] = ("nl", "en")


@cache
def _shipped() -> Timeline:
    return read(SHIPPED).timeline


@cache
def _steps(today: str) -> dict[str, Progress]:
    return progress(_shipped(), day(today))


View = Callable[[str, Lang, int], str]


def _status(today: str, lang: Lang, width: int) -> str:
    steps = _steps(today)
    return plain(status_lines(_shipped(), steps, steps, day(today), lang=lang, width=width))


def _sheets(today: str, lang: Lang, width: int) -> str:
    """Return the status of each process on its own, which ends with its sheet."""
    made: list[Line] = []
    for one in _shipped().processes:
        steps = {key: step for key, step in _steps(today).items() if step.activity.process == one}
        made += status_lines(_shipped(), steps, _steps(today), day(today), lang=lang, width=width)
    return plain(made)


def _unfolded(today: str, lang: Lang, width: int) -> str:
    steps = _steps(today)
    return plain(
        status_lines(
            _shipped(), steps, steps, day(today), lang=lang, width=width, unfolded=True
        )
    )  # fmt: skip


def _list(today: str, lang: Lang, width: int) -> str:
    return plain(list_lines(_shipped(), _steps(today), day(today), lang=lang, width=width))


def _preparations(today: str, lang: Lang, width: int) -> str:
    return "".join(
        plain(preparation_lines(_shipped(), _steps(today), body, lang=lang, width=width))
        for body in ("ao", "do-sd")
    )


def _show(today: str, lang: Lang, width: int) -> str:
    return "".join(
        plain(
            show_lines(
                _shipped(), _steps(today), one, day(today),
                place="data/timeline.toml:1", lang=lang, width=width,
            )
        )
        for one in _shipped().activities
    )  # fmt: skip


def _history(today: str, lang: Lang, width: int) -> str:
    """Return the histories of the shipped timeline and of one in which all happens."""
    made: list[Line] = []
    for timeline, steps in ((_shipped(), _steps(today)), _seven()):
        histories = Histories(timeline, day(today))
        made += list_lines(
            timeline, steps, day(today), lang=lang, width=width, histories=histories
        )  # fmt: skip
    return plain(made)


def _matrix(today: str, lang: Lang, width: int) -> str:
    made: list[Line] = []
    for timeline, steps in ((_shipped(), _steps(today)), _seven()):
        shown, left_out = choose(steps, day(today), unfolded=True, of_one=False)
        made += matrix_lines(
            timeline, shown, steps, day(today), lang=lang, width=width, left_out=left_out
        )
    return plain(made)


def _gantt(today: str, lang: Lang, width: int) -> str:
    """Return the picture of both timelines, by activity and by municipality, also in ASCII."""
    made: list[Line] = []
    for timeline, steps in ((_shipped(), _steps(today)), _seven()):
        begin, end = window_for(steps.values(), day(today), None, None)
        axis = axis_for(begin, end, chart_width(width))
        shown = picture(steps, day(today), axis, by_municipality=True)
        meets = meetings(timeline, shown, steps.values())
        lines = list(gantt_lines(timeline, shown, steps, meets, day(today), lang=lang, width=width))
        made += [*lines, *in_ascii(lines)]
    return plain(made)


@cache
def _seven() -> tuple[Timeline, dict[str, Progress]]:
    timeline = read(SEVEN).timeline
    return timeline, progress(timeline, day("2026-01-12"))


VIEWS: dict[str, View] = {
    "status": _status, "sheets": _sheets, "status-all": _unfolded, "list": _list,
    "meetings": _preparations, "show": _show, "history": _history, "matrix": _matrix,
    "gantt": _gantt,
}  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", VIEWS)
def test_no_line_is_wider_than_the_screen(name: str, width: int) -> None:
    for today in DAYS:
        for lang in LANGUAGES:
            wide = [
                one for one in VIEWS[name](today, lang, width).splitlines() if cell_len(one) > width
            ]
            assert wide == []


@pytest.mark.parametrize("name", VIEWS)
def test_no_line_ends_in_a_space(name: str) -> None:
    for width in (60, 80, 120):
        assert not re.search(r"[ \t]$", VIEWS[name](DAYS[1], "nl", width), re.MULTILINE)


def _words(text: str) -> list[str]:
    """Return the words of a screen, without the rules between its parts."""
    return text.replace("─", " ").split()


@pytest.mark.parametrize("name", ["list", "meetings", "show", "history", "matrix"])
def test_no_word_is_broken_at_80_columns(name: str) -> None:
    """Every word on a screen of 80 stands whole on one so wide that nothing is broken.

    But for words that are longer than the narrowest column of text, of 20.
    """
    for today in DAYS:
        whole = set(_words(VIEWS[name](today, "nl", 1000)))
        broken = set(_words(VIEWS[name](today, "nl", 80))) - whole
        long = " ".join(word for word in whole if len(word) > 20)
        assert {piece for piece in broken if piece not in long} == set()


def test_no_word_of_status_is_broken_at_80_columns() -> None:
    """What is folded does not depend on the width, so the same words are there."""
    for today in DAYS:
        for view in (_status, _unfolded):
            narrow, wide = (
                sorted(view(today, "nl", width).replace("·", " ").split()) for width in (80, 1000)
            )
            assert narrow == wide


def test_nothing_is_lost_on_a_narrow_screen() -> None:
    """At 60 columns all letters are still there; only dots between pieces end with a line."""
    for name in ("list", "show", "history"):
        narrow, wide = (
            sorted("".join(_words(VIEWS[name](DAYS[1], "nl", width).replace("·", ""))))
            for width in (60, 200)
        )
        assert narrow == wide


# A timeline that uses every length that the format allows.
LONG = "a" * 75
HOSTILE = (
    '[timeline]\nformat = 1\ntitle = "' + "Titel " * 100 + '"\n'
    f'[[process]]\nid = "{LONG}"\ntitle = "{"p" * 300}"\nfinal_deadline = "d"\n'
    f'[[owner]]\nid = "o"\nname = "{"Eigenaar" * 40}"\n'
    f'[[body]]\nid = "b"\nname = "{"b" * 200}"\nlevel = "raad"\nper_municipality = true\n'
    + f'[[municipality]]\nid = "m"\nname = "{"Gemeente" * 20}"\n'
    + f'[[municipality]]\nid = "n"\nname = "漢字{"字" * 90}"\n'
    + "".join(
        step(f"{LONG}-{n}", when, owner="o", body="b").replace('"p"', f'"{LONG}"')
        for n, when in enumerate(
            ["when = 2025-05-01", "when = 2025-04-01", 'when = "2025-04-01/2025-06-01"',
             f'words = "{"w" * 400}"',
             "when = [" + ", ".join(f"2026-01-{n:02}" for n in range(1, 29)) + "]"]
        )
    )
    + f'[[deadline]]\nid = "d"\nactivity = "{LONG}-0"\ndate = 2025-05-01\nbasis = "custom"\n'
    + record(f"{LONG}-0", "note", note="n" * 500, on="2025-01-01")
)  # fmt: skip


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_texts_stay_on_the_screen(lang: Lang, width: int) -> None:
    """Ids of 80 letters, names of hundreds, characters of two columns."""
    timeline = timeline_of(HOSTILE)
    today = day("2025-04-28")
    steps = progress(timeline, today)
    text = plain(status_lines(timeline, steps, steps, today, lang=lang, width=width))
    histories = Histories(timeline, today)
    text += plain(
        list_lines(timeline, steps, today, lang=lang, width=width, histories=histories)
    )  # fmt: skip
    shown, left_out = choose(steps, today, unfolded=True, of_one=False)
    text += plain(
        matrix_lines(timeline, shown, steps, today, lang=lang, width=width, left_out=left_out)
    )
    for one in steps:
        text += plain(
            show_lines(
                timeline, steps, one, today, lang=lang, width=width, place="x" * 200 + ".toml:1"
            )
        )
    wide = [one for one in text.splitlines() if cell_len(one) > width]
    assert wide == []


def test_marks_of_rich_are_text_in_every_view() -> None:
    timeline = timeline_of(
        '[timeline]\nformat = 1\ntitle = "[red]Titel[/red]"\n'
        '[[process]]\nid = "p"\ntitle = "[bold]P[/bold]"\n'
        + step("a", "when = 2025-05-01").replace("Stap a", "[link=x]Stap[/link] :smile: {0} %s")
    )
    today = day("2025-04-28")
    steps = progress(timeline, today)
    status = plain(status_lines(timeline, steps, steps, today, lang="nl", width=100))
    assert "[red]Titel[/red]" in status
    assert "[link=x]Stap[/link] :smile: {0} %s" in status
    assert "[bold]P[/bold]" in status


NOTA = Path(__file__).with_name("nota.toml")


@pytest.mark.parametrize("path", [SHIPPED, NOTA, SEVEN], ids=["shipped", "nota", "seven"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_stands_without_a_value(path: Path, lang: Lang) -> None:
    """In `show`, each label is followed by what it is a label of."""
    timeline = read(path).timeline
    today = day("2027-05-03")
    steps = progress(timeline, today)
    for one in steps:
        lines = show_lines(timeline, steps, one, today, place="t.toml:1", lang=lang, width=200)
        facts = plain(lines).split("\n\n")[1].splitlines()
        assert [line for line in facts if not re.match(r"(\S.*?\S)?  +\S", line)] == [], one
