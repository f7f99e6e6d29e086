"""Review in a real JupyterLab: by keyboard, through a killed kernel, and in two notebooks at once."""

import os
import re
import signal
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import expect

from sampling import slow_param
from statuslab import static
from statuslab.learning.history import CERTAIN, FAIRLY_SURE, GUESSING, Attempt
from statuslab.notebook import review as review_module
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog
from statuslab.notebook.progress import progress
from statuslab.notebook.quiz import questions_about
from statuslab.questions import order, presented
from statuslab.storage import files
from statuslab.widgets.html import stylesheet

SHEETS = {path.stem for path in Path(static.__file__).parent.glob("*.css")}
PRACTICE, ELSEWHERE = "practice_under_test.ipynb", "practice_elsewhere.ipynb"
N = 11
CELLS = [
    "import os\nfrom statuslab import lab, progress, quiz, review\nprint(os.getpid(), lab.url)",
    "progress()",
    f"review({N})",
    'quiz("2xx", n=3)',
]
START, MAP, REVIEW, QUIZ = 1, 2, 3, 4
FORMS = ("number", "order", "match", "line", "predict", "multiple", "single", "provoke")
HIDDEN = 404  # the task: what a waiter is told of a blend that only the chef may know of
WAITER = {"Authorization": "Basic d2FpdGVyOm9vbG9uZw=="}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
SEED = 1  # of a first review
KILLED = 4  # questions answered before the kernel is killed


def notebook(outputs):
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    cells = [new_code_cell(source, outputs=found) for source, found in outputs]
    return new_notebook(cells=cells, metadata=kernel)


@pytest.fixture
def drawn(empty_memory):
    """The questions that review() will draw: a month ago one of each form was right, and one certain and wrong."""
    asked = list(review_module.review_bank().values())
    known = [next(each for each in asked if each.form == form and fits(each)) for form in FORMS]
    wrong = next(each for each in asked if each.codes == (403,) and each.form == "single")
    month_ago = stored_progress.now() - timedelta(days=30)
    attempts = [Attempt(each.id, month_ago, 1.0, GUESSING, each.solution) for each in known]
    stored_progress.store().add_all([*attempts, Attempt(wrong.id, month_ago, 0.0, CERTAIN, (0,), mistaken=(403, 401))])
    questions = [review_module.review_bank()[each.question] for each in review_module.draw_due(N, SEED)]
    assert {each.form for each in questions} == set(FORMS)
    assert questions[0].form == "single" and questions[0].codes != (HIDDEN,)
    return questions


def fits(question):
    return question.form != "provoke" or question.codes == (HIDDEN,)


@pytest.fixture
def pages(jupyter):
    for name in (PRACTICE, ELSEWHERE):
        files.write_atomically(jupyter.folder / name, nbformat.writes(notebook((source, []) for source in CELLS)))


# --- What a person does, with keys alone


class Learner:
    """A learner without a mouse."""

    def __init__(self, lab_page, name):
        self.lab_page, self.page, self.keyboard = lab_page, lab_page.page, lab_page.page.keyboard
        lab_page.open_page(name)

    def press(self, *keys):
        for key in keys:
            self.keyboard.press(key)

    def is_on(self, selector):
        return self.page.evaluate("selector => document.activeElement.matches(selector)", selector)

    def move_to(self, selector, key="Tab"):
        """Press a key until the focus is there."""
        for _ in range(60):
            if self.is_on(selector):
                return
            self.keyboard.press(key)
        raise AssertionError(f"60 times {key} never led to {selector}")

    def run(self, *numbers):
        """Go to these cells from wherever the focus is, run each, and stay on the last."""
        for number in numbers:
            self.move_to(".jp-Notebook, .jp-Cell", "Shift+Tab")
            cells = self.page.locator(".jp-Notebook .jp-Cell")
            here = 1 + cells.evaluate_all("cells => cells.findIndex(cell => cell.matches('.jp-mod-active'))")
            self.press(*["ArrowUp" if here > number else "ArrowDown"] * abs(here - number))
            cell = self.lab_page.cell(number)
            cell.locator(".jp-OutputArea-child").evaluate_all("all => all.forEach(each => { each.id = 'before'; })")
            self.keyboard.press("Control+Enter")
            expect(cell.locator("#before")).to_have_count(0)
            expect(cell.locator(".jp-InputArea-prompt")).to_have_text(re.compile(r"\[\d+\]:"))

    def card(self, number=REVIEW):
        return self.lab_page.output(number).locator(".quiz")

    def told(self, number=REVIEW):
        return self.card(number).get_by_role("status")

    def kernel(self):
        """The kernel's process and the lab's address, as the first cell says."""
        pid, url = self.lab_page.output(START).inner_text().split()
        return int(pid), url

    def answer(self, question, given=None, confidence=FAIRLY_SURE, seed=SEED):
        """Give the open question an answer in the bank's own terms: the right one, or another."""
        if question.form != "provoke":
            WAYS.get(question.form, choose)(self, places(question, seed, given or question.at(seed).solution))
            self.move_to("input[name$=-sure]")
            self.press("Space", *["ArrowRight"] * confidence)
        self.move_to("button[type=submit]")
        self.keyboard.press("Enter")

    def answer_wholly(self, question, given=None, number=REVIEW, **how):
        """The same, and see that it was heard and that the focus is where one goes on."""
        self.answer(question, given, **how)
        expect(self.card(number).get_by_role("button", name="Try again")).to_be_visible()
        assert self.is_on("button.go")


