"""A class below a path that a proxy put in front: every address is relative, and the join URL is the proxy's."""

import re
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

import pytest
from class_samples import Asking, each_frame

from sampling import together
from statuslab.errors import LabError
from statuslab.live_class.server import ClassServer, PlayerClient
from statuslab.live_class.server.addresses import PublicUrl

PUBLIC = "https://teach.example.org/services/class"
PAGES = ("/", "/r/ROOM", "/r/ROOM/screen", "/r/ROOM/host")


@pytest.fixture
def below(new_class):
    """A class that a proxy makes known at PUBLIC."""
    return new_class(public_url=f"{PUBLIC}/")


@pytest.fixture(params=["", "/services/class"], ids=["path taken off", "path passed on"])
def path(request):
    """What stands before the class's own paths when a request arrives, as proxies do it."""
    return request.param


def test_join_url_has_the_path_of_the_public_url(below):
    assert below.join_url == f"{PUBLIC}/r/{below.room}"
    assert below.screen_url.startswith(f"{PUBLIC}/r/{below.room}/screen#")


@pytest.mark.parametrize("page", PAGES)
def test_page_refers_to_files_that_a_browser_finds_below_the_path(below, path, page):
    ask = Asking(below)
    status, _, content = ask("GET", path + page)
    assert status == 200
    links = re.findall(r'(?:href|src)="([^"]+)"', content.decode())
    assert links
    for link in links:
        seen = urlsplit(urljoin(PUBLIC + page.replace("ROOM", below.room), link)).path
        assert seen.startswith("/services/class/pages/")
        assert ask("GET", path + seen.removeprefix("/services/class"))[0] == 200


def test_student_joins_and_answers_below_the_path(below, path):
    client = PlayerClient(f"{below.url}{path}/r/{below.room}")
    client.join("Ann")
    below.host.open()
    assert client.answer([1])["saved"] is True


def test_post_from_a_page_of_the_public_origin_is_accepted_and_another_is_not(below, path):
    ask = Asking(below)
    body = {"name": "Ann", "nonce": "n" * 24}
    fields = {"Host": "127.0.0.1:9", "Origin": "https://teach.example.org"}
    assert ask("POST", f"{path}/api/ROOM/players", body, **fields)[0] == 201
    assert ask("POST", f"{path}/api/ROOM/players", body, **fields | {"Origin": "https://example.org"})[0] == 403


def test_stream_below_the_path_brings_the_snapshot(below, path):
    client = PlayerClient(below.url + f"/r/{below.room}")
    client.join("Ann")
    connection = HTTPConnection(urlsplit(below.url).netloc, timeout=60)
    connection.request("GET", f"{path}/api/{below.room}/stream", headers={"Authorization": f"Bearer {client.token}"})
    answer = connection.getresponse()
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert next(each_frame(answer))[0] == "snapshot"
    connection.close()


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/services/class", "/services/class/"),
        ("/services/class/r/ROOM/", "/services/class/r/ROOM"),
        ("/r/ROOM/", "/r/ROOM"),
    ],
)
def test_missing_or_extra_slash_is_corrected_by_a_relative_redirect(below, asked, led_to):
    status, fields, _ = Asking(below)("GET", asked)
    assert status == 307
    assert urljoin(asked.replace("ROOM", below.room), fields["Location"]) == led_to.replace("ROOM", below.room)


def test_path_that_only_begins_like_the_public_one_is_not_served(below):
    assert Asking(below)("GET", "/services/classes/r/ROOM")[0] == 404


@together(
    "url",
    [
        "class.example.org",
        "ftp://class.example.org",
        "https://class.example.org/?a=1",
        "https://class.example.org/#here",
        "https://class.example.org/a//b",
        "https://class.example.org/a b",
        "https://class.example.org/%2e%2e/",
        "https://user@class.example.org",
        "https://class.example.org:port",
        "https://[::1",
        "",
    ],
)
def test_public_url_that_is_none_is_named_with_what_was_expected(url):
    with pytest.raises(LabError, match=r"expected one such as https://class\.example\.org or"):
        PublicUrl.parse(url)


def test_class_with_a_wrong_public_url_is_not_created(tmp_path):
    with pytest.raises(LabError, match="public address"):
        ClassServer((), public_url="class.example.org", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/user/r/proxy/8420", "https://teach.example.org", "http://[::1]:8000"]
)
def test_public_url_is_read_and_written_alike(url):
    assert str(PublicUrl.parse(f"{url}/")) == url
