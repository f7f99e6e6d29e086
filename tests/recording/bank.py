"""A small bank with a question of every form, and broken versions of it: one for each thing `bank check` can say."""

from __future__ import annotations

from collections.abc import Iterator

_COMMON = """\
  codes: [404]
  idea: {id}
  skill: know why
  level: 1
  hint: Count.
  source: RFC 9110 section 15.5.5
  proof:
    - requests: ["GET /nowhere"]
      status: 404
"""

OWN = "".join(
    head + _COMMON.format(id=head.split()[2]) + tail
    for head, tail in [
        (
            "- id: chosen\n",
            """\
  ask: Which one is it?
  options:
    - {code: 404, right: true, why: It was not found.}
    - {code: 400, why: It was well formed.}
    - {text: None of these, why: "One of them is `it`."}
""",
        ),
        (
            "- id: several\n",
            """\
  form: multiple
  ask: Which ones are they? Tick every one.
  options:
    - {text: First, right: true, why: It is the first.}
    - {text: Second, right: true, why: It is the second.}
    - {text: Third, why: It is the third.}
""",
        ),
        (
            "- id: typed\n",
            """\
  form: number
  ask: How many are $n and one?
  options:
    - {number: $more, right: true, why: One more than it was.}
    - {number: $n, why: It was so before.}
    - {number: 0, why: Nobody has taken any.}
  vary:
    - {n: "1", more: "2"}
    - {n: "3", more: "4"}
""",
        ),
        (
            "- id: sorted\n",
            """\
  form: order
  ask: What comes first?
  options:
    - {text: The request, why: It comes first.}
    - {text: An interim response, why: It comes between.}
    - {text: The final response, why: It comes last.}
""",
        ),
        (
            "- id: pairs\n",
            """\
  form: match
  ask: What belongs together?
  options:
    - {code: 404, match: never there, why: So it is.}
    - {code: 410, match: gone for good, why: So it is too.}
    - {text: a redirect, match: elsewhere, why: So it is as well.}
""",
        ),
        (
            "- id: pointed\n",
            """\
  form: line
  wire: ""
  ask: Which line decides?
  options:
    - {text: "> GET /nowhere HTTP/1.1", right: true, why: It names the target.}
    - {text: "> Host: teahouse", why: It names the host.}
    - {text: "< HTTP/1.1 404 Not Found", why: It is the answer.}
""",
        ),
    ]
)

_EACH = {part.split()[0]: f"- id: {part}" for part in OWN.split("- id: ")[1:]}

