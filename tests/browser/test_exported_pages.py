"""The pages as a static export: readable without a kernel, with enough contrast in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter

from sampling import slow_param
from statuslab.storage.files import notebooks_folder

OURS = {"include": [[".sl"]]}
PAGES = sorted(path.stem for path in notebooks_folder().glob("*.ipynb"))
PAGE_IN_THEME = [  # each page once, the themes in turn; with --slow in the other theme too
    (name, theme) if number % 2 == place else slow_param(name, theme)
    for number, name in enumerate(PAGES)
    for place, theme in enumerate(["light", "dark"])
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


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
