"""The cheat sheet in a real browser: two printed pages, and narrow windows."""

import re

import pytest

from statuslab.notebook.cheat_sheet import write_cheat_sheet


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    return write_cheat_sheet(tmp_path / "sheet.html").as_uri()


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cheat_sheet_is_printed_on_two_a4_pages(chromium, sheet, scheme):
    page = chromium.new_page(color_scheme=scheme)
    page.goto(sheet)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    assert pages_of(pdf) == 2
    sizes = {tuple(map(float, size)) for size in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)}
    assert all(abs(width - 595) < 2 and abs(height - 842) < 2 for width, height in sizes) and sizes


def test_printed_text_is_dark_on_white_and_large_enough_to_read(chromium, sheet):
    page = chromium.new_page(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(sheet)
    color, size = page.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector('article p')); return [s.color, s.fontSize]; })()"
    )
    page.close()
    assert color == "rgb(31, 36, 48)"
    assert float(size.removesuffix("px")) >= 7.5 * 96 / 72  # points


@pytest.mark.parametrize("width", [1280, 700, 360])
def test_cheat_sheet_fits_the_window(chromium, sheet, width):
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(sheet)
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.close()
    assert overflow <= 0


def test_cheat_sheet_asks_for_nothing_outside(chromium, sheet):
    page, asked = chromium.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sheet)
    page.close()
    assert asked == [sheet]
