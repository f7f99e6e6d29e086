"""A learner's report and a team's overview as files in a real browser: printed, read, and harmless."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from sampling import spread
from statuslab import report
from statuslab.learning.learner_report import CodeRow, to_json
from statuslab.learning.mastery import STATES
from statuslab.notebook.codes import catalog
from statuslab.notebook.learner_report import learner_report
from statuslab.notebook.team import team_overview
from statuslab.widgets.html import document, tag

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
EVIL = "<img src=x onerror=alert(1)></script>"


@pytest.fixture
def files(monkeypatch, tmp_path):
    """A report and an overview of three, with every state that a code can have."""
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    report(name="Ann", path="report.html")
    codes = tuple(CodeRow(record.code, STATES[number % len(STATES)], 4, number % 5)
                  for number, record in enumerate(catalog))  # fmt: skip
    made = replace(learner_report(), codes=codes, confused=((409, 412, 2),))
    for number, name in enumerate(("Ann", "", EVIL)):
        values = to_json(replace(made, learner=f"{number}" * 32, name=name))
        (tmp_path / f"{number}.html").write_text(document("r", tag("p"), "report", values), encoding="utf-8")
    team_overview(["0.html", "1.html", "2.html"], tmp_path / "team.html")
    return tmp_path


@pytest.mark.parametrize(("name", "scheme"), spread(["report.html", "team.html"], ["light", "dark"]))
def test_file_is_readable_and_asks_for_nothing(chromium, files, name, scheme):
    page, asked, dialogs = chromium.new_page(color_scheme=scheme), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto((files / name).as_uri())
    for fold in page.locator("summary").all():
        fold.click()
    found = Axe().run(page, options=RULES)
    page.close()
    assert [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]] == []
    assert asked == [(files / name).as_uri()] and dialogs == []


@pytest.mark.parametrize(("width", "name"), spread([1280, 700, 360], ["report.html", "team.html"]))
def test_file_fits_the_window(chromium, files, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((files / name).as_uri())
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.close()
    assert overflow <= 0


def test_report_is_printed_on_one_page(chromium, files):
    page = chromium.new_page()
    page.goto((files / "report.html").as_uri())
    pdf = page.pdf(format="A4", print_background=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_hostile_name_is_shown_as_text(chromium, files):
    page = chromium.new_page()
    page.goto((files / "team.html").as_uri())
    assert page.locator(".reports").get_by_text(EVIL).count() == 1
    assert page.locator("img, script").count() == 0
    page.close()
