"""The course in Notebook 7, as `jupyter notebook` opens it: without anything that `statuslab lab` adds."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_page_runs_in_notebook_7_and_its_cards_work(notebook_7_page, empty_memory):
    page = notebook_7_page
    page.open_page("4xx_c_state_and_timing.ipynb")
    page.run_all()
    assert page.page.locator('[data-mime-type="application/vnd.jupyter.error"]').all_inner_texts() == []
    number = next(number for number, source in page.code() if source.startswith("predict("))
    page.answer(number)
    assert "HTTP/1.1" in page.output(number).inner_text()
    page.output(number).scroll_into_view_if_needed()
    page.screenshot("notebook_7")
