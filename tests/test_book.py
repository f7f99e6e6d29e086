"""The parts of the book: what is laid out for Sphinx, and what the built site is held to."""

import doctest
import importlib
import json
from pathlib import Path

import pytest

import build
import statuslab
from book import checks, codes, functions, sources
from statuslab.codes import index, scenes_of
from statuslab.notebook.codes import catalog

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["sources", "functions"])
def test_docstring_examples_hold(name):
    assert doctest.testmod(importlib.import_module(f"book.{name}")).failed == 0


# --- A code's page ------------------------------------------------------------------------------------------


def page_of(code):
    with codes.fixed_lab() as lab:
        return codes.code_page(catalog[code], catalog, codes.stories(code, lab), lab, sources.RUN)


@pytest.fixture(scope="module")
def page_412():
    return page_of(412)


def test_code_page_answers_what_somebody_looks_up(page_412):
    headings = [line for line in page_412.splitlines() if line.startswith(("# ", "## "))]
    assert headings == [
        "# 412 Precondition Failed",
        "## Who sends it",
        "## See it happen",
        "## What to do",
        "## Look-alikes",
        "## Learn it",
    ]


def test_code_page_has_the_bytes_and_the_picture_of_each_scene(page_412):
    scenes = scenes_of(412)
    assert [scene.title for scene in scenes if f"### {scene.title}\n" not in page_412] == []
    assert page_412.count('<div class="box ex story">') == len(scenes)
    assert page_412.count("<svg") >= len(scenes)
    assert '<span class="fn">If-Match:</span> &quot;v1&quot;' in page_412


def test_code_page_is_the_same_in_each_build(page_412):
    assert page_of(412) == page_412


def test_code_page_leads_to_its_look_alikes_and_its_lesson(page_412):
    assert 'href="../409/index.html"' in page_412
    assert "../notebooks/4xx_c_state_and_timing.ipynb#Two-people-edit-one-recipe" in page_412
    assert f'href="../{sources.RUN}4xx_c_state_and_timing.ipynb"' in page_412


def test_raw_block_is_longer_than_any_fence_inside():
    block = codes.raw(codes.page((), codes.tag("pre", None, "`" * 9)))
    assert block.startswith("`" * 10 + "{raw} html\n") and "<style" not in block


def test_every_code_and_page_and_document_has_an_address():
    addresses = list(sources.addresses())
    assert len(addresses) == len(set(addresses))
    assert {f"{record.code}/index.html" for record in catalog} <= set(addresses)
    assert {f"notebooks/{name}.html" for name in index().pages} <= set(addresses)
    assert {f"docs/{path.stem}.html" for path in ROOT.glob("docs/*.md")} <= set(addresses)
    assert {f"notebooks/{path.stem}.html" for path in ROOT.glob("notebooks/*.md")} <= set(addresses)


# --- Pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(index().pages))
def test_page_in_the_book_has_its_outputs_and_nothing_of_a_learners_state(name):
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    read, styles = sources.notebook(text, index().pages[name], {})
    cells = json.loads(read)["cells"]
    html = "".join(
        output["data"].get("text/html", "") for cell in cells for output in cell.get("outputs", ()) if "data" in output
    )
    assert "data-statuslab" not in html and ".ipynb" not in html
    assert "palette" in styles
    assert not sources.LEARNERS_STATE & {cell.get("id") for cell in cells}
    title = cells[0]["source"]
    assert title.startswith("# ") and f'href="../{sources.RUN}{name}.ipynb"' in title


def test_page_that_does_not_run_in_a_browser_says_why():
    text = (ROOT / "notebooks" / "7_real_clients.ipynb").read_text(encoding="utf-8")
    read, _ = sources.notebook(text, index().pages["7_real_clients"], {"7_real_clients": "Here is no curl."})
    title = json.loads(read)["cells"][0]["source"]
    assert "Here is no curl." in title and "Run it in the browser" not in title


def test_link_to_a_file_that_is_not_in_the_book_becomes_its_words():
    text = "[`x`](../src/x.py), [a part](../docs/b.md#c), [code](https://example.com/x), `[y](y.md)`"
    shown = sources.document(text, Path("docs/a.md"), {"docs/b.md"})
    assert shown == "`x`, [a part](../docs/b.md#c), [code](https://example.com/x), `[y](y.md)`"


