"""Tests of the rules: what is found, and what is not."""
