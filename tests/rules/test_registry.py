"""The catalogue is whole: every rule is listed, explained twice, and its code is its own."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import boplan.rules
from boplan.dates.terms import CONVENTIONS
from boplan.model.vocabulary import ConventionId, Severity
from boplan.rules import BY_CODE, CATALOGUE
from boplan.rules.check import Check
from boplan.store.problems import CODES

FAMILIES = {
    "BP2": "boplan.rules.order",
    "BP3": "boplan.rules.terms",
    "BP4": "boplan.rules.meetings",
    "BP5": "boplan.rules.calendar",
    "BP6": "boplan.rules.progress",
    "BP7": "boplan.rules.frequency",
    "BP8": "boplan.rules.upkeep",
}
"""The first digit of a code, and the one file that its rules stand in."""

each = pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.code)


def _defined() -> Iterator[Check]:
    for module in pkgutil.iter_modules(boplan.rules.__path__, "boplan.rules."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Check):
                yield value


def test_every_rule_of_the_package_is_in_the_catalogue_once() -> None:
    codes = [check.code for check in CATALOGUE]
    assert sorted(codes) == sorted(set(codes))
    assert {check.code for check in _defined()} == set(codes)
    assert all(BY_CODE[check.code] is check for check in _defined())


def test_the_catalogue_stands_in_order_of_code() -> None:
    assert [check.code for check in CATALOGUE] == sorted(BY_CODE)


def test_no_code_of_unusable_input_is_used_again() -> None:
    assert not set(CODES) & set(BY_CODE)


def test_names_are_used_once() -> None:
    assert len({check.name for check in CATALOGUE}) == len(CATALOGUE)
    for lang in (0, 1):
        assert len({check.title[lang] for check in CATALOGUE}) == len(CATALOGUE)


def test_conventions_are_those_of_the_terms() -> None:
    """What the file may name and what can be counted are the same list."""
    assert [one.value for one in ConventionId] == list(CONVENTIONS)


@each
def test_a_code_stands_in_the_file_of_its_family(check: Check) -> None:
    assert re.fullmatch(r"BP\d{3}", check.code)
    assert check.judge.__module__ == FAMILIES[check.code[:3]]


@each
def test_a_name_is_words_with_hyphens(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.name)
    assert check.severity is not Severity.OFF
    for title in check.title:
        assert title == title.strip()
        assert not title.endswith(".")
        assert len(title) <= 70


HEADINGS = (
    ("Wat:", "Waarom:", "Voorbeeld:", "In plaats daarvan:"),
    ("What:", "Why:", "Example:", "Instead:"),
)


@each
def test_an_entry_says_what_why_example_and_instead(check: Check) -> None:
    for entry, headings in zip(check.entry, HEADINGS, strict=True):
        found = [
            line.split(":")[0] + ":" for line in entry.splitlines() if line.startswith(headings)
        ]
        assert found == list(headings)
        for heading in headings:
            said = re.search(rf"^{heading} (\S.*?\S)(?=\n\n|\Z)", entry, re.M | re.S)
            assert said
            assert said[1].endswith((".", '."'))
        assert max(map(len, entry.splitlines())) <= 100


@each
def test_the_english_entry_begins_with_a_sentence(check: Check) -> None:
    first = check.entry.en.split("\n")[0]
    assert first[0].isupper()
    assert first.endswith(".")


@each
def test_an_entry_is_not_the_same_in_both_languages(check: Check) -> None:
    assert check.entry.nl != check.entry.en
    assert check.title.nl != check.title.en
    assert not re.search(r"\b(the|of the|which|should)\b", check.entry.nl)
    assert not re.search(r"\b(het|een|wordt|niet)\b", check.entry.en)


@each
def test_explain_holds_code_name_title_and_entry(check: Check) -> None:
    for lang in ("nl", "en"):
        said = check.explain(lang)
        assert said.startswith(f"{check.code} {check.name}: {check.title.say(lang)}\n\n")
        assert said.endswith(check.entry.say(lang) + "\n")
