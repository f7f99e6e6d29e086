"""The second day: pages reopened without their kernels, and kernels whose first cell is any cell.

JupyterLab shows the HTML of an untrusted page in any case. So each page is run in the browser first, which makes it
trusted; else these tests would pass for nothing.
"""

import json
import sqlite3
from contextlib import closing

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import expect

from sampling import slow_param
from statuslab.storage import files
from statuslab.widgets.quiz import VIEW

NAME = "second_day.ipynb"
PREDICT, QUIZ, CHALLENGE = 'predict("two-cooks")', "quiz(412, n=2)", "challenge(404)"
ASLEEP = "this card's kernel has ended"
NOT_FOUND = "Error displaying widget"


class SecondDay:
    """A notebook of our cards, and what happens to it between two days."""

    def __init__(self, lab_page, jupyter):
        self.lab_page, self.jupyter = lab_page, jupyter

    def first_day(self, *sources):
        """Open a notebook of these cells and run it."""
        self.lab_page.open_page(self.jupyter.write(NAME, sources))
        self.lab_page.run_all()
        return self.lab_page

    def save(self):
        self.lab_page.command("docmanager:save")

    def end_kernels(self):
        for session in self.jupyter.api("GET", "sessions"):
            self.jupyter.api("DELETE", f"sessions/{session['id']}")

    def restart_kernel(self):
        for kernel in self.jupyter.api("GET", "kernels"):
            self.jupyter.api("POST", f"kernels/{kernel['id']}/restart")

    def reopen(self):
        """Open the notebook again, and see that no card is an error."""
        cells = self.jupyter.api("GET", f"contents/{NAME}")["content"]["cells"]
        assert all(cell["metadata"]["trusted"] for cell in cells)
        self.lab_page.open_page(NAME)
        expect(self.lab_page.page.locator(".jp-OutputArea-output .sl").first).to_be_visible()
        expect(self.lab_page.page.get_by_text("Loading widget")).to_have_count(0)
        assert NOT_FOUND not in self.lab_page.page.locator(".jp-Notebook").inner_text()

    def stored(self):
        return json.loads((self.jupyter.folder / NAME).read_text())


@pytest.fixture
def day(lab_page, jupyter, empty_memory):
    return SecondDay(lab_page, jupyter)


def answer(page, number):
    """Take the third option of the card below a cell, fairly sure, and send it."""
    card = page.output(number).locator("form")
    card.locator("fieldset").first.locator("input").nth(2).check()
    card.get_by_label("fairly sure").check()
    card.locator("button.go").click()
    expect(card.get_by_role("status")).to_contain_text("predicted")


def is_live(page, number):
    expect(page.output(number).locator("form.qz")).to_have_count(1)
    expect(page.output(number).get_by_text(ASLEEP)).to_have_count(0)


def is_picture(page, number):
    expect(page.output(number).get_by_text(ASLEEP)).to_have_count(1)
    expect(page.output(number).locator("button")).to_have_count(0)


def test_cell_in_the_middle_of_a_page_can_be_the_first_of_a_kernel(day, jupyter, lab_page):
    cells = json.loads((jupyter.folder / "2xx_success.ipynb").read_text())["cells"]
    number = {"".join(cell["source"]).split("(")[0]: place for place, cell in enumerate(cells, 1)}
    lab_page.open_page("2xx_success.ipynb")
    lab_page.run(number["challenge"])
    expect(lab_page.output(number["challenge"]).locator(".challenge")).to_be_visible()
    day.end_kernels()
    lab_page.open_page(jupyter.write(NAME, [PREDICT, "%%http\nGET /teas/7", "%load_ext statuslab"]))
    lab_page.run(2)
    expect(lab_page.output(2).get_by_text("200 OK").first).to_be_visible()
    lab_page.run(1)
    is_live(lab_page, 1)
    lab_page.run(3)
    lab_page.run(3)
    assert lab_page.output(3).count() == 0


def test_reloaded_page_keeps_its_cards_live(day):
    page = day.first_day(PREDICT)
    day.save()
    day.reopen()
    is_live(page, 1)
    answer(page, 1)


@pytest.mark.parametrize("theme", ["light", slow_param("dark")], indirect=True)
def test_page_reopened_after_its_kernel_ended_shows_cards_as_they_were_left(day, theme):
    page = day.first_day(PREDICT, QUIZ, CHALLENGE)
    answer(page, 1)
    day.save()
    day.end_kernels()
    day.reopen()
    for number in (1, 2, 3):
        is_picture(page, number)
    expect(page.output(1)).to_contain_text("As you predicted: 412")
    expect(page.output(1)).to_contain_text("(your choice)")
    expect(page.output(2).locator(".q")).to_have_count(2)
    assert "your choice" not in page.cell(2).inner_text()
    page.screenshot(f"reopened_{theme}")
    page.page.set_viewport_size({"width": 700, "height": 900})
    cut = "outputs => outputs.filter(each => each.scrollWidth > each.clientWidth).length"
    assert page.page.locator(".jp-OutputArea-child").evaluate_all(cut) == 0
    page.screenshot(f"reopened_narrow_{theme}")
    page.run(1)
    is_live(page, 1)
    expect(page.output(1)).to_contain_text("As you predicted: 412")