def places(question, seed, given):
    """Return the right choice as the page sends it: positions in the order shown."""
    asked, shown = question.at(seed), order(question.at(seed), seed)
    if question.form == "number":
        return given
    if question.form == "match":
        texts = presented(question, seed)["matches"]
        return [texts.index(asked.options[given[index]].match) for index in shown]
    return [shown.index(index) for index in given]


def choose(learner, places):
    learner.move_to(".opt input")
    learner.press("Space", *["ArrowDown"] * places[0])


def tick(learner, places):
    for place in sorted(places):
        learner.move_to(f".opt input[value='{place}']")
        learner.press("Space")


def type_in(learner, numbers):
    learner.move_to("input.typed")
    learner.keyboard.type(str(numbers[0]))


def arrange(learner, places):
    for rank, place in enumerate(places):
        learner.move_to(f".order li[data-place='{place}'] button")
        here = learner.page.evaluate(
            "[...document.querySelectorAll('.order li')].findIndex(li => li.matches(':focus-within'))"
        )
        learner.press(*["Alt+ArrowUp"] * (here - rank))


def match(learner, places):
    for place in places:
        learner.move_to("select")
        learner.press(*["ArrowDown"] * (place + 1), "Tab")


WAYS = {"multiple": tick, "number": type_in, "order": arrange, "match": match}


def ask(url, fields):
    """Ask from this process, which is not the kernel's, and give the status."""
    request = urllib.request.Request(url, headers=fields)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


# --- How it looks

FOREIGN = sorted(SHEETS - {"palette", "question", "quiz", "progress", "exam", "class", "projector"})
LOOKS = """selector => [...document.querySelectorAll(selector)].map(each => {
    const look = getComputedStyle(each);
    const named = ["color", "display", "font", "margin", "padding", "position", "border", "flex"];
    return [each.className, ...named.map(name => look[name])];
})"""


def disturbed(lab_page, selector):
    """Return what looks different once outputs of all other kinds bring their styles to the page."""
    before = lab_page.page.evaluate(LOOKS, selector)
    foreign = lab_page.page.add_style_tag(content=stylesheet(*FOREIGN))
    after = lab_page.page.evaluate(LOOKS, selector)
    foreign.evaluate("each => each.remove()")
    assert len(before) > 10
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


