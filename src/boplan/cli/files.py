"""Finds the timeline where the user did not name it."""

from __future__ import annotations

import os
from pathlib import Path

from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Lang, Text


def find_file(given: str | None, lang: Lang = "nl") -> Path:
    """Return the path of the timeline; raises CommandError if there is none to be found."""
    named = given or os.environ.get("BOPLAN_FILE")
    if named:
        return Path(named)
    try:
        here = Path.cwd()
    except OSError:
        raise CommandError(
            Text(
                "De map waarin u staat bestaat niet meer; noem het bestand met --file.",
                "The current directory no longer exists; name the file with --file.",
            ),
            lang,
        ) from None
    for folder in (here, *here.parents):
        for name in ("timeline.toml", "data/timeline.toml"):
            candidate = folder / name
            if candidate.is_file():
                return _short(candidate, here)
    raise CommandError(
        Text(
            "Hier en in de mappen erboven staat geen timeline.toml of data/timeline.toml; "
            "noem het bestand met --file.",
            "There is no timeline.toml or data/timeline.toml here or in a parent directory; "
            "name the file with --file.",
        ),
        lang,
    )


def _short(path: Path, here: Path) -> Path:
    return path.relative_to(here) if path.is_relative_to(here) else path
