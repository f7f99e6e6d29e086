"""The way through the course, walked in a real JupyterLab: every link opens what it names."""

from playwright.sync_api import expect


def current_page(lab_page):
    return lab_page.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def heading(lab_page, title):
    return current_page(lab_page).get_by_role("heading", name=title, exact=False)


def test_next_and_previous_open_the_pages_beside(lab_page):
    lab_page.open_page("2xx_success.ipynb")
    current_page(lab_page).get_by_role("link", name="Follow a redirect").first.click()
    expect(heading(lab_page, "Follow a redirect without losing the order")).to_be_visible()
    current_page(lab_page).get_by_role("link", name="← Tell the kinds of yes apart").click()
    expect(heading(lab_page, "Tell the kinds of yes apart")).to_be_visible()
    current_page(lab_page).get_by_role("link", name="Overview").first.click()
    expect(heading(lab_page, "Start here")).to_be_visible()


def test_code_of_a_page_leads_to_its_section(lab_page):
    lab_page.open_page("2xx_success.ipynb")
    section = heading(lab_page, "The train enters a tunnel")
    expect(section).not_to_be_in_viewport()
    current_page(lab_page).get_by_role("link", name="206", exact=True).click()
    expect(section).to_be_in_viewport()
