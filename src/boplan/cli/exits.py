"""Exit codes, and the sentences that go with them."""

from __future__ import annotations

from boplan.model.vocabulary import Lang, Text

ANSWERED = 0
"""The question was answered, whatever the answer."""

SOMETHING_TO_SAY = 1
"""Only from `check`, `warn` and `diff --exit-code`: findings, something to say, a change."""

UNUSABLE = 2
"""The command or the file cannot be used."""

FAILED = 3
"""boplan itself failed."""


class CommandError(Exception):
    """A command that cannot be carried out as it was given: exit 2 with a sentence."""

    def __init__(self, text: Text, lang: Lang) -> None:
        super().__init__(text.say(lang))


class ReaderGoneError(Exception):
    """Whoever read our output has stopped reading."""
