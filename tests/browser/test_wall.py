"""The wall of a class: every question fits, as large as it can be, and says what the room needs in every phase."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from walls import ROOM, SCREENSHOTS, Wall, class_of, phases, snapshot

from sampling import slow_param
from statuslab.codes import all_scenes
from statuslab.live_class.events import Command, Join
from statuslab.notebook.demos import predict_question
from statuslab.notebook.quiz import bank
from statuslab.questions.loader import load_bank
from statuslab.scenarios.player import play
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.widgets.live_run import live_run

SIZES = [(1920, 1080), (1280, 720)]
sizes = pytest.mark.parametrize("size", [slow_param(SIZES[0]), SIZES[1]], ids="{0[0]}x{0[1]}".format)
SCENES = list(all_scenes())
ALL = [*(question for question in bank() if question.form != "provoke"), *map(predict_question, SCENES)]
LEAST = 23.99  # 1080ths of the height: the smallest text, but for rounding
READABLE = 30  # the same for the text of options


@pytest.fixture
def wall(chromium):
    """Open walls, and close them without errors."""
    opened = []

    def made(*size, **options):
        opened.append(Wall(chromium, *size, **options))
        return opened[-1]

    yield made
    for each in opened:
        each.close()


def sample():
    """The questions of a quick run: some of each form, and those with the most text."""
    by_form = {question.form: question for question in ALL}
    longest = sorted(ALL, key=lambda each: len(each.ask) + len(each.wire) + sum(len(o.text) for o in each.options))[-4:]
    return list({each.id: each for each in (*by_form.values(), *longest, *ALL[::60])}.values())


@sizes
@pytest.mark.parametrize("questions", [sample(), pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"])
def test_every_question_fits_on_the_wall_open_voted_and_revealed(wall, size, questions):
    screen, session = wall(*size), class_of(questions)
    faults, sizes = [], []
    for number, question in enumerate(questions):
        for phase, shown in phases(session, number):
            if phase == "discuss":
                continue  # as when it was open
            screen.show(shown)
            seen = screen.measured()
            sizes.append(seen["size"])
            if seen["faults"] or seen["smallest"] < LEAST or seen["size"] < READABLE:
                faults.append((question.id, phase, seen["size"], seen["smallest"], seen["faults"][:3]))
    assert faults == []
    assert len(sizes) == 3 * len(questions)
    assert sorted(sizes)[len(sizes) // 2] >= 45  # half of all is far larger than needed


@sizes
@pytest.mark.parametrize("scenes", [SCENES[::16], pytest.param(SCENES, marks=pytest.mark.slow)], ids=["some", "all"])
def test_every_run_in_the_lab_fits_on_the_wall(wall, size, scenes):
    screen, session = wall(*size), class_of(ALL[:1])
    session.step(Command("open"), 0)
    session.step(Command("close"), 5)
    faults = []
    with Lab(FixedClock()) as lab:
        for scene in scenes:
            screen.show(snapshot(session, live=live_run(scene.title, play(scene, lab), lab.names)))
            seen = screen.measured()
            if seen["faults"] or seen["smallest"] < LEAST or seen["size"] < READABLE:
                faults.append((scene.name, seen))
    assert faults == []


def test_run_in_the_lab_grows_step_by_step_and_shows_the_wire_that_matters(wall):
    screen, session = wall(), class_of(ALL[:1])
    session.step(Command("open"), 0)
    scene = next(scene for scene in SCENES if scene.name == "two-cooks")
    with Lab(FixedClock()) as lab:
        seen = []
        play(scene, lab, watch=lambda steps: seen.append(live_run(scene.title, steps, lab.names)))
    for number, run in enumerate(seen, 1):
        screen.show(snapshot(session, live=run))
        assert screen.page.locator(".steps li").count() == number
    assert "HTTP/1.1 412 Precondition Failed" in screen.page.locator(".live pre").text_content()
    assert screen.page.locator(".steps li.shown").text_content().endswith("→ 412")
    screen.show(snapshot(session, live=None))  # put away
    assert screen.page.locator(".live").count() == 0


def test_address_code_and_picture_to_join_are_on_the_wall_in_every_phase(wall):
    screen, session = wall(1280, 720), class_of(ALL[:1])
    shown = {"lobby": snapshot(session), **dict(phases(session, 0))}
    session.step(Command("end"), 20)
    shown["ended"] = snapshot(session)
    for phase, now in shown.items():
        screen.show(now)
        seen = screen.page.locator("body").inner_text()
        assert "192.168.178.120:8420" in seen and ROOM in seen, phase
        pictures = screen.page.get_by_role("img", name="QR code of").filter(visible=True)
        assert pictures.count() == 1, phase
        box = pictures.bounding_box()
        assert box["width"] >= 80 and box["x"] + box["width"] <= 1280 and box["y"] + box["height"] <= 720, phase


def test_second_vote_stands_beside_the_first_in_percent_of_those_who_could_answer(wall):
    screen, session = wall(), class_of([question for question in ALL if question.form == "single"][:1], people=10)
    shown = dict(phases(session, 0))
    for phase in ("open", "discuss"):
        screen.show(shown[phase])
        assert screen.page.locator(".bar").count() == 0  # nobody is influenced before the second vote
    for phase in ("voted", "revealed"):
        screen.show(shown[phase])
        votes = shown[phase]["tally"]["votes"]
        counts = [vote["counts"][place] for place in (0, 1) for vote in votes]
        bars = screen.page.locator(".bar")
        assert bars.locator(".n").all_text_contents()[:4] == [f"{10 * count} % ({count})" for count in counts]
        assert bars.locator(".vote").all_text_contents()[:4] == ["Vote 1", "Vote 2"] * 2
        assert screen.page.locator(".votes").text_content() == (
            "Vote 1: 8 of 10 answered · Vote 2: 8 of 10 answered · percent of all who could answer"
        )
    assert screen.page.locator(".opt.ok").count() == 1


def test_tally_of_an_open_vote_leaves_the_question_alone(wall):
    screen, session = wall(), class_of(ALL[:1])
    session.step(Command("open"), 0)
    screen.show(snapshot(session))
    screen.settle()
    screen.page.evaluate("""() => {
        window.changes = 0;
        const main = document.getElementById("main");
        new MutationObserver((seen) => { window.changes += seen.length; }).observe(
            main, { subtree: true, childList: true, attributes: true, characterData: true });
    }""")
    for answered in (1, 2, 3):
        screen.feed(snapshot(session) | {"answered": answered})
    session.step(Join("Late"), 3)
    screen.feed(snapshot(session) | {"answered": 4})
    screen.page.locator(".count", has_text="4").wait_for()
    assert screen.page.locator(".answered").text_content() == "4 of 25 answered"
    assert screen.page.evaluate("window.changes") == 0


def test_wall_is_measured_again_when_its_window_changes(wall):
    screen, session = wall(), class_of([max(ALL, key=lambda each: len(each.ask) + len(each.wire))])
    session.step(Command("open"), 0)
    screen.show(snapshot(session))
    for width, height in ((1024, 768), (2560, 1080), (1920, 1080)):
        screen.resize(width, height)
        assert screen.measured()["faults"] == []


def test_question_in_a_narrow_window_can_be_scrolled_and_read(wall):
    screen, session = wall(390, 700), class_of([max(ALL, key=lambda each: len(each.ask) + len(each.wire))])
    session.step(Command("open"), 0)
    screen.show(snapshot(session))
    smallest = screen.page.evaluate("""() => Math.min(...[...document.querySelectorAll("#main .opt, #main .ask")].map(
        (each) => parseFloat(getComputedStyle(each).fontSize)))""")
    assert smallest >= 12
    assert screen.page.evaluate("document.getElementById('main').scrollWidth <= innerWidth")


@pytest.mark.parametrize("people", [0, 24, 150])
@sizes
def test_lobby_fits_with_any_number_of_people(wall, size, people):
    screen = wall(*size)
    screen.show(snapshot(class_of(ALL[:1], people)))
    seen = screen.measured()
    assert (seen["faults"], seen["size"]) == ([], 60)
    assert seen["smallest"] >= LEAST


def test_long_name_ends_in_an_ellipsis_on_the_wall_and_is_whole_when_pointed_at(wall):
    name = "friederike.hohenstein-schulz@students.informatik.example.edu"
    screen, session = wall(*SIZES[1]), class_of(ALL[:1], 0)
    for each in (name, "Ann", "Ben"):
        session.step(Join(each), 0)
    session.step(Command("leaderboard", on=True), 0)
    screen.show(snapshot(session))
    revealed = dict(phases(session, 0))["revealed"]
    for shown, place in ((None, ".names li"), (revealed, ".board .name")):
        if shown:
            screen.show(shown)
        assert screen.measured()["faults"] == []
        found = screen.page.locator(f'{place}[title="{name}"]')
        seen, whole, size = found.evaluate(
            "name => [name.clientWidth, name.scrollWidth, parseFloat(getComputedStyle(name).fontSize)]"
        )
        assert 8 * size < seen < whole


@sizes
def test_ten_leaders_fit_beside_a_revealed_question_and_at_the_end(wall, size):
    questions = sample()
    screen, session = wall(*size), class_of(questions)
    session.step(Command("leaderboard", on=True), 0)
    for number, question in enumerate(questions):
        screen.show(dict(phases(session, number))["revealed"])
        seen = screen.measured()
        assert seen["faults"] == [] and seen["smallest"] >= LEAST, question.id
        assert screen.page.locator(".board li").count() == 10
    session.step(Command("end"), 20)
    screen.show(snapshot(session))
    assert screen.measured()["faults"] == []
    assert screen.page.locator(".board li").count() == 10


@pytest.mark.parametrize("theme", [slow_param("light"), "dark"])
def test_wall_in_every_phase_is_accessible(wall, theme):
    SCREENSHOTS.mkdir(exist_ok=True)
    screen, session = wall(1920, 1080, theme=theme), class_of(sample()[:1])
    session.step(Command("leaderboard", on=True), 0)
    shown = {"lobby": snapshot(session), **dict(phases(session, 0))}
    session.step(Command("end"), 20)
    shown["ended"] = snapshot(session)
    for phase, now in shown.items():
        screen.show(now)
        screen.page.screenshot(path=SCREENSHOTS / f"wall-{phase}-{theme}.png")
        found = Axe().run(screen.page).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found] == [], phase


OWN = """
- id: with-a-table
  ask: |
    Which row of the log shows **two** clients?

    | time | method | target | status |
    |---|---|---|---|
    | 09:00:01 | GET | `/teas/7` | 200 |
    | 09:00:02 | PUT | `/teas/7` | 204 |
    | 09:00:02 | PUT | `/teas/7` | 412 |
  options:
    - text: The first
    - {text: The third, right: true}
