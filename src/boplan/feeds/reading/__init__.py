"""Reads the agenda export of a body into meetings."""
