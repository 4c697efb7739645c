"""Writes the timeline as calendar feeds to which colleagues subscribe."""
