"""Sections read from the text of a notebook."""

import json

import pytest

from statuslab.catalog.sections import section_address, sections_of


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]})


PAGE = notebook(
    ("markdown", ["# Come back later\n", "\n", "Two people."]),
    ("markdown", "## What you’ll do\n\nThis."),
    ("markdown", "## Two people, one recipe ##\n\nSave it.\n\n```\n## no heading\n```\n"),
    ("code", 'predict("two-cooks")'),
    ("code", 'demo("two-cooks")\nchallenge(412)'),
    ("raw", "# not read"),
    ("markdown", "### And then\n"),
)


def test_sections_have_heading_level_and_the_title_of_their_page():
    found = [(each.page_title, each.heading, each.level) for each in sections_of("a", PAGE)]
    assert found == [
        ("Come back later", "Come back later", 1),
        ("Come back later", "What you’ll do", 2),
        ("Come back later", "Two people, one recipe", 2),
        ("Come back later", "And then", 3),
    ]


def test_section_has_the_calls_of_its_cells_and_the_prose_below_its_heading():
    section = sections_of("a", PAGE)[2]
    assert section.calls == (("predict", "two-cooks"), ("demo", "two-cooks"), ("challenge", "412"))
    assert section.prose.split() == ["Save", "it."]


def test_title_and_common_sections_are_the_frame_of_a_page():
    assert [each.is_frame for each in sections_of("a", PAGE)] == [True, True, False, False]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [{"cell_type": 1}]}'])
def test_text_that_is_no_notebook_has_no_sections(text):
    assert sections_of("a", text) == ()


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("The roast", "The-roast"),
        ("Autumn, or fall?", "Autumn%2C-or-fall%3F"),
        ("What `Vary` is for", "What-Vary-is-for"),
        ("100 % naïve/“so”", "100-%25-na%C3%AFve%2F%E2%80%9Cso%E2%80%9D"),
    ],
)
def test_address_of_a_section_is_that_of_jupyterlab_with_everything_quoted(heading, anchor):
    assert section_address("page", heading) == f"page.ipynb#{anchor}"