# name -> the question that is broken, what stands in it, and what is written instead.
BREAKS: dict[str, tuple[str, str, str]] = {
    "id-missing": ("chosen", "- id: chosen\n ", "-"),
    "id-no-slug": ("chosen", "id: chosen", "id: The Chosen"),
    "codes-unknown": ("chosen", "[404]", "[298]"),
    "codes-empty": ("chosen", "[404]", "[]"),
    "codes-too-large": ("chosen", "[404]", "[700]"),
    "codes-quoted": ("chosen", "[404]", '["404"]'),
    "codes-no-list": ("chosen", "[404]", "404"),
    "skill-unknown": ("chosen", "know why", "know how"),
    "level-too-high": ("chosen", "level: 1", "level: 4"),
    "level-quoted": ("chosen", "level: 1", 'level: "1"'),
    "field-unknown": ("chosen", "hint: Count.", "hnt: Count."),
    "field-twice": ("chosen", "hint: Count.", "hint: Count.\n  hint: Again."),
    "hint-empty": ("chosen", "hint: Count.", 'hint: ""'),
    "ask-unquoted-number": ("chosen", "ask: Which one is it?", "ask: 404"),
    "ask-a-list": ("chosen", "ask: Which one is it?", "ask: [Which, one]"),
    "form-unknown": ("chosen", "ask:", "form: essay\n  ask:"),
    "form-made": ("chosen", "ask:", "form: predict\n  ask:"),
    "form-provoked": ("chosen", "ask:", "form: provoke\n  ask:"),
    "options-none-right": ("chosen", "right: true, ", ""),
    "options-two-right": ("chosen", "{code: 400,", "{code: 400, right: true,"),
    "options-too-few": ("chosen", "    - {code: 400, why: It was well formed.}\n", ""),
    "option-without-why": ("chosen", ", why: It was well formed.", ""),
    "option-says-nothing": ("chosen", "code: 400, ", ""),
    "option-code-and-number": ("chosen", "code: 400,", "code: 400, number: 4,"),
    "option-number-in-a-choice": ("chosen", "code: 400,", "number: 4,"),
    "option-match-in-a-choice": ("chosen", "code: 400,", "code: 400, match: x,"),
    "option-unknown-code": ("chosen", "code: 400,", "code: 298,"),
    "option-no-mapping": ("chosen", "{code: 400, why: It was well formed.}", "just a text"),
    "right-quoted": ("chosen", "right: true", 'right: "yes"'),
    "multiple-all-right": ("several", "{text: Third,", "{text: Third, right: true,"),
    "number-without-one": ("typed", "number: 0,", "text: none,"),
    "number-twice": ("typed", "number: 0,", "number: $n,"),
    "order-with-right": ("sorted", "{text: The request,", "{text: The request, right: true,"),
    "match-without-match": ("pairs", "match: elsewhere, ", ""),
    "match-all-the-same": (
        "pairs",
        "match: gone for good, why: So it is too.}\n    - {text: a redirect, match: elsewhere",
        "match: never there, why: So it is too.}\n    - {text: a redirect, match: never there",
    ),
    "line-without-text": ("pointed", 'text: "> Host: teahouse"', "code: 404"),
    "vary-one-row": ("typed", '    - {n: "3", more: "4"}\n', ""),
    "vary-value-missing": ("typed", '{n: "3", more: "4"}', '{n: "3"}'),
    "vary-value-unused": ("typed", '{n: "3", more: "4"}', '{n: "3", more: "4", most: "5"}'),
    "vary-unquoted": ("typed", '{n: "3", more: "4"}', '{n: 3, more: "4"}'),
    "vary-lone-dollar": ("typed", "How many", "For 5 $, how many"),
    "vary-row-fails": ("typed", 'more: "4"', 'more: "3"'),
    "proof-missing": ("chosen", '  proof:\n    - requests: ["GET /nowhere"]\n      status: 404\n', "  proof: []\n"),
    "proof-two-kinds": ("chosen", "      status: 404\n", "      status: 404\n      scene: two-cooks\n"),
    "proof-proves-nothing": ("chosen", "      status: 404\n", ""),
    "proof-log-alone": ("chosen", 'requests: ["GET /nowhere"]\n      status: 404\n', "log: busiest\n"),
    "proof-at-unknown": ("chosen", "      status: 404\n", "      status: 404\n      at: iis\n"),
    "proof-by-unknown": ("chosen", "      status: 404\n", "      status: 404\n      by: wget\n"),
    "proof-follow-without-by": ("chosen", "      status: 404\n", "      status: 404\n      follow: true\n"),
    "proof-said-by-nobody": ("chosen", "      status: 404\n", "      said: exit 52\n"),
    "proof-leaves-alone": ("chosen", "      status: 404\n", "      status: 404\n      leaves: true\n"),
    "proof-layer-at-nginx": ("chosen", "      status: 404\n", "      layer: server\n      at: nginx\n"),
    "proof-logged-at-apache": ("chosen", "      status: 404\n", "      logged: 404\n      at: apache\n"),
    "proof-sent-elsewhere": ("chosen", "      status: 404\n", "      sent: [GET]\n      by: curl\n      at: nginx\n"),
    "proof-outsider-without-requests": ("chosen", 'requests: ["GET /nowhere"]', "scene: two-cooks\n      at: nginx"),
    "proof-of-a-scene-unknown": ("chosen", 'requests: ["GET /nowhere"]', "scene: no-such-scene"),
    "yaml-colon": ("chosen", "hint: Count.", "hint: Count: slowly"),
    "yaml-unclosed": ("chosen", "[404]", "[404"),
    "yaml-tab": ("chosen", "  hint: Count.", "\thint: Count."),
    "yaml-unquoted-backquote": ("chosen", "ask: Which", "ask: `Which`"),
}


def broken_files() -> Iterator[tuple[str, bytes]]:
    """A name and the bytes of each broken file. Raises ValueError where a break breaks nothing."""
    for name, (question, old, new) in BREAKS.items():
        if old not in _EACH[question]:
            raise ValueError(f"{name}: {old!r} does not stand in {question}")
        yield name, _EACH[question].replace(old, new).encode()
    yield "id-twice", (_EACH["chosen"] * 2).encode()
    yield "many-at-once", OWN.replace("level: 1", "level: 0").replace("[404]", "[298]").encode()
    yield "no-list", b"id: chosen\n"
    yield "nothing", b""
    yield "no-mapping", b"- just a text\n- 7\n"
    yield "not-utf-8", _EACH["chosen"].replace("Count.", "Zähle.").encode("latin-1")
