import re
from html import unescape

from widget_samples import CATALOG, HOSTILE, NAMES

from sampling import together
from statuslab.catalog.decision_trees import Branch, Decision
from statuslab.widgets.decision_tree import decision_html, decision_text

DECISIONS = CATALOG.decision_trees
SMALL = Decision(
    "Done?",
    (Branch("no", (202,)), Branch("yes", (), Decision("New?", (Branch("yes", (201,)), Branch("no", (200, 203)))))),
)


def words(markup):
    return " ".join(unescape(re.sub("<.*?>", " ", markup)).split())


def test_decision_text_is_a_tree():
    assert decision_text(SMALL, NAMES).splitlines() == [
        "Done?",
        "├─ no → 202 Accepted",
        "└─ yes: New?",
        "   ├─ yes → 201 Created",
        "   └─ no → 200 OK or 203 Non-Authoritative Information",
    ]


def test_decision_html_is_a_nested_list_in_reading_order():
    shown = decision_html(SMALL, NAMES)
    assert shown.count("<li>") == shown.count("</li>") == 4
    assert shown.count("<ul") == 2
    assert words(shown) == (
        "Done? no ✓ 202 Accepted yes New? yes ✓ 201 Created no ✓ 200 OK or ✓ 203 Non-Authoritative Information"
    )


@together("slug", DECISIONS)
def test_every_decision_tree_shows_its_codes_with_names(slug):
    for shown in (words(decision_html(DECISIONS[slug], NAMES)), decision_text(DECISIONS[slug], NAMES)):
        assert all(f"{code} {NAMES[code]}" in shown for code in DECISIONS[slug].codes)


def test_decision_html_escapes_hostile_text():
    shown = decision_html(Decision(HOSTILE, (Branch(HOSTILE, (200,)), Branch("no", (204,)))), {200: HOSTILE})
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 3
