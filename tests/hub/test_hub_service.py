"""The hub's class service with a hub that is only told: who comes in as whom, and which classes are in memory."""

import asyncio
import re
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import pytest
from class_samples import questions
from starlette.testclient import TestClient
from told_hub import ToldHub

from statuslab.errors import LabError
from statuslab.hub import classes as hub_classes
from statuslab.hub import service as hub_service
from statuslab.hub.app import hub_application
from statuslab.hub.classes import Classes
from statuslab.hub.handlers import Service
from statuslab.hub.people import COOKIE, People
from statuslab.live_class.events import Settings
from statuslab.live_class.server import class_store
from statuslab.live_class.server.addresses import PublicUrl
from statuslab.live_class.server.event_streams import Subscriber
from statuslab.live_class.server.problems import HttpProblem
from statuslab.live_class.server.static import Pages

PUBLIC = PublicUrl.parse("http://127.0.0.1:8000/services/statuslab")
BASE = PUBLIC.path
NONCE = "n" * 24


@pytest.fixture
def hub():
    return ToldHub()


@pytest.fixture
def warned():
    return []


@pytest.fixture
def clock():
    """A monotonic clock that the test sets."""
    return [0.0]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "classes"


@pytest.fixture
def browser(hub, warned, clock, folder, tmp_path):
    """A browser in front of the service; `as_user` gives it somebody's cookie."""
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "own.yaml").touch()

    def draw(about, bank, n):
        if not about and bank is None:
            raise LabError("a class needs to know about what")
        return questions(n or 2)

    opened = []
    people = People(hub, BASE, "instructors", False, warned.append)
    classes = Classes(folder, PUBLIC, {}, 30, lambda: clock[0])
    service = Service(people, classes, draw, tmp_path / "banks", Pages(), lambda about, _: " ".join(about))
    with TestClient(hub_application(service, PUBLIC), PUBLIC.origin, follow_redirects=False) as client:
        client.classes = classes
        opened.append(client)
        yield client
        client.portal.call(classes.stop)
        assert classes.faults == []


def as_user(browser, name):
    browser.cookies.set(COOKIE, name)
    return browser


def new_class(browser, **form):
    found = browser.post(f"{BASE}/classes", data={"about": "2xx", **form}, headers={"Origin": PUBLIC.origin})
    assert found.status_code == HTTPStatus.SEE_OTHER, found.text
    return re.fullmatch(r"r/([A-Z2-9]{6})/host#(.+)", found.headers["location"]).groups()


def join(browser, room, name="x", **fields):
    return browser.post(f"{BASE}/api/{room}/players", json={"name": name, "nonce": NONCE}, headers=fields)


def test_page_without_a_login_leads_to_the_hub_and_back(browser, hub):
    answer = browser.get(f"{BASE}/r/AAAAAA")
    assert answer.headers["location"] == f"{hub.login_url}&state=state-1"
    back = browser.get(f"{BASE}/oauth_callback?code=sam&state=state-1")
    assert back.headers["location"] == f"{BASE}/r/AAAAAA"
    assert browser.get(f"{BASE}/").status_code == HTTPStatus.OK


@pytest.mark.parametrize("query", ["code=sam", "code=sam&state=other", "state=state-1", ""])
def test_login_that_this_browser_did_not_begin_is_begun_anew(browser, query):
    browser.get(f"{BASE}/")
    answer = browser.get(f"{BASE}/oauth_callback?{query}")
    assert (answer.headers["location"], COOKIE in answer.cookies) == (f"{BASE}/", False)


def test_login_never_leads_to_another_site(browser, hub):
    browser.get(f"{BASE}/")
    hub.states["state-1"] = "https://example.org/"
    assert browser.get(f"{BASE}/oauth_callback?code=sam&state=state-1").headers["location"] == f"{BASE}/"


@pytest.mark.parametrize(("user", "may"), [("olga", True), ("tom", True), ("root", True), ("sam", False)])
def test_group_scope_and_administrators_may_hold_classes(browser, user, may):
    page = as_user(browser, user).get(f"{BASE}/").text
    assert ("Hold a class" in page) is may
    answer = browser.post(f"{BASE}/classes", data={"about": "2xx"}, headers={"Origin": PUBLIC.origin})
    assert answer.status_code == (HTTPStatus.SEE_OTHER if may else HTTPStatus.FORBIDDEN)


