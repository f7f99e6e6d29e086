"""A whole hub with two teachers, two classes and five students in browsers; its parts are killed in the middle."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hubs import PASSWORD, hub_as_documented, hub_with_classes
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
PHONE = {"width": 390, "height": 844}
OWN = """\
- id: tea-time
  codes: [418]
  idea: the-teapot
  skill: tell apart
  level: 1
  ask: What does a teapot answer that is asked for coffee?
  options:
    - {code: 404, right: false, why: "The pot is there."}
    - {code: 418, right: true, why: "It is a teapot."}
  hint: It is short and stout.
  source: RFC 2324
  proof: [{rfc: RFC 2324 section 2.3.2}]
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    root = tmp_path_factory.mktemp("hub")
    (root / "banks").mkdir()
    (root / "banks" / "own.yaml").write_text(OWN)
    with hub_with_classes(root, "--banks", str(root / "banks")) as running:
        yield running


@pytest.fixture
def logged_in(chromium, hub):
    """Open a page of the service as somebody who logs in to the hub there, in a browser of their own."""
    opened, faults = [], []

    def opens(user, path="/", **options):
        context = chromium.new_context(**options)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{hub.classes}{path}")
        page.fill("#username_input", user)
        page.fill("#password_input", PASSWORD)
        page.click("#login_submit")
        page.wait_for_url(re.compile(re.escape(hub.classes)))
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opens
    for context in opened:
        context.close()
    assert faults == []


def in_both_themes(page, name):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=SCREENSHOTS / f"hub-{name}-{theme}.png", full_page=True)
        assert Axe().run(page).response["violations"] == []
    page.emulate_media(color_scheme="light")


def opened_class(page, about="", bank="", title=""):
    """Open a class by the form, and return its room code; the page is then the host's."""
    page.get_by_label("About: classes, codes or ideas").fill(about)
    if bank:
        page.get_by_label("Questions from").select_option(bank)
    page.get_by_label("Number of questions").fill("2")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Open the class").click()
    expect(page.get_by_role("button", name="Open the question")).to_be_visible()
    return re.search(r"/r/([A-Z2-9]{6})/host", page.url)[1]


def joined(page, name):
    expect(page.locator("main")).to_contain_text(f"You join as {name}.")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("h1")).to_contain_text("You are in")
    return page


def chosen(page, place):
    page.locator(".answers label.opt").nth(place).click()
    expect(page.locator("#state")).to_have_text("✓ Saved. You may still change it.")


def test_two_classes_lose_no_answer_while_hub_proxy_and_service_are_killed(hub, logged_in):
    olga, tom = logged_in("olga"), logged_in("tom")
    in_both_themes(olga, "classes")
    first = opened_class(olga, about="2xx", title="Success")
    second = opened_class(tom, bank="own.yaml", title="Teapots")
    people = {name: logged_in(name, f"/r/{first}", viewport=PHONE) for name in ("sam", "nur", "ann")}
    others = {name: logged_in(name, f"/r/{second}", viewport=PHONE) for name in ("max", "ida")}
    for name, page in (people | others).items():
        joined(page, name)
    in_both_themes(people["sam"], "phone")
    wall = logged_in("olga", f"/r/{first}/screen", viewport={"width": 1280, "height": 720})
    expect(wall.locator(".names li")).to_have_count(3)
    in_both_themes(wall, "wall")

    for host in (olga, tom):
        host.get_by_role("button", name="Open the question").click()
    chosen(people["sam"], 0)
    chosen(others["max"], 1)
    hub.restart("hub")
    chosen(people["nur"], 1)  # who is in a class needs the hub no more
    hub.restart("proxy")
    chosen(people["ann"], 1)
    hub.restart("service")
    chosen(others["ida"], 1)
    people["sam"].reload()
    expect(people["sam"].locator(".answers label.opt").nth(0).locator("input")).to_be_checked()
    again = logged_in("sam", f"/r/{first}", viewport=PHONE)  # the same person on another device
    again.get_by_role("button", name="Join").click()
    expect(again.locator(".answers label.opt").nth(0).locator("input")).to_be_checked()

    expect(olga.locator(".count")).to_contain_text("3 of 3 answered")
    expect(tom.locator(".count")).to_contain_text("2 of 2 answered")
    in_both_themes(olga, "panel")
    for host in (olga, tom):
        host.get_by_role("button", name="Close", exact=True).click()
        host.get_by_role("button", name="Reveal").click()
    expect(others["ida"].locator(".result")).to_contain_text("✓")

    tom.goto(f"{hub.classes}/")
    in_both_themes(tom, "list")
    with tom.expect_download() as download:
        tom.get_by_role("link", name="Grades for Moodle").click()
    rows = download.value.path().read_text(encoding="utf-8").splitlines()
    assert rows == ["Username,Full name,Teapots", "max,max,1.0", "ida,ida,1.0"]
    hub.stop("service")
    hub.start("service")
    tom.reload()
    expect(tom.locator("article")).to_contain_text(second)
    tom.get_by_text("Delete", exact=True).click()
    tom.get_by_role("button", name=f"Delete class {second}").click()
    expect(tom.locator("article")).to_have_count(0)


