"""Every page, run from top to bottom in a real JupyterLab with a live clock."""

import pytest

from sampling import slow_param
from statuslab.storage.files import notebooks_folder

SAMPLE = "0_the_first_hour.ipynb"
PAGES = sorted(path.name for path in notebooks_folder().glob("*.ipynb"))


@pytest.mark.parametrize("name", [name if name == SAMPLE else slow_param(name) for name in PAGES])
def test_page_runs_without_error(lab_page, name):
    lab_page.open_page(name)
    lab_page.run_all()
    errors = lab_page.page.locator('[data-mime-type="application/vnd.jupyter.error"]')
    assert [error.inner_text()[:200] for error in errors.all()] == []
    numbers = lab_page.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert [number for number in numbers if number.strip() in ("[ ]:", "[*]:")] == []
    lab_page.page.locator(".jp-Notebook").first.evaluate("n => n.scrollTo(0, 2500)")
    lab_page.screenshot(f"page_{name.removesuffix('.ipynb')}")
