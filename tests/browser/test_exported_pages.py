"""The pages as a static export: readable without a kernel, with enough contrast in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from sampling import slow_param
from statuslab.codes import index
from statuslab.notebook.html_export import HtmlLinks
from statuslab.storage.files import notebooks_folder

OURS = {"include": [[".sl"]]}
PAGES = sorted(path.stem for path in notebooks_folder().glob("*.ipynb"))
PAGE_IN_THEME = [  # every third page, the themes in turn; with --slow each page in both themes
    (name, theme) if number % 3 == 0 and number % 2 == place else slow_param(name, theme)
    for number, name in enumerate(PAGES)
    for place, theme in enumerate(["light", "dark"])
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


def test_links_between_exported_pages_lead_to_pages_and_sections(chromium, tmp_path):
    exporter = HTMLExporter(preprocessors=[HtmlLinks])
    for name in ("0_start_here", "0_the_first_hour", "1xx_informational"):
        body, _ = exporter.from_filename(str(notebooks_folder() / f"{name}.ipynb"))
        (tmp_path / f"{name}.html").write_text(body, encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    page.route("https://**", lambda route: route.abort())
    page.goto((tmp_path / "0_start_here.html").as_uri(), wait_until="domcontentloaded")
    page.get_by_role("link", name="→").first.click()
    page.wait_for_url("**/0_the_first_hour.html")
    page.get_by_role("link", name="412", exact=True).first.click()
    section = index().pages["0_the_first_hour"].section_of(412).title
    expect(page.get_by_role("heading", name=section)).to_be_in_viewport()
    page.goto((tmp_path / "0_start_here.html").as_uri(), wait_until="domcontentloaded")
    page.locator(".course .pages .codes").get_by_role("link", name="103", exact=True).click()
    page.wait_for_url("**/1xx_informational.html#*")
    section = index().pages["1xx_informational"].section_of(103).title
    expect(page.get_by_role("heading", name=section)).to_be_in_viewport()
    page.close()


@pytest.mark.parametrize(("name", "theme"), PAGE_IN_THEME)
def test_exported_page_is_readable_and_has_enough_contrast(chromium, tmp_path, name, theme):
    body, _ = HTMLExporter(theme=theme).from_filename(str(notebooks_folder() / f"{name}.ipynb"))
    exported = tmp_path / "page.html"
    exported.write_text(body, encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    page.route("https://**", lambda route: route.abort())  # the export names MathJax and the like; none is needed
    page.goto(exported.as_uri(), wait_until="domcontentloaded")
    assert page.locator(".sl").count() > 1
    found = Axe().run(page, context=OURS, options=RULES)
    page.close()
    assert [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]] == []
