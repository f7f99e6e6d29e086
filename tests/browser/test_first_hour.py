"""0_the_first_hour in a real JupyterLab, as a learner goes through it: predict, answer, read on."""

import pytest

PAGE = "0_the_first_hour.ipynb"
LONGEST = 19_440  # pixels: 60 % of what it once was, when demos repeated what predictions had shown


def go_through(lab_page, name):
    """Run every code cell in order, and answer each prediction before the cell after it is run."""
    lab_page.open_page(name)
    for number, source in lab_page.code():
        lab_page.run(number)
        if source.startswith("predict("):
            lab_page.answer(number)


def height(lab_page):
    """The height of all cells in pixels, each measured while it is in view."""
    total = 0
    for cell in lab_page.page.locator(".jp-Notebook .jp-Cell").all():
        cell.scroll_into_view_if_needed()
        total += cell.evaluate("cell => cell.getBoundingClientRect().height")
    return round(total)


@pytest.mark.slow
def test_first_hour_with_all_predictions_answered_is_not_too_long(lab_page, empty_memory):
    go_through(lab_page, PAGE)
    assert height(lab_page) <= LONGEST
