"""The way through the course, walked in a real JupyterLab: every link opens what it names."""

from playwright.sync_api import expect

from statuslab.codes import index
from statuslab.learning.history import Attempt
from statuslab.notebook import stored_progress


def answered(question, card):
    stored_progress.store().add(Attempt(question, stored_progress.now(), 1.0, 1, (0,), where="predict", card=card))


def current_page(lab_page):
    return lab_page.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def heading(lab_page, title):
    return current_page(lab_page).get_by_role("heading", name=title, exact=False)


def test_next_and_previous_open_the_pages_beside(lab_page):
    start, this, after = (index().pages[name].title for name in ("0_start_here", "2xx_success", "3xx_redirection"))
    lab_page.open_page("2xx_success.ipynb")
    current_page(lab_page).get_by_role("link", name=f"{after} →").first.click()
    expect(heading(lab_page, after)).to_be_visible()
    current_page(lab_page).get_by_role("link", name=f"← {this}").click()
    expect(heading(lab_page, this)).to_be_visible()
    current_page(lab_page).get_by_role("link", name="Overview").first.click()
    expect(heading(lab_page, start)).to_be_visible()


def test_code_of_a_page_leads_to_its_section(lab_page):
    lab_page.open_page("2xx_success.ipynb")
    section = heading(lab_page, index().pages["2xx_success"].section_of(206).title)
    expect(section).not_to_be_in_viewport()
    current_page(lab_page).get_by_role("link", name="206", exact=True).click()
    expect(section).to_be_in_viewport()


def test_map_leads_to_where_the_learner_left_off(lab_page, jupyter, empty_memory):
    section = index().pages["2xx_success"].section_of(206)
    answered("predict-the-cut-download", f"predict the-cut-download {section.asks[0].cell}")
    name = jupyter.write("my_map.ipynb", ["from statuslab import course", "course()"])
    lab_page.open_page(name)
    lab_page.run_all()
    lab_page.output(2).get_by_role("link", name=section.title).click()
    expect(heading(lab_page, section.title)).to_be_in_viewport()


def test_map_shows_every_page_and_opens_it(lab_page, jupyter, empty_memory):
    lab_page.open_page(jupyter.write("my_map.ipynb", ["from statuslab import course", "course()"]))
    lab_page.run_all()
    links = lab_page.output(2).locator(".pages .title a")
    assert links.all_inner_texts() == [page.title for page in index().pages.values()]
    links.last.click()
    expect(heading(lab_page, index().pages["teach_a_class"].title)).to_be_visible()


def test_page_sums_up_what_was_answered_on_it(lab_page, jupyter, empty_memory):
    sources = [
        "from statuslab import page, predict, summary",
        'predict("off-the-menu")',
        'page("2xx")',
        'summary("2xx")',
    ]
    lab_page.open_page(jupyter.write("my_page.ipynb", sources))
    lab_page.run_all()
    card = lab_page.output(2)
    card.locator("input[type=radio]").first.check()
    card.get_by_label("fairly sure").check()
    card.get_by_role("button", name="Run it").click()
    expect(card.get_by_role("button", name="Try again")).to_be_visible()
    lab_page.run(3)
    lab_page.run(4)
    expect(lab_page.output(3)).to_contain_text("1 of ")
    expect(lab_page.output(3)).to_contain_text(f"You left off at {index().pages['2xx_success'].section_of(204).title}")
    expect(lab_page.output(4)).to_contain_text("Today on this page: 1 question answered")


def test_handout_opens_from_the_start_page_as_a_readable_document(lab_page):
    lab_page.open_page("0_start_here.ipynb")
    current_page(lab_page).get_by_role("link", name="the handout").click()
    preview = lab_page.page.locator(".jp-MarkdownViewer")
    expect(preview.get_by_role("heading", name="404 Not Found")).to_be_attached()
