"""Writes lines to a terminal in colour, or plain where a program reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

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
}
"""The style of a span in terms of the terminal's own sixteen colours.

Those are the ones that a person has made readable on a dark or light background.
"""


def paint(lines: Iterable[Line], out: TextIO, *, colour: bool) -> None:
    """Write the lines to `out`; without `colour`, plain text without any escape."""
    if not colour:
        out.write(plain(lines))
        return
    # rich's styles without its console: the layout is done, and the console alone costs
    # as much start-up as reading the timeline.
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {name: Style.parse(words) for name, words in STYLES.items()}
    for one in lines:
        pieces = [
            styles[style].render(text, color_system=ColorSystem.STANDARD) for text, style in one
        ]
        out.write("".join(pieces) + "\n")
