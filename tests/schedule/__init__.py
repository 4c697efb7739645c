"""Tests of the order of steps and of where each stands."""