def test_service_of_the_hub_is_nobody_who_joins(browser):
    assert as_user(browser, "idler").get(f"{BASE}/").status_code == HTTPStatus.FOUND


def test_hub_that_tells_no_groups_is_named_once_in_the_log(browser, hub, warned):
    del hub.users["sam"]["groups"]
    for _ in range(2):
        as_user(browser, "sam").get(f"{BASE}/")
    assert len(warned) == 1
    assert "read:users:groups!user" in warned[0]


def test_student_has_the_hubs_name_whatever_the_page_says(browser):
    room, _ = new_class(as_user(browser, "olga"))
    found = join(as_user(browser, "sam"), room, "Teacher").json()
    assert found["name"] == "sam"
    again = join(browser, room, "Other").json()
    assert (again["player"], again["token"]) == (found["player"], found["token"])
    assert join(as_user(browser, "ann"), room).json()["player"] != found["player"]


def test_name_that_the_hub_gave_passes_the_filter(browser, hub):
    hub.users["cockburn.ass"] = {"kind": "user", "name": "cockburn.ass", "groups": []}
    room, _ = new_class(as_user(browser, "olga"))
    assert join(as_user(browser, "cockburn.ass"), room).json()["name"] == "cockburn.ass"


def test_notebook_with_the_hubs_token_is_the_same_student(browser):
    room, _ = new_class(as_user(browser, "olga"))
    found = join(as_user(browser, "sam"), room).json()
    browser.cookies.clear()
    assert join(browser, room, Authorization="token sam").json()["player"] == found["player"]
    results = browser.get(f"{BASE}/api/{room}/results", headers={"Authorization": "token sam"}).json()
    assert (results["name"], results["attempts"]) == ("sam", [])


def test_class_goes_on_while_the_hub_is_away_for_those_who_are_in(browser, hub):
    room, host = new_class(as_user(browser, "olga"))
    token = join(as_user(browser, "sam"), room).json()["token"]
    hub.away = True
    bearer = {"Authorization": f"Bearer {token}"}
    command = {"do": "open", "key": "k" * 12}
    opened = browser.post(f"{BASE}/api/{room}/host", json=command, headers={"Authorization": f"Bearer {host}"})
    assert opened.status_code == HTTPStatus.OK
    body = {"round": 1, "vote": 1, "choice": [1], "page": "p" * 8, "click": 1}
    assert browser.post(f"{BASE}/api/{room}/answers", json=body, headers=bearer).json()["saved"] is True
    away = join(as_user(browser, "ann"), room)
    assert (away.status_code, away.json()["type"]) == (503, "/problems/hub-away")


def test_token_that_was_given_for_another_service_is_refused_with_what_to_add(browser):
    room = new_class(as_user(browser, "olga"))
    browser.cookies.clear()
    for path in (f"r/{room}", f"api/{room}/screen?once=1", ""):
        found = browser.get(f"{BASE}/{path}", headers={"Authorization": "token max"})
        assert found.status_code == HTTPStatus.FORBIDDEN
        assert "adds access:services!service=statuslab to the role user" in found.json()["detail"]


def test_request_for_a_class_without_login_or_token_is_told_to_log_in(browser):
    answer = browser.get(f"{BASE}/api/AAAAAA/screen?once=1")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-logged-in")


def test_unknown_code_is_told_as_such(browser):
    assert as_user(browser, "sam").get(f"{BASE}/api/AAAAAA/screen?once=1").json()["type"] == "/problems/unknown-room"


@pytest.mark.parametrize("path", ["r/AAAAAA", "r/AAAAAA/screen", "classes/AAAAAA/answers.csv"])
def test_unknown_code_is_told_to_a_person_on_a_page_with_a_way_back(browser, path):
    answer = as_user(browser, "olga").get(f"{BASE}/{path}", headers={"Accept": "text/html"})
    assert (answer.status_code, "no class has this code" in answer.text) == (404, True)
    links = re.findall(r'href="([^"]+)"', answer.text)
    assert {urlsplit(urljoin(f"{BASE}/{path}", link)).path for link in links} >= {f"{BASE}/", f"{BASE}/pages/hub.css"}


