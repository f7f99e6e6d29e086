"""The index, compared with the routes."""

import re
from html import unescape
from html.parser import HTMLParser

from httpbin_caller import call

from sampling import together
from statuslab.server.httpbin import CHAPTERS, index_page

LINKS = [unescape(href) for href in re.findall(r'href="(/[^"]*)"', index_page())]
ENTRIES = [entry for chapter in CHAPTERS for entry in chapter.entries]


@together("link", LINKS)
def test_every_link_on_the_index_is_served(ask, link):
    reply = ask(f"GET {link}")
    assert reply.status or reply.odd
    assert reply.status not in (400, 405, 414)
    assert reply.content != b"Not Found\n" or link.startswith("/hidden")


def test_index_lists_every_entry_with_a_summary():
    page = index_page()
    for entry in ENTRIES:
        assert not entry.summary or unescape(page).count(entry.summary)


def test_endpoint_without_get_is_no_link_on_the_index():
    assert "/post" not in LINKS
    assert "<code>/post</code> <small>POST</small>" in index_page()


def test_index_is_one_file_for_light_and_dark():
    page = index_page()
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert "@import" not in page and "url(" not in page and "<script" not in page
    assert "prefers-color-scheme:dark" in page


def test_every_tag_of_the_index_is_closed():
    open_tags = []

    class Check(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "link"):
                open_tags.append(tag)

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

    Check().feed(index_page())
    assert open_tags == []


def test_index_is_served_at_its_path_and_at_the_root(app):
    assert call(app, "GET /httpbin").text == call(app, "GET /").text == index_page()


def test_index_links_start_with_its_root():
    assert 'href="/bin/get?tea=assam&amp;cups=2"' in index_page("/bin")
