"""Lines of styled text and columns that wrap between words.

A view returns lines; `paint` writes them. So a view is a plain value, the same on every
machine, and rich is imported only when a person is looking.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a line in one style: a key of `paint.STYLES`, "" for none."""

    text: str
    style: str = ""


Line = tuple[Span, ...]
"""One line of the screen, without its end."""

BLANK: Line = ()


def line(*pieces: str | Span) -> Line:
    """Return a line made of plain texts and spans."""
    return tuple(piece if isinstance(piece, Span) else Span(piece) for piece in pieces)


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


@cache
def _cells_of(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


# A date is one word: "do 5 dec 2024" does not fall apart at the end of a line.
_WEEKDAY = "(?:ma|di|wo|do|vr|za|zo|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_WORD = re.compile(
    rf"[^\w\s]*(?:{_WEEKDAY} )?\d{{1,2}} (?:[A-Z]?[a-z]{{2,3}})(?: \d{{4}})?(?!\w)[^\w\s]*|\S+"
)


def wrap(text: str, width: int) -> list[str]:
    """Return the text in lines of at most `width` columns, broken between words.

    Only a word that is itself wider than a line is cut, after a hyphen if it has one.
    """
    lines: list[str] = []
    current = ""
    for match in _WORD.finditer(text):
        word = match[0]
        if current and cells(current) + 1 + cells(word) <= width:
            current = f"{current} {word}"
            continue
        if current:
            lines.append(current)
        while cells(word) > width:
            head, word = _cut(word, width)
            lines.append(head)
        current = word
    if current:
        lines.append(current)
    return lines or [""]


def longest_word(text: str) -> int:
    """Return the least width at which `wrap` breaks no word but after a hyphen."""
    pieces = (
        piece for match in _WORD.finditer(text) for piece in re.findall(r"[^-/_]*[-/_]?", match[0])
    )
    return max(map(cells, pieces), default=0)


def wrap_pieces(pieces: Sequence[str], between: str, width: int) -> list[str]:
    """Return the pieces in lines, `between` them; broken between pieces where that fits."""
    lines: list[str] = []
    current = ""
    for piece in pieces:
        joined = f"{current}{between}{piece}" if current else piece
        if current and cells(joined) > width:
            lines.append(current)
            joined = piece
        current = joined
    return [text for whole in [*lines, current] for text in wrap(whole, width)]


def _cut(word: str, width: int) -> tuple[str, str]:
    used = 0
    for index, char in enumerate(word):
        used += _cells_of(char)
        if used > width:
            hyphen = max(word.rfind(mark, 0, index) for mark in "-/_ ") + 1
            cut = hyphen or max(index, 1)
            return word[:cut].rstrip(" "), word[cut:]
    return word, ""


def cut(text: str, width: int) -> str:
    """Return the text on one line in `width` columns, "…" where it was cut.

    Script that runs from right to left is kept apart, so that the marks after it stay.
    """
    used = 0
    kept: list[str] = []
    for char in text[: 4 * width + 4]:
        char = " " if char.isspace() else char
        size = cells(char)
        if used + size > width:
            while kept and used > width - 1:
                used -= cells(kept.pop())
            kept.append("…")
            break
        kept.append(char)
        used += size
    shown = "".join(kept)
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in kept):
        return f"\N{FIRST STRONG ISOLATE}{shown}\N{POP DIRECTIONAL ISOLATE}"
    return shown


def shorten(text: str, width: int) -> str:
    """Return the text on one line in `width` columns, "…" where it was cut.

    After a whole word, unless that leaves too much of the line empty.
    """
    if cells(text) <= width:
        return cut(text, width)
    whole = wrap(text, width - 2)[0].rstrip(" ,;:(-–")
    return f"{whole} …" if cells(whole) >= width - 6 else cut(text, width)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return the text with spaces to the width, after it or (right) before it."""
    space = " " * max(0, width - cells(text))
    return space + text if right else text + space


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of one column in one row: paragraphs, each in one style."""

    paragraphs: tuple[Span, ...]

    @classmethod
    def of(cls, *paragraphs: str | Span) -> Cell:
        """Return a cell with these paragraphs; empty ones are left out."""
        spans = [one if isinstance(one, Span) else Span(one) for one in paragraphs]
        return cls(tuple(one for one in spans if one.text))


def row(
    columns: Sequence[Cell], widths: Sequence[int], *, gap: int = 2, indent: int = 0
) -> list[Line]:
    """Return the lines of one row: each cell wrapped to the width of its column."""
    wrapped = [
        [Span(piece, span.style) for span in cell.paragraphs for piece in wrap(span.text, width)]
        for cell, width in zip(columns, widths, strict=True)
    ]
    height = max(len(one) for one in wrapped)
    lines: list[Line] = []
    for index in range(height):
        pieces: list[Span] = [Span(" " * indent)] if indent else []
        for number, (one, width) in enumerate(zip(wrapped, widths, strict=True)):
            span = one[index] if index < len(one) else Span("")
            last = number == len(widths) - 1
            pieces.append(span if last else Span(pad(span.text, width + gap), span.style))
        lines.append(_trim(pieces))
    return lines


def _trim(pieces: list[Span]) -> Line:
    """Return the pieces without spaces at the end of the line."""
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    if pieces:
        pieces[-1] = Span(pieces[-1].text.rstrip(), pieces[-1].style)
    return tuple(pieces)


def plain(lines: Iterable[Line]) -> str:
    """Return the lines as text, each ended, without any style."""
    return "".join("".join(span.text for span in one).rstrip() + "\n" for one in lines)
