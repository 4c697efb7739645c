"""Turns lines into text: coloured for a terminal, plain where a program reads."""

from __future__ import annotations

from collections.abc import Iterable

from boplan.views.layout import Line, plain

STYLES = {
    "": "",
    "bold": "bold",
    "dim": "dim",
    "head": "bold",
    "groen": "green",
    "oranje": "yellow",
    "rood": "bold red",
    "geen": "",
    "today": "magenta",
    "shade": "dim underline",
}
"""The style of a span in terms of the terminal's own sixteen colours.

Those are the ones that a person has made readable on a dark or light background.
"""


def paint(lines: Iterable[Line], *, colour: bool) -> str:
    """Return the lines as text; without `colour`, plain text without any escape."""
    if not colour:
        return plain(lines)
    # rich's styles without its console: the layout is done, and the console alone costs
    # as much start-up as reading the timeline.
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {name: Style.parse(words) for name, words in STYLES.items()}
    return "".join(
        "".join(styles[name].render(text, color_system=ColorSystem.STANDARD) for text, name in one)
        + "\n"
        for one in lines
    )
