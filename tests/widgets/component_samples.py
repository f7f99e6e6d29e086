"""One sample of everything that is shown: outputs as HTML with their style sheets, and widgets with their state."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from widget_samples import CATALOG, EXCHANGES, FORMS, LIVE, NAMES, NORMAL, ORDER, READ, SCENE, STEPS, STORY, VIA

from statuslab.catalog import Term
from statuslab.clients.comparison import ClientReport, ClientRun, ClientRuns
from statuslab.codes import index
from statuslab.learning.course import Count, PageState, Place
from statuslab.learning.exam_report import QuestionResult, exam_report
from statuslab.learning.history import Attempt
from statuslab.learning.learner_report import CodeRow, LearnerReport, PageRow, Score
from statuslab.learning.mastery import Mastery
from statuslab.learning.team import team
from statuslab.messages.browser_run import BrowserRun, FetchRequest, Outcome, exchange_of
from statuslab.scenarios.scene import Step, StepKind
from statuslab.static import asset
from statuslab.widgets.cards import card_html, compare_html, groups_html
from statuslab.widgets.challenge import ChallengeCard
from statuslab.widgets.challenge import card_html as challenge_html
from statuslab.widgets.cheat_sheet import cheat_sheet_html
from statuslab.widgets.client_comparison import client_runs_html
from statuslab.widgets.course import course_html, page_html, summary_html
from statuslab.widgets.decision_tree import decision_html
from statuslab.widgets.exam_report import report_html as exam_report_html
from statuslab.widgets.exchange import exchange_html
from statuslab.widgets.fetch_here import run_html, table_html
from statuslab.widgets.html import page, tag
from statuslab.widgets.learner_report import report_html as learner_report_html
from statuslab.widgets.panel import HostPanel, still_html
from statuslab.widgets.progress import Cell, Outlook, progress_html
from statuslab.widgets.quiz import QuizCard, items_html, question_item
from statuslab.widgets.reference import Hit, IndexRow, Link, found_html, glossary_html, index_html
from statuslab.widgets.report import ReportData, report_html
from statuslab.widgets.seat import Seat
from statuslab.widgets.sheet import sheet_html
from statuslab.widgets.side_by_side import Side, sides_html
from statuslab.widgets.story import story_html
from statuslab.widgets.team import team_html

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


FETCHES = [FetchRequest("/partners/bookings", {"method": "POST"}), FetchRequest("/partners/teas")]
_OPTIONS = "OPTIONS /partners/bookings HTTP/1.1\r\nHost: a\r\nOrigin: b\r\nAccess-Control-Request-Method: POST\r\n\r\n"
_WIRE = exchange_of({"sent": _OPTIONS, "received": "HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\n\r\n"})
_TOLD = (Outcome(error="TypeError: Failed to fetch"), Outcome("cors", 200, True, "http://a/", (("etag", "1"),), "[]"))
RUN = BrowserRun("Chromium 156", ((_WIRE,), ()), _TOLD, "2026-11-29", ("Access to fetch has been blocked",))
OTHER = replace(RUN, browser="Firefox 153", outcomes=(Outcome("opaque", 0), _TOLD[1]))


@dataclass(frozen=True)
class Component:
    """`css` are its style sheets as texts, and either `html` or the `script` and `state` of a widget shows it."""

    css: list[str]
    html: str = ""
    script: str = ""
    state: dict[str, Any] = field(default_factory=dict)


def output(html):
    """An output, apart from the style sheets it carries."""
    style = r"<style[^>]*>(.*?)</style>"
    return Component(re.findall(style, html, re.DOTALL), re.sub(style, "", html, flags=re.DOTALL))


def widget(script, made, *inside):
    """A widget, with outputs that it shows inside."""
    own = {"layout", "tabbable", "tooltip", "comm"}
    state = {key: getattr(made, key) for key in made.keys if not key.startswith("_") and key not in own}
    css = [made._css, *(sheet for each in inside for sheet in each.css)]
    return Component(css, "", asset(script), state)


EXCHANGE = output(exchange_html(NORMAL, record=CATALOG[412], options=STEPS))
TELLING = output(story_html(SCENE, STORY, record=CATALOG[412], options=STEPS, realness="genuine"))
RUNS = ClientRuns(
    {"301": "POST /a"},
    {"requests": (ClientRun("requests", (ClientReport(200),)),), "chromium": (ClientRun("chromium", why_not="none"),)},
)
ITEM = {"round": 1, "question": "a", "ask": "What?", "n": 24, "facility": 0.5, "after": 0.75, "discrimination": 0.3}
DATA = ReportData(
    title="Monday", people=24, answers=72, items=[ITEM | {"note": "look"}], confusions=[(412, 409, 5)],
    votes=[{"round": 1, "stayed right": 11, "to right": 7, "to wrong": 1, "stayed wrong": 5}],
    confidence=[("guessing", 9, 0.22)],
)  # fmt: skip
EXAM = [
    QuestionResult(each, Attempt(each.id, NOON, score, 2, (0,), where="exam"), False)
    for each, score in zip(FORMS.values(), (1, 0, 0.5, 1, 0, 1), strict=True)
]
LINK = Link("Come back later", "Two people, one recipe", "later.ipynb#Two")
TERM = Term("upstream", ("kitchen",), "The server behind a gateway.", (502, 504), "RFC 9110 section 3.7")
HITS = [
    Hit("code", "", "Not now.", CATALOG[412], (LINK,), "card(412)", "demo(412)"),
    Hit("term", "upstream", "The `server` behind.", None, (), 'glossary("upstream")'),
    Hit("section", "", "", None, (LINK,)),
]
LEARNER = LearnerReport(
    learner="a" * 32, name="Ann", day="2026-11-29", course="0.1.0", answers=40, pages=(PageRow("2xx", 3, 4),),
    codes=(CodeRow(201, "mastered", 4, 4), CodeRow(409, "learning", 5, 1)), confused=((409, 412, 2),),
    pretest=Score(8, 2.0), exam=Score(10, 7.5, "2026-11-28"),
)  # fmt: skip
SIDES = [Side(CATALOG[code], SCENE, Step("You ask.", "you", StepKind.PROVOKE, each)) for code, each in
         ((401, READ), (412, NORMAL))]  # fmt: skip
CHALLENGE = {
    "heading": "Challenge · A task",
    "task": "Do `this`.",
    "where": "Your lab",
    "address": "http://teahouse",
    "hints": 3,
}
NEAR = {
    "state": "near",
    "stages": [{"goal": "Read", "done": True}, {"goal": "Save", "done": False}, {"goal": "Ask", "done": False}],
    "seen": "GET / → 200",
    "message": "Not `quite`.",
    "news": "The chef has saved.",
    "hints": ["Look at `ETag`."],
    "html": EXCHANGE.html,
}

# --- A class

OPTIONS = [{"code": code, "name": NAMES[code], "text": ""} for code in (409, 412, 428)]
ASKED = {"form": "single", "ask": "What `now`?", "wire": "> PUT / HTTP/1.1\n< HTTP/1.1 412 No", "options": OPTIONS}
KEY = {"right": [1], "source": "RFC 9110", "options": [{"right": n == 1, "why": f"because {n}"} for n in range(3)]}
TALLY = {"counts": [3, 14, 0], "answered": 17, "players": 20, "advice": {"do": "explain", "says": "82 % right"}}
PEOPLE = [{"player": 1, "name": "Ann", "online": True, "answered": True}]
VOTES = {"votes": [{"vote": 1, "answered": 17, "of": 20, "counts": [3, 14, 0]}]}
SNAP = {
    "phase": "reveal", "view": "reveal", "mode": "poll", "round": 1, "place": 1, "of": 3, "vote": 1, "could": 20,
    "title": "Monday",
    "version": 7, "players": 1, "left_ms": None, "accepts": False, "counts": True, "note": "",
    "question": ASKED | {"partners": []},
    "reveal": KEY, "leaders": [["Ann", 1.5]], "confidence_levels": ["guessing", "fairly sure", "certain"],
}  # fmt: skip
HOST = SNAP | {
    "online": 1, "people": PEOPLE, "tally": TALLY | {"confidence": [[1, 2], [3, 0], [0, 0]]}, "locked": False,
    "can": ["next", "lock", "end", "hands", "leaderboard"], "leaderboard": False, "live": "Run it live",
    "buttons": [{"do": "next", "label": "Next question", "timed": True, "first": True}],
}  # fmt: skip
YOU = {
    "player": 1,
    "name": "Ann",
    "in": True,
    "could": True,
    "score": 1,
    "of": 1,
    "answer": {"choice": [0], "confidence": 1},
}
MINE = SNAP | {"you": YOU | {"result": {"right": False, "headline": "Not this one"}}, "tally": VOTES}
OPEN = MINE | {"phase": "open", "view": "question", "accepts": True, "note": "Second vote.", "reveal": None}
FACTS = {
    "title": "Monday",
    "room": "K7M2PX",
    "join_url": "http://127.0.0.1/r/K7M2PX",
    "screen_url": "x",
    "qr": "<svg/>",
}


class Client:
    """A client of a class that has joined already."""

    room, join_url = "K7M2PX", "http://teahouse:8420/r/K7M2PX"

    def join(self, name):
        return name

    def watch(self, on_snapshot, on_link=None):
        return lambda: None


def seat(snap):
    made = Seat(Client(), "Ann", lambda _: "")
    made.linked, made.snap = True, snap
    return widget("seat.js", made)


def quiz(*questions, answers=None):
    made = QuizCard(questions, NAMES)
    made.restore(answers or {})
    return made


def panel():
    made = HostPanel(FACTS, HOST, lambda do, fields: "")
    made.html = TELLING.html
    return widget("panel.js", made, TELLING)


def examined():
    """The exam card after it was handed in, without a store behind it."""
    from statuslab.widgets.exam import ExamCard, exam_feedback

    class Exam:
        questions, seed, minutes, ends, notice = tuple(each.question for each in EXAM), 0, None, None, ""
        phase = "handed in"

        def outcome(self):
            return EXAM

        def report(self):
            return exam_report(EXAM)

    assert exam_feedback(EXAM[0], NAMES, 0)
    return widget("exam.js", ExamCard(Exam(), NAMES))


def course():
    """The states of all pages for a learner who has begun one and knows another."""
    pages = list(index().pages.values())
    states = [PageState(page, 10) for page in pages]
    section = pages[1].sections[1]
    begun = {"today": Count(3, 2), "ever": Count(3, 2), "answered": ("a", "b", "c"), "missed": (section,)}
    states[1] = replace(states[1], done=3, open=(section,), last=Place(pages[1], section, datetime.now(UTC)), **begun)
    states[2] = replace(states[2], known=True)
    return states


COURSE = course()


def components():
    """All components by name."""
    sides = sides_html(SIDES, LIVE)
    tree = decision_html(next(iter(CATALOG.decision_trees.values())), NAMES)
    pair = [CATALOG[code] for code in (401, 403)]
    decide = CATALOG.compare(401, 403)
    cells = [Cell(200, "OK", "mastered", "4 of 8"), Cell(404, "Not Found", "slipping"), Cell(412, "No", "due again")]
    marked = tag("div", {"class": "box"}, exam_report_html(exam_report(EXAM)))
    one, rest = FORMS["single"], [FORMS[form] for form in ("multiple", "line", "match")]
    return {
        "card": output(card_html(CATALOG[412], CATALOG.errata(412), CATALOG.look_alikes(412))),
        "compare": output(compare_html(pair, decide)),
        "compare with a tree": output(compare_html(pair, decide, tree=tree)),
        "compare with sides": output(compare_html(pair, decide, sides=sides)),
        "groups": output(groups_html(CATALOG.groups().values())),
        "exchange": EXCHANGE,
        "exchange of HTTP/2": output(exchange_html(EXCHANGES["http2"], record=None, options=LIVE)),
        "exchange with an upstream": output(exchange_html(VIA, record=None, options=LIVE)),
        "story": TELLING,
        "client comparison": output(client_runs_html(RUNS, {"requests": "2.34"}, LIVE)),
        "progress": output(progress_html(cells, Outlook(12, (3, 0, 1), (("writes", "2 of 5"),), ((403, 401, 2),)))),
        "course": output(course_html(COURSE, COURSE[1].last, sure=True)),
        "top of a page": output(page_html(COURSE[1], {412: Mastery("met today", 1, 3)}, True)),
        "end of a page": output(summary_html(COURSE[1], "What comes back in review(): 1 question tomorrow.", None)),
        "request of a browser": output(run_html(RUN, FETCHES, "127.0.0.1:8418", beside=[OTHER])),
        "browsers": output(table_html([("A preflight that gets 405", [RUN, OTHER])])),
        "cheat sheet": output(cheat_sheet_html(CATALOG[code] for code in (201, 412, 499))),
        "learner": output(learner_report_html(LEARNER, NAMES, {"2xx": "Tell them apart"})),
        "team": output(team_html(team([LEARNER], ["2xx"], [201, 409]), NAMES, {"2xx": "Tell them apart"})),
        "found": output(found_html(HITS, "Nothing more.")),
        "index": output(index_html([IndexRow(CATALOG[412], (LINK,), True, (LINK,))])),
        "glossary": output(glossary_html([TERM])),
        "report": output(report_html(DATA)),
        "exam report": output(page(("exam_report",), marked)),
        "sheet": output(sheet_html("Monday", tuple(FORMS.values()), NAMES, 0)),
        "questions without a kernel": output(items_html([question_item(each, NAMES) for each in (one, *rest)])),
        "challenge": widget("challenge.js", ChallengeCard(CHALLENGE, NEAR, lambda: None, lambda: None), EXCHANGE),
        "challenge without a kernel": output(challenge_html(CHALLENGE, NEAR)),
        "panel": panel(),
        "panel without a kernel": output(still_html("told", HOST)),
        "quiz": widget("quiz.js", quiz(one)),
        "quiz with marks": widget("quiz.js", quiz(one, answers={one.id: ((0,), 2)})),
        "quiz with an order": widget("quiz.js", quiz(ORDER)),
        "exam": examined(),
        "seat": seat(OPEN),
        "seat after the reveal": seat(MINE),
    }
