# What a person types while working; .ci/run does the work, so that both do the same.

python := ".venv-test/bin/python"

# Show the recipes
list:
    @just --list --unsorted

# Run all of .ci/run that needs no root and no Debian package; or some of it: just check lint
check *steps="tests lint docs bench":
    .ci/run {{steps}}

# Rewrite the goldens, then show what changed: read it as you would read code
accept:
    -{{python}} -m pytest -n auto --force-regen
    {{python}} -m pytest -n auto
    git diff --stat -- tests

# Measure; options as in benchmarks/README.md: just bench --most 1000
bench *options:
    {{python}} benchmarks/run.py {{options}}
