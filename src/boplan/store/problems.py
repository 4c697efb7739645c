"""What makes a timeline unusable: family BP1xx, one value per fault.

Problems are values and all of them are reported in one go. `Unusable` ends the reading
once they are all known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from boplan.model.vocabulary import Lang, Text

CODES: dict[str, Text] = {
    "BP101": Text("bestand is niet te lezen", "file cannot be read"),
    "BP102": Text("geen geldige TOML", "not valid TOML"),
    "BP103": Text("geen tijdlijn in formaat 1", "not a timeline of format 1"),
    "BP104": Text("onbekende tabel of sleutel", "unknown table or key"),
    "BP105": Text("verplichte sleutel ontbreekt", "required key is missing"),
    "BP106": Text("verkeerd soort waarde", "wrong type of value"),
    "BP107": Text("waarde is niet toegestaan", "value is not allowed"),
    "BP108": Text("geen datum in de datumnotatie", "not a date in the date notation"),
    "BP109": Text("onbekend id", "unknown id"),
    "BP110": Text("id komt vaker voor", "duplicate id"),
    "BP111": Text(
        "stappen wachten in een kring op elkaar", "steps wait for each other in a circle"
    ),
    "BP112": Text("sleutels spreken elkaar tegen", "keys contradict each other"),
}
"""Every BP1xx code with what it stands for; a code is never reused."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its code, its line (1 is the first, 0 the whole file) and a sentence."""

    line: int
    code: str
    text: Text

    def render(self, path: Path | str, lang: Lang) -> str:
        """Return `file:line: CODE sentence`."""
        shown = visible(str(path))
        place = f"{shown}:{self.line}" if self.line else shown
        return f"{place}: {self.code} {self.text.say(lang)}"


class UnusableError(Exception):
    """A file that cannot be used, with everything that is wrong with it."""

    def __init__(self, path: Path | str, problems: list[Problem]) -> None:
        super().__init__(f"{path}: {len(problems)} problem(s)")
        self.path = path
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.code))


def quote(value: object, limit: int = 60) -> str:
    """Return the offending value as a reader can see it: short, no control characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, dict):
        return "{…}"
    text = str(value)
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return "'" + visible(shown) + "'"


def visible(text: str) -> str:
    """Return `text` with characters that do not print written as escapes."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


@lru_cache(maxsize=512)
def _close(word: str, choices: frozenset[str]) -> str:
    from difflib import SequenceMatcher, get_close_matches

    if len(choices) > 5000:
        choices = frozenset(c for c in choices if c[:1] == word[:1] and abs(len(c) - len(word)) < 3)
    found = get_close_matches(word, sorted(choices)[:5000], n=3, cutoff=0.6)
    # Among equals the one that begins as the word does: people mistype the end.
    alike = [SequenceMatcher(None, one, word).ratio() for one in found]
    best = [one for one, ratio in zip(found, alike, strict=True) if ratio >= alike[0]]
    return max(best, key=lambda one: _shared_start(one, word), default="")


def _shared_start(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def nearest_word(word: object, choices: frozenset[str]) -> Text:
    """Return " (bedoelt u 'when'?)" for the choice most like `word`, or nothing."""
    found = _close(word[:80], choices) if isinstance(word, str) else ""
    if not found:
        return Text("", "")
    return Text(f"; bedoelt u '{found}'?", f"; did you mean '{found}'?")
