"""Names in the cellar, the addresses that name them, and the types by which XML arrives."""

from html.parser import HTMLParser
from urllib.parse import quote, unquote

import pytest

XML = "Content-Type: application/xml"
LABEL = "/cellar/racks/west/assam.txt"
LOCKINFO = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>'

# RFC 3986 section 2.5: a segment may hold any UTF-8, percent-encoded.
NAMES = [
    "Screenshot 9.41\u202fAM.png",  # macOS 14
    "no\u00a0break.txt",
    "お茶\u3000一覧.txt",
    "👨\u200d👩\u200d👧.txt",
    "می\u200cخواهم.txt",
    "soft\u00adhyphen",
    "right\u200fto left",
    "bidi\u202e",
    "colon\uf021",  # a stand-in of macOS and Samba
    "\U0001fae9.txt",  # newer than the Unicode of some Pythons
    "\U0010fffd",
    "a\u0378",  # not assigned
    "line\u2028separator",
    "\ufeffbom",
    "<b>&amp;\"'.txt",
    " ",
    "100%.txt",
    "a;b=c,d@e:f$g+h!",
    "a~b^c`d{e}f|g\\h[i]",
    "t\u0308e\u0301",  # decomposed, as macOS writes it: it stays another name than the composed one
    "x" * 255,
]
CONTROLS = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))]


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.hrefs = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.hrefs.append(dict(attrs)["href"])
            self.texts.append("")

    def handle_data(self, data):
        if self.texts and data != "\n":
            self.texts[-1] += data


@pytest.mark.parametrize("name", NAMES)
def test_any_utf8_name_can_be_stored_copied_moved_locked_and_bound(ask, find, name):
    assert ask("MKCOL /cellar/new/").status == 201
    at = f"/cellar/new/{quote(name, safe='')}"
    assert ask(f"PUT {at}", content="x").status == 201
    assert ask(f"GET {at}").content == b"x"
    assert ask(f"COPY {LABEL}", f"Destination: {at}").status == 204
    assert ask(f"MOVE {at}", "Destination: /cellar/new/a").status == 201
    assert ask("MOVE /cellar/new/a", f"Destination: http://teahouse{at}").status == 201
    assert ask(f"LOCK {at}", XML, content=LOCKINFO).status == 200
    assert ask(f"MKCOL {at}2" if len(name) < 255 else "MKCOL /cellar/new/b").status == 201
    bind = f'<bind xmlns="DAV:"><segment>{quote(name, safe="")}</segment><href>{at}</href></bind>'
    assert ask("BIND /cellar/archive/", XML, content=bind).status == 201
    assert name in [unquote(path).rsplit("/", 1)[1] for path in find("/cellar/new/", depth="1").properties]
    assert ask(
        f"PROPFIND {at}", "Depth: 0", XML, content='<propfind xmlns="DAV:"><prop><parent-set/></prop></propfind>'
    )
    links = Links()
    links.feed(ask("GET /cellar/new/").content.decode())
    assert name in links.texts
    assert f"./{name}" in map(unquote, links.hrefs)


@pytest.mark.parametrize("sign", CONTROLS, ids=ascii)
def test_control_character_in_a_name_is_refused(ask, sign):
    refused = 404 if sign == "\n" else 400  # no route has a line feed in it
    at = f"/cellar/{quote(f'a{sign}b', safe='')}"
    assert [ask(f"{method} {at}").status for method in ("PUT", "MKCOL")] == [refused, refused]
    assert ask(f"LOCK {at}", XML, content=LOCKINFO).status == refused
    assert ask(f"COPY {LABEL}", f"Destination: {at}").status == 400
    assert ask(f"MOVE {LABEL}", f"Destination: {at}").status == 400
    bind = f'<bind xmlns="DAV:"><segment>a{quote(sign)}b</segment><href>{LABEL}</href></bind>'
    assert ask("BIND /cellar/archive/", XML, content=bind).status == 403  # name-allowed: RFC 5842 section 4


