"""Keep the timeline of a policy plan as typed plain text and say where it stands."""

__version__ = "0.1.0"
