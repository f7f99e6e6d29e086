"""A card with questions of one's own in a real browser: markup, images, and a poll, which is noted and never marked."""

from io import BytesIO

import pytest
from PIL import Image
from test_quiz_in_browser import browser, opened  # noqa: F401  (a fixture)
from widget_samples import NAMES

from statuslab.questions.loader import load_bank
from statuslab.widgets.quiz import QuizCard, items_html

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
MINE = """\
- id: tree
  ask: |
    **Which** tree?

    ```
    GET /tree
    ```
  options:
    - {text: "![a tree](tree.png)", right: true, why: "It **is**."}
    - {text: A fir}
- id: pace
  form: poll
  ask: How is the pace?
  options: [{text: slow}, {text: fast}]
"""


@pytest.fixture
def bank(tmp_path):
    out = BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, "PNG")
    (tmp_path / "tree.png").write_bytes(out.getvalue())
    (tmp_path / "mine.yaml").write_text(MINE)
    return load_bank(tmp_path / "mine.yaml")


def test_card_draws_markup_and_notes_a_poll(browser, bank):  # noqa: F811
    saved = []
    quiz = QuizCard(
        bank.questions,
        NAMES,
        save=lambda answer, _: saved.append(answer.question.id),
        ending=lambda right, count: f"{right} of {count}",
    )
    page = opened(browser, quiz)
    assert page.locator(".ask strong").inner_text() == "Which"
    assert page.locator("pre.code").inner_text() == "GET /tree"
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    assert (
        page.locator(".opt img").evaluate("async image => { await image.decode(); return image.naturalWidth; }") == 30
    )
    page.get_by_role("radio", name="a tree").check()
    page.get_by_role("radio", name="certain").check()
    page.get_by_role("button", name="Check").click()
    assert page.locator(".marks .why strong").inner_text() == "is"
    assert quiz.ending == ""
    page.get_by_role("button", name="Next question").click()
    assert page.locator(".sure").count() == 0
    page.get_by_role("radio", name="fast").check()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Noted.").wait_for()
    assert page.locator(".marks .sign").count() == 0
    assert (saved, quiz.ending) == (["tree"], "1 of 1")
    assert quiz.is_answered and page.errors == []
    page.close()


def test_picture_of_a_card_has_the_same_markup(bank):
    quiz = QuizCard(bank.questions, NAMES)
    quiz.answer = {"n": 1, "id": "tree", "choice": [0], "confidence": 1, "seconds": 1.0}
    for picture in (items_html(quiz.items), items_html(quiz.items, quiz.feedback)):
        assert "<strong>Which</strong>" in picture and '<pre class="code">GET /tree</pre' in picture
    assert "data:image/png;base64," in items_html(quiz.items)
    assert "**" not in items_html(quiz.items, quiz.feedback).replace("</style>", "")
    assert repr(quiz).startswith("1 of 2: Which tree?\nGET /tree\n  ( ) ")
