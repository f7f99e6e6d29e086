"""A class in real browsers: the host's panel in JupyterLab, five phones, the projector.

Vote, discussion, second vote, reveal, a reload on each side, and a connection lost while answering.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sampling import sampled
from statuslab.live_class.server import ClassServer
from statuslab.notebook.codes import names
from statuslab.notebook.quiz import bank

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
NAME = "class_under_test.ipynb"
CELLS = [
    "from statuslab import classroom",
    'panel = classroom.open("two-cooks", "ask-before-the-heavy-lift", title="Monday")\npanel',
    "classroom.report()",
]
PHONE = {"width": 390, "height": 844}
PEOPLE = ["Sam", "Sam", "Nur", "Ιώ", "<b>Max</b>"]
OURS = {"include": [[".jp-OutputArea-output .panel"]]}
ABOUT = 412  # what the scene's prediction is about


@pytest.fixture
def notebook(jupyter):
    return jupyter.write(NAME, CELLS)


@pytest.fixture
def phones(chromium):
    """Open phones, each a browser of its own."""
    opened = []

    def phone(**options):
        context = chromium.new_context(**{"viewport": PHONE, "has_touch": True, "color_scheme": "light", **options})
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    faults = []
    yield phone
    for context in opened:
        context.close()
    assert faults == []


def pressed(panel, words):
    panel.get_by_role("button", name=words, exact=True).click()


def joined(phone, address, name):
    phone.goto(address)
    phone.get_by_label("A name for the class to see").fill(name)
    phone.get_by_role("button", name="Join").click()
    expect(phone.locator("h1")).to_contain_text("You are in")
    return phone


def options(phone):
    return phone.locator(".answers label.opt")


def chosen(phone, place):
    options(phone).nth(place).click()
    expect(phone.locator("#state")).to_have_text("✓ Saved. You may still change it.")


def in_both_themes(page, name):
    """Screenshots of a page of the class in light and dark; axe finds nothing wrong with either."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=SCREENSHOTS / f"class-{name}-{theme}.png")
        assert faults_of(Axe().run(page)) == []
    page.emulate_media(color_scheme="light")


def faults_of(found):
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found.response["violations"]]


def counts(panel):
    """The covered tally, looked at: what the host's panel counts, option by option."""
    return [int(text) for text in panel.locator(".opts li .bar b").all_text_contents()]


def place_of(phone, code):
    """Where a code stands on the page."""
    codes = options(phone).locator(".code").all_text_contents()
    return codes.index(str(code))


