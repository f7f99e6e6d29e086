"""The book around the site: readable without scripts, searchable by number, accessible, from no other host."""

import pytest
import sites
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
PAGES = {  # one of each kind, and those with unusual outputs; what they share is seen in both themes
    "light": ("index.html", "notebooks/0_the_first_hour.html", "301/", "4xx/",
              "functions.html", "docs/architecture.html", "docs/own_questions.html", "404.html"),
    "dark": ("notebooks/7_your_browser.html", "notebooks/8_read_the_logs.html", "412/", "499/", "commands.html",
             "cheat_sheet.html", "notebooks/all_codes.html", "search.html"),
}  # fmt: skip


@pytest.fixture
def read(site, chromium):
    """Open pages of the book in a new browser; `read.elsewhere` are requests to other hosts."""
    contexts, elsewhere = [], []

    def open_page(address, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.on("request", lambda request: None if request.url.startswith(site) else elsewhere.append(request.url))
        page = context.new_page()
        page.goto(f"{site}/{address}")
        return page

    open_page.elsewhere = elsewhere
    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", PAGES)
def test_pages_are_accessible_and_fit_a_phone(read, site, scheme):
    page, problems = read("index.html", color_scheme=scheme, viewport={"width": 390, "height": 800}), []
    for address in PAGES[scheme]:
        page.goto(f"{site}/{address}")
        found = Axe().run(page, options=RULES).response["violations"]
        problems += [f"{address}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{address}: is wider than the window")
    assert problems == []
    assert read.elsewhere == []


def test_code_page_is_readable_without_scripts(read):
    page = read("412", java_script_enabled=False)
    assert page.url.endswith("/412/")
    expect(page.get_by_role("heading", name="412 Precondition Failed", level=1)).to_be_visible()
    expect(page.locator("pre.wire").get_by_text("412 Precondition Failed").first).to_be_visible()
    expect(page.locator(".story svg").first).to_be_visible()
    page.locator("aside, .sidebar-drawer").get_by_role("link", name="Read a dozen codes in one hour").first.click()
    expect(page.get_by_role("heading", name="Read a dozen codes in one hour", level=1)).to_be_visible()
    assert read.elsewhere == []


def test_search_for_a_number_finds_the_code_first(read):
    page = read("docs/site.html")
    page.get_by_role("searchbox").or_(page.get_by_placeholder("Search")).first.fill("412")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results li a").first).to_have_text("412 Precondition Failed")
    assert read.elsewhere == []


def test_search_says_that_it_needs_scripts(read):
    page = read("search.html?q=412", java_script_enabled=False)
    says = page.evaluate("document.querySelector('article noscript').textContent")
    assert "activate JavaScript" in says


def test_theme_that_the_reader_chooses_holds_for_outputs_too(read):
    page = read("412/", color_scheme="light")
    card = page.locator(".sl .card").first
    light = card.evaluate("card => getComputedStyle(card).backgroundColor")
    page.evaluate("document.body.dataset.theme = 'dark'")
    assert card.evaluate("card => getComputedStyle(card).backgroundColor") != light


def test_diagrams_are_drawn_in_the_readers_theme_and_keep_their_text(read):
    page = read("docs/architecture.html")
    expect(page.locator(".diagram svg")).to_have_count(page.locator(".highlight-mermaid").count())
    expect(page.get_by_text("The diagram as text").first).to_be_visible()
    before = page.locator(".diagram style").first.text_content()
    page.evaluate("document.body.dataset.theme = 'dark'")
    expect(page.locator(".diagram style").first).not_to_have_text(before)
    assert read.elsewhere == []


def test_page_of_the_book_leads_to_where_it_runs(read):
    page = read("notebooks/2xx_success.html")
    target = page.get_by_role("link", name="Run it in the browser").get_attribute("href")
    assert target == "../run/notebooks/index.html?path=2xx_success.ipynb"


def test_unknown_address_leads_to_the_first_page_at_any_depth(read, site):
    page = read("index.html")
    lost = (sites.BUILT.parent / "www" / "404.html").read_text(encoding="utf-8")
    page.route("**/gone.html", lambda route: route.fulfill(status=404, content_type="text/html", body=lost))
    page.goto(f"{site}/notebooks/gone.html")
    page.get_by_role("link", name="first page").click()
    expect(page.get_by_role("heading", name="HTTP Status Lab", level=1)).to_be_visible()