def test_form_from_another_site_opens_nothing(browser):
    as_user(browser, "olga")
    for origin in ("https://example.org", "null"):
        assert browser.post(f"{BASE}/classes", data={"about": "2xx"}, headers={"Origin": origin}).status_code == 403
    assert browser.classes.of("olga") == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"about": ""}, "a class needs to know about what"),
        ({"n": "0"}, "number of questions"),
        ({"n": "many"}, "number of questions"),
        ({"bank": "../secret"}, "there is no bank"),
        ({"mode": "race"}, "expected poll, speed or exam"),
    ],
)
def test_mistake_in_the_form_is_said_beside_what_was_typed(browser, form, told):
    as_user(browser, "olga")
    answer = browser.post(
        f"{BASE}/classes", data={"about": "2xx", "title": "<b>", **form}, headers={"Origin": PUBLIC.origin}
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert "&lt;b&gt;" in answer.text


def test_notebook_opens_a_class_with_its_own_questions(browser):
    asked = {"questions": class_store.question_records(questions(3)), "settings": {"title": "Mine", "mode": "exam"}}
    answer = browser.post(f"{BASE}/api/classes", json=asked, headers={"Authorization": "token olga"})
    assert answer.status_code == 201
    assert [facts.title for facts in browser.classes.of("olga")] == ["Mine"]
    broken = browser.post(f"{BASE}/api/classes", json={"questions": [3]}, headers={"Authorization": "token olga"})
    assert (broken.status_code, broken.json()["type"]) == (422, "/problems/bad-field")


def test_request_for_a_class_that_is_sent_again_gets_the_same_class(browser, folder):
    asked = {"questions": class_store.question_records(questions(1)), "settings": {"title": "Mine"}}

    def opened(user, key):
        fields = {"Authorization": f"token {user}", "Idempotency-Key": key}
        return browser.post(f"{BASE}/api/classes", json=asked, headers=fields)

    first, again = opened("olga", "key-1"), opened("olga", "key-1")
    assert again.json() == first.json()
    others = [opened("olga", "key-2"), opened("tom", "key-1"), opened("olga", ""), opened("olga", "")]
    assert len({each.json()["room"] for each in (first, *others)}) == len(class_store.rooms(folder)) == 5
    assert opened("olga", "k" * 101).json()["type"] == "/problems/bad-field"
    browser.portal.call(browser.classes.stop)
    restarted = Classes(folder, PUBLIC, {}, 30, lambda: 0.0)
    assert restarted.create("olga", Settings(), questions(1), "key-1") == first.json()["room"]
    asyncio.run(restarted.stop())


def test_long_hub_name_is_whole_on_the_phone_and_in_the_gradebook(browser, hub):
    name = "friederike.hohenstein-schulz@students.example.edu"
    hub.users[name] = {"kind": "user", "name": name, "groups": []}
    room, host = new_class(as_user(browser, "olga"))
    joined = join(as_user(browser, name), room).json()
    assert joined["name"] == name
    bearer = {"Authorization": f"Bearer {host}"}
    renamed = {"do": "rename", "player": joined["player"], "name": "Friederike", "key": "k" * 12}
    assert browser.post(f"{BASE}/api/{room}/host", json=renamed, headers=bearer).status_code == HTTPStatus.OK
    as_user(browser, "olga")
    rows = browser.get(f"{BASE}/classes/{room}/gradebook_moodle.csv").text.splitlines()
    assert rows[1] == f"{name},Friederike,0.0"
    assert f"Friederike,,{name},,0.0" in browser.get(f"{BASE}/classes/{room}/gradebook_canvas.csv").text


def test_file_of_a_new_class_is_opened_once(browser, monkeypatch):
    opened, class_file = [], class_store.ClassFile
    monkeypatch.setattr(class_store, "ClassFile", lambda path: opened.append(path) or class_file(path))
    room = browser.classes.create("olga", Settings(title="Mine"), questions(1))
    assert [path.name for path in opened] == [f"class-{room}.sqlite"]
    assert [(facts.room, facts.title, facts.ended) for facts in browser.classes.of("olga")] == [(room, "Mine", False)]


def test_join_form_leads_to_the_class(browser):
    assert browser.get(f"{BASE}/join?code=+k7m2px").headers["location"] == "r/K7M2PX"
    assert browser.get(f"{BASE}/join?code=//example.org").headers["location"] == "./"


def test_idle_class_leaves_memory_and_comes_back_with_its_people(browser, clock):
    room, _ = new_class(as_user(browser, "olga"))
    token = join(as_user(browser, "sam"), room).json()["token"]
    clock[0] += hub_classes.IDLE_SECONDS + 1
    browser.portal.call(browser.classes.close_idle)
    assert browser.classes._open == {}
    me = browser.get(f"{BASE}/api/{room}/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert me["you"]["name"] == "sam"


def test_class_idle_longest_makes_room_for_another(browser, clock, monkeypatch):
    monkeypatch.setattr(hub_classes, "MOST_OPEN", 2)
    rooms = [new_class(as_user(browser, "olga"))[0] for _ in range(3)]
    for room in rooms:
        clock[0] += 1
        assert browser.get(f"{BASE}/api/{room}/screen?once=1").status_code == HTTPStatus.OK
    assert list(browser.classes._open) == rooms[1:]


def test_classes_held_at_once_tell_their_pages_in_turns(browser):
    rooms = [new_class(as_user(browser, "olga"))[0] for _ in range(2)]

    async def told_first():
        hubs = [(await browser.classes.opened(room)).controller.hub for room in rooms]
        pages = [Subscriber("screen", ()) for _ in rooms]
        for hub, page in zip(hubs, pages, strict=True):
            hub.add(page)
        telling = asyncio.gather(*(hub.notify("snapshot") for hub in hubs))
        await asyncio.sleep(0)
        first = [bool(page.pending) for page in pages]
        await telling
        return first, [bool(page.pending) for page in pages]

    assert browser.portal.call(told_first) == ([True, False], [True, True])


def test_host_with_too_many_classes_is_asked_to_delete_one(browser, monkeypatch):
    monkeypatch.setattr(hub_classes, "MOST_OF_ONE", 1)
    room, _ = new_class(as_user(browser, "olga"))
    answer = browser.post(f"{BASE}/classes", data={"about": "2xx"}, headers={"Origin": PUBLIC.origin})
    assert "delete one" in answer.text
    assert browser.post(f"{BASE}/classes/{room}/delete", headers={"Origin": PUBLIC.origin}).status_code == 303
    new_class(browser)


def test_only_its_host_deletes_a_class_or_fetches_its_answers(browser, folder):
    room, _ = new_class(as_user(browser, "olga"))
    as_user(browser, "tom")
    assert browser.post(f"{BASE}/classes/{room}/delete", headers={"Origin": PUBLIC.origin}).status_code == 403
    assert browser.get(f"{BASE}/classes/{room}/answers.csv").status_code == 403
    assert class_store.rooms(folder) == [room]
    as_user(browser, "olga")
    assert browser.get(f"{BASE}/classes/{room}/answers.csv").text.startswith("round,")
    assert browser.get(f"{BASE}/classes/{room}/secrets.csv").status_code == 404


def test_second_service_on_one_folder_is_refused_in_one_line(browser, folder):
    with pytest.raises(LabError, match="another service has the classes"):
        Classes(folder, PUBLIC, {}, 30, lambda: 0.0)


def test_class_of_another_program_or_without_an_owner_is_not_listed(browser, folder, tmp_path):
    (folder / "class-BROKEN.sqlite").write_bytes(b"no database")
    path = class_store.class_path(folder, "AAAAAA")
    class_store.create(path, "AAAAAA", Settings(), questions(1), 30, class_store.SessionState(), {})
    browser.portal.call(browser.classes.stop)
    again = Classes(folder, PUBLIC, {}, 30, lambda: 0.0)
    with pytest.raises(HttpProblem, match="no class has this code"):
        again.owner("AAAAAA")
    asyncio.run(again.stop())


@pytest.mark.parametrize(
    ("environment", "public_url", "told"),
    [
        ({}, None, "JUPYTERHUB_SERVICE_PREFIX is not set"),
        ({"JUPYTERHUB_SERVICE_PREFIX": "/services/x/"}, None, "JUPYTERHUB_SERVICE_URL is not set"),
        (
            {"JUPYTERHUB_SERVICE_PREFIX": "/services/x/", "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:1"},
            None,
            "public_url",
        ),
        (
            {"JUPYTERHUB_SERVICE_PREFIX": "/services/x/", "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:1"},
            "https://hub.example.org/",
            "serves this service at '/services/x/'",
        ),
    ],
)
def test_environment_that_does_not_fit_is_named(tmp_path, environment, public_url, told):
    with pytest.raises(LabError, match=told):
        hub_service.run(tmp_path, None, "x", public_url, 1, False, None, None, {}, environment)


def test_folder_of_banks_that_is_missing_is_named(tmp_path):
    with pytest.raises(LabError, match="is no folder"):
        hub_service.run(tmp_path, tmp_path / "none", "x", None, 1, False, None, None, {}, {})
