"""Questions of one's own in a browser: alike on a phone, after the reveal, on the wall and on paper, and as saved."""

import subprocess
import sys
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from free_ports import free_port
from sampling import slow_param

MINE = """\
- id: code-block
  ask: |
    **What** comes back? <img src=x onerror="document.title='run'">

    ```http
    GET /a HTTP/1.1
    <b>no markup</b>
    ```

    | a | b |
    |---|--:|
    | `1` | **2** |
  options:
    - {text: "![a tree](tree.png)", right: true, why: "So: **it** is."}
    - text: |
        This
        ```
        {"a": 1}
        ```
- id: pace
  form: poll
  ask: How is the pace?
  options: [{text: slow}, {text: fast}]
"""
WIDTH = "async image => { await image.decode(); return image.naturalWidth; }"
PARTS = "section.{0} :is(pre.code, table.given, img, strong)"


@pytest.fixture
def page(tmp_path, chromium):
    """The preview of a file in a browser, and the file."""
    out = BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, "PNG")
    (tmp_path / "tree.png").write_bytes(out.getvalue())
    file = tmp_path / "mine.yaml"
    file.write_text(MINE)
    command = [sys.executable, "-m", "statuslab.cli", "bank", "preview", str(file), "--port", str(free_port())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().split(" at ")[1].split()[0]
        opened = chromium.new_page()
        opened.goto(address)
        opened.locator("article").nth(1).wait_for()
        yield opened, file
        opened.close()
    finally:
        process.terminate()
        process.communicate(timeout=60)


def drawn(page, view):
    parts = page.locator("article").first.locator(PARTS.format(view))
    return [part.evaluate("each => each.outerHTML") for part in parts.all()]


def test_question_is_drawn_alike_on_phone_and_wall_and_after_the_reveal(page):
    shown, _ = page
    phone, wall, reveal = (drawn(shown, view) for view in ("phone", "wall", "reveal"))
    assert len(phone) == 6  # two code blocks, a table, an image, two bold words
    assert wall == phone
    assert [part for part in reveal if part not in phone] == ["<strong>it</strong>"]
    assert set(phone) <= set(reveal)


def test_images_are_loaded_and_html_stays_text(page):
    shown, _ = page
    images = shown.locator("article img")
    shown.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    assert images.count() == 3 and all(each.evaluate(WIDTH) == 30 for each in images.all())
    assert {each.get_attribute("alt") for each in images.all()} == {"a tree"}
    assert shown.title() == "mine.yaml · preview"
    assert "<img src=x" in shown.locator("article .ask").first.inner_text()
    assert "<b>no markup</b>" in shown.locator("pre.code").first.inner_text()


def test_paper_shows_the_same_parts(page):
    shown, _ = page
    phone = drawn(shown, "phone")
    shown.goto(shown.url.replace("#", "") + "paper")
    paper = [
        part.evaluate("each => each.outerHTML")
        for part in shown.locator(".sheet section").first.locator(":is(pre.code, table.given, img, strong)").all()
    ]
    without_source = [part for part in phone if not part.startswith("<img")]
    assert [part for part in paper if not part.startswith("<img")] == without_source
    assert shown.locator(".sheet img").evaluate(WIDTH) == 30


def test_page_follows_the_file_and_names_its_mistakes(page):
    shown, file = page
    file.write_text(MINE.replace("How is the pace?", "Is it too fast?"))
    shown.get_by_text("Is it too fast?").first.wait_for()
    file.write_text(MINE.replace("right: true, ", ""))
    shown.get_by_text("0 options are right").wait_for()
    assert shown.locator("article").count() == 1


def test_poll_has_no_marks_after_the_reveal(page):
    shown, _ = page
    poll = shown.locator("article").nth(1).locator("section.reveal")
    assert poll.locator(".opt").count() == 2
    assert poll.locator(".sign, .ok, .no").count() == 0


@pytest.mark.parametrize("theme", [slow_param("light"), "dark"])
def test_preview_can_be_read_by_everybody_in_light_and_dark(page, theme):
    shown, _ = page
    shown.emulate_media(color_scheme=theme)
    found = Axe().run(shown).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
