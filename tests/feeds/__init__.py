"""Agenda exports as real programs write them, and as nobody should."""