def test_page_reloaded_after_a_restart_shows_pictures(day):
    page = day.first_day(PREDICT)
    day.save()
    day.restart_kernel()
    day.reopen()
    is_picture(page, 1)
    page.run(1)
    is_live(page, 1)


def test_page_opened_without_any_kernel_shows_pictures(day, jupyter):
    page = day.first_day(PREDICT)
    day.save()
    day.end_kernels()
    stored = day.stored()
    stored["metadata"] = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}  # not on this machine
    (jupyter.folder / NAME).write_text(json.dumps(stored))
    page.page.goto(f"{jupyter.url}/lab/tree/{NAME}?reset&token={jupyter.token}")
    page.page.get_by_role("dialog").get_by_role("button", name="No Kernel").click()
    is_picture(page, 1)


def test_saved_page_has_no_live_view_and_loses_no_card(day):
    page = day.first_day(PREDICT)
    day.save()
    is_live(page, 1)
    (output,) = day.stored()["cells"][0]["outputs"]
    assert set(output["data"]) == {"text/plain", "text/html"}
    answer(page, 1)
    day.save()
    day.reopen()
    is_live(page, 1)
    expect(page.output(1)).to_contain_text("As you predicted: 412")


def test_terminal_finds_statuslab(lab_page, jupyter):
    lab_page.open_page(jupyter.write(NAME, [""]))
    lab_page.command("terminal:create-new")
    lab_page.wait_for(
        """async ({ line, url }) => {
            const { session } = window.jupyterapp.shell.currentWidget.content;
            session.send({ type: "stdin", content: [line] });
            while (!(await fetch(url)).ok) await new Promise((done) => setTimeout(done, 100));
        }""",
        {
            "line": f"cd {jupyter.folder}; statuslab --version > found 2>&1; mv found version.txt\r",
            "url": f"{jupyter.url}/api/contents/version.txt?token={jupyter.token}",
        },
    )
    assert (jupyter.folder / "version.txt").read_text().startswith("statuslab ")


def test_two_tabs_show_the_same_card_and_save_it_without_a_conflict(day, jupyter):
    page = day.first_day(PREDICT, QUIZ)
    answer(page, 1)
    day.save()
    other = SecondDay(type(page)(page.page.context.new_page(), jupyter), jupyter)
    other.reopen()
    expect(other.lab_page.output(1)).to_contain_text("As you predicted: 412")
    other.save()
    day.save()  # would wait for an answer, had JupyterLab asked which of two versions to keep
    day.end_kernels()
    other.reopen()
    expect(other.lab_page.output(1)).to_contain_text("As you predicted: 412")
    is_picture(other.lab_page, 1)


@pytest.mark.slow
def test_page_in_a_plain_jupyter_shows_pictures_and_what_to_run_first(day, plain_jupyter):
    page = day.first_day("from statuslab import predict", PREDICT)
    answer(page, 2)
    day.save()
    day.end_kernels()
    elsewhere = type(page)(page.page, plain_jupyter)
    elsewhere.open_page(NAME)
    expect(elsewhere.output(2)).to_contain_text("run the page's first code cell and then this one")
    assert NOT_FOUND not in page.page.locator(".jp-Notebook").inner_text()
    elsewhere.run_all()
    is_live(elsewhere, 2)
    expect(elsewhere.output(2)).to_contain_text("As you predicted: 412")
    SecondDay(elsewhere, plain_jupyter).end_kernels()


@pytest.mark.slow
def test_page_from_before_pictures_shows_what_it_has(day, jupyter):
    data = {VIEW: {"version_major": 2, "version_minor": 0, "model_id": "of-last-year"}, "text/plain": "asked"}
    data["text/html"] = '<style data-statuslab="still"></style><div class="sl">What comes back?</div>'
    cell = new_code_cell(PREDICT, outputs=[new_output("execute_result", data=data, execution_count=1)])
    page = new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    (jupyter.folder / NAME).write_text(nbformat.writes(page))
    notary = NotebookNotary(data_dir=str(jupyter.folder.parent / "data"))
    notary.sign(nbformat.reads((jupyter.folder / NAME).read_text(), as_version=4))
    notary.store.close()
    day.reopen()
    is_picture(day.lab_page, 1)
    expect(day.lab_page.output(1)).to_contain_text("What comes back?")


@pytest.mark.slow
def test_locked_progress_is_told_once_and_the_page_opens(day):
    page = day.first_day(PREDICT, QUIZ)
    answer(page, 1)
    day.save()
    day.end_kernels()
    with closing(sqlite3.connect(files.home() / "progress.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        day.reopen()
        expect(page.output(1).get_by_text("another program has locked")).to_have_count(1)
        expect(page.output(2).get_by_text("another program has locked")).to_have_count(0)
    day.reopen()
    expect(page.output(1)).to_contain_text("As you predicted: 412")