@pytest.mark.parametrize(
    ("address", "status"),
    [
        # RFC 4918 section 8.3: an absolute URI, or an absolute path.
        ("/cellar/new", 201),
        ("http://teahouse/cellar/new", 201),
        ("HTTP://TeaHouse/cellar/new", 201),
        ("http://teahouse:/cellar/new", 201),
        ("http://teahouse:80/cellar/new", 201),
        ("http://teahouse:0080/cellar/new", 201),
        ("http://t%65ahouse/cellar/new", 201),
        ("/%63ellar/new", 201),
        ("/cellar/n%65w", 201),
        ("/cellar/a;b=c", 201),
        ("/cellar/thé".encode().decode("latin-1"), 201),
        # RFC 4918 sections 9.8.5 and 9.9.4: another server
        ("http://elsewhere.example/cellar/new", 502),
        ("http://teahouse:8080/cellar/new", 502),
        ("https://teahouse/cellar/new", 502),
        ("https://teahouse:80/cellar/new", 502),
        ("ftp://teahouse/cellar/new", 502),
        ("http://[::1]/cellar/new", 502),
        ("http://teahouse.example/cellar/new", 502),
        # RFC 9110 section 4.2.4: user information is an error
        ("http://me@teahouse/cellar/new", 400),
        ("http://me:secret@teahouse/cellar/new", 400),
        ("http://teahouse@elsewhere.example/cellar/new", 400),
        # no reference of section 8.3, or none at all
        ("http://teahouse/cellar/new#top", 400),
        ("http://teahouse/cellar/new#", 400),
        ("/cellar/new?", 400),
        ("/cellar/new?x=1", 400),
        ("//teahouse/cellar/new", 400),
        ("http:///cellar/new", 400),
        ("http://teahouse:99999999/cellar/new", 400),
        ("http://teahouse:x/cellar/new", 400),
        ("http://[::1/cellar/new", 400),
        ("http://[:::1]/cellar/new", 400),
        ("new", 400),
        ("../new", 400),
        ("/cellar/./new", 400),
        ("/cellar/%2e%2e/teas", 400),
        ("/cellar/a%2fb", 400),
        ("/cellar/a%", 400),
        ("/cellar/a%zz", 400),
        ("/cellar/%ff", 400),
        ("/cellar/th\xe9", 400),  # ISO-8859-1, not UTF-8
        ("/cellar%2fnew", 403),
        ("/teas/9", 403),
    ],
)
@pytest.mark.parametrize("method", ["COPY", "MOVE"])
def test_destination_has_this_status(ask, method, address, status):
    assert ask(f"{method} {LABEL}", f"Destination: {address}").status == status
    if status == 201:
        path = "/" + address.partition("//")[2].partition("/")[2] if "//" in address else address
        stored = quote(unquote(path.encode("latin-1")))
        assert ask(f"GET {stored}").status == 200


def test_destination_twice_is_400(ask):
    assert ask(f"COPY {LABEL}", "Destination: /cellar/a", "Destination: /cellar/b").status == 400


@pytest.mark.parametrize("path", ["/%63ellar/racks/west/assam.txt", "/cellar/r%61cks/west/assam.txt"])
def test_path_with_encoded_letters_is_the_same_path(ask, path):
    assert ask(f"GET {path}").content == ask(f"GET {LABEL}").content


@pytest.mark.parametrize(
    "media_type",
    [
        "application/xml",
        "text/xml; charset=utf-8",
        'Application/XML; x=1; CHARSET="UTF-8"',
        "application/davmount+xml",
        "text/plain;charset=UTF-8",  # webdav of npm
        "text/plain",
        "application/x-www-form-urlencoded",  # webdavclient3
        "application/octet-stream",
        "",
    ],
)
def test_xml_is_read_by_whatever_name_clients_send_it(ask, media_type):
    assert ask(f"LOCK {LABEL}", f"Content-Type: {media_type}", content=LOCKINFO).status == 200
    body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
    assert ask(f"PROPFIND {LABEL}", f"Content-Type: {media_type}", content=body).status == 207


@pytest.mark.parametrize(
    ("media_type", "content"),
    [("text/plain", "lock it"), ("application/x-www-form-urlencoded", "a=1&b=2"), ("application/json", "{}")],
)
def test_content_that_is_no_xml_under_another_name_is_415_that_says_the_name(ask, media_type, content):
    reply = ask(f"LOCK {LABEL}", f"Content-Type: {media_type}", content=content)
    assert reply.status == 415
    assert media_type.encode() in reply.content
    assert reply.fields["accept"] == "application/xml, text/xml"
