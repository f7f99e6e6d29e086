"""What each published page must hold, read from its file; that its outputs are true is nbval's business."""

import ast
import inspect
import re
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import statuslab
from pages import is_normal, keep_machine_dependent, normal, text
from sampling import together
from statuslab.codes import codes, find_challenge, find_scene, index, lesson_on
from statuslab.errors import LabError
from statuslab.notebook.codes import catalog
from statuslab.notebook.course import _page
from statuslab.notebook.demos import CourseLab
from statuslab.notebook.quiz import questions_about
from statuslab.widgets.html import ROOT as ROOT_CLASSES
from statuslab.widgets.html import Safe
from statuslab.widgets.html import page as output_html

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "notebooks").glob("*.ipynb"))

FOR_ALL = ["What you'll do", "What you'll learn", "What you'll need"]
FOR_LESSONS = ["Prove it", "On your own", "Further reading"]
A_LESSON = re.compile(r"[1-5]xx")
START_PAGE = "0_start_here"  # shows what a prediction is, and teaches no code
A_CODE = re.compile(r"\b[1-5]\d\d\b")
IMPORTS = "# In statuslab lab these are here already. Elsewhere, run this cell before any other."
LONGEST_CELL, LARGEST_PAGE, LONGEST_LINE = 6, 1_000_000, 2000  # lines, bytes, characters
PICTURE = re.compile(r'"image/(?:png|jpeg|gif|webp)": "[^"]*"|data:image/(?:png|jpeg|gif|webp);base64,[\w+/=]*')
STYLE = re.compile(r"<style(?! scoped).*?</style>", re.DOTALL)  # pandas puts a small scoped one in each of its tables
SILENT = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.FunctionDef, ast.ClassDef,
          ast.AsyncFunctionDef, ast.Delete, ast.Pass)  # fmt: skip
A_HOME = re.compile(r"(?<![\w.:/])/(?:home|root|Users|tmp|var/folders|opt|usr)/\w|\b[A-Z]:\\+Users")


@dataclass(frozen=True)
class Page:
    """One notebook: its name without suffix, and its file's text."""

    name: str
    raw: str = field(repr=False)

    @cached_property
    def cells(self):
        return nbformat.reads(self.raw, as_version=4).cells

    @property
    def code(self):
        """The code cells, each with its number among all cells, from 1."""
        return [(number, cell) for number, cell in enumerate(self.cells, 1) if cell.cell_type == "code"]

    @property
    def headings(self):
        """The headings as (level, text), without those inside fenced code; apostrophes straight."""
        markdown = "\n".join(cell.source for cell in self.cells if cell.cell_type == "markdown")
        prose = re.sub(r"^```.*?^```", "", markdown.replace("’", "'"), flags=re.MULTILINE | re.DOTALL)
        return [(len(marks), title) for marks, title in re.findall(r"^(#+) +(.+?) *$", prose, re.MULTILINE)]

    @property
    def is_lesson(self):
        return bool(A_LESSON.match(self.name))


def tags(cell):
    return set(cell.metadata.get("tags", ()))


def statements(cell):
    """The Python statements of a cell; None for a cell that is a magic as a whole or is no Python (yet)."""
    if cell.source.lstrip().startswith("%%"):
        return None
    try:
        return ast.parse(re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.MULTILINE)).body
    except SyntaxError:
        return None


def should_have_output(cell):
    """Whether running the cell shows something, as far as its text tells."""
    body = statements(cell)
    if "no-output" in tags(cell) or (body == [] and "!" not in cell.source):
        return False
    return not body or not isinstance(body[-1], SILENT)


# The checks: each takes a page and returns what is wrong with it, as sentences


def form(page):
    return [] if is_normal(page.raw) else ["not in normal form; run `make refresh`"]


def size(page):
    return [] if len(page.raw.encode()) < LARGEST_PAGE else [f"larger than {LARGEST_PAGE} bytes"]


