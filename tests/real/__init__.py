"""Tests that start a real program: marked `real`, run by .ci/run."""
