"""Columns, wrapping and widths, measured with rich as the other ruler."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from boplan.views.layout import Cell, Span, cells, line, pad, plain, row, wrap, wrap_pieces

_words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], include_characters=" "), max_size=80
)


@given(_words, st.integers(1, 40))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    """The letters stay in order; a line is only wider if a single letter is."""
    lines = wrap(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(cells(one) <= width or len(one) == 1 for one in lines)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), max_size=20), st.integers(9, 40))
def test_no_word_that_fits_is_broken(words: list[str], width: int) -> None:
    """And each line is as full as it can be: the next word would not have fitted."""
    lines = wrap(" ".join(words), width)
    assert " ".join(lines).split() == words
    for one, following in pairwise(lines):
        assert len(one) + 1 + len(following.split()[0]) > width


def test_a_word_that_is_too_wide_is_cut_after_a_hyphen() -> None:
    assert wrap("afwegingskader-safehouses-pfho", 20) == ["afwegingskader-", "safehouses-pfho"]
    assert wrap("zienswijzeprocedure", 10) == ["zienswijze", "procedure"]


def test_a_date_is_one_word() -> None:
    assert wrap("van do 5 dec 2024 af", 16) == ["van", "do 5 dec 2024 af"]
    assert wrap("t/m vr 30 dec 2022", 15) == ["t/m", "vr 30 dec 2022"]
    assert wrap("by Thu 5 Dec 2024.", 16) == ["by", "Thu 5 Dec 2024."]


@pytest.mark.parametrize(
    "text",
    ["", "gewoon", "één", "e\u0301e\u0301n", "漢字", "ｆｕｌｌ", "✔ ▶ ○ ◇ ✖", "█▒▓·",
     "naïef – „zo”", "zero\u200bwidth", "한국어"],
)  # fmt: skip
def test_columns_of_a_terminal(text: str) -> None:
    assert cells(text) == cell_len(text)


@given(st.text(st.characters(codec="utf-8", categories=["L"]), max_size=20), st.integers(0, 30))
def test_padding_fills_the_width(text: str, width: int) -> None:
    for padded in (pad(text, width), pad(text, width, right=True)):
        assert cells(padded) == max(width, cells(text))
        assert padded.strip() == text.strip()


def test_a_row_puts_columns_side_by_side() -> None:
    columns = [Cell.of("✔"), Cell.of("do 5 dec 2024"), Cell.of("Een titel in twee regels", "id")]
    assert plain(row(columns, [1, 13, 12], indent=2)) == (
        "  ✔  do 5 dec 2024  Een titel in\n"
        "                    twee regels\n"
        "                    id\n"
    )  # fmt: skip


def test_empty_paragraphs_take_no_line_and_no_line_ends_in_a_space() -> None:
    made = plain(row([Cell.of("", "a"), Cell.of("")], [5, 5]))
    assert made == "a\n"
    assert plain([line("a ", Span(" ", "dim"))]) == "a\n"


def test_pieces_break_between_pieces() -> None:
    assert wrap_pieces(["een twee", "drie vier", "vijf"], " · ", 20) == [
        "een twee · drie vier", "vijf",
    ]  # fmt: skip
    assert wrap_pieces(["een twee drie"], " · ", 8) == ["een twee", "drie"]
