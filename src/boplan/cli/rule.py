"""`boplan rule`: what the codes mean."""

from __future__ import annotations

from typing import Annotated

import typer

from boplan.cli import options
from boplan.cli.completion import codes
from boplan.cli.exits import CommandError
from boplan.model.vocabulary import Text


def rule(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE",
            autocompletion=codes,
            show_default=False,
            help="A code such as BP301; none lists them all.",
        ),
    ] = None,
    lang: options.Language = None,
) -> None:
    """Explain a code, or list them all."""  # fmt: skip
    from boplan.rules import BY_CODE, CATALOGUE
    from boplan.store.problems import CODES

    given = options.common(context, lang=lang)
    language = options.language_of(given.lang)
    if code is None:
        titles = {**CODES, **{one.code: one.title for one in CATALOGUE}}
        said = (f"{name}  {title.say(language)}\n" for name, title in titles.items())
        options.emit("".join(said), paged=True)
        return
    known = code.upper()
    if known in BY_CODE:
        options.emit(BY_CODE[known].explain(language), paged=True)
    elif known in CODES:
        options.emit(f"{known}: {CODES[known].say(language)}\n")
    else:
        from boplan.store.problems import nearest_word, quote

        near = nearest_word(known, frozenset((*BY_CODE, *CODES)))
        raise CommandError(
            Text(f"{quote(code)} is geen code{near.nl}", f"{quote(code)} is not a code{near.en}"),
            language,
        )
