"""The second day: pages reopened without their kernels, and kernels whose first cell is any cell."""

import json

import pytest

ASKED = "You save"  # the situation of two-cooks


@pytest.fixture
def opened(lab_page, jupyter, empty_memory):
    """Open a notebook of these cells."""

    def open_notebook(*sources, name="second_day.ipynb"):
        lab_page.open_page(jupyter.write(name, sources))
        return lab_page

    return open_notebook


def end_kernels(jupyter):
    for session in jupyter.api("GET", "sessions"):
        jupyter.api("DELETE", f"sessions/{session['id']}")


def test_any_cell_works_as_the_first_of_a_kernel(opened):
    page = opened("from statuslab import demo", 'predict("two-cooks")', "%%http\nGET /teas/7", "%load_ext statuslab")
    page.run(3)
    page.output(3).get_by_text("200 OK").first.wait_for()
    page.run(2)
    page.output(2).locator("form").wait_for()
    page.run(4)
    page.run(4)
    assert page.output(4).count() == 0


def test_page_reopened_without_its_kernel_shows_the_saved_card(opened, jupyter):
    page = opened('predict("two-cooks")')
    page.run(1)
    page.output(1).locator("form").wait_for()
    page.command("docmanager:save")
    end_kernels(jupyter)
    page.open_page("second_day.ipynb")
    page.output(1).locator(".still").wait_for()
    page.screenshot("x")
    assert "model not found" not in page.page.locator("body").inner_text()
