"""`boplan schema`: the format of the timeline, for editors."""

from __future__ import annotations

from boplan.cli import options


def schema() -> None:
    """Print a JSON Schema of timeline.toml, for an editor (docs/editors.md)."""
    from boplan.store.schema import to_text

    options.emit(to_text())