def test_student_may_not_hold_a_class_or_touch_one(hub, logged_in):
    teacher = logged_in("olga")
    room = opened_class(teacher, about="404")
    sam = logged_in("sam")
    expect(sam.get_by_role("button", name="Open the class")).to_have_count(0)
    for path in ("classes", f"classes/{room}/delete"):
        answer = sam.request.post(f"{hub.classes}/{path}", form={"about": "404"}, headers={"Origin": hub.url[:-7]})
        assert (answer.status, "not hold them" in answer.text()) == (403, True)
    assert sam.request.get(f"{hub.classes}/classes/{room}/answers.csv").status == 403
    tom = logged_in("tom")
    assert tom.request.get(f"{hub.classes}/classes/{room}/answers.csv").status == 403  # held by somebody else


def test_form_with_a_mistake_keeps_the_page_and_says_what_is_wrong(logged_in):
    page = logged_in("olga")
    page.get_by_label("About: classes, codes or ideas").fill("teapots")
    page.get_by_role("button", name="Open the class").click()
    expect(page.get_by_role("alert")).to_contain_text("teapots")


def test_class_without_the_hubs_login_leads_to_it_and_its_api_says_so(hub, chromium):
    page = chromium.new_context().new_page()
    page.goto(f"{hub.classes}/r/AAAAAA")
    expect(page.locator("#username_input")).to_be_visible()
    answer = page.request.get(f"{hub.classes}/api/AAAAAA/screen?once=1")
    assert (answer.status, answer.json()["detail"]) == (
        401,
        "your login to the hub has ended; reload this page to log in again",
    )
    page.context.close()


IN_A_CELL = """
from statuslab import classroom
from statuslab.live_class.server import PlayerClient
from statuslab.notebook import hub

classroom.open("two-cooks", n=1)
print(PlayerClient(classroom.url, hub_token=hub.user_token()).join("any name"))
print(classroom.url)
classroom.close()
"""


def test_hub_configured_as_documented_lays_out_the_pages_and_its_notebooks_hold_classes(tmp_path):
    with hub_as_documented(tmp_path) as hub:
        environment = hub.spawned("olga")
        home = tmp_path / "olga"
        assert (home / "statuslab" / "0_start_here.ipynb").is_file()
        assert "jupyter_data" in environment["JUPYTER_PATH"]
        done = subprocess.run(
            [sys.executable, "-c", IN_A_CELL], cwd=home, env=environment, capture_output=True, text=True
        )
        name, url = done.stdout.split() or ("", done.stderr)
        assert (name, url.rpartition("/")[0]) == ("olga", f"{hub.classes}/r")