def test_start_page_fills_every_gap_and_lists_every_page_and_code():
    text = sources.start_page(index().pages.values())
    assert "{{" not in text
    assert all(f"notebooks/{name}.ipynb)" in text for name in index().pages)
    assert all(f'href="{record.code}/index.html"' in text for record in catalog)


def test_link_to_a_file_leads_to_the_repository_where_it_has_an_address():
    shown = sources.document("[x.py](../src/x.py)", Path("docs/a.md"), set(), "https://example.com/lab")
    assert shown == "[x.py](https://example.com/lab/blob/main/src/x.py)"


# --- Functions and commands ---------------------------------------------------------------------------------


def test_functions_page_has_every_exported_function():
    text = functions.functions_page()
    objects = functions.OBJECTS
    missing = [name for name in statuslab.__all__ if f"{{py:function}} {name}(" not in text and name not in objects]
    assert missing == []
    assert "{py:method} lab.reset()" in text and "{py:attribute} Exchange.wire_status" in text


def test_commands_page_has_every_command_and_what_it_takes():
    text = functions.commands_page()
    assert "## statuslab lab\n" in text and "### statuslab bank check\n" in text
    assert "--prepare-only" in text


# --- Links --------------------------------------------------------------------------------------------------


def site(folder, **pages):
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(f"<!doctype html>{body}", encoding="utf-8")
    return folder.resolve()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone.html">', "a.html: links to gone.html, which is not there"),
        ('<a href="b.html#gone">', "a.html: links to b.html#gone, which is not there"),
        ('<a href="/b.html">', "a.html: links to /b.html, which is not there"),
        ('<a href="../outside.html">', "a.html: links to ../outside.html, which is not there"),
        ('<a href="run/notebooks/index.html?path=gone.ipynb">', "which is not there"),
        ('<img src="gone.png">', "a.html: loads gone.png, which is not there"),
        ('<script src="https://cdn.example/x.js"></script>', "from another host"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "from another host"),
    ],
)
def test_broken_link_is_found(tmp_path, body, problem):
    (found,) = checks.broken(site(tmp_path, a=body, b='<p id="here">'))
    assert found.endswith(problem)


def test_links_that_lead_somewhere_are_no_problem(tmp_path):
    (tmp_path / "412").mkdir()
    (tmp_path / "412" / "index.html").write_text('<a href="../a.html#x">', encoding="utf-8")
    body = '<p id="x"><a href="b.html#here"><a href="412/"><a href="#x"><a href="https://www.rfc-editor.org/">'
    assert list(checks.broken(site(tmp_path, a=body, b='<p id="here">'))) == []


# --- Addresses that moved -----------------------------------------------------------------------------------


def test_moved_address_leads_to_a_page_of_today_and_is_none_itself():
    today = set(sources.addresses())
    moved = checks.moved()
    assert set(moved.values()) <= today
    assert not today & set(moved)


def test_former_address_redirects_without_a_script(tmp_path):
    checks.write_redirects(tmp_path, {"notebooks/old.html": "412/index.html"})
    text = (tmp_path / "notebooks" / "old.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../412/index.html">' in text
    assert '<a href="../412/index.html">' in text and "<script" not in text


def test_redirect_from_a_page_of_today_is_refused(tmp_path):
    site(tmp_path, a="here")
    with pytest.raises(ValueError, match=r"a\.html is a page of today"):
        checks.write_redirects(tmp_path, {"a.html": "b.html"})


def test_former_page_says_where_it_went_where_pages_run(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "moved", lambda: {"notebooks/old.html": "notebooks/2xx_success.html"})
    build.write_pages(tmp_path / "pages")
    stub = json.loads((tmp_path / "pages" / "old.ipynb").read_text(encoding="utf-8"))
    assert stub["cells"][0]["source"] == "# This page has moved\n\n[Go to its new place](2xx_success.ipynb)."


@pytest.mark.parametrize("code", catalog.extras)
def test_number_of_a_cdn_has_a_page_with_its_scene(code):
    with codes.fixed_lab() as lab:
        text = codes.code_page(catalog.extras[code], catalog, codes.stories(code, lab), lab, sources.RUN)
    assert f"# {code} " in text and '<div class="box card k5">' in text
    assert text.count('<div class="box ex story">') == 1
    assert f"{code}/index.html" in set(sources.addresses())
