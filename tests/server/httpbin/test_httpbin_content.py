"""Redirects, cookies, content of many kinds, and slow content."""

import gzip
import json
import struct
import sys
import xml.dom.minidom
import zlib
from random import Random
from uuid import UUID

import pytest
from httpbin_caller import call
from starlette.applications import Starlette
from starlette.routing import Mount

from sampling import together
from statuslab.server.httpbin import limits, make_app
from statuslab.server.httpbin.streams import seeded_bytes


@together(
    ("path", "location"),
    [
        ("/redirect/1", "/get"),
        ("/redirect/3", "/relative-redirect/2"),
        ("/redirect/3?absolute=true", "http://bin.test/absolute-redirect/2"),
        ("/relative-redirect/1", "/get"),
        ("/relative-redirect/3", "/relative-redirect/2"),
        ("/absolute-redirect/1", "http://bin.test/get"),
        ("/absolute-redirect/3", "http://bin.test/absolute-redirect/2"),
        ("/links/7", "/links/7/0"),
        ("/redirect-to?url=/x", "/x"),
        ("/redirect-to?URL=/x", "/x"),
        ("/redirect-to?url=http://o/%C3%A9%20%0A", "http://o/%C3%A9%20%0A"),
    ],
)
def test_redirect_location_is_that_of_httpbin(ask, path, location):
    reply = ask(f"GET {path}")
    assert (reply.status, reply.fields["location"]) == (302, location)


@pytest.mark.parametrize(("code", "sent"), [("307", 307), ("399", 399), ("200", 302), ("999999", 302)])
def test_redirect_to_uses_a_3xx_code(ask, code, sent):
    assert ask(f"PATCH /redirect-to?url=/x&status_code={code}").status == sent


def test_redirect_to_reads_a_form_too(ask):
    reply = ask("POST /redirect-to", content="url=/x&status_code=303")
    assert (reply.status, reply.fields["location"]) == (303, "/x")


@together(
    ("path", "status"),
    [
        ("/redirect/0", 400),
        ("/redirect/x", 404),
        ("/redirect/101", 400),
        ("/redirect/" + "9" * 5000, 400),
        ("/redirect-to", 400),
        ("/redirect-to?url=%23me", 400),
        ("/redirect-to?url=/x&status_code=abc", 400),
        ("/redirect-to?url=" + "x" * 4097, 400),
    ],
)
def test_invalid_redirect_is_refused(ask, path, status):
    assert ask(f"GET {path}").status == status


def test_redirects_keep_the_mount_path(clock):

    app = Starlette(routes=[Mount("/bin", make_app(clock, Random(1)))])
    assert call(app, "GET /bin/redirect/2").fields["location"] == "/bin/relative-redirect/1"
    assert 'href="/bin/get?' in call(app, "GET /bin/httpbin").text


def test_cookies_are_set_listed_and_deleted(ask):
    reply = ask("GET /cookies/set?b=x%20y&a=1&a=2")
    assert (reply.status, reply.fields["location"]) == (302, "/cookies")
    assert reply.all("set-cookie") == ['b="x y"; Path=/', "a=1; Path=/"]
    assert ask("GET /cookies/set/k/v").all("set-cookie") == ["k=v; Path=/"]
    assert "Max-Age=0" in ask("GET /cookies/delete?k").fields["set-cookie"]
    assert ask("GET /cookies", "Cookie: a=1; __utma=2").json == {"cookies": {"a": "1"}}
    assert ask("GET /cookies?show_env=1", "Cookie: a=1; __utma=2").json["cookies"]["__utma"] == "2"


def test_cookie_beyond_ascii_is_listed_unchanged(ask):
    cookie = ask("GET /cookies/set?k=%E8%8C%B6").fields["set-cookie"].partition(";")[0]
    assert ask("GET /cookies", f"Cookie: {cookie}").json == {"cookies": {"k": "茶"}}


@pytest.mark.parametrize("path", ["/cookies/set?a%20b=1", "/cookies/set/%E8%8C%B6/1", "/cookies/delete?a%0Ab"])
def test_invalid_cookie_name_is_refused(ask, path):
    assert ask(f"GET {path}").status == 400


def test_gzip_and_deflate_decode(ask):
    codings = {"/gzip": ("gzip", gzip.decompress, "gzipped"), "/deflate": ("deflate", zlib.decompress, "deflated")}
    for path, (coding, decompress, mark) in codings.items():
        reply = ask(f"GET {path}")
        assert reply.fields["content-encoding"] == coding
        assert f'"{mark}": true'.encode() in decompress(reply.content)


