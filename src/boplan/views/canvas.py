"""One row of the picture, drawn sign by sign: what each sign is, and which of two stays.

What lies in one column is drawn by rank; of one rank, the last one drawn stays:

    rank  what
    ----  ----------------------------------------------------------------
    8     a day, a possible day, a time of a recurring step; a meeting
    7     a deadline: together with a day of rank 8 it is one sign, ◈
    6     the mark of "by" and "not before"
    5     the arrow of what goes on, or lies, outside the window
    4     the days of a span
    3     the days of something vague
    -     the line of today
    2     the days that a step is overdue already
    1     the plan that it had before
    0     the shade of holidays, where there is colour
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from boplan.model.vocabulary import COLOUR_OF, Text
from boplan.views.axis import Axis
from boplan.views.layout import Line, Span, cells
from boplan.views.shapes import Drawn, Form, Shape

BAR, VAGUE, TURN, REGULAR, LATE, EARLIER, TODAY = "━", "░", "▒", "┈", "─", "·", "│"
DAY_MARK, CHOICE, TIME, BY, FROM, BOTH = "◆", "◇", "•", "┤", "├", "◈"
LEFT, RIGHT, HARD, TARGET, STRUCK, STRUCK_DAYS = "◂", "▸", "▼", "▽", "×", "╌"
KNOWN, DERIVED, PARTLY, MOSTLY, UNKNOWN = "●", "○", "▁", "▄", "?"
CROSSED = "┿"
"""The days of a span where today's line crosses them."""
TAIL = 3
"""How many columns show a side that is open: an arrow, and something vague."""

LEGEND: dict[str, Text] = {
    TODAY: Text("vandaag", "today"),
    DAY_MARK: Text("die dag", "that day"),
    CHOICE: Text("mogelijke dag", "possible day"),
    BAR: Text("van … t/m", "from … through"),
    VAGUE: Text("ergens daarin", "some time in it"),
    BY: Text("uiterlijk", "by"),
    FROM: Text("niet eerder", "not before"),
    TIME: Text("telkens", "each time"),
    TURN: Text("de keer erna", "the next time"),
    REGULAR: Text("regelmatig", "regularly"),
    LEFT: Text("buiten beeld", "out of view"),
    HARD: Text("uiterste dag", "deadline"),
    TARGET: Text("streefdag", "target"),
    BOTH: Text("dag met uiterste of streefdag", "day with deadline or target"),
    LATE: Text("te laat tot vandaag", "overdue until today"),
    EARLIER: Text("eerder plan", "earlier plan"),
    STRUCK: Text("gaat niet door", "called off"),
    KNOWN: Text("overleg", "meeting"),
    DERIVED: Text("afgeleid overleg", "derived meeting"),
    MOSTLY: Text("vrij", "closed"),
    PARTLY: Text("deels vrij", "partly closed"),
    UNKNOWN: Text("niet bekend", "not known"),
}
"""What each mark means; named are only those that are there."""