def short_lines(page):
    """A diff of lines that are longer cannot be read. Pictures in base64 cannot be read anyway."""
    lines = PICTURE.sub("", page.raw).split("\n")
    return [
        f"line {number}: {len(line)} characters; at most {LONGEST_LINE}"
        for number, line in enumerate(lines, 1)
        if len(line) > LONGEST_LINE
    ]


def styles_stored_once(page):
    """A change of a style sheet touches one place of the page."""
    shown = [output.get("data", {}).get("text/html", "") for _, cell in page.code for output in cell.outputs]
    return [
        f"stores {style.partition('>')[0]}> {count} times"
        for style, count in Counter(STYLE.findall("".join(shown))).items()
        if count > 1
    ]


def no_errors(page):
    return [
        f"cell {number}: stored an error, {output.ename}: {output.evalue}"
        for number, cell in page.code
        for output in cell.outputs
        if output.output_type == "error" and "raises-exception" not in tags(cell)
    ]


def outputs_stored(page):
    return [
        f"cell {number}: has no stored output (tag it no-output if it should have none)"
        for number, cell in page.code
        if should_have_output(cell) and not cell.outputs
    ]


def short_cells(page):
    return [
        f"cell {number}: {len(cell.source.splitlines())} lines of code; at most {LONGEST_CELL} are read"
        for number, cell in page.code
        if len(cell.source.splitlines()) > LONGEST_CELL and "yours" not in tags(cell)
    ]


def no_definitions(page):
    return [
        f"cell {number}: defines {node.name}; only the learner defines (tag it yours)"
        for number, cell in page.code
        for node in statements(cell) or ()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and "yours" not in tags(cell)
    ]


def imports_explained(page):
    """Outside `statuslab lab` the first code cell has to be run first, so a cell of imports says so."""
    first = page.code[0][1] if page.code else new_code_cell("")
    only_imports = all(isinstance(node, ast.ImportFrom) for node in statements(first) or (None,))
    return [f"the first code cell does not begin with `{IMPORTS}`"] * (
        only_imports and not first.source.startswith(IMPORTS)
    )


def title(page):
    first = next((cell for cell in page.cells if "generated" not in tags(cell)), new_markdown_cell(""))
    good = first.cell_type == "markdown" and re.match(r"# \S", first.source)
    return [] if good else ["the first cell is not a `# Title`"]


def headings_differ(page):
    """Links lead to a section by its heading."""
    return [
        f"two headings `{title}`; a link leads to the first only"
        for title, count in Counter(title for _, title in page.headings).items()
        if count > 1
    ]


def skeleton(page):
    wanted = FOR_ALL + FOR_LESSONS * page.is_lesson
    have = [heading for _, heading in page.headings]
    missing = [f"no heading `{heading}`" for heading in wanted if heading not in have]
    if missing or [heading for heading in have if heading in wanted] == wanted:
        return missing
    return [f"headings not in the order {', '.join(wanted)}"]


def minutes(page):
    prose = " ".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    return [] if re.search(r"\d+ minutes", prose) else ["does not say how many minutes it takes"]


def headings_name_situations(page):
    return [
        f"heading `{heading}` gives the code away; name the situation"
        for level, heading in page.headings
        if page.is_lesson and level > 1 and A_CODE.search(heading)
    ]


def genuine_causes(page):
    return [
        f"cell {number}: uses /status/; a lesson makes a code happen for its real cause"
        for number, cell in page.code
        if "/status/" in cell.source
    ]


def no_traces_of_a_machine(page):
    here = [str(ROOT), str(Path.home()) + "/", tempfile.gettempdir() + "/"]
    found = [path for path in here if len(path) > 2 and path in page.raw]
    found += [met.group() for met in A_HOME.finditer(page.raw)]
    return [f"holds a path of one machine: {path}" for path in found]