@pytest.mark.parametrize(("path", "module", "coding"), [("/brotli", "brotli", "br"), ("/zstd", "zstandard", "zstd")])
def test_brotli_and_zstd_decode(ask, path, module, coding):
    library = pytest.importorskip(module)
    reply = ask(f"GET {path}")
    decompress = library.decompress if hasattr(library, "decompress") else library.ZstdDecompressor().decompress
    assert reply.fields["content-encoding"] == coding
    assert b": true" in decompress(reply.content)


@pytest.mark.parametrize(("path", "module"), [("/brotli", "brotli"), ("/zstd", "zstandard")])
def test_coding_without_its_library_is_501(ask, monkeypatch, path, module):
    monkeypatch.setitem(sys.modules, module, None)
    reply = ask(f"GET {path}")
    assert (reply.status, module in reply.text) == (501, True)


@together(
    ("path", "media_type", "text"),
    [
        ("/html", "text/html; charset=utf-8", "<h1>Herman Melville - Moby-Dick</h1>"),
        ("/xml", "application/xml", "<slideshow"),
        ("/json", "application/json", '"title": "Sample Slide Show"'),
        ("/robots.txt", "text/plain; charset=utf-8", "Disallow: /deny"),
        ("/deny", "text/plain; charset=utf-8", "YOU SHOULDN'T BE HERE"),
        ("/encoding/utf8", "text/html; charset=utf-8", "∮ E⋅da = Q"),
        ("/forms/post", "text/html; charset=utf-8", 'action="/post"'),
        ("/base64/SFRUUEJJTiBpcyBhd2Vzb21l", "text/plain; charset=utf-8", "HTTPBIN is awesome"),
        ("/links/3/1", "text/html; charset=utf-8", "<a href='/links/3/0'>0</a> 1 <a href='/links/3/2'>2</a> "),
    ],
)
def test_document_has_its_media_type_and_text(ask, path, media_type, text):
    reply = ask(f"GET {path}")
    assert (reply.status, reply.fields["content-type"]) == (200, media_type)
    assert text in reply.text


def test_xml_can_be_parsed(ask):
    assert xml.dom.minidom.parseString(ask("GET /xml").content).documentElement.tagName == "slideshow"


@pytest.mark.parametrize("value", ["xx!", "a", "_w", "%E8%8C%B6"])
def test_invalid_base64_is_refused(ask, value):
    assert ask(f"GET /base64/{value}").status == 400


def test_uuid_is_of_version_4_and_by_the_seed(ask, clock):
    first = ask("GET /uuid").json["uuid"]
    assert UUID(first).version == 4
    assert call(make_app(clock, Random(1)), "GET /uuid").json["uuid"] == first
    assert ask("GET /uuid").json["uuid"] != first


def test_png_has_16_rows_of_16_pixels(ask):
    content = ask("GET /image/png").content
    assert content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10")
    (length,) = struct.unpack(">I", content[33:37])
    assert len(zlib.decompress(content[41 : 41 + length])) == 16 * (1 + 16 * 3)


def test_other_pictures_have_their_signatures(ask):
    webp, jpeg = ask("GET /image/webp").content, ask("GET /image/jpeg").content
    assert (webp[:4], webp[8:12]) == (b"RIFF", b"WEBP")
    assert struct.unpack("<I", webp[4:8])[0] == len(webp) - 8
    assert (jpeg[:3], jpeg[-2:]) == (b"\xff\xd8\xff", b"\xff\xd9")
    assert xml.dom.minidom.parseString(ask("GET /image/svg").content).documentElement.tagName == "svg"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("image/webp, image/png", "image/webp"),
        ("image/svg+xml", "image/svg+xml"),
        ("image/jpeg;q=0.5", "image/jpeg"),
        ("image/webp; q=0, image/*", "image/png"),
        ("*/*", "image/png"),
    ],
)
def test_image_is_in_an_accepted_format(ask, accept, media_type):
    reply = ask("GET /image", f"Accept: {accept}")
    assert (reply.status, reply.fields["content-type"], reply.fields["vary"]) == (200, media_type, "Accept")


def test_image_in_no_accepted_format_is_406(ask):
    reply = ask("GET /image", "Accept: text/html")
    assert (reply.status, "image/webp" in reply.json["accept"]) == (406, True)


