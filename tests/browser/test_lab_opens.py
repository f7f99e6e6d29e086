import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from sampling import slow_param


@pytest.mark.parametrize(
    ("theme", "background"),
    [slow_param("light", "rgb(255, 255, 255)"), ("dark", "rgb(17, 17, 17)")],
    indirect=["theme"],
)
def test_jupyterlab_opens_a_page_and_runs_it(lab_page, jupyter, theme, background):
    cells = [new_code_cell("1 + 1"), new_code_cell("import os; os.environ['STATUSLAB_HOME']")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), jupyter.folder / "sum.ipynb")
    lab_page.open_page("sum.ipynb")
    lab_page.run_all()
    assert lab_page.output(1).inner_text().strip() == "2"
    assert "home" in lab_page.output(2).inner_text()
    assert lab_page.page.locator(".jp-Notebook").evaluate("n => getComputedStyle(n).backgroundColor") == background
    assert lab_page.screenshot(f"lab_opens_{theme}").stat().st_size > 0
