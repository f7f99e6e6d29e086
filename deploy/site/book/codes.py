"""One page a code: its card, who sends it, its scenes as pictures and wire, what to do, and what it is confused with.

Values in, Markdown out. `play` runs the scenes of a code in memory under a fixed clock, so that two builds give the
same bytes. A page is `412/index`, so that its address ends in /412 on any server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from statuslab.catalog import CLASSES, SYMBOLS, Catalog, LookAlike, Retry, StatusCode
from statuslab.catalog.pages import Page, Section, address
from statuslab.codes import challenge_of, codes, find_scene, scenes_of
from statuslab.messages.transcript import DisplayOptions
from statuslab.network.memory_network import MemoryNetwork
from statuslab.notebook.reference import taught_in
from statuslab.scenarios.player import play
from statuslab.scenarios.scene import Scene, Step
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.widgets import cards, decision_tree, story
from statuslab.widgets.badges import color, pill
from statuslab.widgets.html import Safe, inline, join, page, tag

STYLES = tuple(dict.fromkeys((*cards.STYLES, *cards.COMPARE_STYLES, decision_tree.STYLE, *story.STYLES, "frames")))
SENDERS = {
    "origin": "**The application**, which has the resource. Look in its code and its log.",
    "gateway": "**A gateway**: a reverse proxy, load balancer or CDN in front of the application. Its log says more.",
    "proxy": "**A forward proxy** on the client's side, such as a company's.",
    "portal": "**A captive portal**: the network answers instead of the server, as in a hotel.",
    "parser": "**The HTTP server itself**, before any application runs. The application's log has nothing of it.",
    "tls door": "**The TLS port**: the connection is encrypted or should be, and something about that is wrong.",
    "server log": "**Nobody.** It stands in the server's log only, and no client receives it.",
}
RETRIES = {
    Retry.AS_IS: "Sending the same request again, on a new connection, can help.",
    Retry.AFTER_A_WAIT: "Sending the same request again can help after a wait, if it is safe to repeat.",
    Retry.AFTER_A_CHANGE: "Sending the same request again does not help. Something has to change first.",
}
FOLLOWED = {
    "kept": "A client that follows it sends the same method again.",
    "may become GET": "A client that follows it may turn a POST into a GET, and most do.",
    "becomes GET": "A client that follows it sends a GET, whatever the first method was.",
}


@contextmanager
def fixed_lab() -> Iterator[Lab]:
    """A lab in memory whose clock stands still."""
    network = MemoryNetwork()
    with Lab(FixedClock(network=network), network=network) as lab:
        yield lab


Story = tuple[Scene, tuple[Step, ...]]


def stories(code: int, lab: Lab) -> list[Story]:
    """Run the scenes of a code, or the one of a CDN's number, on a lab."""
    scenes = scenes_of(code) if code in codes() else (find_scene(code),)
    return [(scene, play(scene, lab)) for scene in scenes]


def code_page(record: StatusCode, catalog: Catalog, told: Sequence[Story], lab: Lab, run: str) -> str:
    """The Markdown of a code's page. `run` is where a page of the course runs, to which its name is added."""
    options = DisplayOptions(names=lab.names, ports=lab.names, steps=True)
    parts = (
        front_matter(f"{record.code} {record.name}: {record.meaning} {record.next_step}"),
        f"# {record.code} {record.name}",
        raw(cards.card_html(record, catalog.errata(record.code) if record.code in catalog else ())),
        *_who_sends(record),
        *_stories(record, told, options),
        *_what_to_do(record),
        *_look_alikes(record, catalog),
        *_taught(record, run),
    )
    return "\n\n".join(parts) + "\n"


def front_matter(description: str) -> str:
    """What search engines show of a page."""
    words = description.replace("`", "").replace("\\", "\\\\").replace('"', '\\"')
    return f'---\nmyst:\n  html_meta:\n    description: "{words}"\n---'


def raw(html: Safe) -> str:
    """HTML as a block of Markdown, without its style sheets, which the book has once for all pages."""
    body = re.sub(r'<style data-statuslab="[\w-]+">.*?</style>\n', "", html, flags=re.DOTALL)
    fence = "`" * max([6, *(len(run) + 1 for run in re.findall("`+", body))])
    return f"{fence}{{raw}} html\n{body}\n{fence}"


def _who_sends(record: StatusCode) -> Iterator[str]:
    if record.senders:
        yield "## Who sends it"
        yield "\n".join(f"- {SENDERS[sender]}" for sender in record.senders)


def _stories(record: StatusCode, told: Sequence[Story], options: DisplayOptions) -> Iterator[str]:
    if told:
        yield "## See it happen"
        yield "These requests ran on the course's own server. The bytes are as they were sent and received."
    for scene, steps in told:
        yield f"### {scene.title}"
        yield raw(page((), tag("p", None, inline(scene.situation))))
        yield raw(story.story_html(scene, steps, record=record, options=options))


