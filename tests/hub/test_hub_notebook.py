"""classroom.open, join and keep in a notebook server of a hub, whose service listens on a real port."""

import asyncio
import json
import threading
import time

import pytest
from told_hub import ToldHub

from free_ports import free_port
from statuslab import lab
from statuslab.errors import LabError
from statuslab.hub.app import hub_application
from statuslab.hub.classes import Classes
from statuslab.hub.handlers import Service
from statuslab.hub.people import People
from statuslab.live_class.server import PlayerClient, client
from statuslab.live_class.server.addresses import PublicUrl, listening
from statuslab.live_class.server.static import Pages
from statuslab.live_class.server.uvicorn_server import listen
from statuslab.notebook import hub
from statuslab.notebook.class_questions import class_questions, titled
from statuslab.notebook.classroom import Classroom


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The URL of a service that runs in a thread."""
    port = free_port()
    public = PublicUrl.parse(f"http://127.0.0.1:{port}/services/statuslab")
    ready, stop = threading.Event(), []

    async def serve():
        people = People(ToldHub(), public.path, "instructors", False, print)
        classes = Classes(tmp_path_factory.mktemp("classes"), public, {}, 30, time.monotonic)
        service = Service(people, classes, class_questions, None, Pages(), titled)
        over = asyncio.Event()
        async with listen(hub_application(service, public), listening("127.0.0.1", port), None):
            loop = asyncio.get_running_loop()
            stop.append(lambda: loop.call_soon_threadsafe(over.set))
            ready.set()
            await over.wait()
            await classes.stop()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    yield str(public)
    stop[0]()
    thread.join(30)


@pytest.fixture
def as_user(monkeypatch, tmp_path, url):
    """Be in the notebook server of a user; each call is a kernel that has just started."""
    made = []

    def become(name):
        monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / name))
        monkeypatch.setenv("STATUSLAB_HUB", f"{url}/")
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", name)
        made.append(Classroom())
        return made[-1]

    yield become
    for each in made:
        each.close()


def test_class_on_a_hub_outlives_the_kernel_and_comes_home(as_user, url):
    teacher = as_user("olga")
    panel = teacher.open("two-cooks", n=1, title="Two cooks", leaderboard=True)
    assert panel.facts["join_url"].startswith(f"{url}/r/")
    assert panel.snap["leaderboard"] is True
    class_url = teacher.url
    student = PlayerClient(class_url, hub_token="sam")
    assert student.join("any name") == "sam"
    teacher.host.open()
    student.answer([0])
    teacher.close()  # the host's server ends; the class does not

    again = as_user("olga")
    assert again.open("two-cooks", n=1, title="Two cooks").facts["room"] == panel.facts["room"]
    again.host.close()
    again.host.reveal()
    again.host.end()
    assert "1 answer kept" in as_user("sam").keep(class_url).text
    assert [player["name"] for player in again.host.export()["players"]] == ["sam"]
    assert (
        as_user("olga").open("two-cooks", n=1, title="Two cooks").facts["room"] != panel.facts["room"]
    )  # that one has ended


def test_wall_shows_a_run_of_the_hosts_notebook(as_user):
    teacher = as_user("olga")
    teacher.open("two-cooks")
    teacher.host.open()
    teacher.host.close()
    teacher._last.server.show_live({"title": "Two cooks", "steps": []})
    client = PlayerClient(teacher.url, hub_token="sam")
    assert client.find()["live"]["title"] == "Two cooks"


def test_class_whose_opening_was_answered_in_vain_is_opened_once(as_user, monkeypatch):
    send, lost = client.ClassApi._send, []

    def losing(api, connection, path, body, key=""):
        response = send(api, connection, path, body, key)
        if path == "classes" and not lost:
            lost.append(json.loads(response.read())["room"])
            raise ConnectionResetError("the response was lost")
        return response

    monkeypatch.setattr(client.ClassApi, "_send", losing)
    assert as_user("olga").open("418").facts["room"] == lost[0]


def test_student_is_told_that_only_hosts_open_classes(as_user):
    with pytest.raises(LabError, match="but not hold them"):
        as_user("sam").open("404")


def test_address_that_is_not_the_services_is_named(as_user, monkeypatch):
    monkeypatch.setattr(client, "RETRY_DELAYS", (0.0,))
    teacher = as_user("olga")
    monkeypatch.setenv("STATUSLAB_HUB", lab.url)
    with pytest.raises(LabError, match="answered 404, but not as the class service"):
        teacher.open("404")


def test_arguments_for_ones_own_machine_are_refused_by_name(as_user):
    with pytest.raises(LabError, match="leave out lan and port"):
        as_user("olga").open("404", lan=True, port=8420)


def test_hubs_token_goes_to_the_hubs_service_alone(as_user, url):
    as_user("sam")
    assert hub.token_for(f"{url}/r/AAAAAA") == "sam"
    for other in ("http://127.0.0.1:1/r/AAAAAA", f"{url}.example.org/r/AAAAAA", url.replace("statuslab", "other"), ""):
        assert hub.token_for(other) == ""