def no_widget_state(page):
    state = re.findall(r"application/vnd\.jupyter\.widget-(?:view|state)\+json", page.raw)
    return [f"stores {mime}" for mime in state]


def teaches_its_codes(page):
    """Each code of the page has a story that is predicted, one that is told, and its number in bold in the prose."""
    prose = " ".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    bold = set(re.findall(r"\b\d{3}\b", " ".join(re.findall(r"\*\*(.+?)\*\*", prose))))
    told = {word: codes_of(page, word) for word in ("predict", "demo")}
    return [
        f"does not teach {code}: no {lack}"
        for code in _taught(page)
        for lack, there in [
            ("prediction", code in told["predict"]),
            ("demo", code in told["demo"]),
            (f"**{code}** in the prose", str(code) in bold),
        ]
        if not there
    ]


def says_what_is_done(page):
    """A page that asks something begins with what is done on it, and its last cell of code sums that up."""
    known = index().pages.get(page.name)
    if not known or not any(section.asks for section in known.sections):
        return []
    sources = [cell.source for _, cell in page.code]
    top = "course()" if page.name == START_PAGE else f'page("{page.name}")'
    missing = [] if top in sources[:3] else [f"no cell `{top}` at its top"]
    return missing + ([] if sources[-1:] == [f'summary("{page.name}")'] else ["does not end with its summary"])


def _taught(page):
    known = index().pages.get(page.name)
    return known.codes if known and page.name != START_PAGE else ()


def codes_of(page, word):
    """The codes whose stories a page calls with this word."""
    source = "\n".join(cell.source for _, cell in page.code)
    return {find_scene(key.strip("\"'")).code for key in re.findall(rf"\b{word}\(([^)]+)\)", source)}


def cells_below_challenges(page):
    """A challenge card has a cell below it to work in."""
    numbered = list(enumerate(page.cells, 1))
    return [
        f"cell {number}: a challenge without a cell below it (a code cell, tagged yours)"
        for (number, cell), (_, below) in pairwise([*numbered, (0, new_markdown_cell(""))])
        if cell.cell_type == "code"
        and cell.source.startswith("challenge(")
        and not (below.cell_type == "code" and "yours" in tags(below))
    ]


def spans(page):
    """What stands in the prose as code, outside of fenced blocks."""
    markdown = "\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL))


def names_are_imported(page):
    """Elsewhere than in `statuslab lab`, a page has only the functions that it imports."""
    imported = {
        alias.name
        for _, cell in page.code
        for node in statements(cell) or ()
        if isinstance(node, ast.ImportFrom) and node.module == "statuslab"
        for alias in node.names
    }
    called = {name for span in spans(page) for name in re.findall(r"(?<![\w.])(\w+)(?=[(.])", span)}
    of_its_own = {name for _, cell in page.code for name in re.findall(r"^(\w+) = ", cell.source, re.MULTILINE)}
    missing = sorted(called & COURSE - imported - of_its_own)
    return [f"names {name} in its prose and does not import it" for name in missing]


def calls_in_prose(page):
    """Each call of a course function in the prose, with the code that it stands in."""
    for span in spans(page):
        with suppress(SyntaxError):
            yield from (
                (span, call)
                for call in ast.walk(ast.parse(span.replace("…", "..."), mode="eval"))
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in COURSE
            )


def calls_can_be_made(page):
    """What a call in the prose names is there: a story, a challenge, a code, questions, a page. `…` stands for any."""
    wrong = []
    for span, call in calls_in_prose(page):
        what = [ast.literal_eval(each) for each in call.args if not is_placeholder(each)]
        known = inspect.signature(getattr(statuslab, name := call.func.id)).parameters
        wrong += [f"`{span}`: {name}() takes no {each.arg}" for each in call.keywords if each.arg not in known]
        for key in what:
            try:
                LOOKED_UP.get(name, str)(key)
            except LabError as error:
                wrong.append(f"`{span}`: {error}")
    return wrong