class Cells:
    """One row of the chart while it is drawn: of each column its sign, its style, its rank."""

    __slots__ = ("axis", "chars", "ranks", "styles", "today")

    def __init__(self, axis: Axis, chars: list[str], styles: list[str], today: int | None) -> None:
        self.axis = axis
        self.chars = chars
        self.styles = styles
        self.today = today
        """The column of today, None if it lies outside the window."""
        self.ranks = bytearray(len(chars))

    def put(self, column: int, char: str, rank: int, style: str) -> None:
        """Draw one sign, unless one of a higher rank is there."""
        if column == self.today and rank < 3:
            return
        if 0 <= column < len(self.ranks) and rank >= self.ranks[column]:
            self.chars[column], self.styles[column] = char, style
            self.ranks[column] = rank

    def column(self, day: date) -> int:
        """Return the first column of the cell in which a day lies."""
        return self.axis.cell_of(day) * self.axis.stretch

    def mark(self, day: date, char: str, rank: int, style: str) -> None:
        """Draw a day, if it is in the window."""
        if day in self.axis:
            self.put(self.column(day), char, rank, style)

    def fill(
        self, first: date | None, last: date | None, char: str, rank: int, style: str,
        *, arrows: bool = True,
    ) -> None:  # fmt: skip
        """Draw days; an arrow where they go on outside the window."""
        axis = self.axis
        touched = axis.cells_of(first or axis.first, last or axis.last)
        if not touched:
            return
        left, right = touched.start * axis.stretch, touched.stop * axis.stretch - 1
        for column in range(left, right + 1):
            self.put(column, char, rank, style)
        if char == BAR and self.today is not None and left <= self.today <= right:
            self.put(self.today, CROSSED, rank, style)
        if arrows and (first is None or first < axis.first):
            self.put(left, LEFT, 5, style)
        if arrows and (last is None or last > axis.last):
            self.put(right, RIGHT, 5, style)

    def draw(self, drawn: Drawn) -> None:
        """Draw a step, or one municipality's part in it."""
        style = COLOUR_OF[drawn.status].value
        if drawn.late is not None:
            self.fill(*drawn.late, LATE, 2, style, arrows=False)
        for shape in drawn.earlier:
            self._earlier(shape)
        for shape in drawn.shapes:
            if drawn.is_struck:
                self._struck(shape)
            else:
                self._shape(shape, style)
            self._elsewhere(shape, style)

    def _shape(self, shape: Shape, style: str) -> None:
        form, first, last = shape
        match form:
            case Form.DAY | Form.CHOICE | Form.TIME:
                char = {Form.DAY: DAY_MARK, Form.CHOICE: CHOICE, Form.TIME: TIME}[form]
                if first is not None:
                    self.mark(first, char, 8, style)
            case Form.BAR | Form.VAGUE | Form.REGULAR:
                char, rank = {
                    Form.BAR: (BAR, 4), Form.VAGUE: (VAGUE, 3), Form.REGULAR: (REGULAR, 3),
                }[form]  # fmt: skip
                self.fill(first, last, char, rank, style)
            case Form.TURN:
                self._turn(first, last, style)
            case Form.BY:
                if last is not None and last in self.axis:
                    if first is None:
                        self._tail(self.column(last), -1, LEFT, style)
                    self.put(self.column(last), BY, 6, style)
            case Form.FROM:
                if first is not None and first in self.axis:
                    if last is None:
                        self._tail(self.column(first), 1, RIGHT, style)
                    self.put(self.column(first), FROM, 6, style)
                elif first is not None and first < self.axis.first and last is None:
                    self.put(0, LEFT, 5, style)
                    self._tail(0, 1, RIGHT, style)

    def _elsewhere(self, shape: Shape, style: str) -> None:
        """Point to what lies wholly outside the window."""
        if shape.last is not None and shape.last < self.axis.first:
            self.put(0, LEFT, 5, style)
        elif shape.first is not None and shape.first > self.axis.last:
            self.put(len(self.ranks) - 1, RIGHT, 5, style)

    def _turn(self, first: date | None, last: date | None, style: str) -> None:
        """Draw one vague time of many, in another hatch than the one before it."""
        touched = self.axis.cells_of(first or self.axis.first, last or self.axis.last)
        column = touched.start * self.axis.stretch
        before = self.chars[column - 1] if column else ""
        char = TURN if before == VAGUE else VAGUE
        for one in range(column, touched.stop * self.axis.stretch):
            self.put(one, char, 3, style)

    def _tail(self, column: int, way: int, arrow: str, style: str) -> None:
        for away in range(1, TAIL):
            self.put(column + way * away, VAGUE, 3, style)
        self.put(column + way * TAIL, arrow, 5, style)

    def _earlier(self, shape: Shape) -> None:
        first, last = shape.first or shape.last, shape.last or shape.first
        self.fill(first, last, EARLIER, 1, "dim", arrows=False)

    def _struck(self, shape: Shape) -> None:
        first, last = shape.first or shape.last, shape.last or shape.first
        if first is not None and last is not None:
            self.fill(first, last, STRUCK_DAYS, 3, "dim", arrows=False)
            self.mark(first, STRUCK, 8, "dim")
            self.mark(last, STRUCK, 8, "dim")

    def deadline(self, day: date, *, hard: bool) -> None:
        """Draw a deadline that is in the window; with a day in its cell they are one sign."""
        column = self.column(day)
        if self.ranks[column] == 8:
            self.put(column, BOTH, 9, self.styles[column])
        else:
            self.put(column, HARD if hard else TARGET, 7, "bold")

    def spans(self) -> list[Span]:
        """Return the row as text, with its styles."""
        pairs = zip(self.chars, self.styles, strict=True)
        return [
            Span("".join(char for char, _ in run), style)
            for style, run in groupby(pairs, key=lambda pair: pair[1])
        ]


# -- without Unicode ----------------------------------------------------------------------


ASCII = str.maketrans(
    {
        BAR: "=", VAGUE: ":", TURN: ";", REGULAR: ",", LATE: "-", EARLIER: ".",
        TODAY: "|", DAY_MARK: "*", CHOICE: "+", TIME: "@", BY: "]", FROM: "[",
        BOTH: "&", LEFT: "<", RIGHT: ">", HARD: "!", TARGET: "^", STRUCK: "X",
        STRUCK_DAYS: "~", KNOWN: "O", DERIVED: "o", PARTLY: "_", MOSTLY: "#", "┬": "+",
        "┼": "|", CROSSED: "|", "…": "~", "✔": "v", "✖": "x", "▶": ">", "▷": ")", "–": "-",
        "—": "-", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "€": "E", "×": "X", "»": "%",
    }
)  # fmt: skip


def in_ascii(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines in ASCII, every sign as wide as it was."""
    for one in lines:
        yield tuple(Span(_ascii(span.text), span.style) for span in one)


def _ascii(text: str) -> str:
    text = text.translate(ASCII)
    return text if text.isascii() else "".join(map(_ascii_char, text))


def _ascii_char(char: str) -> str:
    if char.isascii():
        return char
    width = cells(char)
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return plain.ljust(width, "?")[:width] if plain else "?" * width
