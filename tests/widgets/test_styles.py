"""Every rule of a component's style sheet is scoped to its root, so that outputs and widgets can share a page."""

import re
from pathlib import Path

from sampling import together
from statuslab import static
from statuslab.widgets.html import stylesheet

ROOTS = {
    "asks": ".asks",
    "card": ".card",
    "challenge": ".box.challenge",
    "cheat_sheet": ".cheat",
    "client_comparison": ".trials",
    "compare": ".compare",
    "course": ".course",
    "decision": ".tree",
    "exam": ".exam",
    "exam_report": ".marked",
    "exchange": ".ex",
    "fetch_here": ".box.fetched",
    "frames": ".wire",  # the lines of an exchange again
    "learner": ".learner",
    "panel": ".panel",
    "plot": ".plot",
    "progress": ".progress",
    "question": ".question",
    "quiz": ".quiz",
    "reference": ".reference",
    "report": ".report",
    "saved": ".saved",
    "seat": ".seat",
    "sequence": ".sq",
    "sheet": ".sheet",
    "sides": ".sides",
    "still": ".still",
    "story": ".ex.story",
    "team": ".learner.team",
    "wire": ".wire",
}
SHARED = {"palette", "markup"}  # what all components build on, and what questions show in several
PAGES = {"class", "host", "hub", "preview", "projector"}  # whole pages: of classes, and of bank preview
BESIDE = {"question": [".sure"], "story": [".told"]}  # the confidence, and what folds a story away, in their sheets
AROUND = re.compile(r"\.jp-.*:has\(\.sl \.ex\.story\)")  # JupyterLab's boxes around a story, and around no other output


def selectors(css):
    """All selectors of a style sheet, without the conditions around them."""
    for found in re.findall(r"([^{}]+)\{", css):
        if not found.strip().startswith("@"):
            yield from re.split(r",(?![^(]*\))", found.strip())


def test_every_sheet_has_a_root_or_is_shared():
    assert {path.stem for path in Path(static.__file__).parent.glob("*.css")} == {*ROOTS, *SHARED, *PAGES}


@together(("name", "root"), ROOTS.items(), ids=ROOTS)
def test_every_selector_starts_with_the_root_of_its_component(name, root):
    starts = tuple(f".sl {each}" for each in (root, *BESIDE.get(name, ())))
    found = [each for each in selectors(stylesheet(name)) if not AROUND.fullmatch(each)]
    assert found
    for selector in found:
        assert selector.startswith(starts), selector
        assert re.match(rf"({'|'.join(map(re.escape, starts))})(?![\w-])", selector), selector


def test_components_have_roots_of_their_own():
    own = [root for name, root in ROOTS.items() if name != "frames"]
    assert len(set(own)) == len(own)