def is_placeholder(node):
    return isinstance(node, ast.Constant) and node.value is ...


def attributes_are_there(page):
    """What the prose says of the lab, as in `lab.tls_url`, is an attribute of it."""
    named = {name for span in spans(page) for name in re.findall(r"(?<![\w.])lab\.(\w+)", span)}
    return [f"names lab.{name}, which the lab does not have" for name in sorted(named) if not hasattr(CourseLab, name)]


COURSE = frozenset(statuslab.__all__)
LOOKED_UP = {
    "demo": find_scene, "predict": find_scene, "challenge": find_challenge, "page": _page, "summary": _page,
    "skip": _page, "card": catalog.find, "progress": catalog.find,
    "quiz": lambda key: questions_about([key]),
}  # fmt: skip

CHECKS = [
    form, size, short_lines, styles_stored_once, no_errors, outputs_stored, short_cells, no_definitions,
    imports_explained, title, headings_differ, skeleton, minutes, headings_name_situations, genuine_causes,
    no_traces_of_a_machine, no_widget_state, teaches_its_codes, says_what_is_done,
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_keeps_the_house_rules(path):
    page = Page(path.stem, path.read_text(encoding="utf-8"))
    wrong = [f"{path.name}, {told}" for check in CHECKS for told in check(page)]
    assert not wrong, "\n".join(wrong)


def test_the_index_has_each_page_in_the_order_of_the_names():
    assert list(index().pages) == [path.stem for path in PAGES]


def test_a_code_is_taught_in_full_on_the_page_of_its_class():
    assert [lesson_on(code) for code in (201, 412, 599)] == ["2xx_success", "4xx_c_state_and_timing", None]


@together("code", codes())
def test_every_code_is_taught_in_full_on_one_page(code):
    assert [name for name, page in index().pages.items() if A_LESSON.match(name) and code in page.codes] == [
        lesson_on(code)
    ]


# Each check can fail: tiny pages, good and bad


def page(*cells, name="6_look_alikes"):
    return Page(name, text(normal(new_notebook(cells=list(cells)))))


def code(source, *outputs, tagged=()):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tagged)} if tagged else {})


def prose(source):
    return new_markdown_cell(source)


def shows(value):
    return new_output("execute_result", {"text/plain": value})


def shows_html(body, *styles):
    """An output with text and the HTML that a cell of the course shows: a body and its style sheets."""
    return new_output("execute_result", {"text/plain": "", "text/html": str(output_html(styles, Safe(body)))})


def as_run(*cells):
    """A page as a run leaves it, not in normal form."""
    return Page("6_look_alikes", text(new_notebook(cells=list(cells))))


HEADINGS = "## What you’ll do\n\n## What you'll learn\n\n## What you'll need\n\n"
LESSON = f"{HEADINGS}## Prove it\n\n## On your own\n\n## Further reading"
RAISED = new_output("error", ename="ValueError", evalue="no", traceback=[])
HOME_MADE = new_output("display_data", {"text/plain": "", "text/html": "<style>p{color:red}</style><p>1</p>"})
DEPENDS = ["nbval-ignore-output"]
SEVEN_LINES = "\n".join(f"x = {n}" for n in range(7))


