"""What a learner sees as evidence in a real JupyterLab: diagrams, folded demos, and text that is shown as it is."""

import re

import pytest
from playwright.sync_api import expect

from sampling import slow_param

QUESTION = """\
- id: what-it-costs
  codes: [402]
  idea: price
  skill: situation to code
  level: 1
  ask: A cup costs $3 here and $4 there. What comes back?
  options:
    - text: the price is $3 or $4
      right: true
      why: Both $3 and $4 are prices.
    - text: neither $3 nor $4
      why: It costs $3 or $4.
    - text: nothing
      why: Nothing costs $3 or $4.
  hint: Is it $3 or $4?
  source: RFC 9110 section 15.5.3
  proof:
    - rfc: RFC 9110 section 15.5.3
"""
DOLLARS = "GET /teas/4?price=$3&or=$4"
LONG = ["from statuslab import demo, predict", "demo(499)", 'predict("two-cooks")', 'demo("two-cooks")', "demo(502)"]
DIAGRAM = """svg => ({
    scale: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,
    font: parseFloat(getComputedStyle(svg.querySelector("text")).fontSize),
    boxes: [...svg.querySelectorAll(".num, .tick")].map(each => {
        const { left, right, top, bottom } = each.getBoundingClientRect();
        return { left, right, top, bottom };
    })
})"""


def overlap(one, other):
    return (
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    )


def opened(lab_page, jupyter, cells, name="evidence.ipynb"):
    lab_page.open_page(jupyter.write(name, cells))
    lab_page.run_all()
    return lab_page


@pytest.fixture
def dollars(jupyter):
    """Cells that show targets, bodies and questions with dollar signs; the last one is none of ours."""
    (jupyter.folder / "prices.yaml").write_text(QUESTION)
    return [
        "from statuslab import quiz\n%load_ext statuslab",
        f"%%http\n{DOLLARS}",
        "%%http\nPOST /orders\nContent-Type: text/plain\n\ncosts $3 or $4",
        'quiz(402, bank="prices.yaml")',
        "from IPython.display import HTML\nfrom statuslab.widgets.quiz import items_html",
        'HTML(items_html(quiz(402, bank="prices.yaml").items))',
        'HTML("<p>costs $3 or $4</p>")',
    ]


def test_no_output_of_ours_is_read_by_mathjax(lab_page, jupyter, dollars, empty_memory):
    opened(lab_page, jupyter, dollars)
    lab_page.cell(7).scroll_into_view_if_needed()
    expect(lab_page.output(7).locator("mjx-container")).to_have_count(1)  # MathJax is there, and at work
    lab_page.answer(4)
    assert lab_page.page.locator(".sl mjx-container").count() == 0
    assert "A cup costs $3 here and $4 there" in lab_page.output(4).text_content()
    assert "Both $3 and $4 are prices." in lab_page.output(4).text_content()
    assert "A cup costs $3 here and $4 there" in lab_page.output(6).text_content()
    assert lab_page.output(2).locator("svg .label").first.text_content() == DOLLARS


@pytest.mark.parametrize("width", [slow_param(1280), 700])
def test_diagrams_are_readable_and_keep_step_numbers_apart_from_times(lab_page, jupyter, empty_memory, width):
    lab_page.page.set_viewport_size({"width": width, "height": 900})
    opened(lab_page, jupyter, LONG)
    for number in (2, 5):
        svg = lab_page.output(number).locator("svg.sq").first
        svg.scroll_into_view_if_needed()
        seen = svg.evaluate(DIAGRAM)
        assert seen["font"] * seen["scale"] >= 11
        boxes = seen["boxes"]
        assert len(boxes) > 4
        assert not [(one, other) for one in boxes for other in boxes if one is not other and overlap(one, other)]


def test_answered_by_stands_on_one_line(lab_page, jupyter, empty_memory):
    opened(lab_page, jupyter, [*LONG, "%load_ext statuslab", "%%http\nGET /teas/4"])
    lab_page.answer(3)
    lines = lab_page.page.locator(".jp-OutputArea-output .stack .who:visible")
    heights = [line.bounding_box()["height"] for line in lines.all()]
    assert len(heights) >= 4 and max(heights) < 24
    whole = lab_page.output(7).locator(".stack .who")
    assert "listener › TLS › server › proxy › gateway › application" in whole.text_content()
    lab_page.cell(7).scroll_into_view_if_needed()
    assert whole.locator("span", has_text="listener").is_visible()


def test_diagram_stays_in_view_beside_a_long_story(lab_page, jupyter, empty_memory):
    lab_page.page.set_viewport_size({"width": 1280, "height": 600})
    opened(lab_page, jupyter, LONG)
    story = lab_page.output(2).locator(".story")
    assert story.bounding_box()["height"] > 700
    last = story.locator(".step").last
    last.evaluate("step => step.scrollIntoView({ block: 'end' })")
    expect(story.locator("svg.sq")).to_be_in_viewport(ratio=0.9)


def test_run_all_leaves_every_demo_of_an_open_prediction_folded(lab_page, empty_memory):
    lab_page.open_page("0_the_first_hour.ipynb")
    lab_page.run_all()
    predicted = [source.removeprefix("predict") for _, source in lab_page.code() if source.startswith("predict(")]
    demos = [number for number, source in lab_page.code() if source.removeprefix("demo") in predicted]
    assert len(demos) == len(predicted) > 10
    for number in demos:
        story = lab_page.output(number).locator(".sl > details.told")
        assert story.evaluate("story => !story.open && story.parentElement.children.length === 1")
        assert not re.search(r"\d", story.locator("summary").first.text_content())


def test_answered_prediction_leads_on_to_its_story(lab_page, jupyter, empty_memory):
    opened(lab_page, jupyter, LONG[:1] + LONG[2:4])
    story = lab_page.output(3).locator(".story")
    expect(story).to_be_hidden()
    lab_page.answer(2)
    main = lab_page.output(2).locator("button.go")
    expect(main).to_have_text("Next cell ↓")
    expect(main).to_be_focused()
    lab_page.page.keyboard.press("Enter")
    expect(story).to_be_visible()
    expect(story).to_be_in_viewport()
    assert lab_page.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex") == 2
    assert lab_page.output(3).locator(".step details[open]").count() == 0  # it is shown above


@pytest.mark.slow
def test_card_in_a_second_tab_follows_the_first_and_takes_answers(lab_page, jupyter, empty_memory):
    opened(lab_page, jupyter, ["from statuslab import quiz", 'quiz("2xx", n=2)'])
    lab_page.command("docmanager:save")
    other = type(lab_page)(lab_page.page.context.new_page(), jupyter)
    other.page.set_viewport_size({"width": 1280, "height": 900})
    other.open_page("evidence.ipynb")
    expect(other.output(2).locator("form.qz")).to_be_visible()
    lab_page.answer(2)
    expect(other.output(2).locator(".marks")).to_be_visible()
    other.output(2).get_by_role("button", name="Next question").click()
    other.answer(2)
    expect(other.output(2).locator(".place")).to_contain_text("2 of 2")
