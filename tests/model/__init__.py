"""Tests of the date values."""