@together(
    ("check", "bad", "told"),
    [
        (form, Page("a", page(prose("# See")).raw.replace('"cells"', ' "cells"')), "not in normal form"),
        (size, page(prose("x" * LARGEST_PAGE)), "larger than"),
        (short_lines, page(prose("x" * LONGEST_LINE)), "characters; at most 2000"),
        (short_lines, page(code("x", shows_html(f"<p>{'x' * LONGEST_LINE}</p>"))), "at most 2000"),
        (
            styles_stored_once,
            as_run(*(code("x", shows_html("", "still")) for _ in "12")),
            'stores <style data-statuslab="pal',
        ),
        (styles_stored_once, as_run(*(code("x", HOME_MADE) for _ in "12")), "stores <style> 2 times"),
        (no_errors, page(code("f()", RAISED)), "cell 1: stored an error, ValueError: no"),
        (outputs_stored, page(code("card(404)")), "cell 1: has no stored output"),
        (outputs_stored, page(code("%%http\nGET /teas")), "cell 1: has no stored output"),
        (outputs_stored, page(code("!curl -v x")), "cell 1: has no stored output"),
        (outputs_stored, page(code("import x\nx.y")), "cell 1: has no stored output"),
        (outputs_stored, page(code("for x in y:\n    print(x)")), "cell 1: has no stored output"),
        (short_cells, page(code(SEVEN_LINES)), "cell 1: 7 lines of code"),
        (no_definitions, page(prose("# See"), code("def f(): ...")), "cell 2: defines f"),
        (no_definitions, page(code("class C: ...")), "cell 1: defines C"),
        (title, page(code("1")), "the first cell is not"),
        (title, page(prose("## Too deep")), "the first cell is not"),
        (title, page(), "the first cell is not"),
        (headings_differ, page(prose("## Ask"), prose("## Ask")), "two headings `Ask`"),
        (
            teaches_its_codes,
            page(prose("**100 Continue.**"), code("demo(100)"), name="1xx_informational"),
            "100: no pred",
        ),
        (teaches_its_codes, page(code('predict("a-head-start")'), name="1xx_informational"), "does not teach 100"),
        (skeleton, page(prose(HEADINGS.replace("## What you'll need", ""))), "no heading `What you'll need`"),
        (skeleton, page(prose(HEADINGS), name="2xx_success"), "no heading `Prove it`"),
        (skeleton, page(prose("## What you'll need\n## What you'll do\n## What you'll learn")), "the order"),
        (skeleton, page(prose(f"```\n{HEADINGS}\n```")), "no heading `What you'll do`"),
        (minutes, page(prose("It takes a while")), "does not say how many minutes"),
        (says_what_is_done, page(code('summary("6_look_alikes")')), 'no cell `page("6_look_alikes")` at its top'),
        (says_what_is_done, page(code('page("6_look_alikes")')), "does not end with its summary"),
        (headings_name_situations, page(prose("### 412 Gone by"), name="4xx_a"), "heading `412 Gone by`"),
        (imports_explained, page(code("from statuslab import card\n%load_ext statuslab")), "does not begin with"),
        (genuine_causes, page(code("get('/status/418')")), "cell 1: uses /status/"),
        (cells_below_challenges, page(code("challenge(404)")), "cell 1: a challenge without"),
        (cells_below_challenges, page(code("challenge(404)"), code("challenge(405)")), "cell 1: a challenge without"),
        (names_are_imported, page(code("from statuslab import card"), prose("See `progress()`.")), "names progress"),
        (names_are_imported, page(prose("See `lab.url`.")), "names lab"),
        (calls_can_be_made, page(prose('See `demo("no-such-scene")`.')), 'no story "no-such-scene"'),
        (calls_can_be_made, page(prose("See `challenge(298)`.")), "298"),
        (calls_can_be_made, page(prose("See `quiz(404, size=3)`.")), "quiz() takes no size"),
        (attributes_are_there, page(prose("See `lab.uri`.")), "names lab.uri"),
        (no_traces_of_a_machine, page(code("x", shows("/home/ada/x"))), "/home/a"),
        (no_traces_of_a_machine, page(code("x", shows(f"{ROOT}/data"))), str(ROOT)),
        (no_traces_of_a_machine, page(code("x", shows("C:\\Users\\ada"))), "Users"),
        (
            no_widget_state,
            Page("a", '{"application/vnd.jupyter.widget-view+json": 1}'),
            "stores application/vnd.jupyter.widget-view+json",
        ),
    ],
)
def test_a_check_finds_what_it_is_for(check, bad, told):
    assert told in check(bad)[0]


