"""The service's own page, without scripts: type a code to join; hosts see their classes and open new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from statuslab.hub.classes import ClassFacts
from statuslab.hub.people import Person
from statuslab.widgets.html import Safe, join, tag

_MODES = {"poll": "Vote and discuss", "speed": "Speed", "exam": "Exam"}


def home_page(
    person: Person,
    mine: Sequence[ClassFacts],
    tokens: Mapping[str, str],
    banks: Sequence[str],
    form: Mapping[str, str],
    problem: str,
) -> str:
    """The page. `mine` are the person's classes, `tokens` those of their host by room, `banks` the shared ones.

    `form` is what was filled in where there is a `problem` with it.
    """
    parts = [_join_form(person)]
    if person.may_host:
        parts += [_new_class(banks, form, problem), _classes(mine, tokens)]
    return _page("Classes", join(parts))


def message_page(text: str, up: str) -> str:
    """One line, and the way back. `up` leads from the page to the service's first, such as "../"."""
    back = tag("p", None, tag("a", {"href": up or "./"}, "To your classes"))
    return _page("Not possible", tag("p", None, text), back, up=up)


def _page(title: str, *parts: str, up: str = "") -> str:
    names = ("palette", "class", "hub")
    styles = [tag("link", {"rel": "stylesheet", "href": f"{up}pages/{name}.css"}) for name in names]
    head = tag(
        "head",
        None,
        tag("meta", {"charset": "utf-8"}),
        tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        tag("meta", {"name": "color-scheme", "content": "light dark"}),
        tag("title", None, f"{title} · HTTP Status Lab"),
        tag("link", {"rel": "icon", "href": f"{up}pages/icon.svg", "type": "image/svg+xml"}),
        *styles,
    )
    body = tag("body", {"class": "sl hub"}, tag("main", None, tag("h1", None, title), *parts))
    return f"<!doctype html>\n{tag('html', {'lang': 'en'}, head, body)}\n"


def _join_form(person: Person) -> Safe:
    return tag(
        "form",
        {"action": "join", "class": "join"},
        tag("label", {"for": "code"}, "Code on the screen"),
        tag("input", {"id": "code", "name": "code", "maxlength": 8, "autocomplete": "off", "required": True}),
        tag("button", {"class": "go"}, "Join"),
        tag("p", {"class": "soft"}, f"You join as {person.name}."),
    )


def _new_class(banks: Sequence[str], form: Mapping[str, str], problem: str) -> Safe:
    return tag(
        "form",
        {"action": "classes", "method": "post", "class": "new"},
        tag("h2", None, "Hold a class"),
        tag("p", {"class": "no", "role": "alert"}, problem) if problem else None,
        *_typed("about", "About: classes, codes or ideas", form, 200, "2xx, 401 403"),
        *(
            _chosen("bank", "Questions from", form, {"": "the course"} | {each: each for each in banks})
            if banks
            else ()
        ),
        *_typed("n", "Number of questions", form, 3, "8"),
        *_chosen("mode", "How", form, _MODES),
        *_typed("title", "Title", form, 80, ""),
        tag("button", {"class": "go"}, "Open the class"),
    )


def _typed(name: str, label: str, form: Mapping[str, str], most: int, example: str) -> tuple[Safe, Safe]:
    value = form.get(name, "")[:most]
    field = tag("input", {"id": name, "name": name, "value": value, "maxlength": most, "placeholder": example or None})
    return tag("label", {"for": name}, label), field


def _chosen(name: str, label: str, form: Mapping[str, str], words: Mapping[str, str]) -> tuple[Safe, Safe]:
    options = (tag("option", {"value": k, "selected": form.get(name) == k}, v) for k, v in words.items())
    return tag("label", {"for": name}, label), tag("select", {"id": name, "name": name}, *options)


def _classes(mine: Sequence[ClassFacts], tokens: Mapping[str, str]) -> Safe:
    if not mine:
        return tag("p", {"class": "soft"}, "Your classes will be listed here.")
    rows = [_class(facts, tokens[facts.room]) for facts in mine]
    return tag("section", None, tag("h2", None, "Your classes"), *rows)


def _class(facts: ClassFacts, token: str) -> Safe:
    room = f"r/{facts.room}"
    links = [
        ("Host", f"{room}/host#{token}"),
        ("Students", room),
        ("Grades for Moodle", f"classes/{facts.room}/gradebook_moodle.csv"),
        ("Grades for Canvas", f"classes/{facts.room}/gradebook_canvas.csv"),
        ("All answers", f"classes/{facts.room}/answers.csv"),
    ]
    question = f"Delete class {facts.room} and all its answers"
    return tag(
        "article",
        None,
        tag("h3", None, facts.title or "Class", " ", tag("code", None, facts.room)),
        tag("p", {"class": "soft"}, f"{facts.created[:10]}, {'ended' if facts.ended else 'open'}"),
        tag("p", {"class": "links"}, join((tag("a", {"href": href}, words) for words, href in links), " ")),
        tag(
            "details",
            None,
            tag("summary", None, "Delete"),
            tag(
                "form",
                {"action": f"classes/{facts.room}/delete", "method": "post"},
                tag("button", {"class": "no"}, question),
            ),
        ),
    )