def test_class_with_five_phones_survives_two_reloads_and_a_lost_connection(lab_page, notebook, phones):
    lab_page.open_page(notebook)
    for number in (1, 2):
        lab_page.run(number)
    panel = lab_page.output(2).locator(".panel")
    address = panel.locator(".address").text_content()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/r/[A-Z2-9]{6}", address)
    wall = phones(viewport={"width": 1280, "height": 720})
    wall.goto(f"{address}/screen")
    people = [joined(phones(color_scheme="dark" if n % 2 else "light"), address, name) for n, name in enumerate(PEOPLE)]
    sam, other_sam, nur, _, _ = people
    expect(other_sam.locator("#head")).to_contain_text("Sam 2")
    expect(panel.locator(".head")).to_contain_text("5 of 5 people here")
    expect(wall.locator(".names li")).to_have_count(5)
    lab_page.screenshot("class-panel-lobby-light")
    in_both_themes(wall, "wall-lobby")
    in_both_themes(sam, "phone-lobby")

    pressed(panel, "Open the question")
    expect(options(sam)).to_have_count(4)
    right = place_of(sam, ABOUT)
    wrong = (right + 1) % 4
    first = [right, wrong, wrong, right, wrong]
    for phone, place in zip(people, first, strict=True):
        chosen(phone, place)
    expect(panel.locator(".count")).to_contain_text("5 of 5 answered")
    expect(wall.locator(".count")).to_have_text("5")
    assert panel.locator(".opts li .bar").count() == 0  # covered
    in_both_themes(sam, "phone-saved")
    in_both_themes(wall, "wall-open")
    pressed(panel, "Look at the tally and the key")
    assert counts(panel) == [Counter(first)[place] for place in range(4)]

    pressed(panel, "Close")
    expect(panel.locator(".advice")).to_contain_text("40 % right: let them discuss in pairs")
    pressed(panel, "Let them discuss")
    expect(sam.locator(".note")).to_contain_text("Talk with your neighbor")

    sam.reload()  # a reload on a phone: the same seat, what was saved is still there
    expect(options(sam).nth(right).locator("input")).to_be_checked()
    lab_page.open_page(notebook)  # and one of the host: the cell run again brings the same class
    lab_page.run(2)
    expect(panel.locator(".phase")).to_have_text("discuss")

    pressed(panel, "Vote again")
    nur.context.set_offline(True)
    expect(options(nur).nth(right)).to_be_visible()
    second = [right, right, right, right, wrong]
    for phone, place in zip(people, second, strict=True):
        if phone is not nur:
            chosen(phone, place)
    options(nur).nth(right).click()
    expect(nur.locator("#state")).to_have_text("Link lost. Your answer is kept here and sent when it is back.")
    expect(panel.locator(".count")).to_contain_text("4 of 5 answered")
    nur.screenshot(path=SCREENSHOTS / "class-phone-lost-light.png")
    nur.context.set_offline(False)
    expect(nur.locator("#state")).to_have_text("✓ Saved. You may still change it.")
    expect(panel.locator(".count")).to_contain_text("5 of 5 answered")

    pressed(panel, "Close")
    pressed(panel, "Reveal")
    expect(panel.locator(".opts li.ok")).to_have_count(1)
    assert counts(panel) == [Counter(second)[place] for place in range(4)]
    expect(panel.locator(".advice")).to_contain_text("To the right answer: 2; away from it: 0.")
    expect(nur.locator(".result")).to_contain_text("✓")
    expect(people[4].locator(".result")).to_contain_text("✗")
    in_both_themes(nur, "phone-reveal")
    in_both_themes(wall, "wall-reveal")
    panel.scroll_into_view_if_needed()
    lab_page.screenshot("class-panel-reveal-light")
    assert faults_of(Axe().run(lab_page.page, context=OURS)) == []
    pressed(panel, "Run it live")
    expect(panel.locator(".out")).to_contain_text("412 Precondition Failed")
    expect(wall.locator(".live pre")).to_contain_text("HTTP/1.1 412 Precondition Failed")
    in_both_themes(wall, "wall-live")
    pressed(panel, "Show the question again")
    expect(wall.locator(".opt.ok")).to_have_count(1)

    pressed(panel, "Next question")
    expect(sam.locator("#head")).to_contain_text("2 of 2")
    for phone in people:
        chosen(phone, 0)
    pressed(panel, "Close")
    pressed(panel, "Reveal")
    expect(panel.locator(".opts li").first.locator(".bar b")).to_have_text("5")
    for _ in range(2):
        pressed(panel, "End the class")
    expect(sam.locator("h1")).to_have_text("That was the class.")
    with sam.expect_download() as download:
        sam.get_by_role("button", name="Keep my answers").click()
    assert '"statuslab-results-1"' in download.value.path().read_text(encoding="utf-8")
    lab_page.run(3)
    report = lab_page.output(3).locator(".report")
    expect(report).to_contain_text("5 people, 15 answers")
    expect(report.locator(".items tbody tr").first).to_contain_text("40%")
    report.scroll_into_view_if_needed()
    lab_page.screenshot("class-report-light")
    lab_page.page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    expect(lab_page.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    expect(lab_page.page.locator("#jupyterlab-splash")).to_have_count(0)
    report.scroll_into_view_if_needed()
    lab_page.screenshot("class-report-dark")


SEAT = [
    "from statuslab import classroom",
    'panel = classroom.open("two-cooks", title="Seat")\npanel',
    'classroom.join(classroom.url, "Ann")',
    'classroom.host.open()["phase"]',
    'classroom.host.close()["phase"]\nclassroom.host.reveal()["phase"]',
    'classroom.host.end()["phase"]',
]


@pytest.mark.parametrize("theme", ["dark"], indirect=True)
def test_seat_in_a_notebook_votes_and_imports_its_answers_once(lab_page, jupyter):
    jupyter.write(NAME, SEAT)
    lab_page.open_page(NAME)
    for number in (1, 2, 3):
        lab_page.run(number)
    seat = lab_page.output(3).locator(".seat")
    expect(seat).to_contain_text("The first question comes when the host opens it.")
    lab_page.run(4)
    seat.locator("label.opt").first.click()
    expect(seat.get_by_role("status")).to_have_text("✓ Saved. You may still change it.")
    expect(lab_page.output(2).locator(".count")).to_contain_text("1 of 1 answered")
    lab_page.run(3)  # the cell run again: the same seat, the answer still there
    expect(seat.locator("label.opt input").first).to_be_checked()
    expect(lab_page.output(2).locator(".head")).to_contain_text("1 of 1 person here")
    seat.scroll_into_view_if_needed()
    lab_page.screenshot("class-seat-dark")
    lab_page.run(5)
    expect(seat.locator(".result")).to_contain_text("Not this one")
    assert faults_of(Axe().run(lab_page.page, context={"include": [[".jp-OutputArea-output .seat"]]})) == []
    lab_page.run(6)
    keep = seat.get_by_role("button", name="Keep my answers in this notebook's memory")
    keep.click()
    expect(seat.get_by_role("status")).to_contain_text("1 answer kept, 1 of them missed: review() brings it back.")
    keep.click()
    expect(seat.get_by_role("status")).to_contain_text("0 answers kept")


def a_question_of(form):
    return next(question for question in bank() if question.form == form)


def answered_right(phone, form, key):
    """Give the right answer as a person would, from the key the host has."""
    right = key["right"]
    match form:
        case "number":
            phone.get_by_label("Type the number").fill(str(right[0]))
            phone.get_by_role("button", name="Send").click()
        case "match":
            for place, partner in enumerate(right):
                phone.locator(".answers select").nth(place).select_option(str(partner))
        case "order":
            for at, place in enumerate(right):
                lift(phone, place, at)
        case _:
            for place in right:
                options(phone).nth(place).click()


def lift(phone, place, at):
    """Move a row up until it is where it belongs, by its letter."""
    wanted = "ABCDEFGHIJ"[place]
    while True:
        letters = phone.locator(".answers li .letter").all_text_contents()
        if letters.index(wanted) == at:
            return
        phone.locator(".answers li").nth(letters.index(wanted)).get_by_role("button", name="move up").click()


@pytest.mark.parametrize("form", sampled(["multiple", "number", "order", "match", "line"], every=3))
def test_question_of_each_form_can_be_answered_on_a_phone(phones, tmp_path, form):
    with ClassServer([a_question_of(form)], title=form, folder=tmp_path, names=names()) as server:
        sam = joined(phones(), server.join_url, "Sam")
        key = server.host.open()["reveal"]
        answers = sam.locator(".answers")
        answers.wait_for()
        assert faults_of(Axe().run(sam)) == []
        answered_right(sam, form, key)
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        sam.screenshot(path=SCREENSHOTS / f"class-form-{form}.png")
        server.host.close()
        assert server.host.reveal()["tally"]["share"] == 1.0
        expect(sam.locator(".result")).to_contain_text("✓")
        assert faults_of(Axe().run(sam)) == []


def test_order_on_a_phone_is_moved_by_keyboard_read_out_and_marked(phones, tmp_path):
    with ClassServer([a_question_of("order")], title="order", folder=tmp_path, names=names()) as server:
        sam = joined(phones(), server.join_url, "Sam")
        right = server.host.open()["reveal"]["right"]
        rows = sam.locator(".order li")
        rows.first.wait_for()
        shown = rows.locator(".letter").all_text_contents()
        sam.locator(".order button").nth(1).focus()
        sam.keyboard.press("Alt+ArrowDown")
        expect(sam.locator(".unseen[aria-live]")).to_contain_text(f"now 2 of {len(right)}")
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        expect(rows.locator(".letter")).to_have_text([shown[1], shown[0], *shown[2:]])
        assert sam.evaluate("document.activeElement.textContent") == "↓"
        given = [1, 0, *range(2, len(right))]
        server.host.close()
        server.host.reveal()
        misplaced = sum(one != other for one, other in zip(given, right, strict=True))
        expect(sam.locator(".marks .no .yours")).to_have_count(misplaced)


def test_untouched_order_on_a_phone_counts_once_it_is_confirmed(phones, tmp_path):
    with ClassServer([a_question_of("order")], title="order", folder=tmp_path, names=names()) as server:
        sam = joined(phones(), server.join_url, "Sam")
        server.host.open()
        confirm = sam.get_by_role("button", name="This is my order")
        confirm.focus()
        sam.keyboard.press("Enter")
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        expect(confirm).to_have_count(0)
        assert sam.evaluate("document.activeElement.closest('.order') !== null")
        assert server.host.tally()["answered"] == 1


def test_number_on_a_phone_is_sent_only_when_it_is_one(phones, tmp_path):
    with ClassServer([a_question_of("number")], title="number", folder=tmp_path, names=names()) as server:
        sam = joined(phones(), server.join_url, "Sam")
        server.host.open()
        typed = sam.get_by_label("Type the number")
        typed.fill("1e3")
        typed.press("Enter")
        expect(typed).to_have_attribute("aria-invalid", "true")
        assert server.host.tally()["answered"] == 0
        typed.fill("7")
        typed.press("Enter")
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        expect(typed).to_have_attribute("aria-invalid", "false")
        server.host.close()
        server.host.reveal()
        expect(sam.locator(".marks .yours")).to_have_text("your choice")


def test_phone_and_projector_in_an_exam_follow_each_phase(phones, tmp_path):
    questions = [a_question_of("single"), a_question_of("multiple")]
    with ClassServer(questions, title="exam", folder=tmp_path, names=names(), mode="exam") as server:
        sam, wall = joined(phones(), server.join_url, "Sam"), phones()
        wall.goto(server.screen_url)
        server.host.open()
        expect(wall.locator("main")).to_contain_text("Answers are saved as they are given.")
        expect(sam.locator(".note")).to_have_count(0)
        expect(sam.locator("#state")).to_have_text("0 of 2 answered.")
        options(sam).nth(0).click()
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it. 1 of 2 answered.")
        expect(sam.get_by_role("button", name="question 1, answered")).to_be_visible()
        sam.get_by_role("button", name="Next").click()
        expect(sam.locator("#state")).to_have_text("1 of 2 answered.")
        server.host.pause()
        expect(sam.locator(".note")).to_have_text("Paused.")
        expect(wall.locator("main")).to_contain_text("The paper is closed for now.")
        server.host.resume()
        expect(sam.locator(".note")).to_have_count(0)
        server.host.close()
        expect(sam.locator(".note")).to_have_text("Closed. Wait for the host.")
        expect(options(sam).first.locator("input")).to_be_disabled()
        server.host.reveal()
        expect(sam.locator(".result")).to_have_text("Not answered.")
        expect(wall.locator("h1")).to_have_text("The answers are out.")
        server.host.end()
        expect(sam.locator("h1")).to_have_text("That was the class.")


def test_confidence_is_unsaid_until_it_is_said_and_anew_for_each_question(phones, tmp_path):
    questions = [question for question in bank() if question.form == "single"][:2]
    with ClassServer(questions, title="sure", folder=tmp_path, names=names()) as server:
        sam = joined(phones(), server.join_url, "Sam")
        server.host.open()
        options(sam).first.click()
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        assert server.host.tally()["confidence"] == [[0, 0]] * 3
        sam.get_by_role("radio", name="certain").check()
        expect(sam.get_by_role("radio", name="certain")).to_be_checked()
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        server.host.close()
        server.host.reveal()
        server.host.next()
        expect(sam.locator("#head")).to_contain_text("2 of 2")
        expect(sam.locator(".sure input:checked")).to_have_count(0)
        options(sam).first.click()
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        assert sum(server.host.tally()["unsaid"]) == 1


def test_nameless_class_asks_for_no_name(phones, tmp_path):
    with ClassServer([a_question_of("single")], folder=tmp_path, names=names(), nameless=True) as server:
        phone = phones()
        phone.goto(server.join_url)
        expect(phone.locator("input")).to_have_count(0)
        phone.get_by_role("button", name="Join").click()
        expect(phone.locator("h1")).to_have_text("You are in, Guest 1.")


def test_long_name_is_refused_in_words_or_kept_whole_and_makes_no_page_wider(phones, tmp_path):
    name = "friederike.hohenstein-schulz@students.informatik.example.edu.org"
    with ClassServer([a_question_of("single")], folder=tmp_path, names=names()) as server:
        phone, host = phones(), phones()
        phone.goto(server.join_url)
        phone.get_by_label("A name for the class to see").fill(f"{name}x")
        phone.get_by_role("button", name="Join").click()
        expect(phone.locator("#state")).to_have_text(
            "this name has 65 characters, expected 64 at most; choose a shorter one"
        )
        joined(phone, server.join_url, name)
        expect(phone.locator("#head b")).to_have_attribute("title", name)
        host.goto(server.co_host_url)
        host.locator(".people-fold summary").click()
        host.get_by_label(name).check()
        expect(host.get_by_role("button", name=f"Take {name} out")).to_be_enabled()
        for page in (phone, host):
            parts = "main, main *:not(.people *)"
            assert page.locator(parts).evaluate_all("all => all.every(each => each.scrollWidth <= innerWidth)")


def test_phone_with_a_clock_an_hour_off_counts_down_and_answers_like_any_other(phones, tmp_path):
    with ClassServer([a_question_of("single")], folder=tmp_path, names=names(), seconds=600) as server:
        phone = phones()
        phone.add_init_script("const now = Date.now; Date.now = () => now() + 3_600_000;")
        sam = joined(phone, server.join_url, "Sam")
        server.host.open()
        options(sam).first.click()
        expect(sam.locator("#state")).to_have_text("✓ Saved. You may still change it.")
        assert 500 < int(sam.locator(".clock").text_content().replace(":", "").rjust(4, "0")[:2]) * 60 <= 600
        server.host.close()
        expect(sam.locator(".note")).to_have_text("Closed. Wait for the host.")


def test_host_runs_a_class_from_the_phone(phones, tmp_path):
    questions = [question for question in bank() if question.form == "single"][:2]
    with ClassServer(questions, title="Monday", folder=tmp_path, names=names()) as server:
        host, sam = phones(), joined(phones(), server.join_url, "Sam")
        host.goto(server.phone_url)
        assert "#" not in host.url
        host.reload()  # the token is kept on the device
        pressed(host, "Open the question")
        options(sam).first.click()
        expect(host.locator(".count")).to_contain_text("1 of 1 answered")
        pressed(host, "+30 s")
        expect(sam.locator(".clock")).to_have_text("30")
        pressed(host, "Close")
        pressed(host, "Reveal")
        expect(host.locator(".phase")).to_have_text("reveal")
        pressed(host, "One step back")
        expect(host.locator(".phase")).to_have_text("closed")
        pressed(host, "Skip this question")
        expect(sam.locator("#head")).to_contain_text("2 of 2")
        assert host.get_by_role("button", name="End the class").count() == 0


def test_co_host_takes_people_out_and_lets_them_in_again(phones, tmp_path):
    with ClassServer([a_question_of("single")], title="Monday", folder=tmp_path, names=names()) as server:
        host, sam, ann = phones(), joined(phones(), server.join_url, "Sam"), joined(phones(), server.join_url, "Ann")
        host.goto(server.co_host_url)
        host.locator(".people-fold summary").click()
        for name in ("Sam", "Ann"):
            host.get_by_label(name).check()
        pressed(host, "Take 2 people out")
        for phone in (sam, ann):
            expect(phone.locator("h1")).to_have_text("You are out of this class")
        pressed(host, "Let all of them in again")
        expect(host.locator(".head")).to_contain_text("2 people here")
        pressed(sam, "The host let me in again")
        expect(sam.locator("h1")).to_have_text("You are in, Sam.")


@pytest.mark.slow
def test_panel_comes_back_after_a_browser_reload(lab_page, jupyter, phones):
    cells = ["from statuslab import classroom", 'panel = classroom.open("two-cooks", title="Reload")\npanel']
    jupyter.write(NAME, cells)
    lab_page.open_page(NAME)
    for number in (1, 2):
        lab_page.run(number)
    panel = lab_page.output(2).locator(".panel")
    sam = joined(phones(), panel.locator(".address").text_content(), "Sam")
    lab_page.page.reload()
    panel = lab_page.output(2).locator(".panel")
    expect(panel.locator(".head")).to_contain_text("1 of 1 person here")
    pressed(panel, "Open the question")
    options(sam).first.click()
    expect(panel.locator(".count")).to_contain_text("1 of 1 answered")
