"""A rule: its code, its catalogue entry in two languages, and what judges it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from boplan.model.vocabulary import Lang, Severity, Text
from boplan.rules.case import Case
from boplan.rules.finding import Fault

Judge = Callable[[Case], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the catalogue."""

    code: str
    """Its address: never used again for something else."""
    name: str
    """The fault in a few words, hyphenated: `starts-before-predecessor`."""
    severity: Severity
    title: Text
    """The fault in one line."""
    entry: Text
    """What, why, example and instead: what `boplan rule CODE` prints."""
    judge: Judge
    daily: bool = False
    """It depends on the day, not on the plan: `warn` asks it, `check` does not."""

    def explain(self, lang: Lang) -> str:
        """Return the whole catalogue entry as plain text."""
        return f"{self.code} {self.name}: {self.title.say(lang)}\n\n{self.entry.say(lang)}\n"


def check(
    code: str, name: str, severity: Severity, *, title: Text, nl: str, daily: bool = False
) -> Callable[[Judge], Check]:
    """Make a Check of a function; its docstring is the English entry, `nl` the Dutch one.

    It registers nothing: each family lists its own checks.
    """

    def made(judge: Judge) -> Check:
        english = inspect.cleandoc(judge.__doc__ or "")
        entry = Text(inspect.cleandoc(nl), english)
        return Check(code, name, severity, title, entry, judge, daily)

    return made