def test_bytes_by_seed_are_those_of_httpbin(ask):
    seeded = b"\xc5\xd7\x14\x84\xf8\xcf\x9b\xf4\xb7o"
    assert ask("GET /bytes/10?seed=0").content == ask("GET /stream-bytes/10?seed=0").content == seeded
    assert ask("GET /bytes/10").content != ask("GET /bytes/10").content


@together("seed", [0, 1, -7, 10**15])
@together("n", [0, 1, 2, 63, 64, 5000])
def test_seeded_bytes_are_those_of_randint(seed, n):
    random = Random(seed)
    assert seeded_bytes(seed, n) == bytes(random.randint(0, 255) for _ in range(n))


def test_stream_bytes_has_chunks_of_the_requested_size(ask):
    assert [len(chunk) for chunk in ask("GET /stream-bytes/10?chunk_size=4").chunks] == [4, 4, 2]


def test_stream_numbers_its_lines(ask):
    lines = [json.loads(chunk) for chunk in ask("GET /stream/3?a=1").chunks]
    assert [line["id"] for line in lines] == [0, 1, 2]
    assert lines[0]["args"] == {"a": "1"}


def test_delay_waits_and_reports_the_request(ask, clock):
    reply = ask("POST /delay/0.5", content="x")
    assert (clock.naps, reply.json["data"]) == ([0.5], "x")
    assert set(reply.json) == {"args", "data", "files", "form", "headers", "origin", "url"}


def test_drip_sends_bytes_over_its_duration(ask, clock):
    reply = ask("GET /drip?numbytes=4&duration=2&delay=1&code=503")
    assert (reply.status, reply.chunks, reply.fields["content-length"]) == (503, [b"*"] * 4, "4")
    assert clock.naps == [1.0, 0.5, 0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("path", "measure", "most"),
    [
        ("/bytes/99999999999999999999", lambda reply: len(reply.content), limits.BYTES),
        ("/stream-bytes/102400?chunk_size=1", lambda reply: len(reply.chunks), limits.PIECES),
        ("/stream/101", lambda reply: len(reply.chunks), limits.LINES),
        ("/links/999/0", lambda reply: reply.text.count("<a ") + 1, limits.LINKS),
        ("/drip?numbytes=99999999999&duration=0", lambda reply: len(reply.content), limits.DRIP),
        ("/range/102400?chunk_size=1", lambda reply: len(reply.chunks), limits.PIECES),
        ("/sse?count=100&delay=0", lambda reply: len(reply.chunks), limits.LINES),
    ],
)
def test_size_over_the_limit_is_reduced(ask, path, measure, most):
    assert 0.9 * most < measure(ask(f"GET {path}")) <= most


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/delay/99999999", 10),
        ("/drip?duration=99&delay=99", 20),
        ("/range/10?duration=99", 10),
        ("/sse?count=100&delay=99", 60),
        ("/with/delay=5/delay=5/delay/10", 20),
    ],
)
def test_delay_over_the_limit_is_reduced(ask, clock, path, most):
    ask(f"GET {path}")
    assert 0.9 * most < sum(clock.naps) <= most + 0.001


@together(
    ("path", "status"),
    [
        ("/bytes/x", 404),
        ("/bytes/-1", 404),
        ("/bytes/3?seed=x", 400),
        ("/stream/1.5", 404),
        ("/stream-bytes/3?chunk_size=0", 400),
        ("/delay/x", 400),
        ("/delay/-1", 400),
        ("/delay/nan", 400),
        ("/drip?numbytes=0", 400),
        ("/drip?duration=inf", 400),
        ("/drip?code=100", 400),
        ("/links/x/0", 404),
        ("/sse?count=0", 400),
        ("/sse?count=101", 400),
        ("/fail/101/k", 200),
        ("/429?limit=0", 400),
        ("/unstable?failure_rate=x", 400),
    ],
)
def test_invalid_number_is_refused_in_one_line(ask, path, status):
    reply = ask(f"GET {path}")
    if status == 200:  # reduced to the limit
        assert reply.status == 503
    else:
        assert (reply.status, reply.text.count("\n"), len(reply.text) < 120) == (status, 1, True)


def test_events_have_ids_and_resume_after_last_event_id(ask, clock):
    assert ask("GET /sse?count=2&delay=0.5").chunks[0].startswith(b"event: ping\nid: 0\ndata: {")
    later = ask("GET /sse?count=3", "Last-Event-ID: 1")
    assert [chunk.splitlines()[1] for chunk in later.chunks] == [b"id: 2"]
    assert later.fields["content-type"] == "text/event-stream; charset=utf-8"
