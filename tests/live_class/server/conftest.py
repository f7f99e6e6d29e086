"""A class on loopback with a file of its own for each test, and clients for it."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from class_samples import Asking, each_frame, questions

from statuslab.live_class.server import ClassServer, PlayerClient


@pytest.fixture
def new_class(tmp_path):
    """Make and start classes. Afterwards they are stopped, and none may have had an error of its own."""
    started = []

    def made(*arguments, **options):
        questions_given = arguments or (() if "room" in options else (questions(),))
        server = ClassServer(*questions_given, **{"folder": tmp_path, **options})
        started.append(server)
        return server.start()

    yield made
    faults = [fault for server in started for fault in server.faults]
    for server in started:
        server.stop()
    assert faults == []


@pytest.fixture
def running(new_class):
    return new_class()


@pytest.fixture
def player(running):
    made = PlayerClient(running.join_url)
    made.join("Sam")
    return made


@pytest.fixture
def ask(running):
    return Asking(running)


@pytest.fixture
def frames(running):
    """Open a stream and read its frames."""
    opened = []

    def read(token=None, path="/api/ROOM/stream"):
        connection = HTTPConnection(urlsplit(running.url).netloc, timeout=60)
        opened.append(connection)
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("GET", path.replace("ROOM", running.room), headers=fields)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        return each_frame(answer)

    yield read
    for connection in opened:
        connection.close()