def _what_to_do(record: StatusCode) -> Iterator[str]:
    yield "## What to do"
    followed = FOLLOWED.get(record.redirect_method)
    yield " ".join(filter(None, (record.next_step, RETRIES.get(record.retry), followed)))
    if record.watch:
        yield f"Look at {_listed([f'`{name}`' for name in record.watch])} on the wire."


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _look_alikes(record: StatusCode, catalog: Catalog) -> Iterator[str]:
    rows = catalog.look_alikes(record.code) if record.code in catalog else ()
    if not rows:
        return
    yield "## Look-alikes"
    asks = (_look_alike(row, record.code, catalog) for row in rows)
    yield raw(page((), tag("div", {"class": "box compare"}, tag("div", {"class": "asks"}, *asks))))
    names = {each.code: each.name for each in catalog}
    for slug in dict.fromkeys(row.group for row in rows):
        if (tree := catalog.decision_trees.get(slug)) and record.code in tree.codes:
            yield f"### {catalog.groups()[slug][0].title}"
            yield raw(page((), tag("div", {"class": "box compare"}, decision_tree.decision_html(tree, names))))


def _look_alike(row: LookAlike, code: int, catalog: Catalog) -> Safe:
    others = [other for other in row.pair if other != code]
    links = join((link(catalog[other]) for other in others), " ")
    answer = tag("span", {"class": "ans"}, " ", inline(row.answer))
    return tag(
        "p", {"class": "ask"}, tag("span", {"class": "pair"}, links),
        tag("span", {"class": "says"}, tag("b", None, inline(row.question)), answer),
    )  # fmt: skip


def link(record: StatusCode, up: str = "../", name: bool = True) -> Safe:
    """A code as a pill that leads to its page. `up` leads to the top of the book."""
    words = pill(record.code, record.name if name else "")
    return tag("a", {"href": f"{up}{record.code}/index.html", "title": None if name else record.name}, words)


def _taught(record: StatusCode, run: str) -> Iterator[str]:
    places = taught_in(record.code)
    if not places:
        return
    yield "## Learn it"
    yield "\n".join(f"- {_place(*place)}" for place in places)
    page_name = places[0][0].name
    challenge = challenge_of(record.code)
    prove = f", and `challenge({record.code})` asks you to make the server send it" if challenge else ""
    yield f"In a notebook, `demo({record.code})` runs the story above{prove}."
    yield raw(Safe(run_link(f"../{run}{page_name}.ipynb")))


def _place(page: Page, section: Section) -> str:
    return f"[{section.title}](../notebooks/{address(page.name, section.title)}) on the page *{page.title}*"


def run_link(target: str, words: str = "Run it in the browser") -> Safe:
    """The way from a page of the book to the same page where it runs."""
    return tag("p", {"class": "run"}, tag("a", {"href": target, "class": "go"}, words))


# --- A class of codes ---------------------------------------------------------------------------------------


def class_page(family: str, records: Sequence[StatusCode]) -> str:
    """The Markdown of the page about a class: its codes in a table, each with its meaning."""
    cells = ((link(each), inline(each.meaning), str(each.met)) for each in records)
    rows = (tag("tr", None, *(tag("td", None, cell) for cell in row)) for row in cells)
    heads = (tag("th", {"scope": "col"}, head) for head in ("code", "what it says", "met"))
    table = tag("table", None, tag("thead", None, tag("tr", None, *heads)), tag("tbody", None, *rows))
    tree = "\n".join(f"../{each.code}/index" for each in records)
    parts = (
        front_matter(f"All {family} status codes of HTTP, each with its meaning and a page of its own."),
        f"# {family} {cards.CLASSES[int(family[0])]}",
        raw(page((), tag("div", {"class": "box compare of-class"}, table))),
        f"```{{toctree}}\n:hidden:\n\n{tree}\n```",
    )
    return "\n\n".join(parts) + "\n"


def all_codes(catalog: Catalog, up: str = "") -> Safe:
    """Every code as a tile that leads to its page, a row for each class."""
    rows = (_row(family, [each for each in catalog if each.status_class == family], up) for family in CLASSES)
    return page((), tag("nav", {"class": "tiles", "aria-label": "All codes"}, *rows))


def _row(family: str, records: Sequence[StatusCode], up: str) -> Safe:
    words = f"{SYMBOLS[family]} {family} {cards.CLASSES[int(family[0])]}"
    title = tag("a", {"href": f"{up}{family}/index.html", "class": "family"}, words)
    tiles = (tag("li", None, _tile(record, up)) for record in records)
    return tag("div", {"class": f"row {color(records[0].code)}"}, title, tag("ul", None, *tiles))


def _tile(record: StatusCode, up: str) -> Safe:
    keys = {"href": f"{up}{record.code}/index.html", "class": f"tile m-{record.met}"}
    return tag("a", keys, tag("b", None, str(record.code)), " ", tag("span", None, record.name))