@together(
    ("check", "good"),
    [
        (form, page(prose("# See"), code("1", shows("1")))),
        (short_lines, page(code("x", shows("x" * 1900)))),
        (short_lines, page(code("x", new_output("display_data", {"image/png": "iVBOR" * 1000})))),
        (short_lines, page(code("x", shows_html(f'<img src="data:image/png;base64,{"iVBOR" * 1000}">')))),
        (styles_stored_once, page(*(code("x", shows_html("", "still")) for _ in "12"))),
        (styles_stored_once, as_run(code("x", HOME_MADE), code("x", shows_html("", "still")))),
        (no_errors, page(code("f()", RAISED, tagged=["raises-exception"]))),
        (outputs_stored, page(code("card(404)", shows("404")))),
        (outputs_stored, page(code("%load_ext statuslab"))),
        (outputs_stored, page(code("from statuslab import card"))),
        (outputs_stored, page(code("x = demo(412)"))),
        (outputs_stored, page(code("# yours to fill"))),
        (outputs_stored, page(code("lab.reset()", tagged=["no-output"]))),
        (short_cells, page(code(SEVEN_LINES, tagged=["yours"]))),
        (no_definitions, page(code("def f(): ...", tagged=["yours"]))),
        (imports_explained, page(code(f"{IMPORTS}\nfrom statuslab import card"), code("card(404)"))),
        (imports_explained, page(code("from statuslab import card\ncard(404)"))),
        (title, page(prose("# Hear the server think aloud"))),
        (title, page(new_markdown_cell("Page 1", metadata={"tags": ["generated"]}), prose("# See"))),
        (skeleton, page(prose(HEADINGS))),
        (skeleton, page(prose(LESSON), name="2xx_success")),
        (minutes, page(prose("About 40 minutes."))),
        (says_what_is_done, page(code('page("6_look_alikes")'), code('summary("6_look_alikes")'))),
        (headings_name_situations, page(prose("# 4xx: see 412\n### Two people, one recipe"), name="4xx_a")),
        (headings_name_situations, page(prose("## 401 or 403?"))),
        (genuine_causes, page(prose("There is a /status/418 too"), code("get('/teas')"))),
        (cells_below_challenges, page(code("challenge(404)"), code("%%http\nGET /", tagged=["yours"]))),
        (
            names_are_imported,
            page(code("from statuslab import card, lab"), prose("`card(404)`, `lab.url`, `httpx2.x()`")),
        ),
        (calls_can_be_made, page(prose("`card(…)`, `demo(412).source`, `quiz(404, n=3)`, `challenge(412)`, `f(1)`"))),
        (attributes_are_there, page(prose("`lab.tls_url`, `lab.last.sent`"))),
        (no_traces_of_a_machine, page(code("x", shows("GET /home HTTP/1.1, http://teahouse/home/x")))),
    ],
)
def test_a_check_leaves_good_pages_alone(check, good):
    assert check(good) == []


# The normal form itself


