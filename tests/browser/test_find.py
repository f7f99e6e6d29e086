"""Looking something up in a real JupyterLab: links of `find`, of all codes and of the glossary open their section."""

import pytest
from playwright.sync_api import expect

from sampling import slow_param
from statuslab.notebook.reference import taught_in

PAGE, SECTION = taught_in(504)[0]


def current_page(lab_page):
    return lab_page.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def expect_section(lab_page):
    """The section on 504 is in view, on its page, in the same JupyterLab."""
    heading = current_page(lab_page).get_by_role("heading", name=SECTION.title).first
    expect(heading).to_be_in_viewport()
    assert lab_page.page.evaluate("window.jupyterapp.shell.currentWidget.context.path") == f"{PAGE.name}.ipynb"
    assert len(lab_page.page.context.pages) == 1


def test_result_tells_a_typing_mistake_and_its_link_opens_the_section(lab_page, jupyter):
    lab_page.open_page(jupyter.write("find.ipynb", ["from statuslab import find", 'find("gateway timout", n=1)']))
    lab_page.run_all()
    shown = lab_page.output(2)
    expect(shown).to_contain_text('"timout" was not found and read as "timeout"')
    shown.get_by_role("link", name=SECTION.title).first.click()
    expect_section(lab_page)


@pytest.mark.parametrize(("document", "link"), [("All codes", SECTION.title), slow_param("glossary", "504")])
def test_document_opens_from_the_start_page_and_its_links_open_sections(lab_page, document, link):
    lab_page.open_page("0_start_here.ipynb")
    current_page(lab_page).get_by_role("link", name=document, exact=True).click()
    preview = lab_page.page.locator(".jp-MarkdownViewer")
    preview.get_by_role("link", name=link, exact=True).first.click()
    expect_section(lab_page)


@pytest.mark.parametrize(
    ("call", "link", "text"),
    [
        ("cheat_sheet()", "statuslab-cheat-sheet.html", "I'm a teapot"),
        slow_param('report(name="Ann")', "statuslab-report-ann.html", "HTTP Status Lab: report of Ann"),
    ],
)
def test_file_that_a_cell_wrote_opens_from_its_link(lab_page, jupyter, call, link, text):
    lab_page.open_page(jupyter.write("written.ipynb", [f"from statuslab import {call.partition('(')[0]}", call]))
    lab_page.run_all()
    assert (jupyter.folder / link).is_file()
    lab_page.output(2).get_by_role("link", name=link).click()
    expect(lab_page.page.frame_locator("iframe").get_by_text(text).first).to_be_visible()
