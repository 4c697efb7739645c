"""Tests of the reader: right files, wrong files, hostile files."""