def test_normal_form_drops_what_differs_between_two_runs():
    widget = new_output("display_data", {"text/plain": "A()", "application/vnd.jupyter.widget-view+json": {}})
    cell = new_code_cell("x", outputs=[widget, RAISED], execution_count=41, metadata={"collapsed": True})
    cell.outputs[1].traceback = ["File /somewhere/on/this/machine"]
    after = normal(
        new_notebook(cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.11.7"}})
    )
    assert (after.cells[0].execution_count, after.cells[0].metadata) == (1, {})
    assert after.cells[0].outputs[0].data == {"text/plain": "A()"}
    assert after.cells[0].outputs[1].traceback == ["ValueError: no"]
    assert set(after.metadata) == {"kernelspec", "language_info"}
    assert "3.11" not in text(after)


def test_normal_form_keeps_cell_ids_and_tags():
    cell = new_code_cell("x", id="two-cooks", metadata={"tags": ["yours"], "scrolled": True})
    (after,) = normal(new_notebook(cells=[cell])).cells
    assert (after.id, after.metadata) == ("two-cooks", {"tags": ["yours"]})


def test_normal_form_joins_a_stream_wherever_the_kernel_cut_it():
    whole = [new_output("stream", name="stdout", text="one\ntwo\n")]
    cut = [new_output("stream", name="stdout", text=part) for part in ("one\n", "two\n")]
    assert page(new_code_cell("x", outputs=cut, id="a")) == page(new_code_cell("x", outputs=whole, id="a"))


def test_normal_form_of_a_normal_page_is_itself():
    once = text(normal(new_notebook(cells=[code("1", shows("1"))])))
    assert text(normal(nbformat.reads(once, as_version=4))) == once


def html_of(page):
    return [output.data["text/html"] for _, cell in page.code for output in cell.outputs if "text/html" in output.data]


def test_normal_form_holds_each_style_sheet_once_in_front_of_the_first_styled_output():
    plain = new_output("display_data", {"text/plain": "", "text/html": "<table></table>"})
    shown = [shows_html("<p>1</p>", "story", "card"), shows_html("<p>2</p>", "still", "card")]
    first, second, third = html_of(page(code("1", plain, shown[0]), code("2", shown[1])))
    assert re.findall('<style data-statuslab="(.*?)">', second) == ["palette", "card", "still", "story"]
    assert (first, second[-30:], third) == (
        "<table></table>",
        f'</style>\n<div class="{ROOT_CLASSES}"><p>1</p></div>'[-30:],
        f'<div class="{ROOT_CLASSES}"><p>2</p></div>',
    )


def test_normal_form_of_a_styled_page_is_itself():
    cells = [code("1", shows_html("<p>1</p>", "still")), code("2", shows_html("<p>2</p>", "card"))]
    assert form(page(*cells)) == []


@pytest.mark.parametrize(("name", "css"), [("still", ".sl .still{margin:0}"), ("no-such-sheet", "")])
def test_normal_form_of_a_page_with_a_former_style_sheet_is_another(name, css):
    raw = page(code("1", shows_html("<p>1</p>", "still"))).raw
    former = re.sub(r'(<style data-statuslab=.")still.*?(?=</style)', rf'\1{name}\\">{css}', raw, flags=re.DOTALL)
    assert is_normal(raw)
    assert former != raw and not is_normal(former)


def test_refresh_keeps_a_machine_dependent_output_and_renews_its_styles():
    def pages(body, *styles):
        cells = [code("1", shows_html("<p>1</p>", "still")), code("2", shows_html(body, *styles), tagged=DEPENDS)]
        return normal(new_notebook(cells=cells)), new_notebook(cells=cells)

    (stored, _), (_, fresh) = pages("<p>there</p>", "card"), pages("<p>here</p>", "card", "story")
    keep_machine_dependent(stored, fresh)
    first, second = html_of(Page("a", text(normal(fresh))))
    assert re.findall('<style data-statuslab="(.*?)">', first) == ["palette", "card", "still", "story"]
    assert second == f'<div class="{ROOT_CLASSES}"><p>there</p></div>'


def test_nbval_ignores_style_sheets_and_nothing_else_of_an_output():
    from nbval.plugin import get_sanitize_patterns

    patterns = get_sanitize_patterns((ROOT / "tests" / "nbval_sanitize.cfg").read_text(encoding="utf-8"))

    def compared(html):
        for regex, replacement in patterns:
            html = re.sub(regex, replacement, html)
        return html

    one = str(output_html(["still", "card"], Safe("<p>1</p>")))
    bare = f'<div class="{ROOT_CLASSES}"><p>1</p></div>'
    assert compared(one) == compared(bare) == bare
    assert compared(one) != compared(one.replace("<p>1", "<p>2"))
    assert compared(HOME_MADE.data["text/html"]) == HOME_MADE.data["text/html"]
