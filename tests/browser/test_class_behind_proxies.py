"""A class that browsers reach through nginx and through JupyterLab's own proxy, below a path: pages, votes, streams."""

import shutil
from contextlib import contextmanager

import pytest
from class_samples import questions
from oracle import missing, running
from playwright.sync_api import expect

from free_ports import free_port
from sampling import slow_param
from statuslab.live_class.server import ClassServer, PlayerClient, event_streams

NGINX = """
daemon off; master_process off; pid {root}/pid; error_log {root}/error.log error;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{
    listen 127.0.0.1:{port};
    location /school/class/ {{ proxy_pass http://127.0.0.1:{behind}/; proxy_set_header Host $http_host; }}
    location /school/held/ {{ proxy_pass http://127.0.0.1:{behind}/; proxy_set_header Host $http_host;
      proxy_ignore_headers X-Accel-Buffering; proxy_buffers 8 64k; }}    # holds streams back
    location /school/whole/ {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host $http_host; }}
  }}
}}
"""


@contextmanager
def nginx(root, port, behind):
    program = shutil.which("nginx") or missing("no nginx found; on Debian: apt-get install nginx-light")
    configuration = root / "nginx.conf"
    configuration.write_text(NGINX.format(root=root, port=port, behind=behind))
    with running([program, "-c", str(configuration), "-e", str(root / "error.log")], port):
        yield


@pytest.fixture
def browsers(chromium):
    """Open a browser of its own for each person. No page may have had an error."""
    opened, faults = [], []

    def opens(url, **options):
        context = chromium.new_context(**options)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(url)
        return page

    yield opens
    for context in opened:
        context.close()
    assert faults == []


def hold(server, browsers, base, token=""):
    """A student joins, votes and sees the reveal, a wall counts, the host's phone runs it: all below `base`."""
    room = f"{base}/r/{server.room}"
    student = browsers(f"{room}{token}", viewport={"width": 390, "height": 844})
    student.get_by_label("A name for the class to see").fill("Ann")
    student.get_by_role("button", name="Join").click()
    expect(student.locator("h1")).to_contain_text("You are in")
    wall = browsers(f"{room}/screen{token}#{server.screen_url.partition('#')[2]}")
    expect(wall.locator(".names li")).to_have_count(1)
    picture = wall.locator("main img")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 0
    host = browsers(f"{room}/host{token}#{server.host_token}")
    host.get_by_role("button", name="Open the question").click()
    student.locator(".answers label.opt").nth(1).click()
    expect(student.locator("#state")).to_have_text("✓ Saved. You may still change it.")
    expect(wall.locator(".count")).to_have_text("1")
    host.get_by_role("button", name="Close", exact=True).click()
    host.get_by_role("button", name="Reveal").click()
    expect(student.locator(".result")).to_contain_text("✓")
    expect(wall.locator(".opt.ok")).to_have_count(1)
    return host


@pytest.mark.parametrize(
    "path", ["/school/class", slow_param("/school/whole")], ids=["path taken off", "path passed on"]
)
def test_class_behind_nginx_is_held_whole(tmp_path, browsers, path):
    port = free_port()
    base = f"http://127.0.0.1:{port}{path}"
    with (
        ClassServer(questions(1), folder=tmp_path / "classes", public_url=base) as server,
        nginx(tmp_path, port, server.url.rpartition(":")[2]),
    ):
        assert server.join_url == f"{base}/r/{server.room}"
        assert "buffering" not in hold(server, browsers, base).locator("#state").text_content()
        client = PlayerClient(server.join_url)
        client.join("Nur")
        assert client.snapshot()["room"] == server.room
        assert server.faults == ()


@pytest.mark.slow
def test_class_behind_a_proxy_that_holds_streams_back_goes_on_by_asking(tmp_path, browsers):
    port = free_port()
    base = f"http://127.0.0.1:{port}/school/held"
    with (
        ClassServer(questions(1), folder=tmp_path / "classes", public_url=base) as server,
        nginx(tmp_path, port, server.url.rpartition(":")[2]),
    ):
        host = hold(server, browsers, base)
        expect(host.locator("#state")).to_contain_text("Switch its buffering off")


def test_page_asks_where_only_the_first_frame_of_a_stream_comes_through(tmp_path, browsers, monkeypatch):
    begun, send = [], event_streams._send

    async def first_alone(to, data, more=True):
        if to not in begun:
            begun.append(to)
            await send(to, data, more)

    with ClassServer(questions(1), folder=tmp_path) as server:
        student = browsers(server.join_url)
        student.get_by_label("A name for the class to see").fill("Ann")
        monkeypatch.setattr(event_streams, "_send", first_alone)
        student.get_by_role("button", name="Join").click()
        host = browsers(f"{server.join_url}/host#{server.host_token}")
        expect(host.locator("#state")).to_contain_text("Switch its buffering off")
        host.get_by_role("button", name="Open the question").click()
        expect(student.locator(".answers label.opt")).to_have_count(4)
        monkeypatch.undo()


def test_class_behind_jupyterlabs_proxy_is_held_whole(tmp_path, browsers, jupyter):
    with ClassServer(questions(1), folder=tmp_path) as server:
        base = f"{jupyter.url}/proxy/{server.url.rpartition(':')[2]}"
        assert (
            "buffering" not in hold(server, browsers, base, f"?token={jupyter.token}").locator("#state").text_content()
        )
        assert server.faults == ()