- id: with-code
  ask: |
    What does this print?

    ```python
    import urllib.request
    with urllib.request.urlopen("http://teahouse/teas/7?with=a-rather-long-query") as answer:
        print(answer.status)
    ```
  options:
    - {text: "```\\n200\\nETag: abc\\n```", right: true}
    - text: "```\\n404\\n```"
    - text: Nothing
- id: with-a-large-picture
  ask: |
    What is this?

    ![A plan of the house](plan.png)
  options:
    - {text: A kitchen, right: true}
    - text: "![A plan of the cellar](plan.png)"
    - text: A till
- id: with-a-word-that-cannot-be-broken
  ask: Where does this lead?
  options:
    - {text: http://teahouse.example/a-path-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on/and/on, right: true}
    - text: Nowhere
- id: just-a-poll
  form: poll
  ask: How much HTTP do you know?
  options: [{text: None}, {text: Some}, {text: A lot}]
"""


@sizes
def test_tables_code_and_pictures_of_own_questions_fit_on_the_wall(wall, size, tmp_path):
    Image.new("RGB", (1600, 1200)).save(tmp_path / "plan.png")
    (tmp_path / "mine.yaml").write_text(OWN, encoding="utf-8")
    questions = load_bank(tmp_path / "mine.yaml").questions
    images = [image for question in questions for image in question.images]
    screen, session = wall(*size, images=images), class_of(questions)
    for number, question in enumerate(questions):
        for phase, shown in phases(session, number):
            if phase == "discuss":
                continue
            screen.show(shown)
            screen.load_images()
            seen = screen.measured()
            assert seen["faults"] == [] and seen["smallest"] >= LEAST, (question.id, phase, seen)


def test_teams_lead_in_place_of_names_and_names_can_be_hidden(wall):
    screen, session = wall(), class_of(ALL[:1], teams=("Assam", "Darjeeling", "Rooibos"))
    session.step(Command("leaderboard", on=True), 0)
    shown = dict(phases(session, 0))["revealed"]
    screen.show(shown)
    board = screen.page.locator(".board")
    assert board.locator("h2").text_content() == "Points for each person of a team"
    assert sorted(board.locator(".name").all_text_contents()) == ["Assam", "Darjeeling", "Rooibos"]
    assert screen.measured()["faults"] == []
    leaders = [["", 2.0], ["", 2.0], ["", 1.0]]
    screen.show(shown | {"teams": None, "leaders": leaders, "names_hidden": True})
    assert board.locator("h2").text_content() == "In front, without names"
    assert board.locator(".rank").all_text_contents() == ["1.", "1.", "3."]
