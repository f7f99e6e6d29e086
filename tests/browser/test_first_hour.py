"""0_the_first_hour in a real JupyterLab, as a learner goes through it: predict, answer, read on."""

import pytest

PAGE = "0_the_first_hour.ipynb"


def height(lab_page):
    """The height of all cells in pixels, each measured while it is in view."""
    cells = lab_page.page.locator(".jp-Notebook .jp-Cell")
    total = 0
    for number in range(cells.count()):
        cells.nth(number).scroll_into_view_if_needed()
        h = cells.nth(number).evaluate("cell => cell.getBoundingClientRect().height")
        print(number + 1, h, cells.nth(number).inner_text()[:60].replace("\n", " "))
        total += h
    return round(total)


def go_through(lab_page, name):
    """Run every code cell in order, and answer each prediction before the cell after it is run."""
    lab_page.open_page(name)
    for number, source in lab_page.code():
        lab_page.run(number)
        if source.startswith("predict("):
            lab_page.answer(number)


def test_first_hour_with_all_predictions_answered_is_short(lab_page, empty_memory):
    go_through(lab_page, PAGE)
    print("HEIGHT", height(lab_page))