def violations(page, *selectors, **options):
    found = Axe().run(page, context={"include": [[each] for each in selectors]}, **options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


# --- What must hold


def test_review_by_keyboard_goes_on_after_a_killed_kernel(lab_page, pages, drawn, theme):
    learner = Learner(lab_page, PRACTICE)
    learner.run(START, MAP, REVIEW)
    process, _ = learner.kernel()
    hidden = lab_page.output(MAP).locator(f".cell[title^='{HIDDEN} ']")
    expect(hidden).to_have_class("cell learning")
    card, place = learner.card(), learner.card().locator(".place")
    expect(card.locator(".reason")).to_contain_text("You were certain and it was another answer, 30 days ago")
    lab_page.screenshot(f"review_begins_{theme}")
    wrong = next(index for index, option in enumerate(drawn[0].options) if not option.right)
    learner.answer_wholly(drawn[0], (wrong,))
    learner.press("Enter")
    for question in drawn[1:KILLED]:
        learner.answer_wholly(question)
        lab_page.screenshot(f"review_{question.form}_{theme}")
        learner.press("Enter")
    expect(place).to_have_text(f"{KILLED + 1} of {N} · {KILLED - 1} right✗✓✓✓" + "○" * (N - KILLED))

    os.kill(process, signal.SIGKILL)
    lab_page.page.locator(".jp-Dialog").wait_for()
    learner.press("Enter")
    expect(lab_page.page.locator(".jp-Dialog")).to_have_count(0)
    learner.answer(drawn[KILLED])
    expect(learner.told()).to_contain_text("if it is gone, run the cell again")
    lab_page.screenshot(f"review_unheard_{theme}")
    learner.run(START, REVIEW)
    assert learner.kernel()[0] != process
    expect(place).to_have_text(f"{KILLED + 1} of {N} · {KILLED - 1} right✗✓✓✓" + "○" * (N - KILLED))
    assert violations(lab_page.page, ".quiz", ".progress") == []

    strange = []
    for question in drawn[KILLED:]:
        strange += disturbed(lab_page, ".qz, .qz *")
        if question.form == "provoke":
            learner.answer(question)
            expect(learner.told()).to_contain_text("The lab has not seen it yet")
            assert ask(f"{learner.kernel()[1]}/staff/secret-blend", WAITER) == HIDDEN
        learner.answer_wholly(question)
        lab_page.screenshot(f"review_{question.form}_{theme}")
        strange += disturbed(lab_page, ".qz, .qz *")
        if question is not drawn[-1]:
            learner.press("Enter")
    assert violations(lab_page.page, ".quiz") == []
    expect(card.locator(".ending[aria-live]")).to_contain_text(f"Done: {N - 1} of {N} right.")
    learner.press("Enter")  # back to the missed one
    expect(learner.told()).to_have_text("✗ Not this one")
    expect(card.locator(".opt.no .yours")).to_have_text("your choice")
    learner.run(MAP)
    expect(hidden).to_have_class("cell mastered")
    lab_page.screenshot(f"review_map_{theme}")
    assert strange + disturbed(lab_page, ".progress, .progress *") == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark"], indirect=True)
def test_two_notebooks_share_one_memory_and_a_page_that_is_reloaded_finds_it(lab_page, jupyter, pages, drawn, theme):
    here = Learner(lab_page, PRACTICE)
    here.run(START, REVIEW)
    there = Learner(type(lab_page)(lab_page.page.context.new_page(), jupyter), ELSEWHERE)
    there.run(START, REVIEW)
    there.answer_wholly(drawn[0])
    here.answer_wholly(drawn[0])
    for question in drawn[1:3]:
        here.press("Enter")
        here.answer_wholly(question)
        lab_page.screenshot(f"review_{question.form}_{theme}")
    there.press("Enter")
    there.answer_wholly(drawn[1])
    assert [each.question for each in stored_progress.store().attempts(where="review")] == [
        drawn[place].id for place in (0, 0, 1, 2, 1)
    ]
    there.run(REVIEW)
    expect(there.card().locator(".place")).to_have_text(f"4 of {N} · 3 right✓✓✓" + "○" * (N - 3))
    there.page.close()

    here.run(QUIZ)
    (first, *_) = questions_about(["2xx"], n=3)
    here.answer_wholly(first, number=QUIZ, seed=0)
    lab_page.command("docmanager:save")
    here = Learner(lab_page, PRACTICE)  # the page is loaded anew
    here.run(QUIZ, MAP)
    expect(here.card(QUIZ).locator(".place")).to_have_text("2 of 3 · 1 right✓○○")
    expect(lab_page.output(MAP).locator(".sum")).to_contain_text("15 answers so far")
    lab_page.screenshot(f"review_map_{theme}")


@pytest.mark.parametrize("theme", [slow_param("light"), "dark"])
def test_exported_map_and_review_have_enough_contrast(chromium, tmp_path, drawn, theme):
    views = {
        "progress()": progress().html,
        f"review({N})": review_module.review(N)._repr_mimebundle_()[0]["text/html"],
    }
    outputs = [(word, [new_output("display_data", {"text/html": html})]) for word, html in views.items()]
    body, _ = HTMLExporter(theme=theme).from_notebook_node(notebook(outputs))
    (tmp_path / "page.html").write_text(body, encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    page.route("https://**", lambda route: route.abort())  # the export names MathJax and the like; none is needed
    page.goto((tmp_path / "page.html").as_uri(), wait_until="domcontentloaded")
    assert page.locator(".sl .cell").count() == len(catalog)
    assert violations(page, ".sl", options=RULES) == []
    page.close()
